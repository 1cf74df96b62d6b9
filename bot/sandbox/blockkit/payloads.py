"""Whole payloads: the blocks of a message, a modal, a Home page, and what holds across their blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bot.sandbox.blockkit.blocks import HOME, MESSAGE, MODAL, block_for
from bot.sandbox.blockkit.engine import (
    Json,
    Problem,
    Problems,
    anything,
    array,
    boolean,
    one_of,
    record,
    size,
    string,
    tagged,
    unique,
)
from bot.sandbox.blockkit.objects import plain_text
from bot.sandbox.blockkit.tables import text_in

# Slack names no number. 9,600 characters are below every message that was seen refused
# (slackapi/bolt-js#2509 and #2867). Markdown may take 12,000: all markdown blocks together, as Slack's own
# skill for Block Kit says; metabase/metabase#80652 saw as much taken for each block.
MOST_TEXT = 9_600
MOST_MARKDOWN = 12_000
MOST_VIEW_BYTES = 250_000

_MESSAGE_BLOCKS = array(block_for(MESSAGE), most=50)


def _view_fields(surface: str) -> dict[str, Any]:
    return {"type": anything, "blocks": array(block_for(surface), least=1, most=100)}


_ANY_VIEW = {
    "private_metadata": string(most=3000),
    "callback_id": string(most=255),
    "external_id": string(most=255),
}
_VIEW = one_of(
    tagged(
        {
            "modal": record(
                {**_view_fields(MODAL), "title": plain_text(24)},
                {
                    **_ANY_VIEW,
                    "submit": plain_text(24),
                    "close": plain_text(24),
                    "clear_on_close": boolean,
                    "notify_on_close": boolean,
                    "submit_disabled": boolean,
                },
            ),
            "home": record(_view_fields(HOME), _ANY_VIEW),
        }
    )
)


def are_objects(blocks: Any) -> bool:
    """Whether this is a list of objects at all; if not, Slack speaks of the format, not of the blocks."""
    return type(blocks) is list and all(type(block) is dict for block in blocks)


def check_message_blocks(blocks: list[Json]) -> list[Problem]:
    """What is wrong with a message's blocks; pointers are relative to the array."""
    return _MESSAGE_BLOCKS(blocks) or _ids_differ(blocks) or _not_too_many(blocks) or []


def check_view(view: Any) -> list[Problem]:
    """What is wrong with a view; pointers are relative to the view."""
    problems = _VIEW(view)
    if problems:
        return problems
    blocks = view["blocks"]
    found = [problem.under("/blocks") for problem in _ids_differ(blocks) or ()]
    found += _one_focus(blocks, "/blocks") or ()
    if view["type"] == "modal":
        found += _submit_for_input(view) or ()
    return found


def is_too_long(blocks: Iterable[Json]) -> bool:
    """Whether the text of a message's blocks is more than a message may hold (`msg_blocks_too_long`)."""
    marked = plain = 0
    for block in blocks:
        if block.get("type") == "markdown":
            marked += size(block["text"])
        else:
            plain += text_in(block)
    return plain > MOST_TEXT or marked + plain > max(MOST_MARKDOWN, MOST_TEXT)


def tables_in(blocks: Iterable[Json]) -> list[str]:
    """Pointers to the tables, of which a message may have one, attachments included."""
    return [pointer for pointer, block in every_block(blocks) if block["type"] in ("table", "data_table")]


def _ids_differ(blocks: list[Json]) -> Problems:
    return unique("block_id", every_block(blocks))


# Undocumented; found by people who posted more.
_MOST_OF_A_KIND = {"data_visualization": 2, "plan": 1}


def _not_too_many(blocks: list[Json]) -> Problems:
    left = dict(_MOST_OF_A_KIND)
    for index, block in enumerate(blocks):
        kind = block["type"]
        if kind not in left:
            continue
        if not left[kind]:
            most = _MOST_OF_A_KIND[kind]
            return [Problem(f"no more than {most} {kind} blocks allowed", f"/{index}")]
        left[kind] -= 1
    return None


_HOLDS_ONE = {"section": "accessory", "input": "element"}
_HOLDS_MANY = {"actions": "elements", "context_actions": "elements", "card": "actions"}
_HOLDS_BLOCKS = {"container": "child_blocks", "carousel": "elements"}


def every_block(blocks: Iterable[Json], prefix: str = "") -> Iterator[tuple[str, Json]]:
    """Every block with its pointer, those inside other blocks included."""
    for index, block in enumerate(blocks):
        pointer = f"{prefix}/{index}"
        yield pointer, block
        key = _HOLDS_BLOCKS.get(block["type"])
        if key is not None:
            yield from every_block(block[key], f"{pointer}/{key}")


def elements_of(block: Json) -> Iterator[tuple[str, Json]]:
    """Every element of a block, without those of blocks inside it, with its pointer inside the block."""
    kind = block["type"]
    if kind in _HOLDS_ONE:
        key = _HOLDS_ONE[kind]
        if key in block:
            yield f"/{key}", block[key]
    elif kind in _HOLDS_MANY:
        key = _HOLDS_MANY[kind]
        for index, element in enumerate(block.get(key, ())):
            yield f"/{key}/{index}", element


def _one_focus(blocks: list[Json], prefix: str) -> Problems:
    focused = [
        f"{prefix}{place}{pointer}/focus_on_load"
        for place, block in every_block(blocks)
        for pointer, element in elements_of(block)
        if element.get("focus_on_load")
    ]
    return [Problem("only one element can have `focus_on_load`", pointer) for pointer in focused[1:]] or None


def _submit_for_input(view: Json) -> Problems:
    if "submit" in view:
        return None
    inputs = [index for index, block in enumerate(view["blocks"]) if block["type"] == "input"]
    return [
        Problem("must define `submit` to use an `input` block in modals", f"/blocks/{index}/input")
        for index in inputs
    ] or None
