"""What people type when they mean a day. Today is Wednesday 18 November 2026, in week 47."""

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from bot.core import dates
from bot.core.dates import NotUnderstood, Range, Understood

TODAY = date(2026, 11, 18)
FRIDAY = date(2026, 11, 20)


def read(text: str, today: date = TODAY) -> str:
    """The day, with a question mark where it is doubtful; "a date: …" or "words" where there is none."""
    match dates.understand(text, today=today):
        case Understood(day, _, is_doubtful):
            return f"{day}{' ?' if is_doubtful else ''}"
        case NotUnderstood(_, reason, True):
            return f"a date: {reason}"
        case NotUnderstood():
            return "words"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("30 February", "a date: There is no 30 February. Which day do you mean?"),
        ("Feb 30", "a date: There is no 30 February. Which day do you mean?"),
        ("31 April", "a date: There is no 31 April. Which day do you mean?"),
        ("29 Feb 2027", "a date: There is no 29 February 2027. Which day do you mean?"),
        ("2026-02-30", "a date: There is no 30 February 2026. Which day do you mean?"),
        ("2026-13-01", "a date: There is no month 13. Which day do you mean?"),
        ("0/0/00", "a date: There is no month 0. Which day do you mean?"),
        ("week 54", "a date: 2026 has no week 54. Which week do you mean?"),
        ("week 53 2027", "a date: 2027 has no week 53. Which week do you mean?"),
        ("week 0", "a date: 2026 has no week 0. Which week do you mean?"),
    ],
)
def test_a_day_that_does_not_exist_is_refused_with_a_sentence(typed: str, expected: str) -> None:
    assert read(typed) == expected


@pytest.mark.parametrize(
    "typed",
    ["9999-12-31", "29 April 9999", "19 Nov 2031", "in 99 years", "end of 9999", "Q4 9999", "week 52 9999"],
)
def test_more_than_five_years_ahead_is_refused(typed: str) -> None:
    assert read(typed) == (
        "a date: That is more than 5 years away. Please choose a day up to Tue 18 Nov 2031."
    )


def test_five_years_to_the_day_are_fine() -> None:
    assert read("18 Nov 2031") == "2031-11-18"
    assert read("31 Dec 2031", today=date(2026, 12, 31)) == "2031-12-31"
    assert read("28 Feb 2033", today=date(2028, 2, 29)) == "2033-02-28"
    assert read("1 March 2033", today=date(2028, 2, 29)).startswith("a date: That is more")


@pytest.mark.parametrize(
    "typed",
    [
        "", "  ", "10", "12", "2027", "20 %", "3.5", "3-5", "24h", "10:30", "3 weeks", "mail", "hand", "now",
        "Mary", "Lena", "second", "sun exposure", "in 3 hours", "in 5 working days", "in 99999999 weeks",
        "dec 11 or later", "march 10:00", "29 avril", "٣ April", "may people",
        "🟢", "a" * 5000, "29 " * 2000 + "April",
    ],
)  # fmt: skip
def test_what_is_no_date_is_only_words(typed: str) -> None:
    assert read(typed) == "words"


def test_who_is_not_understood_is_shown_how_to_write_it() -> None:
    found = dates.understand("when it’s ready", today=TODAY)
    assert found == NotUnderstood(
        "when it's ready",
        "I can't read this as a date. Please write it like 2 Dec, 2026-12-02 or in 2 weeks.",
    )


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-12-11", "2026-12-11"),
        ("2026/12/11", "2026-12-11"),
        ("11.12.2026", "2026-12-11 ?"),
        ("13.12.26", "2026-12-13"),
        ("03/04", "2027-04-03 ?"),
        ("3/4/27", "2027-04-03 ?"),
        ("4/4", "2027-04-04"),
        ("13/4", "2027-04-13"),
        ("4/13", "2027-04-13"),
        ("29 April", "2027-04-29"),
        ("April 29", "2027-04-29"),
        ("the 29th of April.", "2027-04-29"),
        ("29 APR '27", "2027-04-29"),
        ("29-Apr-2027", "2027-04-29"),
        ("Apr. 29th, 2027", "2027-04-29"),
        ("29 February", "2028-02-29 ?"),
        ("18 November", "2026-11-18"),
        ("17 November", "2027-11-17 ?"),
        ("17 November 2026", "2026-11-17"),
        ("Thu 29 April", "2027-04-29"),
        ("Fri 29 April", "2027-04-29 ?"),
        ("Friday, 2026-12-11", "2026-12-11"),
        ("Friday, 30 February", "a date: There is no 30 February. Which day do you mean?"),
        ("29 April 10:00", "2027-04-29"),
        ("december the 11th", "2026-12-11"),
        ("11 Dec at noon", "2026-12-11"),
        ("18 Nov at 0:00", "2026-11-18"),
        ("Nov 18 (Wed)", "2026-11-18"),
    ],
)
def test_a_day_by_its_date(typed: str, expected: str) -> None:
    assert read(typed) == expected


