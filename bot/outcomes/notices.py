"""What people hear about their outcomes without being asked anything."""

from collections.abc import Callable
from datetime import datetime

from markupsafe import Markup

from bot.core.db import Session
from bot.outbox.kinds import Kind, Priority, Skip
from bot.outcomes import queries, ui
from bot.outcomes.model import Amendment, Outcome
from bot.outcomes.queries import Event
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.outcomes.rules.states import AmendmentState, ClaimState, ConditionState
from bot.people import queries as people
from bot.people.model import Person
from bot.people.ui import short
from bot.slack.blocks import Message

GONE = Skip("it is not so any more")


def _agreed(session: Session, found: Outcome, now: datetime) -> Message | Skip:
    if found.agreed_at is None:
        return GONE
    return ui.notice("agreed", found, owner=_name(session, found.owner_id), due=found.due)


def _condition(session: Session, found: Outcome, now: datetime) -> Message | Skip:
    condition = queries.open_condition(session, found.id)
    if condition is None or condition.what is None:
        return GONE
    return ui.notice(
        "condition",
        found,
        owner=_name(session, found.owner_id),
        helper=_name(session, condition.from_id),
        what=condition.what,
        day=condition.needed_by,
    )


def _settled(session: Session, found: Outcome, now: datetime) -> Message | Skip:
    condition = queries.last_condition(session, found.id)
    if condition is None or condition.state not in (ConditionState.MET, ConditionState.WAIVED):
        return GONE
    return ui.notice(
        "settled",
        found,
        due=found.due,
        by=_name(session, condition.ended_by_id),
        helper=_name(session, condition.from_id),
    )


def _reminder(session: Session, found: Outcome, now: datetime) -> Message | Skip:
    item = next(
        (
            one
            for one in ui.items(session, people.person(session, found.owner_id), now)
            if one.id == f"own:{found.id}"
        ),
        None,
    )
    if item is None:
        return Skip("it was answered")
    words = ui.notice("reminder", found, proposer=_name(session, found.proposer_id), due=found.due)
    return Message(words.text, item.blocks, (item.id,))


def _confirmed(session: Session, found: Outcome, now: datetime) -> Message | Skip:
    claim = queries.last_claim(session, found.id)
    if claim is None or claim.state is not ClaimState.CONFIRMED:
        return GONE
    return ui.notice("confirmed", found, confirmer=_name(session, claim.answered_by_id), words=claim.words)


def _returned(session: Session, found: Outcome, now: datetime) -> Message | Skip:
    claim = queries.last_claim(session, found.id)
    if claim is None or claim.state is not ClaimState.RETURNED:
        return GONE
    return ui.notice("returned", found, confirmer=_name(session, claim.answered_by_id), words=claim.words)


def _handed_over(session: Session, found: Outcome, now: datetime) -> Message | Skip:
    event = _last(session, found, "owner_id")
    if event is None:
        return GONE
    return ui.notice("handed_over", found, by=event.who, owner=event.after, why=event.why)


def _changed(session: Session, found: Outcome, now: datetime) -> Message | Skip:
    events = queries.events(session, found)
    promised = [one for one in events if one.field in ("due", "done_sentence")]
    if not promised:
        return GONE
    latest = [one for one in promised if one.at == promised[0].at]
    return ui.notice(
        "changed", found, by=latest[0].who, changes=[Markup(ui.change_words(one)) for one in latest]
    )


def _change_answered(session: Session, ref: str, now: datetime) -> Message | Skip:
    amendment = session.find(Amendment, ref)
    if amendment is None or amendment.state not in (AmendmentState.AGREED, AmendmentState.REFUSED):
        return GONE
    return ui.notice(
        "change_answered",
        queries.outcome(session, amendment.outcome_id),
        by=_name(session, amendment.ended_by_id),
        agreed=amendment.state is AmendmentState.AGREED,
        words=amendment.words,
    )


def _paused(session: Session, found: Outcome, now: datetime) -> Message | Skip:
    event = _last(session, found, "lifecycle")
    if event is None or found.lifecycle is not Lifecycle.PAUSED:
        return GONE
    return ui.notice("paused", found, by=event.who, why=found.paused_why)


def _dropped(session: Session, found: Outcome, now: datetime) -> Message | Skip:
    event = _last(session, found, "lifecycle")
    if event is None or found.lifecycle is not Lifecycle.DROPPED:
        return GONE
    return ui.notice("dropped", found, by=event.who, why=found.dropped_why)


def _last(session: Session, found: Outcome, field: str) -> Event | None:
    return next((one for one in queries.events(session, found) if one.field == field), None)


def _name(session: Session, person_id: str | None) -> str | None:
    found = session.find(Person, person_id)
    return short(found) if found else None


Render = Callable[[Session, Outcome, datetime], Message | Skip]


def _of_outcome(render: Render) -> Callable[[Session, str, datetime], Message | Skip]:
    def of(session: Session, ref: str, now: datetime) -> Message | Skip:
        found = session.find(Outcome, ref)
        return GONE if found is None else render(session, found, now)

    return of


KINDS = (
    Kind("outcomes.agreed", _of_outcome(_agreed), Priority.REMINDER),
    Kind("outcomes.condition", _of_outcome(_condition), Priority.REMINDER),
    Kind("outcomes.settled", _of_outcome(_settled), Priority.REMINDER),
    Kind("outcomes.reminder", _of_outcome(_reminder), Priority.REMINDER),
    Kind("outcomes.confirmed", _of_outcome(_confirmed), Priority.REMINDER),
    Kind("outcomes.returned", _of_outcome(_returned), Priority.REMINDER),
    Kind("outcomes.handed_over", _of_outcome(_handed_over), Priority.REMINDER),
    Kind("outcomes.changed", _of_outcome(_changed), Priority.REMINDER),
    Kind("outcomes.change_answered", _change_answered, Priority.REMINDER),
    Kind("outcomes.paused", _of_outcome(_paused), Priority.REMINDER),
    Kind("outcomes.dropped", _of_outcome(_dropped), Priority.REMINDER),
)
