"""Slash commands over signed HTTP: one that reads, one that writes, beside the empty one of a bare Bolt app.

In turns, so that what else the machine does meets all three. With one client, then with eight, each a process
of its own.
"""

import itertools
import json
import subprocess
import sys
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks import clicks, postbox
from benchmarks.figures import Measured, Spread
from benchmarks.harbor import OPEN_HOURS, Harbor, Template, new_folder
from benchmarks.postbox import Postman
from benchmarks.processes import ROOT, Broken, Json

COMMANDS = 300
WARMING = 30
CLIENTS = 8


@dataclass(frozen=True)
class Goal:
    """How much of what the empty command takes: the middle one, and the slowest of a hundred."""

    p50: float
    p99: float


READING, WRITING, MANY = Goal(0.35, 1.0), Goal(0.6, 1.0), Goal(1.3, 2.0)


def measure(template: Template, folder: Path) -> Iterator[Measured]:
    with postbox.opened() as box, template.running(box.url) as harbor, ExitStack() as stack:
        harbor.travel(OPEN_HOURS)
        harbor.rest()
        to_empty = stack.enter_context(clicks.empty_app(harbor, new_folder(folder)))
        to_bot = stack.enter_context(clicks.postman_of(harbor))
        numbers = itertools.count(1)
        kinds: dict[str, tuple[Postman, Callable[[], bytes]]] = {
            "empty": (to_empty, lambda: clicks.command(harbor, next(numbers))),
            "reads": (to_bot, lambda: _command(harbor, "/outcome", "list mine", next(numbers))),
            "writes": (to_bot, lambda: _away(harbor, next(numbers))),
        }
        yield from _compared("one client", _in_turns(harbor, kinds), {"reads": READING, "writes": WRITING})
        many = {name: _of_many(to, make, folder) for name, (to, make) in kinds.items()}
        yield from _compared(f"{CLIENTS} clients", many, {"reads": MANY, "writes": MANY})


def _in_turns(harbor: Harbor, kinds: dict[str, tuple[Postman, Callable[[], bytes]]]) -> dict[str, Spread]:
    took: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(WARMING + COMMANDS):
        for name, (to, make) in kinds.items():
            took[name].append(to.deliver(make()))
            if name == "writes":
                harbor.rest()
    return {name: Spread(one[WARMING:]) for name, one in took.items()}


def _compared(who: str, took: dict[str, Spread], goals: dict[str, Goal]) -> Iterator[Measured]:
    empty = took["empty"]
    for name, goal in goals.items():
        spreads = {f"a command that {name}": took[name], "empty command of a bare Bolt app": empty}
        what = f"A command that {name}, {who}"
        yield Measured(f"{what}: p50 to the empty one's", took[name].p50 / empty.p50, "", goal.p50, spreads)
        yield Measured(f"{what}: p99 to the empty one's", took[name].p99 / empty.p99, "", goal.p99)


def _command(harbor: Harbor, command: str, text: str, number: int) -> bytes:
    known = dict(urllib.parse.parse_qsl(clicks.command(harbor, number).decode(), keep_blank_values=True))
    return urllib.parse.urlencode({**known, "command": command, "text": text}).encode()


def _away(harbor: Harbor, number: int) -> bytes:
    """Each changes what the one before has kept."""
    return _command(harbor, "/checkin", f"away {1 + number % 20} Dec to {21 + number % 7} Dec", number)


def _of_many(to: Postman, make: Callable[[], bytes], folder: Path) -> Spread:
    """The same from several processes at once, each with its own share of the commands."""
    clients = [_Client(to, [make() for _ in range(COMMANDS // CLIENTS)], folder) for _ in range(CLIENTS)]
    return Spread([one for client in clients for one in client.took()])


class _Client:
    def __init__(self, to: Postman, bodies: list[bytes], folder: Path) -> None:
        work: Json = {
            "port": to.connection.port,
            "secret": to.secret,
            "bodies": [body.decode() for body in bodies],
        }
        file = new_folder(folder) / "work.json"
        file.write_text(json.dumps(work))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.client", str(file)], cwd=ROOT, stdout=subprocess.PIPE
        )

    def took(self) -> list[float]:
        said, _ = self._process.communicate()
        if self._process.returncode:
            raise Broken("a client could not deliver its commands")
        found: list[float] = json.loads(said)
        return found
