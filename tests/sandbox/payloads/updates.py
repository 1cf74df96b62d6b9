"""Edits: what a message was, what is to become of it, and what Slack says."""

from typing import Any

from tests.sandbox.payloads.row import Said, long, method, rich
from tests.sandbox.support import Json, section

UPDATE = method("chat.update")


def edit(name: str, before: Json, args: Any, error: str | None = None) -> tuple[Json, Said]:
    return before, Said(name, UPDATE, args, error)


TEXT: Json = {"text": "before"}
BLOCKS: Json = {"text": "before", "blocks": [section("before")]}
ONLY_BLOCKS: Json = {"text": "", "blocks": [section("before")]}
RICH: Json = {"text": "before", "blocks": [rich()]}

ROWS = [
    edit("another text", TEXT, {"text": "after"}),
    edit("4,000 characters", TEXT, {"text": long(4000)}),
    edit("4,001 characters", TEXT, {"text": long(4001)}, "msg_too_long"),
    edit("2,001 emoji, counted in UTF-16 units", TEXT, {"text": "🟢" * 2001}, "msg_too_long"),
    edit("nothing", TEXT, {}, "no_text"),
    edit("an empty text", TEXT, {"text": ""}, "no_text"),
    edit("no blocks any more", BLOCKS, {"blocks": []}),
    edit("no blocks any more, where there was nothing else", ONLY_BLOCKS, {"blocks": []}, "no_text"),
    edit("broken blocks", BLOCKS, {"blocks": [section("")]}, "invalid_blocks"),
    edit("blocks that are no list", BLOCKS, {"blocks": {}}, "invalid_blocks_format"),
    edit("too much in blocks", BLOCKS, {"blocks": [section(long(2500))] * 4}, "msg_blocks_too_long"),
    edit("12,000 characters of markdown", TEXT, {"markdown_text": long(12_000)}),
    edit("markdown beside a text", TEXT, {"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
    edit("metadata alone", TEXT, {"metadata": {"event_type": "a", "event_payload": {}}}),
    edit("metadata of no form", TEXT, {"metadata": {"event_type": "a"}}, "invalid_metadata_format"),
    edit("101 attachments", TEXT, {"attachments": [{"text": "a"}] * 101}, "too_many_attachments"),
    edit("rich text in place of rich text", RICH, {"blocks": [rich(), section()]}),
    edit("a section in place of rich text", RICH, {"blocks": [section()]}, "block_mismatch"),
    edit(
        "a broadcast with another text",
        TEXT,
        {"text": "x", "reply_broadcast": True},
        "no_dual_broadcast_content_update",
    ),
    edit("a broadcast of what is no reply", TEXT, {"reply_broadcast": True}, "cant_broadcast_message"),
]
