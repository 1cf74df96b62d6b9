"""What owners said over several rounds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.checkins.model import Prompt, PromptItem, Round
from bot.checkins.rules import runs
from bot.checkins.rules.runs import Turn
from bot.core.db import Session
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Outcome, StatusChange
from bot.outcomes.rules.lifecycle import Status

LOOK_BACK = 12
"""Rounds that are looked at: whoever needs more than that needs no count."""


def turns(session: Session, outcome_id: str) -> list[Turn]:
    """What the outcome's last rounds heard of it, latest first."""
    found = session.execute(
        select(PromptItem, Round)
        .join(Prompt, (Prompt.workspace == PromptItem.workspace) & (Prompt.id == PromptItem.prompt_id))
        .join(Round, (Round.workspace == Prompt.workspace) & (Round.id == Prompt.round_id))
        .where(PromptItem.outcome_id == outcome_id)
        .order_by(Round.day.desc(), PromptItem.id.desc())
        .limit(LOOK_BACK)
    )
    return [Turn(item.answer, item.is_silent, held.closed_at is not None) for item, held in found]


def silent_rounds(session: Session, outcome_id: str) -> int:
    """In how many rounds running, up to the last that closed, its owner was asked, there, and silent."""
    return runs.silent(turns(session, outcome_id))


def at_risk_running(session: Session, outcome_id: str) -> int:
    """In how many rounds running, up to the last that heard of it, the answer was at risk."""
    return runs.at_risk(turns(session, outcome_id))


@dataclass(frozen=True)
class Running:
    """An outcome that a round asked about, with the two counts that a leader may want to hear of."""

    outcome: Outcome
    silent: int
    at_risk: int


def running(session: Session, round_id: str) -> list[Running]:
    """What this round asked about that has been silent or at risk, with for how many rounds running."""
    items = session.scalars(
        select(PromptItem)
        .join(Prompt, (Prompt.workspace == PromptItem.workspace) & (Prompt.id == PromptItem.prompt_id))
        .where(Prompt.round_id == round_id)
        .order_by(PromptItem.n, PromptItem.id)
    )
    found = []
    for item in items:
        past = turns(session, item.outcome_id)
        one = Running(outcomes.outcome(session, item.outcome_id), runs.silent(past), runs.at_risk(past))
        if one.silent or one.at_risk:
            found.append(one)
    return found


@dataclass(frozen=True)
class Move:
    """How the word on an outcome moved: before some moment (None: no word yet), and now."""

    outcome: Outcome
    before: Status | None
    last: StatusChange


def changes_since(session: Session, team_ids: Iterable[str], since: datetime) -> Sequence[Move]:
    """Outcomes of these teams on which there was word since then, latest first, with the word before it."""
    own = select(Outcome.id).where(Outcome.team_id.in_(list(team_ids)))
    said = session.scalars(
        select(StatusChange)
        .where(StatusChange.outcome_id.in_(own), StatusChange.undone_at.is_(None), StatusChange.at > since)
        .order_by(StatusChange.at.desc(), StatusChange.id.desc())
    ).all()
    latest: dict[str, StatusChange] = {}
    for one in said:
        latest.setdefault(one.outcome_id, one)
    return [_move(session, last, since) for last in latest.values()]


def _move(session: Session, last: StatusChange, since: datetime) -> Move:
    before = next((one for one in outcomes.changes(session, last.outcome_id) if one.at <= since), None)
    return Move(outcomes.outcome(session, last.outcome_id), before.status if before else None, last)
