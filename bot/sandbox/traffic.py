"""The inspector: the last things that went between Slack and the bot, with the secrets masked."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.stream import Stream
from bot.sandbox.wire import load

KEPT = 500
LARGEST = 65_536


@dataclass(slots=True)
class Entry:
    n: int
    at: datetime
    direction: str  # "out": the bot called Slack; "in": Slack delivered to the bot
    kind: str
    name: str
    user: str | None
    status: str
    ms: float
    request: Any
    response: Any


class Traffic:
    def __init__(self, stream: Stream, secrets: Callable[[], list[str]]):
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._stream = stream
        self._secrets = secrets
        self._count = 0

    def record(
        self,
        direction: str,
        kind: str,
        name: str,
        *,
        user: str | None,
        status: str,
        ms: float,
        request: Any,
        response: Any,
    ) -> None:
        self._count += 1
        at = datetime.now(UTC)
        entry = Entry(self._count, at, direction, kind, name, user, status, round(ms, 1), request, response)
        self._entries.append(entry)
        self._stream.publish("inspector", n=self._count)

    def after(self, n: int) -> list[Json]:
        return [self._shown(entry) for entry in self._entries if entry.n > n]

    def _shown(self, entry: Entry) -> Json:
        return {
            "n": entry.n,
            "at": entry.at.isoformat(),
            "direction": entry.direction,
            "kind": entry.kind,
            "name": entry.name,
            "user": entry.user,
            "status": entry.status,
            "ms": entry.ms,
            "request": self._masked(entry.request),
            "response": self._masked(entry.response),
        }

    def _masked(self, value: Any) -> Any:
        text = json.dumps(value)
        if len(text) > LARGEST:
            return {"left_out": f"{len(text)} characters"}
        for secret in self._secrets():
            text = text.replace(secret, secret[:5] + "…")
        masked = json.loads(text)
        return {key: _unpacked(one) for key, one in masked.items()} if type(masked) is dict else masked


def _unpacked(value: Any) -> Any:
    """JSON that travelled as text inside a form, as JSON again."""
    if type(value) is not str or value[:1] not in ("{", "["):
        return value
    try:
        return load(value)
    except ValueError:
        return value
