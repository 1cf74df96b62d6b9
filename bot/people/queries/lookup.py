"""Looking people and teams up. The tree of a workspace is small (hundreds): it is walked team by team."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from bot.core import calendar
from bot.core.db import Session
from bot.people.model import Absence, Channel, Membership, Person, Team, Workspace
from bot.people.rules import Rhythm, Role, inherited

# Asked all the time, and put together once.
_BY_SLACK = select(Person).where(Person.slack_id == bindparam("slack_id"))
_TEAMS = select(Team).order_by(Team.name)
_TEAMS_OF = (
    select(Team)
    .join(Membership, (Membership.workspace == Team.workspace) & (Membership.team_id == Team.id))
    .where(Membership.person_id == bindparam("person"))
    .order_by(Membership.is_home.desc(), Team.name)
)
_LED_BY = {
    as_deputy: _TEAMS.where((Team.deputy_id if as_deputy else Team.leader_id) == bindparam("person"))
    for as_deputy in (False, True)
}
_ABSENCES = (
    select(Absence)
    .where(
        Absence.person_id.in_(bindparam("people", expanding=True)),
        Absence.last >= bindparam("since", type_=Absence.last.type),
    )
    .order_by(Absence.first)
)


def workspace(session: Session) -> Workspace:
    """The workspace of this session; it is there from the first start on."""
    found = session.get(Workspace, session.workspace)
    if found is None:
        raise LookupError(f"workspace {session.workspace} is not known")
    return found


def person(session: Session, id: str) -> Person:
    """The person with this id, who must exist (a foreign key says so)."""
    found = session.find(Person, id)
    if found is None:
        raise LookupError(f"person {id} is not known")
    return found


def by_slack(session: Session, slack_id: str) -> Person | None:
    return session.scalar(_BY_SLACK, {"slack_id": slack_id})


def admins(session: Session) -> Sequence[Person]:
    return session.scalars(select(Person).where(Person.is_admin, ~Person.is_gone).order_by(Person.name)).all()


def team(session: Session, id: str) -> Team:
    found = session.find(Team, id)
    if found is None:
        raise LookupError(f"team {id} is not known")
    return found


def teams(session: Session) -> Sequence[Team]:
    return session.scalars(_TEAMS).all()


def has_begun(session: Session) -> bool:
    """Whether a team of the workspace has been started: until then, nobody hears from us unasked."""
    return session.scalar(select(Team.id).where(Team.started_at.is_not(None)).limit(1)) is not None


def members(session: Session, team_id: str) -> Sequence[Person]:
    """Who belongs to the team itself, gone people left out, by name."""
    joined = select(Person).join(
        Membership, (Membership.workspace == Person.workspace) & (Membership.person_id == Person.id)
    )
    return session.scalars(
        joined.where(Membership.team_id == team_id, ~Person.is_gone).order_by(Person.name)
    ).all()


def teams_of(session: Session, person_id: str) -> Sequence[Team]:
    """The person's teams, the home team first."""
    return session.scalars(_TEAMS_OF, {"person": person_id}).all()


def home_team(session: Session, person_id: str) -> Team | None:
    """Where what this person owns belongs; a leader outside every team is at home where they lead."""
    own = teams_of(session, person_id)
    return own[0] if own else next(iter(teams_led_by(session, person_id)), None)


def teams_led_by(session: Session, person_id: str, *, as_deputy: bool = False) -> Sequence[Team]:
    return session.scalars(_LED_BY[as_deputy], {"person": person_id}).all()


def line_of(session: Session, team_id: str | None) -> Iterator[Team]:
    """The team, the team above it, and so on to the root."""
    seen: set[str] = set()
    while team_id is not None and team_id not in seen:
        seen.add(team_id)
        found = team(session, team_id)
        yield found
        team_id = found.parent_id


def below(session: Session, team_id: str) -> list[Team]:
    """The team and every team under it, parents before children."""
    found, level = [team(session, team_id)], [team_id]
    while level:
        children = session.scalars(select(Team).where(Team.parent_id.in_(level)).order_by(Team.name)).all()
        found.extend(children)
        level = [child.id for child in children]
    return found


def rhythm(session: Session, of: Team) -> Rhythm:
    return inherited([vars(one) for one in line_of(session, of.id)])


def zone_of(session: Session, of: Team) -> str:
    """The zone set for the team, else its leader's, else that of the team above, else UTC."""
    for one in line_of(session, of.id):
        if one.zone:
            return one.zone
        if one.leader_id:
            return person(session, one.leader_id).zone
    return "UTC"


