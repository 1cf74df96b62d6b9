"""What people can do with outcomes: the command, its words, buttons and forms."""

from bot.outcomes.handlers import course, finishing, owning, reading, writing
from bot.slack.listeners import Listeners


def register(on: Listeners) -> None:
    """In the order of the command's help."""
    for part in (writing, reading, course, owning, finishing):
        part.register(on)
