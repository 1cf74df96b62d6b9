"""Who is asked next, on values (ids): the way up, who is passed over and why, and who speaks for whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.asks.rules.states import Passed


@dataclass(frozen=True)
class Place:
    """Somewhere on the way up: the person waited on (`team_id` is None), or a team with who leads it now.

    `deputies` speak for the person, the first one first.
    """

    team_id: str | None
    person_id: str | None
    deputies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """What is known of people: whose own it is, who was asked already, who is away or has left."""

    own: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    away: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()

    @property
    def absent(self) -> frozenset[str]:
        return self.away | self.gone


@dataclass(frozen=True)
class Seat:
    """Who is asked at a place. `for_id`: the absent one they speak for. `passed`: nobody is, and why."""

    team_id: str | None
    person_id: str | None
    for_id: str | None = None
    passed: Passed | None = None


def seat(place: Place, known: Known) -> Seat:
    """Who is asked at this place, or why nobody is."""
    person = place.person_id
    if person is None:
        return Seat(place.team_id, None, passed=Passed.NOBODY_LEADS)
    if person in known.own:
        return Seat(place.team_id, person, passed=Passed.OWN)
    if person in known.asked:
        return Seat(place.team_id, person, passed=Passed.ASKED_ALREADY)
    if person not in known.absent:
        return Seat(place.team_id, person)
    unfit = known.own | known.asked | known.absent
    deputy = next((one for one in place.deputies if one not in unfit), None)
    if deputy is not None:
        return Seat(place.team_id, deputy, for_id=person)
    return Seat(place.team_id, person, passed=Passed.GONE if person in known.gone else Passed.AWAY)


def way_up(places: Iterable[Place], known: Known) -> list[Seat]:
    """Everybody who is passed over, and then the one who is asked; on top, nobody is asked at the end."""
    found: list[Seat] = []
    for place in places:
        found.append(seat(place, known))
        if found[-1].passed is None:
            break
    return found
