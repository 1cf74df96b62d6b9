"""Starting, pausing and resuming a team's check-ins, and holding one at once."""

from datetime import datetime

from bot.checkins import queries
from bot.checkins.model import Round
from bot.checkins.rules import periods
from bot.checkins.service import planning, rounds
from bot.core import calendar, dates, journal, pending
from bot.core.db import Session, lock
from bot.core.errors import Outdated
from bot.outcomes import service as outcomes
from bot.people import queries as people
from bot.people.model import Person, Team


def start(session: Session, team: Team, *, by: Person | str, now: datetime) -> Round | None:
    """From now on the team is asked; the first round, or None while nobody owns anything in it."""
    lock(session, Team, team.id)
    if team.started_at is not None:
        raise Outdated(f"{team.name} has been started already.")
    _begin(session, team, by, now)
    return planning.plan(session, team.id, now)


def pause(session: Session, team: Team, *, by: Person | str, now: datetime) -> None:
    """Nobody is asked or reminded until the team goes on; what was answered stays."""
    lock(session, Team, team.id)
    if team.started_at is None:
        raise Outdated(f"{team.name} has not been started, so that there is nothing to pause.")
    if team.paused_at is not None:
        raise Outdated(f"{team.name} is paused already.")
    team.paused_at = now
    _keep(session, team, "paused", by, now)
    pending.note(session, "team.paused", team.id, now)
    planning.plan(session, team.id, now)
    rounds.touch_current(session, team.id)


def resume(session: Session, team: Team, *, by: Person | str, now: datetime) -> Round | None:
    """The team is asked again; its next round, or None while nobody owns anything in it."""
    lock(session, Team, team.id)
    if team.paused_at is None:
        raise Outdated(f"{team.name} is not paused.")
    team.paused_at = None
    _keep(session, team, "resumed", by, now)
    pending.note(session, "team.changed", team.id, now)
    rounds.touch_current(session, team.id)
    return planning.plan(session, team.id, now)


def check_in_now(session: Session, team: Team, *, by: Person | str, now: datetime) -> Round:
    """Holds a round at once; starts the team if it is not started. Raises `Outdated` when one was held for
    the same time, or when there is nobody to ask."""
    lock(session, Team, team.id)
    if team.paused_at is not None:
        raise Outdated(f"{team.name} is paused. Resume it first.")
    held = queries.at_once(session, team, now)
    if held is None:
        raise Outdated(
            f"Nobody in {team.name} has said yes to an outcome yet, so that there is nobody to ask."
        )
    latest = queries.latest(session, team.id)
    if latest is not None and latest.period == held.slot.period:
        raise Outdated(_held_already(session, team, latest, now))
    if team.started_at is None:
        _begin(session, team, by, now)
    _keep(session, team, "asked at once", by, now)
    found = planning.keep(session, team, queries.planned(session, team.id), held, now)
    rounds.begin_at_once(session, team, found, now)
    return found


def _begin(session: Session, team: Team, by: Person | str, now: datetime) -> None:
    """People hear from us from now on, if this is the first team: their time begins."""
    team.started_at = now
    _keep(session, team, "started", by, now)
    outcomes.begin(session, now)
    pending.note(session, "team.started", team.id, now)


def _held_already(session: Session, team: Team, latest: Round, now: datetime) -> str:
    label = periods.label(latest.cadence, latest.period)
    following = queries.planned(session, team.id)
    if following is None:
        return f"The check-in of {label} has been held already."
    today = calendar.local_day(now, calendar.zone(people.zone_of(session, team)))
    day = dates.spoken(following.day, today)
    return f"The check-in of {label} has been held already. The next one is on {day}."


def _keep(session: Session, team: Team, what: str, by: Person | str, now: datetime) -> None:
    journal.record(
        session,
        actor=by if isinstance(by, str) else by.id,
        subject=f"team:{team.id}",
        field="check-ins",
        before=None,
        after=what,
        now=now,
    )
