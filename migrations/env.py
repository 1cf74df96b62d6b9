"""How migrations reach a database: in one transaction that is kept whole or not at all.

Who calls Alembic from Python hands over an idle connection, `config.attributes["connection"]`; on the command
line `DATABASE_URL` names the database.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from alembic.operations import MigrationScript
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Enum
from sqlalchemy.types import TypeDecorator

from bot import app
from bot.core.db import make_engine

# Any number will do, as long as all who migrate this database take the same one.
ADVISORY_LOCK = 7_404_557


def run() -> None:
    handed_over = context.config.attributes.get("connection")
    if handed_over is not None:
        migrate(handed_over)
        return
    engine = make_engine(os.environ.get("DATABASE_URL", "sqlite:///throughline.db"))
    try:
        with engine.connect() as connection:
            migrate(connection)
    finally:
        engine.dispose()


def migrate(connection: Connection) -> None:
    if connection.in_transaction():
        raise RuntimeError("migrations need a connection on which no transaction has begun")
    alone = alone_on_sqlite if connection.dialect.name == "sqlite" else alone_on_postgresql
    with alone(connection):
        context.configure(
            connection=connection,
            target_metadata=app.metadata(),
            # SQLite changes a column only by copying the table; PostgreSQL does the same operations in place.
            render_as_batch=True,
            compare_server_default=True,
            render_item=render_item,
            process_revision_directives=drop_if_empty,
        )
        context.run_migrations()


@contextmanager
def alone_on_sqlite(connection: Connection) -> Iterator[None]:
    """One transaction with the foreign keys unenforced, but checked before it is kept.

    Copying a parent table ends with dropping the old one, which deletes the children where the keys are
    enforced. SQLite ignores the switch inside a transaction, so it is thrown on the bare connection, on which
    SQLAlchemy has not yet begun one.
    """
    bare = connection.connection
    bare.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():
            yield
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if orphans:
                tables = ", ".join(sorted({row[0] for row in orphans}))
                raise RuntimeError(f"a migration left {len(orphans)} rows without their parent, in: {tables}")
    finally:
        bare.execute("PRAGMA foreign_keys=ON")


@contextmanager
def alone_on_postgresql(connection: Connection) -> Iterator[None]:
    """One transaction, for which a second one who migrates waits and then finds nothing left to do.

    The wait for that turn has no limit. The wait for a table has: a statement that queues behind a long
    transaction makes every later click on that table queue behind it, too.
    """
    with connection.begin():
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
        connection.exec_driver_sql("SET LOCAL lock_timeout = '3s'")
        yield


def render_item(kind: str, item: Any, _: object) -> str | bool:
    """Types of our own are written as what they are in the database: migrations outlive the code."""
    if kind != "type":
        return False
    kept_as = item.impl_instance if isinstance(item, TypeDecorator) else item
    if isinstance(kept_as, Enum) and not kept_as.native_enum:
        return f"sa.String(length={kept_as.length})"
    return False if kept_as is item else f"sa.{kept_as!r}"


def drop_if_empty(
    _: MigrationContext, __: str | Iterable[str | None] | Iterable[str], directives: list[MigrationScript]
) -> None:
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


run()
