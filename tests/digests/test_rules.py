"""When digests go, which promises were kept, what is worse, and what speaks against a report."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.core.calendar import WorkingHours
from bot.digests.rules import looks, pictures, promises, weeks
from bot.digests.rules.looks import Evidence, Late, Move, Signal
from bot.digests.rules.pictures import Picture, Place
from bot.digests.rules.promises import OnTime, Promise
from bot.digests.rules.weeks import Beat, Slot
from bot.outcomes.rules.lifecycle import Status
from bot.outcomes.rules.states import FlagKind

FRIDAY = Beat(4, time(10), "Europe/Paris")
PARIS = WorkingHours("Europe/Paris")


def utc(day: int, hour: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


# ---- weeks ----


@pytest.mark.parametrize(
    ("now", "last", "expected"),
    [
        pytest.param(utc(18, 9), None, Slot("2026-W47", utc(20, 9)), id="this week's"),
        pytest.param(utc(20, 9), None, Slot("2026-W48", utc(27, 9)), id="at the very moment it is over"),
        pytest.param(utc(16, 9), "2026-W47", Slot("2026-W48", utc(27, 9)), id="this week had one"),
        pytest.param(utc(31, 12, 12), None, Slot("2026-W53", datetime(2027, 1, 1, 9, tzinfo=UTC)), id="53"),
    ],
)
def test_a_team_has_one_digest_a_week(now: datetime, last: str | None, expected: Slot) -> None:
    assert weeks.next_slot(FRIDAY, now, last) == expected


@pytest.mark.parametrize(
    ("away", "now", "expected"),
    [
        pytest.param([], utc(18, 9), Slot("2026-W47", utc(20, 9)), id="here"),
        pytest.param([20], utc(18, 9), Slot("2026-W47", utc(23, 9)), id="away on Friday: Monday"),
        pytest.param([20, 23, 24], utc(23, 9), Slot("2026-W47", utc(25, 9)), id="still last week's"),
        pytest.param(
            [20, 23, 24, 25, 26], utc(18, 9), Slot("2026-W48", utc(27, 9)), id="back with the next one: once"
        ),
        pytest.param([20], utc(23, 10), Slot("2026-W48", utc(27, 9)), id="Monday's has gone"),
    ],
)
def test_a_leaders_digest_waits_for_them(away: list[int], now: datetime, expected: Slot) -> None:
    hours = WorkingHours("Europe/Paris", free_days=frozenset(date(2026, 11, day) for day in away))
    last = "2026-W46"
    assert weeks.next_slot_of_person(FRIDAY, hours, now, last) == expected


def test_who_works_from_sunday_to_thursday_reads_fridays_digest_on_sunday() -> None:
    hours = WorkingHours("Asia/Jerusalem", days=frozenset({6, 0, 1, 2, 3}))
    found = weeks.next_slot_of_person(Beat(4, time(10), "Asia/Jerusalem"), hours, utc(18, 9), None)
    assert found == Slot("2026-W47", utc(22, 8))


def test_nobody_gets_a_digest_after_hours() -> None:
    hours = WorkingHours("Europe/Paris", end=time(16))
    found = weeks.next_slot_of_person(Beat(4, time(17), "Europe/Paris"), hours, utc(18, 9), None)
    assert found == Slot("2026-W47", utc(23, 8))


def test_after_weeks_of_silence_the_newest_week_is_told() -> None:
    assert weeks.newest(FRIDAY, utc(10, 8, 12)) == "2026-W49"
    assert weeks.newest(FRIDAY, utc(11, 9, 12)) == "2026-W50"


def test_what_missed_its_time_by_much_waits_for_working_hours() -> None:
    due = utc(20, 9)
    assert weeks.held_up(PARIS, due, utc(20, 10)) is None
    assert weeks.held_up(PARIS, due, utc(20, 20)) == utc(23, 8)
    assert weeks.held_up(PARIS, due, utc(23, 9)) is None


def test_later_answers_are_taken_until_sunday_is_over() -> None:
    assert weeks.ends(utc(20, 9), "Europe/Paris") == utc(22, 23)


# ---- promises ----

DUE = date(2026, 6, 10)


@pytest.mark.parametrize(
    ("facts", "today", "expected"),
    [
        pytest.param({"claimed_on": date(2026, 6, 10)}, 14, True, id="on its day, confirmed later"),
        pytest.param({"claimed_on": date(2026, 6, 15)}, 15, False, id="given back, claimed again too late"),
        pytest.param({"claimed_on": date(2026, 6, 3)}, 5, None, id="early: it counts from its day on"),
        pytest.param({}, 10, None, id="its day is not over"),
        pytest.param({}, 11, False, id="open and overdue"),
        pytest.param({"left_on": date(2026, 6, 8)}, 20, None, id="dropped before its day"),
        pytest.param({"left_on": date(2026, 6, 10)}, 20, False, id="dropped on its day"),
        pytest.param({"left_on": date(2026, 6, 11)}, 20, False, id="dropped after its day"),
    ],
)
def test_a_promise_is_held_against_the_day_of_the_yes(
    facts: dict[str, date], today: int, expected: bool | None
) -> None:
    assert promises.is_kept(Promise(DUE, date(2026, 6, today), **facts)) is expected


def test_what_was_moved_is_late_all_the_same() -> None:
    # Promised for the 10th, moved to the 24th after the 10th, done on the 20th.
    assert promises.is_kept(Promise(DUE, date(2026, 6, 20), claimed_on=date(2026, 6, 20))) is False


def test_without_anything_due_there_is_no_share() -> None:
    open_one = Promise(DUE, date(2026, 6, 1))
    assert promises.on_time([open_one]) is None
    assert promises.on_time([]) is None


def test_promises_are_counted() -> None:
    late = Promise(DUE, date(2026, 6, 30))
    kept = Promise(DUE, date(2026, 6, 30), claimed_on=DUE)
    assert promises.on_time([late, kept, kept]) == OnTime(kept=2, due=3)


@pytest.mark.parametrize(("month", "first"), [(1, 1), (3, 1), (4, 4), (9, 7), (12, 10)])
def test_a_quarter_begins_in_january_april_july_and_october(month: int, first: int) -> None:
    assert promises.quarter_first(date(2026, month, 28)) == date(2026, first, 1)


# ---- pictures ----

FINE, RISKY, STUCK = Picture(Status.ON_TRACK, DUE), Picture(Status.AT_RISK, DUE), Picture(Status.BLOCKED, DUE)
SILENT = Picture(None, DUE)
LATE = Picture(Status.ON_TRACK, DUE, frozenset({FlagKind.LATE}))
LATER = Picture(Status.AT_RISK, DUE + timedelta(days=7))
SINCE = utc(13, 9)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (FINE, FINE, Place.NONE),
        (FINE, SILENT, Place.NONE),
        (FINE, RISKY, Place.WORSE),
        (SILENT, STUCK, Place.WORSE),
        (RISKY, STUCK, Place.WORSE),
        (FINE, LATE, Place.WORSE),
        (STUCK, RISKY, Place.STILL),
        (RISKY, RISKY, Place.STILL),
        (RISKY, LATER, Place.STILL),
        (LATE, LATE, Place.STILL),
        (RISKY, FINE, Place.NONE),
    ],
)
def test_only_new_trouble_got_worse(before: Picture, now: Picture, expected: Place) -> None:
    assert pictures.place(before, now, same_since=SINCE, since=SINCE, is_news=None) is expected


def test_of_what_the_last_digest_did_not_show_the_beginning_decides() -> None:
    old, new = SINCE - timedelta(days=9), SINCE + timedelta(days=1)
    assert pictures.place(None, RISKY, same_since=old, since=SINCE, is_news=None) is Place.STILL
    assert pictures.place(None, RISKY, same_since=new, since=SINCE, is_news=None) is Place.WORSE


def test_a_second_look_is_news_once() -> None:
    assert pictures.place(FINE, FINE, same_since=SINCE, since=SINCE, is_news=True) is Place.LOOK
    assert pictures.place(FINE, FINE, same_since=SINCE, since=SINCE, is_news=False) is Place.STILL


def test_silence_is_grey_and_never_green() -> None:
    silent = frozenset({FlagKind.NO_WORD})
    assert pictures.shown_status(Status.ON_TRACK, silent) is None
    assert pictures.shown_status(Status.BLOCKED, silent) is Status.BLOCKED
    assert pictures.shown_status(Status.ON_TRACK, frozenset()) is Status.ON_TRACK


@pytest.mark.parametrize(("days", "expected"), [(2, 1), (9, 1), (16, 2), (23, 3)])
def test_age_is_told_in_weeks_and_asks_from_the_third(days: int, expected: int) -> None:
    found = pictures.weeks_same(SINCE, SINCE + timedelta(days=days))
    assert found == expected
    assert pictures.asks(found) is (expected >= 3)


# ---- second looks ----

ON_TRACK = Status.ON_TRACK
BEGAN, PROMISED = date(2026, 10, 1), date(2026, 11, 10)


def moved(*days: tuple[int, int]) -> Evidence:
    moves = [Move(date(2026, 11, before), date(2026, 11, after)) for before, after in days]
    believed = moves[-1].after if moves else PROMISED
    return Evidence(moves=moves, began=BEGAN, promised_for=PROMISED, believed=believed)


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        pytest.param(Evidence(), [], id="nothing is known"),
        pytest.param(Evidence(late=[Late("tom", 3), Late("omar", 5)]), ["needs:5:omar"], id="the later one"),
        pytest.param(moved((10, 12), (12, 13)), ["moved:2:None"], id="moved twice"),
        pytest.param(moved((10, 12)), [], id="moved once, by little"),
        pytest.param(moved((10, 18)), ["slipped:8:None"], id="moved once, by a fifth"),
        pytest.param(moved((10, 17)), [], id="by less than a fifth"),
        pytest.param(moved((10, 12), (12, 10)), [], id="moved and moved back"),
        pytest.param(Evidence(silent=1), [], id="silent once"),
        pytest.param(Evidence(silent=2), ["silent:2:None"], id="silent twice"),
        pytest.param(
            Evidence(notes=[(ON_TRACK, "All fine.")] * 3), ["same_note:3:None"], id="the same thrice"
        ),
        pytest.param(Evidence(notes=[(ON_TRACK, "All fine.")] * 2), [], id="the same twice"),
        pytest.param(Evidence(notes=[(ON_TRACK, None)] * 3), [], id="one tap has no words"),
        pytest.param(
            Evidence(notes=[(ON_TRACK, "fine"), (ON_TRACK, "Fine."), (ON_TRACK, "good")]),
            [],
            id="differs",
        ),
        pytest.param(
            Evidence(notes=[(ON_TRACK, "x"), (Status.AT_RISK, "x"), (ON_TRACK, "x")]), [], id="not on track"
        ),
    ],
)
def test_facts_that_speak_against_on_track(evidence: Evidence, expected: list[str]) -> None:
    found = looks.facts(evidence)
    assert [f"{fact.signal}:{fact.n}:{fact.who}" for fact in found] == expected


def test_a_longer_silence_is_no_news_and_a_further_move_is() -> None:
    def marks(evidence: Evidence) -> list[str]:
        return [fact.mark for fact in looks.facts(evidence)]

    assert marks(Evidence(silent=2)) == marks(Evidence(silent=3))
    assert marks(moved((10, 12), (12, 13))) != marks(moved((10, 12), (12, 13), (13, 14)))
    assert looks.facts(Evidence(silent=2))[0].signal is Signal.SILENT
