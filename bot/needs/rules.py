"""Needs and promises, on values: what a provider's state means for whoever waits."""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from bot.outcomes.rules.lifecycle import Lifecycle, Status

Key = TypeVar("Key", bound=Hashable)


class NeedState(StrEnum):
    """A promise once the provider has said yes; until then nobody should count on it."""

    ASKED = "asked"
    PROMISED = "promised"
    DECLINED = "declined"
    DROPPED = "dropped"
    MET = "met"


OPEN = (NeedState.ASKED, NeedState.PROMISED)


class Trouble(StrEnum):
    """Why a consumer is affected."""

    BLOCKED = "blocked"
    LATE = "late"
    MOVED = "moved"
    OVER = "over"


@dataclass(frozen=True)
class Provider:
    """What a need looks at in the outcome that provides it."""

    lifecycle: Lifecycle
    status: Status | None
    is_late: bool
    expected: date | None


def trouble(provider: Provider, needed_by: date) -> Trouble | None:
    """Why somebody who needs it by that day is affected; None when they are not.

    Late counts only once the day it is needed by is in danger or gone: a provider may be late by its own
    date and still in time for this need.
    """
    if provider.lifecycle is Lifecycle.DONE:
        return None
    if provider.lifecycle is Lifecycle.DROPPED:
        return Trouble.OVER
    if provider.status is Status.BLOCKED:
        return Trouble.BLOCKED
    if provider.is_late:
        return Trouble.LATE
    if provider.expected is not None and provider.expected > needed_by:
        return Trouble.MOVED
    return None


@dataclass(frozen=True)
class Edge(Generic[Key]):
    """`consumer` waits for `provider` and needs it by that day."""

    provider: Key
    consumer: Key
    needed_by: date


@dataclass(frozen=True)
class HoldsUp(Generic[Key]):
    """What waits for one outcome, directly and onwards, and the one with the least working days to spare."""

    count: int
    nearest: Key | None
    to_spare: int | None
    all: tuple[Key, ...] = ()


def holds_up(
    start: Key, edges: Iterable[Edge[Key]], spare: Callable[[Edge[Key]], int | None]
) -> HoldsUp[Key]:
    """Walks from provider to consumer. `spare(edge)`: working days from the provider's day to needed-by."""
    onwards: dict[Key, list[Edge[Key]]] = {}
    for edge in edges:
        onwards.setdefault(edge.provider, []).append(edge)
    found: dict[Key, int | None] = {}
    waiting = deque([start])
    seen = {start}
    while waiting:
        for edge in onwards.get(waiting.popleft(), ()):
            days = spare(edge)
            known = found.get(edge.consumer)
            found[edge.consumer] = days if known is None else known if days is None else min(known, days)
            if edge.consumer not in seen:
                seen.add(edge.consumer)
                waiting.append(edge.consumer)
    found.pop(start, None)
    timed = [(days, order, key) for order, (key, days) in enumerate(found.items()) if days is not None]
    nearest = min(timed, default=None, key=lambda one: one[:2])
    return HoldsUp(
        count=len(found),
        nearest=nearest[2] if nearest else None,
        to_spare=nearest[0] if nearest else None,
        all=tuple(found),
    )


def path(needs: Mapping[Key, Iterable[Key]], consumer: Key, provider: Key) -> list[Key] | None:
    """The circle that "`consumer` needs `provider`" would close, from consumer to consumer, or None.

    `needs` maps each outcome to those it needs already.
    """
    before: dict[Key, Key] = {}
    waiting, seen = deque([provider]), {provider}
    while waiting:
        here = waiting.popleft()
        if here == consumer:
            circle = [here]
            while circle[-1] != provider:
                circle.append(before[circle[-1]])
            return [consumer, *reversed(circle)]
        for further in needs.get(here, ()):
            if further not in seen:
                seen.add(further)
                before[further] = here
                waiting.append(further)
    return None
