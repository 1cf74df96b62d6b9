import pytest

from tests.digests.desk import Desk
from tests.digests.reading import utc
from tests.digests.walk import Walk
from tests.support.world import World

MONDAY = utc("2026-11-09 07:00")


@pytest.fixture
def desk(world: World) -> Desk:
    """Monday 9 November 2026, 07:00 UTC; facts and nothing else."""
    world.now = MONDAY
    return Desk(world)


@pytest.fixture
def walk(world: World) -> Walk:
    """Monday 9 November 2026, 07:00 UTC, with everything that reacts and falls due."""
    world.now = MONDAY
    return Walk(world)
