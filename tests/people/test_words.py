"""Short words about people, times and countries."""

from datetime import time

import pytest

from bot.core.calendar import Cadence
from bot.people.rules import Rhythm, countries, names
from bot.people.ui import closing_words, rhythm_words, weekday_words


@pytest.mark.parametrize(
    ("cadence", "expected"),
    [
        (Cadence.DAILY, "every working day at 09:30 in each person's own time"),
        (Cadence.WEEKLY, "every Tuesday at 09:30 in each person's own time"),
        (Cadence.TWO_WEEKLY, "every second Tuesday at 09:30 in each person's own time"),
        (Cadence.MONTHLY, "on the first Tuesday of each month at 09:30 in each person's own time"),
    ],
)
def test_a_rhythm_in_words(cadence: Cadence, expected: str) -> None:
    assert rhythm_words(Rhythm(cadence=cadence, weekday=1, at=time(9, 30))) == expected


def test_closing_and_digest_in_words() -> None:
    rhythm = Rhythm(closes_weekday=3, closes_at=time(17), digest_weekday=4)
    assert closing_words(rhythm, "America/New_York") == (
        "closes Thursday 17:00, digest Friday 10:00 (New York)"
    )
    daily = Rhythm(cadence=Cadence.DAILY)
    assert closing_words(daily, "Asia/Tokyo").startswith("closes when the next one opens, digest Friday")


@pytest.mark.parametrize(
    ("days", "expected"),
    [("01234", "Monday to Friday"), ("01236", "Monday, Tuesday, Wednesday, Thursday, Sunday"),
     ("0", "Monday"), ("45", "Friday, Saturday")],
)  # fmt: skip
def test_working_days_in_words(days: str, expected: str) -> None:
    assert weekday_words(days) == expected


def test_short_names_are_never_ambiguous() -> None:
    known = {"1": "Ana Silva", "2": "ana costa", "3": "Bob Roth", "4": "J. Smith", "5": "Chen"}
    assert names.short_names(known) == {
        "1": "Ana Silva", "2": "ana costa", "3": "Bob", "4": "J. Smith", "5": "Chen",
    }  # fmt: skip


def test_countries_have_names_and_regions_are_called_by_them() -> None:
    known = countries.countries()
    assert known["PT"] == "Portugal"
    assert known["XK"] == "Kosovo"
    assert countries.regions("CA")["BC"] == "British Columbia"
    assert all(len(code) <= 60 for country in known for code in countries.regions(country))


def test_what_begins_as_typed_comes_first() -> None:
    assert [name for _, name in countries.find(countries.countries(), "guinea")] == [
        "Guinea", "Guinea-Bissau", "Equatorial Guinea", "Papua New Guinea",
    ]  # fmt: skip
