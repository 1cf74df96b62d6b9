import pytest

from tests.escalations.desk import Desk, utc
from tests.support.world import World


@pytest.fixture
def desk(world: World) -> Desk:
    """Wednesday 18 November 2026, 10:02 in Paris; Support has had its first rounds."""
    world.now = utc("2026-11-18 09:02")
    made = Desk(world)
    made.holds_rounds("support")
    return made
