"""What an outcome's own course means for what is asked for its sake."""

from datetime import date, datetime

from bot.asks import queries as asks, service as ask_service
from bot.asks.model import Ask, AskState, Happened, Origin
from bot.asks.rules.states import OPEN, TO_LOOK_AT
from bot.core.db import Session
from bot.escalations import queries
from bot.needs import queries as needs
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Outcome, StatusChange
from bot.outcomes.rules import urgency
from bot.outcomes.rules.lifecycle import Lifecycle, Status
from bot.people import queries as people

_OVER = frozenset({Lifecycle.CLAIMED_DONE, Lifecycle.DONE, Lifecycle.DROPPED})


def follow_outcome(session: Session, outcome: Outcome, now: datetime) -> None:
    """Asks for what the owner's last word waits for, and ends, pauses or resumes what was asked before."""
    about = asks.open_about(session, queries.about(outcome))
    open_asks = [ask_service.held(session, ask.id) for ask in about]
    if outcome.lifecycle in _OVER:
        for ask in open_asks:
            _end(session, ask, now)
        return
    for ask in open_asks:
        if _stands_still(session, outcome):
            ask_service.pause(session, ask, now)
        else:
            ask_service.resume(session, ask, now)
    if outcome.lifecycle is Lifecycle.ACTIVE:
        _follow_word(session, outcome, [ask for ask in open_asks if ask.origin is Origin.BLOCK], now)


def _stands_still(session: Session, outcome: Outcome) -> bool:
    team = people.team(session, outcome.team_id)
    return outcome.lifecycle is Lifecycle.PAUSED or team.paused_at is not None


def _follow_word(session: Session, outcome: Outcome, blocks: list[Ask], now: datetime) -> None:
    said = outcomes.last_change(session, outcome)
    if said is None or said.status is not Status.BLOCKED:
        for ask in blocks:
            _end(session, ask, now)
        return
    known = asks.by_origin(session, Origin.BLOCK, said.id) or _same(blocks, said)
    for other in blocks:
        if other is not known:
            _end(session, other, now)
    if known is None:
        _ask(session, outcome, said, now)
    else:
        _ask_still(session, outcome, known, said, now)


def _same(blocks: list[Ask], said: StatusChange) -> Ask | None:
    """What was asked before of the same person: said again, it is not asked anew."""
    wanted = (said.waiting_for_id, said.waiting_for_text)
    return next((ask for ask in blocks if (ask.to_id, ask.to_text) == wanted), None)


def _ask(session: Session, outcome: Outcome, said: StatusChange, now: datetime) -> None:
    ask_service.ask(
        session,
        asker_id=outcome.owner_id,
        to_id=said.waiting_for_id,
        to_text=said.waiting_for_text,
        what=said.note or "",
        needed_by=said.needed_by,
        about=queries.about(outcome),
        team_id=outcome.team_id,
        origin=Origin.BLOCK,
        origin_ref=said.id,
        is_urgent=said.is_urgent or is_urgent(session, outcome, said.needed_by, now),
        tried=said.tried,
        since=said.since,
        otherwise=said.otherwise,
        otherwise_on=said.otherwise_on,
        with_leader=said.with_leader,
        now=now,
    )


def _ask_still(session: Session, outcome: Outcome, ask: Ask, said: StatusChange, now: datetime) -> None:
    """The same block, perhaps in other words, after an answer that was no help, or back after an undo."""
    ask_service.hand_to(session, ask, asker_id=outcome.owner_id, now=now)
    if ask.state is AskState.WITHDRAWN and _ended_by_itself(session, ask):
        ask_service.revive(session, ask, by=None, now=now)
    if ask.origin_ref == said.id and ask.what == said.note and ask.needed_by == said.needed_by:
        return
    if ask.state in TO_LOOK_AT and ask.answered_at is not None and said.at > ask.answered_at:
        ask_service.not_enough(session, ask, by=ask.asker_id, why=said.note, now=now)
    if ask.state in OPEN:
        ask_service.amend(
            session,
            ask,
            by=said.by_id,
            now=now,
            what=said.note or "",
            needed_by=said.needed_by,
            tried=said.tried,
            otherwise=said.otherwise,
            otherwise_on=said.otherwise_on,
            origin_ref=said.id,
        )


def _ended_by_itself(session: Session, ask: Ask) -> bool:
    last = asks.events(session, ask.id)[-1]
    return last.kind is Happened.WITHDRAWN and last.by_id is None


def _end(session: Session, ask: Ask, now: datetime) -> None:
    """The asker can go on with an answer that is there; what nobody answered is not needed any more."""
    if ask.state is AskState.ANSWERED:
        ask_service.go_on(session, ask, by=ask.asker_id, now=now)
    else:
        ask_service.withdraw(session, ask, by=None, now=now)


def is_urgent(session: Session, outcome: Outcome, needed_by: date | None, now: datetime) -> bool:
    """Whether it is due or needed soon, or something that waits for it has nothing to spare."""
    owner = people.person(session, outcome.owner_id)
    return urgency.is_urgent(
        people.hours(owner, people.day_of(owner, now)),
        people.day_of(owner, now),
        due=outcome.due,
        needed_by=needed_by,
        to_spare=needs.holds_up(session, outcome.id).to_spare,
    )
