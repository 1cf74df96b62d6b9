"""A tour: a story given as data, which the page plays, and where in it its visitors are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox.blockkit.engine import (
    Json,
    Problem,
    Problems,
    array,
    at_least_one,
    enum,
    integer,
    missing,
    record,
    string,
)
from bot.sandbox.ids import secret
from bot.sandbox.wire import Refused

APP, HOME = "app", "home"
"""Places beside the channels: the conversation with the app, and its Home page."""


def _moment(value: Any) -> Problems:
    try:
        aware = datetime.fromisoformat(value).tzinfo is not None
    except (TypeError, ValueError):
        aware = False
    return None if aware else [Problem("must provide a time with its zone, as 2026-11-18T09:02:00Z")]


_WORDS = string(least=1)
_VERBS = {
    "type": record({"type": _WORDS}, {"opens": _WORDS}),
    "click": record({"click": _WORDS}, {"near": _WORDS, "opens": _WORDS}),
    "fill": record({"fill": _WORDS, "with": _WORDS}),
    "form": record({"form": enum("submit", "close")}),
    "crash": record({"crash": integer(0, 1_000), "travel": _moment}),
    "travel": record({"travel": _moment}),
}


def _act(value: Any) -> Problems:
    """One thing that a person does; its first word says which."""
    verbs = [verb for verb in _VERBS if type(value) is dict and verb in value]
    return _VERBS[verbs[0]](value) if verbs else [Problem(f"must be one of: {', '.join(_VERBS)}")]


_SEEN = {"as": _WORDS, "in": _WORDS}


def _ends(step: Json) -> Problems:
    """Whoever does something has to see that it is done."""
    return [missing("until")] if "do" in step and "until" not in step else None


def _counts(step: Json) -> Problems:
    """A crash comes in the midst of what is counted, and shows in it."""
    wants = "count" in step.get("until", {}) or any("crash" in act for act in step.get("do", ()))
    return [missing("count")] if wants and "count" not in step else None


_UNTIL = record(
    {},
    {**_SEEN, "message": _WORDS, "form": _WORDS, "time": _moment, "count": enum("after a crash")},
    rules=[at_least_one("message", "form", "time", "count")],
)
_COUNT = record({"message": array(_WORDS, least=1), "for": array(_WORDS, least=1), "since": _moment})
_STEP = record(
    {**_SEEN, "say": _WORDS},
    {
        "thread": _WORDS,
        "form": _WORDS,
        "look": _WORDS,
        "do": array(_act, least=1),
        "until": _UNTIL,
        "count": _COUNT,
    },
    rules=[_ends, _counts],
)
_CHAPTER = record({"title": _WORDS, "steps": array(_STEP, least=1)})
_SCENE = record({"title": _WORDS, "say": _WORDS})
_STORY = record(
    {"welcome": _SCENE, "chapters": array(_CHAPTER, least=1), "end": _SCENE, "minutes": integer(1, 60)}
)


def read(source: Any, *, people: Collection[str], channels: Collection[str]) -> Json | None:
    """The story, if there is one; `Refused` says what is wrong with it."""
    if source is None:
        return None
    problems = _STORY(source)
    if problems:
        raise Refused("invalid_tour", "; ".join(str(problem) for problem in problems))
    story: Json = source
    for step in steps(story):
        for seen in (step, step.get("until", {})):
            _demand(seen.get("as"), people, "person")
            _demand(seen.get("in"), {*channels, APP, HOME}, "place")
        for name in step.get("count", {}).get("for", ()):
            _demand(name, people, "person")
    return story


def _demand(name: str | None, known: Collection[str], kind: str) -> None:
    if name is not None and name not in known:
        raise Refused("invalid_tour", f"The tour wants a {kind} called {name!r}, and there is none.")


def steps(story: Mapping[str, Any]) -> Iterator[Json]:
    return (step for chapter in story["chapters"] for step in chapter["steps"])


@dataclass(slots=True)
class Tour:
    """`step` counts from 1: 0 is the welcome, and the end comes after the last one.

    `start_over` asks whoever started this workspace to begin it anew; None when nobody would. `run` is
    another one once that has happened.
    """

    story: Json | None
    start_over: Callable[[], None] | None = None
    step: int = 0
    is_open: bool = True
    run: str = field(default_factory=secret)

    def move(self, step: int, is_open: bool) -> None:
        self.step, self.is_open = min(step, self.last), is_open

    @property
    def last(self) -> int:
        """The number of the end."""
        return sum(1 for _ in steps(self.story)) + 1 if self.story else 0

    def as_json(self) -> Json:
        return {
            "story": self.story,
            "step": self.step,
            "is_open": self.is_open,
            "run": self.run,
            "can_start_over": self.start_over is not None,
        }
