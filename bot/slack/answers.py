"""What a handler may answer with. The edge carries it out after the transaction has been committed."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.slack.blocks import Block, Element, Message, Modal


@dataclass(frozen=True)
class Open:
    """Show a form; on top of another one when the click came from inside a form."""

    modal: Modal


@dataclass(frozen=True)
class Change:
    """Show this instead of the form that the person is looking at."""

    modal: Modal


@dataclass(frozen=True)
class Reply:
    """Words for this person alone, where they acted. Best effort: never the only record of anything."""

    message: Message


@dataclass(frozen=True)
class Clear:
    """Close every form that is open."""


@dataclass(frozen=True)
class Home:
    """The Home page of the person who acted."""

    blocks: Sequence[Block]


@dataclass(frozen=True)
class Options:
    """What a searchable select offers, already made with `blocks.option`."""

    options: Sequence[Element]


Answer = Open | Change | Reply | Clear | Home | Options
