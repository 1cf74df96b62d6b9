"""Messages that only tell: each says it in one line and leads to the outcome."""

from datetime import date
from typing import Any

from bot.outcomes.model import Outcome
from bot.outcomes.queries import Event
from bot.outcomes.ui.labels import label
from bot.slack.blocks import Message, actions, button, section
from bot.slack.templates import Words

WORDS = Words("outcomes/notices")


def notice(kind: str, outcome: Outcome, **facts: Any) -> Message:
    """The message of this kind, with a way to look at the outcome."""
    text = WORDS(kind, title=outcome.title, number=outcome.number, **facts)
    show = button(label("show"), "outcome.show", {"id": outcome.id}, label=f"Show O-{outcome.number}")
    return Message(text, [section(text), actions(show)])


def change_words(event: Event) -> str:
    """One change of what was promised, in words."""
    if event.field == "due":
        return WORDS("due_changed", before=_day(event.before), after=_day(event.after), why=event.why)
    return WORDS("done_changed", after=event.after or "", why=event.why)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
