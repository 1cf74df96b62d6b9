"""Rows between a database and what any database, or a file, can keep."""

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    Table,
    Time,
    func,
    insert,
    select,
)

ALEMBIC = "alembic_version"
AT_ONCE = 1000

Convert = Callable[[Any], Any]


def tables(connection: Connection) -> dict[str, Table]:
    """The tables of the bot as they stand in the database, whatever version they are of."""
    found = MetaData()
    found.reflect(connection)
    for table in found.tables.values():
        for column in table.columns:
            if isinstance(column.type, JSON):
                # What is no value in the one database is none in the other, and not the word null.
                column.type = JSON(none_as_null=True)
    return {name: table for name, table in sorted(found.tables.items()) if name != ALEMBIC}


def revision(connection: Connection) -> str | None:
    """The version of the tables; None where there are none of ours."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name == ALEMBIC)
    return connection.scalar(select(*found.tables[ALEMBIC].columns)) if found.tables else None


def counts(connection: Connection) -> dict[str, int]:
    return {
        name: connection.scalar(select(func.count()).select_from(table)) or 0
        for name, table in tables(connection).items()
    }


def read(connection: Connection, table: Table) -> Iterator[tuple[Any, ...]]:
    """All rows, not all at once, in the order of their keys; instants are aware UTC."""
    asked = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=AT_ONCE)
    for row in connection.execute(asked):
        yield tuple(_aware(value) for value in row)


def write(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Adds the rows."""
    coming = iter(rows)
    while batch := [*islice(coming, AT_ONCE)]:
        connection.execute(insert(table), batch)


def packed(value: Any) -> Any:
    """As JSON can hold it."""
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode()
        case _:
            return value


def unpacking(table: Table) -> dict[str, Convert]:
    """For each column: from what JSON holds to a value of the column's kind. Raises `ValueError`."""
    return {column.name: _unpack(column.type) for column in table.columns}


def _unpack(kind: Any) -> Convert:
    match kind:
        case DateTime():
            return _if_any(datetime.fromisoformat)
        case Date():
            return _if_any(date.fromisoformat)
        case Time():
            return _if_any(time.fromisoformat)
        case LargeBinary():
            return _if_any(base64.b64decode)
        case _:
            return lambda value: value


def _if_any(convert: Convert) -> Convert:
    return lambda value: None if value is None else convert(value)


def _aware(value: Any) -> Any:
    """SQLite keeps no zone; everything of ours is UTC there."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return value
