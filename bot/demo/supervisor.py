"""Keeps the demo's bot at work: a process of its own, which is started again whenever it ends."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

from bot.demo import worker
from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
END_WITHIN = 15.0
# A bot that ends as soon as it has begun would end again: each time it is left alone for twice as long.
STEADY_AFTER = 10.0
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 16.0

ENDED = "The bot has ended by itself ({how}). It is started again, and goes on where it was."
CRASHED = "The bot was crashed from the page (SIGKILL). It is started again, and goes on where it was."


class Supervisor:
    """The first process loads its code from now on; `say` tells whoever watches the terminal."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._changing = threading.Lock()
        self._stopping = threading.Event()
        self._ready = threading.Event()
        self._process = _spawn()
        self._crashed: subprocess.Popen[str] | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def is_up(self) -> bool:
        """Whether the bot is at work."""
        return self._ready.is_set()

    def start(self, settings: Settings) -> None:
        """Lets the bot work, and returns before it does. Whatever happens to it, it is tried again."""
        self._thread = threading.Thread(
            target=self._keep, args=(settings.model_dump_json(),), name="supervisor", daemon=True
        )
        self._thread.start()

    def crash(self) -> None:
        """Kills the bot as it stands, and returns at once. One that is not back yet is killed as well."""
        with self._changing:
            if self._process.poll() is None:
                self._crashed = self._process
                self._ready.clear()
                self._process.kill()

    def stop(self) -> None:
        """The bot finishes what it has in hand, if it is at work; returns when nothing of it is left."""
        self._stopping.set()
        with self._changing:
            if not self.is_up:
                self._process.kill()
            _end(self._process)
        if self._thread is not None:
            self._thread.join()

    def _keep(self, settings: str) -> None:
        pause = SHORTEST_PAUSE
        while not self._stopping.is_set():
            began = time.monotonic()
            if _begin(self._process, settings):
                self._ready.set()
            how = _how(self._process.wait())
            self._ready.clear()
            if self._stopping.is_set():
                return
            is_wanted = self._process is self._crashed
            self._say(CRASHED if is_wanted else ENDED.format(how=how))
            if is_wanted or time.monotonic() - began > STEADY_AFTER:
                pause = SHORTEST_PAUSE
            elif not self._stopping.wait(pause):
                pause = min(pause * 2, LONGEST_PAUSE)
            self._renew()

    def _renew(self) -> None:
        with self._changing:
            if not self._stopping.is_set():
                _close(self._process)
                self._process = _spawn()


def _spawn() -> "subprocess.Popen[str]":
    """In a session of its own, so that Ctrl+C in the terminal is the demo's alone to answer."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(
        [sys.executable, "-m", worker.__name__],
        env={**os.environ, "PYTHONPATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _begin(process: "subprocess.Popen[str]", settings: str) -> bool:
    """Whether it has come to work. It may end at any moment."""
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(OSError, ValueError):
        process.stdin.write(f"{settings}\n")
        process.stdin.flush()
        return process.stdout.readline().strip() == worker.READY
    return False


def _end(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    with suppress(OSError):
        process.stdin.close()
    try:
        process.wait(END_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _close(process)


def _close(process: "subprocess.Popen[str]") -> None:
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        with suppress(OSError):
            pipe.close()


def _how(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"exit status {status}"
