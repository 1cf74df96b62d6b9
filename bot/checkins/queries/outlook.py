"""What the next round of a team will be: which day, who is asked and when, and who is left out and why."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from bot.checkins.model import Prompt, Round
from bot.checkins.queries import rounds
from bot.checkins.rules import timing
from bot.checkins.rules.states import Skipped
from bot.checkins.rules.timing import Beat, Diary, Held, Slot, Window
from bot.core import calendar
from bot.core.calendar import Cadence
from bot.core.db import Session
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Outcome
from bot.people import queries as people
from bot.people.model import Person, Team
from bot.people.rules import Rhythm


@dataclass(frozen=True)
class Part:
    """One person, what they own in the team, and when they are asked about it, or why not."""

    person: Person
    leaves: Sequence[Outcome]
    when: datetime | Skipped


@dataclass(frozen=True)
class Outlook:
    """A round that can be held, at the time of day `at` (None: at once). `first`: the team's first round."""

    slot: Slot
    cadence: Cadence
    at: time | None
    first: date
    opens_at: datetime
    closes_at: datetime
    parts: list[Part]


@dataclass(frozen=True)
class Setting:
    """What holds for a team at the moment."""

    team: Team
    rhythm: Rhythm
    zone: str
    owners: Sequence[tuple[Person, Sequence[Outcome]]]
    last: Held | None
    asked: dict[str, date]

    @property
    def beat(self) -> Beat:
        days = frozenset(int(digit) for owner, _ in self.owners for digit in owner.working_days)
        return Beat(self.rhythm.cadence, self.rhythm.weekday, days or calendar.MONDAY_TO_FRIDAY)

    @property
    def gap(self) -> tuple[int, int | None]:
        """How few and how many days may lie between being asked twice."""
        cadence = self.rhythm.cadence
        if self.last is None:
            return 0, None
        # The round before may have been on another day than usual, because of a change before it.
        is_off_beat = self.last.rhythm_changed or self.last.day.weekday() != self.rhythm.weekday
        longest = timing.LONGEST[cadence] if is_off_beat else None
        return timing.shortest(self.last.cadence, cadence), longest


def setting(session: Session, team: Team) -> Setting:
    last = rounds.latest(session, team.id)
    return Setting(
        team=team,
        rhythm=people.rhythm(session, team),
        zone=people.zone_of(session, team),
        owners=_owners(session, team.id),
        last=_held(session, team, last) if last else None,
        asked=_asked_on(session, last.id) if last else {},
    )


def _owners(session: Session, team_id: str) -> list[tuple[Person, Sequence[Outcome]]]:
    """Who owns an active leaf of the team and is here, by name."""
    leaves: dict[str, list[Outcome]] = defaultdict(list)
    for leaf in outcomes.leaves_of_team(session, team_id):
        leaves[leaf.owner_id].append(leaf)
    found = session.scalars(
        select(Person).where(Person.id.in_(leaves), ~Person.is_gone).order_by(Person.name)
    )
    return [(owner, leaves[owner.id]) for owner in found]


def _held(session: Session, team: Team, last: Round) -> Held:
    changes = [one.rhythm_changed_at for one in people.line_of(session, team.id)]
    opened = last.opened_at or last.opens_at
    return Held(
        last.day, last.period, last.cadence, any(change is not None and change > opened for change in changes)
    )


def _asked_on(session: Session, round_id: str) -> dict[str, date]:
    """Person id → the day on which the round asked them."""
    asked = select(Prompt.person_id, Prompt.asked_on).where(Prompt.round_id == round_id)
    return {person: day for person, day in session.execute(asked) if day is not None}


def next_round(session: Session, team: Team, planned: Round | None, now: datetime) -> Outlook | None:
    """The next round of the team, whether or not the team is started; None when nobody owns an active leaf.

    On a day of which the hour has passed for some, the round is still held when it has not for others; those
    who are late are asked at once, or next time. `planned` is the round that is still to open: its own day
    may be over when a free day has put everybody off.
    """
    found = setting(session, team)
    if not found.owners:
        return None
    today = calendar.local_day(now, calendar.zone(found.zone))
    for slot, first in _candidates(found, min(today, planned.day) if planned else today):
        held = on_slot(session, found, slot, first, now)
        if slot.day > today + calendar.ONE_DAY or any(_is_to_come(part, now) for part in held.parts):
            return held
    raise AssertionError("there is always a later day")


def _candidates(found: Setting, today: date) -> Iterator[tuple[Slot, date]]:
    """Days on which the next round can be held, each with the day of the team's first round."""
    if found.last is None:
        while True:
            today = timing.first_day(found.beat, today)
            yield Slot(today, calendar.period_key(found.beat.cadence, today, today)), today
            today += calendar.ONE_DAY
    first = found.team.first_round_on or found.last.day
    for slot in timing.slots(found.beat, today=today, first=first, last=found.last):
        yield slot, first


def _is_to_come(part: Part, now: datetime) -> bool:
    return isinstance(part.when, datetime) and part.when > now


