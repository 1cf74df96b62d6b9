"""What is checked before anything is kept; every refusal marks its field and says what to do."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from bot.core import calendar, dates
from bot.core.db import Session, lock
from bot.core.errors import InvalidInput, NotAllowed, NotFound, Outdated
from bot.outcomes import queries
from bot.outcomes.model import Outcome
from bot.outcomes.rules import lifecycle, permissions, tree
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.outcomes.rules.line import shown
from bot.outcomes.rules.permissions import Action
from bot.people import queries as people, service as people_service
from bot.people.model import Person, Team
from bot.people.rules import Role

LONGEST_YEARS = 5


def acting(session: Session, by: Person | str, outcome: Outcome | None = None) -> Person:
    """The person who acts. The outcome is read anew and held: two clicks happen one after the other."""
    if outcome is not None:
        lock(session, Outcome, outcome.id)
    return people.person(session, by) if isinstance(by, str) else by


def unknown(number: int) -> NotFound:
    """The same sentence for what does not exist, is another workspace's, or is not for this person's eyes."""
    return NotFound(f"{shown(number)} is not an outcome here.")


def seen(session: Session, person: Person, number: int) -> Outcome:
    """The outcome with this number, if the person may see it; raises `NotFound` otherwise."""
    found = queries.by_number(session, number)
    if found is None or not queries.is_visible(session, person, found):
        raise unknown(number)
    return found


def require(session: Session, person: Person, outcome: Outcome, action: Action) -> None:
    """Raises `NotFound` when the person may not see it, `NotAllowed` with what to do instead otherwise."""
    if not queries.is_visible(session, person, outcome):
        raise unknown(outcome.number)
    # What an owner may do as such is most of what is done, and needs no look at teams and helpers.
    if outcome.owner_id == person.id and permissions.may(queries.as_owner(outcome), action):
        return
    if not permissions.may(queries.roles(session, person, outcome), action):
        raise NotAllowed(_instead(session, outcome, action))


def require_member(session: Session, person: Person) -> None:
    """Raises `NotAllowed` for whoever is no full member."""
    if Role.MEMBER not in people.roles(session, person, None):
        raise NotAllowed(permissions.FOR_MEMBERS)


def _called(person: Person) -> str:
    return person.short_name or person.name


def _instead(session: Session, outcome: Outcome, action: Action) -> str:
    confirmer = queries.confirmer(session, outcome)
    leader = next((rung.leader for rung in people.rungs(session, outcome.team_id) if rung.leader), None)
    return permissions.instead(
        action,
        owner=_called(people.person(session, outcome.owner_id)),
        proposer=_called(people.person(session, outcome.proposer_id)),
        confirmer=_called(confirmer) if confirmer else "an admin",
        leader=_called(leader) if leader else "an admin",
    )


def title(text: str) -> str:
    """On one line, whole; marks `title` when there is nothing."""
    found = " ".join(text.split())
    if not found:
        raise InvalidInput("title", "Say in a few words what will be true.")
    return found


def sentence(text: str | None, field: str, missing: str) -> str:
    """What was typed, without spaces around; marks `field` with `missing` when there is nothing."""
    found = (text or "").strip()
    if not found:
        raise InvalidInput(field, missing)
    return found


def optional(text: str | None) -> str | None:
    return (text or "").strip() or None


def owner(session: Session, person_id: str | None, field: str = "owner") -> Person:
    """Somebody who can answer for an outcome; marks `field` with the reason when not."""
    if person_id is None:
        raise InvalidInput(field, "Name one person who answers for it.")
    return people_service.accountable(session, people.person(session, person_id).slack_id, field)


def day(found: date | None, whose: Person, now: datetime, field: str = "due") -> date:
    """A day from today on, where that person is, and not too far away."""
    if found is None:
        raise InvalidInput(field, "By when? Choose a day.")
    today = people.day_of(whose, now)
    if found < today:
        raise InvalidInput(field, f"{dates.spoken(found, today)} has passed. Choose today or a later day.")
    if found > today + timedelta(days=round(365.25 * LONGEST_YEARS)):
        raise InvalidInput(field, f"That is more than {LONGEST_YEARS} years away. Choose a day before that.")
    return found


def home(session: Session, whose: Person, team_id: str | None) -> Team:
    """The team that the outcome belongs to: the one given, else the owner's home team."""
    if team_id is not None:
        found = session.find(Team, team_id)
        if found is not None:
            return found
    else:
        found = people.home_team(session, whose.id)
        if found is not None:
            return found
    if not people.teams(session):
        raise InvalidInput("team", "There is no team here yet. Ask an admin to set up the first one.")
    raise InvalidInput("team", f"{_called(whose)} is in no team yet. Choose the team that it belongs to.")


