"""Everything that the bot can show, as on any day and at its worst, passes Slack's rules and our own."""

import pytest

from bot.outbox.kinds import Kind, Priority, Skip
from bot.slack.listeners import MEMBERS
from tests.gallery import checks, complete, visit
from tests.gallery.company import Company
from tests.gallery.shown import ANSWER, MODAL, Shown
from tests.support.databases import Sqlite


@pytest.fixture(scope="module")
def companies(sqlite: Sqlite, sqlite_template: str) -> tuple[Company, Company]:
    return visit.both(sqlite, sqlite_template)


def test_slack_would_take_all_of_it_and_nothing_typed_does_anything(
    companies: tuple[Company, Company],
) -> None:
    found = visit.findings(*companies)
    assert found.are_fine, "\n".join(line for line in visit.table(found, *companies) if "✗" in line)


def test_what_is_registered_and_not_in_the_gallery_is_named(companies: tuple[Company, Company]) -> None:
    company = companies[0]
    on = company.listeners
    new = Kind("risks.found", lambda *_: Skip("nothing"), Priority.ASK)
    on.action("risks.accept", lambda work: None, rule=MEMBERS)
    on.submit("risks.keep", lambda work: None, rule=MEMBERS)
    try:
        found = complete.missing(company.shown, [*company.kinds, new.name], on)
    finally:
        del on.entries["action", "risks.accept"], on.entries["submit", "risks.keep"]
    assert [sentence.partition(":")[0] for sentence in found] == [
        "No message of the kind risks.found is in the gallery",
        "The form risks.keep is not in the gallery",
        "Nothing in the gallery offers risks.accept",
    ]
    assert all("tests/gallery/scenes" in sentence for sentence in found)


def _says(text: str, kind: str = "mrkdwn") -> Shown:
    block = {"type": "section", "text": {"type": kind, "text": text}}
    return Shown(ANSWER, "digests.team", "alice", "", text="Something", blocks=[block])


def _offers(**element: object) -> Shown:
    text = {"type": "plain_text", "text": "Press"}
    block = {"type": "actions", "elements": [{"type": "button", "text": text, **element}]}
    return Shown(ANSWER, "home", "alice", "", text="Something", blocks=[block])


_VIEW = {
    "type": "modal", "callback_id": "no.such", "submit": {"type": "plain_text", "text": "Send"},
    "title": {"type": "plain_text", "text": "Form"},
    "blocks": [{"type": "divider"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("shown", "wrong"),
    [
        (_says("Tell <!channel>"), "what somebody typed is live: <!channel"),
        (_says("Ask <@U0NOBODY>"), "what somebody typed is live: <@U0NOBODY"),
        (_says("Ask <@U0NOBODY>", "plain_text"), None),
        (_says("turned \u202earound"), "a typed text turns the words around it"),
        (_says("word " * 201), "a digest of 201 words, 200 are the most"),
        (_says("x" * 3001), "Slack refuses it"),
        (_says("Something went wrong on my side; nothing was changed."), "it is broken"),
        (Shown(ANSWER, "x", "alice", "", text=" "), "its text is empty"),
        (Shown(ANSWER, "x", "alice", "", text="x" * 4001), "its text has 4001 characters"),
        (_offers(action_id="no.such:1"), "a dead button: nothing is registered for no.such"),
        (_offers(action_id="no.such", url="https://slack.com"), None),
        (Shown(MODAL, "x", "alice", "", view=_VIEW), "a dead form: nothing is registered for no.such"),
        (
            Shown(ANSWER, "x", "alice", "", text="x", blocks=[{"type": "image", "alt_text": ""}]),
            "a picture says nothing in words",
        ),
    ],
)
def test_what_is_wrong_is_found(companies: tuple[Company, Company], shown: Shown, wrong: str | None) -> None:
    found = checks.problems(shown, companies[0].listeners)
    assert any(one.startswith(wrong) for one in found) if wrong else found == []


def test_a_form_whose_title_does_not_fit_is_found_on_any_day(companies: tuple[Company, Company]) -> None:
    title = {"type": "plain_text", "text": "New outcome, as somebod…"}
    view = {"type": "modal", "title": title, "blocks": [{"type": "divider"}]}
    shown = Shown(MODAL, "x", "alice", "", view=view)
    on = companies[0].listeners
    assert checks.problems(shown, on, is_worst=False) == [
        "the title of a form is cut: New outcome, as somebod…"
    ]
    assert checks.problems(shown, on) == []
