"""What Home shows to one person, read in a few statements whatever the size of the organization."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from bot.core.db import Session
from bot.outbox import queries as outbox, recovery
from bot.outbox.model import Trouble
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Flag, Outcome
from bot.outcomes.queries import RollUp, Wanted, Which
from bot.outcomes.rules.lifecycle import Lifecycle, Status
from bot.outcomes.rules.states import FlagKind
from bot.people import queries as people
from bot.people.model import Person, Team

MINE = 8
BOARD = 20
HELPERS = 3


@dataclass(frozen=True)
class Row:
    """An outcome as a line: how it stands by what is under it, its owner's name, how deep it is shown."""

    outcome: Outcome
    rolled: Status | None
    owner: str
    flags: Sequence[Flag]
    depth: int = 0


@dataclass(frozen=True)
class TeamRow:
    """A team with the sum of its own leaves. `leads`: the viewer leads it or stands in for who does."""

    team: Team
    sums: RollUp
    leads: bool
    is_started: bool


@dataclass(frozen=True)
class Setup:
    """How far a new workspace is, before its first team is started.

    `team` is the one to start: of those that there are, the one whose people own most. `leads`: the viewer
    may start it. `helpers` may do the next step. `has_answered`: people who turned to us got an answer, which
    is all that anybody can have got.
    """

    team: Team | None
    leads: bool
    is_member: bool
    has_outcome: bool
    helpers: Sequence[Person]
    has_answered: bool


@dataclass(frozen=True)
class Page:
    viewer: Person
    today: date
    mine: Sequence[Row]
    mine_in_all: int
    teams: Sequence[TeamRow]
    board: Sequence[Row]
    board_from: int
    board_in_all: int
    setup: Setup | None
    troubles: Sequence[Trouble]
    restored_to: datetime | None
    may_take_admin: bool
    admins: Sequence[Person]


def page(session: Session, who: Person, now: datetime, board_from: int = 0) -> Page:
    """The facts of Home for this person; `board_from` is where the page of the board begins.

    A guest who may own sees what they own.
    """
    listed = outcomes.listed(session, who, Wanted(Which.MINE), size=MINE)
    own_teams = [] if who.is_guest else _teams(session, who)
    board = _board(session, who) if any(row.leads for row in own_teams) or who.is_admin else []
    shown = board[board_from : board_from + BOARD]
    return Page(
        viewer=who,
        today=people.day_of(who, now),
        mine=_rows(session, [(one, 0) for one in listed.outcomes]),
        mine_in_all=listed.total,
        teams=own_teams,
        board=_rows(session, shown),
        board_from=board_from,
        board_in_all=len(board),
        setup=None if people.has_begun(session) else _setup(session, who, own_teams),
        troubles=session.scalars(select(Trouble).order_by(Trouble.since)).all() if who.is_admin else (),
        restored_to=_restored_to(session) if who.is_admin else None,
        may_take_admin=people.may_take_admin(who),
        admins=people.admins(session),
    )


def _restored_to(session: Session) -> datetime | None:
    """The moment of the backup after whose restore nothing is sent yet."""
    found = recovery.paused(session)
    return found.taken_at if found else None


def _teams(session: Session, who: Person) -> list[TeamRow]:
    led = {
        one.id
        for as_deputy in (False, True)
        for one in people.teams_led_by(session, who.id, as_deputy=as_deputy)
    }
    found = {one.id: one for one in people.teams_of(session, who.id)}
    for id in led:
        found.setdefault(id, people.team(session, id))
    leaves = {id: outcomes.leaves_of_team(session, id) for id in found}
    silent = _silent(session, [leaf.id for of_team in leaves.values() for leaf in of_team])
    return [
        TeamRow(one, _sum(leaves[one.id], silent), one.id in led, one.started_at is not None)
        for one in found.values()
    ]


def _silent(session: Session, ids: Sequence[str]) -> set[str]:
    """Those whose owners did not answer the last check-in."""
    flags = outcomes.flags(session, ids)
    return {id for id, found in flags.items() if any(one.kind is FlagKind.NO_WORD for one in found)}


def _sum(leaves: Sequence[Outcome], silent: Collection[str]) -> RollUp:
    """The leaves of a team that run, counted as their lines read: on track before its owner fell silent is
    no word."""
    counted: dict[Status | None, int] = {}
    for leaf in leaves:
        status = None if leaf.status is Status.ON_TRACK and leaf.id in silent else leaf.status
        counted[status] = counted.get(status, 0) + 1
    return RollUp(
        status=None,
        leaves=len(leaves),
        on_track=counted.get(Status.ON_TRACK, 0),
        at_risk=counted.get(Status.AT_RISK, 0),
        blocked=counted.get(Status.BLOCKED, 0),
        no_word=counted.get(None, 0),
    )


def _board(session: Session, who: Person) -> list[tuple[Outcome, int]]:
    """The tree below every intent as far as this person may see it, parents before children."""
    nodes = [node for intent in outcomes.intents(session) for node in outcomes.tree(session, intent)]
    open_nodes = [one for one in nodes if one.outcome.lifecycle is not Lifecycle.DROPPED]
    seen = {one.id for one in outcomes.visible(session, who, [node.outcome for node in open_nodes])}
    return [(node.outcome, node.depth) for node in open_nodes if node.outcome.id in seen]


def _rows(session: Session, found: Sequence[tuple[Outcome, int]]) -> list[Row]:
    ids = [one.id for one, _ in found]
    rolled, flags = outcomes.rolled_up(session, ids), outcomes.flags(session, ids)
    return [
        Row(
            outcome=one,
            rolled=rolled.get(one.id),
            owner=people.person(session, one.owner_id).name,
            flags=flags.get(one.id, ()),
            depth=depth,
        )
        for one, depth in found
    ]


def _setup(session: Session, who: Person, own: Sequence[TeamRow]) -> Setup:
    teams = people.teams(session) if who.is_admin or not own else [one.team for one in own]
    team = max(teams, key=lambda one: len(outcomes.leaves_of_team(session, one.id)), default=None)
    admins = people.admins(session)
    leader = people.answers_for(session, team.id) if team else None
    return Setup(
        team=team,
        leads=any(one.leads for one in own if one.team is team),
        is_member=bool(own),
        has_outcome=session.scalar(select(Outcome.id).limit(1)) is not None,
        helpers=list(dict.fromkeys([leader, *admins] if leader and own else admins))[:HELPERS],
        has_answered=outbox.has_posted(session),
    )
