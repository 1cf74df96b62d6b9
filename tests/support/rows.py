"""Rows for tables that nobody described to us, found by asking the database."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa


def tables(engine: sa.Engine) -> dict[str, sa.Table]:
    """Every table that stands in the database, but Alembic's own."""
    found = sa.MetaData()
    found.reflect(engine)
    return {name: table for name, table in found.tables.items() if name != "alembic_version"}


def counts(engine: sa.Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for name, table in tables(engine).items()
        }


def fill(engine: sa.Engine, rows: int = 2) -> None:
    """Puts rows into every table that has none.

    The n-th row of a table points at the n-th row of every table it refers to, because a value depends on
    nothing but its type and n. The tables come in any order, so the keys are not checked row by row.
    """
    full = {name for name, count in counts(engine).items() if count}
    empty = [table for name, table in tables(engine).items() if name not in full]
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for table in empty:
            connection.execute(table.insert(), [_row(table, n) for n in range(1, rows + 1)])


def _row(table: sa.Table, n: int) -> dict[str, Any]:
    words = _allowed_words(table)
    return {
        column.name: words.get(column.name) or _value(column.type, n)
        for column in table.columns
        if column.computed is None
    }


def _allowed_words(table: sa.Table) -> dict[str, str]:
    """For each column that a check restricts to certain words: the first of them."""
    found = {}
    for constraint in table.constraints:
        if isinstance(constraint, sa.CheckConstraint):
            rule = str(constraint.sqltext)
            words = re.findall(r"'([^']*)'", rule)
            columns = [column.name for column in table.columns if re.search(rf"\b{column.name}\b", rule)]
            if words and len(columns) == 1:
                found[columns[0]] = words[0]
    return found


def _value(kind: sa.types.TypeEngine[Any], n: int) -> Any:
    match kind:
        case sa.Boolean():
            return True
        case sa.String():
            return str(n)
        case sa.Integer() | sa.Numeric() | sa.Float():
            return n
        case sa.DateTime():
            return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n)
        case sa.Date():
            return date(2026, 1, n)
        case sa.Time():
            return time(n)
        case sa.LargeBinary():
            return str(n).encode()
        case sa.JSON():
            return {"n": n}
    raise NotImplementedError(f"no example of {kind!r} yet: give it one here")
