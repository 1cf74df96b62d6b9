"""What `make demo` starts: until there is something to look at, and a week of it at the press of a button.

The sandbox is in the process that is started here, and the bot in one that it starts.
"""

import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from benchmarks import processes
from benchmarks.figures import Measured, Spread
from benchmarks.harbor import new_folder
from bot.demo import harbor as sample
from tests.support.slack import Workspace

STARTS = 3
GOAL = 5.0  # seconds


def measure(folder: Path) -> list[Measured]:
    place = new_folder(folder)
    newcomer, *runs = [_once(place) for _ in range(1 + STARTS)]
    weeks = Spread([week for _, _, week in (newcomer, *runs)])
    return [
        _start("The demo's very first start, until its first message", [newcomer]),
        _start("Each start of the demo after that", runs),
        Measured("A week of travel in the demo", weeks.p50, "s", GOAL, {"one week": weeks}),
    ]


def _start(what: str, runs: Sequence[tuple[float, float, float]]) -> Measured:
    invited, first, _ = (Spread(times) for times in zip(*runs, strict=True))
    return Measured(what, first.p50, "s", GOAL, {"the page invites": invited, "the first message": first})


def _once(folder: Path) -> tuple[float, float, float]:
    """Seconds until it invites, until its first message, and for a week of travel."""
    port = processes.free_port()
    began = time.perf_counter()
    with processes.running("demo", ["bot", "demo", "--port", str(port)], folder) as process:
        processes.until(process, lambda: "is open" in process.written())
        invited = time.perf_counter() - began
        slack = Workspace(f"http://127.0.0.1:{port}")
        processes.until(process, lambda: _posts(slack))
        first = time.perf_counter() - began
        return invited, first, _week(slack)


def _posts(slack: Workspace) -> bool:
    entries = slack.get("inspector")["entries"]
    return any(one["name"] == "chat.postMessage" and one["direction"] == "out" for one in entries)


def _week(slack: Workspace) -> float:
    began = time.perf_counter()
    processes.post(f"{slack.url}/client/clock", {"to": (sample.START + timedelta(weeks=1)).isoformat()})
    return time.perf_counter() - began
