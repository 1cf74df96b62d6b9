"""Block Kit as functions. Everything that leaves here fits Slack's limits; nothing here knows a feature.

Text that is too long is shortened with an ellipsis; limits are measured as the larger of code points and
UTF-16 units, because Slack does not say which it counts.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from bot.core.entities import escaped
from bot.slack.templates import TURNING

Block = dict[str, Any]
Element = dict[str, Any]
Value = Mapping[str, str]

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
# Slack refuses messages whose blocks hold too much text without saying where the limit is; no message below
# this sum of characters was ever seen refused.
MESSAGE_TEXT = 9_000


@dataclass(frozen=True)
class Message:
    """What is said: `text` stands alone on a lock screen, `blocks` are what the open window shows.

    `covers` names the things (ids) that this rendering tells its reader about; it is kept with the delivery,
    so that a feature whose clock starts with the telling knows what was told. `is_afterword`: it only says
    that what was told is over, and is skipped when nothing was told.
    """

    text: str
    blocks: Sequence[Block] = ()
    covers: tuple[str, ...] = ()
    is_afterword: bool = False


@dataclass(frozen=True)
class Modal:
    """A form. `callback` names its submission, `value` travels with it; both are ours, not typed."""

    callback: str
    title: str
    blocks: Sequence[Block]
    submit: str | None = None
    close: str = "Cancel"
    value: Value = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """One thing that waits for a person: shown in *Waiting for you*, in the DM and on Home alike.

    `text` says it in one line (lock screen); `blocks` are complete with their buttons and stand alone.
    `id` names it for good (`ask:<id>`); `since` orders the list. An urgent one, and one that has just come up
    from below or back with an answer or a question (`came_up`), is worth a new notification.
    """

    id: str
    text: str
    blocks: Sequence[Block]
    since: datetime
    is_urgent: bool = False
    came_up: bool = False


def length(text: str) -> int:
    return max(len(text), len(text.encode("utf-16-le", "surrogatepass")) // 2)


def fit(text: str, limit: int) -> str:
    """`text`, shortened to `limit` characters; never ends in half an emoji or half an escaped character."""
    if length(text) <= limit:
        return text
    kept = text[: limit - 1]
    while length(kept) > limit - 1 or _ends_inside(kept):
        kept = kept[:-1]
    return kept.rstrip() + "…"


def _ends_inside(text: str) -> bool:
    if text.endswith(("\u200d", "\ufe0f")):
        return True
    cut_entity = "&" in text[-5:] and ";" not in text[text.rfind("&") :]
    return cut_entity or text.rfind("<") > text.rfind(">")


def plain(text: str, limit: int) -> Element:
    """Plain text, shown as typed. Slack counts its three special characters as it escapes them."""
    kept = TURNING.sub("", text).strip() or "…"
    room = limit
    while length(escaped(fit(kept, room))) > limit:
        room -= 1
    return {"type": "plain_text", "text": fit(kept, room), "emoji": True}


def mrkdwn(text: str, limit: int = 3000) -> Element:
    return {"type": "mrkdwn", "text": fit(TURNING.sub("", text).strip() or "…", limit), "verbatim": True}


def section(text: str, accessory: Element | None = None) -> Block:
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if accessory:
        block["accessory"] = accessory
    return block


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, 150)}


def context(*texts: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(text) for text in texts[:10]]}


def divider() -> Block:
    return {"type": "divider"}


def actions(*elements: Element) -> Block:
    return {"type": "actions", "elements": list(elements[:25])}


def button(
    text: str,
    action: str,
    value: Value | None = None,
    *,
    style: str | None = None,
    url: str | None = None,
    label: str | None = None,
    confirm: Element | None = None,
) -> Element:
    """`action` is `feature.verb`; a suffix after a colon keeps ids apart within one block.

    `label` is what a screen reader says when the text alone does not name its object.
    """
    element: Element = {"type": "button", "text": plain(text, 75), "action_id": action}
    if value is not None:
        element["value"] = packed(value)
    if style:
        element["style"] = style
    if url:
        element["url"] = url
    if label:
        element["accessibility_label"] = fit(label, 75)
    if confirm:
        element["confirm"] = confirm
    return element


def confirmation(title: str, text: str, yes: str, no: str = "Cancel") -> Element:
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }


def overflow(action: str, options: Iterable[tuple[str, Value]]) -> Element:
    return {
        "type": "overflow",
        "action_id": action,
        "options": [option(text, packed(value)) for text, value in list(options)[:5]],
    }


def option(text: str, value: str, description: str | None = None) -> Element:
    found: Element = {"text": plain(text, 75), "value": value}
    if description:
        found["description"] = plain(description, 75)
    return found


def packed(value: Value) -> str:
    """The value of a button or option as Slack carries it."""
    return json.dumps(dict(value), separators=(",", ":"), ensure_ascii=False)


def unpacked(text: str | None) -> dict[str, str]:
    """The value back from Slack; empty when it was not ours."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


# ---- inputs: the name of an input is its block id, so that errors find their field ----


