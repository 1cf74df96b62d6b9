"""Who is away, and when they are back."""

from datetime import date, datetime

from bot.core import pending
from bot.core.db import Session
from bot.core.errors import InvalidInput, NotAllowed, NotFound
from bot.people import queries
from bot.people.model import Absence, Person
from bot.people.rules import hours, permissions
from bot.people.rules.permissions import Action
from bot.people.service.telling import is_under_way, tell


def go_away(
    session: Session, who: Person, first: date, last: date, *, by: str | None, now: datetime
) -> Absence:
    """Keeps an absence, both days included; overlapping ones are joined into one.

    When somebody else says so (`by`, a person's id), the person is told.
    """
    wrong = hours.wrong_with_days(first, last, queries.day_of(who, now))
    if wrong is not None:
        raise InvalidInput(*wrong)
    for other in queries.absences(session, who.id, first):
        if other.first <= last:
            first, last = min(first, other.first), max(last, other.last)
            session.delete(other)
    made = Absence(person_id=who.id, first=first, last=last, set_by=by)
    session.add(made)
    session.flush()
    pending.note(session, "person.away", who.id, now)
    if by not in (None, who.id) and is_under_way(session, who):
        tell(session, who.id, kind="people.away_noted", ref=made.id, key=f"away:{made.id}", now=now)
    return made


def come_back(session: Session, who: Person, absence_id: str, *, now: datetime) -> None:
    """The person is there after all."""
    found = session.find(Absence, absence_id)
    if found is None or found.person_id != who.id:
        raise NotFound("That absence is not there any more.")
    session.delete(found)
    session.flush()
    pending.note(session, "person.away", who.id, now)


def require_say(session: Session, by: Person, whom: Person) -> None:
    """Raises `NotAllowed` unless `by` may note absences of `whom`."""
    if not permissions.may(queries.roles_over(session, by, whom), Action.NOTE_ABSENCE):
        raise NotAllowed(permissions.instead(Action.NOTE_ABSENCE, whom.name))
