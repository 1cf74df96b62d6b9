"""A small organization in a database: the fixed cast that most tests talk about.

Harbor (Lena leads, Omar deputizes) has Customer Experience (Priya, deputy Nadia) with Support (Ana) and
Platform (Marcus) with Billing (Grace). Alice and Bob are in Support, Dana in Billing. Charlie is a guest.
It is Wednesday 18 November 2026, 08:30 UTC: 09:30 in Paris.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core.db import Database, Session
from bot.people import service as people
from bot.people.model import Person, Team
from bot.people.service import SlackUser
from tests.support.databases import Sqlite

WORKSPACE = "T0HARBOR"
START = datetime(2026, 11, 18, 8, 30, tzinfo=UTC)

PEOPLE = {
    "lena": ("Lena Fischer", "Europe/Berlin"),
    "omar": ("Omar Haddad", "Europe/London"),
    "priya": ("Priya Nair", "Asia/Kolkata"),
    "nadia": ("Nadia Rossi", "Europe/Rome"),
    "ana": ("Ana Silva", "Europe/Lisbon"),
    "alice": ("Alice Moreau", "Europe/Paris"),
    "bob": ("Bob Roth", "America/Chicago"),
    "marcus": ("Marcus Webb", "America/New_York"),
    "grace": ("Grace Okafor", "Africa/Lagos"),
    "dana": ("Dana Levi", "Asia/Jerusalem"),
    "charlie": ("Charlie Moss", "Europe/London"),
}
# name: (parent, leader, deputy, members)
TEAMS: Mapping[str, tuple[str | None, str, str | None, tuple[str, ...]]] = {
    "harbor": (None, "lena", "omar", ("lena", "omar")),
    "cx": ("harbor", "priya", "nadia", ("priya", "nadia")),
    "support": ("cx", "ana", None, ("ana", "alice", "bob")),
    "platform": ("harbor", "marcus", None, ("marcus",)),
    "billing": ("platform", "grace", None, ("grace", "dana")),
}


class Cast:
    """People and teams in a database, by their names."""

    database: Database
    ids: dict[str, str]

    @contextmanager
    def session(self, workspace: str = WORKSPACE) -> Iterator[Session]:
        with self.database.transaction(workspace) as session:
            yield session

    def person(self, session: Session, name: str) -> Person:
        found = session.find(Person, self.ids[name])
        assert found is not None
        return found

    def team(self, session: Session, name: str) -> Team:
        found = session.find(Team, self.ids[name])
        assert found is not None
        return found

    def slack(self, name: str) -> str:
        return "U" + name.upper()


@dataclass
class World(Cast):
    database: Database
    now: datetime = START
    ids: dict[str, str] = field(default_factory=dict)

    def travel(self, **amount: float) -> datetime:
        """Moves `now` on by a timedelta's arguments and returns it."""
        self.now += timedelta(**amount)
        return self.now


def slack_user(name: str, /, **changes: Any) -> SlackUser:
    full_name, zone = PEOPLE.get(name, (name.title(), "UTC"))
    facts: dict[str, Any] = {
        "slack_id": "U" + name.upper(),
        "name": full_name.split(" ")[0],
        "full_name": full_name,
        "zone": zone,
        "is_guest": name == "charlie",
        "is_bot": False,
        "is_stranger": False,
        "is_gone": False,
        "runs_slack": False,
    }
    return SlackUser(**{**facts, **changes})


def settle(database: Database, workspace: str = WORKSPACE) -> World:
    """The cast, in a database that has its tables and no rows; Lena is the admin.

    Harbor itself is started, so that people hear from us; nobody owns anything there, so that it has no
    check-ins.
    """
    world = World(database)
    with world.session(workspace) as session:
        people.welcome(
            session, name="Harbor", url="https://harbor.slack.test/", bot_user="UBOT", bot_id="BBOT"
        )
        for name in PEOPLE:
            world.ids[name] = people.keep(session, slack_user(name), now=START).id
        world.person(session, "lena").is_admin = True
        for name, (parent, leader, deputy, members) in TEAMS.items():
            world.ids[name] = people.create_team(
                session,
                name={"cx": "Customer Experience"}.get(name, name.title()),
                parent_id=world.ids[parent] if parent else None,
                leader_id=world.ids[leader],
                deputy_id=world.ids[deputy] if deputy else None,
                channel="C" + name.upper(),
                members=[world.ids[one] for one in members],
                by=None,
                now=START,
            ).id
        world.team(session, "harbor").started_at = START
    return world


@dataclass(frozen=True)
class Settled:
    """A database file in which the cast has settled, to be copied."""

    url: str
    ids: Mapping[str, str]


@pytest.fixture(scope="session")
def settled(sqlite: Sqlite, sqlite_template: str) -> Settled:
    url = sqlite.make(sqlite_template)
    database = Database(url)
    ids = settle(database).ids
    database.engine.dispose()
    return Settled(url, ids)


@pytest.fixture(scope="session")
def kept_database(sqlite: Sqlite) -> Database:
    """Kept from test to test: putting a statement together costs far more than asking it once more."""
    return Database(sqlite.make())


@pytest.fixture
def world(sqlite: Sqlite, settled: Settled, kept_database: Database) -> Iterator[World]:
    """The cast in a SQLite database that is new. Facts have no consumers: nothing reacts by itself."""
    sqlite.renew(str(kept_database.engine.url), settled.url)
    kept_database.services.clear()
    yield World(kept_database, ids={**settled.ids})
    kept_database.engine.dispose()


@pytest.fixture
def world_at_rest(world: World) -> World:
    """The same before any team is started."""
    with world.session() as session:
        world.team(session, "harbor").started_at = None
    return world
