"""Messages as people read them."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.slack.blocks import Message


def utc(text: str) -> datetime:
    """ "2026-11-18 09:02" in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def read(message: Message) -> str:
    """Everything that can be read but the buttons, top to bottom; times of day as their fallback says."""
    texts = [text for block in message.blocks for text in _texts(block)]
    return re.sub(r"<[^>|]*\|([^>]*)>", r"\1", "\n".join(texts))


def buttons(message: Message) -> list[str]:
    found = [one for block in message.blocks if block["type"] == "actions" for one in block["elements"]]
    return [one["text"]["text"] for one in found]


def _texts(block: Mapping[str, Any]) -> list[str]:
    inside = [block["text"]] if "text" in block else []
    if block["type"] == "context":
        inside += block["elements"]
    return [one["text"] for one in inside]
