"""Text typed into the DM while a prompt is open, while nothing is, with a picture.

Commands typed without their slash, and `help`: tests/home and tests/story.
"""

import pytest

from bot.home.model import Heard
from tests.bad_input.conftest import NUMBERS, Office
from tests.support.slack import Client, Shown

WHAT_IS_IT = "What shall I do with this?"
PICTURE = {"name": "screen.png", "mimetype": "image/png"}


def types(person: Client, text: str, **more: object) -> Shown:
    """The answer to a text, which is never missing."""
    before = len(person.messages())
    person.slack.post("message", {"user": person.id, "channel": person.dm, "text": text, **more})
    person.slack.settle()
    said = person.messages()
    assert len(said) >= before + 2, "there is no answer"
    return said[-1]


@pytest.fixture
def new(office: Office) -> Client:
    """Somebody whom nobody asks anything, and who owns nothing."""
    name = f"new{next(NUMBERS)}"
    office.story.slack.post("users", {"name": name, "real_name": f"{name.title()} Comer"})
    id = next(one["id"] for one in office.story.slack.get("workspace")["users"] if one["name"] == name)
    return Client(office.story.slack, name, id)


@pytest.mark.parametrize(
    "text", ["hmm", "🤷", "on track", "yes", "{{ 7 * 7 }}", "<!channel> look", "a" * 3000]
)
def test_while_nothing_is_open_its_uses_are_offered(new: Client, text: str) -> None:
    answer = types(new, text)
    assert WHAT_IS_IT in answer.text
    assert answer.buttons == ["A question to an owner…", "A new outcome…"]
    assert "<!channel>" not in answer.text


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("outcome show O-999", "O-999 is not an outcome here."),
        ("outcome why 999", "O-999 is not an outcome here."),
        ("outcome", "*/outcome* "),
        ("team", "You are in no team yet."),
    ],
)
def test_a_command_that_only_looks_is_answered_at_once_also_when_there_is_nothing_to_see(
    new: Client, text: str, answer: str
) -> None:
    assert types(new, text).text.startswith(answer)


def test_with_a_picture_it_says_that_it_reads_words_only(new: Client) -> None:
    answer = types(new, "look at this", files=[PICTURE])
    assert WHAT_IS_IT in answer.text
    assert "I can't read pictures and files" in answer.text


def test_a_picture_without_a_word_is_answered_too(new: Client) -> None:
    answer = types(new, "", files=[PICTURE])
    assert "I can't read pictures and files" in answer.text


def test_while_something_waits_the_text_is_offered_as_its_answer_and_never_taken_for_it(
    office: Office,
) -> None:
    """Three wait for Bob, and he is in trouble himself: still four buttons at most."""
    bob = office.person("bob")
    office.outcome("Bob's own thing", owner="bob")
    for who in ("alice", "dana", "mara"):
        made = office.outcome(f"The thing of {who}", owner=who)
        asks_bob(office, who, made.number)
    number = office.titled("Bob's own thing")[0].number
    bob.types(f"/outcome status O-{number} at risk", "support")
    assert bob.submits(note="Too little time") == {}
    bob.closes()

    answer = types(bob, "Tomorrow, I think")
    assert WHAT_IS_IT in answer.text
    assert len(answer.buttons) == 4
    assert [one for one in answer.buttons if one.startswith("My answer to ")]
    assert f"What is up with O-{number}" in answer.buttons
    with office.session() as session:
        kept = session.query(Heard).filter(Heard.text == "Tomorrow, I think").one()
        assert kept.used is None

    bob.clicks("My answer to", message=answer)
    assert "Tomorrow, I think" in str(bob.modal)
    assert bob.submits() == {}
    assert "Used as your answer to" in bob.messages()[-1].text


def asks_bob(office: Office, who: str, number: int) -> None:
    owner = office.person(who)
    owner.types(f"/outcome status O-{number} blocked", "support" if who != "dana" else "billing")
    assert owner.submits(note="Bob's yes", waiting_for=office.users["bob"], needed_by="2026-12-01") == {}
    owner.closes()


def test_what_is_typed_in_a_thread_of_a_prompt_is_answered_too(new: Client) -> None:
    first = types(new, "first")
    before = len(new.messages())
    new.slack.post(
        "message", {"user": new.id, "channel": new.dm, "text": "in the thread", "thread_ts": first.ts}
    )
    new.slack.settle()
    everywhere = [*new.messages()[before:], *new.thread_under(first)]
    assert any("in the thread" in one.text and WHAT_IS_IT in one.text for one in everywhere)


def test_a_guest_is_told_who_can_help(office: Office) -> None:
    assert "I work with full members" in types(office.person("charlie"), "hello there").text
