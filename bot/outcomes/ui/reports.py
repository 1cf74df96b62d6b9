"""The form that says how it is going. At risk and blocked ask for what makes them useful."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.outcomes.model import Outcome, StatusChange
from bot.outcomes.rules.lifecycle import Status
from bot.outcomes.ui import marks
from bot.outcomes.ui.labels import label
from bot.slack import blocks
from bot.slack.blocks import Block, Modal, asks, context, section
from bot.slack.templates import Words

WORDS = Words("outcomes/reports")
THEM, BOTH = "them", "both"


@dataclass(frozen=True)
class Report:
    """What the form shows. `last` prefills it when it says the same; `waiting_for` is a Slack id.

    `readers` says who will read it; `because` why the leader is asked at once, if they are.
    """

    outcome: Outcome
    status: Status | None
    today: date
    readers: str
    leader: str | None = None
    last: StatusChange | None = None
    waiting_for: str | None = None
    on_behalf_of: str | None = None
    because: str | None = None


def report(facts: Report) -> Modal:
    """The form, drawn anew when another status is chosen."""
    return Modal(
        "outcome.status",
        label("status_title", number=facts.outcome.number),
        list(_blocks(facts)),
        submit=label("save"),
        value={"id": facts.outcome.id},
    )


def _blocks(facts: Report) -> Iterator[Block]:
    found = facts.outcome
    yield section(WORDS("about", title=found.title, number=found.number, due=found.due, today=facts.today))
    if facts.on_behalf_of:
        yield context(WORDS("on_behalf", owner=facts.on_behalf_of))
    options = [(status, marks.status_word(status)) for status in Status]
    chosen = blocks.choice(options, facts.status, kind="radio_buttons", action="outcome.status_kind")
    yield asks("status", label("how_does_it_go"), chosen, dispatch=True)
    if facts.status is Status.AT_RISK:
        yield from _at_risk(facts)
    if facts.status is Status.BLOCKED:
        yield from _blocked(facts)


def _last(facts: Report) -> StatusChange | None:
    return facts.last if facts.last is not None and facts.last.status is facts.status else None


def _at_risk(facts: Report) -> Iterator[Block]:
    last = _last(facts)
    note = blocks.line_input(last.note if last else None, multiline=True)
    yield asks("note", label("what_has_to_change"), note, hint=facts.readers)
    expected = facts.outcome.expected if facts.outcome.expected != facts.outcome.due else None
    yield asks(
        "expected",
        label("when_expected"),
        blocks.date_input(expected),
        hint=label("expected_hint"),
        optional=True,
    )


def _blocked(facts: Report) -> Iterator[Block]:
    last = _last(facts)
    note = blocks.line_input(last.note if last else None, multiline=True)
    yield asks("note", label("what_do_you_need"), note, hint=facts.readers)
    yield asks(
        "waiting_for",
        label("from_whom"),
        blocks.person_input(facts.waiting_for),
        hint=label("from_whom_hint", leader=facts.leader),
        optional=True,
    )
    yield asks("needed_by", label("by_when"), blocks.date_input(last.needed_by if last else None))
    since = (last.since if last else None) or facts.today
    yield asks("since", label("stuck_since"), blocks.date_input(since), optional=True)
    tried = blocks.line_input(last.tried if last else None)
    yield asks("tried", label("what_tried"), tried, hint=facts.readers, optional=True)
    otherwise = blocks.line_input(last.otherwise if last else None)
    hint = f"{label('otherwise_hint')} {facts.readers}"
    yield asks("otherwise", label("otherwise_label"), otherwise, hint=hint, optional=True)
    day = blocks.date_input(last.otherwise_on if last else None)
    yield asks("otherwise_on", label("otherwise_on_label"), day, optional=True)
    if facts.leader:
        options = [(THEM, label("ask_them")), (BOTH, label("ask_both", leader=facts.leader))]
        chosen = BOTH if facts.because else THEM
        yield asks(
            "ask",
            label("whom_to_ask"),
            blocks.choice(options, chosen, kind="radio_buttons"),
            hint=facts.because,
        )
