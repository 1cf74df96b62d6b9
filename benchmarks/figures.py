"""What was measured, and how it is told."""

import math
import os
import platform
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Spread:
    """Several measurements of one thing, in their unit."""

    values: Sequence[float]

    @property
    def n(self) -> int:
        return len(self.values)

    @property
    def p50(self) -> float:
        return self.percentile(50)

    @property
    def p99(self) -> float:
        return self.percentile(99)

    def percentile(self, part: float) -> float:
        """By nearest rank: a value that was really measured."""
        ordered = sorted(self.values)
        return ordered[max(math.ceil(part / 100 * len(ordered)) - 1, 0)]


@dataclass(frozen=True)
class Measured:
    """One line of the table. `value` is held against `goal`, which it has to stay below."""

    what: str
    value: float
    unit: str
    goal: float
    spreads: Mapping[str, Spread] = field(default_factory=dict)
    remark: str = ""

    @property
    def is_met(self) -> bool:
        return self.value < self.goal

    def as_json(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "value": self.value,
            "unit": self.unit,
            "goal": self.goal,
            "ok": self.is_met,
            "remark": self.remark,
            "spreads": {
                name: {"p50": one.p50, "p99": one.p99, "n": one.n} for name, one in self.spreads.items()
            },
        }


def environment() -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "python": platform.python_version(),
        "cpus": os.cpu_count(),
        "sqlite": sqlite3.sqlite_version,
        "system": f"{platform.system()} {platform.machine()}",
        "load": round(os.getloadavg()[0], 1),
    }


def heading(facts: Mapping[str, Any]) -> str:
    return (
        f"Python {facts['python']} · {facts['cpus']} CPUs · SQLite {facts['sqlite']} · {facts['system']} · "
        f"load {facts['load']} before"
    )


def table(lines: Sequence[Measured]) -> str:
    """Each line with its spreads under it."""
    cells = [
        (one.what, told(one.value, one.unit), f"below {told(one.goal, one.unit)}", _verdict(one))
        for one in lines
    ]
    widths = [max((len(row[column]) for row in cells), default=0) for column in range(4)]
    rows = []
    for (what, measured, goal, verdict), one in zip(cells, lines, strict=True):
        rows.append(f"{what:<{widths[0]}}  {measured:>{widths[1]}}  {goal:<{widths[2]}}  {verdict}")
        rows += [f"    {name}: {_spread(spread, one)}" for name, spread in one.spreads.items()]
        rows += [f"    {one.remark}"] if one.remark else []
    return "\n".join(rows)


def told(value: float, unit: str) -> str:
    """A figure as it is read: seconds below one in milliseconds, a ratio without a unit."""
    match unit:
        case "s" if value < 1:
            return f"{value * 1000:.3g} ms" if value < 0.1 else f"{value * 1000:.0f} ms"
        case "s":
            return f"{value:.2f} s"
        case "MiB":
            return f"{value:.0f} MiB"
        case _:
            return f"{value:.2f}"


def _spread(spread: Spread, one: Measured) -> str:
    unit = one.unit or "s"  # the two sides of a ratio are times
    return f"p50 {told(spread.p50, unit)} · p99 {told(spread.p99, unit)} · n {spread.n}"


def _verdict(one: Measured) -> str:
    return "ok" if one.is_met else "no"
