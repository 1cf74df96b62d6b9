"""How long a message is for whoever reads it, and how texts are shortened."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.slack.blocks import Block

MOST_WORDS = 200

_TOKEN = re.compile(r"<[^>|]*\|(?P<shown>[^>]*)>")


def words(blocks: Sequence[Block]) -> int:
    """The words that can be read in these blocks, buttons included; icons and marks are none."""
    shown = (_TOKEN.sub(r"\g<shown>", text) for text in _texts(blocks))
    return sum(any(map(str.isalnum, word)) for text in shown for word in text.split())


def _texts(part: Any) -> Iterable[str]:
    if isinstance(part, Mapping):
        for key, one in part.items():
            if key == "text" and isinstance(one, str):
                yield one
            elif key not in ("value", "accessibility_label"):
                yield from _texts(one)
    elif isinstance(part, list | tuple):
        for one in part:
            yield from _texts(one)


def short(text: str, most_words: int, most_characters: int | None = None) -> str:
    """The beginning of a typed text, on one line; whole when it is short enough."""
    room = most_characters or most_words * 10
    kept = " ".join(text.split()[:most_words])
    if len(kept) > room:
        kept = kept[: room - 1].rstrip()
    return kept if kept == " ".join(text.split()) else kept.rstrip(" ,;:-") + "…"
