"""From how many people the last rounds heard."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from bot.checkins.model import Prompt, PromptItem, Round
from bot.checkins.rules.states import Skipped
from bot.core.calendar import Cadence
from bot.core.db import Session
from bot.outcomes.model import Outcome
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.people import queries as people
from bot.people.model import Person


@dataclass(frozen=True)
class Heard:
    """`people` of `asked` said something; `still_open` rounds take answers."""

    people: int
    asked: int
    still_open: int


def heard(session: Session, team_ids: Collection[str], since: datetime, now: datetime) -> Heard | None:
    """From whom these teams' rounds heard that opened since then; None when nobody was asked.

    Who is asked by several teams counts once. Nobody who is away counts, unless they spoke before they went.
    """
    held = session.scalars(select(Round).where(Round.team_id.in_(team_ids), Round.opened_at > since)).all()
    spoke: dict[str, bool] = {}
    for person, has_answer, waits in _parts(session, [one.id for one in held]):
        if has_answer or waits:
            spoke[person] = spoke.get(person, False) or has_answer
    away = away_ids(session, [id for id, has_answer in spoke.items() if not has_answer], now)
    counted = {id: has_answer for id, has_answer in spoke.items() if id not in away}
    if not counted:
        return None
    # A daily round is open all the time.
    still_open = sum(one.closed_at is None and one.cadence is not Cadence.DAILY for one in held)
    return Heard(sum(counted.values()), len(counted), still_open)


def _parts(session: Session, round_ids: Collection[str]) -> list[tuple[str, bool, bool]]:
    """For everything that these rounds asked: whom, whether there is an answer, whether one is waited for.

    A word since the round opened is an answer, wherever it was said.
    """
    asked = session.execute(
        select(Prompt.person_id, PromptItem.answer, PromptItem.is_fresh, Round.opened_at, Outcome)
        .join(Round, (Round.workspace == Prompt.workspace) & (Round.id == Prompt.round_id))
        .join(PromptItem, (PromptItem.workspace == Prompt.workspace) & (PromptItem.prompt_id == Prompt.id))
        .join(Outcome, (Outcome.workspace == PromptItem.workspace) & (Outcome.id == PromptItem.outcome_id))
        .where(
            Prompt.round_id.in_(round_ids),
            or_(Prompt.asked_at.is_not(None), Prompt.skipped == Skipped.FRESH),
        )
    )
    found = []
    for person, answer, is_fresh, opened, outcome in asked:
        is_theirs = outcome.owner_id == person
        has_answer = answer is not None or (is_theirs and _has_word(outcome, opened))
        is_waited_for = not is_fresh and is_theirs and outcome.lifecycle is Lifecycle.ACTIVE
        found.append((person, has_answer, is_waited_for))
    return found


def _has_word(outcome: Outcome, opened: datetime | None) -> bool:
    return any(
        at is not None and opened is not None and at > opened
        for at in (outcome.status_at, outcome.claimed_at)
    )


def away_ids(session: Session, ids: Collection[str], now: datetime) -> set[str]:
    """Those of these people who are away today, each by their own calendar, or have left."""
    persons = session.find_all(Person, ids).values()
    return people.away(session, {one: people.day_of(one, now) for one in persons})


def has_met(session: Session, team_ids: Collection[str]) -> bool:
    """Whether one of these teams has had a round."""
    found = select(Round.id).where(Round.team_id.in_(team_ids), Round.opened_at.is_not(None)).limit(1)
    return session.scalar(found) is not None
