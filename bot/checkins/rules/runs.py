"""How often running something was so, on values."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from bot.checkins.rules.states import Answer


@dataclass(frozen=True)
class Turn:
    """What one round heard of an outcome."""

    answer: Answer | None
    is_silent: bool
    is_closed: bool


def silent(turns: Iterable[Turn]) -> int:
    """The latest rounds that closed without a word, while its owner was there; latest first.

    Rounds in which the owner was away or not asked neither count nor end the run.
    """
    heard = (turn for turn in turns if turn.answer is not None or turn.is_silent)
    return sum(1 for _ in takewhile(lambda turn: turn.answer is None, heard))


def at_risk(turns: Iterable[Turn]) -> int:
    """The latest rounds in which the answer was at risk; one that still waits for its answer is left out."""
    spoken = (turn for turn in turns if turn.is_closed or turn.answer is not None)
    heard = (turn for turn in spoken if turn.answer is not None or turn.is_silent)
    return sum(1 for _ in takewhile(lambda turn: turn.answer is Answer.AT_RISK, heard))