def asks(
    name: str,
    label: str,
    element: Element,
    *,
    hint: str | None = None,
    optional: bool = False,
    dispatch: bool = False,
) -> Block:
    """A labelled input. `hint` stands under the field: what to write, and who will read it."""
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label, 2000),
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint, 2000)
    if dispatch:
        block["dispatch_action"] = True
    return block


def line_input(
    initial: str | None = None,
    *,
    placeholder: str | None = None,
    multiline: bool = False,
    action: str = "value",
) -> Element:
    element: Element = {"type": "plain_text_input", "action_id": action, "multiline": multiline}
    element["max_length"] = 3000
    if initial:
        element["initial_value"] = fit(initial, 3000)
    return _with_placeholder(element, placeholder)


def date_input(initial: date | None = None, *, action: str = "value") -> Element:
    element: Element = {"type": "datepicker", "action_id": action}
    if initial:
        element["initial_date"] = initial.isoformat()
    return element


def time_input(initial: str | None = None, *, action: str = "value") -> Element:
    element: Element = {"type": "timepicker", "action_id": action}
    if initial:
        element["initial_time"] = initial
    return element


def person_input(
    initial: str | None = None, *, action: str = "value", placeholder: str | None = None
) -> Element:
    element: Element = {"type": "users_select", "action_id": action}
    if initial:
        element["initial_user"] = initial
    return _with_placeholder(element, placeholder)


def people_input(
    initial: Sequence[str] = (), *, action: str = "value", at_most: int | None = None
) -> Element:
    element: Element = {"type": "multi_users_select", "action_id": action}
    if initial:
        element["initial_users"] = list(initial)
    if at_most:
        element["max_selected_items"] = at_most
    return element


def channel_input(initial: str | None = None, *, action: str = "value") -> Element:
    element: Element = {
        "type": "conversations_select",
        "action_id": action,
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if initial:
        element["initial_conversation"] = initial
    return element


def choice(
    options: Sequence[tuple[str, str]],
    initial: str | None = None,
    *,
    kind: str = "static_select",
    action: str = "value",
    placeholder: str | None = None,
) -> Element:
    """One of `options`, each (value, text). `kind`: static_select (≤ 100) or radio_buttons (≤ 10)."""
    limit = 100 if kind == "static_select" else 10
    listed = [option(text, value) for value, text in options[:limit]]
    element: Element = {"type": kind, "action_id": action, "options": listed}
    chosen = [one for one in listed if one["value"] == initial]
    if chosen:
        element["initial_option"] = chosen[0]
    return _with_placeholder(element, placeholder) if kind == "static_select" else element


def choices(
    options: Sequence[tuple[str, str]], initial: Sequence[str] = (), *, action: str = "value"
) -> Element:
    listed = [option(text, value) for value, text in options[:10]]
    element: Element = {"type": "checkboxes", "action_id": action, "options": listed}
    chosen = [one for one in listed if one["value"] in initial]
    if chosen:
        element["initial_options"] = chosen
    return element


def search(action: str, initial: tuple[str, str] | None = None, *, placeholder: str | None = None) -> Element:
    """A select whose options the bot looks up as the person types (see `Listeners.options`)."""
    element: Element = {"type": "external_select", "action_id": action, "min_query_length": 0}
    if initial:
        element["initial_option"] = option(initial[1], initial[0])
    return _with_placeholder(element, placeholder)


def _with_placeholder(element: Element, placeholder: str | None) -> Element:
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return element


# ---- whole surfaces ----


def fitted(message: Message, more: str = "…") -> Message:
    """The message within Slack's limits for text, number of blocks and the sum of their characters."""
    blocks: list[Block] = []
    room = MESSAGE_TEXT
    for block in message.blocks:
        room -= _weight(block)
        if len(blocks) == MESSAGE_BLOCKS - 1 or room < 0:
            blocks.append(context(more))
            break
        blocks.append(block)
    return replace(message, text=fit(message.text, 3900), blocks=blocks)


def _weight(part: Any) -> int:
    if isinstance(part, Mapping):
        return sum(length(v) if k == "text" and isinstance(v, str) else _weight(v) for k, v in part.items())
    if isinstance(part, list):
        return sum(_weight(one) for one in part)
    return 0


@dataclass(frozen=True)
class Click:
    """The click in a message of ours from which something came: where, and its response_url."""

    channel: str
    ts: str
    via: str | None = None


def modal_view(modal: Modal, click: Click | None = None, *, from_home: bool = False) -> dict[str, Any]:
    """The view as Slack wants it. `click` is the one that opened it, if it was in a message."""
    kept: dict[str, Any] = {"v": dict(modal.value), "click": click and [click.channel, click.ts, click.via]}
    view: dict[str, Any] = {
        "type": "modal",
        "callback_id": modal.callback,
        "title": plain(modal.title, 24),
        "close": plain(modal.close, 24),
        "blocks": list(modal.blocks)[:VIEW_BLOCKS],
        "private_metadata": json.dumps(kept | ({"home": True} if from_home else {}), separators=(",", ":")),
    }
    if modal.submit:
        view["submit"] = plain(modal.submit, 24)
    return view


def home_view(blocks: Sequence[Block]) -> dict[str, Any]:
    return {"type": "home", "callback_id": "home", "blocks": list(blocks)[:VIEW_BLOCKS]}
