"""Pausing, going on, and dropping, each with its reason."""

from datetime import datetime

from bot.core.db import Session
from bot.core.errors import InvalidInput
from bot.outcomes import queries
from bot.outcomes.model import Outcome
from bot.outcomes.rules.lifecycle import Lifecycle, is_open
from bot.outcomes.rules.line import shown
from bot.outcomes.rules.permissions import Action
from bot.outcomes.service import checks, kept
from bot.outcomes.service.flagging import watch_due
from bot.outcomes.service.lapsing import lapse_all
from bot.outcomes.service.registering import propose
from bot.people.model import Person

WHY = "Say why. It is kept in the history, for everybody to read."


def pause(session: Session, outcome: Outcome, *, by: Person | str, why: str, now: datetime) -> None:
    """It is asked about no more and counts for nothing, until somebody resumes it. Marks `why`."""
    actor = checks.acting(session, by, outcome)
    checks.require(session, actor, outcome, Action.PAUSE)
    checks.state(outcome, Lifecycle.ACTIVE)
    reason = checks.sentence(why, "why", WHY)
    lapse_all(session, outcome, actor, now)
    kept.become(session, outcome, Lifecycle.PAUSED, by=actor, now=now, why=reason)
    outcome.paused_at, outcome.paused_why, outcome.nudge_at = now, reason, None
    _over(session, outcome, actor, now, "paused")


def resume(
    session: Session, outcome: Outcome, *, by: Person | str, now: datetime, why: str | None = None
) -> None:
    """It goes on where it stood: active after the owner's yes, else waiting for it."""
    actor = checks.acting(session, by, outcome)
    checks.require(session, actor, outcome, Action.PAUSE)
    checks.state(outcome, Lifecycle.PAUSED, Lifecycle.DROPPED)
    then = Lifecycle.PROPOSED if outcome.agreed_at is None else Lifecycle.ACTIVE
    kept.become(session, outcome, then, by=actor, now=now, why=checks.optional(why))
    outcome.paused_at = outcome.paused_why = outcome.dropped_at = outcome.dropped_why = None
    if then is Lifecycle.PROPOSED:
        propose(session, outcome, now)
    watch_due(session, outcome, now)
    kept.changed(session, outcome, now)
    kept.waits(session, now, outcome.owner_id)


def drop(session: Session, outcome: Outcome, *, by: Person | str, why: str, now: datetime) -> None:
    """It will not be done, and this is why. What is still open under it has to go first. Marks `why`."""
    actor = checks.acting(session, by, outcome)
    checks.require(session, actor, outcome, Action.WITHDRAW if outcome.agreed_at is None else Action.DROP)
    checks.state(
        outcome,
        Lifecycle.DRAFT,
        Lifecycle.PROPOSED,
        Lifecycle.ACTIVE,
        Lifecycle.CLAIMED_DONE,
        Lifecycle.PAUSED,
    )
    reason = checks.sentence(why, "why", WHY)
    _nothing_under(session, outcome)
    lapse_all(session, outcome, actor, now)
    kept.become(session, outcome, Lifecycle.DROPPED, by=actor, now=now, why=reason)
    outcome.dropped_at, outcome.dropped_why, outcome.nudge_at = now, reason, None
    _over(session, outcome, actor, now, "dropped", "outcome.dropped")
    if outcome.parent_id is not None:
        kept.changed(session, queries.outcome(session, outcome.parent_id), now)


def _nothing_under(session: Session, outcome: Outcome) -> None:
    under = [one for one in queries.children(session, outcome.id) if is_open(one.lifecycle)]
    if under:
        named = ", ".join(shown(one.number) for one in under[:5]) + (" …" if len(under) > 5 else "")
        raise InvalidInput("why", f"Still open under it: {named}. Drop them first, or move them elsewhere.")


def _over(session: Session, outcome: Outcome, actor: Person, now: datetime, notice: str, *facts: str) -> None:
    watch_due(session, outcome, now)
    kept.changed(session, outcome, now, *facts)
    kept.waits(session, now, outcome.owner_id, outcome.proposer_id)
    if outcome.owner_id != actor.id and outcome.agreed_at is not None:
        kept.tell(session, outcome.owner_id, notice, outcome, now)
