"""What falls due by the clock, and what follows from facts."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from bot.checkins import service
from bot.checkins.model import Prompt, Round
from bot.core.db import Session
from bot.core.jobs import Due, Found, Sweep
from bot.outcomes.model import Outcome, StatusChange


def _due(
    name: str,
    model: type[Round] | type[Prompt],
    moment: InstrumentedAttribute[datetime | None],
    act: Callable[[Session, str, datetime], None],
) -> Due:
    """Rows of `model` whose indexed `moment` has come; `act` moves it on or clears it."""

    def find(session: Session, now: datetime, limit: int) -> Sequence[Found]:
        rows = session.execute(
            select(model.workspace, model.id).where(moment <= now).order_by(moment, model.id).limit(limit)
        )
        return [Found(workspace, id) for workspace, id in rows]

    def next_due(session: Session, after: datetime) -> datetime | None:
        return session.scalar(select(func.min(moment)).where(moment > after))

    return Due(name, find, act, next_due)


def _heard(session: Session, subject: str, now: datetime) -> None:
    said = session.find(StatusChange, subject)
    if said is not None:
        service.heard(session, said, now)


def _about(
    react: Callable[[Session, Outcome, datetime], None],
) -> Callable[[Session, str, datetime], None]:
    """A reaction to a fact whose subject is an outcome."""

    def reaction(session: Session, subject: str, now: datetime) -> None:
        outcome = session.find(Outcome, subject)
        if outcome is not None:
            react(session, outcome, now)

    return reaction


DUE = (
    _due("a check-in opens or closes", Round, Round.moves_at, service.open_due),
    _due("somebody is asked how it is going", Prompt, Prompt.due_at, service.ask_due),
    _due("somebody is reminded", Prompt, Prompt.remind_at, service.remind_due),
)
SWEEPS = (
    Sweep("checkins.teams", service.team_changed),
    Sweep("checkins.people", service.person_changed),
    Sweep("checkins.outcomes", service.outcome_changed),
    Sweep("checkins.heard", _heard),
    Sweep("checkins.agreed", _about(service.agreed)),
    Sweep("checkins.claimed", _about(service.claimed)),
    Sweep("checkins.confirmed", _about(service.confirmed)),
)