def confirmer(session: Session, person_id: str | None, owner_id: str) -> Person | None:
    """Any full member but the owner; marks `confirmer` with the reason when not."""
    if person_id is None:
        return None
    if person_id == owner_id:
        raise InvalidInput("confirmer", "Somebody else than the owner confirms it. Choose another person.")
    found = owner(session, person_id, "confirmer")
    if found.is_guest:
        raise InvalidInput("confirmer", f"{_called(found)} is a guest. Choose a full member.")
    return found


def helpers(session: Session, ids: Iterable[str], owner_id: str) -> list[Person]:
    """People who can help, the owner left out; guests may."""
    found = [people.person(session, one) for one in dict.fromkeys(ids) if one != owner_id]
    for one in found:
        if one.is_bot:
            raise InvalidInput("contributors", f"{_called(one)} is an app. Name people.")
        if one.is_gone:
            raise InvalidInput("contributors", f"{_called(one)} is not here any more. Leave them out.")
    return found


def parent(
    session: Session, parent_id: str | None, by: Person, below: Outcome | None = None
) -> Outcome | None:
    """What it becomes part of; marks `parent` when that cannot be. `below` is what moves, if it exists."""
    if parent_id is None:
        return None
    found = session.find(Outcome, parent_id)
    if found is None or not queries.is_visible(session, by, found):
        raise InvalidInput("parent", "That outcome is not here. Search for another one.")
    if found.lifecycle in (Lifecycle.DROPPED, Lifecycle.DONE):
        raise InvalidInput("parent", f"{shown(found.number)} is over. Choose one that is still open.")
    above = [found, *queries.ancestors(session, found)]
    if below is not None:
        _no_loop(above, below)
    problem = lifecycle.depth_problem(len(above) + (queries.height(session, below) if below else 1))
    if problem:
        raise InvalidInput("parent", problem)
    return found


def _no_loop(above: list[Outcome], below: Outcome) -> None:
    numbers = {one.id: one.number for one in (*above, below)}
    circle = tree.loop({one.id: one.parent_id for one in above}, below.id, above[0].id)
    if circle:
        raise InvalidInput("parent", tree.loop_sentence([numbers[id] for id in circle]))


def state(outcome: Outcome, *allowed: Lifecycle) -> None:
    """Raises `Outdated`, saying how it stands, when the outcome is in none of the allowed states."""
    if outcome.lifecycle not in allowed:
        raise Outdated(f"{shown(outcome.number)} {_STANDS[outcome.lifecycle]}. Look at it again first.")


_STANDS = {
    Lifecycle.DRAFT: "has no owner's yes yet",
    Lifecycle.PROPOSED: "waits for its owner's yes",
    Lifecycle.ACTIVE: "has its owner's yes already",
    Lifecycle.CLAIMED_DONE: "was said to be done and waits for a yes to that",
    Lifecycle.DONE: "is done",
    Lifecycle.PAUSED: "is paused",
    Lifecycle.DROPPED: "was dropped",
}


def late_at(session: Session, outcome: Outcome) -> datetime | None:
    """When the due day is over where the owner is; None when that does not matter."""
    if outcome.due is None or outcome.lifecycle is not Lifecycle.ACTIVE:
        return None
    place = calendar.zone(people.person(session, outcome.owner_id).zone)
    return calendar.at_local(outcome.due + timedelta(days=1), datetime.min.time(), place)
