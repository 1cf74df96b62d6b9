"""What happened to an outcome: who, when, from, to and why, in names instead of ids."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.db import Session
from bot.outcomes.model import Outcome
from bot.outcomes.queries.lookup import history
from bot.people import queries as people
from bot.people.model import Person, Team

_PEOPLE = ("owner_id", "confirmer_id", "asked again", "asked to confirm")


@dataclass(frozen=True)
class Event:
    """One kept change. `who` is None for what happened by itself; `field` is the journal's."""

    at: datetime
    who: str | None
    field: str
    before: str | None
    after: str | None
    why: str | None


def events(session: Session, outcome: Outcome) -> Sequence[Event]:
    """Every kept change, latest first."""
    return [
        Event(
            entry.at,
            _name(session, entry.actor),
            entry.field,
            _read(session, entry.field, entry.before),
            _read(session, entry.field, entry.after),
            entry.why,
        )
        for entry in reversed(history(session, outcome))
    ]


def _read(session: Session, field: str, value: str | None) -> str | None:
    """The value in words, where it is an id."""
    if value is None:
        return None
    if field in _PEOPLE:
        return _name(session, value)
    if field == "parent_id":
        # By number only: whoever reads this may not see that outcome.
        found = session.find(Outcome, value)
        return f"O-{found.number}" if found else None
    if field == "team_id":
        return people.team(session, value).name if session.find(Team, value) else None
    return value


def _name(session: Session, person_id: str | None) -> str | None:
    found = session.find(Person, person_id)
    return (found.short_name or found.name) if found else None
