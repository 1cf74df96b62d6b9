"""What every suite plays on: a Slack that judges, a line to it that breaks, a database."""

import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import app
from bot.core.db import Database
from bot.slack.manifest import manifest
from faults.databases import Postgresql, Sqlite

ROOT = Path(__file__).resolve().parent.parent
CHANNELS = 3
Json = dict[str, Any]


@dataclass
class Slack:
    """The sandbox, in a process of its own: what stands in it was delivered."""

    url: str
    api_url: str
    token: str
    users: dict[str, str]
    channels: dict[str, str]
    app_token: str = ""
    team: str = ""
    conversations: dict[str, str] = field(default_factory=dict)
    _earlier: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        known = self.get("workspace")
        self.team = known["team"]["id"]
        self.conversations = {one["id"]: one["dm"] for one in known["users"] if one.get("dm")}

    def get(self, path: str) -> Json:
        return fetch(f"{self.url}/client/{path}")

    def post(self, path: str, body: Json, method: str = "POST") -> Json:
        return fetch(f"{self.url}/client/{path}", body, method)

    def messages(self) -> list[Json]:
        """Everything that the bot said, in channels, threads and conversations, with its place."""
        anybody = next(iter(self.conversations))
        places = {place: anybody for place in self.channels.values()}
        places |= {place: user for user, place in self.conversations.items()}
        found = []
        for place, reader in places.items():
            for one in self._conversation(reader, place):
                found.append(one)
                if one["reply_count"]:
                    found += self._conversation(reader, place, f"&thread_ts={one['ts']}")[1:]
        return [
            one for one in found if one.get("bot_id") and (one["channel"], one["ts"]) not in self._earlier
        ]

    def turn_the_page(self) -> None:
        """What stands there so far is somebody else's."""
        self._earlier |= {(one["channel"], one["ts"]) for one in self.messages()}

    def _conversation(self, reader: str, place: str, more: str = "") -> list[Json]:
        found = self.get(f"conversation?user={reader}&channel={place}{more}")["messages"]
        return [{**one, "channel": place} for one in found]


@dataclass
class Wire:
    url: str

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def plan(self, *faults: tuple[str, str]) -> None:
        """The next calls of a method run into these faults; nothing else breaks."""
        fetch(f"{self.url}/wire", {"next": faults})

    def shake(self, share: float, seed: int, faults: Sequence[str] | None = None) -> None:
        """From now on that share of all calls runs into a fault."""
        fetch(f"{self.url}/wire", {"share": share, "seed": seed, **({"faults": faults} if faults else {})})

    def report(self) -> Json:
        return fetch(f"{self.url}/wire")

    def faults(self) -> int:
        return sum(self.report()["faults"].values())


@dataclass
class Stage:
    slack: Slack
    wire: Wire
    server: Sqlite | Postgresql

    def new_database(self) -> Database:
        self.slack.turn_the_page()
        return Database(self.server.new())


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def fetch(url: str, body: Any = None, method: str | None = None) -> Json:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=120) as answer:
        found: Json = json.load(answer)
        return found


@contextmanager
def server(kind: str) -> Iterator[Sqlite | Postgresql]:
    made = Sqlite() if kind == "sqlite" else Postgresql()
    try:
        yield made
    finally:
        made.stop()


@contextmanager
def workspace(people: int, *, request_url: str | None = None) -> Iterator[tuple[Slack, Wire]]:
    """A sandbox with so many people, and the line to it."""
    names = [f"person-{number}" for number in range(people)]
    made = manifest(app.listeners(), socket_mode=request_url is None, base_url=request_url or "")
    config = {
        "users": [{"name": name, "tz": "UTC"} for name in names],
        "channels": [
            {
                "name": f"channel-{number}",
                "members": [*names[:1], made["features"]["bot_user"]["display_name"]],
            }
            for number in range(CHANNELS)
        ],
        "manifest": made,
        "request_url": request_url,
        "rate_limits": "off",
        "timings": {"ack_seconds": 30.0},
    }
    with (
        _process("bot.sandbox", "--config", "/dev/stdin", given=config) as info,
        _process("faults.wire", info["api_url"]) as wire,
    ):
        yield (
            Slack(
                url=info["url"],
                api_url=info["api_url"],
                token=info["bot_token"],
                users=info["users"],
                channels=info["channels"],
                app_token=info["app_token"],
            ),
            Wire(wire["url"]),
        )


@contextmanager
def _process(module: str, *arguments: str, given: Json | None = None) -> Iterator[Json]:
    """A Python process until the block ends, and the line of JSON that it writes when it is ready."""
    popen = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert popen.stdin is not None
    assert popen.stdout is not None
    try:
        popen.stdin.write(json.dumps(given).encode() if given is not None else b"")
        popen.stdin.close()
        yield json.loads(popen.stdout.readline())
    finally:
        popen.kill()
        popen.wait()
        popen.stdout.close()
