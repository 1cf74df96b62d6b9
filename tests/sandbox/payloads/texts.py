"""What a post says besides its blocks: text, markdown, attachments, metadata, and how much of it."""

import json

from tests.sandbox.payloads.figures import data_table, table
from tests.sandbox.payloads.row import SKILL, Said, long, method
from tests.sandbox.support import plain, section

POST = method("chat.postMessage")
EPHEMERAL = method("chat.postEphemeral")
TOO_LONG = "slackapi/bolt-js#2509"
MEASURED = "slackapi/bolt-js#2867"
IN_ATTACHMENT = "slackapi/bolt-python#914"
ONE_TABLE = "[ERROR] only_one_table_allowed"


def metadata(**more: object) -> dict[str, object]:
    return {"event_type": "item_added", "event_payload": {"id": "1"}, **more}


def markdown(characters: int) -> dict[str, object]:
    return {"type": "markdown", "text": long(characters)}


ROWS = [
    # something to show
    Said("a text", POST, {"text": "Hello"}),
    Said("nothing", POST, {}, "no_text"),
    Said("an empty text", POST, {"text": ""}, "no_text"),
    Said("spaces", POST, {"text": "  "}, "no_text"),
    Said("an empty list of blocks", POST, {"blocks": []}, "no_text"),
    Said("blocks without a text", POST, {"blocks": [section()]}),
    Said("an attachment alone", POST, {"attachments": [{"text": "a", "color": "#ff0000"}]}),
    Said("an attachment that holds nothing", POST, {"attachments": [{}]}, "no_text"),
    Said("a number for a text", POST, {"text": 7}),
    Said(
        "an object for a text",
        POST,
        {"text": {"type": "mrkdwn", "text": "x"}},
        "invalid_arguments",
        ("[ERROR] must provide a string [json-pointer:/text]",),
    ),
    # blocks that are no blocks
    Said("blocks that can't be read", POST, {"blocks": "[{nonsense"}, "invalid_blocks_format"),
    Said(
        "blocks that were encoded twice",
        POST,
        {"blocks": json.dumps(json.dumps([section()]))},
        "invalid_blocks_format",
    ),
    Said("an object for blocks", POST, {"blocks": {"blocks": [section()]}}, "invalid_blocks_format"),
    Said("one block that isn't in a list", POST, {"blocks": section()}, "invalid_blocks_format"),
    Said("a list of texts for blocks", POST, {"blocks": ["section"]}, "invalid_blocks_format"),
    Said("a list of nulls for blocks", POST, {"blocks": [None]}, "invalid_blocks_format"),
    Said("null for blocks, beside a text", POST, {"text": "x", "blocks": None}),
    Said("NaN in blocks", POST, {"blocks": '[{"type": "header", "level": NaN}]'}, "invalid_blocks_format"),
    Said(
        "half a surrogate pair in blocks", POST, {"blocks": '[{"type": "\\ud83d"}]'}, "invalid_blocks_format"
    ),
    # how much
    Said("9,600 characters in blocks", MEASURED, {"blocks": [section(long(2400))] * 4}),
    Said(
        "9,604 characters in blocks", TOO_LONG, {"blocks": [section(long(2401))] * 4}, "msg_blocks_too_long"
    ),
    Said(
        "9,700 characters in fields",
        MEASURED,
        {"blocks": [{"type": "section", "fields": [plain(long(1940))] * 5}]},
        "msg_blocks_too_long",
    ),
    Said("two markdown blocks of 12,000 characters together", SKILL, {"blocks": [markdown(6000)] * 2}),
    Said(
        "two markdown blocks of 12,002 characters together",
        SKILL,
        {"blocks": [markdown(6001)] * 2},
        "msg_blocks_too_long",
    ),
    Said(
        "markdown and other text of 12,001 characters together",
        TOO_LONG,
        {"blocks": [markdown(9000), section(long(3000)), section("x")]},
        "msg_blocks_too_long",
    ),
    # markdown_text
    Said("a text in markdown", POST, {"markdown_text": "**Hello**"}),
    Said("12,000 characters of markdown_text", POST, {"markdown_text": long(12_000)}),
    Said("12,001 characters of markdown_text", POST, {"markdown_text": long(12_001)}, "msg_too_long"),
    Said("markdown_text beside a text", POST, {"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
    Said(
        "markdown_text beside blocks",
        POST,
        {"blocks": [section()], "markdown_text": "y"},
        "markdown_text_conflict",
    ),
    # tables
    Said("one table", SKILL, {"blocks": [table()]}),
    Said("two tables", SKILL, {"blocks": [table(), table()]}, "invalid_attachments", (ONE_TABLE,)),
    Said(
        "a table and a data table",
        SKILL,
        {"blocks": [table(), data_table()]},
        "invalid_attachments",
        (ONE_TABLE,),
    ),
    Said(
        "a table and another one in an attachment",
        SKILL,
        {"blocks": [table()], "attachments": [{"blocks": [table()]}]},
        "invalid_attachments",
        (ONE_TABLE,),
    ),
    # attachments
    Said("100 attachments", POST, {"text": "x", "attachments": [{"text": "a"}] * 100}),
    Said(
        "101 attachments", POST, {"text": "x", "attachments": [{"text": "a"}] * 101}, "too_many_attachments"
    ),
    Said("20 blocks in an attachment", IN_ATTACHMENT, {"attachments": [{"blocks": [section()] * 20}]}),
    Said(
        "21 blocks in an attachment",
        IN_ATTACHMENT,
        {"attachments": [{"blocks": [section()] * 21}]},
        "invalid_attachments",
    ),
    Said(
        "a broken block in an attachment",
        POST,
        {"attachments": [{"blocks": [section("")]}]},
        "invalid_attachments",
    ),
    Said(
        "an object for attachments", POST, {"text": "x", "attachments": {"text": "a"}}, "invalid_attachments"
    ),
    Said("attachments that can't be read", POST, {"text": "x", "attachments": "[{"}, "invalid_attachments"),
    Said("a list of texts for attachments", POST, {"text": "x", "attachments": ["a"]}, "invalid_attachments"),
    Said("null for an attachment's blocks", POST, {"attachments": [{"blocks": None}]}, "invalid_attachments"),
    Said(
        "attachments that hold a book",
        POST,
        {"attachments": [{"text": long(101_000)}]},
        "attachment_payload_limit_exceeded",
    ),
    # metadata
    Said("metadata", POST, {"text": "x", "metadata": metadata()}),
    Said("metadata that is a list", POST, {"text": "x", "metadata": ["a"]}, "invalid_metadata_format"),
    Said(
        "metadata that can't be read",
        POST,
        {"text": "x", "metadata": "{event_type"},
        "invalid_metadata_format",
    ),
    Said(
        "metadata without an event_type",
        POST,
        {"text": "x", "metadata": {"event_payload": {}}},
        "invalid_metadata_format",
    ),
    Said(
        "an event_type that is empty",
        POST,
        {"text": "x", "metadata": metadata(event_type="")},
        "invalid_metadata_format",
    ),
    Said(
        "an event_type that is a number",
        POST,
        {"text": "x", "metadata": metadata(event_type=1)},
        "invalid_metadata_format",
    ),
    Said(
        "metadata without an event_payload",
        POST,
        {"text": "x", "metadata": {"event_type": "a"}},
        "invalid_metadata_format",
    ),
    Said(
        "an event_payload that is a text",
        POST,
        {"text": "x", "metadata": metadata(event_payload="a")},
        "invalid_metadata_format",
    ),
    Said(
        "metadata of 9,000 characters",
        POST,
        {"text": "x", "metadata": metadata(event_payload={"id": long(9000)})},
        "metadata_too_large",
    ),
    # threads and names
    Said(
        "an answer to what isn't there",
        POST,
        {"text": "x", "thread_ts": "1.000001"},
        "cannot_reply_to_message",
    ),
    Said(
        "an answer to an object",
        POST,
        {"text": "x", "thread_ts": {"ts": "1.000001"}},
        "cannot_reply_to_message",
    ),
    Said("a broadcast of what is no reply", POST, {"text": "x", "reply_broadcast": True}),
    Said("somebody else's name", POST, {"text": "x", "username": "somebody"}, "missing_scope"),
    Said("no unfurling", POST, {"text": "https://example.com", "unfurl_links": False, "unfurl_media": False}),
    Said("an argument that Slack doesn't know", POST, {"text": "x", "mood": "sunny"}),
]

EPHEMERALS = [
    Said("4,000 characters", EPHEMERAL, {"text": long(4000)}),
    Said("4,001 characters", EPHEMERAL, {"text": long(4001)}, "msg_too_long"),
    Said("nothing", EPHEMERAL, {}, "no_text"),
    Said("an attachment", EPHEMERAL, {"attachments": [{"text": "a"}]}),
    Said(
        "an attachment with blocks",
        EPHEMERAL,
        {"text": "x", "attachments": [{"blocks": [section()]}]},
        "invalid_attachments",
    ),
    Said("broken blocks", EPHEMERAL, {"blocks": [{"type": "poem"}]}, "invalid_blocks"),
    Said(
        "blocks that were encoded twice",
        EPHEMERAL,
        {"blocks": json.dumps(json.dumps([section()]))},
        "invalid_blocks_format",
    ),
    Said(
        "markdown_text beside a text",
        EPHEMERAL,
        {"text": "x", "markdown_text": "y"},
        "markdown_text_conflict",
    ),
    Said(
        "an answer to what isn't there",
        EPHEMERAL,
        {"text": "x", "thread_ts": "1.000001"},
        "cannot_reply_to_message",
    ),
]
