"""What stands on buttons and above fields: plain text, which Slack shows as it is given."""

from typing import Any

from bot.checkins.queries import Readers
from bot.slack.templates import Words, unescaped

WORDS = Words("checkins/labels")


def label(name: str, /, **facts: Any) -> str:
    """The words of a button, a field, an option or a hint."""
    return unescaped(WORDS(name, **facts))


def seen_by(readers: Readers) -> str:
    """Who will read what is typed into a field."""
    if readers.is_private:
        return label("seen_private")
    return label("seen_by", channel=readers.channel, count=readers.count, has_channel=readers.has_channel)
