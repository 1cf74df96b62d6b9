"""Decisions about people and teams, on values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import time
from enum import StrEnum
from typing import Any

from bot.core.calendar import Cadence

WORKING_DAYS = "01234"
WEDNESDAY, FRIDAY = 2, 4


class Role(StrEnum):
    """What somebody is to a thing that belongs to a team."""

    OWNER = "owner"
    PROPOSED_OWNER = "proposed owner"
    PROPOSER = "proposer"
    CONTRIBUTOR = "contributor"
    CONFIRMER = "confirmer"
    LEADER = "leader"
    DEPUTY = "deputy"
    LEADER_ABOVE = "leader above"
    TEAM_MEMBER = "member of the team"
    ADMIN = "admin"
    MEMBER = "full member"
    GUEST = "guest"


@dataclass(frozen=True)
class Rhythm:
    """When a team is asked, when its round closes and when its digest comes. Weekdays: Monday is 0.

    `at` is local to each person; the other times are local to the team's zone.
    """

    cadence: Cadence = Cadence.WEEKLY
    weekday: int = WEDNESDAY
    at: time = time(10)
    closes_weekday: int = FRIDAY
    closes_at: time = time(9)
    digest_weekday: int = FRIDAY
    digest_at: time = time(10)


def inherited(settings: Iterable[Mapping[str, Any]]) -> Rhythm:
    """The rhythm from the settings of a team and of those above it, nearest first; None means: as above."""
    chosen: dict[str, Any] = {}
    for one in settings:
        for field in fields(Rhythm):
            if one.get(field.name) is not None:
                chosen.setdefault(field.name, one[field.name])
    return Rhythm(**chosen)


def loops(parents: Mapping[str, str | None], child: str, parent: str) -> bool:
    """Whether putting `child` under `parent` would make it its own ancestor."""
    above: str | None = parent
    while above is not None:
        if above == child:
            return True
        above = parents.get(above)
    return False
