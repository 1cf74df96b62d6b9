"""What changed, told to every open page as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.sandbox.blockkit.engine import Json

MOST_WAITING = 1_000
END = "end"


class Stream:
    def __init__(self) -> None:
        self._listeners: list[tuple[str | None, asyncio.Queue[Json]]] = []
        self.count = 0  # of changes so far; there is no change of which nobody is told

    def publish(self, kind: str, *, user: str | None = None, **details: Any) -> None:
        """Tells everybody, or only `user`. A page that doesn't read loses its oldest news first."""
        self.count += 1
        if not self._listeners:
            return
        change = {"type": kind, **({"user": user} if user else {}), **details}
        for listener, queue in self._listeners:
            if user is not None and listener is not None and listener != user:
                continue
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(change)

    def end(self) -> None:
        """Tells every page that nothing more comes."""
        self.publish(END)

    @contextmanager
    def listen(self, user: str | None) -> Iterator[asyncio.Queue[Json]]:
        entry = (user, asyncio.Queue[Json](MOST_WAITING))
        self._listeners.append(entry)
        try:
            yield entry[1]
        finally:
            self._listeners.remove(entry)
