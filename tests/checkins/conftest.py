import pytest

from tests.checkins.walking import CONSUMERS, MONDAY, Walk
from tests.support.world import World


@pytest.fixture
def walk(world: World) -> Walk:
    """Monday 16 November 2026, 07:00 UTC; facts have their consumers."""
    world.database.services["consumers"] = CONSUMERS
    world.now = MONDAY
    return Walk(world)
