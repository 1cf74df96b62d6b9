"""What `/digest` answers, to one person only."""

from collections.abc import Sequence
from datetime import datetime

from bot.digests.queries import Facts
from bot.digests.ui.lines import WORDS
from bot.digests.ui.message import digest
from bot.slack.blocks import Message, context, section


def preview(facts: Facts, *, at: datetime | None, channel: str | None) -> Message:
    """The digest as it would read now. `at` is when it goes, `channel` where to, None: to this person."""
    found = digest(facts)
    return Message(found.text, [*found.blocks, context(WORDS("preview", at=at, channel=channel))])


def nothing_to_show(name: str) -> Message:
    return _said(WORDS("nothing_to_show", name=name))


def not_started(name: str) -> Message:
    return _said(WORDS("not_started", name=name))


def no_team() -> Message:
    return _said(WORDS("no_team"))


def which_team(typed: str, names: Sequence[str]) -> Message:
    return _said(WORDS("which_team", typed=typed, names=names))


def _said(text: str) -> Message:
    return Message(text, [section(text)])
