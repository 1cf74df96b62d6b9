"""What a message says: text, blocks, attachments and metadata, read from a call and checked once."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.blockkit.engine import Json, size
from bot.sandbox.blockkit.payloads import (
    MOST_MARKDOWN,
    are_objects,
    check_message_blocks,
    elements_of,
    every_block,
    is_too_long,
    tables_in,
)
from bot.sandbox.wire import SlackError, dump, invalid_arguments, invalid_blocks, load

MOST_POSTED = 40_000
# Slack names this number for chat.update only; chat.postEphemeral has the same error without a number.
MOST_UPDATED = 4_000
MOST_ATTACHMENTS = 100
MOST_BLOCKS_IN_ATTACHMENT = 20
# Slack documents no numbers for these; they are well below what anybody reports to work.
MOST_METADATA_BYTES = 8_000
MOST_ATTACHMENT_BYTES = 100_000
_TRUNCATED = (
    "[WARN] Your message was truncated but still posted. The `text` field accepts up to 40,000 characters."
)


@dataclass(slots=True)
class Content:
    """None means "not said", which an update keeps; an empty list or object removes."""

    text: str | None = None
    blocks: list[Json] | None = None
    attachments: list[Json] | None = None
    metadata: Json | None = None
    warnings: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not ((self.text or "").strip() or self.blocks or any(self.attachments or ()))

    @property
    def says_nothing(self) -> bool:
        """Whether nothing was given at all, not even what removes something."""
        given = (self.text, self.blocks, self.attachments, self.metadata)
        return all(one is None for one in given)

    def warned(self, answer: Json) -> Json:
        """The answer, with Slack's warning when the text was cut."""
        if self.warnings:
            answer["warning"] = ",".join(self.warnings)
            answer["response_metadata"] = {"warnings": self.warnings, "messages": [_TRUNCATED]}
        return answer


def read(args: Mapping[str, Any], *, most_text: int | None = None, limit_blocks: bool = True) -> Content:
    """The content of a call to `chat.*`; raises what Slack answers when it can't be shown.

    `most_text` refuses a longer text (`msg_too_long`); without it, text is cut at 40,000 characters.
    """
    content = Content(_text(args.get("text")), _blocks(args.get("blocks"), limit_blocks))
    content.attachments = _attachments(args.get("attachments"))
    _demand_one_table(content)
    content.metadata = _metadata(args.get("metadata"))
    _limit_text(content, most_text)
    _read_markdown(args, content)
    return content


def _text(value: Any) -> str | None:
    if value is None or type(value) is str:
        return value
    if type(value) in (int, float, bool):
        return str(value)
    raise invalid_arguments(["must provide a string [json-pointer:/text]"])


def _limit_text(content: Content, most: int | None) -> None:
    if content.text is None or size(content.text) <= (MOST_POSTED if most is None else most):
        return
    if most is not None:
        raise SlackError("msg_too_long")
    content.text = content.text.encode("utf-16-le")[: 2 * MOST_POSTED].decode("utf-16-le", "ignore")
    content.warnings = ["message_truncated"]


def parsed(value: Any, complaint: str) -> Any:
    """A JSON argument: already parsed, or as text, or absent."""
    if type(value) is not str:
        return value
    if not value.strip():
        return None
    try:
        return load(value)
    except ValueError as error:
        raise SlackError(complaint) from error


def _blocks(value: Any, limit_blocks: bool) -> list[Json] | None:
    blocks = parsed(value, "invalid_blocks_format")
    if blocks is None:
        return None
    if not are_objects(blocks):
        raise SlackError("invalid_blocks_format")
    checked: list[Json] = blocks
    problems = check_message_blocks(checked)
    if problems:
        raise invalid_blocks(problem.under("/blocks") for problem in problems)
    if limit_blocks and is_too_long(checked):
        raise SlackError("msg_blocks_too_long")
    return complete(checked)


def _attachments(value: Any) -> list[Json] | None:
    attachments = parsed(value, "invalid_attachments")
    if attachments is None:
        return None
    if not are_objects(attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    for attachment in attachments:
        blocks = attachment.get("blocks", [])
        # slackapi/bolt-python#914: more than 20 blocks get this answer, not `invalid_blocks`.
        if not are_objects(blocks) or len(blocks) > MOST_BLOCKS_IN_ATTACHMENT or check_message_blocks(blocks):
            raise SlackError("invalid_attachments")
        complete(blocks)
    if len(dump(attachments)) > MOST_ATTACHMENT_BYTES:
        raise SlackError("attachment_payload_limit_exceeded")
    return list(attachments)


def _demand_one_table(content: Content) -> None:
    tables = tables_in(content.blocks or ())
    for attachment in content.attachments or ():
        tables += tables_in(attachment.get("blocks", ()))
    if len(tables) > 1:
        raise SlackError(
            "invalid_attachments", response_metadata={"messages": ["[ERROR] only_one_table_allowed"]}
        )


def _metadata(value: Any) -> Json | None:
    metadata: Json | None = parsed(value, "invalid_metadata_format")
    if metadata is None or metadata == {}:
        return metadata
    if type(metadata) is not dict or type(metadata.get("event_type")) is not str:
        raise SlackError("invalid_metadata_format")
    if not metadata["event_type"] or type(metadata.get("event_payload")) is not dict:
        raise SlackError("invalid_metadata_format")
    if len(dump(metadata)) > MOST_METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return metadata


def _read_markdown(args: Mapping[str, Any], content: Content) -> None:
    markdown = args.get("markdown_text")
    if not markdown:
        return
    if content.text or content.blocks:
        raise SlackError("markdown_text_conflict")
    if type(markdown) is not str:
        raise invalid_arguments(["must provide a string [json-pointer:/markdown_text]"])
    if size(markdown) > MOST_MARKDOWN:
        raise SlackError("msg_too_long")
    content.text = markdown
    content.blocks = complete([{"type": "markdown", "text": markdown}])


def complete(blocks: list[Json]) -> list[Json]:
    """Gives every block and interactive element the id that Slack would give it. Changes `blocks`."""
    for _, block in every_block(blocks):
        if "block_id" not in block:
            block["block_id"] = _random_id()
        for _, element in elements_of(block):
            if "action_id" not in element and element["type"] != "image":
                element["action_id"] = _random_id()
    return blocks


def _random_id() -> str:
    return f"{random.getrandbits(30):06x}"


def fallback_text(blocks: list[Json]) -> str:
    """The text Slack makes of blocks that came without one."""
    words = [words for block in blocks for words in _readable(block)]
    return " ".join(words)[:MOST_UPDATED] or "This content can't be displayed."


def _readable(block: Json) -> Iterator[str]:
    for part in (block.get("text"), *block.get("fields", ()), *block.get("elements", ())):
        if type(part) is str:
            yield part
        elif type(part) is dict and type(part.get("text")) is str:
            yield part["text"]