def channel_of(session: Session, of: Team) -> str | None:
    """Where the team's messages go: its channel, or that of the nearest team above that has one.

    None when there is none, and while nobody has agreed that another company, which shares it, may read.
    """
    found = next((one.channel for one in line_of(session, of.id) if one.channel), None)
    known = session.find(Channel, found)
    waits = known is not None and known.is_shared_outside and known.accepted_at is None
    return None if waits else found


def absences(session: Session, person_id: str, since: date) -> Sequence[Absence]:
    """Absences that end on `since` or later, soonest first."""
    return absences_of(session, [person_id], since)[person_id]


def absences_of(session: Session, person_ids: Collection[str], since: date) -> dict[str, list[Absence]]:
    """Each person's absences that end on `since` or later, soonest first."""
    found: dict[str, list[Absence]] = {id: [] for id in person_ids}
    for one in session.scalars(_ABSENCES, {"people": [*found], "since": since}):
        found[one.person_id].append(one)
    return found


def is_away(session: Session, who: Person, day: date) -> bool:
    """Whether the person is away on that day of their own calendar, or has left, or has paused the bot."""
    return bool(away(session, {who: day}))


def away(session: Session, days: Mapping[Person, date]) -> set[str]:
    """The ids of those who are away on that day of their own calendar, have left, or have paused the bot."""
    gone = {
        who.id
        for who, day in days.items()
        if who.is_gone or (who.paused_until is not None and day <= who.paused_until)
    }
    here = {who.id: day for who, day in days.items() if who.id not in gone}
    if not here:
        return gone
    absent = absences_of(session, here, min(here.values()))
    return gone | {id for id, day in here.items() if any(one.first <= day <= one.last for one in absent[id])}


def hours(who: Person, around: date) -> calendar.WorkingHours:
    """The person's working week, with the public holidays of the year before `around` to the year after."""
    country = who.country or calendar.country_of_zone(who.zone)
    years = (around.year - 1, around.year, around.year + 1)
    free = calendar.public_holidays(country, who.region, years) if country else {}
    return calendar.WorkingHours(
        zone=who.zone,
        days=frozenset(int(digit) for digit in who.working_days),
        start=who.day_starts,
        end=who.day_ends,
        free_days=frozenset(free),
    )


def day_of(who: Person, instant: datetime) -> date:
    """The date of the person's own calendar at this instant."""
    return calendar.local_day(instant, calendar.zone(who.zone))


def zones_used(session: Session) -> list[str]:
    """The time zones in which people of this workspace are, by name."""
    here = select(Person.zone).where(~Person.is_gone, ~Person.is_bot).distinct()
    return sorted(session.scalars(here))


@dataclass(frozen=True)
class Rung:
    """One step of the way up: the team, and who leads it now (None where nobody does)."""

    team: Team
    leader: Person | None
    deputy: Person | None


def rungs(session: Session, team_id: str) -> list[Rung]:
    """The leaders above somebody in the team: its own first, the root's last. Who left leads nothing."""
    return [
        Rung(one, _present(session, one.leader_id), _present(session, one.deputy_id))
        for one in line_of(session, team_id)
    ]


def _present(session: Session, person_id: str | None) -> Person | None:
    found = session.find(Person, person_id)
    return None if found is None or found.is_gone else found


def roles(session: Session, who: Person, team_id: str | None) -> set[Role]:
    """What the person is to things of that team (see `rules.Role`); never empty."""
    found = {Role.GUEST if who.is_guest or who.is_stranger else Role.MEMBER}
    if who.is_admin:
        found.add(Role.ADMIN)
    if team_id is None:
        return found
    line = list(line_of(session, team_id))
    if line[0].leader_id == who.id:
        found.add(Role.LEADER)
    if line[0].deputy_id == who.id:
        found.add(Role.DEPUTY)
    if any(who.id in (above.leader_id, above.deputy_id) for above in line[1:]):
        found.add(Role.LEADER_ABOVE)
    # A guest who may own sees what they own, and nothing else of the team.
    if not who.is_guest and _is_member(session, team_id, who.id):
        found.add(Role.TEAM_MEMBER)
    return found


def _is_member(session: Session, team_id: str, person_id: str) -> bool:
    key = {"workspace": session.workspace, "team_id": team_id, "person_id": person_id}
    return session.get(Membership, key) is not None
