"""Writing a backup while the bot runs: everything as it stood at one moment."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.backups import archive, rows, targets
from bot.backups.archive import About
from bot.backups.errors import Refused
from bot.core.db import machine_now, make_engine


def write(url: str, path: Path, *, force: bool = False) -> tuple[About, Mapping[str, int]]:
    """Backs the database up into the file; what it is of, and how many rows each table has.

    Raises `Refused`, and `SQLAlchemyError` when the database cannot be had.
    """
    if (file := targets.sqlite_file(url)) is not None and not file.exists():
        raise Refused(f"There is nothing to back up: {file} is not there.")
    with _moment(url) as connection:
        with Session(connection) as session:
            # The first thing that is asked: what is seen is not older, so nothing lost goes unnoticed.
            taken_at = machine_now(session)
        revision = rows.revision(connection)
        if revision is None:
            raise Refused("There is nothing to back up: the database has no tables of Throughline yet.")
        about = About(taken_at, revision, connection.dialect.name)
        with archive.writing(path, about, force=force) as writer:
            for name, table in rows.tables(connection).items():
                writer.table(name, [column.name for column in table.columns])
                for row in rows.read(connection, table):
                    writer.row([rows.packed(value) for value in row])
            return about, writer.end()


@contextmanager
def _moment(url: str) -> Iterator[Connection]:
    """A transaction that sees one moment, as long as it takes, and keeps nobody from writing."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                connection = connection.execution_options(read_only=True)
            else:
                connection = connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            with connection.begin():
                targets.unhurried(connection)
                yield connection
    finally:
        engine.dispose()
