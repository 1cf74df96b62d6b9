"""The bot as its operator runs it: processes of their own, told everything by the environment.

Against a sandbox that is a process as well. Between this one and Slack only the address of the Web API, the
tokens and the signing secret differ.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings, SettingsError, load
from tests.support.databases import Postgresql
from tests.support.slack import Client, Workspace, wait_for

ROOT = Path(__file__).resolve().parent.parent
# On a busy machine; a test that passes waits for none of it.
PATIENCE = ENDS_WITHIN = 60

PEOPLE = [{"name": "lena", "real_name": "Lena Fischer"}, {"name": "alice", "real_name": "Alice Meyer"}]
CHANNELS = [{"name": "general", "members": ["lena", "alice"]}]
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


class Operator:
    """Somebody at a shell, with `settings` exported and nothing else of ours in the environment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings: dict[str, str] = {}

    @property
    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {**kept, "PYTHONPATH": str(ROOT), "HOST": "127.0.0.1", **self.settings}

    def types(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """`python -m bot …`, until it ends."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=self.folder, env=self._environment, text=True, capture_output=True, timeout=PATIENCE,
        )  # fmt: skip

    @contextmanager
    def leaves_running(self, *words: str) -> "Iterator[subprocess.Popen[str]]":
        """`python -m …`, which is killed if the test leaves it running."""
        with (
            open(self.folder / "log", "w+") as log,
            subprocess.Popen(
                [sys.executable, "-m", *words],
                cwd=self.folder, env=self._environment, text=True, stdout=subprocess.PIPE, stderr=log,
            ) as process,
        ):  # fmt: skip
            try:
                yield process
            finally:
                process.kill()

    @property
    def log(self) -> str:
        """What the process that was left running last wrote to its log."""
        return (self.folder / "log").read_text()


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    return Operator(tmp_path)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file as `migrate` leaves it."""
    somebody = Operator(tmp_path_factory.mktemp("migrated"))
    ended = somebody.types("migrate")
    assert (ended.returncode, ended.stderr) == (0, "")
    return somebody.folder / "throughline.db"


@pytest.fixture
def prepared(operator: Operator, migrated: Path) -> Operator:
    """After `migrate`."""
    shutil.copy(migrated, operator.folder)
    return operator


@pytest.fixture
def slack(tmp_path: Path, operator: Operator) -> Iterator[Callable[..., dict[str, Any]]]:
    """Starts a workspace with the app that `manifest` prints; returns what it says of itself."""
    with running_sandboxes(tmp_path, operator) as start:
        yield start


@contextmanager
def running_sandboxes(folder: Path, operator: Operator) -> Iterator[Callable[..., dict[str, Any]]]:
    started: list[subprocess.Popen[str]] = []

    def start(*flags: str, request_url: str | None = None) -> dict[str, Any]:
        config = {"users": PEOPLE, "channels": CHANNELS, "manifest": manifest(operator, *flags)}
        file = folder / "workspace.json"
        file.write_text(json.dumps({**config, "request_url": request_url}))
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.sandbox", "--port", "0", "--config", str(file)],
            cwd=ROOT, text=True, stdout=subprocess.PIPE,
        )  # fmt: skip
        started.append(process)
        assert process.stdout is not None
        found: dict[str, Any] = json.loads(process.stdout.readline())
        return found

    try:
        yield start
    finally:
        for process in started:
            process.terminate()
        codes = [process.wait(ENDS_WITHIN) for process in started]
        for process in started:
            assert process.stdout is not None
            process.stdout.close()
    assert codes == [0] * len(started)


def manifest(operator: Operator, *flags: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed(operator.settings.get("BASE_URL", ""), *flags))
    return found


