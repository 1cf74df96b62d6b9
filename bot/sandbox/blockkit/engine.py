"""The rule engine: checks are small closures, put together once and run on every payload.

A check looks at one JSON value and returns what is wrong with it, or None. Pointers are worked out
on the way back up, so that a payload without mistakes costs no string building at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule. `pointer` is a JSON pointer relative to the value that was checked."""

    message: str
    pointer: str = ""
    code: str = "failed_constraint"
    detail: Mapping[str, Any] | None = None

    def under(self, prefix: str) -> Problem:
        return replace(self, pointer=prefix + self.pointer)

    def __str__(self) -> str:
        return f"{self.message} [json-pointer:{self.pointer}]"

    def as_json(self) -> Json:
        """The form that `blocks.validate` answers with."""
        return {"code": self.code, "message": self.message, "pointer": self.pointer, **(self.detail or {})}


Problems = list[Problem] | None
Check = Callable[[Any], Problems]
Rule = Callable[[Json], Problems]


def size(text: str) -> int:
    """The characters of `text` as this sandbox counts them: UTF-16 units.

    Slack doesn't say how it counts; the largest plausible count keeps a bot on the safe side.
    """
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


_BARE = re.compile(r"&(?!(?:amp|lt|gt);)|[<>]")
_GROWTH = {"&": 4, "<": 3, ">": 3}
# The most that one character can count for, in either way of counting: `&` once escaped.
_HEAVIEST = 5


def escaped_size(text: str) -> int:
    """The characters of a plain text once `&`, `<` and `>` are escaped, as Slack stores them."""
    return size(text) + sum(_GROWTH[found] for found in _BARE.findall(text))


def limit(kind: str, value: int) -> Json:
    return {"constraint": {"type": kind, "expected": value}}


def anything(_: Any) -> Problems:
    return None


def string(*, least: int = 0, most: int | None = None, measure: Callable[[str], int] = size) -> Check:
    too_long = (
        []
        if most is None
        else [Problem(f"must be less than {most + 1} characters", detail=limit("max", most))]
    )
    too_short = [Problem(f"must be more than {least - 1} characters", detail=limit("min", least))]
    roomy = 1 << 60 if most is None else most
    # Most strings are far from both ends; only the others are worth measuring.
    surely_fits = range(least, roomy // _HEAVIEST + 1)

    def check(value: Any) -> Problems:
        if type(value) is not str:
            return [Problem("must provide a string")]
        if len(value) in surely_fits:
            return None
        length = measure(value)
        if length > roomy:
            return too_long
        return too_short if length < least else None

    return check


def matching(pattern: str, complaint: str, *, most: int | None = None) -> Check:
    r"""A string of a certain form, in which `\d` is 0 to 9; `complaint` is what is said when it isn't."""
    right_length = string(least=1, most=most)
    form = re.compile(pattern, re.ASCII)

    def check(value: Any) -> Problems:
        return right_length(value) or (None if form.fullmatch(value) else [Problem(complaint)])

    return check


def boolean(value: Any) -> Problems:
    return None if type(value) is bool else [Problem("must provide a boolean")]


def integer(least: int, most: int) -> Check:
    def check(value: Any) -> Problems:
        if type(value) is not int:
            return [Problem("must provide an integer")]
        if value > most:
            return [Problem(f"must be less than {most + 1}", detail=limit("max", most))]
        return (
            [Problem(f"must be more than {least - 1}", detail=limit("min", least))] if value < least else None
        )

    return check


def number(value: Any) -> Problems:
    return None if type(value) in (int, float) else [Problem("must provide a number")]


def enum(*values: Any) -> Check:
    """One of `values`, which are all of one type: `true` is no 1."""
    kind = type(values[0])
    name = "a string" if kind is str else "an integer"
    shown = ", ".join(str(value) for value in values)

    def check(value: Any) -> Problems:
        if type(value) is not kind:
            return [Problem(f"must provide {name}")]
        if value in values:
            return None
        return [
            Problem(
                f"must be one of: {shown}", detail={"constraint": {"type": "enum", "expected": list(values)}}
            )
        ]

    return check


def array(item: Check, *, least: int = 0, most: int | None = None) -> Check:
    roomy = 1 << 60 if most is None else most

    def check(value: Any) -> Problems:
        if type(value) is not list:
            return [Problem("must provide an array")]
        if len(value) > roomy:
            return [Problem(f"no more than {most} items allowed", detail=limit("max", roomy))]
        if len(value) < least:
            return [Problem(f"must provide at least {least} items", detail=limit("min", least))]
        found: list[Problem] = []
        for index, one in enumerate(value):
            problems = item(one)
            if problems:
                found += [problem.under(f"/{index}") for problem in problems]
        return found or None

    return check


def missing(field: str) -> Problem:
    return Problem(f"missing required field: {field}", "", "missing_field", {"field": field})


def record(
    required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *, rules: Sequence[Rule] = ()
) -> Check:
    """An object with exactly these fields. `rules` look across fields, once each field by itself is right."""
    checks = {**required, **(optional or {})}
    needed = required.keys()

    def check(value: Any) -> Problems:
        if type(value) is not dict:
            return [Problem("must provide an object")]
        found: list[Problem] = []
        for key, one in value.items():
            field = checks.get(key)
            if field is None:
                found.append(Problem(f"invalid additional property: {key}"))
            elif field is not anything and (problems := field(one)):
                found += [problem.under(f"/{key}") for problem in problems]
        if not needed <= value.keys():
            found += [missing(key) for key in needed if key not in value]
        if found:
            return found
        for rule in rules:
            found += rule(value) or ()
        return found or None

    return check


def tagged(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` says which check it has to pass."""
    expected = {"constraint": {"type": "enum", "expected": sorted(kinds)}}

    def check(value: Any) -> Problems:
        if type(value) is not dict:
            return [Problem("must provide an object")]
        if "type" not in value:
            return [missing("type")]
        kind = value["type"]
        chosen = kinds.get(kind) if type(kind) is str else None
        if chosen is None:
            return [Problem(f"unsupported type: {kind}", "/type", detail=expected)]
        return chosen(value)

    return check


def one_of(check: Check) -> Check:
    """A choice between schemas: Slack reports the choice that failed, then what failed in it."""

    def outer(value: Any) -> Problems:
        problems = check(value)
        return [Problem("failed to match all allowed schemas"), *problems] if problems else None

    return outer


def either(first: str, second: str) -> Rule:
    """Exactly one of two fields."""

    def rule(value: Json) -> Problems:
        if (first in value) != (second in value):
            return None
        if first in value:
            return [Problem(f"must define either `{first}` or `{second}`, not both")]
        return [Problem(f"must define either `{first}` or `{second}`")]

    return rule


def unique(field: str, places: Iterable[tuple[str, Json]]) -> Problems:
    """That no two of these objects, which come with their pointers, have the same in `field`."""
    seen: set[str] = set()
    for pointer, one in places:
        value = one.get(field)
        if value is None:
            continue
        if value in seen:
            return [Problem(f'`{field}` "{value}" already exists', f"{pointer}/{field}")]
        seen.add(value)
    return None


def numbered(value: Json, key: str) -> Iterator[tuple[str, Json]]:
    """The objects of a list with their pointers."""
    for index, one in enumerate(value[key]):
        yield f"/{key}/{index}", one


def at_least_one(*fields: str) -> Rule:
    choices = " or ".join(f"`{field}`" for field in fields)

    def rule(value: Json) -> Problems:
        return None if any(field in value for field in fields) else [Problem(f"must define either {choices}")]

    return rule