def test_where_the_month_comes_first_it_is_read_first_and_stays_doubtful() -> None:
    assert dates.understand("3/4", today=TODAY, month_first=True) == Understood(date(2027, 3, 4), "3/4", True)
    assert dates.understand("13/4", today=TODAY, month_first=True) == Understood(date(2027, 4, 13), "13/4")


@pytest.mark.parametrize(
    ("typed", "on_wednesday", "on_friday", "on_sunday"),
    [
        ("Friday", "2026-11-20", "2026-11-27 ?", "2026-11-27"),
        ("fri.", "2026-11-20", "2026-11-27 ?", "2026-11-27"),
        ("this Friday", "2026-11-20", "2026-11-20", "2026-11-27 ?"),
        ("next Friday", "2026-11-27 ?", "2026-11-27", "2026-11-27"),
        ("Friday next week", "2026-11-27", "2026-11-27", "2026-11-27"),
        ("Wednesday", "2026-11-25 ?", "2026-11-25", "2026-11-25"),
        ("next Wed", "2026-11-25", "2026-11-25", "2026-11-25"),
        ("end of the week", "2026-11-20", "2026-11-20", "2026-11-27 ?"),
        ("next week", "2026-11-27 ?", "2026-11-27 ?", "2026-11-27 ?"),
        ("end of next week", "2026-11-27", "2026-11-27", "2026-11-27"),
        ("today", "2026-11-18", "2026-11-20", "2026-11-22"),
        ("tomorrow", "2026-11-19", "2026-11-21", "2026-11-23"),
        ("day after tomorrow", "2026-11-20", "2026-11-22", "2026-11-24"),
        ("yesterday", "2026-11-17", "2026-11-19", "2026-11-21"),
        ("in 3 weeks", "2026-12-09", "2026-12-11", "2026-12-13"),
        ("in three weeks", "2026-12-09", "2026-12-11", "2026-12-13"),
        ("within a fortnight", "2026-12-02", "2026-12-04", "2026-12-06"),
        ("a week from today", "2026-11-25", "2026-11-27", "2026-11-29"),
    ],
)
def test_a_day_by_how_far_it_is(typed: str, on_wednesday: str, on_friday: str, on_sunday: str) -> None:
    assert [read(typed, TODAY), read(typed, FRIDAY), read(typed, FRIDAY + timedelta(days=2))] == [
        on_wednesday,
        on_friday,
        on_sunday,
    ]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("end of March", "2027-03-31"),
        ("the end of february 2028", "2028-02-29"),
        ("mid-March", "2027-03-15"),
        ("start of December", "2026-12-01"),
        ("beginning of November", "2027-11-01"),
        ("end of November", "2026-11-30"),
        ("March", "2027-03-31 ?"),
        ("may", "2027-05-31 ?"),
        ("end of the month", "2026-11-30"),
        ("eom", "2026-11-30"),
        ("month-end", "2026-11-30"),
        ("end of next month", "2026-12-31"),
        ("next month", "2026-12-31 ?"),
        ("end of the quarter", "2026-12-31"),
        ("next quarter", "2027-03-31 ?"),
        ("end of year", "2026-12-31"),
        ("end of next year", "2027-12-31"),
        ("end of 2027", "2027-12-31"),
        ("Q1", "2027-03-31 ?"),
        ("end of Q1", "2027-03-31"),
        ("end of Q4", "2026-12-31"),
        ("Q1 2028", "2028-03-31 ?"),
        ("end of 2027 Q2", "2027-06-30"),
        ("week 49", "2026-12-04"),
        ("w49", "2026-12-04"),
        ("KW 49", "2026-12-04"),
        ("Tue of week 49", "2026-12-01"),
        ("week 47", "2026-11-20"),
        ("week 46", "2027-11-19"),
        ("week 53", "2027-01-01"),
        ("2026-W53", "2027-01-01"),
        ("week 2 2027", "2027-01-15"),
    ],
)
def test_a_day_by_its_period(typed: str, expected: str) -> None:
    assert read(typed) == expected


