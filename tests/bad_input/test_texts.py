"""Titles of 3,000 characters, emoji, right-to-left, mentions, entities, Jinja braces.

The same texts in check-ins, escalations, digests and team pages: tests/checkins/test_answering.py,
tests/escalations/test_channel.py, tests/digests/test_length.py, tests/people/test_worst_cases.py.
"""

import re

import pytest

from tests.bad_input.conftest import Office
from tests.support.slack import Client, Shown

TEXTS = {
    "3,000 characters": "Long " * 599 + "title",
    "3,000 without a space": "x" * 3000,
    "emoji": "👩‍👩‍👧‍👦 every 🎉 party is 🏳️‍🌈 planned " + "🦄" * 700,
    "right-to-left": "כל הלקוחות מקבלים תשובה بسرعة \u202eתוך שעה",
    "a mention of everybody": "Ring <!channel> and <!here> and <!everyone> and @channel",
    "a mention of a group": "Ask <!subteam^S0LEADS|@leads> about it",
    "a link in disguise": "Look at <https://evil.test|your bank>",
    "entities": "This &lt; that &amp; &amp;lt; more",
    "Jinja": "{{ 'ab' * 3 }} {% for x in y %} {# gone? #} {{ config }}",
    "mrkdwn": "*bold* _it_ ~no~ `code` ```block``` > quote",
    "SQL": "Robert'); DROP TABLE outcomes;-- %s %(x)s :y",
    "control characters": "tab\there \x07bell \u200bzero width",
}
SPECIAL = re.compile(r"<!(channel|here|everyone|subteam)|<https?:[^>]*\|")


@pytest.fixture(params=TEXTS.values(), ids=TEXTS.keys())
def text(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


def inert(shown: Shown) -> None:
    """Nothing that was typed mentions anybody or makes a link."""
    assert not SPECIAL.search(shown.text), shown.text
    assert not SPECIAL.search(shown.lock_screen), shown.lock_screen
    assert "ababab" not in shown.text


def test_a_title_is_stored_whole_and_shown_shortened_and_inert(
    office: Office, alice: Client, text: str
) -> None:
    dana = office.person("dana")
    alice.types("/outcome add", "support")
    assert alice.submits(title=text, owner=dana.id, due="2026-12-15") == {}
    assert not SPECIAL.search(alice.modal_text)
    alice.closes()
    [made] = office.titled(" ".join(text.split()))

    alice.types(f"/outcome show O-{made.number}", "support")
    inert(alice.messages("support")[-1])
    alice.types("/outcome list all", "support")
    inert(alice.messages("support")[-1])
    inert(dana.messages()[-1])
    assert dana.home()

    alice.types(f"/outcome edit O-{made.number}", "support")
    block = next(one for one in alice.modal["blocks"] if one.get("block_id") == "title")
    assert block["element"]["initial_value"] == made.title
    assert alice.submits() == {}
    assert office.again(made).title == made.title


@pytest.mark.parametrize("name", ["entities", "Jinja", "mrkdwn", "SQL", "right-to-left"])
def test_a_line_after_the_command_is_kept_as_typed(office: Office, alice: Client, name: str) -> None:
    alice.types(f"/outcome {TEXTS[name]} <@{alice.id}> by 15 December", "support")
    block = next(one for one in alice.modal["blocks"] if one.get("block_id") == "title")
    assert block["element"]["initial_value"] == TEXTS[name]


def test_the_done_sentence_and_a_reason_are_inert_too(office: Office, alice: Client) -> None:
    made = office.outcome(done_sentence=TEXTS["a mention of everybody"] + TEXTS["Jinja"])
    alice.types(f"/outcome show O-{made.number}", "support")
    inert(alice.messages("support")[-1])
    alice.types(f"/outcome drop O-{made.number}", "support")
    assert alice.submits(why=TEXTS["a mention of everybody"]) == {}
    alice.closes()
    alice.types(f"/outcome history O-{made.number}", "support")
    inert(alice.messages("support")[-1])
