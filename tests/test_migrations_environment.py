"""What `migrations/env.py` promises to every migration, tried with small ones made here."""

import os
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, inspect

from bot.core.db import make_engine
from tests.support.migrations import MIGRATIONS, ROOT, config, upgrade

FAMILY = """
    op.create_table("parents", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(9)))
    op.create_table("children", sa.Column("id", sa.Integer, primary_key=True), sa.Column(
        "parent", sa.Integer, sa.ForeignKey("parents.id", name="fk_parent", ondelete="CASCADE")))
    op.execute("INSERT INTO parents (id, name) VALUES (1, 'Ada'), (2, 'Ben')")
    op.execute("INSERT INTO children (id, parent) VALUES (1, 1), (2, 2), (3, 2)")
"""
COPY_THE_PARENTS = """
    with op.batch_alter_table("parents", recreate="auto") as batch:
        batch.alter_column("name", type_=sa.String(99), existing_type=sa.String(9))
"""
WAITING_FOR_THEIR_TURN = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


class Scripts:
    """A folder of migrations of our own, run by the project's `env.py`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "versions").mkdir(parents=True)
        shutil.copy(MIGRATIONS / "env.py", folder)
        shutil.copy(MIGRATIONS / "script.py.mako", folder)
        self._written = 0

    def add(self, upgrading: str) -> None:
        before = repr(str(self._written)) if self._written else None
        self._written += 1
        head = f"import sqlalchemy as sa\nfrom alembic import context, op\nrevision = '{self._written}'\n"
        body = textwrap.indent(textwrap.dedent(upgrading), "    ")
        text = f"{head}down_revision = {before}\ndef upgrade():{body}\ndef downgrade(): pass\n"
        (self.folder / "versions" / f"{self._written}.py").write_text(text)


@pytest.fixture
def scripts(tmp_path: Path) -> Scripts:
    return Scripts(tmp_path / "migrations")


@pytest.fixture
def engine(empty_database_url: str) -> Iterator[Engine]:
    engine = make_engine(empty_database_url)
    yield engine
    engine.dispose()


def number(connection: Connection, question: str) -> int:
    return int(connection.exec_driver_sql(question).scalar_one())


def test_changing_a_parent_table_keeps_its_children(engine: Engine, scripts: Scripts) -> None:
    scripts.add(FAMILY)
    scripts.add(COPY_THE_PARENTS)
    upgrade(engine, folder=scripts.folder)
    with engine.connect() as connection:
        assert number(connection, "SELECT count(*) FROM children") == 3


def test_a_migration_that_fails_leaves_nothing_of_the_whole_run(engine: Engine, scripts: Scripts) -> None:
    scripts.add(FAMILY)
    scripts.add("""
        op.execute("DELETE FROM children")
        raise LookupError("half way")
    """)
    with pytest.raises(LookupError):
        upgrade(engine, folder=scripts.folder)
    assert inspect(engine).get_table_names() == []


def test_sqlite_refuses_a_migration_that_leaves_orphans(sqlite_url: str, scripts: Scripts) -> None:
    engine = make_engine(sqlite_url)
    scripts.add(FAMILY)
    scripts.add('op.execute("DELETE FROM parents WHERE id = 2")')
    with pytest.raises(RuntimeError, match="2 rows without their parent, in: children"):
        upgrade(engine, folder=scripts.folder)
    assert "parents" not in inspect(engine).get_table_names()
    engine.dispose()


def test_foreign_keys_are_enforced_again_when_sqlite_was_migrated(sqlite_url: str, scripts: Scripts) -> None:
    engine = make_engine(sqlite_url)
    scripts.add(FAMILY)
    upgrade(engine, folder=scripts.folder)
    with engine.connect() as connection:
        assert number(connection, "PRAGMA foreign_keys") == 1
    engine.dispose()


def test_who_migrates_second_waits_and_finds_nothing_to_do(postgresql_url: str, scripts: Scripts) -> None:
    scripts.add("""
        op.execute("CREATE TABLE once (id int)")
        context.config.attributes["meanwhile"]()
    """)
    settings = config(scripts.folder)
    engine = make_engine(postgresql_url)
    second: list[subprocess.Popen[bytes]] = []

    def start_a_second_one() -> None:
        second.append(in_a_process_of_its_own(scripts.folder, postgresql_url))
        with engine.connect() as watching:
            wait_until(lambda: number(watching, WAITING_FOR_THEIR_TURN) == 1)

    settings.attributes["meanwhile"] = start_a_second_one
    with engine.connect() as settings.attributes["connection"]:
        command.upgrade(settings, "head")
    assert second[0].wait(timeout=30) == 0
    engine.dispose()


def in_a_process_of_its_own(folder: Path, url: str) -> subprocess.Popen[bytes]:
    settings = folder / "alembic.ini"
    settings.write_text(
        f"[alembic]\nscript_location = {folder}\nprepend_sys_path = {ROOT}\npath_separator = os\n"
    )
    upgrading = [sys.executable, "-m", "alembic", "--config", str(settings), "upgrade", "head"]
    return subprocess.Popen(upgrading, cwd=ROOT, env={**os.environ, "DATABASE_URL": url})


def wait_until(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not happens():
        assert time.monotonic() < deadline, "nobody came to wait"
        time.sleep(0.02)


def test_a_connection_in_the_middle_of_something_is_refused(engine: Engine, scripts: Scripts) -> None:
    scripts.add(FAMILY)
    busy = config(scripts.folder)
    with engine.begin() as connection:
        busy.attributes["connection"] = connection
        with pytest.raises(RuntimeError, match="no transaction has begun"):
            command.upgrade(busy, "head")


def test_the_command_line_takes_the_database_from_the_environment(
    empty_database_url: str, scripts: Scripts, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts.add(FAMILY)
    monkeypatch.setenv("DATABASE_URL", empty_database_url)
    command.upgrade(config(scripts.folder), "head")
    engine = make_engine(empty_database_url)
    assert inspect(engine).has_table("children")
    engine.dispose()
