import zoneinfo
from collections.abc import Iterator

import pytest

from bot.core import calendar


@pytest.fixture(scope="module")
def packaged_zones() -> Iterator[None]:
    calendar.use_packaged_zones()
    yield
    zoneinfo.reset_tzpath()
    zoneinfo.ZoneInfo.clear_cache()
