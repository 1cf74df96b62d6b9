from collections.abc import Iterator

import pytest

from bot.core.db import Database
from tests.escalations.desk import Desk, utc
from tests.support import world as worlds
from tests.support.world import World


def _open(world: World) -> Desk:
    world.now = utc("2026-11-18 09:02")
    made = Desk(world)
    made.holds_rounds("support")
    return made


@pytest.fixture
def desk(world: World) -> Desk:
    """Wednesday 18 November 2026, 10:02 in Paris; Support has had its first rounds."""
    return _open(world)


@pytest.fixture
def any_desk(database_url: str) -> Iterator[Desk]:
    """The same on each kind of database."""
    database = Database(database_url)
    yield _open(worlds.settle(database))
    database.engine.dispose()
