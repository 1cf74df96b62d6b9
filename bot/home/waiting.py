"""Everything that waits for one person, gathered from all features."""

from collections.abc import Callable, Iterable
from datetime import datetime

from bot.core.db import Session
from bot.escalations import ui as escalations
from bot.needs import ui as needs
from bot.outcomes import ui as outcomes
from bot.people.model import Person
from bot.slack.blocks import Item

Provider = Callable[[Session, Person, datetime], Iterable[Item]]

PROVIDERS: tuple[Provider, ...] = (escalations.items, outcomes.items, needs.items)


def waiting(session: Session, who: Person, now: datetime) -> list[Item]:
    """What waits for the person: urgent things first, then what has waited longest."""
    items = [item for provider in PROVIDERS for item in provider(session, who, now)]
    return sorted(items, key=lambda item: (not item.is_urgent, item.since))
