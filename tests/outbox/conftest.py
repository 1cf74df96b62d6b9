from collections.abc import Iterator

import pytest

from bot.core.db import Database
from tests.outbox.bench import Bench
from tests.support.databases import KINDS, Postgresql, Sqlite


@pytest.fixture(scope="session")
def kept_sqlite(sqlite: Sqlite, sqlite_template: str) -> Iterator[Database]:
    yield from _kept(sqlite.make(sqlite_template))


@pytest.fixture(scope="session")
def kept_postgresql(postgresql: Postgresql, postgresql_template: str) -> Iterator[Database]:
    yield from _kept(postgresql.make(postgresql_template))


def _kept(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.engine.dispose()


@pytest.fixture(params=KINDS)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """On both kinds of database. One of each is kept for all tests here, and left without rows by each."""
    bench = Bench(request.getfixturevalue(f"kept_{request.param}"))
    yield bench
    bench.close()
