"""Bringing a database back to how it was when a backup was written.

It is always rehearsed first, in a SQLite file of its own: tables of the backup's version, its rows, every
check, then this version's migrations. Only what came through is put in place, in one step, so that no trouble
leaves half a database behind, and a rehearsal alone tells whether a backup is of use.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError, StatementError

from bot.backups import archive, rows, targets
from bot.backups.archive import About, Reader
from bot.backups.errors import Refused
from bot.core.db import Database, make_engine
from bot.outbox import recovery

BROKEN = "{path} does not fit together ({why}). Use another backup."


@dataclass(frozen=True)
class Schema:
    """The versions of the tables that this code knows; `migrate(url, revision)` brings a database to one."""

    newest: str
    known: Collection[str]
    migrate: Callable[[str, str], None]


@dataclass(frozen=True)
class Restored:
    about: About
    rows: Mapping[str, int]


def verify(path: Path, schema: Schema) -> Restored:
    """Rehearses the restore and touches nothing. Raises `Refused` when the backup is of no use."""
    with targets.workshop() as folder:
        return _rehearse(path, folder / "rehearsal.db", schema)


def restore(path: Path, url: str, schema: Schema, *, replace: bool = False) -> Restored:
    """Restores into the database at `url`, which is empty unless it is to be `replace`d, and stamps it.

    Raises `Refused` when that cannot be, and `SQLAlchemyError` when the database cannot be had.
    """
    file = targets.sqlite_file(url)
    try:
        with targets.workshop(file.parent if file else None) as folder:
            made = folder / "restored.db"
            if file is not None:
                targets.check_file(file, replace=replace)
                done = _rehearse(path, made, schema)
                _stamp(made, done.about)
                targets.check_file(file, replace=replace)
                targets.put_file(made, file)
            else:
                done = _into_server(path, made, url, schema, replace=replace)
            return done
    except OSError as error:
        raise Refused(f"The database cannot be written ({error.strerror or error}).") from None


def _into_server(path: Path, made: Path, url: str, schema: Schema, *, replace: bool) -> Restored:
    engine = make_engine(url)
    try:
        if not targets.check_server(engine, schema.newest, replace=replace):
            engine.dispose()
            schema.migrate(url, schema.newest)
        done = _rehearse(path, made, schema)
        _stamp(made, done.about)
        targets.check_server(engine, schema.newest, replace=replace)
        with _opened(made) as source:
            targets.fill_server(engine, source)
        return done
    finally:
        engine.dispose()


def _rehearse(path: Path, made: Path, schema: Schema) -> Restored:
    """Makes the database in a SQLite file and checks it through and through."""
    url = f"sqlite:///{made}"
    with archive.reading(path) as reader:
        if reader.about.revision not in schema.known:
            raise Refused(archive.NEWER.format(path=path))
        reader.read_through()
    with archive.reading(path) as reader:
        schema.migrate(url, reader.about.revision)
        with _opened(made) as connection:
            try:
                with connection.begin():
                    _load(connection, reader, path)
            except OperationalError:
                raise
            except (StatementError, ValueError, TypeError, KeyError) as error:
                raise Refused(BROKEN.format(path=path, why=_words(error))) from None
        schema.migrate(url, schema.newest)
        return Restored(reader.about, reader.counts)


def _load(connection: Connection, reader: Reader, path: Path) -> None:
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    found = rows.tables(connection)
    for table in found.values():
        # A migration may have left rows of its own, which are in the backup as well.
        connection.execute(table.delete())
    for (name, columns), group in groupby(reader.rows(), key=itemgetter(0)):
        convert = rows.unpacking(found[name])
        values = (
            {column: convert[column](value) for column, value in zip(columns, row, strict=True)}
            for _, row in group
        )
        rows.write(connection, found[name], values)
    _check(connection, reader, path)


def _check(connection: Connection, reader: Reader, path: Path) -> None:
    if rows.counts(connection) != {**dict.fromkeys(rows.tables(connection), 0), **reader.counts}:
        raise Refused(BROKEN.format(path=path, why="rows are missing"))
    for question, right in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
        answer = [tuple(one) for one in connection.exec_driver_sql(f"PRAGMA {question}").fetchall()]
        if answer != right:
            raise Refused(BROKEN.format(path=path, why=f"{question}: {answer[0]}"))


def _stamp(made: Path, about: About) -> None:
    database = Database(f"sqlite:///{made}")
    try:
        with database.across() as session:
            recovery.stamp(session, about.taken_at)
    finally:
        database.engine.dispose()


@contextmanager
def _opened(made: Path) -> Iterator[Connection]:
    engine = make_engine(f"sqlite:///{made}")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _words(error: Exception) -> str:
    return " ".join(str(getattr(error, "orig", None) or error).split())
