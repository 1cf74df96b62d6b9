"""Rate limits: per method and workspace, and per channel for posting."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.wire import Refused


@dataclass(frozen=True, slots=True)
class Budget:
    """So many calls a minute, of which `burst` may come at once."""

    per_minute: float
    burst: int


# Slack publishes the tiers' numbers per minute, not how large a burst may be: a minute's worth here.
TIERS: Mapping[str, Budget] = {
    "t1": Budget(1, 1),
    "t2": Budget(20, 20),
    "t3": Budget(50, 50),
    "t4": Budget(100, 100),
    "hundreds": Budget(600, 100),
    "posting": Budget(300, 100),
}
PER_CHANNEL = Budget(60, 10)
_NOTHING = 0.001  # rounding of sixty divided by the budget adds up to less


class RateLimits:
    """Counts calls. `setting` is "off", "slack", or calls per minute by method (others unlimited)."""

    def __init__(self, setting: Any = "slack", clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._arrivals: dict[tuple[str, str], float] = {}
        self.setting: Any = setting
        self.set(setting)

    def set(self, setting: Any) -> None:
        by_method = isinstance(setting, Mapping) and all(
            type(one) in (int, float) for one in setting.values()
        )
        if setting not in ("off", "slack") and not by_method:
            raise Refused(
                "invalid_rate_limits", 'Say "off", "slack", or {"chat.postMessage": calls per minute}.'
            )
        self.setting = setting
        self._arrivals.clear()

    def take(self, method: str, tier: str, whose: str, channel: str | None = None) -> float | None:
        """None when the call may go ahead, otherwise the seconds to wait. A refused call costs nothing.

        `whose` names the app and the workspace: they have a budget for each method.
        """
        if self.setting == "off":
            return None
        lanes = self._lanes(method, tier, whose, channel)
        waits = [wait for key, budget in lanes if (wait := self._wait(key, budget)) > _NOTHING]
        if waits:
            return max(waits)
        now = self._clock()
        for key, budget in lanes:
            self._arrivals[key] = max(self._arrivals.get(key, now), now) + 60 / budget.per_minute
        return None

    def _lanes(
        self, method: str, tier: str, whose: str, channel: str | None
    ) -> list[tuple[tuple[str, str], Budget]]:
        if isinstance(self.setting, Mapping):
            calls = self.setting.get(method)
            return [((method, whose), Budget(calls, max(1, int(calls))))] if calls else []
        lanes = [((method, whose), TIERS[tier])]
        return [*lanes, ((method, channel), PER_CHANNEL)] if channel else lanes

    def _wait(self, key: tuple[str, str], budget: Budget) -> float:
        """Generic cell rate: how long until one more call fits under the burst."""
        interval = 60 / budget.per_minute
        ahead = self._arrivals.get(key, 0.0) - self._clock()
        return ahead - (budget.burst - 1) * interval
