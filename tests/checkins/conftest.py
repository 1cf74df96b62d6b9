import pytest

from tests.checkins.desk import Desk
from tests.checkins.walking import CONSUMERS, MONDAY, Walk
from tests.support.world import World


@pytest.fixture
def walk(world: World) -> Walk:
    """Monday 16 November 2026, 07:00 UTC; facts have their consumers."""
    world.database.services["consumers"] = CONSUMERS
    world.now = MONDAY
    return Walk(world)


@pytest.fixture
def desk(world: World) -> Desk:
    """The same, with people who read, click and type."""
    world.database.services["consumers"] = CONSUMERS
    world.now = MONDAY
    return Desk(world)
