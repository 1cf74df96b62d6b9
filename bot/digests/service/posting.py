"""Posting digests when they are due, each week's once."""

from datetime import datetime, timedelta

from bot.checkins import queries as checkins
from bot.core import calendar
from bot.core.calendar import Cadence, WorkingHours
from bot.core.db import Session, lock
from bot.digests import queries
from bot.digests.model import Digest, Entry
from bot.digests.queries import Facts, Forest, Leaf, Reader
from bot.digests.rules import weeks
from bot.digests.rules.states import Skipped
from bot.digests.rules.weeks import Beat
from bot.digests.service import planning
from bot.outbox import service as outbox
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.people import queries as people
from bot.people.model import Person, Team

A_MOMENT = timedelta(minutes=1)


def post_due(session: Session, digest_id: str, now: datetime) -> None:
    """Posts a digest whose moment has come, or leaves it out, and plans the next one.

    After the bot was not running for weeks, the newest week's goes and tells of all of them. What missed its
    time by much waits for working hours.
    """
    planned = session.find(Digest, digest_id)
    if planned is None or _locked(session, planned) is None:
        return
    found = lock(session, Digest, digest_id)
    if found is None or found.due_at is None or found.due_at > now:
        return
    forest = queries.forest(session)
    if found.team_id is not None:
        _team(session, found, forest, forest.teams[found.team_id], now)
    elif found.leader_id is not None:
        _leader(session, found, forest, people.person(session, found.leader_id), now)


def _locked(session: Session, found: Digest) -> Team | Person | None:
    if found.team_id is not None:
        return lock(session, Team, found.team_id)
    return None if found.leader_id is None else lock(session, Person, found.leader_id)


def _team(session: Session, found: Digest, forest: Forest, team: Team, now: datetime) -> None:
    channel = forest.channel(team)
    if not planning.posts(forest, team) or channel is None:
        session.delete(found)
        return
    beat = forest.beat(team)
    later = _round_closes(session, team, now) or _held_up(WorkingHours(beat.zone), found, now)
    if later is not None:
        found.due_at = later
        return
    _post(session, found, beat, team, channel, "digests.team", now)
    planning.plan_team(session, team.id, now)


def _leader(session: Session, found: Digest, forest: Forest, person: Person, now: datetime) -> None:
    if not planning.leads(forest, person):
        session.delete(found)
        return
    beat = forest.beat(forest.led_by(person.id)[0], person.zone)
    present = checkins.diary(session, person, people.day_of(person, now)).present
    opening = calendar.next_opening(present, now)
    if opening > now:
        found.due_at = opening
        return
    _post(session, found, beat, person, person.slack_id, "digests.leader", now)
    planning.plan_leader(session, person.id, now)


def _round_closes(session: Session, team: Team, now: datetime) -> datetime | None:
    """When the team's round is over, if it is still open: its digest comes after it. A daily one never is."""
    for one in checkins.open_rounds(session, [team.id], now):
        if one.cadence is not Cadence.DAILY:
            return max(one.closes_at, now + A_MOMENT)
    return None


def _held_up(hours: WorkingHours, found: Digest, now: datetime) -> datetime | None:
    return weeks.held_up(hours, found.due_at or now, now)


def _post(
    session: Session, found: Digest, beat: Beat, reader: Reader, to: str, kind: str, now: datetime
) -> None:
    found.period = max(found.period, weeks.newest(beat, now))
    against = queries.against_last(session, reader, now)
    last = queries.last_posted(session, reader)
    found.after_id, found.since, found.due_at = last.id if last else None, against.since, None
    facts = queries.of_digest(session, found, now)
    found.skipped = _reason_not_to(session, facts)
    if found.skipped is not None:
        return
    found.posted_at, found.open_until = now, weeks.ends(now, beat.zone)
    # What it shows of each outcome, so that the next one can tell what has changed.
    session.add_all(_entry(found, leaf) for leaf in facts.leaves)
    session.flush()
    key = queries.key(found.id)
    outbox.say(session, key=key, to=to, kind=kind, ref=found.id)
    outbox.say(
        session,
        key=queries.details_key(found.id),
        to=to,
        kind="digests.details",
        ref=found.id,
        thread_of=key,
    )


def _reason_not_to(session: Session, facts: Facts) -> Skipped | None:
    if facts.owed:
        return None
    if facts.is_empty:
        return Skipped.NOTHING
    if not queries.has_met(session, facts.scope.all_ids):
        return Skipped.NO_ROUND
    if facts.is_for_leader and not facts.scope.leads_below:
        return Skipped.NOTHING_OWED
    return None


def _entry(found: Digest, leaf: Leaf) -> Entry:
    return Entry(
        digest_id=found.id,
        outcome_id=leaf.outcome.id,
        status=leaf.picture.status,
        due=leaf.picture.due,
        flags=sorted(leaf.picture.flags),
        same_since=leaf.same_since,
        is_done=leaf.outcome.lifecycle is Lifecycle.DONE,
    )
