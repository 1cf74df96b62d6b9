"""Processes that are started on loopback, watched, and always stopped."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 300.0
GLANCE = 0.02

Json = dict[str, Any]


class Broken(Exception):
    """Something did not work, so there is nothing to measure."""


@dataclass(frozen=True)
class Process:
    """A Python process of ours; what it writes goes to files beside the database."""

    name: str
    popen: "subprocess.Popen[bytes]"
    output: Path
    errors: Path

    def written(self) -> str:
        """What it has written to its standard output so far."""
        return self.output.read_text()

    def check(self) -> None:
        """Raises `Broken`, with the end of what it said, when it has ended by itself."""
        if self.popen.poll() is not None:
            said = (self.written() + self.errors.read_text())[-3000:]
            raise Broken(f"{self.name} ended with {self.popen.returncode}:\n{said}")

    def resident(self) -> float:
        """Its memory in MiB."""
        status = Path(f"/proc/{self.popen.pid}/status")
        if status.exists():
            found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text())
            kibibytes = found.group(1) if found else "0"
        else:
            asked = ["ps", "-o", "rss=", "-p", str(self.popen.pid)]
            kibibytes = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
        return int(kibibytes) / 1024

    def processor_seconds(self) -> float:
        """The processor time that it has used so far, its own and the system's for it."""
        status = Path(f"/proc/{self.popen.pid}/stat")
        if status.exists():
            user, system = status.read_text().rpartition(")")[2].split()[11:13]
            return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
        asked = ["ps", "-o", "time=", "-p", str(self.popen.pid)]
        told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
        return sum(float(part) * 60**place for place, part in enumerate(reversed(told.split(":"))))


@contextmanager
def running(
    name: str,
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Process]:
    """`python -m …arguments`, with `folder` as its working directory, until the block ends."""
    output, errors = folder / f"{name}.out", folder / f"{name}.err"
    with output.open("wb") as out, errors.open("wb") as err:
        popen = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
    try:
        yield Process(name, popen, output, errors)
    finally:
        _stop(popen)


def _stop(popen: "subprocess.Popen[bytes]") -> None:
    popen.terminate()
    try:
        popen.wait(timeout=15)
    except subprocess.TimeoutExpired:
        popen.kill()
        popen.wait()


def until(process: Process, found: Callable[[], Any]) -> Any:
    """What `found` returns as soon as it is something. Raises `Broken` when the process ends before, or never
    comes to it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        result = found()
        if result:
            return result
        process.check()
        time.sleep(GLANCE)
    raise Broken(f"{process.name} takes too long")


def first_line(process: Process) -> Json:
    """The JSON object that it writes when it is ready."""

    def line() -> Json | None:
        written = process.written()
        found: Json | None = json.loads(written.splitlines()[0]) if "\n" in written else None
        return found

    found: Json = until(process, line)
    return found


def answers(url: str) -> bool:
    """Whether it answers with a success."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def post(url: str, body: Json, headers: Mapping[str, str] | None = None) -> Json:
    """What it answers to JSON. Raises `Broken` when it refuses."""
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json", **(headers or {})}
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            found: Json = json.load(answer)
            return found
    except urllib.error.HTTPError as error:
        raise Broken(f"{url} answered {error.code}: {error.read()[:500]!r}") from None


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
