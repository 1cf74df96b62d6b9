"""Teams of people who each own one outcome, and are asked about it from the next Wednesday on."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.checkins import service as checkins
from bot.core.db import Session
from bot.outcomes import service as outcomes
from bot.people import queries as people, service as people_service
from bot.people.model import Person


def team(
    session: Session, number: int, channel: str | None, slack_ids: Sequence[str], *, now: datetime
) -> None:
    """The first one leads it; its rounds are started."""
    members = [one for id in slack_ids if (one := people.by_slack(session, id)) is not None]
    made = people_service.create_team(
        session,
        name=f"Team {number}",
        leader_id=members[0].id,
        channel=channel,
        members=[one.id for one in members],
        by=None,
        now=now,
    )
    session.flush()
    for one in members:
        _outcome(session, one, now)
    checkins.start(session, made, by=members[0], now=now)


def _outcome(session: Session, owner: Person, now: datetime) -> None:
    outcomes.register(
        session,
        title=f"What {owner.name} promised is delivered",
        done_sentence="Two customers have it and use it.",
        owner_id=owner.id,
        due=(now + timedelta(days=31)).date(),
        by=owner,
        now=now,
    )
