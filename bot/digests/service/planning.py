"""Planning the next digest of a team or of a leader, by what holds now."""

from datetime import datetime

from sqlalchemy import select

from bot.checkins import queries as checkins
from bot.core.db import Session, lock
from bot.digests import queries
from bot.digests.model import Digest
from bot.digests.queries import Forest, Reader
from bot.digests.rules import weeks
from bot.digests.rules.weeks import Slot
from bot.people import queries as people
from bot.people.model import Person, Team


def plan_team(session: Session, team_id: str, now: datetime) -> Digest | None:
    """Brings the team's next digest up to date; what is due already is left to go.

    None when it gets none: it is not started or paused, private (a channel is read by whoever is in it), or
    there is no channel.
    """
    team = lock(session, Team, team_id)
    if team is None:
        return None
    forest = queries.forest(session)
    slot = None
    if posts(forest, team):
        slot = weeks.next_slot(forest.beat(team), now, queries.last_period(session, team))
    return _keep(session, team, slot, now)


def plan_leader(session: Session, person_id: str, now: datetime) -> Digest | None:
    """Brings the leader's next digest up to date; None when they lead no started team, nor any below.

    It goes at the time of the topmost team that they lead, in their own zone. When they are away or free on
    that day it waits for their next working day; when they are back only after the next one is due, that one
    tells all of it. The message to their team's channel does not wait for anybody.
    """
    person = lock(session, Person, person_id)
    if person is None:
        return None
    forest = queries.forest(session)
    slot = None
    if leads(forest, person):
        beat = forest.beat(forest.led_by(person.id)[0], person.zone)
        around = people.day_of(person, now)
        present = checkins.diary(session, person, around).present
        slot = weeks.next_slot_of_person(beat, present, now, queries.last_period(session, person))
    return _keep(session, person, slot, now)


def posts(forest: Forest, team: Team) -> bool:
    """Whether the team has digests in a channel."""
    return queries.runs(team) and not team.is_private and forest.channel(team) is not None


def leads(forest: Forest, person: Person) -> bool:
    """Whether the person leads a started team, or one with started teams below."""
    if person.is_gone or person.is_guest or person.is_stranger:
        return False
    return any(queries.runs(one) for top in forest.led_by(person.id) for one in forest.below(top.id))


def _keep(session: Session, reader: Reader, slot: Slot | None, now: datetime) -> Digest | None:
    planned = queries.planned(session, reader)
    if slot is None:
        if planned is not None:
            session.delete(planned)
            session.flush()
        return None
    if planned is None:
        planned = Digest(id=session.free_id(Digest, reader.id, slot.period), period=slot.period)
        if isinstance(reader, Team):
            planned.team_id = reader.id
        else:
            planned.leader_id = reader.id
        session.add(planned)
    elif planned.due_at is not None and planned.due_at <= now:
        return planned
    planned.period, planned.due_at = slot.period, slot.at
    session.flush()
    return planned


# ---- what has changed ----


def team_changed(session: Session, team_id: str, now: datetime) -> None:
    """It was started or paused, or its rhythm, zone, leader or place in the tree may be another one.

    That counts for all teams below, and for the leaders around. Who leads nothing any more is found out when
    their digest is due.
    """
    if session.find(Team, team_id) is None:
        return
    forest = queries.forest(session)
    around = [*forest.below(team_id), *forest.line(team_id)]
    for one in forest.below(team_id):
        plan_team(session, one.id, now)
    for id in sorted({one.leader_id for one in around if one.leader_id}):
        plan_leader(session, id, now)


def person_changed(session: Session, person_id: str, now: datetime) -> None:
    """They moved zone, are away or back, or have left. A team without a zone lives in its leader's."""
    plan_leader(session, person_id, now)
    led = session.scalars(select(Team.id).where(Team.leader_id == person_id)).all()
    for team_id in led:
        for one in people.below(session, team_id):
            plan_team(session, one.id, now)
