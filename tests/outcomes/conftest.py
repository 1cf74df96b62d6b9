import pytest

from tests.outcomes.desk import Desk
from tests.support.world import World


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)
