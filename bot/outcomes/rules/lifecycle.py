"""What an outcome can be, what it may become, and what its children say about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MAX_DEPTH = 10
"""Levels from a goal down to its deepest outcome, both counted: beyond that no person finds their way."""


class Level(StrEnum):
    ORGANIZATION = "organization"
    DEPARTMENT = "department"
    TEAM = "team"
    INDIVIDUAL = "individual"


class Lifecycle(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    ACTIVE = "active"
    CLAIMED_DONE = "claimed_done"
    DONE = "done"
    PAUSED = "paused"
    DROPPED = "dropped"


class Status(StrEnum):
    """The owner's word. Having none is `None`, never on track."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    BLOCKED = "blocked"


class Missing(StrEnum):
    """What a leaf lacks before work on it can be followed."""

    OWNER = "owner"
    YES = "yes"
    DONE_SENTENCE = "done_sentence"
    HANDED_OVER = "handed_over"
    DUE = "due"


@dataclass(frozen=True)
class Child:
    """What a parent needs to know of a child. The status of a child with children is its own roll-up."""

    lifecycle: Lifecycle
    status: Status | None


_LEFT_OUT = {Lifecycle.PAUSED, Lifecycle.DROPPED}
_FINISHED = {Lifecycle.CLAIMED_DONE, Lifecycle.DONE}
_NEXT = {
    Lifecycle.DRAFT: {Lifecycle.PROPOSED, Lifecycle.ACTIVE, Lifecycle.DROPPED},
    Lifecycle.PROPOSED: {Lifecycle.DRAFT, Lifecycle.ACTIVE, Lifecycle.PAUSED, Lifecycle.DROPPED},
    # Back to proposed: a new owner has to say yes anew.
    Lifecycle.ACTIVE: {Lifecycle.PROPOSED, Lifecycle.CLAIMED_DONE, Lifecycle.PAUSED, Lifecycle.DROPPED},
    Lifecycle.CLAIMED_DONE: {Lifecycle.ACTIVE, Lifecycle.DONE, Lifecycle.DROPPED},
    Lifecycle.DONE: {Lifecycle.ACTIVE},
    Lifecycle.PAUSED: {Lifecycle.PROPOSED, Lifecycle.ACTIVE, Lifecycle.DROPPED},
    Lifecycle.DROPPED: {Lifecycle.DRAFT, Lifecycle.PROPOSED, Lifecycle.ACTIVE},
}


def next_states(now: Lifecycle) -> frozenset[Lifecycle]:
    """Everything that an outcome in this state may become."""
    return frozenset(_NEXT[now])


def may_become(now: Lifecycle, then: Lifecycle) -> bool:
    """Whether the step is allowed. Staying the same is no step."""
    return then in _NEXT[now]


def needs_reason(now: Lifecycle, then: Lifecycle) -> bool:
    """Whether the step has to say why: to pause, to drop, and to open again what was done."""
    return then in {Lifecycle.PAUSED, Lifecycle.DROPPED} or now is Lifecycle.DONE


def is_open(lifecycle: Lifecycle) -> bool:
    """Whether somebody still has to do something for it, were it only to say yes or to confirm."""
    return lifecycle not in {Lifecycle.DONE, Lifecycle.PAUSED, Lifecycle.DROPPED}


def rolled_up(children: Iterable[Child]) -> Status | None:
    """The weakest child's status.

    Blocked is weaker than at risk, at risk than no word, and no word than on track: a parent is on track only
    when every child says so. What is done, or claimed to be, counts as on track; what is paused or dropped is
    left out; with nothing left there is no word.
    """
    words = {_word(child) for child in children if child.lifecycle not in _LEFT_OUT}
    for weakest in (Status.BLOCKED, Status.AT_RISK, None):
        if weakest in words:
            return weakest
    return Status.ON_TRACK if words else None


def _word(child: Child) -> Status | None:
    return Status.ON_TRACK if child.lifecycle in _FINISHED else child.status


def level_below(parent: Level | None) -> Level:
    """The level of a child. A goal (no parent) is the organization's; below an individual's it stays so."""
    if parent is None:
        return Level.ORGANIZATION
    levels = list(Level)
    return levels[min(levels.index(parent) + 1, len(levels) - 1)]


def depth_problem(depth: int) -> str | None:
    """What to tell the person whose outcome would be `depth` levels deep (a goal is 1), or None if it may."""
    if depth <= MAX_DEPTH:
        return None
    return f"That would be level {depth}, and {MAX_DEPTH} are the most. Make it part of something further up."


def missing_for_start(
    *,
    owner: str | None,
    has_agreed: bool,
    done_sentence: str | None,
    handed_over: str | None,
    due: date | None,
) -> tuple[Missing, ...]:
    """What a leaf still lacks, in the order in which people are asked. Empty: it is ready.

    `owner` is an id, whoever it belongs to; `handed_over` is what others hold in their hands when it is done.
    """
    present = {
        Missing.OWNER: bool(owner),
        Missing.YES: bool(owner) and has_agreed,
        Missing.DONE_SENTENCE: bool(done_sentence and done_sentence.strip()),
        Missing.HANDED_OVER: bool(handed_over and handed_over.strip()),
        Missing.DUE: due is not None,
    }
    return tuple(missing for missing in Missing if not present[missing])
