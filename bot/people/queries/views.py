"""What a card or page shows, gathered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from bot.core.db import Session
from bot.outbox.model import Delivery
from bot.people.model import Absence, Channel, Person, Team
from bot.people.queries.lookup import (
    absences,
    day_of,
    line_of,
    members,
    rhythm,
    roles,
    rungs,
    teams,
    teams_of,
    zone_of,
)
from bot.people.rules import Rhythm, permissions
from bot.people.rules.permissions import Action


@dataclass(frozen=True)
class TeamFacts:
    """A team as one person may see it. `channel` is the one its messages go to, that of `channel_of`."""

    team: Team
    parent: Team | None
    leader: Person | None
    deputy: Person | None
    size: int
    rhythm: Rhythm
    zone: str
    channel: str | None
    channel_of: Team | None
    channel_facts: Channel | None
    may_change: bool


def team_facts(session: Session, of: Team, viewer: Person) -> TeamFacts:
    line = list(line_of(session, of.id))
    first = rungs(session, of.id)[0]
    uses = next((one for one in line if one.channel), None)
    return TeamFacts(
        team=of,
        parent=line[1] if len(line) > 1 else None,
        leader=first.leader,
        deputy=first.deputy,
        size=len(members(session, of.id)),
        rhythm=rhythm(session, of),
        zone=zone_of(session, of),
        channel=uses.channel if uses else None,
        channel_of=uses,
        channel_facts=session.find(Channel, uses.channel) if uses else None,
        may_change=permissions.may(roles(session, viewer, of.id), Action.CHANGE_TEAM),
    )


def may_see(session: Session, viewer: Person, of: Team) -> bool:
    action = Action.SEE_PRIVATE_TEAM if of.is_private else Action.SEE_TEAM
    return permissions.may(roles(session, viewer, of.id), action)


def seen_teams(session: Session, viewer: Person) -> list[Team]:
    """Every team that the person may know of, by name."""
    return [team for team in teams(session) if may_see(session, viewer, team)]


def my_teams(session: Session, viewer: Person) -> list[Team]:
    """The teams that the person leads, deputizes in or belongs to, in this order."""
    led = [team for team in teams(session) if viewer.id in (team.leader_id, team.deputy_id)]
    return list({team.id: team for team in (*led, *teams_of(session, viewer.id))}.values())


def find_teams(session: Session, viewer: Person, typed: str) -> list[Team]:
    """The team of that name, else those whose name has it in it."""
    wanted = " ".join(typed.split()).casefold()
    known = seen_teams(session, viewer)
    exact = [team for team in known if team.name.casefold() == wanted]
    return exact or [team for team in known if wanted in team.name.casefold()]


@dataclass(frozen=True)
class Stored:
    """What is kept about one person here; what they own and said stands with the outcomes."""

    person: Person
    teams: Sequence[Team]
    absences: Sequence[Absence]
    speaker: Person | None
    messages: int


def stored(session: Session, who: Person, now: datetime) -> Stored:
    messages = session.scalar(
        select(func.count())
        .select_from(Delivery)
        .where(Delivery.to == who.slack_id, Delivery.ts.is_not(None))
    )
    return Stored(
        person=who,
        teams=teams_of(session, who.id),
        absences=absences(session, who.id, date.min),
        speaker=session.find(Person, who.speaker_id),
        messages=messages or 0,
    )


def absences_ahead(session: Session, who: Person, now: datetime) -> Sequence[Absence]:
    """Days away that are not over yet, soonest first."""
    return absences(session, who.id, day_of(who, now))
