"""Everything that waits for one person, gathered from all features."""

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import select

from bot.asks import queries as asks
from bot.core.db import Session
from bot.core.pending import Pending
from bot.escalations import ui as escalations
from bot.needs import ui as needs
from bot.outcomes import ui as outcomes
from bot.people.model import Notice, Person
from bot.slack.blocks import Item

Provider = Callable[[Session, Person, datetime], Iterable[Item]]

PROVIDERS: tuple[Provider, ...] = (escalations.items, outcomes.items, needs.items)

LOOKED_AT = 30
"""So many people, at most, are looked up to say who hears something at the start."""


def waiting(session: Session, who: Person, now: datetime) -> list[Item]:
    """What waits for the person: urgent things first, then what has waited longest."""
    items = [item for provider in PROVIDERS for item in provider(session, who, now)]
    return sorted(items, key=lambda item: (not item.is_urgent, item.since))


def held_back(session: Session, now: datetime) -> list[Person]:
    """Who hears something as soon as the first team is started, by name."""
    changed = session.scalars(
        select(Pending.subject).where(Pending.consumer == "home.waiting").distinct().limit(LOOKED_AT)
    )
    found = {one for id in changed if (one := session.find(Person, id)) and waiting(session, one, now)}
    noticed = session.scalars(select(Notice.person_id).where(Notice.sent_at.is_(None)).distinct())
    places = [asks.next_up(session, one) for one in asks.unasked(session)]
    for id in (*noticed, *(place.person_id for place in places if place)):
        person = session.find(Person, id)
        found |= {person} if person else set()
    return sorted(found, key=lambda one: one.name)
