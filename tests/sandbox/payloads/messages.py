"""Whole messages: how many blocks, which ids, several things wrong at once."""

from tests.sandbox.payloads.row import (
    BLOCKS,
    SKILL,
    TOO_MANY,
    VIEW_LINES,
    header,
    long,
    nested,
    refused,
    taken,
)
from tests.sandbox.support import button, section

ROWS = [
    taken("50 blocks", TOO_MANY, [section()] * 50),
    refused("51 blocks", TOO_MANY, [section()] * 51, "no more than 50 items allowed []"),
    taken("no blocks at all, beside a text", TOO_MANY, []),
    refused(
        "a block_id twice",
        BLOCKS,
        [section(block_id="a"), section(block_id="b"), section(block_id="a")],
        '`block_id` "a" already exists [/2/block_id]',
    ),
    refused(
        "two broken blocks",
        SKILL,
        [section(colour="red"), section(), {"type": "poem"}],
        "invalid additional property: colour [/0]",
        "unsupported type: poem [/2/type]",
    ),
    refused(
        "a block with two mistakes",
        SKILL,
        [{"type": "header", "color": "red"}],
        "invalid additional property: color [/0]",
        "missing required field: text [/0]",
    ),
    refused(
        "a mistake four levels down",
        VIEW_LINES,
        [{"type": "actions", "elements": [button(), button("b", confirm={"style": "primary"})]}],
        "missing required field: title [/0/elements/1/confirm]",
        "missing required field: text [/0/elements/1/confirm]",
        "missing required field: confirm [/0/elements/1/confirm]",
        "missing required field: deny [/0/elements/1/confirm]",
    ),
    refused(
        "a text that is too long and a header that is too long",
        VIEW_LINES,
        [section(long(3001)), header(long(151))],
        *nested("/0/text", "must be less than 3001 characters [/0/text/text]"),
        "must be less than 151 characters [/1/text/text]",
    ),
    taken("12,000 characters of markdown", SKILL, [{"type": "markdown", "text": long(12_000)}]),
    refused(
        "12,001 characters of markdown",
        SKILL,
        [{"type": "markdown", "text": long(12_001)}],
        "must be less than 12001 characters [/0/text]",
    ),
    refused("markdown without text", BLOCKS, [{"type": "markdown"}], "missing required field: text [/0]"),
    refused(
        "markdown in a text object",
        BLOCKS,
        [{"type": "markdown", "text": {"type": "mrkdwn", "text": "x"}}],
        "must provide a string [/0/text]",
    ),
]
