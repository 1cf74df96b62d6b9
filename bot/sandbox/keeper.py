"""Keeps the workspace in a file, so that it can be stopped and gone on with."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from contextlib import suppress
from pathlib import Path

from bot.sandbox import state
from bot.sandbox.config import Config
from bot.sandbox.slack import Slack
from bot.sandbox.wire import Refused

_LOG = logging.getLogger(__name__)


def go_on(slack: Slack, file: Path, config: Config) -> bool:
    """Brings back what the file holds; False when there is none, `Refused` when it holds something else."""
    try:
        kept = json.loads(file.read_text())
        state.restore(slack, kept, config)
    except FileNotFoundError:
        return False
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(
            "damaged_state",
            f"{file} holds no workspace to go on with ({type(error).__name__}: {error}); "
            "move it away to begin a new one.",
        ) from error
    return True


class Keeper:
    """Writes the state at the start, every few `seconds` in which something changed, and at the end."""

    def __init__(self, slack: Slack, file: Path, seconds: float):
        self._slack = slack
        self._file = file
        self._seconds = seconds
        self._ending = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._written = -1

    async def start(self) -> None:
        """Raises `OSError` when the file can't be written."""
        await self._write()
        self._task = asyncio.create_task(self._keep())

    async def end(self) -> None:
        """Returns when the last state is in the file."""
        self._ending.set()
        if self._task is not None:
            await self._task

    async def _keep(self) -> None:
        while not self._ending.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), self._seconds)
            # At the end in any case: time may have passed without any change.
            if self._written == self._slack.services.stream.count and not self._ending.is_set():
                continue
            try:
                await self._write()
            except OSError as error:
                _LOG.warning("The workspace could not be kept: %s", error)

    async def _write(self) -> None:
        count = self._slack.services.stream.count
        content = json.dumps(state.taken(self._slack), separators=(",", ":"))
        # The disk may be slow, and the workspace goes on meanwhile.
        await asyncio.to_thread(_replace, self._file, content)
        self._written = count


def _replace(file: Path, content: str) -> None:
    """The file holds either what it held or all of `content`, whenever the machine stops.

    It holds the app's keys: nobody else may read it.
    """
    draft = file.with_name(f"{file.name}.new")
    with open(draft, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    draft.replace(file)
