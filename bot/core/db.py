"""Tables, sessions and the one way to open a transaction.

A `Session` belongs to one workspace: every query for a table that carries `workspace` is narrowed to it by
the session itself, and every new row is given it. Forgetting a `where` cannot show one company to another.
`Database.across()` opens a session that sees all workspaces, for sweeps that look for what is due.
"""

import os
import sqlite3
import threading
import time
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import (
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    Select,
    String,
    bindparam,
    create_engine,
    event,
    inspect,
    orm,
    select,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, ORMExecuteState, mapped_column, with_loader_criteria
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in, aware UTC out, on databases that keep a zone and on SQLite, which does not."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime may not reach the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    # Words are kept as text, so that a new one needs no change of the database.
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        StrEnum: Enum(StrEnum, native_enum=False, length=40, values_callable=lambda words: [*words]),
    }


class Scoped:
    """A table of which each row belongs to one workspace, named first in its keys and indexes."""

    workspace: Mapped[str] = mapped_column(String(32), primary_key=True, sort_order=-2)


def new_id() -> str:
    """32 hex digits that sort by the millisecond of their making (UUID version 7, RFC 9562)."""
    milliseconds = time.time_ns() // 1_000_000
    tail = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & (1 << 48) - 1) << 80 | tail
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value).hex


def id_of(*names: str) -> str:
    """The id of a row that the bot makes by itself, from what makes it the only one of its kind.

    Made once more from the same facts, as after the restore of a backup, it has the same id, and so have the
    keys of its messages. `names` hold a random id, so that nobody else can work it out.
    """
    return uuid.uuid5(_ROWS, "\n".join(names)).hex


_ROWS = uuid.UUID("5f0f1c1e-6c0b-4c27-9d0e-3b7e9a9a3f11")


class Identified(Scoped):
    """A `Scoped` table whose rows have an id of their own."""

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, sort_order=-1)


M = TypeVar("M", bound=Identified)

# Whoever looks here has nothing to write first.
AS_IT_IS = {"autoflush": False}


class Session(orm.Session):
    """One unit of work in one workspace (`workspace` is None in a session that looks across all)."""

    @property
    def workspace(self) -> str:
        found: str | None = self.info["workspace"]
        if found is None:
            raise RuntimeError("this session looks across workspaces and belongs to none")
        return found

    @property
    def services(self) -> Mapping[str, Any]:
        """Plain data that the composition root hands to every unit of work (see `core.pending`)."""
        found: Mapping[str, Any] = self.info["services"]
        return found

    @property
    def is_alone(self) -> bool:
        """Whether nobody else has written since this transaction began, or can before it ends: on SQLite."""
        return self.get_bind().dialect.name == "sqlite"

    def find(self, model: type[M], id: str | None) -> M | None:
        """The row of this workspace with that id, or None; another workspace's row is None too."""
        if id is None:
            return None
        held = self._held(model, id)
        # In half the time that `get` takes.
        return self.scalar(_one(model), {"id": id}, execution_options=AS_IT_IS) if held is None else held

    def free_id(self, model: type[M], *names: str) -> str:
        """`id_of` these names, or another id where an earlier row has that one: its names were changed."""
        made = id_of(inspect(model).local_table.description, *names)
        return made if self.find(model, made) is None else new_id()

    def find_all(self, model: type[M], ids: Iterable[str]) -> dict[str, M]:
        """Those rows of this workspace by id, in one look; what is not there is left out."""
        wanted = set(ids)
        found = {id: row for id in wanted if (row := self._held(model, id)) is not None}
        missing = wanted - found.keys()
        if missing:
            found |= {row.id: row for row in self.scalars(_among(model), {"ids": [*missing]})}
        return found

    def _held(self, model: type[M], id: str) -> M | None:
        row = self.identity_map.get(inspect(model).identity_key_from_primary_key((self.workspace, id)))
        return row if isinstance(row, model) else None


# By table, each put together when it is first asked.
_ONE: dict[type[Any], Select[Any]] = {}
_AMONG: dict[type[Any], Select[Any]] = {}
_LOCKING: dict[type[Any], Select[Any]] = {}


def _one(model: type[Identified]) -> Select[Any]:
    if model not in _ONE:
        _ONE[model] = select(model).where(model.id == bindparam("id"))
    return _ONE[model]


def _among(model: type[Identified]) -> Select[Any]:
    if model not in _AMONG:
        _AMONG[model] = select(model).where(model.id.in_(bindparam("ids", expanding=True)))
    return _AMONG[model]


# One for all sessions, so that a statement and its narrowing are put together once; the workspace is a value.
_NARROWED = with_loader_criteria(
    Scoped, lambda row: row.workspace == bindparam("only_in"), include_aliases=True
)


# A statement that is put together once is narrowed once, too: working out what it is known by in SQLAlchemy's
# cache takes longer than asking the database. Not kept on the statement, of which others may be made.
_NARROW_ONES: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()


def _narrowed(statement: Any) -> Any:
    found = _NARROW_ONES.get(statement)
    if found is None:
        found = _NARROW_ONES[statement] = statement.options(_NARROWED)
    return found


@event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    workspace = state.session.info["workspace"]
    if workspace is None or state.is_column_load or state.is_relationship_load:
        return
    if state.is_select or state.is_update or state.is_delete:
        given = state.parameters or {}
        assert isinstance(given, Mapping), "rows that are written many at once are not narrowed"
        state.statement = _narrowed(state.statement)
        state.parameters = {**given, "only_in": workspace}


@event.listens_for(Session, "loaded_as_persistent")
@event.listens_for(Session, "pending_to_persistent")
def _hold(session: orm.Session, row: object) -> None:
    # A session forgets rows that nobody else holds, and would read them again whenever they are looked up.
    session.info.setdefault("held", []).append(row)


