"""Dates as people type them, and as they read them.

English only. Everything is worked out from `today`, the date where the person is; a date is a day, never an
instant. What has passed is understood too: whether that is refused is up to the caller (`refuse_past`).
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.core import datewords
from bot.core.datewords import MONTH, MONTHS, ONE_DAY, WEEK, WEEKDAYS, YEAR, Base

YEARS_AHEAD = 5
LONGEST_PHRASE = 60


@dataclass(frozen=True)
class Understood:
    """A day, and the words it was read from. `is_doubtful`: show a question mark, it could be another day."""

    day: date
    as_typed: str
    is_doubtful: bool = False


@dataclass(frozen=True)
class NotUnderstood:
    """No day. `reason` is a sentence for the person who typed it.

    `looks_like_a_date`: a day was meant that doesn't exist or can't be chosen; else these are only words.
    """

    as_typed: str
    reason: str
    looks_like_a_date: bool = False


@dataclass(frozen=True)
class Due:
    """A line without its date. `found` is None when nothing follows by, until or due."""

    rest: str
    found: Understood | NotUnderstood | None


@dataclass(frozen=True)
class Range:
    """From `first` to `last`, both included."""

    first: date
    last: date
    as_typed: str
    is_doubtful: bool = False


def plain(text: str) -> str:
    """The text as one line, with straight quotes, plain hyphens and single spaces."""
    return " ".join(text.translate(_PLAIN).split())


def spoken(day: date, today: date) -> str:
    """ "Thu 26 Nov"; with the year, "Thu 29 Apr 2027", as soon as the day could be taken for another one."""
    words = f"{WEEKDAYS[day.weekday()][:3]} {_day_and_month(day)}"
    # These 365 days hold each day and month once (but 29 February, which has its weekday).
    is_near = -31 <= (day - today).days < 334
    return words if is_near else f"{words} {day.year}"


def understand(text: str, *, today: date, month_first: bool = False) -> Understood | NotUnderstood:
    """The day that a person means, or a sentence that says why there is none.

    A day or month without a year is the next one, today included. "Friday" is the first Friday after today;
    "next Friday" is the one of next week, so that on a Friday both are a week away. A month, a quarter or a
    year ends on its last day, a week on its Friday.

    Doubtful are numbers such as 03/04 (the day comes first, or with `month_first` the month), a weekday or a
    month that people use for more than one day, a weekday that doesn't fit its date, and a day without a year
    that is almost a year away.
    """
    typed = plain(text)
    reading = _read(_bare(typed), Base(today, month_first))
    match reading:
        case None:
            soon = today + 14 * ONE_DAY
            example = f"{_day_and_month(soon)}, {soon.isoformat()} or in 2 weeks"
            return NotUnderstood(typed, f"I can't read this as a date. Please write it like {example}.")
        case str():
            return NotUnderstood(typed, reading, looks_like_a_date=True)
        case day, is_doubtful:
            return _within_reach(Understood(day, typed, is_doubtful), today)


def refuse_past(found: Understood, today: date) -> Understood | NotUnderstood:
    """What was understood, unless it is before today."""
    if found.day >= today:
        return found
    reason = f"{spoken(found.day, today)} has passed. Please choose today or a later day."
    return NotUnderstood(found.as_typed, reason, looks_like_a_date=True)


def find_due(line: str, *, today: date, month_first: bool = False) -> Due:
    """The date after the last *by*, *until* or *due*, if all the words that follow are that date.

    Otherwise the line stays whole, and `found` says what was wrong with them.
    """
    text = plain(line)
    words = list(_DUE_WORDS.finditer(text))
    if not words:
        return Due(text, None)
    found = understand(text[words[-1].end() :], today=today, month_first=month_first)
    if isinstance(found, NotUnderstood):
        return Due(text, found)
    return Due(text[: words[-1].start()].rstrip(" ,;:-("), found)


def parse_range(text: str, today: date, *, month_first: bool = False) -> Range | NotUnderstood:
    """The days from … to …, both included: "20 Dec to 3 Jan", "20-24 Dec", "until Friday", "next week".

    A single day is a range of one; a week is all its seven days. The last day is the next such day from the
    first one on. Doubtful as its days are, and when it is longer than half a year.
    """
    typed = plain(text)
    phrase = _bare(typed)
    words = _split_range(phrase, Base(today, month_first))
    if words is None:
        return NotUnderstood(typed, "Until when? Please write the first and the last day: 20 Dec to 3 Jan.")
    first = _end_of_range(words[0], 0, Base(today, month_first))
    if isinstance(first, NotUnderstood):
        return replace(first, as_typed=typed)
    last = _end_of_range(words[1] or words[0], 6, Base(first.day if words[1] else today, month_first))
    if isinstance(last, NotUnderstood):
        return replace(last, as_typed=typed)
    if last.day < first.day:
        reason = f"It ends on {spoken(last.day, today)}, before it begins. Please write the first day first."
        return NotUnderstood(typed, reason, looks_like_a_date=True)
    is_long = last.day - first.day > timedelta(days=183)
    return Range(first.day, last.day, typed, first.is_doubtful or last.is_doubtful or is_long)


def _end_of_range(words: str, weekday: int, base: Base) -> Understood | NotUnderstood:
    """Of a week, the day that is this weekday (Monday = 0)."""
    found = understand(words, today=base.today, month_first=base.month_first)
    if isinstance(found, NotUnderstood) or not _WHOLE_WEEK.fullmatch(words):
        return found
    return Understood(datewords.monday_of(found.day) + weekday * ONE_DAY, found.as_typed)


def _split_range(phrase: str, base: Base) -> tuple[str, str | None] | None:
    """The words for the first and the last day (None: they are the same); None when the last is missing."""
    if found := _UNTIL.fullmatch(phrase):
        return "today", found["last"]
    if found := _DAYS_OF_A_MONTH.fullmatch(phrase) or _MONTH_AND_DAYS.fullmatch(phrase):
        rest = f"{found['month']} {found['year'] or ''}"
        return f"{found['first']} {rest}", f"{found['last']} {rest}"
    has_from = phrase.startswith("from ")
    between = _TO.split(phrase.removeprefix("from "))
    if len(between) == 2 and all(_read(one, base) is not None for one in between):
        return between[0], between[1]
    if not has_from and _read(phrase, base) is not None:
        return phrase, None
    for separator in (_TO, _HYPHEN):
        parts = separator.split(phrase.removeprefix("from "))
        if len(parts) == 2:
            return parts[0], parts[1]
    return None if has_from else (phrase, None)


def _read(phrase: str, base: Base) -> datewords.Reading:
    return datewords.read(phrase, base) if len(phrase) <= LONGEST_PHRASE else None


def _within_reach(found: Understood, today: date) -> Understood | NotUnderstood:
    last_day = datewords.last_of_month(today.year + YEARS_AHEAD, today.month).day
    furthest = date(today.year + YEARS_AHEAD, today.month, min(today.day, last_day))
    if found.day <= furthest:
        return found
    reason = (
        f"That is more than {YEARS_AHEAD} years away. Please choose a day up to {spoken(furthest, today)}."
    )
    return NotUnderstood(found.as_typed, reason, looks_like_a_date=True)


def _bare(typed: str) -> str:
    """Lower case, without what stands around a date: "on the 29th of April.", "(by) the end of March"."""
    return re.sub(r"^(?:on |the )+", "", typed.casefold().strip(" .,;:!?()"))


def _day_and_month(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


_PLAIN = str.maketrans({
    **dict.fromkeys("‘’‚‛′ʼ", "'"),
    **dict.fromkeys("“”„‟″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u200b\u2060\ufeff\u00ad", ""),
})  # fmt: skip
_DUE_WORDS = re.compile(r"(?<![\w-])(?:due(?: date)?(?: by| on)?|by|until)(?![\w-])[:,]? ", re.IGNORECASE)
_UNTIL = re.compile(r"(?:until|till) (?P<last>.+)")
_DAYS = r"(?P<first>\d{1,2}) ?(?:-|to|until) ?(?P<last>\d{1,2})"
_DAYS_OF_A_MONTH = re.compile(rf"(?:from )?{_DAYS}\.? {MONTH}{YEAR}")
_MONTH_AND_DAYS = re.compile(rf"(?:from )?{MONTH} {_DAYS}{YEAR}")
_TO = re.compile(r" (?:to|until|till|through|-) ")
_HYPHEN = re.compile(r" ?- ?")
_WHOLE_WEEK = re.compile(rf"(?:this|next) week|{WEEK}[ -]?\d+{YEAR}|\d{{4}}[ -]?w\d+")
