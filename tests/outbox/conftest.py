from collections.abc import Iterator

import pytest

from tests.outbox.bench import Bench


@pytest.fixture
def bench(database_url: str) -> Iterator[Bench]:
    bench = Bench(database_url)
    yield bench
    bench.close()
