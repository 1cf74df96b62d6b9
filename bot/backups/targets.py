"""What a backup is restored into: an empty database, or one that is to be replaced, and that nobody uses."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, ForeignKeyConstraint, Table, make_url, text
from sqlalchemy.schema import AddConstraint, DropConstraint

from bot.backups import rows
from bot.backups.archive import keep_folder
from bot.backups.errors import Refused
from bot.core.db import make_engine

FULL = "There is something in the database already: {rows} rows. --replace throws them away."
IN_USE = "The database is in use{by}. Stop the bot, on every machine, and try again."
OTHER = "The database has tables of another version. Bring it to this one with `migrate`, or make a new one."

_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite database; None for other databases. Raises `Refused` for one without a file."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    if parsed.database in (None, "", ":memory:"):
        raise Refused("DATABASE_URL names a database in memory, which is gone when its process ends.")
    return Path(str(parsed.database)).absolute()


def unhurried(connection: Connection) -> None:
    """Lifts the limits that keep a click from waiting: what is copied whole takes its time."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"
        )


@contextmanager
def workshop(beside: Path | None = None) -> Iterator[Path]:
    """A folder of ours alone; in the folder `beside` the file that something in it will become."""
    with tempfile.TemporaryDirectory(prefix=".throughline-", dir=beside) as folder:
        yield Path(folder)


# ---- SQLite: a file takes the place of another ----


def check_file(file: Path, *, replace: bool) -> None:
    """Raises `Refused` when there is something in it, or somebody has it open."""
    if not file.exists():
        return
    engine = make_engine(f"sqlite:///{file}")
    try:
        with engine.connect() as connection:
            _check_empty(connection, replace=replace)
        with engine.connect() as connection:
            # Leaving the write-ahead log takes the file for oneself: it works while nobody else has it open.
            bare = connection.connection
            bare.execute("PRAGMA busy_timeout=0")
            bare.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError:
        raise Refused(IN_USE.format(by="")) from None
    finally:
        engine.dispose()


def put_file(made: Path, file: Path) -> None:
    """`made`, a whole database that nobody has open, becomes `file`."""
    if file.exists():
        shutil.copymode(file, made)
        owner = file.stat()
        if (owner.st_uid, owner.st_gid) != (os.geteuid(), os.getegid()):
            os.chown(made, owner.st_uid, owner.st_gid)
    with open(made, "rb") as written:
        os.fsync(written.fileno())
    os.replace(made, file)
    keep_folder(file.parent)


# ---- PostgreSQL: one transaction ----


def check_server(engine: Engine, newest: str, *, replace: bool) -> bool:
    """Whether it has its tables yet. Raises `Refused` for others, for rows, and while somebody uses it."""
    with engine.connect() as connection:
        others = connection.scalar(_OTHERS) or 0
        if others:
            raise Refused(IN_USE.format(by=f": {others} other connections are open"))
        found = rows.revision(connection)
        if found not in (None, newest):
            raise Refused(OTHER)
        _check_empty(connection, replace=replace)
        return found is not None


def fill_server(engine: Engine, source: Connection) -> None:
    """Puts the rows of `source`, with the same tables, in place of what is there: all of it or nothing."""
    with engine.begin() as connection:
        unhurried(connection)
        found = rows.tables(connection)
        # Rows refer to rows of the same table, and tables to each other: the keys are checked at the end.
        keys = [key for table in found.values() for key in _foreign_keys(table)]
        for key in keys:
            connection.execute(DropConstraint(key))
        for table in found.values():
            connection.execute(table.delete())
        made = rows.tables(source)
        for name, table in found.items():
            _copy(source, made[name], connection, table)
        for key in keys:
            connection.execute(AddConstraint(key))


def _foreign_keys(table: Table) -> list[ForeignKeyConstraint]:
    return [one for one in table.constraints if isinstance(one, ForeignKeyConstraint)]


def _copy(source: Connection, from_: Table, target: Connection, table: Table) -> None:
    names = [column.name for column in from_.columns]
    rows.write(target, table, (dict(zip(names, row, strict=True)) for row in rows.read(source, from_)))


def _check_empty(connection: Connection, *, replace: bool) -> None:
    found = sum(rows.counts(connection).values())
    if found and not replace:
        raise Refused(FULL.format(rows=found))
