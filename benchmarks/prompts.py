"""Prompts that fall due at the same minute: when the last person has theirs, on both databases.

Our own limits are lifted, so that what is measured is the bot and not its patience with Slack.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.crowd import Crowd
from benchmarks.figures import Measured, Spread
from benchmarks.stores import Sqlite, postgresql

MEMORY = 150.0  # MiB
SLOWER_AT_MOST = 2.0


@dataclass(frozen=True)
class Case:
    """`goal` is in seconds, from the moment at which all are due."""

    what: str
    people: int
    goal: float
    latency_ms: int = 0
    sandbox: Any = None
    settings: Any = None


# Slack's word after the first 50 of a second is 429.
_LIMITED = {"rate_limits": {"chat.postMessage": 3000}}
CASES = (
    Case("300 prompts, Slack takes 80 ms", 300, 1.3, latency_ms=80),
    Case("300 prompts", 300, 0.8),
    Case("300 prompts, Slack takes 50 a second, as our lane knows", 300, 7.0, sandbox=_LIMITED,
         settings={"posts_per_minute": 3000}),
    Case("2,000 prompts", 2000, 6.0),
)  # fmt: skip


def measure(folder: Path) -> Iterator[Measured]:
    with postgresql() as server:
        for people in sorted({case.people for case in CASES}):
            crowds = [Crowd(folder, store, people) for store in (Sqlite(folder), server)]
            for case in CASES:
                if case.people == people:
                    yield from _compared(case, crowds)


def _compared(case: Case, crowds: list[Crowd]) -> Iterator[Measured]:
    last: dict[str, float] = {}
    for crowd in crowds:
        with crowd.running(sandbox=case.sandbox, **(case.settings or {})) as running:
            running.slack.post("faults", {"latency_ms": case.latency_ms})
            due = running.approach()
            took = [one - due for one in running.asked()]
            last[crowd.name] = took[-1]
            yield Measured(
                f"{case.what}, on {crowd.name}: the last one",
                took[-1],
                "s",
                case.goal,
                {"each": Spread(took)},
            )
            if case.people > 1000:
                yield Measured(f"Memory after {case.what}", running.bot.resident(), "MiB", MEMORY)
    slower = max(last.values()) / min(last.values())
    yield Measured(f"{case.what}: one database to the other", slower, "", SLOWER_AT_MOST)
