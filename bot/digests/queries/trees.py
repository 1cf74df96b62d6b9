"""All teams of a workspace in memory: two look-ups, however many teams there are."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bot.core.db import Session
from bot.digests.rules.weeks import Beat
from bot.people import queries as people
from bot.people.model import Person, Team
from bot.people.rules import inherited


@dataclass(frozen=True)
class Forest:
    """Teams and their leaders by id, and the teams directly below each, by name."""

    teams: Mapping[str, Team]
    leaders: Mapping[str, Person]
    children: Mapping[str | None, Sequence[Team]]

    def line(self, team_id: str | None) -> Iterator[Team]:
        """The team, the team above it, and so on to the root."""
        seen: set[str] = set()
        while team_id is not None and team_id not in seen:
            seen.add(team_id)
            yield self.teams[team_id]
            team_id = self.teams[team_id].parent_id

    def below(self, team_id: str) -> list[Team]:
        """The team and every team under it."""
        found = [self.teams[team_id]]
        for child in self.children.get(team_id, ()):
            found += self.below(child.id)
        return found

    def led_by(self, person_id: str) -> list[Team]:
        """The topmost teams that the person leads, by name."""
        own = [team for team in self.teams.values() if team.leader_id == person_id]
        ids = {team.id for team in own}
        return [team for team in own if not any(above.id in ids for above in [*self.line(team.id)][1:])]

    def beat(self, team: Team, zone: str | None = None) -> Beat:
        """When the digest of the team goes; in its own zone unless another one is given."""
        rhythm = inherited([vars(one) for one in self.line(team.id)])
        return Beat(rhythm.digest_weekday, rhythm.digest_at, zone or self.zone(team))

    def zone(self, team: Team) -> str:
        """The zone set for the team, else its leader's, else that of the team above, else UTC."""
        for one in self.line(team.id):
            if one.zone:
                return one.zone
            if one.leader_id:
                return self.leaders[one.leader_id].zone
        return "UTC"

    def channel(self, team: Team) -> str | None:
        """The channel of the team or of the nearest team above that has one."""
        return next((one.channel for one in self.line(team.id) if one.channel), None)


def forest(session: Session) -> Forest:
    teams = {one.id: one for one in people.teams(session)}
    children: dict[str | None, list[Team]] = defaultdict(list)
    for one in teams.values():
        children[one.parent_id].append(one)
    ids = {one.leader_id for one in teams.values() if one.leader_id}
    leaders = session.scalars(select(Person).where(Person.id.in_(ids)))
    return Forest(teams, {one.id: one for one in leaders}, children)


def runs(team: Team) -> bool:
    """Whether the team is started and not paused: the bot tells nobody anything of the others."""
    return team.started_at is not None and team.paused_at is None
