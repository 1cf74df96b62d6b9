"""The words in which people name one day, in English: a table of patterns, each with how it is read.

`dates` is the way in. A phrase comes here in lower case and without frills.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import dateparser

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(weeks=1)
FRIDAY = 4
# A day without a year that is nearly a year away may well be meant to be the one that has just passed.
DOUBTFUL_DAYS_AHEAD = 334


@dataclass(frozen=True)
class Base:
    """Where the reader stands: their date, and whether 03/04 begins with the month there."""

    today: date
    month_first: bool = False


Reading = tuple[date, bool] | str | None
"""A day and whether it is doubtful; or the sentence that says why there is no such day; or no date at all."""

WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?)\.?"
)
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t|tember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?"
YEAR = r"(?:[ ,/-]+'?(?P<year>\d{4}|\d{2}))?"
END = r"(?P<end>end (?:of )?(?:the )?)"
WEEK = r"(?:(?:calendar )?week|wk|w|kw|cw)"
SPAN = r"(?:days?|weeks?|fortnights?|months?|years?)"


def read(phrase: str, base: Base) -> Reading:
    """The day that a phrase names. The first pattern that fits decides."""
    for pattern, reader in _READERS:
        if found := pattern.fullmatch(phrase):
            return reader(found, base)
    return None


def monday_of(day: date) -> date:
    return day - day.weekday() * ONE_DAY


def last_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _named(found: re.Match[str], base: Base) -> Reading:
    days = {"yesterday": -1, "tomorrow": 1, "day after tomorrow": 2}
    return base.today + days.get(found[0], 0) * ONE_DAY, False


def _year_month_day(found: re.Match[str], base: Base) -> Reading:
    return _day_of_month(found["year"], int(found["number"]), int(found["day"]), base)


def _numbers(found: re.Match[str], base: Base) -> Reading:
    """The day first, unless only the month can be, or the month is where the reader lives."""
    first, second = int(found["first"]), int(found["second"])
    is_month_first = second > 12 or (base.month_first and first <= 12)
    month, day = (first, second) if is_month_first else (second, first)
    could_be_either = first != second and max(first, second) <= 12
    return _day_of_month(found["year"], month, day, base, is_doubtful=could_be_either)


def _words_and_number(found: re.Match[str], base: Base) -> Reading:
    return _day_of_month(found["year"], _month_number(found), int(found["day"]), base)


def _weekday(found: re.Match[str], base: Base) -> Reading:
    weekday = _weekday_number(found)
    days_ahead = (weekday - base.today.weekday()) % 7
    first_after = base.today + (days_ahead or 7) * ONE_DAY
    if found["which"] == "this":
        day = base.today + days_ahead * ONE_DAY
        return day, monday_of(day) != monday_of(base.today)
    if found["which"] == "next":
        day = monday_of(base.today) + ONE_WEEK + weekday * ONE_DAY
        return day, day != first_after
    return first_after, days_ahead == 0


def _weekday_of_near_week(found: re.Match[str], base: Base) -> Reading:
    monday = monday_of(base.today) + ONE_WEEK * (found["which"] == "next")
    return monday + _weekday_number(found) * ONE_DAY, False


def _weekday_and_date(found: re.Match[str], base: Base) -> Reading:
    """Doubtful if that date is another weekday."""
    reading = read(found["rest"], base)
    if not isinstance(reading, tuple):
        return reading
    day, is_doubtful = reading
    return day, is_doubtful or day.weekday() != _weekday_number(found)


def _part_of_month(found: re.Match[str], base: Base) -> Reading:
    """A month by itself is its last day, and doubtful."""
    part = found["part"] or ""
    years = [_year(found["year"])] if found["year"] else [base.today.year, base.today.year + 1]
    days = [last_of_month(year, _month_number(found)) for year in years]
    if part.startswith("mid"):
        days = [day.replace(day=15) for day in days]
    elif part and not part.startswith("end"):
        days = [day.replace(day=1) for day in days]
    return next((day for day in days if day >= base.today), days[-1]), not part


def _near_period(found: re.Match[str], base: Base) -> Reading:
    """The last day of this or the next week, month …; doubtful unless its end was asked for."""
    if not (found["end"] or found["which"]):
        return None
    step = 1 if found["which"] == "next" else 0
    is_weekend = found["unit"] == "week" and not step and base.today.weekday() > FRIDAY
    return _end_of_period(found["unit"][0], step, base.today), not found["end"] or is_weekend


def _end_in_short(found: re.Match[str], base: Base) -> Reading:
    return _end_of_period(found["unit"][0], 0, base.today), False


def _end_of_period(unit: str, step: int, today: date) -> date:
    """`unit` is the first letter of week, month, quarter or year. On a weekend, the week is the next one."""
    if unit == "w":
        friday = monday_of(today) + FRIDAY * ONE_DAY + step * ONE_WEEK
        return friday if friday >= today else friday + ONE_WEEK
    if unit == "y":
        return date(today.year + step, 12, 31)
    length = 3 if unit == "q" else 1
    months = today.year * 12 + (today.month - 1) // length * length + (step + 1) * length - 1
    return last_of_month(months // 12, months % 12 + 1)


def _quarter(found: re.Match[str], base: Base) -> Reading:
    """Its last day; doubtful unless the end was asked for."""
    years = [_year(found["year"])] if found["year"] else [base.today.year, base.today.year + 1]
    days = [last_of_month(year, 3 * int(found["quarter"])) for year in years]
    return next((day for day in days if day >= base.today), days[-1]), not found["end"]


def _week(found: re.Match[str], base: Base) -> Reading:
    """An ISO week's Friday, unless another weekday is named."""
    number = int(found["week"])
    weekday = _weekday_number(found) if found["weekday"] else FRIDAY
    year = _year(found["year"]) if found["year"] else base.today.isocalendar().year
    day = _day_of_week(year, number, weekday)
    if not found["year"] and day is not None and day < base.today:
        year += 1
        day = _day_of_week(year, number, weekday)
    return (day, False) if day else f"{year} has no week {number}. Which week do you mean?"


