"""The time machine's remote control: business time is the bot's, and only asked for here."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import ClientConnectionError, ClientError, ClientSession, ClientTimeout

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.wire import Refused

_QUICK = ClientTimeout(total=2)
_TRAVEL = ClientTimeout(total=120)
_WATCH_SECONDS = 10
_UNHEARD_SECONDS = 0.5
_AWAY_SECONDS = 30
_LOOKS_AGAIN_SECONDS = 0.1


class _Gone(Refused):
    """Nobody is there, or not any more."""


class BusinessClock:
    """Keeps the last known distance between business time and the wall, to stamp messages with."""

    def __init__(self, session: ClientSession, url: str | None, secret: str | None):
        self._session = session
        self._url = url
        self._headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        self._offset: timedelta | None = None
        self._seen: Json | None = None
        self._journeys = 0

    def go_on(self, now: str) -> None:
        """Business time goes on from `now` (ISO 8601) until the bot's clock says otherwise."""
        if self._url:
            self._offset = datetime.fromisoformat(now) - datetime.now(UTC)

    def now(self) -> float:
        """Business time in seconds since 1970; the wall's as long as nobody told it."""
        return time.time() + (self._offset.total_seconds() if self._offset else 0)

    def stamp(self) -> str | None:
        """Business time now, ISO 8601 in UTC; None as long as nobody told it."""
        return (
            None if self._offset is None else (datetime.now(UTC) + self._offset).isoformat(timespec="seconds")
        )

    async def look(self) -> Json | None:
        """What the clock shows, asked afresh; None when there is no clock or it has never answered.

        A bot that is away for a moment leaves business time as it went on so far.
        """
        if not self._url:
            return None
        try:
            answer = await self._ask("GET", None, _QUICK)
        except _Gone:
            return self._seen and {**self._seen, "now": self.stamp()}
        except Refused:
            return None
        self._seen = {"now": answer["now"], "can_travel": answer.get("can_travel", True)}
        return self._seen

    async def travel(self, order: Json) -> Json:
        """Moves business time; answers what the bot answered.

        When the bot is gone on the way to a moment (`to`), it is waited for, and asked for the rest.
        """
        if not self._url:
            raise Refused("no_clock", "This workspace was started without a clock.")
        self._journeys += 1
        try:
            while True:
                try:
                    return await self._ask("POST", order, _TRAVEL)
                except _Gone:
                    there = await self._back(order)
                    if there is not None:
                        return there
        finally:
            self._journeys -= 1

    async def _back(self, order: Json) -> Json | None:
        """Returns when the bot is there again; its answer, if it had come to where the journey leads."""
        to, patience = order.get("to"), time.monotonic() + _AWAY_SECONDS
        while self._seen and to is not None and time.monotonic() < patience:
            with suppress(_Gone):
                answer = await self._ask("GET", None, _QUICK)
                has_arrived = datetime.fromisoformat(answer["now"]) >= datetime.fromisoformat(to)
                return {**answer, "fired": []} if has_arrived else None
            await asyncio.sleep(_LOOKS_AGAIN_SECONDS)
        raise Refused("clock_unreachable", "The bot is gone, and with it its clock.")

    async def catch_up(self) -> None:
        """Looks at the clock where the last look is not enough to stamp what is said now: at the very start,
        and on a journey.
        """
        if self._journeys or self._offset is None:
            await self.look()

    async def watch(self, found: Callable[[], None]) -> None:
        """Looks again and again, as others may move the clock too; without a clock it ends at once.

        A clock that doesn't answer yet is asked more often, so that the first messages have their time.
        `found` is called when it answers after it did not.
        """
        answered = None
        while self._url:
            before, answered = answered, await self.look()
            if answered and not before:
                found()
            await asyncio.sleep(_WATCH_SECONDS if answered else _UNHEARD_SECONDS)

    async def _ask(self, verb: str, body: Json | None, timeout: ClientTimeout) -> Json:
        assert self._url is not None
        try:
            async with self._session.request(
                verb, self._url, json=body, headers=self._headers, timeout=timeout
            ) as response:
                answer = await response.json(content_type=None)
                if response.status >= 400:
                    raise Refused(
                        "clock_refused", f"The bot's clock answered HTTP {response.status}: {answer}"
                    )
        except ClientConnectionError as error:
            raise _Gone("clock_unreachable", f"The bot's clock did not answer: {error}") from error
        except (TimeoutError, ClientError, ValueError) as error:
            raise Refused("clock_unreachable", f"The bot's clock did not answer: {error}") from error
        self._learn(answer)
        return dict(answer)

    def _learn(self, answer: Any) -> None:
        try:
            now = datetime.fromisoformat(answer["now"])
        except (KeyError, TypeError, ValueError) as error:
            raise Refused("clock_unreadable", f"The bot's clock answered {answer!r}.") from error
        if now.tzinfo is None:
            raise Refused("clock_unreadable", "The bot's clock answered a time without a zone.")
        self._offset = now - datetime.fromtimestamp(time.time(), UTC)
