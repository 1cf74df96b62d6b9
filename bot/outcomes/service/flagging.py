"""Flags: what is worked out about an outcome, raised and cleared by whoever can work it out."""

from datetime import datetime

from sqlalchemy import bindparam, select

from bot.core import dates
from bot.core.db import AS_IT_IS, Session
from bot.outcomes import queries
from bot.outcomes.model import Flag, Outcome
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.outcomes.rules.states import FlagKind
from bot.outcomes.service import checks, kept
from bot.people import queries as people

_FLAG = select(Flag).where(Flag.outcome_id == bindparam("outcome"), Flag.kind == bindparam("of"))


def raise_flag(
    session: Session, outcome_id: str, kind: FlagKind, *, why: str, now: datetime, ref: str | None = None
) -> None:
    """Shows it beside the owner's word from now on. Raised again it keeps its `since`."""
    found = _flag(session, outcome_id, kind)
    if found is not None and (found.why, found.ref) == (why, ref):
        return
    if found is None:
        session.add(Flag(outcome_id=outcome_id, kind=kind, since=now, why=why, ref=ref))
    else:
        found.why, found.ref = why, ref
    kept.changed(session, queries.outcome(session, outcome_id), now)


def clear_flag(session: Session, outcome_id: str, kind: FlagKind, *, now: datetime) -> None:
    """It does not hold any more; nothing happens when it did not."""
    found = _flag(session, outcome_id, kind)
    if found is not None:
        session.delete(found)
        kept.changed(session, queries.outcome(session, outcome_id), now)


def mark_late(session: Session, outcome: Outcome, now: datetime) -> None:
    """The due day is over where the owner is, and it is not done."""
    outcome.late_at = None
    today = people.day_of(people.person(session, outcome.owner_id), now)
    if outcome.lifecycle is Lifecycle.ACTIVE and outcome.due is not None and outcome.due < today:
        was_due = dates.spoken(outcome.due, today)
        raise_flag(session, outcome.id, FlagKind.LATE, why=f"was due {was_due}", now=now)


def watch_due(session: Session, outcome: Outcome, now: datetime) -> None:
    """Sets when it will be late, after anything that this depends on has changed."""
    outcome.late_at = checks.late_at(session, outcome)
    if outcome.late_at is None or outcome.late_at > now:
        clear_flag(session, outcome.id, FlagKind.LATE, now=now)
    else:
        mark_late(session, outcome, now)


def _flag(session: Session, outcome_id: str, kind: FlagKind) -> Flag | None:
    # Whoever raises a flag writes it at once: nothing has to be written for this look.
    return session.scalar(_FLAG, {"outcome": outcome_id, "of": kind}, execution_options=AS_IT_IS)
