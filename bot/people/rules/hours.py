"""Whether somebody's working hours make sense."""

from datetime import date, time, timedelta

from bot.core import dates
from bot.core.dates import YEARS_AHEAD

MOST_AWAY = timedelta(days=366 * YEARS_AHEAD)


def wrong_with_hours(days: str, starts: time, ends: time, asked_at: time | None) -> dict[str, str]:
    """For each field that cannot stay so, a sentence that says what to do. Days are digits, Monday is 0."""
    wrong: dict[str, str] = {}
    if not days:
        wrong["days"] = "Choose at least one working day. To hear nothing for a while, pause me below."
    if ends <= starts:
        wrong["ends"] = f"The day must end after it starts, at {starts:%H:%M}."
    elif asked_at is not None and not starts <= asked_at < ends:
        wrong["asked_at"] = f"Choose a time within your working hours, {starts:%H:%M} to {ends:%H:%M}."
    return wrong


def wrong_with_days(first: date, last: date, today: date) -> tuple[str, str] | None:
    """What is wrong with days away: which end ("first", "last") and what to do; None when nothing is."""
    if last < first:
        return "last", "The last day is before the first. Choose a later last day."
    if last < today:
        return "last", "That is over already. Choose days from today on."
    if last - today > MOST_AWAY:
        furthest = dates.spoken(today + MOST_AWAY, today)
        return "last", f"That is very far away. Choose a day up to {furthest}."
    return None


def wrong_with_pause(until: date, today: date) -> str | None:
    """What is wrong with the last day of a pause; None when nothing is."""
    if until < today:
        return "That day has passed. Choose today or a later day, or leave it empty."
    if until - today > MOST_AWAY:
        return f"That is very far away. Choose a day up to {dates.spoken(today + MOST_AWAY, today)}."
    return None
