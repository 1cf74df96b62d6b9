"""What people entered: the state of elements, as Slack writes it into views, messages and actions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.blockkit.payloads import elements_of, every_block
from bot.sandbox.wire import Refused
from bot.sandbox.workspace import rich_text

Values = dict[str, dict[str, Json]]
Chooser = Callable[[Json, Any, Iterable[Json]], Any]


@dataclass(frozen=True, slots=True)
class Stateful:
    """How one kind of element keeps its value: `key` in the state, `initial` in the element."""

    key: str
    initial: str
    choose: Chooser
    empty: Any = None


def _options_of(element: Json, offered: Iterable[Json]) -> list[Json]:
    """Every option a person may choose: the element's own, those just offered, and the initial ones."""
    options = [*element.get("options", ()), *offered]
    options += [option for group in element.get("option_groups", ()) for option in group["options"]]
    options += element.get("initial_options", ())
    return [*options, element["initial_option"]] if "initial_option" in element else options


def _option(element: Json, value: Any, offered: Iterable[Json]) -> Any:
    for option in _options_of(element, offered):
        if option["value"] == value:
            return option
    raise Refused("no_such_option", f"{value!r} is none of the options of {element.get('action_id')!r}.")


def _options(element: Json, value: Any, offered: Iterable[Json]) -> Any:
    known = list(offered)
    return [_option(element, one, known) for one in _as_list(element, value)]


def _as_list(element: Json, value: Any) -> list[Any]:
    if type(value) is not list:
        raise Refused("invalid_value", f"{element.get('action_id')!r} takes a list.")
    most = element.get("max_selected_items")
    if most is not None and len(value) > most:
        raise Refused("too_many_selected", f"{element.get('action_id')!r} takes at most {most}.")
    return value


def _names(element: Json, value: Any, _: Iterable[Json]) -> Any:
    return [_text(element, one, ()) for one in _as_list(element, value)]


def _text(element: Json, value: Any, _: Iterable[Json]) -> Any:
    if type(value) is not str:
        raise Refused("invalid_value", f"{element.get('action_id')!r} takes a text.")
    return value or None


def _date(element: Json, value: Any, _: Iterable[Json]) -> Any:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError) as error:
        raise Refused("invalid_value", f"{value!r} is no date like 2026-11-20.") from error


def _time(element: Json, value: Any, _: Iterable[Json]) -> Any:
    if type(value) is str and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        return value
    raise Refused("invalid_value", f"{value!r} is no time like 09:30.")


def _instant(element: Json, value: Any, _: Iterable[Json]) -> Any:
    if type(value) is int and 10**9 <= value < 10**10:
        return value
    raise Refused("invalid_value", f"{value!r} is no instant in seconds.")


def _files(element: Json, value: Any, _: Iterable[Json]) -> Any:
    """File objects as the workspace made them of what a person handed over."""
    most = element.get("max_files", 10)
    if len(value) > most:
        raise Refused("too_many_files", f"{element.get('action_id')!r} takes at most {most}.")
    kinds = element.get("filetypes")
    for file in value:
        if kinds and file["filetype"].lower() not in [kind.lower() for kind in kinds]:
            raise Refused("file_type_not_allowed", f"{file['name']} is none of {', '.join(kinds)}.")
    return list(value)


def _rich(element: Json, value: Any, _: Iterable[Json]) -> Any:
    return rich_text(_text(element, value, ()))[0] if value else None


_TYPED = Stateful("value", "initial_value", _text)
STATEFUL: Mapping[str, Stateful] = {
    "plain_text_input": _TYPED,
    "number_input": _TYPED,
    "email_text_input": _TYPED,
    "url_text_input": _TYPED,
    "rich_text_input": Stateful("rich_text_value", "initial_value", _rich),
    "static_select": Stateful("selected_option", "initial_option", _option),
    "external_select": Stateful("selected_option", "initial_option", _option),
    "radio_buttons": Stateful("selected_option", "initial_option", _option),
    "users_select": Stateful("selected_user", "initial_user", _text),
    "channels_select": Stateful("selected_channel", "initial_channel", _text),
    "conversations_select": Stateful("selected_conversation", "initial_conversation", _text),
    "checkboxes": Stateful("selected_options", "initial_options", _options, []),
    "multi_static_select": Stateful("selected_options", "initial_options", _options, []),
    "multi_external_select": Stateful("selected_options", "initial_options", _options, []),
    "multi_users_select": Stateful("selected_users", "initial_users", _names, []),
    "multi_channels_select": Stateful("selected_channels", "initial_channels", _names, []),
    "multi_conversations_select": Stateful("selected_conversations", "initial_conversations", _names, []),
    "datepicker": Stateful("selected_date", "initial_date", _date),
    "timepicker": Stateful("selected_time", "initial_time", _time),
    "datetimepicker": Stateful("selected_date_time", "initial_date_time", _instant),
    "file_input": Stateful("files", "initial_files", _files, []),
}
TYPED = frozenset(
    {"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input"}
)


def chosen(element: Json, value: Any, offered: Iterable[Json] = ()) -> Json:
    """The element's state once a person has chosen `value`; None deselects. `Refused` if it can't be."""
    kind = STATEFUL[element["type"]]
    if value is None:
        return {"type": element["type"], kind.key: kind.empty}
    return {"type": element["type"], kind.key: kind.choose(element, value, offered)}


def _initial(element: Json) -> Json:
    kind = STATEFUL[element["type"]]
    return {"type": element["type"], kind.key: element.get(kind.initial, kind.empty)}


def values_of(blocks: Iterable[Json], kept: Values | None = None) -> Values:
    """The state of all elements: what `kept` holds for the same block and action, else the initial one."""
    kept = kept or {}
    values: Values = {}
    for _, block in every_block(blocks):
        for _, element in elements_of(block):
            if element["type"] not in STATEFUL:
                continue
            known = kept.get(block["block_id"], {}).get(element["action_id"])
            same_kind = known is not None and known["type"] == element["type"]
            state = known if known is not None and same_kind else _initial(element)
            values.setdefault(block["block_id"], {})[element["action_id"]] = state
    return values


def find(blocks: Iterable[Json], block_id: str, action_id: str) -> tuple[Json, Json]:
    """The block and its element; `Refused` when nothing on the screen has these ids."""
    for _, block in every_block(blocks):
        if block.get("block_id") == block_id:
            for _, element in elements_of(block):
                if element.get("action_id") == action_id:
                    return block, element
    raise Refused("element_not_found", f"There is no element {action_id!r} in a block {block_id!r} here.")


def is_blank(state: Json) -> bool:
    return not next((value for key, value in state.items() if key != "type"), None)
