"""Asking people: the prompt, its one reminder, and what moves them."""

from collections.abc import Sequence
from datetime import datetime

from bot.checkins import queries
from bot.checkins.model import Prompt, PromptItem, Round
from bot.checkins.rules import asking, timing
from bot.checkins.rules.asking import Asked
from bot.checkins.rules.states import Answer, Skipped
from bot.checkins.service import planning, rounds
from bot.core.calendar import Cadence
from bot.core.db import Session, lock
from bot.outbox import service as outbox
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Outcome
from bot.people import queries as people
from bot.people.model import Person


def ask_due(session: Session, prompt_id: str, now: datetime) -> None:
    """Asks somebody whose moment has come, about everything that they are asked about on that day."""
    prompt = session.find(Prompt, prompt_id)
    if prompt is None or lock(session, Person, prompt.person_id) is None:
        return
    prompt = planning.as_it_is(session, Prompt, prompt_id)
    if prompt is None or prompt.due_at is None or prompt.due_at > now:
        return
    person = people.person(session, prompt.person_id)
    ready = [one for one in _of_today(session, person, now) if _is_ready(session, one, person, now)]
    if ready:
        ask(session, person, ready, now)


def _of_today(session: Session, person: Person, now: datetime) -> list[Prompt]:
    """The person's parts that fall on the same day, or were left over from before."""
    today = people.day_of(person, now)
    found = [
        one
        for one in queries.to_ask(session, person.id)
        if one.due_at is not None and people.day_of(person, one.due_at) <= today
    ]
    # In the same order for everybody: two people who are asked by the same two teams lock them alike.
    return sorted(found, key=lambda one: one.round_id)


def _is_ready(session: Session, prompt: Prompt, person: Person, now: datetime) -> bool:
    """Opens the prompt's round if nobody has yet, and looks once more whether this is the right moment."""
    found = session.find(Round, prompt.round_id)
    assert found is not None
    is_before_others = prompt.due_at is not None and prompt.due_at > now
    if found.opened_at is None and not rounds.open_round(session, found, now, early=is_before_others):
        return False
    kept = session.find(Prompt, prompt.id)
    if kept is None or kept.due_at is None or people.day_of(person, kept.due_at) > people.day_of(person, now):
        return False
    when = _reason_not_to(session, found, kept, person, now)
    if when is not None:
        planning.set_moment(kept, when)
        rounds.touch_current(session, found.team_id)
    return when is None


def _reason_not_to(
    session: Session, found: Round, prompt: Prompt, person: Person, now: datetime
) -> datetime | Skipped | None:
    """Why a person whose round is open is not asked now, or when instead; None: now is right."""
    if person.is_gone:
        return Skipped.GONE
    if not planning.runs(people.team(session, found.team_id)):
        return Skipped.PAUSED
    diary = queries.diary(session, person, people.day_of(person, now))
    if people.day_of(person, now) in diary.away:
        moment = queries.moment_again(session, found, prompt, now)
        return moment if isinstance(moment, Skipped) or moment > now else Skipped.AWAY
    assert prompt.due_at is not None
    is_in_time = timing.is_still_time(diary, prompt.due_at, found.closes_at, now)
    return None if is_in_time else Skipped.MISSED


def ask(
    session: Session, person: Person, prompts: Sequence[Prompt], now: datetime, *, is_wanted: bool = False
) -> Prompt | None:
    """Sends the person one message about these parts, and returns the prompt that leads it.

    None when there is nothing to ask. `is_wanted`: they came by themselves, so that also what they spoke of
    a moment ago is asked.
    """
    asked = [one for one in prompts if _list(session, person, one, now, is_wanted=is_wanted)]
    for one in prompts:
        one.due_at = None
    if not asked:
        session.flush()
        _touch_rounds(session, prompts)
        return None
    lead = asked[0]
    for one in asked:
        one.asked_at, one.asked_on, one.lead_id = now, people.day_of(person, now), lead.id
        one.skipped = None
    lead.introduces = person.met_at is None
    lead.remind_at = _reminder(session, person, asked, now)
    person.met_at = person.met_at or now
    session.flush()
    _number(session, asked)
    outbox.say(
        session,
        key=queries.prompt_key(lead.id),
        to=person.slack_id,
        kind="checkins.prompt",
        ref=lead.id,
    )
    _touch_rounds(session, prompts)
    return lead


def _list(session: Session, person: Person, prompt: Prompt, now: datetime, *, is_wanted: bool) -> bool:
    """Writes down what the prompt asks about; whether there is anything."""
    found = session.find(Round, prompt.round_id)
    assert found is not None
    opened = found.opened_at or now
    leaves = [
        one
        for one in outcomes.leaves_of(session, person.id)
        if one.team_id == found.team_id and _agreed(one) <= opened
    ]
    since = timing.fresh_since(found.cadence, now)
    fresh = {one.id for one in leaves if not is_wanted and one.status_at and one.status_at > since}
    for one in leaves:
        session.add(_item(prompt, one, is_fresh=one.id in fresh))
    if len(fresh) == len(leaves):
        prompt.skipped = Skipped.FRESH if fresh else Skipped.NOTHING
    session.flush()
    return len(fresh) < len(leaves)


def _agreed(outcome: Outcome) -> datetime:
    """Since when its owner owns it."""
    return max(one for one in (outcome.agreed_at, outcome.activated_at, outcome.created_at) if one)


def _item(prompt: Prompt, outcome: Outcome, *, is_fresh: bool) -> PromptItem:
    item = PromptItem(prompt_id=prompt.id, outcome_id=outcome.id, n=0, before_id=outcome.status_change_id)
    if is_fresh and outcome.status is not None:
        item.is_fresh, item.answer = True, Answer(outcome.status)
        item.answered_at, item.status_change_id = outcome.status_at, outcome.status_change_id
    return item


def _number(session: Session, prompts: Sequence[Prompt]) -> None:
    """Puts what one message asks about in order, across its teams."""
    items = queries.items_of(session, [one.id for one in prompts])
    flags = outcomes.flags(session, [one.outcome_id for one in items])

    def key(item: PromptItem) -> tuple[object, ...]:
        asked = outcomes.outcome(session, item.outcome_id)
        return asking.order(Asked(asked.number, asked.due, item.outcome_id in flags))

    for n, item in enumerate(sorted(items, key=key), start=1):
        item.n = n
    session.flush()


def _reminder(session: Session, person: Person, prompts: Sequence[Prompt], now: datetime) -> datetime | None:
    """When to remind of this message: at the time for which they were planned, if that is still to come."""
    held = [one for prompt in prompts if (one := session.find(Round, prompt.round_id)) is not None]
    slow = [one for one in held if one.cadence is not Cadence.DAILY]
    if not slow:
        return None
    last = max(slow, key=lambda one: one.closes_at)
    today = people.day_of(person, now)
    diary = queries.diary(session, person, today)
    at = last.at or timing.local_time(now, person.zone)
    if last.day > today:
        return timing.moment_on(diary, last.day, at)
    return timing.remind_moment(diary, today, at, last.closes_at, now)


def _touch_rounds(session: Session, prompts: Sequence[Prompt]) -> None:
    for id in dict.fromkeys(one.round_id for one in prompts):
        outbox.touch(session, queries.message_key(id))