def on_slot(
    session: Session,
    found: Setting,
    slot: Slot,
    first: date,
    now: datetime,
    too_late: Skipped = Skipped.PASSED,
) -> Outlook:
    """The round of that slot, as it looks now; `first` is the day of the team's first round.

    `too_late`: what to call it when somebody's hour is over.
    """
    closes_at = closes(found, slot.day, first)
    each = diaries(session, {owner: slot.day for owner, _ in found.owners}, found.asked)
    parts = [
        Part(owner, leaves, _when(found, each[owner.id], slot, first, closes_at, now) or too_late)
        for owner, leaves in found.owners
    ]
    moments = [part.when for part in parts if isinstance(part.when, datetime)]
    opens_at = min(moments, default=calendar.at_local(slot.day, found.rhythm.at, calendar.zone(found.zone)))
    return Outlook(slot, found.rhythm.cadence, found.rhythm.at, first, opens_at, closes_at, parts)


def parts_of(session: Session, team: Team, planned: Round, now: datetime) -> list[Part]:
    """Who is part of a planned round, by what holds now."""
    found = setting(session, team)
    slot = Slot(planned.day, planned.period)
    first = team.first_round_on or planned.day
    return on_slot(session, found, slot, first, now, Skipped.MISSED).parts


def closes(found: Setting, day: date, first: date) -> datetime:
    """When the round of that day closes."""
    rhythm, beat, place = found.rhythm, found.beat, calendar.zone(found.zone)
    following = calendar.next_round_day(beat.cadence, beat.weekday, day, first, beat.days)
    next_opening = calendar.at_local(following, rhythm.at, place)
    return timing.closing(
        beat.cadence, day, rhythm.closes_weekday, rhythm.closes_at, found.zone, next_opening
    )


def _when(
    found: Setting, diary: Diary, slot: Slot, first: date, closes_at: datetime, now: datetime
) -> datetime | Skipped | None:
    """When to ask, or why not; None when that moment is over."""
    today = calendar.local_day(now, calendar.zone(diary.hours.zone))
    opens = max(calendar.period_first_day(found.rhythm.cadence, slot.day, first), today)
    moment = timing.ask_moment(diary, Window(slot.day, opens, closes_at), found.rhythm.at, gap=found.gap)
    if isinstance(moment, Skipped) or timing.is_still_time(diary, moment, closes_at, now):
        return moment
    return None


def diary(session: Session, person: Person, around: date) -> Diary:
    """The person's hours, and when they are away, in the weeks around that day."""
    return diaries(session, {person: around})[person.id]


def diaries(
    session: Session, days: Mapping[Person, date], asked: Mapping[str, date] | None = None
) -> dict[str, Diary]:
    """The diaries of several people by id, each around a day; `asked` is when they were asked last."""
    since = min(days.values(), default=date.max) - timedelta(days=45)
    absences = people.absences_of(session, [one.id for one in days], since)
    found = {}
    for person, around in days.items():
        spans = [(one.first, one.last) for one in absences[person.id]]
        if person.paused_until is not None:
            spans.append((date.min, person.paused_until))
        found[person.id] = Diary(
            hours=people.hours(person, around),
            away=timing.away_days(spans, around),
            asked_at=person.asked_at,
            last=(asked or {}).get(person.id),
        )
    return found


def moment_again(session: Session, held: Round, prompt: Prompt, now: datetime) -> datetime | Skipped:
    """When to ask somebody in an open round whose zone or absence has changed, by what holds now."""
    person = people.person(session, prompt.person_id)
    found = diary(session, person, held.day)
    if prompt.at is not None:
        found = replace(found, asked_at=prompt.at)
    if held.at is None:
        return _from_now(found, held.closes_at, now)
    today = people.day_of(person, now)
    moment = timing.ask_moment(found, Window(held.day, today, held.closes_at), held.at, gap=(0, None))
    if isinstance(moment, Skipped) or timing.is_still_time(found, moment, held.closes_at, now):
        return moment
    tomorrow = Window(today + calendar.ONE_DAY, today, held.closes_at)
    later = timing.ask_moment(found, tomorrow, held.at, gap=(0, None))
    if isinstance(later, Skipped) or later <= now:
        return Skipped.MISSED
    left = calendar.working_time_between(found.present, later, held.closes_at)
    return later if left >= timing.KEEP else Skipped.MISSED


def at_once(session: Session, team: Team, now: datetime) -> Outlook | None:
    """A round that is held today: everybody is asked now, or when their working hours begin."""
    found = setting(session, team)
    if not found.owners:
        return None
    day = calendar.local_day(now, calendar.zone(found.zone))
    first = (team.first_round_on if found.last else None) or day
    slot = Slot(day, calendar.period_key(found.rhythm.cadence, day, first))
    closes_at = _closing_with_a_day_left(found, day, now)
    parts = [
        Part(owner, leaves, _from_now(diary(session, owner, day), closes_at, now))
        for owner, leaves in found.owners
    ]
    return Outlook(slot, found.rhythm.cadence, None, first, now, closes_at, parts)


def _closing_with_a_day_left(found: Setting, day: date, now: datetime) -> datetime:
    """The first closing that leaves everybody a day; of a daily round, the first one at all."""
    for closing in _closings(found, day):
        if found.rhythm.cadence is Cadence.DAILY or closing - now >= timedelta(days=1):
            return closing
    raise AssertionError("closings never end")


def _closings(found: Setting, day: date) -> Iterator[datetime]:
    while True:
        closing = closes(found, day, day)
        yield closing
        day = calendar.local_day(closing, calendar.zone(found.zone))


def _from_now(diary: Diary, closes_at: datetime, now: datetime) -> datetime | Skipped:
    today = calendar.local_day(now, calendar.zone(diary.hours.zone))
    opening = calendar.next_opening(diary.present, now)
    if opening < closes_at:
        return opening
    return Skipped.AWAY if today in diary.away else Skipped.NO_TIME
