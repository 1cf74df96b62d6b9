"""What people do with an escalation beyond answering: ask for a decision, send it on, go on."""

from datetime import date, datetime

from bot.asks import queries as asks, service as ask_service
from bot.asks.model import Ask, AskState, Origin
from bot.core.db import Session
from bot.core.errors import InvalidInput, Marks, Outdated
from bot.escalations import queries
from bot.escalations.service.blocks import is_urgent
from bot.outcomes import service as outcome_service
from bot.outcomes.model import Outcome
from bot.outcomes.rules.lifecycle import Lifecycle, Status
from bot.outcomes.rules.line import shown
from bot.outcomes.rules.permissions import Action
from bot.people import queries as people, service as people_service
from bot.people.model import Person

_UNDER_WAY = frozenset({Lifecycle.PROPOSED, Lifecycle.ACTIVE, Lifecycle.CLAIMED_DONE})


def require_ask(session: Session, person: Person, outcome: Outcome) -> None:
    """Raises `NotAllowed` for who may not ask, `Outdated` when there is nothing to decide any more."""
    outcome_service.require(session, person, outcome, Action.ASK_DECISION)
    if outcome.lifecycle not in _UNDER_WAY:
        raise Outdated(f"{shown(outcome.number)} is not under way, so there is nothing to decide about it.")


def escalate(
    session: Session,
    outcome: Outcome,
    *,
    by: Person,
    what: str,
    to_id: str | None,
    needed_by: date | None,
    form_id: str,
    now: datetime,
    tried: str | None = None,
    options: str | None = None,
) -> Ask:
    """Asks for a decision: of this person, or (None) of the nearest leader. The same form asks once.

    Marks `what`, `to` and `needed_by`.
    """
    require_ask(session, by, outcome)
    marks = Marks()
    with marks.check():
        what = _sentence(what)
    with marks.check():
        _may_decide(session, outcome, by, to_id)
    with marks.check():
        needed_by = _day(by, needed_by, now)
    marks.settle()
    return ask_service.ask(
        session,
        asker_id=by.id,
        owner_id=outcome.owner_id,
        to_id=to_id,
        what=what,
        needed_by=needed_by,
        about=queries.about(outcome),
        team_id=outcome.team_id,
        origin=Origin.DIRECT,
        origin_ref=form_id,
        is_urgent=is_urgent(session, outcome, needed_by, now),
        tried=(tried or "").strip() or None,
        options=(options or "").strip() or None,
        now=now,
    )


def _sentence(what: str) -> str:
    found = what.strip()
    if not found:
        raise InvalidInput("what", "What has to be decided? Write it as a question.")
    return found


def _may_decide(session: Session, outcome: Outcome, by: Person, to_id: str | None) -> None:
    if to_id is None:
        return
    to = people.person(session, to_id)
    if to.id == by.id:
        raise InvalidInput("to", "That is you. Choose somebody else, or leave it empty.")
    if to.id == outcome.owner_id:
        raise InvalidInput("to", f"{asks.called(to)} owns it. Choose somebody above, or leave it empty.")
    people_service.full_member(session, to.slack_id, "to")


def _day(by: Person, day: date | None, now: datetime) -> date:
    if day is None:
        raise InvalidInput("needed_by", "By when? Choose a day.")
    if day < people.day_of(by, now):
        raise InvalidInput("needed_by", "That day has passed. Choose today or a later day.")
    return day


def decided(session: Session, ask: Ask, *, by: Person, text: str, now: datetime) -> None:
    """It was decided where it was talked about. From the asker or the owner, it means that they can go on."""
    if by.id in (ask.asker_id, ask.owner_id):
        if not text.strip():
            raise InvalidInput("text", "Write what was decided, in a sentence.")
        go_on(session, ask, by=by, now=now, text=text.strip())
    else:
        ask_service.answer(session, ask, by=by, text=text, now=now)


def go_on(session: Session, ask: Ask, *, by: Person, now: datetime, text: str | None = None) -> bool:
    """The asker can go on. Whether the owner's word on the outcome follows: on track again, if it was blocked
    for this very reason."""
    ask_service.go_on(session, ask, by=by, now=now, text=text)
    outcome = queries.outcome_of(session, ask)
    if outcome is None or not _was_blocked_by(outcome, ask) or outcome.owner_id != by.id:
        return False
    outcome_service.report_status(
        session, outcome, status=Status.ON_TRACK, by=by, now=now, note=text or ask.answer, source="escalation"
    )
    return True


def _was_blocked_by(outcome: Outcome, ask: Ask) -> bool:
    is_reason = ask.origin is Origin.BLOCK and outcome.status_change_id == ask.origin_ref
    return is_reason and outcome.status is Status.BLOCKED and outcome.lifecycle is Lifecycle.ACTIVE


def go_up(session: Session, ask: Ask, *, by: Person, now: datetime) -> None:
    """Somebody wants the next one to be asked now, without waiting for the clock."""
    if ask.state is not AskState.ASKED or ask.is_unasked or asks.next_up(session, ask) is None:
        raise Outdated(ask_service.standing(session, ask))
    ask_service.go_up(session, ask, by=by, now=now)


def withdraw(session: Session, outcome: Outcome, *, by: Person, now: datetime) -> int:
    """What this person asked about the outcome, or as its owner everything, is not needed. How many."""
    outcome_service.require(session, by, outcome, Action.SEE)
    own = [
        ask
        for ask in asks.open_about(session, queries.about(outcome))
        if by.id in (ask.asker_id, ask.owner_id)
    ]
    for ask in own:
        ask_service.withdraw(session, ask, by=by, now=now)
    return len(own)
