"""What Slack keeps of a field of a form, whether somebody has touched it or not."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

# type of the element: (where the state has its value, where the element says what it begins with)
_KEPT = {
    "plain_text_input": ("value", "initial_value"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "overflow": ("selected_option", "initial_option"),
}


def initially(element: Mapping[str, Any]) -> dict[str, Any]:
    """The state of a field that nobody has touched."""
    key, begins = _KEPT[element["type"]]
    return {"type": element["type"], key: element.get(begins)}


def filled(element: Mapping[str, Any], value: Any) -> dict[str, Any]:
    """The state of a field with this value in it (of an option: its value)."""
    key = _KEPT[element["type"]][0]
    if key == "selected_option":
        value = None if value is None else {"value": value}
    elif key == "selected_options":
        value = [{"value": one} for one in value]
    elif isinstance(value, date):
        value = f"{value:%Y-%m-%d}"
    elif isinstance(value, time):
        value = f"{value:%H:%M}"
    return {"type": element["type"], key: value}
