"""Lives of workers: processes of their own that end, or freeze, where they are told.

They are forked from this process, so it never has a second thread, nor a connection open while it forks.
"""

import ctypes
import logging
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

from slack_sdk import WebClient
from sqlalchemy import event

from bot.core.db import Session

KILLED = 137
PR_SET_PDEATHSIG = 1
Step = Callable[[str], None]


@dataclass
class Life:
    """A process of ours. What it wrote with `tell` is there when it has ended."""

    pid: int
    _reading: int
    code: int | None = None

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def until_frozen(self) -> None:
        """Returns when it has frozen itself, or has ended."""
        self._note(os.waitpid(self.pid, os.WUNTRACED)[1])

    @property
    def is_over(self) -> bool:
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._note(status)
        return self.code is not None

    def wait(self) -> str:
        """What it told, once it has ended. Raises `RuntimeError` when nobody wanted that end."""
        told = b""
        while part := os.read(self._reading, 65536):
            told += part
        os.close(self._reading)
        while self.code is None:
            self._note(os.waitpid(self.pid, 0)[1])
        if self.code not in (0, KILLED, -signal.SIGKILL):
            raise RuntimeError(f"a worker ended with {self.code}")
        return told.decode()

    def _note(self, status: int) -> None:
        if not os.WIFSTOPPED(status):
            self.code = os.waitstatus_to_exitcode(status)

    def _signal(self, which: int) -> None:
        if not self.is_over:
            os.kill(self.pid, which)


def begin(work: Callable[[Callable[[str], None]], Any], *, at: Step | None = None) -> Life:
    """A process that does `work(tell)`. `at(step)` is called there at every commit and call to Slack."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Life(pid, reading)
    os.close(reading)
    return _live(work, writing, at)


def _live(work: Callable[[Callable[[str], None]], Any], writing: int, at: Step | None) -> NoReturn:
    code = 1
    try:
        _end_with_parent()
        logging.disable(logging.CRITICAL)
        if at is not None:
            watch(at)
        work(lambda words: _tell(writing, words))
        code = 0
    except BaseException:  # noqa: BLE001  (whatever it was, this process must not go on as its parent)
        traceback.print_exc()
    os._exit(code)


def _end_with_parent() -> None:
    """Linux alone can promise it: elsewhere a run that is killed leaves its workers behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _tell(writing: int, words: str) -> None:
    os.write(writing, words.encode())


def die() -> NoReturn:
    """As with kill -9: nothing of this process gets another word."""
    os._exit(KILLED)


def freeze() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def at_step(number: int, do: Callable[[], Any]) -> Step:
    """Does it when a process comes to that step, counted from 1."""
    seen = 0

    def at(_: str) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            do()

    return at


def watch(at: Step) -> None:
    """From now on, in this process: before and after every commit and every call to Slack."""
    event.listen(Session, "before_commit", lambda session: at("before a commit"))
    event.listen(Session, "after_commit", lambda session: at("after a commit"))
    call = WebClient.api_call

    def watched(self: WebClient, api_method: str, **arguments: Any) -> Any:
        at(f"before {api_method}")
        try:
            return call(self, api_method, **arguments)
        finally:
            at(f"after {api_method}")

    WebClient.api_call = watched  # type: ignore[method-assign]  # what a test double is to a process of ours


def wait_for_all(lives: Iterable[Life]) -> list[str]:
    return [life.wait() for life in lives]


def pause(seconds: float) -> None:
    time.sleep(seconds)
