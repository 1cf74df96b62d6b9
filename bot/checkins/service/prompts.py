"""Asking people: the prompt, its one reminder, and what moves them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bot.checkins import queries
from bot.checkins.model import Prompt, PromptItem, Round
from bot.checkins.rules import asking, timing
from bot.checkins.rules.asking import Asked
from bot.checkins.rules.states import Answer, Skipped
from bot.checkins.rules.timing import Diary
from bot.checkins.service import planning, rounds
from bot.core.calendar import Cadence
from bot.core.db import Session, lock_all, reread
from bot.outbox import service as outbox
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Outcome
from bot.people import queries as people
from bot.people.model import Person


def ask_due(session: Session, prompt_ids: Sequence[str], now: datetime) -> None:
    """Asks those whose moment has come, each about everything that they are asked about on that day."""
    parts = _parts_of_today(session, _due(session, prompt_ids, now), now)
    diaries = queries.diaries(session, {person: people.day_of(person, now) for person in parts})
    ready = {
        person: [one for one in listed if _is_ready(session, one, diaries[person.id], now)]
        for person, listed in parts.items()
    }
    _ask(session, {person: listed for person, listed in ready.items() if listed}, diaries, now)


def _due(session: Session, prompt_ids: Sequence[str], now: datetime) -> list[Person]:
    """Whose prompts these are, held until the end of the transaction; nobody who was asked meanwhile."""
    planned = session.find_all(Prompt, prompt_ids)
    persons = lock_all(session, Person, {one.person_id for one in planned.values()})
    still = reread(session, Prompt, planned)
    due = {one.person_id for one in still.values() if one.due_at is not None and one.due_at <= now}
    return [person for person in persons if person.id in due]


def _parts_of_today(
    session: Session, persons: Collection[Person], now: datetime
) -> dict[Person, list[Prompt]]:
    """Each person's parts that fall on the same day, or were left over from before.

    In the same order for everybody: two people who are asked by the same two teams lock them alike.
    """
    parts: dict[Person, list[Prompt]] = {person: [] for person in persons}
    of = {person.id: person for person in persons}
    for one in sorted(queries.to_ask_each(session, of), key=lambda one: one.round_id):
        person = of[one.person_id]
        if one.due_at is not None and people.day_of(person, one.due_at) <= people.day_of(person, now):
            parts[person].append(one)
    return parts


def _is_ready(session: Session, prompt: Prompt, diary: Diary, now: datetime) -> bool:
    """Opens the prompt's round if nobody has yet, and looks once more whether this is the right moment."""
    person = people.person(session, prompt.person_id)
    found = session.find(Round, prompt.round_id)
    assert found is not None
    is_before_others = prompt.due_at is not None and prompt.due_at > now
    if found.opened_at is None and not rounds.open_round(session, found, now, early=is_before_others):
        return False
    kept = session.find(Prompt, prompt.id)
    if kept is None or kept.due_at is None or people.day_of(person, kept.due_at) > people.day_of(person, now):
        return False
    when = _reason_not_to(session, found, kept, diary, now)
    if when is not None:
        planning.set_moment(kept, when)
        rounds.touch_current(session, found.team_id)
    return when is None


def _reason_not_to(
    session: Session, found: Round, prompt: Prompt, diary: Diary, now: datetime
) -> datetime | Skipped | None:
    """Why a person whose round is open is not asked now, or when instead; None: now is right."""
    person = people.person(session, prompt.person_id)
    if person.is_gone:
        return Skipped.GONE
    if not planning.runs(people.team(session, found.team_id)):
        return Skipped.PAUSED
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
    diaries = queries.diaries(session, {person: people.day_of(person, now)})
    return _ask(session, {person: prompts}, diaries, now, is_wanted=is_wanted).get(person)


