"""What is said about single outcomes: names, who is waited for, how late. Looked up for all together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.asks.model import AskState
from bot.asks.queries import called
from bot.asks.rules.states import TO_LOOK_AT
from bot.core import calendar
from bot.core.db import Session
from bot.digests.model import SecondLook
from bot.digests.queries import asked as asking, looks as looking
from bot.digests.queries.asked import Asked
from bot.digests.queries.facts import Finished, Look, Still, Worse
from bot.digests.queries.leaves import Leaf
from bot.digests.rules import pictures
from bot.digests.rules.promises import Promise
from bot.outcomes import queries as outcomes
from bot.outcomes.model import StatusChange
from bot.outcomes.rules.lifecycle import Lifecycle, Status
from bot.people import queries as people
from bot.people.model import Person

_CLAIMED = (Lifecycle.CLAIMED_DONE, Lifecycle.DONE)
_TROUBLED = (Status.AT_RISK, Status.BLOCKED)


@dataclass(frozen=True)
class Known:
    """What was looked up: the owners' last words, asks, second looks (all by outcome) and people (by id)."""

    now: datetime
    zone: str
    said: Mapping[str, StatusChange]
    asked: Mapping[str, Asked]
    looks: Mapping[str, SecondLook]
    people: Mapping[str, Person]
    names: Mapping[str, str]


def known(session: Session, leaves: Sequence[Leaf], now: datetime, zone: str) -> Known:
    active = [leaf.outcome for leaf in leaves if leaf.is_active]
    troubled = [leaf.outcome for leaf in leaves if leaf.is_active and leaf.picture.is_troubled]
    asked = asking.asked_about(session, [one.id for one in troubled])
    looks = looking.shown(session, [one.id for one in active])
    said = outcomes.last_changes(session, [*troubled, *(one for one in active if one.id in looks)])
    ids = {leaf.outcome.owner_id for leaf in leaves}
    ids |= set(_others(said.values(), asked.values(), looks.values()))
    found = {one.id: one for one in session.scalars(select(Person).where(Person.id.in_(ids)))}
    names = {one.id: called(one) for one in found.values()}
    return Known(now, zone, said, asked, looks, found, names)


def _others(
    said: Iterable[StatusChange], asked: Iterable[Asked], looks: Iterable[SecondLook]
) -> Iterable[str]:
    ids = [one.waiting_for_id for one in said]
    ids += [one.step.person_id for one in asked if one.step]
    ids += [one.ask.promised_by_id for one in asked]
    ids += [one.ask.answered_by_id for one in asked]
    ids += [fact.who for one in looks for fact in looking.facts_of(one)]
    return [id for id in ids if id is not None]


def worse(known: Known, leaf: Leaf) -> Worse:
    """Who is waited for, and with whom it is now."""
    said = (
        known.said.get(leaf.outcome.id) if leaf.picture.status in (Status.AT_RISK, Status.BLOCKED) else None
    )
    made = Worse(leaf, said, _day(known, leaf, said), _waits_for(known, said))
    asked = known.asked.get(leaf.outcome.id)
    return made if asked is None else _with(known, made, asked)


def _with(known: Known, made: Worse, asked: Asked) -> Worse:
    ask, step = asked.ask, asked.step
    found = dict(vars(made))
    if ask.state is AskState.PROMISED:
        found |= {"asked": known.names.get(ask.promised_by_id or ""), "promised_for": ask.promised_for}
    elif ask.state in TO_LOOK_AT:
        found |= {"asked": known.names.get(ask.answered_by_id or ""), "is_answered": True}
    elif step is not None and step.person_id and step.person_id != ask.to_id:
        day = calendar.local_day(step.asked_at, calendar.zone(known.zone))
        found |= {"asked": known.names.get(step.person_id), "asked_on": day}
    return Worse(**found)


def _waits_for(known: Known, said: StatusChange | None) -> str | None:
    if said is None or said.status is not Status.BLOCKED:
        return None
    return known.names.get(said.waiting_for_id) if said.waiting_for_id else said.waiting_for_text


def _day(known: Known, leaf: Leaf, said: StatusChange | None) -> int:
    """The how-manieth working day of the owner this is: the day on which it began is the first."""
    owner = known.people[leaf.outcome.owner_id]
    today = people.day_of(owner, known.now)
    first = people.day_of(owner, leaf.same_since)
    if said is not None and said.since is not None:
        first = said.since
    return 1 + calendar.working_days_between(people.hours(owner, today), min(first, today), today)


def look(known: Known, leaf: Leaf) -> Look:
    found, said = known.looks[leaf.outcome.id], known.said.get(leaf.outcome.id)
    words = found.words or (said.note if said else None)
    return Look(leaf, found, known.names[leaf.outcome.owner_id], words)


def is_news(known: Known, leaf: Leaf, since: datetime) -> bool | None:
    """Whether the second look says something that the last digest did not; None when there is none."""
    found = known.looks.get(leaf.outcome.id)
    if found is None:
        return None
    moments = (found.shown_at, found.words_at)
    return leaf.before is None or any(moment is not None and moment > since for moment in moments)


def still(known: Known, leaf: Leaf) -> Still:
    before = leaf.before
    if before is None or before.watched == leaf.picture.watched:
        return Still(leaf, pictures.weeks_same(leaf.same_since, known.now))
    was = before.status if before.status is not leaf.picture.status else None
    return Still(leaf, None, was)


def finished(known: Known, leaf: Leaf) -> Finished:
    owner = known.people[leaf.outcome.owner_id]
    promised = leaf.outcome.promised_for or leaf.outcome.due
    claimed = people.day_of(owner, leaf.outcome.claimed_at or leaf.outcome.done_at or known.now)
    late = 0
    if promised is not None and claimed > promised:
        late = calendar.working_days_between(people.hours(owner, claimed), promised, claimed)
    return Finished(leaf.outcome, known.names[owner.id], late)


def promise(known: Known, leaf: Leaf) -> Promise | None:
    """Its promised day and what became of it; None when nothing was promised, or it waits for a new owner."""
    one = leaf.outcome
    owner = known.people[one.owner_id]
    if one.promised_for is None or one.lifecycle in (Lifecycle.DRAFT, Lifecycle.PROPOSED):
        return None
    claimed = one.claimed_at if one.lifecycle in _CLAIMED else None
    left = {Lifecycle.DROPPED: one.dropped_at, Lifecycle.PAUSED: one.paused_at}.get(one.lifecycle)
    return Promise(
        promised_for=one.promised_for,
        today=people.day_of(owner, known.now),
        claimed_on=people.day_of(owner, claimed) if claimed else None,
        left_on=people.day_of(owner, left) if left else None,
    )
