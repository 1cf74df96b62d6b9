"""What stands on buttons and above fields: plain text, which Slack shows as it is given."""

from typing import Any

from bot.slack.templates import Words, unescaped

WORDS = Words("outcomes/labels")


def label(name: str, /, **facts: Any) -> str:
    """The words of a button, a field, an option or a hint."""
    return unescaped(WORDS(name, **facts))
