"""The migrations make the tables that the models describe, and lose no row on the way."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from bot.core.db import make_engine
from tests.support import rows
from tests.support.databases import every_table
from tests.support.migrations import config, downgrade, revisions, upgrade


@pytest.fixture
def engine(empty_database_url: str) -> Iterator[Engine]:
    engine = make_engine(empty_database_url)
    yield engine
    engine.dispose()


def schema(engine: Engine) -> dict[str, str]:
    """Every table, with all that the database can tell about it."""
    look = inspect(engine)
    names = [name for name in look.get_table_names() if name != "alembic_version"]
    kinds = {
        "column": look.get_columns,
        "foreign key": look.get_foreign_keys,
        "unique": look.get_unique_constraints,
        "index": look.get_indexes,
        "check": look.get_check_constraints,
    }
    details = {
        f"{name}: {kind} {item['name']}": words(item)
        for name in names
        for kind, items in kinds.items()
        for item in items(name)
    }
    return details | {f"{name}: primary key": words(look.get_pk_constraint(name)) for name in names}


def words(item: Any) -> str:
    if isinstance(item, Mapping):
        return ", ".join(f"{key} {words(value)}" for key, value in item.items())
    return str(item)


def test_there_is_one_newest_migration() -> None:
    assert len(ScriptDirectory.from_config(config()).get_heads()) == 1


def test_no_model_has_changed_without_a_migration(engine: Engine) -> None:
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, every_table()) == []


def test_migrating_gives_every_detail_that_the_models_describe(engine: Engine) -> None:
    upgrade(engine)
    migrated = schema(engine)
    downgrade(engine, "base")
    every_table().create_all(engine)
    assert migrated == schema(engine)


def test_going_back_to_the_beginning_leaves_nothing_and_can_be_undone(engine: Engine) -> None:
    upgrade(engine)
    downgrade(engine, "base")
    assert schema(engine) == {}
    upgrade(engine)
    assert set(rows.counts(engine)) == set(every_table().tables)


def test_no_migration_loses_a_row_on_the_way_up_or_down(engine: Engine) -> None:
    first, *later = revisions()
    upgrade(engine, first)
    rows.fill(engine)
    older = first
    for newer in later:
        before = rows.counts(engine)
        upgrade(engine, newer)
        assert kept(before, rows.counts(engine)) == before, f"{newer}, up"
        downgrade(engine, older)
        assert rows.counts(engine) == before, f"{newer}, down"
        upgrade(engine, newer)
        rows.fill(engine)
        older = newer
    assert all(rows.counts(engine).values())


def kept(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """A migration may drop or rename a table, and then has a test of its own."""
    return {table: after.get(table, count) for table, count in before.items()}
