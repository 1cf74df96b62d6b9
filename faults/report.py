"""One line for each suite, and the table of them."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from faults.judge import Finding

SHOWN = 20


@dataclass
class Report:
    """`cases` were tried, `faults` injected; `seed` repeats what was left to dice."""

    suite: str
    cases: int = 0
    faults: int = 0
    finding: Finding = field(default_factory=Finding)
    seed: int | None = None
    remark: str = ""
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        found = self.finding
        return not (found.lost or found.doubled or found.broken)


COLUMNS = ("suite", "cases", "faults", "lost", "doubled", "seed", "seconds", "")


def table(reports: Sequence[Report]) -> str:
    lines = [COLUMNS, *(_cells(one) for one in reports)]
    widths = [max(len(line[number]) for line in lines) for number in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if 0 < number < len(COLUMNS) - 1 else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _cells(one: Report) -> tuple[str, ...]:
    return (
        one.suite,
        f"{one.cases:,}",
        f"{one.faults:,}",
        str(one.finding.lost),
        str(one.finding.doubled),
        "" if one.seed is None else str(one.seed),
        f"{one.seconds:.1f}",
        one.remark if one.is_good else f"✗ {len(one.finding.broken)} broken; {one.remark}",
    )


def tell(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def tell_broken(one: Report) -> None:
    seed = "" if one.seed is None else f" (--seed {one.seed})"
    tell(f"✗ {one.suite}{seed}", *(f"    {line}" for line in one.finding.broken[:SHOWN]))