def _end_of_year(found: re.Match[str], base: Base) -> Reading:
    return date(_year(found["year"]), 12, 31), False


def _in_a_while(found: re.Match[str], base: Base) -> Reading:
    parsed = dateparser.parse(
        f"in {found['span'] or found['span_from_now']}",
        languages=["en"],
        settings={"RELATIVE_BASE": _midnight(base.today), "PARSERS": ["relative-time"]},
    )
    return (parsed.date(), False) if parsed else None


def _other_words(found: re.Match[str], base: Base) -> Reading:
    """Whatever else names a month and a day."""
    parsed = dateparser.parse(
        found[0],
        languages=["en"],
        settings={
            # dateparser holds that today has passed.
            "RELATIVE_BASE": _midnight(base.today - ONE_DAY),
            "PREFER_DATES_FROM": "future",
            "PARSERS": ["absolute-time"],
            "REQUIRE_PARTS": ["day", "month"],
        },
    )
    return (parsed.date(), _is_far(parsed.date(), base.today)) if parsed else None


def _day_of_month(
    year: str | None, month: int, day: int, base: Base, *, is_doubtful: bool = False
) -> tuple[date, bool] | str:
    """Without a year, the next such day."""
    if not 1 <= month <= 12:
        return f"There is no month {month}. Which day do you mean?"
    name = f"{day} {MONTHS[month - 1]}"
    if year:
        found = _valid(_year(year), month, day)
        return (found, is_doubtful) if found else f"There is no {name} {_year(year)}. Which day do you mean?"
    # Between two leap days there can be eight years.
    tries = (_valid(base.today.year + n, month, day) for n in range(9))
    found = next((found for found in tries if found and found >= base.today), None)
    if found is None:
        return f"There is no {name}. Which day do you mean?"
    return found, is_doubtful or _is_far(found, base.today)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_of_week(year: int, week: int, weekday: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, weekday + 1)
    except ValueError:
        return None


def _year(digits: str) -> int:
    return 2000 + int(digits) if len(digits) == 2 else max(int(digits), 1)


def _month_number(found: re.Match[str]) -> int:
    return [name[:3].lower() for name in MONTHS].index(found["month"][:3]) + 1


def _weekday_number(found: re.Match[str]) -> int:
    return [name[:3].lower() for name in WEEKDAYS].index(found["weekday"][:3])


def _is_far(day: date, today: date) -> bool:
    return (day - today).days > DOUBTFUL_DAYS_AHEAD


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


_PATTERNS: tuple[tuple[str, Callable[[re.Match[str], Base], Reading]], ...] = (
    (r"yesterday|today|tonight|eod|end of (?:the )?day|tomorrow|day after tomorrow", _named),
    (r"(?P<year>\d{4})[-/.](?P<number>\d{1,2})[-/.](?P<day>\d{1,2})", _year_month_day),
    (r"(?P<first>\d{1,2})/(?P<second>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?", _numbers),
    # Without a year, 3.5 is a number and 3-5 a span.
    (r"(?P<first>\d{1,2})(?P<dot>[-.])(?P<second>\d{1,2})(?P=dot)(?P<year>\d{4}|\d{2})", _numbers),
    (rf"{DAY}(?: ?of)?[ /-]?{MONTH}{YEAR}", _words_and_number),
    (rf"{MONTH}[ /-]?(?:the )?{DAY}{YEAR}", _words_and_number),
    (rf"(?:(?P<which>this|next|coming) )?{WEEKDAY}", _weekday),
    (rf"{WEEKDAY},? (?:of )?(?P<which>this|next) week", _weekday_of_near_week),
    (rf"{WEEKDAY},? (?:the )?(?P<rest>(?:\d|{MONTH}(?![a-z])).*)", _weekday_and_date),
    (rf"(?:(?P<part>end|start|beginning|middle|mid)(?: of|-)? ?)?{MONTH}{YEAR}", _part_of_month),
    (rf"{END}?(?:(?P<which>this|next) )?(?P<unit>week|month|quarter|year)", _near_period),
    (r"eo(?P<unit>[wmqy])", _end_in_short),
    (r"(?P<unit>month|quarter|year)(?:'s)?[ -]end", _end_in_short),
    (rf"{END}?q(?P<quarter>[1-4]){YEAR}", _quarter),
    (rf"{END}?(?P<year>\d{{4}})[ /-]?q(?P<quarter>[1-4])", _quarter),
    (rf"(?:{WEEKDAY},? (?:of |in )?)?{END}?{WEEK}[ -]?(?P<week>\d{{1,2}}){YEAR}", _week),
    (r"(?P<year>\d{4})[ -]?w(?P<week>\d{1,2})(?P<weekday>)", _week),
    (rf"{END}(?P<year>\d{{4}})", _end_of_year),
    (rf"(?:in|within) (?P<span>.*\b{SPAN})|(?P<span_from_now>.*\b{SPAN}) from (?:now|today)", _in_a_while),
    (rf"(?=.*\d).*\b{MONTH}(?![a-z]).*", _other_words),
)
_READERS = tuple((re.compile(pattern, re.ASCII), reader) for pattern, reader in _PATTERNS)
