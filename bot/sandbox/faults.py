"""Trouble on demand: what goes wrong next with calls and deliveries, as a test or a rehearsal wants it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.wire import Refused

# `drop_after` and `hang_after` do what was asked and then never say so.
OF_CALLS = frozenset({"429", "500", "drop_before", "drop_after", "hang", "hang_after"})
# `lose_ack` delivers, and Slack then behaves as if nobody had acknowledged.
OF_DELIVERIES = frozenset({"duplicate", "lose", "lose_ack"})
ANY = "*"


@dataclass(slots=True)
class Fault:
    """`name` is a method, or a delivery: an event, a command, an action_id or a callback_id."""

    name: str
    do: str
    times: int
    retry_after: int

    def as_json(self, key: str) -> Json:
        return {key: self.name, "do": self.do, "times": self.times, "retry_after": self.retry_after}


class Faults:
    def __init__(self) -> None:
        self.next: list[Fault] = []
        self.deliveries: list[Fault] = []
        self.latency_ms = 0.0

    def plan_calls(self, faults: Any) -> None:
        """Replaces what is planned for calls; an empty list clears it."""
        self.next = _read_all(faults, "method", OF_CALLS)

    def plan_deliveries(self, faults: Any) -> None:
        """Replaces what is planned for deliveries; an empty list clears it."""
        self.deliveries = _read_all(faults, "name", OF_DELIVERIES)

    def take_call(self, method: str) -> Fault | None:
        """The fault this call runs into, used up once per call."""
        return _take(self.next, method)

    def take_delivery(self, name: str) -> Fault | None:
        return _take(self.deliveries, name)


def _take(planned: list[Fault], name: str) -> Fault | None:
    for fault in planned:
        if fault.name in (name, ANY):
            fault.times -= 1
            if fault.times <= 0:
                planned.remove(fault)
            return fault
    return None


def _read_all(faults: Any, key: str, kinds: Collection[str]) -> list[Fault]:
    if type(faults) is not list:
        raise Refused("invalid_faults", "Faults come as a list.")
    return [_read(fault, key, kinds) for fault in faults]


def _read(source: Any, key: str, kinds: Collection[str]) -> Fault:
    if type(source) is not dict or type(source.get(key)) is not str:
        raise Refused("invalid_faults", f"A fault needs a `{key}`.")
    do = str(source.get("do"))
    if do not in kinds and not (kinds is OF_CALLS and do.startswith("error:")):
        raise Refused(
            "invalid_faults", f"`do` is one of {', '.join(sorted(kinds))}, or error:<code> for a call."
        )
    times, retry_after = source.get("times", 1), source.get("retry_after", 1)
    if type(times) is not int or type(retry_after) is not int:
        raise Refused("invalid_faults", "`times` and `retry_after` are whole numbers.")
    return Fault(source[key], do, times, retry_after)