def _ask(
    session: Session,
    parts: Mapping[Person, Sequence[Prompt]],
    diaries: Mapping[str, Diary],
    now: datetime,
    *,
    is_wanted: bool = False,
) -> dict[Person, Prompt]:
    """Sends each person one message about these parts of theirs; the prompt that leads it, by person."""
    leaves = outcomes.leaves_of_each(session, [person.id for person in parts])
    asked = {
        person: [one for one in listed if _list(session, leaves[person.id], one, now, is_wanted=is_wanted)]
        for person, listed in parts.items()
    }
    leads = {
        person: _begin(session, person, listed, diaries[person.id], now)
        for person, listed in asked.items()
        if listed
    }
    every = [one for listed in parts.values() for one in listed]
    for one in every:
        one.due_at = None
    session.flush()
    _number(session, [listed for listed in asked.values() if listed])
    for person, lead in leads.items():
        key = queries.prompt_key(lead.id)
        outbox.say(session, key=key, to=person.slack_id, kind="checkins.prompt", ref=lead.id)
    _touch_rounds(session, every)
    return leads


def _begin(session: Session, person: Person, asked: Sequence[Prompt], diary: Diary, now: datetime) -> Prompt:
    """Writes down that the person is asked now, in one message; the prompt that leads it."""
    lead = asked[0]
    for one in asked:
        one.asked_at, one.asked_on, one.lead_id = now, people.day_of(person, now), lead.id
        one.skipped = None
    lead.introduces = person.met_at is None
    lead.remind_at = _reminder(session, person, asked, diary, now)
    person.met_at = person.met_at or now
    return lead


def _list(
    session: Session, owned: Sequence[Outcome], prompt: Prompt, now: datetime, *, is_wanted: bool
) -> bool:
    """Writes down what the prompt asks about, of what its person owns; whether there is anything."""
    found = session.find(Round, prompt.round_id)
    assert found is not None
    opened = found.opened_at or now
    leaves = [one for one in owned if one.team_id == found.team_id and _agreed(one) <= opened]
    since = timing.fresh_since(found.cadence, now)
    fresh = {one.id for one in leaves if not is_wanted and one.status_at and one.status_at > since}
    for one in leaves:
        session.add(_item(prompt, one, is_fresh=one.id in fresh))
    if len(fresh) == len(leaves):
        prompt.skipped = Skipped.FRESH if fresh else Skipped.NOTHING
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


def _number(session: Session, messages: Sequence[Sequence[Prompt]]) -> None:
    """Puts what each message asks about in order, across its teams."""
    of = {one.id: number for number, asked in enumerate(messages) for one in asked}
    listed: dict[int, list[PromptItem]] = defaultdict(list)
    for item in queries.items_of(session, of):
        listed[of[item.prompt_id]].append(item)
    flags = outcomes.flags(session, [item.outcome_id for items in listed.values() for item in items])

    def key(item: PromptItem) -> tuple[object, ...]:
        asked = outcomes.outcome(session, item.outcome_id)
        return asking.order(Asked(asked.number, asked.due, item.outcome_id in flags))

    for items in listed.values():
        for n, item in enumerate(sorted(items, key=key), start=1):
            item.n = n
    session.flush()


def _reminder(
    session: Session, person: Person, prompts: Sequence[Prompt], diary: Diary, now: datetime
) -> datetime | None:
    """When to remind of this message: at the time for which they were planned, if that is still to come."""
    held = [one for prompt in prompts if (one := session.find(Round, prompt.round_id)) is not None]
    slow = [one for one in held if one.cadence is not Cadence.DAILY]
    if not slow:
        return None
    last = max(slow, key=lambda one: one.closes_at)
    at = last.at or timing.local_time(now, person.zone)
    today = people.day_of(person, now)
    if last.day > today:
        return timing.moment_on(diary, last.day, at)
    return timing.remind_moment(diary, today, at, last.closes_at, now)


def _touch_rounds(session: Session, prompts: Sequence[Prompt]) -> None:
    for id in dict.fromkeys(one.round_id for one in prompts):
        outbox.touch(session, queries.message_key(id))
