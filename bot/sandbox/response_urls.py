"""Response URLs: five answers within thirty minutes to one thing that a person did."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.ids import secret


@dataclass(slots=True)
class ResponseUrl:
    user: str
    channel: str
    message_ts: str | None
    expires: float
    thread_ts: str | None = None
    uses: int = 0


class ResponseUrls:
    MOST_USES = 5

    def __init__(self, seconds: float = 1800.0, clock: Callable[[], float] = time.monotonic):
        self.seconds = seconds
        self.base = ""
        self._clock = clock
        self._urls: dict[str, ResponseUrl] = {}
        self._count = 0

    def issue(
        self,
        kind: str,
        team: str,
        user: str,
        channel: str,
        *,
        message_ts: str | None = None,
        thread_ts: str | None = None,
    ) -> str:
        """The address to answer at; `message_ts` is the message that may be replaced or deleted."""
        self._forget_old()
        self._count += 1
        path = f"/{kind}/{team}/{self._count}/{secret()}"
        self._urls[path] = ResponseUrl(user, channel, message_ts, self._clock() + self.seconds, thread_ts)
        return self.base + path

    def use(self, path: str) -> ResponseUrl | str:
        """The URL, with one use taken, or Slack's word for why not."""
        known = self._urls.get(path)
        if known is None:
            return "no_service"
        if self._clock() >= known.expires:
            return "expired_url"
        if known.uses >= self.MOST_USES:
            return "used_url"
        known.uses += 1
        return known

    def forget(self) -> None:
        """None of those so far leads anywhere any more."""
        self._urls.clear()

    def _forget_old(self) -> None:
        """Keeps expired ones for a while, so that they are told apart from ones that never were."""
        horizon = self._clock() - self.seconds
        for path, url in list(self._urls.items()):
            if url.expires > horizon:
                break
            del self._urls[path]
