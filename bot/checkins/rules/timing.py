"""When a round is held, when its people are asked and reminded, and when it closes. No clock is read here."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.checkins.rules.states import Skipped
from bot.core import calendar
from bot.core.calendar import ONE_DAY, Cadence, NoDay, WorkingHours

SHORTEST = 4
LONGEST = {Cadence.DAILY: 10, Cadence.WEEKLY: 10, Cadence.TWO_WEEKLY: 17, Cadence.MONTHLY: 38}
"""Days between being asked twice when a rhythm changes: at least 4, and at most 3 more than usual."""

KEEP = timedelta(hours=4)
"""Working time that somebody who is asked later than the others must have left before the round closes."""

AT_LEAST = timedelta(hours=2)
"""How long a prompt may be late when its own time lies at the end of the working day or after it."""

LATER = timedelta(hours=3)
"""Working time by which *Ask me later* puts the reminder off the first time."""

FRESH = timedelta(days=2)
FRESH_DAILY = timedelta(hours=6)


def fresh_since(cadence: Cadence, now: datetime) -> datetime:
    """Who has spoken about an outcome after this moment is not asked about it again."""
    return now - (FRESH_DAILY if cadence is Cadence.DAILY else FRESH)


def local_time(instant: datetime, zone: str) -> time:
    """The time of day that clocks in the zone show at this instant, to the minute."""
    return instant.astimezone(calendar.zone(zone)).time().replace(second=0, microsecond=0)


# Which day, which period


@dataclass(frozen=True)
class Beat:
    """A team's rhythm as far as days go. `days` are the working days of those who are asked daily."""

    cadence: Cadence
    weekday: int
    days: frozenset[int] = calendar.MONDAY_TO_FRIDAY


@dataclass(frozen=True)
class Held:
    """The last round that was held; `rhythm_changed`: the team's rhythm is another one since."""

    day: date
    period: str
    cadence: Cadence
    rhythm_changed: bool = False


@dataclass(frozen=True)
class Slot:
    day: date
    period: str


def first_day(beat: Beat, today: date) -> date:
    """The first day of a team that has never been asked: today or later. Fortnights are counted from it."""
    cadence = Cadence.WEEKLY if beat.cadence is Cadence.TWO_WEEKLY else beat.cadence
    return calendar.next_round_day(cadence, beat.weekday, today - ONE_DAY, date.min, beat.days)


def slots(beat: Beat, *, today: date, first: date, last: Held | None) -> Iterator[Slot]:
    """The days on which the next round can be held, soonest first, without end.

    `first` is the day of the team's first round. One round in a period; and after a change of rhythm neither
    too soon after the last round nor, if a day in between can prevent it, much later than people are used to.
    """
    after = max(today - ONE_DAY, last.day) if last else today - ONE_DAY
    found = (Slot(day, calendar.period_key(beat.cadence, day, first)) for day in _days(beat, after, first))
    if last is not None:
        found = (slot for slot in found if _may_follow(slot, last, beat.cadence))
    soonest = next(found)
    bridge = _bridge(soonest, last, beat, today, first) if last and last.rhythm_changed else None
    if bridge is not None:
        yield bridge
    if bridge is None or bridge.period != soonest.period:
        yield soonest
    yield from found


def _days(beat: Beat, after: date, first: date) -> Iterator[date]:
    while True:
        after = calendar.next_round_day(beat.cadence, beat.weekday, after, first, beat.days)
        yield after


def _may_follow(slot: Slot, last: Held, cadence: Cadence) -> bool:
    return slot.period != last.period and (slot.day - last.day).days >= shortest(last.cadence, cadence)


def _bridge(slot: Slot, last: Held, beat: Beat, today: date, first: date) -> Slot | None:
    """A day before `slot`, when the change of rhythm would otherwise make people wait for too long."""
    latest = last.day + timedelta(days=LONGEST[beat.cadence])
    if slot.day <= latest or latest < today:
        return None
    found = Slot(latest, calendar.period_key(beat.cadence, latest, first))
    return found if found.period != last.period else None


def shortest(before: Cadence, now: Cadence) -> int:
    """Days that must lie between two rounds, whatever changed between them."""
    return 1 if before is now is Cadence.DAILY else SHORTEST


def closing(cadence: Cadence, day: date, weekday: int, at: time, zone: str, following: datetime) -> datetime:
    """When the round of `day` closes: on the next such weekday in the team's zone.

    A daily round closes at `following`, when the next one opens.
    """
    if cadence is Cadence.DAILY:
        return following
    closes_on = day + ((weekday - day.weekday() - 1) % 7 + 1) * ONE_DAY
    return calendar.at_local(closes_on, at, calendar.zone(zone))


# When one person is asked


@dataclass(frozen=True)
class Window:
    """What a round leaves open: its day, the first day on which somebody may be asked, and its end."""

    day: date
    opens: date
    closes: datetime


@dataclass(frozen=True)
class Diary:
    """One person: their working hours, the days on which they are away, and when they want to be asked.

    `asked_at` is their own time of day; `last` the day on which the team's last round asked them.
    """

    hours: WorkingHours
    away: frozenset[date] = frozenset()
    asked_at: time | None = None
    last: date | None = None

    @property
    def present(self) -> WorkingHours:
        """The working hours without the days away."""
        return replace(self.hours, free_days=self.hours.free_days | self.away)


