"""People are asked once there is a started team, and clocks start when they have been told."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.asks import queries, service
from bot.asks.model import Ask, Step
from bot.asks.rules.states import OPEN
from bot.core.db import Session
from bot.core.jobs import Later, Sweep
from bot.outbox.model import Delivery
from bot.outbox.queries import delivery
from bot.outbox.rules import State
from bot.people import queries as people

A_DAY = timedelta(days=1)


def begin(session: Session, ask_id: str, now: datetime) -> Later | None:
    """Whoever could not be asked yet is asked; looked at again as soon as the first team is started."""
    ask = service.held(session, ask_id)
    if ask.is_unasked and not people.has_begun(session):
        return Later(now + A_DAY)
    service.begin_after_all(session, ask, now)
    return None


def told(session: Session, key: str, now: datetime) -> None:
    """A message of *Waiting for you* has ended: who reads it now is told, who can't get it is passed over."""
    found = delivery(session, key)
    if found is None or found.settled_at is None:
        return
    covered = {queries.ask_of(item) for item in found.covers}
    for ask, step in _untold(session, found):
        if found.state is State.SENT and ask.id in covered:
            service.tell(session, ask, step, max(found.settled_at, step.asked_at), now)
        elif found.state is not State.SENT and step.asked_at <= found.settled_at:
            service.miss(session, ask, step, now)


def _untold(session: Session, found: Delivery) -> Iterator[tuple[Ask, Step]]:
    """Everything open that the reader of the message is asked and was not told of yet; each ask is locked."""
    person = people.by_slack(session, found.to)
    if person is None:
        return
    untold = (Step.person_id == person.id, Step.told_at.is_(None), Step.passed_over.is_(None))
    ids = session.scalars(select(Step.ask_id).where(*untold).distinct().order_by(Step.ask_id)).all()
    for id in ids:
        ask = service.held(session, id)
        if ask.state in OPEN:
            steps = session.scalars(select(Step).where(Step.ask_id == id, *untold).order_by(Step.n)).all()
            yield from ((ask, step) for step in steps)


SWEEPS = (Sweep("asks.begin", begin), Sweep("asks.told", told))
