"""The elements: what people press, choose and type into, and where each may stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.sandbox.blockkit import times
from bot.sandbox.blockkit.engine import (
    Check,
    Json,
    Problem,
    Problems,
    Rule,
    anything,
    array,
    boolean,
    either,
    enum,
    integer,
    matching,
    missing,
    record,
    size,
    string,
    tagged,
)
from bot.sandbox.blockkit.objects import (
    CHOICE,
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_CONFIG,
    ID,
    LINKED_CHOICE,
    OPTION_GROUP,
    PLACEHOLDER,
    RICH_CHOICE,
    RICH_TEXT,
    SLACK_FILE,
    WORKFLOW,
    plain_text,
    text,
    url,
)

_COMMON: dict[str, Check] = {"action_id": ID}
_CONFIRM: dict[str, Check] = {"confirm": CONFIRM}
_FOCUS: dict[str, Check] = {"focus_on_load": boolean}
_PROMPT: dict[str, Check] = {"placeholder": PLACEHOLDER}
_CHOOSER = {**_COMMON, **_CONFIRM, **_FOCUS, **_PROMPT}
_TYPED = {**_COMMON, **_FOCUS, **_PROMPT, "dispatch_action_config": DISPATCH_CONFIG}
_ENOUGH: dict[str, Check] = {"max_selected_items": integer(1, 1 << 31)}
_NAMES = array(string(least=1))


def _element(required: Mapping[str, Check], optional: Mapping[str, Check], *rules: Rule) -> Check:
    return record({"type": anything, **required}, optional, rules=rules)


def _choices(value: Json) -> Iterable[Any]:
    yield from value.get("options", ())
    for group in value.get("option_groups", ()):
        yield from group["options"]


def _initial_is_offered(value: Json) -> Problems:
    """An initial choice has to be one of the options, word for word."""
    if "initial_option" in value:
        initial, pointers = [value["initial_option"]], ["/initial_option"]
    elif "initial_options" in value:
        initial = value["initial_options"]
        pointers = [f"/initial_options/{index}" for index in range(len(initial))]
    else:
        return None
    offered = list(_choices(value))
    wrong = [pointer for one, pointer in zip(initial, pointers, strict=True) if one not in offered]
    return [
        Problem("must match an option in `options` or `option_groups`", pointer) for pointer in wrong
    ] or None


_NUMERAL = matching(r"-?\d+(?:\.\d+)?", "must be a valid number")


def _one_image(value: Json) -> Problems:
    """Slack names `image_url` when neither source is given."""
    if "image_url" not in value and "slack_file" not in value:
        return [missing("image_url")]
    return either("image_url", "slack_file")(value)


def _within(low: str, high: str) -> Rule:
    def rule(value: Json) -> Problems:
        if low in value and high in value and float(value[low]) > float(value[high]):
            return [Problem(f"`{low}` must not be more than `{high}`")]
        return None

    return rule


def _whole_unless_decimal(value: Json) -> Problems:
    if value["is_decimal_allowed"]:
        return None
    broken = [key for key in ("initial_value", "min_value", "max_value") if "." in value.get(key, "")]
    return [Problem("must be a valid integer", f"/{key}") for key in broken] or None


def _initial_fits(value: Json) -> Problems:
    most = value.get("max_length", 3000)
    if size(value.get("initial_value", "")) <= most:
        return None
    return [Problem(f"must be less than {most + 1} characters", "/initial_value")]


IMAGE_SOURCE: dict[str, Check] = {"image_url": url(), "slack_file": SLACK_FILE}
IMAGE = _element({"alt_text": string(least=1, most=2000)}, IMAGE_SOURCE, _one_image)

_OPTIONS: dict[str, Check] = {
    "options": array(CHOICE, least=1, most=100),
    "option_groups": array(OPTION_GROUP, least=1, most=100),
}
_ONE_SOURCE = either("options", "option_groups")


def _select(initial: Mapping[str, Check], *rules: Rule) -> Check:
    return _element({}, {**_CHOOSER, **initial}, *rules)


def _multi(initial: Mapping[str, Check], *rules: Rule) -> Check:
    return _element({}, {**_CHOOSER, **_ENOUGH, **initial}, *rules)


_EXTERNAL: dict[str, Check] = {"min_query_length": integer(0, 1 << 31)}
_CONVERSATIONS: dict[str, Check] = {
    "filter": CONVERSATION_FILTER,
    "default_to_current_conversation": boolean,
}

SELECTS: dict[str, Check] = {
    "static_select": _select({**_OPTIONS, "initial_option": CHOICE}, _ONE_SOURCE, _initial_is_offered),
    "external_select": _select({**_EXTERNAL, "initial_option": CHOICE}),
    "users_select": _select({"initial_user": string(least=1)}),
    "conversations_select": _select({"initial_conversation": string(least=1), **_CONVERSATIONS}),
    "channels_select": _select({"initial_channel": string(least=1)}),
    "multi_static_select": _multi(
        {**_OPTIONS, "initial_options": array(CHOICE, least=1, most=100)}, _ONE_SOURCE, _initial_is_offered
    ),
    "multi_external_select": _multi({**_EXTERNAL, "initial_options": array(CHOICE, least=1, most=100)}),
    "multi_users_select": _multi({"initial_users": _NAMES}),
    "multi_conversations_select": _multi({"initial_conversations": _NAMES, **_CONVERSATIONS}),
    "multi_channels_select": _multi({"initial_channels": _NAMES}),
}
# A modal's input may ask for a response_url into the conversation that is chosen.
ANSWERING_SELECTS: dict[str, Check] = {
    "conversations_select": _select(
        {"initial_conversation": string(least=1), **_CONVERSATIONS, "response_url_enabled": boolean}
    ),
    "channels_select": _select({"initial_channel": string(least=1), "response_url_enabled": boolean}),
}

BUTTON_FIELDS: dict[str, Check] = {
    **_COMMON,
    **_CONFIRM,
    "value": string(most=2000),
    "url": url(),
    "style": enum("primary", "danger"),
    "accessibility_label": string(most=75),
}
BUTTON = _element({"text": plain_text(75)}, BUTTON_FIELDS)

_TICKS: dict[str, Check] = {"options": array(RICH_CHOICE, least=1, most=10)}
CHECKBOXES = _element(
    _TICKS,
    {**_COMMON, **_CONFIRM, **_FOCUS, "initial_options": array(RICH_CHOICE, least=1, most=10)},
    _initial_is_offered,
)
RADIO_BUTTONS = _element(
    _TICKS, {**_COMMON, **_CONFIRM, **_FOCUS, "initial_option": RICH_CHOICE}, _initial_is_offered
)
OVERFLOW = _element({"options": array(LINKED_CHOICE, least=1, most=5)}, {**_COMMON, **_CONFIRM})
DATEPICKER = _element({}, {**_CHOOSER, "initial_date": times.real_date})
TIMEPICKER = _element({}, {**_CHOOSER, "initial_time": times.TIME, "timezone": times.zone})
DATETIMEPICKER = _element({}, {**_COMMON, **_CONFIRM, **_FOCUS, "initial_date_time": times.INSTANT})
WORKFLOW_BUTTON = _element(
    {"text": plain_text(75), "workflow": WORKFLOW},
    {**_COMMON, "style": enum("primary", "danger"), "accessibility_label": string(most=75)},
)
_RICH_INPUT = _element(
    {"action_id": ID},
    {
        **_TYPED,
        "initial_value": tagged({"rich_text": RICH_TEXT}),
        "min_lines": integer(1, 100),
        "max_lines": integer(1, 100),
    },
)
_TEXT_INPUT = _element(
    {},
    {
        **_TYPED,
        "initial_value": string(),
        "multiline": boolean,
        "min_length": integer(0, 3000),
        "max_length": integer(1, 3000),
    },
    _within("min_length", "max_length"),
    _initial_fits,
)
_NUMBER_INPUT = _element(
    {"is_decimal_allowed": boolean},
    {**_TYPED, "initial_value": _NUMERAL, "min_value": _NUMERAL, "max_value": _NUMERAL},
    _within("min_value", "max_value"),
    _whole_unless_decimal,
)
_FILE_INPUT = _element(
    {}, {**_COMMON, "filetypes": array(string(least=1), least=1), "max_files": integer(1, 10)}
)

_PICKED = {
    **SELECTS,
    "checkboxes": CHECKBOXES,
    "radio_buttons": RADIO_BUTTONS,
    "datepicker": DATEPICKER,
    "timepicker": TIMEPICKER,
}
ACCESSORIES = tagged(
    {**_PICKED, "button": BUTTON, "overflow": OVERFLOW, "image": IMAGE, "workflow_button": WORKFLOW_BUTTON}
)
ACTIONS = tagged(
    {
        **_PICKED,
        "button": BUTTON,
        "overflow": OVERFLOW,
        "datetimepicker": DATETIMEPICKER,
        "rich_text_input": _RICH_INPUT,
        "workflow_button": WORKFLOW_BUTTON,
    }
)
_INPUTS = {
    **_PICKED,
    "datetimepicker": DATETIMEPICKER,
    "plain_text_input": _TEXT_INPUT,
    "rich_text_input": _RICH_INPUT,
    "number_input": _NUMBER_INPUT,
    "email_text_input": _element({}, {**_TYPED, "initial_value": string()}),
    "url_text_input": _element({}, {**_TYPED, "initial_value": string()}),
}
INPUTS = tagged(_INPUTS)
MODAL_INPUTS = tagged({**_INPUTS, **ANSWERING_SELECTS, "file_input": _FILE_INPUT})

_VERDICT = record(
    {"text": plain_text(75), "value": string(most=2000)}, {"accessibility_label": string(most=75)}
)
CONTEXT_ACTIONS = tagged(
    {
        "feedback_buttons": _element({"positive_button": _VERDICT, "negative_button": _VERDICT}, _COMMON),
        "icon_button": _element(
            {"icon": enum("trash"), "text": plain_text(75)},
            {
                **_COMMON,
                **_CONFIRM,
                "value": string(most=2000),
                "accessibility_label": string(most=75),
                "visible_to_user_ids": _NAMES,
            },
        ),
    }
)

_WORDS = text(3000)
CONTEXT = tagged({"image": IMAGE, "plain_text": _WORDS, "mrkdwn": _WORDS})
