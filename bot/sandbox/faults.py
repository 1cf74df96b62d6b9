"""Trouble on demand: the next answers of the Web API, as a test or a rehearsal wants them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.wire import Refused

PLAIN = frozenset({"429", "500", "drop_before", "drop_after", "hang", "hang_after"})


@dataclass(slots=True)
class Fault:
    """`drop_after` and `hang_after` do what was asked and then never say so."""

    method: str
    do: str
    times: int
    retry_after: int

    def as_json(self) -> Json:
        return {"method": self.method, "do": self.do, "times": self.times, "retry_after": self.retry_after}


class Faults:
    def __init__(self) -> None:
        self.next: list[Fault] = []
        self.latency_ms = 0.0

    def plan(self, faults: Any) -> None:
        """Replaces what is planned; an empty list clears it. `method` "*" means any."""
        if type(faults) is not list:
            raise Refused("invalid_faults", "`next` is a list of faults.")
        self.next = [_read(fault) for fault in faults]

    def take(self, method: str) -> Fault | None:
        """The fault this call runs into, used up once per call."""
        for fault in self.next:
            if fault.method in (method, "*"):
                fault.times -= 1
                if fault.times <= 0:
                    self.next.remove(fault)
                return fault
        return None


def _read(source: Any) -> Fault:
    if type(source) is not dict or type(source.get("method")) is not str:
        raise Refused("invalid_faults", "A fault needs a `method`.")
    do = str(source.get("do"))
    if do not in PLAIN and not do.startswith("error:"):
        raise Refused("invalid_faults", f"`do` is one of {', '.join(sorted(PLAIN))} or error:<code>.")
    return Fault(source["method"], do, int(source.get("times", 1)), int(source.get("retry_after", 1)))
