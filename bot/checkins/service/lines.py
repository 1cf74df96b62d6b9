"""Lines in a round's thread about what happened to the team's outcomes."""

from datetime import datetime

from bot.checkins import queries
from bot.core.db import Session
from bot.outbox import service as outbox
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Outcome
from bot.people import queries as people


def agreed(session: Session, outcome: Outcome, now: datetime) -> None:
    """Its owner said yes: the team counts on it from now on."""
    _say(session, outcome, "agreed", outcome.id, now)


def claimed(session: Session, outcome: Outcome, now: datetime) -> None:
    """Its owner said that it is done, and somebody is asked to look."""
    claim = outcomes.last_claim(session, outcome.id)
    if claim is not None:
        _say(session, outcome, "claimed", claim.id, now)


def confirmed(session: Session, outcome: Outcome, now: datetime) -> None:
    """Somebody else said that it is done. At most one message for each owner and week: later ones join it."""
    if outcome.done_at is None or outcomes.is_private(session, outcome):
        return
    owner = people.person(session, outcome.owner_id)
    _say(session, outcome, "confirmed", f"{owner.id} {queries.week_of(owner, outcome.done_at)}", now)


def stands_differently(session: Session, outcome: Outcome) -> None:
    """What was said of a claim may read differently: it was returned, or confirmed."""
    claim = outcomes.last_claim(session, outcome.id)
    if claim is not None:
        outbox.touch(session, f"checkins.claimed:{claim.id}")


def _say(session: Session, outcome: Outcome, what: str, ref: str, now: datetime) -> None:
    thread = queries.thread_key(session, outcome.team_id, now)
    channel = queries.thread_channel(session, outcome.team_id)
    if thread is None or channel is None or outcomes.is_private(session, outcome):
        return
    outbox.say(
        session,
        key=f"checkins.{what}:{ref}",
        to=channel,
        kind=f"checkins.{what}",
        ref=ref,
        thread_of=thread,
    )
