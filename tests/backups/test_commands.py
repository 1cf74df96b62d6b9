"""What an operator types about backups, and what they read then."""

from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.backups import commands
from bot.core.db import Database
from bot.outbox import recovery, service as outbox
from tests.backups.test_backups import WORKSPACE, made
from tests.support.databases import Sqlite

Types = Callable[..., Result]


@pytest.fixture(scope="module")
def lived(sqlite: Sqlite) -> str:
    """A database in which a message waits."""
    url = made(sqlite.make())
    say(url, "greeting")
    return url


@pytest.fixture
def url(sqlite: Sqlite, lived: str) -> str:
    """A copy of it, of our own."""
    path = sqlite.make().removeprefix("sqlite:///")
    Path(path).write_bytes(Path(lived.removeprefix("sqlite:///")).read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def types(url: str) -> Types:
    def typed(command: click.Command, *words: object, at: str = url) -> Result:
        done = CliRunner().invoke(command, [str(word) for word in words], obj=lambda: at)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    return typed


def say(url: str, key: str) -> None:
    database = Database(url)
    with database.transaction(WORKSPACE) as session:
        outbox.say(session, key=key, to="C1", kind="any", ref="1")
    database.engine.dispose()


def known(url: str) -> set[str]:
    """Which of our messages the database knows of."""
    database = Database(url)
    with database.transaction(WORKSPACE, read_only=True) as session:
        found = {key for key in ("greeting", "later") if outbox.delivery(session, key) is not None}
    database.engine.dispose()
    return found


def is_paused(url: str) -> bool:
    database = Database(url)
    with database.across(read_only=True) as session:
        found = recovery.paused(session) is not None
    database.engine.dispose()
    return found


def test_they_are_part_of_the_command_line() -> None:
    assert {"backup", "restore", "recovered", "resume"} <= set(main.commands)


def test_a_backup_says_what_it_holds_and_replaces_no_file_unasked(types: Types, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    done = types(commands.backup, file)
    assert done.exit_code == 0
    assert done.output.startswith(f"{file} holds 1 rows of ")
    assert "unencrypted, and no tokens" in done.output
    again = types(commands.backup, file)
    assert again.exit_code == 1
    assert again.output.startswith("Error: ")
    assert types(commands.backup, file, "--force").exit_code == 0


def test_verifying_touches_nothing(types: Types, url: str, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    types(commands.backup, file)
    say(url, "later")
    done = types(commands.restore, file, "--verify")
    assert done.exit_code == 0
    assert done.output.startswith(f"{file} can be restored: 1 rows of ")
    assert known(url) == {"greeting", "later"}
    assert not is_paused(url)


def test_a_damaged_file_fails_to_verify_with_a_sentence(types: Types, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    types(commands.backup, file)
    file.write_bytes(file.read_bytes()[:-20])
    done = types(commands.restore, file, "--verify")
    assert done.exit_code == 1
    assert done.output.startswith("Error: ")


def test_a_restore_needs_leave_to_replace_then_tells_what_is_lost_and_sends_nothing_until_resumed(
    types: Types, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    file = tmp_path / "backup"
    types(commands.backup, file)
    say(url, "later")
    refused = types(commands.restore, file)
    assert refused.exit_code == 1
    assert known(url) == {"greeting", "later"}

    done = types(commands.restore, file, "--replace")
    assert done.exit_code == 0
    assert done.output.startswith("Restored: 1 rows of ")
    assert "is lost: what people answered, wrote and" in done.output
    assert known(url) == {"greeting"}
    assert is_paused(url)
    assert "Nothing is sent: the database was restored to" in types(main.commands["check"]).output

    assert types(commands.resume).output == "Messages go out again.\n"
    assert not is_paused(url)
    assert "Nothing is sent" not in types(main.commands["check"]).output
    assert types(commands.resume).output == "Nothing was held back.\n"


def test_after_a_failover_an_operator_says_until_when_the_database_knows(types: Types, url: str) -> None:
    done = types(commands.recovered, "2026-11-18T09:00Z")
    assert done.exit_code == 0
    assert "Everything since Wed 18 Nov 2026 09:00:00 UTC is lost" in done.output
    assert is_paused(url)


def test_a_time_without_its_zone_is_refused_and_nothing_is_paused(types: Types, url: str) -> None:
    assert types(commands.recovered, "2026-11-18 09:00").exit_code == 2
    assert not is_paused(url)


@pytest.mark.parametrize("words", [["resume"], ["recovered", "2026-11-18T09:00Z"]])
def test_a_database_without_tables_is_told_of_in_a_sentence(
    types: Types, sqlite: Sqlite, words: list[str]
) -> None:
    done = types(main.commands[words[0]], *words[1:], at=sqlite.make())
    assert done.exit_code == 1
    assert done.output.startswith("Error: ")
    assert "migrate" in done.output
