"""What people call the time that a round is about."""

import re
from datetime import date

from bot.core.calendar import Cadence
from bot.core.dates import spoken
from bot.core.datewords import MONTHS


def label(cadence: Cadence, period: str) -> str:
    """ "week 47", "weeks 47 and 48", "Thu 19 Nov", "November": a period key (see `calendar.period_key`)."""
    match cadence:
        case Cadence.WEEKLY:
            return f"week {_week(period)[1]}"
        case Cadence.TWO_WEEKLY:
            year, week = _week(period)
            following = date.fromisocalendar(year, week, 1).toordinal() + 7
            return f"weeks {week} and {date.fromordinal(following).isocalendar().week}"
        case Cadence.MONTHLY:
            return str(MONTHS[int(period[5:7]) - 1])
        case Cadence.DAILY:
            day = date.fromisoformat(period)
            return spoken(day, day)


def _week(period: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{4})-W(\d{2})", period)
    if found is None:
        raise ValueError(f"{period} names no week")
    return int(found[1]), int(found[2])
