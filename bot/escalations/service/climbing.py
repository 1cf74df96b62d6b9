"""The clock, and what changes among the people who are asked."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, select

from bot.asks import queries as asks, service as ask_service
from bot.asks.model import Ask, AskState, Happened, Step
from bot.asks.rules.states import OPEN
from bot.core import db
from bot.core.db import Session
from bot.escalations import queries
from bot.people.model import Person, Team


def climb(session: Session, ask_id: str, now: datetime) -> None:
    """Does what the clock asks for, if it is still due: warns, lets a promise lapse, asks the next one."""
    ask = db.lock(session, Ask, ask_id)
    if ask is not None and ask.moves_at is not None and ask.moves_at <= now:
        ask_service.move(session, ask, now, may_pass_leader=may_pass_leader(session, ask))


def may_pass_leader(session: Session, ask: Ask) -> bool:
    """Not by itself in a team's first rounds, unless somebody wants it."""
    return ask.may_go_up or not queries.is_settling(session, ask.team_id)


def away(session: Session, person_id: str, now: datetime) -> None:
    """Somebody is away, will be, or has left: where they are asked, their deputy is asked at once, or when
    the absence begins, else the next one."""
    person = session.find(Person, person_id)
    is_away = person is not None and asks.is_away(session, person, now)
    for ask, step in _asked_of(session, Step.person_id == person_id):
        ask_service.reschedule(session, ask, now)
        if is_away and ask.state is AskState.ASKED:
            ask_service.leave(session, ask, step, now, may_pass_leader=may_pass_leader(session, ask))


def leaders_changed(session: Session, team_id: str, now: datetime) -> None:
    """Somebody else may lead the team: what is open with who led it is theirs now, all at once."""
    team = session.find(Team, team_id)
    if team is None:
        return
    for ask, step in _asked_of(session, Step.team_id == team_id):
        if step.person_id not in (team.leader_id, team.deputy_id) and not _was_passed_on(session, ask, step):
            ask_service.inherit(session, ask, step, now, may_pass_leader=may_pass_leader(session, ask))


def round_opened(session: Session, team_id: str, now: datetime) -> None:
    """After its first rounds, what was held at the team's leader goes on."""
    if queries.is_settling(session, team_id):
        return
    for ask in asks.open_in_team(session, [team_id]):
        if ask.held_since is not None:
            ask_service.release(session, ask_service.held(session, ask.id), now)


def team_paused(session: Session, team_id: str, now: datetime) -> None:
    """The clocks of a paused team stand still, and go on with it."""
    team = session.find(Team, team_id)
    if team is None:
        return
    for found in asks.open_in_team(session, [team_id]):
        ask = ask_service.held(session, found.id)
        if team.paused_at is not None:
            ask_service.pause(session, ask, now)
        else:
            ask_service.resume(session, ask, now)


def _asked_of(session: Session, condition: ColumnElement[bool]) -> Iterator[tuple[Ask, Step]]:
    """Open asks with their steps for which the condition holds; each ask is locked."""
    wanted = (condition, Step.passed_over.is_(None))
    ids = session.scalars(
        select(Ask.id)
        .join(Step, (Step.workspace == Ask.workspace) & (Step.ask_id == Ask.id))
        .where(*wanted, Ask.state.in_(OPEN))
        .distinct()
        .order_by(Ask.id)
    ).all()
    for id in ids:
        ask = ask_service.held(session, id)
        steps = session.scalars(select(Step).where(Step.ask_id == id, *wanted).order_by(Step.n)).all()
        yield from ((ask, step) for step in steps if ask.state in OPEN)


def _was_passed_on(session: Session, ask: Ask, step: Step) -> bool:
    """Whether the step is with somebody to whom a person passed it on."""
    events = asks.events(session, ask.id)
    return any(one.kind is Happened.PASSED_ON and one.to_id == step.person_id for one in events)
