"""Trouble on demand: what goes wrong with calls and deliveries, as a test or a rehearsal wants it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bot.sandbox.blockkit.engine import Check, Json, Problem, Problems, array, integer, number, record, string
from bot.sandbox.wire import Refused

# What happens instead of the call, and what happens to the answer once the call has had its effect.
BEFORE = frozenset({"429", "500", "drop_before", "hang"})
AFTER = frozenset({"500_after", "drop_after", "hang_after", "truncate"})
OF_CALLS = BEFORE | AFTER
# Held back, nobody waits for it, and others may overtake it.
PUT_OFF = frozenset({"delay", "reorder"})
# Over HTTP only, where there are signatures: made with another secret, or made six minutes ago.
MISSIGNED = frozenset({"forge", "stale"})
# A `duplicate` follows the acknowledged first, `duplicate_at_once` does not wait for that, `duplicate_anew`
# has another event id. `lose_ack` delivers, and Slack then behaves as if nobody had answered.
OF_DELIVERIES = PUT_OFF | MISSIGNED | {"duplicate", "duplicate_at_once", "duplicate_anew", "lose", "lose_ack"}
ANY = "*"
RESPONSE_URL = "response_url"


def is_of_calls(do: str) -> bool:
    return do in OF_CALLS or do.startswith("error:")


def is_of_deliveries(do: str) -> bool:
    return do in OF_DELIVERIES


@dataclass(slots=True)
class Fault:
    """`name` is a method, or a delivery: an event, a command, an action_id or a callback_id.

    It strikes `times` times (None: until it is taken away), a `share` of those it could, before `until` on
    the clock. `retry_after` are the seconds that a 429 tells; `ms` is how long a delivery is held back.
    """

    name: str
    do: str
    times: int | None = 1
    retry_after: int = 1
    ms: float = 1000
    share: float = 1.0
    until: float | None = None
    # The same plan strikes in the same places each time.
    _dice: Random = field(default_factory=lambda: Random(0), repr=False)

    def strikes(self, name: str) -> bool:
        return self.name in (name, ANY) and (self.share >= 1 or self._dice.random() < self.share)

    def as_json(self, key: str, now: float) -> Json:
        shown: Json = {key: self.name, "do": self.do, "times": self.times, "retry_after": self.retry_after}
        if self.do in PUT_OFF:
            shown["ms"] = self.ms
        if self.share < 1:
            shown["share"] = self.share
        if self.until is not None:
            shown["seconds"] = round(max(0.0, self.until - now), 1)
        return shown


@dataclass(slots=True)
class Chaos:
    """The random mode. For a seed, the n-th call of a method always meets the same fate."""

    seed: int
    share: float
    do: list[str]
    retry_after: int = 1
    ms: float = 1000
    _counts: Counter[str] = field(default_factory=Counter, repr=False)

    def fate(self, name: str, is_suitable: Callable[[str], bool]) -> Fault | None:
        self._counts[name] += 1
        dice = Random(f"{self.seed}/{name}/{self._counts[name]}")
        suitable = [do for do in self.do if is_suitable(do)]
        if not suitable or dice.random() >= self.share:
            return None
        return Fault(name, dice.choice(suitable), retry_after=self.retry_after, ms=self.ms)

    def as_json(self) -> Json:
        return {key: getattr(self, key) for key in ("seed", "share", "do", "retry_after", "ms")}


class Faults:
    """What is planned, and what has been done of it: `injected` counts by kind and name."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.clear()

    def clear(self) -> None:
        """Back to normal, with the counts at zero."""
        self.next: list[Fault] = []
        self.deliveries: list[Fault] = []
        self.latency: Mapping[str, float] = {}
        self.jitter = 0.0
        self.chaos: Chaos | None = None
        self.injected: dict[str, Counter[str]] = {}
        self._dice = Random(0)

    def plan_calls(self, faults: Any) -> None:
        """Replaces what is planned for calls; an empty list clears it."""
        self.next = self._read_all(faults, "method", is_of_calls, OF_CALLS)

    def plan_deliveries(self, faults: Any) -> None:
        """Replaces what is planned for deliveries; an empty list clears it."""
        self.deliveries = self._read_all(faults, "name", is_of_deliveries, OF_DELIVERIES)

    def plan_latency(self, milliseconds: Any) -> None:
        """So many milliseconds before every answer, or by method; `*` is every other."""
        latency = milliseconds if type(milliseconds) is dict else {ANY: milliseconds}
        for value in latency.values():
            _demand(_MILLISECONDS(value), "latency_ms")
        self.latency = {name: float(value) for name, value in latency.items() if value}

    def plan_jitter(self, milliseconds: Any) -> None:
        """Up to so many milliseconds more than the latency."""
        _demand(_MILLISECONDS(milliseconds), "jitter_ms")
        self.jitter = float(milliseconds)

    def plan_chaos(self, source: Any) -> None:
        """Random trouble with everything, from now on; None ends it."""
        if source is not None:
            _demand(_CHAOS(source), "random")
            for do in source["do"]:
                if not is_of_calls(do) and not is_of_deliveries(do):
                    raise _unknown(do, OF_CALLS | OF_DELIVERIES)
        self.chaos = Chaos(**source) if source else None

    def wait_before(self, method: str) -> float:
        """The seconds that this call's answer is late."""
        milliseconds = self.latency.get(method, self.latency.get(ANY, 0.0))
        if self.jitter:
            milliseconds += self._dice.uniform(0, self.jitter)
        if milliseconds:
            self._count("latency", method)
        return milliseconds / 1000

    def take_call(self, method: str) -> Fault | None:
        """The fault this call runs into."""
        return self._take(self.next, method, is_of_calls) if self.next or self.chaos else None

    def take_delivery(self, name: str) -> Fault | None:
        return self._take(self.deliveries, name, is_of_deliveries) if self.deliveries or self.chaos else None

    def _take(self, planned: list[Fault], name: str, is_suitable: Callable[[str], bool]) -> Fault | None:
        now = self._clock()
        planned[:] = [one for one in planned if one.until is None or now < one.until]
        fault = next((one for one in planned if one.strikes(name)), None)
        if fault is not None and fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                planned.remove(fault)
        if fault is None and self.chaos is not None:
            fault = self.chaos.fate(name, is_suitable)
        if fault is not None:
            self._count(fault.do, name)
        return fault

    def _count(self, do: str, name: str) -> None:
        self.injected.setdefault(do, Counter())[name] += 1

    def as_json(self) -> Json:
        now = self._clock()
        latency: Any = self.latency.get(ANY, 0.0) if set(self.latency) <= {ANY} else dict(self.latency)
        return {
            "latency_ms": latency,
            "jitter_ms": self.jitter,
            "next": [fault.as_json("method", now) for fault in self._lasting(self.next)],
            "deliveries": [fault.as_json("name", now) for fault in self._lasting(self.deliveries)],
            "random": self.chaos.as_json() if self.chaos else None,
            "injected": {do: dict(counts) for do, counts in self.injected.items()},
        }

    def _lasting(self, planned: list[Fault]) -> list[Fault]:
        return [fault for fault in planned if fault.until is None or self._clock() < fault.until]

    def _read_all(
        self, faults: Any, key: str, is_known: Callable[[str], bool], known: Collection[str]
    ) -> list[Fault]:
        _demand(array(record({key: string(least=1), "do": string(least=1)}, _SETTINGS))(faults), "faults")
        for fault in faults:
            if not is_known(fault["do"]):
                raise _unknown(fault["do"], known)
        return [self._read(fault, key) for fault in faults]

    def _read(self, source: Json, key: str) -> Fault:
        """Without `times`, it strikes once; with a share or a time span, as often as it comes to that."""
        seconds = source.get("seconds")
        lasts = seconds is not None or "share" in source
        settings = {name: source[name] for name in ("retry_after", "ms", "share") if name in source}
        return Fault(
            source[key],
            source["do"],
            source.get("times", None if lasts else 1),
            until=None if seconds is None else self._clock() + seconds,
            **settings,
        )


