"""Planning the next round of a team: who will be asked, and when."""

from datetime import datetime
from typing import TypeVar

from sqlalchemy import delete, select

from bot.checkins import queries
from bot.checkins.model import Prompt, Round
from bot.checkins.queries import Outlook, Part
from bot.checkins.rules import timing
from bot.checkins.rules.states import Skipped
from bot.core.calendar import Cadence
from bot.core.db import Identified, Session, id_of, lock
from bot.people.model import Person, Team

M = TypeVar("M", bound=Identified)


def plan(session: Session, team_id: str, now: datetime) -> Round | None:
    """Brings the next round of the team up to date with what holds now; whatever has opened stays as it is.

    None when there is nothing to hold: the team is not started or paused, or nobody owns an active leaf.
    """
    team = lock(session, Team, team_id)
    if team is None:
        return None
    planned = queries.planned(session, team_id)
    if planned is not None and planned.opens_at <= now:
        return planned
    held = queries.next_round(session, team, planned, now) if runs(team) else None
    if held is None:
        if planned is not None:
            give_up(session, planned, now)
        return None
    return keep(session, team, planned, held, now)


def as_it_is(session: Session, model: type[M], id: str) -> M | None:
    """The row as it stands now that a lock is held, whatever was known of it before; None when it is gone."""
    key = {"workspace": session.workspace, "id": id}
    return session.get(model, key, populate_existing=True)


def runs(team: Team) -> bool:
    return team.started_at is not None and team.paused_at is None


def keep(session: Session, team: Team, planned: Round | None, held: Outlook, now: datetime) -> Round:
    """Writes the round down, in place of the planned one."""
    kept = queries.unopened(session, team.id, held.slot.period) or planned
    if planned is not None and planned is not kept:
        give_up(session, planned, now)
    if kept is None:
        kept = Round(id=session.free_id(Round, team.id, held.slot.period), team_id=team.id)
    kept.period, kept.day, kept.cadence, kept.at = held.slot.period, held.slot.day, held.cadence, held.at
    kept.opens_at = kept.moves_at = held.opens_at
    kept.closes_at, kept.closed_at = held.closes_at, None
    team.first_round_on = held.first
    session.add(kept)
    session.flush()
    take_part(session, kept, held.parts)
    _end_before(session, kept, now)
    return kept


def take_part(session: Session, round: Round, parts: list[Part]) -> None:
    """Makes exactly these people part of a round; who has been asked already stays."""
    present = {one.person_id: one for one in queries.prompts_of(session, round.id)}
    for part in parts:
        prompt = present.pop(part.person.id, None) or _part(round, part.person)
        session.add(prompt)
        was_over = prompt.skipped is Skipped.PASSED and part.when is Skipped.MISSED
        if prompt.asked_at is None and not was_over:
            set_moment(prompt, part.when)
            prompt.at = timing.local_time(prompt.due_at, part.person.zone) if prompt.due_at else None
    gone = [one.id for one in present.values() if one.asked_at is None]
    session.execute(delete(Prompt).where(Prompt.id.in_(gone)))
    session.flush()


def _part(round: Round, person: Person) -> Prompt:
    return Prompt(id=id_of("prompts", round.id, person.id), round_id=round.id, person_id=person.id)


def set_moment(prompt: Prompt, when: datetime | Skipped) -> None:
    """When the person is asked, or why they are not."""
    if isinstance(when, Skipped):
        prompt.due_at, prompt.skipped = None, when
    else:
        prompt.due_at, prompt.skipped = when, None


def _end_before(session: Session, following: Round, now: datetime) -> None:
    """No round of a team is still open when the next one opens; a daily one ends exactly then."""
    for one in queries.open_rounds(session, [following.team_id], now):
        is_daily = one.cadence is Cadence.DAILY
        one.closes_at = following.opens_at if is_daily else min(one.closes_at, following.opens_at)
        one.moves_at = one.closes_at


def give_up(session: Session, planned: Round, now: datetime) -> None:
    """A planned round is not held after all; if somebody has answered early, it ends without an opening."""
    take_part(session, planned, [])
    if session.scalar(select(Prompt.id).where(Prompt.round_id == planned.id).limit(1)):
        planned.closed_at, planned.moves_at = now, None
    else:
        session.delete(planned)
    session.flush()
