"""Countries and their regions by name, for choosing whose public holidays hold."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

import holidays

from bot.core import calendar

NO_HOLIDAYS = "ZZ"
"""In place of a country: no public holidays at all (ISO 3166 leaves these two letters to their user)."""

_NOT_LISTED = {"XK": "Kosovo"}  # known to the calendar of holidays, but not a country of ISO 3166


@cache
def countries() -> Mapping[str, str]:
    """ISO code → English name of each country whose public holidays are known, in the order of the names."""
    rows = resources.files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text("utf-8").splitlines()
    names = dict(row.split("\t") for row in rows if row and not row.startswith("#")) | _NOT_LISTED
    found = {code: names.get(code, code) for code in calendar.countries_with_holidays()}
    return dict(sorted(found.items(), key=lambda one: one[1]))


@cache
def regions(country: str) -> Mapping[str, str]:
    """Code → name of each region with holidays of its own, in the order of the names."""
    codes = calendar.countries_with_holidays().get(country, ())
    if not codes:
        return {}
    aliases = holidays.country_holidays(country).get_subdivision_aliases()
    found = {code: _longest_first(aliases.get(code, ())) or code for code in codes}
    return dict(sorted(found.items(), key=lambda one: one[1]))


def _longest_first(names: Iterable[str]) -> str | None:
    """A name rather than another code of the same region."""
    return next((name for name in names if len(name) > 3), None)


def find(names: Mapping[str, str], typed: str) -> list[tuple[str, str]]:
    """(code, name) of those in which a word begins like what was typed, the names that begin so first."""
    wanted = typed.casefold().strip()
    found = [
        (code, name)
        for code, name in names.items()
        if name.casefold().startswith(wanted) or f" {wanted}" in name.casefold()
    ]
    return sorted(found, key=lambda one: not one[1].casefold().startswith(wanted))
