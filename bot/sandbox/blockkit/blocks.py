"""The blocks: their fields, their limits, and the surfaces that show them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.sandbox.blockkit import elements, tables
from bot.sandbox.blockkit.engine import (
    Check,
    Json,
    Problem,
    Problems,
    Rule,
    anything,
    array,
    at_least_one,
    boolean,
    either,
    enum,
    integer,
    matching,
    numbered,
    record,
    string,
    tagged,
    unique,
)
from bot.sandbox.blockkit.objects import ID, RICH_TEXT, SLACK_FILE, plain_text, text, url

MESSAGE, MODAL, HOME = "message", "modal", "home"
EVERYWHERE = frozenset({MESSAGE, MODAL, HOME})


def _block(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *rules: Rule) -> Check:
    return record({"type": anything, **required}, {"block_id": ID, **(optional or {})}, rules=rules)


def _action_ids_differ(value: Json) -> Problems:
    return unique("action_id", numbered(value, "elements"))


def _upload_is_not_dispatched(value: Json) -> Problems:
    if value["element"]["type"] == "file_input" and value.get("dispatch_action"):
        return [Problem("`dispatch_action` is not supported for `file_input`", "/dispatch_action")]
    return None


def _one_icon(value: Json) -> Problems:
    if "icon" in value and "slack_icon" in value:
        return [Problem("must define either `icon` or `slack_icon`, not both")]
    return None


def _collapsed_only_if_collapsible(value: Json) -> Problems:
    if value.get("default_collapsed") and not value.get("is_collapsible"):
        return [Problem("`default_collapsed` needs `is_collapsible`", "/default_collapsed")]
    return None


_RICH = tagged({"rich_text": RICH_TEXT})
_SLACK_ICON = record({"name": string(least=1)}, {"type": anything})
# The Java SDK allows three buttons, the published schema two.
_CARD_ACTIONS = array(
    tagged({"button": elements.BUTTON, "workflow_button": elements.WORKFLOW_BUTTON}), least=1, most=2
)

_IMAGE = _block(
    {"alt_text": string(least=1, most=2000)},
    {"image_url": url(), "slack_file": SLACK_FILE, "title": plain_text(2000)},
    either("image_url", "slack_file"),
)
_DIVIDER = _block({})
_CONTEXT = _block({"elements": array(elements.CONTEXT, least=1, most=10)})
_ACTIONS = _block({"elements": array(elements.ACTIONS, least=1, most=25)}, None, _action_ids_differ)
_HEADER = _block({"text": plain_text(150)}, {"level": integer(1, 4)})
_SECTION = _block(
    {},
    {
        "text": text(3000),
        "fields": array(text(2000), least=1, most=10),
        "accessory": elements.ACCESSORIES,
        "expand": boolean,
    },
    at_least_one("text", "fields"),
)
_CARD = _block(
    {},
    {
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "subtext": text(200),
        "hero_image": tagged({"image": elements.IMAGE}),
        "icon": tagged({"image": elements.IMAGE}),
        "slack_icon": _SLACK_ICON,
        "actions": _CARD_ACTIONS,
    },
    at_least_one("hero_image", "title", "actions", "body"),
    _one_icon,
)
_CAROUSEL = _block({"elements": array(tagged({"card": _CARD}), least=1, most=10)})
_SECURE_URL = matching(r"https://[^\s]+", "must be a valid URL", most=3000)
_VIDEO = _block(
    {
        "alt_text": string(least=1),
        "title": plain_text(199),
        "thumbnail_url": url(),
        "video_url": _SECURE_URL,
    },
    {
        "author_name": string(most=49),
        "description": plain_text(200),
        "provider_icon_url": url(),
        "provider_name": string(),
        "title_url": url(),
    },
)
_TASK_STATUS = enum("pending", "in_progress", "complete", "error")
_TASK = _block(
    {"task_id": string(least=1), "title": string(least=1)},
    {
        "status": _TASK_STATUS,
        "details": _RICH,
        "output": _RICH,
        "sources": array(tagged({"url": record({"type": anything, "url": url(), "text": string(least=1)})})),
    },
)
_PLAN = _block({"title": string(least=1)}, {"tasks": array(tagged({"task_card": _TASK}))})
_MARKDOWN = _block({"text": string(least=1, most=12_000)})
_ALERT = _block({"text": text(200)}, {"level": enum("default", "info", "warning", "error", "success")})
_CONTEXT_ACTIONS = _block(
    {"elements": array(elements.CONTEXT_ACTIONS, least=1, most=5)}, None, _action_ids_differ
)


def _input(allowed: Check) -> Check:
    return _block(
        {"label": plain_text(2000), "element": allowed},
        {"hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
        _upload_is_not_dispatched,
    )


def _container(children: Mapping[str, Check]) -> Check:
    allowed = (
        "actions",
        "context",
        "divider",
        "header",
        "image",
        "input",
        "rich_text",
        "section",
        "table",
        "video",
    )
    return _block(
        {"child_blocks": array(tagged({kind: children[kind] for kind in allowed}), least=1, most=10)},
        {
            "title": plain_text(150),
            "rich_text_title": _RICH,
            "subtitle": text(150),
            "icon": tagged({"image": elements.IMAGE}),
            "has_header_divider": boolean,
            "width": enum("narrow", "standard", "wide", "full"),
            "is_collapsible": boolean,
            "default_collapsed": boolean,
        },
        at_least_one("title", "rich_text_title"),
        _collapsed_only_if_collapsible,
    )


# Where sources differ about a surface, the strictest of them is followed: cards and carousels are listed for
# modals but fail there, plain tables and containers are allowed on Home pages by later pages only, and charts
# were seen refused there.
_PLACES: Mapping[str, tuple[Check, frozenset[str]]] = {
    "actions": (_ACTIONS, EVERYWHERE),
    "alert": (_ALERT, frozenset({MODAL})),
    "card": (_CARD, frozenset({MESSAGE, HOME})),
    "carousel": (_CAROUSEL, frozenset({MESSAGE, HOME})),
    "context": (_CONTEXT, EVERYWHERE),
    "context_actions": (_CONTEXT_ACTIONS, frozenset({MESSAGE})),
    "data_table": (tables.DATA_TABLE, frozenset({MESSAGE, HOME})),
    "data_visualization": (tables.CHART, frozenset({MESSAGE})),
    "divider": (_DIVIDER, EVERYWHERE),
    "header": (_HEADER, EVERYWHERE),
    "image": (_IMAGE, EVERYWHERE),
    "markdown": (_MARKDOWN, frozenset({MESSAGE})),
    "plan": (_PLAN, frozenset({MESSAGE})),
    "rich_text": (RICH_TEXT, EVERYWHERE),
    "section": (_SECTION, EVERYWHERE),
    "table": (tables.TABLE, frozenset({MESSAGE})),
    "task_card": (_TASK, frozenset({MESSAGE})),
    "video": (_VIDEO, EVERYWHERE),
}


def block_for(surface: str) -> Check:
    """The check of one block that is shown on `surface`."""
    kinds = {kind: check for kind, (check, surfaces) in _PLACES.items() if surface in surfaces}
    kinds["input"] = _input(elements.MODAL_INPUTS if surface == MODAL else elements.INPUTS)
    if surface == MESSAGE:
        kinds["container"] = _container(kinds)
    return tagged(kinds)


KINDS = frozenset({*_PLACES, "input", "container"})
