"""What the owner of a consumer is told of the provider's answer."""

from datetime import datetime

from bot.core.db import Session
from bot.needs import ui
from bot.needs.model import Need
from bot.outbox.kinds import Kind, Priority, Skip
from bot.outcomes import queries as outcomes
from bot.people import queries as people
from bot.slack.blocks import Message


def _answered(session: Session, ref: str, now: datetime) -> Message | Skip:
    need = session.find(Need, ref)
    if need is None:
        return Skip("the need is not there any more")
    consumer = outcomes.outcome(session, need.consumer_id)
    owner = people.person(session, consumer.owner_id)
    provider = people.person(session, need.provider_id)
    return ui.answered(need, provider, consumer, people.day_of(owner, now))


KINDS = (Kind("needs.answered", _answered, Priority.REMINDER),)
