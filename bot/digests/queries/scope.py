"""Who reads a digest, whose outcomes it tells of, and what of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement

from bot.core.db import Session
from bot.digests.queries import trees
from bot.digests.queries.trees import Forest
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Outcome
from bot.people.model import Person, Team


@dataclass(frozen=True)
class Under:
    """A team of which a channel gets one line, with the started teams at and below it."""

    team: Team
    ids: frozenset[str]


@dataclass(frozen=True)
class Scope:
    """What of which outcomes a reader may see (`eyes`), and where the reader is (`zone`).

    The outcomes of `team_ids` are told of by name; of the teams in `under` there is a line each. `names` are
    those of the teams that it is about. `leads_below`: the leader has started teams under the ones they lead.
    """

    names: tuple[str, ...]
    zone: str
    team_ids: frozenset[str]
    under: tuple[Under, ...]
    eyes: ColumnElement[bool]
    leader: Person | None = None
    leads_below: bool = False

    @property
    def all_ids(self) -> frozenset[str]:
        return self.team_ids.union(*(one.ids for one in self.under))


def scope_of_team(forest: Forest, team: Team) -> Scope:
    """What everybody in a channel may read: nothing private, of this team and of those below it."""
    own = {team.id} if trees.runs(team) and not team.is_private else ()
    under = [Under(one, _running(forest, one, is_for_all=True)) for one in _children(forest, team)]
    return Scope(
        names=(team.name,),
        zone=forest.zone(team),
        team_ids=frozenset(own),
        under=tuple(one for one in under if one.ids),
        eyes=~Outcome.is_private,
    )


def scope_of_team_for(session: Session, forest: Forest, team: Team, person: Person) -> Scope:
    """A private team, as one of its people may see it; it is told in no channel."""
    eyes = outcomes.visible_to(session, person)
    own = {team.id} if trees.runs(team) else ()
    return Scope((team.name,), forest.zone(team), frozenset(own), (), eyes)


def scope_of_leader(session: Session, forest: Forest, leader: Person) -> Scope:
    """Everything at and below the teams that the person leads, as they may see it."""
    led = forest.led_by(leader.id)
    ids = frozenset(id for team in led for id in _running(forest, team, is_for_all=False))
    eyes = outcomes.visible_to(session, leader)
    return Scope(
        names=tuple(team.name for team in led),
        zone=leader.zone,
        team_ids=ids,
        under=(),
        eyes=eyes,
        leader=leader,
        leads_below=not ids <= {team.id for team in led},
    )


def _children(forest: Forest, team: Team) -> Sequence[Team]:
    return forest.children.get(team.id, ())


def _running(forest: Forest, top: Team, *, is_for_all: bool) -> frozenset[str]:
    """The started teams at and below this one, without the private ones where everybody reads."""
    found = [team for team in forest.below(top.id) if trees.runs(team)]
    return frozenset(team.id for team in found if not (is_for_all and team.is_private))
