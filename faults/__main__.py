"""`python -m faults [long] [SUITE …] [--seed N]`: ends with 1 when anything was lost or doubled."""

import argparse
import json
import logging
import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial

from faults import lives, stage
from faults.databases import KINDS, Postgresql, Sqlite
from faults.judge import Finding
from faults.report import Report, table, tell, tell_broken
from faults.stage import Stage
from faults.suites import (
    backlog,
    chaos,
    claims,
    crowd,
    inbound,
    machine,
    matrix,
    poison,
    rate,
    restoring,
    window,
)

PEOPLE = 40
A_CROWD = 1_000
Suite = Callable[[Stage, int], Report]

QUICK: Mapping[str, Suite] = {
    "matrix": lambda on, seed: matrix.play(on, outcomes=matrix.FEW, thorough=matrix.SCENARIOS[:1]),
    "window": lambda on, seed: window.play(on),
    "restore": lambda on, seed: restoring.play(on),
    "claims": lambda on, seed: claims.play(on, rows=2_000),
    "poison": lambda on, seed: poison.play(on),
    "rate": lambda on, seed: rate.play(on, seconds=4),
    "inbound": lambda on, seed: inbound.play(on, seed=seed, messages=20),
    "crowd": lambda on, seed: crowd.play(on, seed=seed, pace=crowd.HASTY),
    "backlog": lambda on, seed: backlog.play(on, number=40, days=7),
    "machine": lambda on, seed: machine.play(on, seed=seed, examples=30),
    "chaos": lambda on, seed: chaos.play(on, seed=seed, seconds=12, messages=100),
}
LONG: Mapping[str, Suite] = {
    "matrix": lambda on, seed: matrix.play(on),
    "window": lambda on, seed: window.play(on),
    "restore": lambda on, seed: restoring.play(on),
    "claims": lambda on, seed: claims.play(on, rows=20_000),
    "poison": lambda on, seed: poison.play(on),
    "rate": lambda on, seed: rate.play(on, seconds=30),
    "inbound": lambda on, seed: inbound.play(on, seed=seed, messages=500),
    "crowd": lambda on, seed: crowd.play(on, seed=seed, pace=crowd.IN_EARNEST),
    "day": lambda on, seed: backlog.play(on, number=100_000, days=1),
    "week": lambda on, seed: backlog.play(on, number=100_000, days=7),
    "month": lambda on, seed: backlog.play(on, number=100_000, days=30),
    "machine": lambda on, seed: machine.play(on, seed=seed, examples=10_000),
    "chaos": lambda on, seed: chaos.play(on, seed=seed, seconds=300, messages=2_000, outages=6, outage=20),
}


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    chosen = LONG if "long" in options.words else QUICK
    names = [word for word in options.words if word in chosen] or list(chosen)
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1_000_000)
    logging.disable(logging.CRITICAL)
    # One process for each kind of database: neither needs what the other does.
    running = [lives.begin(partial(_stand, chosen, names, kind, seed)) for kind in options.on or KINDS]
    reports = [_read(line) for told in lives.wait_for_all(running) for line in told.splitlines()]
    tell("", table(reports))
    return 0 if all(one.is_good for one in reports) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m faults", description="Breaks what the bot stands on.")
    words = ["quick", "long", *dict.fromkeys((*QUICK, *LONG))]
    parser.add_argument("words", nargs="*", choices=[*words, []], metavar="WORD", help=", ".join(words))
    parser.add_argument("--seed", type=int, help="repeats what a run left to dice")
    parser.add_argument("--on", choices=KINDS, action="append", help="one kind of database alone")
    return parser


def _stand(
    suites: Mapping[str, Suite], names: Sequence[str], kind: str, seed: int, hand_over: Callable[[str], None]
) -> None:
    with stage.server(kind) as server:
        for name in names:
            hand_over(_line(_one(suites[name], kind, server, seed)))


def _one(suite: Suite, kind: str, server: Sqlite | Postgresql, seed: int) -> Report:
    began = time.monotonic()
    people = A_CROWD if suite is LONG["crowd"] else PEOPLE
    with stage.workspace(people) as (slack, wire):
        report = suite(Stage(slack, wire, server), seed)
    report.suite, report.seconds = f"{report.suite}, {kind}", time.monotonic() - began
    sys.stderr.write(f"{'✓' if report.is_good else '✗'} {report.suite}\n")
    if not report.is_good:
        tell_broken(report)
    return report


def _line(report: Report) -> str:
    return json.dumps(asdict(report)) + "\n"


def _read(line: str) -> Report:
    found = json.loads(line)
    return Report(**{**found, "finding": Finding(**found["finding"])})


if __name__ == "__main__":
    sys.exit(main())
