"""What to call people where there is little room."""

import difflib
from collections import defaultdict
from collections.abc import Mapping, Sequence


def first_name(name: str) -> str:
    """The first word, unless it cannot stand alone ("J. Smith", "Dr. Who")."""
    first = name.split(" ")[0]
    return name if first.endswith(".") or len(first) < 2 else first


def short_names(names: Mapping[str, str]) -> dict[str, str]:
    """For each id the first name, or the whole name where two have the same first name."""
    namesakes: dict[str, int] = defaultdict(int)
    for name in names.values():
        namesakes[first_name(name).casefold()] += 1
    return {
        id: name if namesakes[first_name(name).casefold()] > 1 else first_name(name)
        for id, name in names.items()
    }


def nearest(typed: str, known: Sequence[str]) -> list[str]:
    """Up to three of the known names that look like what was typed."""
    plain = {name.casefold(): name for name in known}
    return [plain[one] for one in difflib.get_close_matches(typed.casefold(), list(plain), n=3, cutoff=0.5)]
