"""The sandbox by itself: what it needs, how it starts or says that it can't, and a stranger's app in it."""

import importlib.metadata
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.__main__ import main
from tests.sandbox.support import Json, Slack, send
from tests.sandbox.test_state import until

SANDBOX = Path(main.__code__.co_filename).parent
STRANGER = Path(__file__).with_name("unrelated_app.py")


# What it needs


def normal(distribution: str) -> str:
    return distribution.lower().replace("_", "-")


def needed_by(*names: str) -> set[str]:
    """These distributions and whatever they may load, extras included, as far as it is installed."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = normal(waiting.pop())
        if name in found:
            continue
        found.add(name)
        try:
            requirements = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        waiting += [re.split(r"[^A-Za-z0-9._-]", one, maxsplit=1)[0] for one in requirements]
    return found


LOAD_ALL = """
import importlib, json, pkgutil, sys
import bot.sandbox
for one in pkgutil.walk_packages(bot.sandbox.__path__, "bot.sandbox."):
    importlib.import_module(one.name)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules} - sys.stdlib_module_names)))
print(json.dumps(sorted(name for name in sys.modules if name.partition(".")[0] == "bot")))
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with the sandbox in it and nothing else of ours."""
    shutil.copytree(SANDBOX, tmp_path / "bot" / "sandbox", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_all_of_it_loads_with_the_standard_library_and_aiohttp(copy: Path) -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", LOAD_ALL],
        cwd=copy,
        env=environment(copy),
        capture_output=True,
        text=True,
        check=True,
    )
    foreign, ours = map(json.loads, loaded.stdout.splitlines())
    providers = importlib.metadata.packages_distributions()
    provided = {normal(one) for name in foreign if name != "bot" for one in providers.get(name, ())}
    assert "aiohttp" in provided
    assert provided - needed_by("aiohttp", "tzdata") == set()
    assert "bot.sandbox.server" in ours
    assert [name for name in ours if name != "bot" and not name.startswith("bot.sandbox")] == []


# The command line


def environment(folder: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", **(more or {})}


@contextmanager
def process(
    *arguments: str, folder: Path, more: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """A Python process that has to end when it is told to."""
    with subprocess.Popen(
        [sys.executable, "-u", *arguments],
        cwd=folder,
        env=environment(folder, more),
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            yield running
        finally:
            running.terminate()
            running.wait(10)


@contextmanager
def alone(folder: Path, config: Json) -> Iterator[Json]:
    """A sandbox of its own process; yields the line that it prints."""
    file = folder / "workspace.json"
    file.write_text(json.dumps(config))
    with process("-m", "bot.sandbox", "--port", "0", "--config", str(file), folder=folder) as running:
        assert running.stdout is not None
        yield json.loads(running.stdout.readline())
    assert running.returncode == 0


MISTAKES: list[tuple[str, str]] = [
    ("{nonsense", "is not JSON"),
    ("\udcff", "is not JSON"),
    ("[]", "is a JSON object"),
    ("[" * 100_000, "is not JSON"),
    ('{"workspaces": [{"team": {"name": "Pier"}}]}', "domain"),
    ('{"colour": "red"}', "colour"),
    ('{"team": "Harbor"}', "/team"),
    ('{"users": 5}', "/users"),
    ('{"users": [5]}', "/users/0"),
    ('{"users": [{"tz": "Etc/UTC"}]}', "name"),
    ('{"users": [{"name": "a", "tz": "Mars/North"}]}', "Mars/North"),
    ('{"users": [{"name": "a", "shoe_size": 43}]}', "shoe_size"),
    ('{"users": [{"name": "a"}, {"name": "a"}]}', "somebody called a"),
    ('{"channels": ["c"]}', "/channels/0"),
    ('{"channels": [{"name": "c", "members": ["nobody"]}]}', "nobody"),
    ('{"rate_limits": "sometimes"}', "off"),
    ('{"timings": {"patience": 1}}', "patience"),
    ('{"timings": {"ack_seconds": "long"}}', "/timings/ack_seconds"),
    ('{"timings": {"retry_delays": [-1]}}', "/timings/retry_delays/0"),
    ('{"request_url": 7}', "/request_url"),
    ('{"manifest": {}}', "display_information"),
    ('{"manifest": "app"}', "must provide an object"),
]


@pytest.mark.parametrize(("text", "said"), MISTAKES, ids=[ascii(text[:80]) for text, _ in MISTAKES])
def test_a_mistake_in_the_configuration_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    file = tmp_path / "workspace.json"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert main(["--config", str(file)]) == 1
    sentence = refusal(capsys)
    assert said in sentence
    assert sentence.count("\n") == 1


def refusal(capsys: pytest.CaptureFixture[str]) -> str:
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("The sandbox did not start: ")
    return err


def test_a_missing_file_and_a_port_in_use_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], workspace: Callable[..., Slack]
) -> None:
    missing = tmp_path / "nowhere.json"
    assert main(["--config", str(missing)]) == 1
    assert refusal(capsys).endswith(f"{missing} can't be read: No such file or directory.\n")
    port = workspace().url.rpartition(":")[2]
    assert main(["--port", port]) == 1
    assert refusal(capsys) == f"The sandbox did not start: Port {port} is in use.\n"


@pytest.mark.parametrize("port", ["99999", "-1", "eighty"])
def test_what_is_no_port_is_refused_with_the_usage(capsys: pytest.CaptureFixture[str], port: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main([f"--port={port}"])
    assert ended.value.code == 2
    assert "is no port" in capsys.readouterr().err


# Somebody else's app


def lunch(**settings: Any) -> Json:
    """The manifest that the stranger's app was made with."""
    return {
        "display_information": {"name": "Lunch"},
        "features": {
            "app_home": {"messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
            "bot_user": {"display_name": "lunch"},
            "slash_commands": [{"command": "/lunch", "description": "Order something"}],
        },
        "oauth_config": {"scopes": {"bot": ["chat:write", "commands", "im:history"]}},
        "settings": {
            "event_subscriptions": {"bot_events": ["message.im"]},
            "interactivity": {"is_enabled": True},
            **settings,
        },
    }


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


PRINTED = {"url", "api_url", "bot_token", "app_token", "signing_secret", "users", "channels"}


class Sandbox(Slack):
    """A sandbox in another process, of which only the printed line is known."""

    def __init__(self, info: Json):
        self.url, self.token, self.users = info["url"], info["bot_token"], info["users"]


@pytest.mark.parametrize("way", ["socket", "http"])
def test_a_copy_of_it_starts_alone_and_a_strangers_app_runs_in_it_unchanged(copy: Path, way: str) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/slack/events"
    config = {"manifest": lunch(socket_mode_enabled=way == "socket"), "request_url": url}
    with alone(copy, config) as info:
        assert set(info) == PRINTED
        assert b"<!doctype html>" in send(info["url"]).body
        keys = {
            "SLACK_API_URL": info["api_url"],
            "SLACK_BOT_TOKEN": info["bot_token"],
            "SLACK_APP_TOKEN": info["app_token"],
            "SLACK_SIGNING_SECRET": info["signing_secret"],
        }
        with process(str(STRANGER), way, str(port), folder=copy, more=keys) as app:
            assert app.stdout is not None
            assert "Bolt app is running" in app.stdout.readline()
            orders_lunch(Sandbox(info), over_http=way == "http")


def orders_lunch(slack: Slack, *, over_http: bool) -> None:
    alice, dm = slack.users["alice"], slack.dm("alice")
    if over_http:
        assert slack.post("verify")["verified"] == ["events", "/lunch"]
    slack.post("message", user=alice, channel=dm, text="Hello")
    until(lambda: [one["text"] for one in slack.seen("alice", dm)] == ["Hello", "You said: Hello"])
    slack.post("command", user=alice, channel=dm, text="/lunch")
    until(lambda: slack.seen("alice", dm)[-1]["text"] == "Hungry?")
    offer = slack.seen("alice", dm)[-1]
    row = offer["blocks"][0]["block_id"]
    slack.post("action", user=alice, channel=dm, message_ts=offer["ts"], block_id=row, action_id="ask")
    until(lambda: len(slack.stack("alice")) == 1)
    view = slack.stack("alice")[0]
    assert slack.post("submit", user=alice, view_id=view["id"], values={"dish": {"name": "soup"}})["closed"]
    until(lambda: slack.seen("alice", dm)[-1]["text"] == "One soup, coming up.")
    assert all(one["status"] in ("ok", "200") for one in slack.get("inspector", after="0")["entries"])
