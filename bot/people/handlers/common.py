"""Who acts, and on what."""

from bot.core.errors import NotFound
from bot.people import queries, service
from bot.people.model import Person, Team
from bot.slack.listeners import Rule, Work


def actor(work: Work) -> Person:
    return queries.person(work.session, work.actor.id)


def team(work: Work) -> Team:
    """The team that a button or form is about."""
    found = work.session.find(Team, work.value.get("team"))
    if found is None:
        raise NotFound("That team is not there any more.")
    return found


def _own_part(work: Work) -> None:
    service.require_own_part(work.session, work.actor.id)


# A guest whom an admin lets own outcomes is asked about them, and so has hours, holidays and days away.
OWN_PART = Rule("full members, and guests who may own", _own_part, guests=True)
