"""Trigger ids: proof that a person just did something, good for three seconds and one use."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.ids import secret
from bot.sandbox.wire import SlackError


@dataclass(slots=True)
class Trigger:
    user: str
    view_id: str | None
    expires: float
    used: bool = False


class Triggers:
    def __init__(self, seconds: float = 3.0, clock: Callable[[], float] = time.monotonic):
        self.seconds = seconds
        self._clock = clock
        self._open: dict[str, Trigger] = {}
        self._count = 0

    def issue(self, user: str, *, view_id: str | None = None) -> str:
        """A new trigger for this person; `view_id` is the view they acted in, if any."""
        self._forget_old()
        self._count += 1
        trigger_id = f"{self._count:07d}.{int(time.time())}.{secret(32)}"
        self._open[trigger_id] = Trigger(user, view_id, self._clock() + self.seconds)
        return trigger_id

    def knows(self, trigger_id: str) -> bool:
        return trigger_id in self._open

    def look_up(self, trigger_id: str) -> Trigger:
        """The trigger, still unused; raises what Slack answers when it is unknown, used or too old."""
        trigger = self._open.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock() >= trigger.expires:
            raise SlackError("expired_trigger_id")
        return trigger

    def forget(self) -> None:
        """None of those so far is known any more."""
        self._open.clear()

    def _forget_old(self) -> None:
        """Keeps used and late ones for a while, so that they are told apart from ones that never were."""
        horizon = self._clock() - 600
        for trigger_id, trigger in list(self._open.items()):
            if trigger.expires > horizon:
                break
            del self._open[trigger_id]
