"""The colleagues: they answer their check-ins by themselves, each a while after being asked.

The visitor may play anybody, so whoever has answered something by hand, took it back, or put it off is left
alone. Everything else that waits for people (asks, proposals, decisions) is the visitor's to answer.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, Select, exists, select

from bot.checkins import queries as checkins, service
from bot.checkins.model import Prompt, PromptItem, Round
from bot.core.db import Session, lock
from bot.core.jobs import Due, Found
from bot.demo import harbor
from bot.outcomes.model import Outcome, StatusChange
from bot.people import queries as people
from bot.people.model import Person

WEEK = timedelta(weeks=1)
BEFORE_IT_CLOSES = timedelta(minutes=5)
PEOPLE = {one.name: one for one in harbor.PEOPLE.values()}
UNKNOWN = harbor.Goal("", "", None, None)
"""What somebody has written down since: it goes well."""


@dataclass(frozen=True)
class Turn:
    """Somebody's answer to one message, at its moment."""

    found: Found
    person_id: str
    moment: datetime


def letter(number: int, asked_on: date) -> str:
    """What is said of the outcome when asked on that day (see `harbor.Goal`)."""
    then = _goal(number).then
    week = max(asked_on - harbor.START.date(), timedelta()) // WEEK
    return then[min(week, len(then) - 1)]


def _goal(number: int) -> harbor.Goal:
    return harbor.OUTCOMES[number - 1] if number <= len(harbor.OUTCOMES) else UNKNOWN


def answer(session: Session, prompt_ids: Sequence[str], now: datetime) -> None:
    """Answers everything that these messages ask, unless somebody has begun to meanwhile."""
    for id in prompt_ids:
        _answer(session, id, now)


def _answer(session: Session, prompt_id: str, now: datetime) -> None:
    lead = session.find(Prompt, prompt_id)
    by = lock(session, Person, lead.person_id) if lead else None
    if lead is None or by is None or not any(_turns(session, lead.id)):
        return
    for entry in checkins.entries(session, lead):
        if entry.is_open:
            _say(session, entry, by, now)


def _say(session: Session, entry: checkins.Entry, by: Person, now: datetime) -> None:
    today, goal = people.day_of(by, now), _goal(entry.outcome.number)
    match letter(entry.outcome.number, entry.prompt.asked_on or today):
        case "g" if entry.outcome.due is not None and entry.outcome.due < today + WEEK:
            service.done(session, entry.item, evidence=harbor.EVIDENCE, by=by, now=now)
        case "g":
            service.on_track(session, entry.item, by=by, now=now)
        case "a":
            service.at_risk(session, entry.item, cause=goal.cause, note=goal.note, by=by, now=now)


def _find(session: Session, now: datetime, limit: int) -> Sequence[Found]:
    due = [turn for turn in _turns(session) if turn.moment <= now]
    return [turn.found for turn in due if not _is_away(session, turn, now)][:limit]


def _next_due(session: Session, after: datetime) -> datetime | None:
    return min((turn.moment for turn in _turns(session) if turn.moment > after), default=None)


def _is_away(session: Session, turn: Turn, now: datetime) -> bool:
    who = session.get_one(Person, (turn.found.workspace, turn.person_id))
    return people.is_away(session, who, people.day_of(who, now))


def _turns(session: Session, prompt_id: str | None = None) -> Iterator[Turn]:
    """Who is going to answer by themselves; of all messages, or of this one."""
    asked = _asked() if prompt_id is None else _asked().where(Prompt.id == prompt_id)
    for _, rows in groupby(session.execute(asked).all(), key=attrgetter("id")):
        turn = _turn(list(rows))
        if turn is not None:
            yield turn


def _turn(items: Sequence[Row[Any]]) -> Turn | None:
    first = items[0]
    who = PEOPLE.get(first.full_name)
    is_by_hand = any(item.answer is not None or item.was_taken_back for item in items)
    if who is None or who.answers_after is None or is_by_hand or not _has_words(items):
        return None
    last = max(first.closes_at - BEFORE_IT_CLOSES, first.asked_at)
    moment = min(first.asked_at + timedelta(minutes=who.answers_after), last)
    return Turn(Found(first.workspace, first.id), first.person_id, moment)


def _has_words(items: Iterable[Row[Any]]) -> bool:
    return any(letter(item.number, item.asked_on) != "-" for item in items)


@cache
def _asked() -> Select[Any]:
    """What open rounds ask: a row for each outcome, those of one message together, in all workspaces."""
    taken_back = exists().where(
        StatusChange.workspace == PromptItem.workspace,
        StatusChange.outcome_id == PromptItem.outcome_id,
        StatusChange.undone_at >= Prompt.asked_at,
    )
    columns: tuple[Any, ...] = (
        Prompt.workspace,
        Prompt.id,
        Prompt.person_id,
        Prompt.asked_at,
        Prompt.asked_on,
        Round.closes_at,
        Person.full_name,
        Outcome.number,
        PromptItem.answer,
        taken_back.label("was_taken_back"),
    )
    return (
        select(*columns)
        .join(Round, (Round.workspace == Prompt.workspace) & (Round.id == Prompt.round_id))
        .join(Person, (Person.workspace == Prompt.workspace) & (Person.id == Prompt.person_id))
        .join(PromptItem, (PromptItem.workspace == Prompt.workspace) & (PromptItem.prompt_id == Prompt.id))
        .join(Outcome, (Outcome.workspace == PromptItem.workspace) & (Outcome.id == PromptItem.outcome_id))
        .where(
            Round.closed_at.is_(None),
            Prompt.lead_id == Prompt.id,
            Prompt.finished_at.is_(None),
            Prompt.snoozed == 0,
            PromptItem.is_fresh.is_(False),
        )
        .order_by(Prompt.asked_at, Prompt.id)
    )


DUE = Due("a colleague answers how it is going", _find, answer, _next_due)
