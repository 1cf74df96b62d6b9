import pytest

from tests.digests.desk import Desk
from tests.digests.reading import utc
from tests.digests.walk import Walk
from tests.support.world import World

MONDAY = utc("2026-11-09 07:00")


@pytest.fixture
def desk(world_at_rest: World) -> Desk:
    """Monday 9 November 2026, 07:00 UTC; facts and nothing else, and no team is started."""
    world_at_rest.now = MONDAY
    return Desk(world_at_rest)


@pytest.fixture
def walk(world_at_rest: World) -> Walk:
    """Monday 9 November 2026, 07:00 UTC, with everything that reacts and falls due. No team is started."""
    world_at_rest.now = MONDAY
    return Walk(world_at_rest)