@pytest.mark.parametrize(
    ("today", "typed", "expected"),
    [
        ("2026-12-31", "end of next month", "2027-01-31"),
        ("2026-12-31", "Q4", "2026-12-31 ?"),
        ("2026-12-31", "next quarter", "2027-03-31 ?"),
        ("2027-01-01", "week 53", "2027-01-01"),
        ("2027-01-02", "week 53", "a date: 2027 has no week 53. Which week do you mean?"),
        ("2027-01-01", "week 1", "2027-01-08"),
        ("2028-02-29", "29 February", "2028-02-29"),
        ("2028-03-01", "29 February", "2032-02-29 ?"),
        ("2027-04-29", "29 April", "2027-04-29"),
        ("2027-04-29", "29 April 16:00", "2027-04-29"),
    ],
)
def test_where_the_year_turns(today: str, typed: str, expected: str) -> None:
    assert read(typed, date.fromisoformat(today)) == expected


def test_the_past_is_understood_and_refused_apart() -> None:
    found = dates.understand("2026-11-17", today=TODAY)
    assert isinstance(found, Understood)
    refused = dates.refuse_past(found, TODAY)
    assert refused == NotUnderstood(
        "2026-11-17", "Tue 17 Nov has passed. Please choose today or a later day.", looks_like_a_date=True
    )
    today = Understood(TODAY, "today")
    assert dates.refuse_past(today, TODAY) is today


@given(st.text(max_size=80))
def test_no_text_can_break_it(text: str) -> None:
    found = dates.understand(text, today=TODAY)
    assert found.as_typed == dates.plain(text)


WORDS = [
    "by",
    "end",
    "of",
    "29",
    "2",
    "9999",
    "0",
    "april",
    "feb",
    "next",
    "week",
    "q1",
    "fri",
    "in",
    "weeks",
    "/",
    "-",
    "w",
]


@given(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join))
def test_no_mixture_of_its_own_words_can_break_it(text: str) -> None:
    found = dates.understand(text, today=TODAY)
    assert isinstance(found, NotUnderstood) or found.day <= date(2031, 11, 18)
    dates.parse_range(text, TODAY)


@given(st.dates(TODAY, date(2031, 11, 18)))
def test_what_it_says_it_understands(day: date) -> None:
    assert dates.understand(dates.spoken(day, TODAY), today=TODAY) == Understood(
        day, dates.spoken(day, TODAY)
    )


# In a line


@pytest.mark.parametrize(
    ("line", "rest", "day"),
    [
        ("Tickets reach Billing by 29 April", "Tickets reach Billing", "2027-04-29"),
        ("Done by Lena by Friday.", "Done by Lena", "2026-11-20"),
        ("Ship it, due: 29 April", "Ship it", "2027-04-29"),
        ("Ship it due by Friday", "Ship it", "2026-11-20"),
        ("Ship it (due date: Friday)", "Ship it", "2026-11-20"),
        ("Ship it due in 3 weeks", "Ship it", "2026-12-09"),
        ("Ship it  —  by\u00a0the end of  March", "Ship it", "2027-03-31"),
        ("BY FRIDAY", "", "2026-11-20"),
        ("wait until end of March", "wait", "2027-03-31"),
    ],
)
def test_a_date_is_found_after_by_until_or_due(line: str, rest: str, day: str) -> None:
    found = dates.find_due(line, today=TODAY)
    assert found.rest == rest
    assert isinstance(found.found, Understood)
    assert found.found.day == date.fromisoformat(day)


@pytest.mark.parametrize(
    "line",
    [
        "Approved by Lena",
        "Costs fall by 10",
        "Costs fall by 3.5",
        "Costs fall by 20 %",
        "Faster by 3 weeks",
        "Reply by Friday to everybody",
        "Handled by Mary",
        "Stand-by Friday",
        "Friday",
        "Ship it on Friday",
        "Bye Friday",
        "by",
        "",
    ],
)
def test_without_a_date_the_line_stays_whole(line: str) -> None:
    found = dates.find_due(line, today=TODAY)
    assert found.rest == line
    assert not isinstance(found.found, Understood)
    assert found.found is None or not found.found.looks_like_a_date


def test_an_impossible_date_stays_in_the_line_and_says_why() -> None:
    found = dates.find_due("Ship it by 30 February", today=TODAY)
    assert found.rest == "Ship it by 30 February"
    assert isinstance(found.found, NotUnderstood)
    assert found.found.reason == "There is no 30 February. Which day do you mean?"