@event.listens_for(Session, "before_flush")
def _stamp(session: orm.Session, *_: object) -> None:
    workspace = session.info["workspace"]
    for row in session.new:
        if isinstance(row, Scoped) and row.workspace is None:
            if workspace is None:
                raise RuntimeError(f"{type(row).__name__} needs a workspace")
            row.workspace = workspace


class Database:
    """An engine with the rules of its kind, and the only place where transactions begin and end."""

    def __init__(self, url: str, services: Mapping[str, Any] | None = None) -> None:
        self.engine = make_engine(url)
        self.services: dict[str, Any] = dict(services or {})
        self._sessions = orm.sessionmaker(self.engine, class_=Session, expire_on_commit=False)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        # SQLite has one writer at a time. Waiting for it in a queue of our own instead of polling the file's
        # lock keeps the slowest of eight simultaneous clicks at a sixth of what it was.
        self._writing = threading.Lock() if self.is_sqlite else None

    @contextmanager
    def transaction(
        self, workspace: str, *, read_only: bool = False, limit: float | None = None
    ) -> Iterator[Session]:
        """A session of one workspace; commits at the end, rolls back on any error.

        `limit` is the number of seconds that its statements and waits may take together; beyond it the
        database raises and nothing is kept.
        """
        with self._open(workspace, read_only, limit) as session:
            yield session

    @contextmanager
    def across(self, *, read_only: bool = False) -> Iterator[Session]:
        """A session that sees all workspaces."""
        with self._open(None, read_only, None) as session:
            yield session

    @contextmanager
    def _open(self, workspace: str | None, read_only: bool, limit: float | None) -> Iterator[Session]:
        turn = nullcontext() if read_only or self._writing is None else self._turn(limit)
        with turn:
            session = self._sessions(info={"workspace": workspace, "services": self.services})
            try:
                session.connection(execution_options={"read_only": read_only, "limit": limit})
                yield session
                if read_only:
                    session.rollback()
                else:
                    session.commit()
            except BaseException:
                session.rollback()
                raise
            finally:
                session.close()

    @contextmanager
    def _turn(self, limit: float | None) -> Iterator[None]:
        assert self._writing is not None
        if not self._writing.acquire(timeout=-1 if limit is None else limit):
            raise Busy("another transaction is writing")
        try:
            yield
        finally:
            self._writing.release()

    def is_reachable(self) -> bool:
        try:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("SELECT 1")
        except DBAPIError:
            return False
        return True


class Busy(Exception):
    """The database could not be had within the time that was left; nothing was changed."""


# Not now(), which is the start of the transaction.
_MACHINE_CLOCK = text("SELECT clock_timestamp()")
_SQLITE_CLOCK = "SELECT (julianday('now') - 2440587.5) * 86400.0"


def machine_now(session: orm.Session) -> datetime:
    """The database's clock, aware UTC: leases and rates of all processes are measured by this one."""
    if session.get_bind().dialect.name == "sqlite":
        driver: Any = session.connection().connection.dbapi_connection
        return datetime.fromtimestamp(driver.execute(_SQLITE_CLOCK).fetchone()[0], UTC)
    found: datetime = session.execute(_MACHINE_CLOCK).scalar_one()
    return found.astimezone(UTC)


def make_engine(url: str) -> Engine:
    """An engine with what its kind of database needs to keep promises (see docs/decisions)."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    engine = create_engine(parsed, pool_pre_ping=True, pool_recycle=1800, pool_size=10, max_overflow=10)
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 10, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    # The driver must not begin transactions by itself: it would do so too late and too weakly.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    # A transaction that reads first and writes later fails at once when another one wrote in between, however
    # long the busy timeout; taking the write lock at the start waits instead.
    options = connection.get_execution_options()
    limit = options.get("limit")
    # Straight to the driver: what surrounds a statement in SQLAlchemy takes longer than these two.
    driver = connection.connection.dbapi_connection
    driver.execute(f"PRAGMA busy_timeout={10_000 if limit is None else int(limit * 1000)}")
    driver.execute("BEGIN" if options.get("read_only") else "BEGIN IMMEDIATE")


def _begin_postgresql(connection: Any) -> None:
    limit = connection.get_execution_options().get("limit")
    statement = 15_000 if limit is None else int(limit * 1000)
    connection.exec_driver_sql(
        f"SET LOCAL statement_timeout = {statement}; SET LOCAL lock_timeout = {min(3000, statement)};"
        "SET LOCAL idle_in_transaction_session_timeout = 15000"
    )


def lock(session: Session, model: type[M], id: str) -> M | None:
    """The row as it is now, held until the end of the transaction: two clicks on it follow one another."""
    if session.is_alone:
        return session.find(model, id)
    found: M | None = session.scalar(_locking(model), {"id": id})
    return found


def lock_all(session: Session, model: type[M], ids: Collection[str]) -> Sequence[M]:
    """Those rows as they are now, held until the end of the transaction; two who hold some do not block each
    other for good, as all take them in the same order."""
    held = _among(model).order_by(model.id).with_for_update()
    return session.scalars(held, {"ids": [*ids]}, execution_options={"populate_existing": True}).all()


def reread(session: Session, model: type[M], ids: Collection[str]) -> dict[str, M]:
    """Those rows by id as they stand now that a lock is held, whatever was known of them before."""
    again = session.scalars(_among(model), {"ids": [*ids]}, execution_options={"populate_existing": True})
    return {row.id: row for row in again}


def _locking(model: type[Identified]) -> Select[Any]:
    if model not in _LOCKING:
        _LOCKING[model] = _one(model).with_for_update().execution_options(populate_existing=True)
    return _LOCKING[model]
