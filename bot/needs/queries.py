"""Who waits for whom."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from bot.core import calendar
from bot.core.db import Session
from bot.needs import rules
from bot.needs.model import Need
from bot.needs.rules import OPEN, Edge, HoldsUp, NeedState, Provider
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Outcome
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.outcomes.rules.states import FlagKind
from bot.people import queries as people

OVER = (Lifecycle.DONE, Lifecycle.DROPPED)


def of_consumer(session: Session, outcome_id: str) -> Sequence[Need]:
    """What this outcome needs, in the order of the days; what was dropped left out."""
    return session.scalars(
        select(Need)
        .where(Need.consumer_id == outcome_id, Need.state != NeedState.DROPPED)
        .order_by(Need.needed_by, Need.id)
    ).all()


def on_provider(session: Session, outcome_id: str) -> Sequence[Need]:
    """What others need from this outcome and have not got yet."""
    return session.scalars(
        select(Need)
        .where(Need.provider_outcome_id == outcome_id, Need.state.in_(OPEN))
        .order_by(Need.needed_by, Need.id)
    ).all()


def unanswered(session: Session, person_id: str) -> Sequence[Need]:
    """What somebody was asked to promise, and has not answered, for outcomes that are still open."""
    return session.scalars(
        select(Need)
        .join(Outcome, (Outcome.workspace == Need.workspace) & (Outcome.id == Need.consumer_id))
        .where(Need.provider_id == person_id, Need.state == NeedState.ASKED, Outcome.lifecycle.not_in(OVER))
        .order_by(Need.declared_at)
    ).all()


def provided(session: Session) -> dict[str, list[str]]:
    """Each outcome of the workspace that needs others → the outcomes it needs."""
    rows = session.execute(
        select(Need.consumer_id, Need.provider_outcome_id).where(
            Need.state.in_(OPEN), Need.provider_outcome_id.is_not(None)
        )
    )
    found: dict[str, list[str]] = {}
    for consumer, provider in rows:
        found.setdefault(consumer, []).append(str(provider))
    return found


def state_of(session: Session, provider: Outcome) -> Provider:
    """What a need looks at; the believed day is the expected one, else the promised, else the due one."""
    flags = outcomes.flags(session, [provider.id]).get(provider.id, [])
    return Provider(
        lifecycle=provider.lifecycle,
        status=provider.status,
        is_late=any(flag.kind is FlagKind.LATE for flag in flags),
        expected=believed(provider),
    )


def believed(outcome: Outcome) -> date | None:
    return outcome.expected or outcome.due or outcome.promised_for


def to_spare(session: Session, need: Need) -> int | None:
    """Working days of the provider from the believed day to the day it is needed by; None without days."""
    provider = session.find(Outcome, need.provider_outcome_id)
    day = believed(provider) if provider else need.promised_for
    if day is None:
        return None
    who = people.person(session, need.provider_id)
    return calendar.working_days_between(people.hours(who, day), day, need.needed_by)


def holds_up(session: Session, outcome_id: str) -> HoldsUp[str]:
    """What waits for this outcome (ids): consumers of its needs, and what it is part of, and so on.

    An intent without a date is not held up: no day of its can be missed. Only what is connected is read.
    """
    edges, frontier, seen = list[Edge[str]](), [outcome_id], {outcome_id}
    known: dict[str, Outcome] = {}
    while frontier:
        step = [*_to_consumers(session, frontier), *_to_parents(session, frontier, known)]
        edges.extend(step)
        frontier = [one for one in dict.fromkeys(edge.consumer for edge in step) if one not in seen]
        seen.update(frontier)
    open_ids = _still_open(session, seen)
    kept = [edge for edge in edges if edge.consumer in open_ids]
    return rules.holds_up(outcome_id, kept, lambda edge: _spare(session, edge))


def _to_consumers(session: Session, providers: Sequence[str]) -> list[Edge[str]]:
    rows = session.scalars(select(Need).where(Need.provider_outcome_id.in_(providers), Need.state.in_(OPEN)))
    return [Edge(str(need.provider_outcome_id), need.consumer_id, need.needed_by) for need in rows]


def _to_parents(session: Session, children: Sequence[str], known: dict[str, Outcome]) -> list[Edge[str]]:
    for one in session.scalars(select(Outcome).where(Outcome.id.in_(children))):
        known[one.id] = one
    found = []
    for id in children:
        parent = session.find(Outcome, known[id].parent_id)
        if parent is not None and parent.due is not None:
            found.append(Edge(id, parent.id, parent.due))
    return found


def _still_open(session: Session, ids: set[str]) -> set[str]:
    return set(session.scalars(select(Outcome.id).where(Outcome.id.in_(ids), Outcome.lifecycle.not_in(OVER))))


def _spare(session: Session, edge: Edge[str]) -> int | None:
    provider = session.find(Outcome, edge.provider)
    day = believed(provider) if provider else None
    if provider is None or day is None:
        return None
    owner = people.person(session, provider.owner_id)
    return calendar.working_days_between(people.hours(owner, day), day, edge.needed_by)