# From … to …


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("20 Dec to 3 Jan", "2026-12-20", "2027-01-03"),
        ("20 Dec – 3 Jan", "2026-12-20", "2027-01-03"),
        ("from 20 Dec until 3 Jan", "2026-12-20", "2027-01-03"),
        ("20 Dec to 3 Jan 2027", "2026-12-20", "2027-01-03"),
        ("20–24 Dec", "2026-12-20", "2026-12-24"),
        ("20 to 24 December 2027", "2027-12-20", "2027-12-24"),
        ("Dec 20-24", "2026-12-20", "2026-12-24"),
        ("20 Dec-3 Jan", "2026-12-20", "2027-01-03"),
        ("20-Dec-2026", "2026-12-20", "2026-12-20"),
        ("mid-March", "2027-03-15", "2027-03-15"),
        ("2026-12-20 to 2027-01-03", "2026-12-20", "2027-01-03"),
        ("20.12.2026-13.1.2027", "2026-12-20", "2027-01-13"),
        ("Monday to Friday", "2026-11-23", "2026-11-27"),
        ("until Friday", "2026-11-18", "2026-11-20"),
        ("tomorrow to next week", "2026-11-19", "2026-11-29"),
        ("week 52 to week 53", "2026-12-21", "2027-01-03"),
        ("next week to 2 Dec", "2026-11-23", "2026-12-02"),
        ("week 1 2027", "2027-01-04", "2027-01-10"),
        ("tomorrow", "2026-11-19", "2026-11-19"),
        ("Friday", "2026-11-20", "2026-11-20"),
        ("2026-12-20", "2026-12-20", "2026-12-20"),
        ("20 Dec to 20 Dec", "2026-12-20", "2026-12-20"),
        ("this week", "2026-11-16", "2026-11-22"),
        ("next week", "2026-11-23", "2026-11-29"),
        ("week 52", "2026-12-21", "2026-12-27"),
        ("2026-W52", "2026-12-21", "2026-12-27"),
    ],
)
def test_a_range_has_both_its_ends(typed: str, first: str, last: str) -> None:
    found = dates.parse_range(typed, TODAY)
    assert isinstance(found, Range)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)
    assert found.as_typed == dates.plain(typed)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        (
            "2026-12-20 to 2026-12-10",
            "It ends on Thu 10 Dec, before it begins. Please write the first day first.",
        ),
        ("from 20 Dec", "Until when? Please write the first and the last day: 20 Dec to 3 Jan."),
        ("30 Feb to 2 Mar", "There is no 30 February. Which day do you mean?"),
        ("20 Dec to 30 Feb", "There is no 30 February. Which day do you mean?"),
    ],
)
def test_a_range_that_cannot_be_is_refused_with_a_sentence(typed: str, reason: str) -> None:
    found = dates.parse_range(typed, TODAY)
    assert isinstance(found, NotUnderstood)
    assert (found.as_typed, found.reason) == (typed, reason)


@pytest.mark.parametrize(
    "typed", ["", "to", "rubbish", "20 Dec to whenever", "whenever to 20 Dec", "1 to 2 to 3"]
)
def test_what_is_no_range_is_not_guessed(typed: str) -> None:
    found = dates.parse_range(typed, TODAY)
    assert isinstance(found, NotUnderstood)
    assert found.reason.startswith("I can't read this as a date.")


@pytest.mark.parametrize(
    ("typed", "is_doubtful"),
    [("20 Dec to 3 Jan", False), ("20/12 to 3/1", True), ("3 Jan to 20 Dec", True), ("28-3 Jan", True)],
)
def test_a_range_is_doubtful_as_its_days_are_or_when_it_is_long(typed: str, is_doubtful: bool) -> None:
    found = dates.parse_range(typed, TODAY)
    assert isinstance(found, Range)
    assert found.is_doubtful is is_doubtful


# Words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-11-26", "Thu 26 Nov"),
        ("2026-11-18", "Wed 18 Nov"),
        ("2026-10-18", "Sun 18 Oct"),
        ("2026-10-17", "Sat 17 Oct 2026"),
        ("2027-10-17", "Sun 17 Oct"),
        ("2027-10-18", "Mon 18 Oct 2027"),
        ("2027-11-18", "Thu 18 Nov 2027"),
    ],
)
def test_a_spoken_day_has_its_weekday_and_a_year_when_it_needs_one(day: str, words: str) -> None:
    assert dates.spoken(date.fromisoformat(day), TODAY) == words


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.integers(-800, 800), st.integers(-800, 800))
def test_two_days_are_never_spoken_alike(today: date, one: int, other: int) -> None:
    first, second = today + timedelta(days=one), today + timedelta(days=other)
    assert (dates.spoken(first, today) == dates.spoken(second, today)) == (first == second)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("  don’t  say “soon” ", 'don\'t say "soon"'),
        ("20–24 Dec — really", "20-24 Dec - really"),
        ("a\u00a0b\u200bc\td\ne", "a bc d e"),
        ("👩\u200d🚀 नमस्\u200dते", "👩\u200d🚀 नमस्\u200dते"),
        ("", ""),
    ],
)
def test_plain_text_is_what_keyboards_used_to_write(typed: str, plain: str) -> None:
    assert dates.plain(typed) == plain
    assert dates.plain(plain) == plain