@cache
def printed(address: str, *flags: str) -> str:
    """What `manifest` prints for a bot at this address."""
    with tempfile.TemporaryDirectory() as folder:
        somebody = Operator(Path(folder))
        somebody.settings = {"BASE_URL": address} if address else {}
        ended = somebody.types("manifest", *flags)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def status(port: int, path: str, **request: Any) -> int:
    """The HTTP status of the bot's answer; 0 when nobody answers."""
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", **request)
    try:
        with urllib.request.urlopen(asked, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except OSError:
        return 0


def until(expected: int, path: str, port: int, process: "subprocess.Popen[str]", operator: Operator) -> None:
    """Waits until the bot answers so; fails at once when it has ended."""
    deadline = time.monotonic() + PATIENCE
    while status(port, path) != expected:
        assert process.poll() is None, operator.log
        assert time.monotonic() < deadline, operator.log
        time.sleep(0.05)


def ends_well(process: "subprocess.Popen[str]", operator: Operator) -> None:
    process.send_signal(signal.SIGTERM)
    assert process.wait(ENDS_WITHIN) == 0, operator.log
    assert "Traceback" not in operator.log


def answers_people(alice: Client, command: str) -> None:
    """In a channel, and in the conversation with the bot, which goes through the outbox."""
    alice.types(f"{command} help", channel="general")
    wait_for(lambda: alice.messages("general"))
    assert "list" in alice.messages("general")[-1].text
    alice.slack.post("home", {"user": alice.id, "tab": "messages"})
    alice.types("Will the router be there in May?")
    wait_for(lambda: any("> Will the router be there in May?" in one.text for one in alice.messages()))


# ---- the bot at work ----


def test_it_runs_over_socket_mode(prepared: Operator, slack: Callable[..., dict[str, Any]]) -> None:
    operator, info, port = prepared, slack(), free_port()
    operator.settings = {
        "SLACK_API_URL": info["api_url"],
        "SLACK_BOT_TOKEN": info["bot_token"],
        "SLACK_APP_TOKEN": info["app_token"],
        "PORT": str(port),
    }
    with operator.leaves_running("bot", "run") as process:
        until(200, "/readyz", port, process, operator)
        assert status(port, "/slack/events") == 404
        answers_people(Workspace(info["url"]).person("alice"), "/outcome")
        ends_well(process, operator)


def test_it_runs_over_http_with_commands_of_other_names(
    operator: Operator, slack: Callable[..., dict[str, Any]], postgresql: Postgresql
) -> None:
    port = free_port()
    operator.settings = {"BASE_URL": f"http://127.0.0.1:{port}"}
    info = slack("--http", "--prefix", "x")
    operator.settings |= {
        "SLACK_API_URL": info["api_url"],
        "SLACK_BOT_TOKEN": info["bot_token"],
        "SLACK_SIGNING_SECRET": info["signing_secret"],
        "PORT": str(port),
        "DATABASE_URL": postgresql.make(),
    }
    assert operator.types("migrate").returncode == 0
    checked = operator.types("check")
    assert (checked.returncode, checked.stderr) == (0, "")
    with operator.leaves_running("bot", "run") as process:
        until(200, "/readyz", port, process, operator)
        answers_people(Workspace(info["url"]).person("alice"), "/x-outcome")
        ends_well(process, operator)


def test_while_slack_is_out_of_reach_health_is_told_and_nothing_is_taken(prepared: Operator) -> None:
    operator, port = prepared, free_port()
    operator.settings = {
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "secret",
        "PORT": str(port),
    }
    signed = {"X-Slack-Request-Timestamp": "1", "X-Slack-Signature": "v0=" + "0" * 64}
    with operator.leaves_running("bot", "run") as process:
        until(503, "/readyz", port, process, operator)
        assert status(port, "/healthz") == 200
        # What Slack sends now must not be taken as received: it would be lost.
        assert status(port, "/slack/events", data=b"{}", headers=signed) == 503
        ends_well(process, operator)
    assert "Slack cannot be reached" in operator.log


# ---- what else can be typed ----


def test_check_says_what_is_missing_and_that_all_is_in_place(
    operator: Operator, slack: Callable[..., dict[str, Any]]
) -> None:
    info = slack()
    operator.settings = {
        "SLACK_API_URL": info["api_url"],
        "SLACK_BOT_TOKEN": info["bot_token"],
        "SLACK_APP_TOKEN": info["app_token"],
    }
    before = operator.types("check")
    assert (before.returncode, before.stderr.count("\n")) == (1, 1)
    assert "`python -m bot migrate`" in before.stderr
    for _ in range(2):
        migrated = operator.types("migrate")
        assert (migrated.returncode, migrated.stderr) == (0, "")
    after = operator.types("check")
    assert (after.returncode, after.stderr) == (0, "")
    assert "Socket Mode" in after.stdout
    assert "throughline" in after.stdout


def test_the_manifest_says_where_slack_reaches_the_bot_and_how_its_commands_are_called(
    operator: Operator,
) -> None:
    operator.settings = {"BASE_URL": "https://bot.example.org/"}
    url = "https://bot.example.org/slack/events"
    over_http, over_socket = manifest(operator, "--http", "--prefix", "x"), manifest(operator)
    assert over_http["settings"]["event_subscriptions"]["request_url"] == url
    assert over_http["settings"]["interactivity"]["request_url"] == url
    assert {one["url"] for one in over_http["features"]["slash_commands"]} == {url}
    assert url not in json.dumps(over_socket)
    assert not over_http["settings"]["socket_mode_enabled"]
    assert over_socket["settings"]["socket_mode_enabled"]
    named = [one["command"] for one in over_socket["features"]["slash_commands"]]
    assert [one["command"] for one in over_http["features"]["slash_commands"]] == [
        f"/x-{one[1:]}" for one in named
    ]


def test_every_setting_is_listed(operator: Operator) -> None:
    shown = operator.types("settings")
    listed = {line for line in shown.stdout.splitlines() if line.isupper()}
    assert listed == {name.upper() for name in Settings.model_fields}


# ---- mistakes ----


def mistake(operator: Operator, *words: str) -> str:
    """What the operator reads; it ends with code 1 and without a word about our code."""
    ended = operator.types(*words)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr
    return ended.stderr


def test_without_settings_it_says_which_are_missing(operator: Operator) -> None:
    said = mistake(operator, "run")
    assert "SLACK_BOT_TOKEN" in said
    assert "SLACK_APP_TOKEN" in said
    assert "`python -m bot settings`" in said


def test_a_database_without_tables_is_refused(operator: Operator) -> None:
    operator.settings = TOKENS
    assert "`python -m bot migrate`" in mistake(operator, "run")


def test_a_database_that_does_not_answer_is_named_without_the_drivers_noise(operator: Operator) -> None:
    operator.settings = {**TOKENS, "DATABASE_URL": "postgresql://somebody:hush@127.0.0.1:9/nothing"}
    said = mistake(operator, "migrate")
    assert said.startswith("Error: There is trouble with the database: ")
    assert said.count("\n") == 1
    assert "sqlalche.me" not in said
    assert "hush" not in said


def test_a_revision_that_is_not_there_is_named(operator: Operator) -> None:
    assert "nonsense" in mistake(operator, "migrate", "nonsense")


def test_a_token_that_slack_refuses_is_named(
    prepared: Operator, slack: Callable[..., dict[str, Any]]
) -> None:
    info = slack()
    right = {"SLACK_BOT_TOKEN": info["bot_token"], "SLACK_APP_TOKEN": info["app_token"]}
    for wrong in right:
        prepared.settings = {"SLACK_API_URL": info["api_url"], "PORT": "0", **right, wrong: TOKENS[wrong]}
        assert f"Slack refuses {wrong}: invalid_auth." in mistake(prepared, "check")
        assert f"Slack refuses {wrong}: invalid_auth." in mistake(prepared, "run")


def test_a_port_that_is_taken_is_named(prepared: Operator) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        prepared.settings = {**TOKENS, "PORT": str(taken.getsockname()[1])}
        assert mistake(prepared, "run").startswith(f"Error: PORT: {prepared.settings['PORT']} ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "harbor"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "postgresql://host:port/name"),
        ("SLACK_API_URL", "slack.com/api"),
        ("SLACK_API_URL", "https://[slack.com/api/"),
        ("SLACK_BOT_TOKEN", "xapp-1"),
        ("SLACK_APP_TOKEN", "xoxb-1"),
        ("ADMINS", "lena"),
        ("PORT", "three thousand"),
        ("TIME_TRAVEL", "maybe"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_damaged_setting_is_named_and_not_repeated_where_it_may_be_secret(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load({name: value, "OPERATOR_SECRET": "hush"})
    assert str(refused.value).startswith(f"{name}: ")
    assert "\n" not in str(refused.value)
    assert name not in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "DATABASE_URL") or value not in str(
        refused.value
    )


def test_all_mistakes_are_told_at_once(operator: Operator) -> None:
    operator.settings = {"PORT": "x", "DATABASE_URL": "x", "ADMINS": "x"}
    said = mistake(operator, "check")
    assert [line.removeprefix("Error: ").split(":")[0] for line in said.splitlines()] == [
        "DATABASE_URL",
        "ADMINS",
        "PORT",
    ]
