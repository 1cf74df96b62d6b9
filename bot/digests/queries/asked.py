"""How asks about outcomes stand: for all of them together."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bot.asks import queries as asks
from bot.asks.model import Ask, Origin, Step
from bot.asks.rules.states import OPEN, TO_LOOK_AT
from bot.core.db import Session

_SHOWN = (Origin.BLOCK, Origin.DIRECT)


@dataclass(frozen=True)
class Asked:
    """The latest ask about an outcome, and who is to answer it now."""

    ask: Ask
    step: Step | None


def asked_about(session: Session, outcome_ids: Collection[str]) -> Mapping[str, Asked]:
    """Outcome id → its latest ask that is not over; those without one are not in it."""
    names = {f"outcome:{id}": id for id in outcome_ids}
    found = session.scalars(
        select(Ask)
        .where(Ask.about.in_(names), Ask.origin.in_(_SHOWN), Ask.state.in_(OPEN | TO_LOOK_AT))
        .order_by(Ask.asked_at, Ask.id)
    ).all()
    steps = _steps(session, [one.id for one in found])
    return {names[one.about]: Asked(one, asks.current(steps[one.id])) for one in found if one.about}


def _steps(session: Session, ask_ids: Collection[str]) -> Mapping[str, Sequence[Step]]:
    found: dict[str, list[Step]] = defaultdict(list)
    for step in session.scalars(select(Step).where(Step.ask_id.in_(ask_ids)).order_by(Step.n)):
        found[step.ask_id].append(step)
    return found
