"""Gathering what a digest tells, in a number of look-ups that does not grow with what there is to tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.core import calendar
from bot.core.calendar import ONE_WEEK
from bot.core.db import Session
from bot.digests.model import Digest, Entry
from bot.digests.queries import facts, heard, leaves, owed, plans, scope, telling, trees
from bot.digests.queries.facts import Facts, Line
from bot.digests.queries.leaves import Leaf
from bot.digests.queries.plans import Reader
from bot.digests.queries.scope import Scope
from bot.digests.queries.telling import Known
from bot.digests.rules import pictures, promises, weeks
from bot.digests.rules.pictures import Place
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.people import queries as people
from bot.people.model import Person

AHEAD = timedelta(weeks=4)


@dataclass(frozen=True)
class Against:
    """What a digest is compared with: what the one before showed, and when."""

    since: datetime
    entries: Mapping[str, Entry]


def of_digest(session: Session, digest: Digest, now: datetime) -> Facts:
    """What a planned or posted digest says as things stand now, compared with what it was compared with."""
    all_teams = trees.forest(session)
    if digest.leader_id is not None:
        found = scope.scope_of_leader(session, all_teams, people.person(session, digest.leader_id))
    else:
        assert digest.team_id is not None, "a digest is for a leader or for a team"
        found = scope.scope_of_team(all_teams, all_teams.teams[digest.team_id])
    against = Against(digest.since or now - ONE_WEEK, plans.entries(session, digest.after_id))
    place = calendar.zone(found.zone)
    posted_on = calendar.local_day(digest.posted_at, place) if digest.posted_at else None
    return gather(session, found, digest.period, against, now, posted_on)


def preview(session: Session, reader: Reader, found: Scope, now: datetime) -> Facts:
    """What the reader's next digest would say if it went now."""
    planned = plans.planned(session, reader)
    today = calendar.local_day(now, calendar.zone(found.zone))
    period = planned.period if planned else weeks.week(today)
    return gather(session, found, period, against_last(session, reader, now), now)


def against_last(session: Session, reader: Reader, now: datetime) -> Against:
    """The last digest that has gone; before the first one, everything of a week ago is news."""
    last = plans.last_posted(session, reader)
    if last is None or last.posted_at is None:
        return Against(now - ONE_WEEK, {})
    return Against(last.posted_at, plans.entries(session, last.id))


def gather(
    session: Session,
    read: Scope,
    period: str,
    against: Against,
    now: datetime,
    posted_on: date | None = None,
) -> Facts:
    today = calendar.local_day(now, calendar.zone(read.zone))
    quarter = (promises.quarter_first(today), today)
    every = leaves.leaves(
        session,
        read.all_ids,
        read.eyes,
        since=against.since,
        quarter=quarter,
        before=against.entries,
        now=now,
    )
    own = [leaf for leaf in every if leaf.outcome.team_id in read.team_ids]
    active = [leaf for leaf in own if leaf.is_active]
    known = telling.known(session, own, now, read.zone)
    placed = {leaf.outcome.id: _place(known, leaf, against.since) for leaf in active}
    kept = [telling.promise(known, leaf) for leaf in own]
    owed_now = _owed(session, read.leader, now)
    # What waits for the leader's decision is told there: that it has not moved says nothing more.
    decided_next = {one.outcome.id for one in owed_now if one.outcome is not None}

    def at(place: Place) -> list[Leaf]:
        return [leaf for leaf in active if placed[leaf.outcome.id] is place]

    return Facts(
        scope=read,
        period=period,
        today=today,
        posted_on=posted_on,
        owed=owed_now,
        worse=[telling.worse(known, leaf) for leaf in at(Place.WORSE)],
        looks=[telling.look(known, leaf) for leaf in at(Place.LOOK)],
        still=[telling.still(known, leaf) for leaf in at(Place.STILL) if leaf.outcome.id not in decided_next],
        soon=facts.counts(leaf for leaf in active if _is_soon(leaf, today)),
        standing=facts.counts(active),
        finished=[telling.finished(known, leaf) for leaf in own if _is_finished(leaf, against.since)],
        next_due=next((leaf for leaf in active if leaf.outcome.due and leaf.outcome.due >= today), None),
        on_time=promises.on_time(one for one in kept if one is not None),
        heard=heard.heard(session, read.all_ids, against.since, now),
        lines=[_line(under, every) for under in read.under],
        leaves=[leaf for leaf in own if leaf.is_running or _is_finished(leaf, against.since)],
        names=known.names,
    )


def _owed(session: Session, leader: Person | None, now: datetime) -> list[owed.Owed]:
    return [] if leader is None else owed.owed(session, leader, now)


def _place(known: Known, leaf: Leaf, since: datetime) -> Place:
    return pictures.place(
        leaf.before,
        leaf.picture,
        same_since=leaf.same_since,
        since=since,
        is_news=telling.is_news(known, leaf, since),
    )


def _is_soon(leaf: Leaf, today: date) -> bool:
    return leaf.outcome.due is not None and today <= leaf.outcome.due <= today + AHEAD


def _is_finished(leaf: Leaf, since: datetime) -> bool:
    one = leaf.outcome
    is_new = one.done_at is not None and one.done_at > since
    return one.lifecycle is Lifecycle.DONE and is_new and not leaf.was_told_done


def _line(under: scope.Under, every: list[Leaf]) -> Line:
    own = (leaf for leaf in every if leaf.is_active and leaf.outcome.team_id in under.ids)
    return Line(under.team, facts.counts(own))
