"""What a backup holds, what it may be restored into, and what is refused with a sentence."""

import gzip
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, inspect

from bot import schema
from bot.backups import backup, restore, rows as tables
from bot.backups.errors import Refused
from bot.core.db import Database, make_engine
from bot.outbox import recovery, service as outbox
from tests.backups.rewinding import KNOWN
from tests.support import rows
from tests.support.databases import KINDS, Postgresql, Sqlite

WORKSPACE = "T1"


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = make_engine(url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def held(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but for what a restore writes itself."""
    with connected(url) as connection:
        found = tables.tables(connection)
        return {name: [*tables.read(connection, found[name])] for name in found if name != "recoveries"}


def made(url: str) -> str:
    schema.migrate(url)
    return url


@pytest.fixture
def full(empty_database_url: str) -> str:
    """Rows in every table."""
    engine = make_engine(made(empty_database_url))
    rows.fill(engine)
    engine.dispose()
    return empty_database_url


@pytest.fixture(params=KINDS)
def new_url(request: pytest.FixtureRequest) -> Iterator[str]:
    databases: Sqlite | Postgresql = request.getfixturevalue(request.param)
    url = databases.make()
    yield url
    databases.drop(url)


@pytest.fixture(scope="module")
def small(sqlite: Sqlite) -> str:
    """A database with one message in it."""
    url = made(sqlite.make())
    database = Database(url)
    with database.transaction(WORKSPACE) as session:
        outbox.say(session, key="greeting", to="C1", kind="any", ref="1")
    database.engine.dispose()
    return url


@pytest.fixture
def written(small: str, tmp_path: Path) -> Path:
    """A backup of it."""
    backup.write(small, tmp_path / "backup")
    return tmp_path / "backup"


def test_every_row_comes_back_on_either_kind_of_database(full: str, new_url: str, tmp_path: Path) -> None:
    _, counts = backup.write(full, tmp_path / "backup")
    assert all(counts.values())
    before = held(full)
    done = restore.restore(tmp_path / "backup", new_url, KNOWN)
    after = held(new_url)
    assert done.rows == counts
    # The restore has what is younger than a week rendered again; all else is as it was.
    assert {name: found for name, found in after.items() if name != "deliveries"} == {
        name: found for name, found in before.items() if name != "deliveries"
    }
    assert len(after["deliveries"]) == len(before["deliveries"])
    with connected(new_url) as connection:
        keys = {name: len(inspect(connection).get_foreign_keys(name)) for name in after}
    assert sum(keys.values()) > 40, "rows are held together as before"


def test_a_backup_that_is_written_while_others_write_is_of_one_moment(new_url: str, tmp_path: Path) -> None:
    """Each transaction writes a pair; no backup has half of one."""
    database = Database(made(new_url))
    stop = threading.Event()
    begun = threading.Event()

    def write() -> None:
        n = 0
        while not stop.is_set():
            with database.transaction(WORKSPACE) as session:
                outbox.say(session, key=f"first {n}", to="C1", kind="any", ref="1")
                session.flush()
                outbox.say(session, key=f"second {n}", to="C1", kind="any", ref="1")
            n += 1
            begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait(30)
    try:
        sizes = [backup.write(new_url, tmp_path / f"{n}")[1]["deliveries"] for n in range(3)]
    finally:
        stop.set()
        writer.join()
        database.engine.dispose()
    assert all(size % 2 == 0 for size in sizes)
    assert sizes[0] < sizes[-1], "writing went on"
    restore.verify(tmp_path / "2", KNOWN)


def test_only_its_owner_may_read_it_and_nothing_else_is_left(written: Path) -> None:
    assert written.stat().st_mode & 0o077 == 0
    assert os.listdir(written.parent) == [written.name]


def test_it_replaces_no_file_unasked(small: str, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    file.write_text("precious")
    with pytest.raises(Refused, match="--force"):
        backup.write(small, file)
    assert file.read_text() == "precious"
    backup.write(small, file, force=True)
    assert json.loads(lines(file)[0])["format"] == "throughline backup"


def test_a_folder_that_cannot_be_written_is_named(small: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be written"):
        backup.write(small, tmp_path / "nowhere" / "backup")


def test_a_disk_that_is_full_is_named_and_nothing_is_left(
    small: str, tmp_path: Path, monkeypatch: Any
) -> None:
    def no_room(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(Refused, match="No space left"):
        backup.write(small, tmp_path / "backup")
    assert os.listdir(tmp_path) == []


def lines(file: Path) -> list[bytes]:
    return gzip.decompress(file.read_bytes()).splitlines(keepends=True)


def rewrite(file: Path, changed: list[bytes]) -> None:
    file.write_bytes(gzip.compress(b"".join(changed)))


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.99])
def test_a_file_that_was_cut_off_is_refused(written: Path, cut: float) -> None:
    whole = written.read_bytes()
    written.write_bytes(whole[: int(len(whole) * cut)])
    with pytest.raises(Refused, match=r"damaged|not a backup"):
        restore.verify(written, KNOWN)


def test_a_file_whose_last_lines_are_missing_is_refused(written: Path) -> None:
    rewrite(written, lines(written)[:-1])
    with pytest.raises(Refused, match="damaged or not complete"):
        restore.verify(written, KNOWN)


def test_a_file_in_which_a_value_was_changed_is_refused(written: Path) -> None:
    rewrite(written, [line.replace(b"greeting", b"farewell") for line in lines(written)])
    with pytest.raises(Refused, match="damaged or not complete"):
        restore.verify(written, KNOWN)


@pytest.mark.parametrize(
    "content",
    [b"", b"SQLite format 3\0", gzip.compress(b'{"a": 1}\n'), b"\x1f\x8b\x08"],
    ids=["nothing", "a database", "other lines", "a beginning"],
)
def test_another_kind_of_file_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "something"
    file.write_bytes(content)
    with pytest.raises(Refused, match="is not a backup of Throughline"):
        restore.verify(file, KNOWN)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        restore.verify(tmp_path / "nothing", KNOWN)


@pytest.mark.parametrize("changed", [{"version": 2}, {"revision": "of tomorrow"}])
def test_the_file_of_a_newer_version_says_what_to_do(written: Path, changed: dict[str, Any]) -> None:
    first, *rest = lines(written)
    rewrite(written, [json.dumps({**json.loads(first), **changed}).encode() + b"\n", *rest])
    with pytest.raises(Refused, match="written by a newer version"):
        restore.verify(written, KNOWN)


def test_the_file_of_an_older_version_is_brought_to_this_one(new_url: str, tmp_path: Path) -> None:
    engine = make_engine(new_url)
    schema.migrate(new_url, schema.revisions()[-1])
    rows.fill(engine)
    before = rows.counts(engine)
    engine.dispose()
    backup.write(new_url, tmp_path / "backup")
    restore.restore(tmp_path / "backup", made(new_url), KNOWN, replace=True)
    with connected(new_url) as connection:
        assert tables.revision(connection) == schema.newest()
        after = tables.counts(connection)
    assert {name: after[name] for name in before} == before


def test_a_database_with_rows_is_replaced_when_asked_and_not_in_use(written: Path, full: str) -> None:
    before = held(full)
    with pytest.raises(Refused, match="--replace"):
        restore.restore(written, full, KNOWN)
    assert held(full) == before
    database = Database(full)
    assert database.is_reachable()
    with pytest.raises(Refused, match="in use"):
        restore.restore(written, full, KNOWN, replace=True)
    database.engine.dispose()
    assert held(full) == before
    done = restore.restore(written, full, KNOWN, replace=True)
    after = held(full)
    assert (len(after["deliveries"]), len(after["persons"])) == (1, 0)
    with database.across(read_only=True) as session:
        found = recovery.paused(session)
        assert found is not None
        assert found.taken_at == done.about.taken_at < found.recovered_at
    database.engine.dispose()


def test_a_damaged_file_leaves_the_database_as_it_was(written: Path, small: str) -> None:
    rewrite(written, lines(written)[:-1])
    before = held(small)
    with pytest.raises(Refused, match="damaged"):
        restore.restore(written, small, KNOWN, replace=True)
    assert held(small) == before
