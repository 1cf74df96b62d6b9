"""Whether the facts agree with a report of on track, on values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.outcomes.rules.lifecycle import Status

MOVES, SLIP, ROUNDS, NOTES = 2, 0.2, 2, 3


class Signal(StrEnum):
    """One fact that speaks against on track."""

    # What it needs from somebody comes after the day it is needed.
    NEEDS = "needs"
    MOVED = "moved"
    SLIPPED = "slipped"
    SILENT = "silent"
    SAME_NOTE = "same_note"


@dataclass(frozen=True)
class Fact:
    """A signal with its figure: working days, moves, days, rounds or times; `who` is a person's id."""

    signal: Signal
    n: int
    who: str | None = None

    @property
    def mark(self) -> str:
        """Equal for facts that say the same: a longer silence or a longer wait is no news, a move is."""
        return f"{self.signal}:{self.n if self.signal is Signal.MOVED else ''}:{self.who or ''}"


@dataclass(frozen=True)
class Move:
    """The due day was changed after the owner's yes."""

    before: date
    after: date


@dataclass(frozen=True)
class Late:
    """Somebody gives what is needed so many working days after the day it is needed."""

    who: str
    days: int


@dataclass(frozen=True)
class Evidence:
    """What is known of an outcome reported on track.

    `began` and `promised_for` span its original duration; `believed` is the day that its owner now believes
    in. `silent` counts the last check-ins without a word; `notes` are the last words, latest first.
    """

    late: Sequence[Late] = ()
    moves: Sequence[Move] = ()
    began: date | None = None
    promised_for: date | None = None
    believed: date | None = None
    silent: int = 0
    notes: Sequence[tuple[Status, str | None]] = ()


def facts(evidence: Evidence) -> tuple[Fact, ...]:
    """What speaks against on track, the weightiest first; empty when the facts agree.

    Any one of them is enough to look twice: see the decision on second looks.
    """
    found = [*_needs(evidence), *_moved(evidence), *_silent(evidence), *_same_note(evidence)]
    return tuple(found)


def _needs(evidence: Evidence) -> list[Fact]:
    worst = max(evidence.late, key=lambda one: one.days, default=None)
    return [] if worst is None else [Fact(Signal.NEEDS, worst.days, worst.who)]


def _moved(evidence: Evidence) -> list[Fact]:
    """Twice later, or once by a fifth of the original duration."""
    later = [move for move in evidence.moves if move.after > move.before]
    if len(later) >= MOVES:
        return [Fact(Signal.MOVED, len(later))]
    began, promised, believed = evidence.began, evidence.promised_for, evidence.believed
    if began is None or promised is None or believed is None:
        return []
    slip, whole = (believed - promised).days, (promised - began).days
    return [Fact(Signal.SLIPPED, slip)] if slip > 0 and slip >= SLIP * whole else []


def _silent(evidence: Evidence) -> list[Fact]:
    return [Fact(Signal.SILENT, evidence.silent)] if evidence.silent >= ROUNDS else []


def _same_note(evidence: Evidence) -> list[Fact]:
    """The last three reports, all on track, say the same in words."""
    last = evidence.notes[:NOTES]
    words = {_folded(note) for status, note in last if status is Status.ON_TRACK and note}
    is_same = len(last) == NOTES and len(words) == 1 and all(note for _, note in last)
    all_on_track = all(status is Status.ON_TRACK for status, _ in last)
    return [Fact(Signal.SAME_NOTE, NOTES)] if is_same and all_on_track else []


def _folded(note: str) -> str:
    return " ".join(note.casefold().split()).rstrip(".!")
