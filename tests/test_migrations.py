"""The migrations make the tables that the models describe, and lose no row on the way."""

from collections.abc import Iterator
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


def schema(engine: Engine) -> dict[str, Any]:
    """Every table, with all that the database can tell about it."""
    look = inspect(engine)
    return {
        name: {
            "columns": {column["name"]: described(column) for column in look.get_columns(name)},
            "primary key": look.get_pk_constraint(name)["constrained_columns"],
            "foreign keys": by_name(look.get_foreign_keys(name)),
            "uniques": by_name(look.get_unique_constraints(name)),
            "indexes": by_name(look.get_indexes(name)),
            "checks": by_name(look.get_check_constraints(name)),
        }
        for name in look.get_table_names()
        if name != "alembic_version"
    }


def described(item: Any) -> dict[str, str]:
    return {key: str(value) for key, value in item.items()}


def by_name(items: Any) -> dict[str, dict[str, str]]:
    return {item["name"]: described(item) for item in items}


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
    assert set(schema(engine)) == set(every_table().tables)


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
