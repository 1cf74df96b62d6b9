"""Dates, times and zones as Block Kit writes them."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.blockkit.engine import Problem, Problems, integer, matching, string

_NO_DATE = "must be a valid date in the format YYYY-MM-DD"
_DATE = matching(r"\d{4}-\d\d-\d\d", _NO_DATE)
_ZONE = string(least=1)

TIME = matching(r"(?:[01]\d|2[0-3]):[0-5]\d", "must be a valid time in the format HH:mm")
# Seconds since 1970, in ten digits.
INSTANT = integer(1_000_000_000, 9_999_999_999)


def real_date(value: Any) -> Problems:
    problems = _DATE(value)
    if problems:
        return problems
    try:
        date.fromisoformat(value)
    except ValueError:
        return [Problem(_NO_DATE)]
    return None


def zone(value: Any) -> Problems:
    problems = _ZONE(value)
    if problems:
        return problems
    try:
        ZoneInfo(value)
    except (LookupError, ValueError, OSError):
        return [Problem("must be a valid IANA timezone")]
    return None
