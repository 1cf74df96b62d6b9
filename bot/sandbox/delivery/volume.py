"""How many events an app gets in an hour, and how many of them it may fail."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

HOUR = 3600.0
MOST_AN_HOUR = 30_000
# With more than 95 % of an hour's attempts failed Slack switches events off; small apps are exempt.
LEAST_TO_JUDGE = 1_000
MOST_FAILED = 0.95


class Volume:
    """Counts the attempts of the last hour. `limited` says whether there is a limit to them at all."""

    def __init__(self, limited: Callable[[], bool], clock: Callable[[], float] = time.monotonic):
        self._limited = limited
        self._clock = clock
        self._told_in_minute: int | None = None
        self.start()

    def start(self) -> None:
        """Switches the subscriptions on, with nothing counted."""
        self._attempts: deque[tuple[float, bool]] = deque()
        self._failed = 0
        self.is_off = False

    def note(self, *, failed: bool) -> None:
        """One attempt, be it the first or a repetition."""
        self._attempts.append((self._clock(), failed))
        self._failed += failed
        self._forget_old()
        attempts = len(self._attempts)
        if attempts >= LEAST_TO_JUDGE and self._failed > MOST_FAILED * attempts:
            self.is_off = True

    def is_full(self) -> bool:
        """Whether the hour has had as many as Slack delivers."""
        self._forget_old()
        return self._limited() and len(self._attempts) >= MOST_AN_HOUR

    def is_new_minute(self) -> bool:
        """Whether `app_rate_limited` has not been said in this minute yet; from now on it has."""
        minute = int(self._clock() // 60)
        is_new, self._told_in_minute = minute != self._told_in_minute, minute
        return is_new

    def _forget_old(self) -> None:
        horizon = self._clock() - HOUR
        while self._attempts and self._attempts[0][0] <= horizon:
            self._failed -= self._attempts.popleft()[1]