def _between(least: float, most: float) -> Check:
    def check(value: Any) -> Problems:
        right = not number(value) and least <= value <= most
        return None if right else [Problem(f"must be a number from {least} to {most}")]

    return check


def _times(value: Any) -> Problems:
    return None if value is None else integer(1, 1_000_000)(value)


_DAY = 86_400
_MILLISECONDS = _between(0, 60_000)
_STRENGTH: Mapping[str, Check] = {"retry_after": integer(1, _DAY), "ms": _MILLISECONDS}
_SETTINGS: Mapping[str, Check] = {
    **_STRENGTH,
    "times": _times,
    "share": _between(0, 1),
    "seconds": _between(0, _DAY),
}
_CHAOS = record(
    {"seed": integer(0, 2**53), "share": _between(0, 1), "do": array(string(least=1), least=1)}, _STRENGTH
)


def _demand(problems: Problems, what: str) -> None:
    if problems:
        raise Refused("invalid_faults", "; ".join(str(problem.under(f"/{what}")) for problem in problems))


def _unknown(do: str, known: Collection[str]) -> Refused:
    """`error:<code>` is one more for calls, with any of Slack's codes."""
    more = " or error:<code>" if "429" in known else ""
    return Refused("invalid_faults", f"{do!r} is none of {', '.join(sorted(known))}{more}.")
