"""Text as Slack escapes it: people, groups, channels and links in angle brackets, three signs as entities.

While a line is being taken apart, each of them is one private character that no keyboard types, so that no
pattern can cut through it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from bot.core.entities import unescaped

MENTION = "[\U00100000-\U0010fffd]"
"""Matches one person, group or handle in marked text."""
PLACEHOLDER = "[\U000f0000-\U0010fffd]"
"""What stands for a mention, a channel or a link while a line is taken apart."""

_FIRST_MENTION = 0x100000
_FIRST_OTHER = 0xF0000
_PRIVATE = re.compile("[\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_TOKEN = re.compile(r"<(?P<slack>[^<>]+)>|(?<![\w@.-])@(?P<handle>[^\W\d](?:[\w.-]*\w)?)")
_BROADCASTS = frozenset({"here", "channel", "everyone"})


class Kind(Enum):
    PERSON = auto()
    GROUP = auto()
    HANDLE = auto()


@dataclass(frozen=True)
class Mention:
    """`id` is Slack's, or the word after the @ if Slack gave none. `label` is how the person wrote it."""

    kind: Kind
    id: str
    label: str


@dataclass(frozen=True)
class Marked:
    """The text with a placeholder for each mention and link, and what they stand for."""

    text: str
    mentions: Mapping[str, Mention]
    others: Mapping[str, str]

    def written_out(self, text: str, names: Mapping[str, str]) -> str:
        """A part of the marked text as people read it; people by the names of `names`, else as written."""

        def words(found: re.Match[str]) -> str:
            mention = self.mentions.get(found[0])
            if mention is None:
                return self.others[found[0]]
            return f"@{names.get(mention.id, mention.label)}"

        return _PRIVATE.sub(words, text)


def mark(text: str) -> Marked:
    """Takes Slack's escapes out of a message's or a command's text."""
    mentions: dict[str, Mention] = {}
    others: dict[str, str] = {}

    def place(found: re.Match[str]) -> str:
        meant = _handle(found["handle"]) if found["handle"] else _token(found["slack"])
        if isinstance(meant, Mention):
            place = chr(_FIRST_MENTION + len(mentions))
            mentions[place] = meant
        else:
            place = chr(_FIRST_OTHER + len(others))
            others[place] = meant
        return place

    return Marked(unescaped(_TOKEN.sub(place, _PRIVATE.sub("", text))), mentions, others)


def _handle(name: str) -> Mention:
    return Mention(Kind.GROUP if name in _BROADCASTS else Kind.HANDLE, name, name)


def _token(inside: str) -> Mention | str:
    """What stands in angle brackets: a mention, or the words to show for it."""
    what, _, label = inside.partition("|")
    label = unescaped(label).removeprefix("@")
    match what[0], what[1:]:
        case "@", person:
            return Mention(Kind.PERSON, person, label or person)
        case "!", special if special.startswith("subteam^"):
            group = special.removeprefix("subteam^")
            return Mention(Kind.GROUP, group, label or group)
        case "!", special if special in _BROADCASTS:
            return Mention(Kind.GROUP, special, special)
        case "!", _:
            return label
        case "#", channel:
            return f"#{label or channel}"
        case _:
            return _link(unescaped(what), label)


def _link(address: str, label: str) -> str:
    if address.startswith("mailto:"):
        return label or address.removeprefix("mailto:")
    return address if label in address else f"{label} ({address})"