def ask_moment(diary: Diary, window: Window, at: time, *, gap: tuple[int, int | None]) -> datetime | Skipped:
    """When this person is asked, or why they are not.

    `at` is the team's time of day, local to each person. `gap`: how few and how many days may lie between
    being asked twice.
    """
    day = _ask_day(diary, window, diary.asked_at or at)
    if isinstance(day, Skipped):
        return day
    kept = _keep_gap(diary, window, day, at, gap)
    return kept if isinstance(kept, Skipped) else moment_on(diary, kept, at)


def moment_on(diary: Diary, day: date, at: time) -> datetime:
    """When to ask on that day: at the person's own time, else at the team's within their working hours."""
    place = calendar.zone(diary.hours.zone)
    moment = calendar.at_local(day, diary.asked_at or at, place)
    if diary.asked_at is not None:
        return moment
    opening = calendar.next_opening(replace(diary.hours, free_days=frozenset()), moment)
    is_same_day = calendar.local_day(opening, place) == day
    return opening if is_same_day else calendar.at_local(day, diary.hours.start, place)


def _ask_day(diary: Diary, window: Window, at: time) -> date | Skipped:
    place = calendar.zone(diary.hours.zone)
    hours = diary.present
    if calendar.is_working_day(hours, window.day):
        if calendar.at_local(window.day, at, place) < window.closes:
            return window.day
        return _last_day_before(hours, window, at) or Skipped.NO_TIME
    found = calendar.place_on_working_day(
        hours, window.day, at, opens=window.opens, closes=window.closes, keep=KEEP
    )
    is_away = window.day in diary.away
    if isinstance(found, NoDay):
        reasons = {NoDay.ALL_FREE: Skipped.FREE, NoDay.TOO_LITTLE_TIME: Skipped.NO_TIME}
        return Skipped.AWAY if is_away else reasons[found]
    # Somebody on leave is asked when they are back, never before they go: leave is often known late, and one
    # person's leave would open the team's round early.
    return Skipped.AWAY if is_away and found < window.day else found


def _last_day_before(hours: WorkingHours, window: Window, at: time) -> date | None:
    """The last working day on which that hour comes before the round closes."""
    day = window.day
    while day >= window.opens:
        if (
            calendar.is_working_day(hours, day)
            and calendar.at_local(day, at, calendar.zone(hours.zone)) < window.closes
        ):
            return day
        day -= ONE_DAY
    return None


def _keep_gap(
    diary: Diary, window: Window, day: date, at: time, gap: tuple[int, int | None]
) -> date | Skipped:
    if diary.last is None:
        return day
    least, most = gap
    if (day - diary.last).days < least:
        return _not_before(diary, window, diary.last + timedelta(days=least), at)
    if most is not None and (day - diary.last).days > most:
        return _not_after(diary, window, diary.last + timedelta(days=most)) or day
    return day


def _not_before(diary: Diary, window: Window, earliest: date, at: time) -> date | Skipped:
    hours = diary.present
    day = calendar.nth_working_day_after(hours, earliest - ONE_DAY, 1)
    left = calendar.working_time_between(hours, moment_on(diary, day, at), window.closes)
    return day if left >= KEEP else Skipped.TOO_SOON


def _not_after(diary: Diary, window: Window, latest: date) -> date | None:
    day = calendar.nth_working_day_after(diary.present, latest + ONE_DAY, -1)
    return day if day >= window.opens else None


def is_still_time(diary: Diary, due: datetime, closes: datetime, now: datetime) -> bool:
    """Whether somebody who was to be asked at `due` still may be: until the end of that working day."""
    place = calendar.zone(diary.hours.zone)
    day = calendar.local_day(due, place)
    overnight = ONE_DAY if diary.hours.end <= diary.hours.start else timedelta()
    ends = calendar.at_local(day + overnight, diary.hours.end, place)
    return now < min(max(ends, due + AT_LEAST), closes)


# The one reminder


def remind_moment(diary: Diary, asked_on: date, at: time, closes: datetime, now: datetime) -> datetime | None:
    """The same local time on the person's next working day; None when the round closes before."""
    day = calendar.nth_working_day_after(diary.present, asked_on, 1)
    moment = moment_on(diary, day, at)
    return moment if now < moment < closes else None


def snoozed(diary: Diary, at: time, closes: datetime, now: datetime, times: int) -> datetime | None:
    """Where *Ask me later* moves the reminder: three working hours on, from the second time on to the next
    working day; None when the round closes before."""
    place = calendar.zone(diary.hours.zone)
    if times == 0:
        later = calendar.add_working_time(diary.present, now, LATER)
        if later < closes:
            return later
    return remind_moment(diary, calendar.local_day(now, place), at, closes, now)


def away_days(spans: Collection[tuple[date, date]], around: date) -> frozenset[date]:
    """The days in `spans`, both ends included, that matter for a round around that day."""
    first, last = around - timedelta(days=45), around + timedelta(days=45)
    return frozenset(
        start + timedelta(days=n)
        for one, other in spans
        for start in [max(one, first)]
        for n in range((min(other, last) - start).days + 1)
    )
