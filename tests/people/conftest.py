import pytest

from tests.people.desk import Desk, with_an_admin
from tests.support.world import World


@pytest.fixture
def desk(world: World) -> Desk:
    """The cast, with Eve as the only admin."""
    return with_an_admin(world)
