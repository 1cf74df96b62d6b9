"""`python -m benchmarks [--json FILE] [NAME …]`: measures and prints a table. NAME chooses some of them."""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks import acks, asking, clicks, demo, figures, memory, page, prompts, sandbox, travel
from benchmarks.figures import Measured
from benchmarks.harbor import OFFICE, Template
from benchmarks.processes import ROOT, Broken

Measurement = Callable[[], Iterable[Measured]]


def main(arguments: Sequence[str] | None = None) -> int:
    """0, whatever was measured; 1 when something could not be measured."""
    options = _parser().parse_args(arguments)
    facts = figures.environment()
    _say(figures.heading(facts))
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    # Beside the project: where temporary files lie in memory, a commit would cost nothing.
    with tempfile.TemporaryDirectory(prefix="bench-", dir=build) as folder:
        lines, broken = _measured(_measurements(Path(folder), build), options.names)
    _say("", figures.table(lines))
    if options.json:
        found = {"environment": facts, "measured": [one.as_json() for one in lines]}
        options.json.write_text(json.dumps(found, indent=2) + "\n")
    return 1 if broken else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures the speed.")
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    return parser


NAMES = ("clicks", "acks", "asking", "memory", "travel", "demo", "sandbox", "page", "prompts")


def _measurements(folder: Path, build: Path) -> Mapping[str, Measurement]:
    made: dict[str | None, Template] = {}

    def harbor(zone: str | None = None) -> Template:
        if zone not in made:
            made[zone] = Template(folder, build / "history", zone)
        return made[zone]

    return {
        "clicks": lambda: [clicks.measure(harbor(OFFICE), folder)],
        "acks": lambda: acks.measure(harbor(OFFICE), folder),
        "asking": lambda: [asking.measure(harbor(OFFICE))],
        "memory": lambda: memory.measure(harbor()),
        "travel": lambda: [travel.measure(harbor())],
        "demo": lambda: demo.measure(folder),
        "sandbox": lambda: sandbox.measure(folder),
        "page": lambda: page.measure(folder),
        "prompts": lambda: prompts.measure(folder),
    }


def _measured(all_of_them: Mapping[str, Measurement], names: Sequence[str]) -> tuple[list[Measured], bool]:
    lines: list[Measured] = []
    broken = False
    for name in names or all_of_them:
        sys.stderr.write(f"measuring: {name}\n")
        try:
            lines.extend(all_of_them[name]())
        except Broken as error:
            sys.stderr.write(f"{name} could not be measured: {error}\n")
            broken = True
    return lines, broken


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
