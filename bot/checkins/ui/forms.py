"""The forms behind *At risk*, *Blocked* and *Done*. The names of fields are those that refusals mark."""

from collections.abc import Iterator

from bot.checkins.queries import Because, Readers, Stuck
from bot.checkins.rules.states import Cause
from bot.checkins.ui.labels import label, seen_by
from bot.outcomes.model import Outcome
from bot.people.model import Person
from bot.people.ui import short
from bot.slack import blocks
from bot.slack.blocks import Block, Modal, asks, section
from bot.slack.templates import Words

WORDS = Words("checkins/forms")
FIRST, BOTH = "first", "both"
ASK_CALMLY, ASK_URGENTLY = "ask", "ask_urgent"


def at_risk(
    item_id: str, outcome: Outcome, readers: Readers, *, cause: Cause | None, note: str | None
) -> Modal:
    """What has to change: a kind and a line."""
    options = [(one.value, label(one)) for one in Cause]
    body: list[Block] = [
        section(WORDS("about", title=outcome.title, number=outcome.number)),
        asks("cause", label("what_kind"), blocks.choice(options, cause, kind="radio_buttons")),
        asks("note", label("in_a_line"), blocks.line_input(note), hint=seen_by(readers)),
    ]
    return _modal("checkin.at_risk", "at_risk_title", item_id, body)


def blocked(item_id: str, facts: Stuck) -> Modal:
    """What is needed, from whom, by when. When it is urgent, both are chosen beforehand, and it says why."""
    return _modal("checkin.blocked", "blocked_title", item_id, list(_blocked(facts)))


def _blocked(facts: Stuck) -> Iterator[Block]:
    last, seen = facts.last, seen_by(facts.readers)
    yield section(WORDS("about", title=facts.outcome.title, number=facts.outcome.number))
    note = blocks.line_input(last.note if last else None)
    yield asks("note", label("what_do_you_need"), note, hint=seen)
    helper = blocks.person_input(
        facts.helper.slack_id if facts.helper else None, action="checkin.redraw:person"
    )
    hint = label("from_whom_hint", leader=short(facts.leader) if facts.leader else None)
    yield asks("waiting_for", label("from_whom"), helper, hint=hint, optional=True, dispatch=True)
    other = blocks.line_input(last.waiting_for_text if last else None)
    yield asks("waiting_for_text", label("or_what"), other, hint=seen, optional=True)
    day = blocks.date_input(facts.needed_by, action="checkin.redraw:day")
    yield asks("needed_by", label("by_when"), day, dispatch=True)
    since = blocks.date_input((last.since if last else None) or facts.today)
    yield asks("since", label("stuck_since"), since, optional=True)
    tried = blocks.line_input(last.tried if last else None)
    yield asks("tried", label("what_tried"), tried, hint=seen, optional=True)
    otherwise = blocks.line_input(last.otherwise if last else None)
    yield asks("otherwise", label("otherwise"), otherwise, hint=label("otherwise_hint"), optional=True)
    if facts.leader is not None and (facts.helper is None or facts.helper.id != facts.leader.id):
        yield _whom_to_ask(facts, facts.leader)


def _whom_to_ask(facts: Stuck, leader: Person) -> Block:
    # Another name makes another field: Slack keeps what was chosen in one that it knows, and a new reason
    # would not change what is chosen beforehand.
    name = ASK_URGENTLY if facts.because else ASK_CALMLY
    helper = short(facts.helper) if facts.helper else None
    first = label("name_first", name=helper) if helper else label("them_first")
    both = (
        label("both_named_now", name=helper, leader=short(leader))
        if helper
        else label("both_now", leader=short(leader))
    )
    before = BOTH if facts.because or (facts.last and facts.last.with_leader) else FIRST
    options = blocks.choice([(FIRST, first), (BOTH, both)], before, kind="radio_buttons")
    return asks(name, label("whom_to_ask"), options, hint=_reason(facts.because, leader))


def _reason(because: Because | None, leader: Person) -> str:
    return label(because) if because else label("calm", leader=short(leader))


def done(item_id: str, outcome: Outcome, readers: Readers, *, confirmer: Person | None) -> Modal:
    """Where to see it; and who confirms, where nobody does by the rule."""
    hint = label("where_hint", confirmer=short(confirmer) if confirmer else None)
    body: list[Block] = [
        section(WORDS("about", title=outcome.title, number=outcome.number)),
    ]
    if outcome.done_sentence:
        body.append(section(WORDS("how_we_know", sentence=outcome.done_sentence)))
    evidence = blocks.line_input(outcome.evidence)
    body.append(asks("evidence", label("where_to_see"), evidence, hint=f"{hint} {seen_by(readers)}"))
    if confirmer is None:
        body.append(
            asks("confirmer", label("who_confirms"), blocks.person_input(), hint=label("who_confirms_hint"))
        )
    return _modal("checkin.done", "done_title", item_id, body)


def _modal(callback: str, title: str, item_id: str, body: list[Block]) -> Modal:
    return Modal(callback, label(title), body, submit=label("save"), value={"item": item_id})
