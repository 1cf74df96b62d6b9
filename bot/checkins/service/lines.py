"""Lines in a round's thread about what happened to the team's outcomes."""

from datetime import datetime

from bot.checkins import queries
from bot.checkins.model import Round
from bot.checkins.rules.states import Answer
from bot.core.db import Session
from bot.outbox import service as outbox
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Outcome
from bot.outcomes.rules.lifecycle import Lifecycle, Status
from bot.people import queries as people


def said(session: Session, found: Round, outcome: Outcome) -> None:
    """One line for each outcome and round, from the first answer on that isn't plain on track."""
    if found.channel is None or outcomes.is_private(session, outcome):
        return
    key = queries.said_key(found.id, outcome.id)
    if outcome.status in (Status.AT_RISK, Status.BLOCKED) and outcome.lifecycle is Lifecycle.ACTIVE:
        outbox.say(
            session,
            key=key,
            to=found.channel,
            kind="checkins.said",
            ref=f"{found.id} {outcome.id}",
            thread_of=queries.message_key(found.id),
        )
    else:
        outbox.touch(session, key)
    outbox.touch(session, queries.on_track_key(found.id))


def answered_early(session: Session, found: Round) -> None:
    """What was said before the round opened."""
    for item in queries.items_of_round(session, found.id):
        if item.answer in (Answer.AT_RISK, Answer.BLOCKED):
            said(session, found, outcomes.outcome(session, item.outcome_id))


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
