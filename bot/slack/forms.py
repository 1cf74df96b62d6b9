"""What a person chose and typed, as values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from bot.core.errors import InvalidInput
from bot.slack import blocks


@dataclass(frozen=True)
class Form:
    """The state of a view: field name (block id) → what Slack sent for the input in it."""

    fields: Mapping[str, Mapping[str, Any]]

    def text(self, name: str) -> str:
        """What was typed, without spaces around; empty when nothing was."""
        return str(self._value(name, "value") or "").strip()

    def required(self, name: str, missing: str) -> str:
        """What was typed; marks the field with `missing` when there is nothing but spaces."""
        found = self.text(name)
        if not found:
            raise InvalidInput(name, missing)
        return found

    def day(self, name: str) -> date | None:
        found = self._value(name, "selected_date")
        return date.fromisoformat(found) if found else None

    def time(self, name: str) -> time | None:
        found = self._value(name, "selected_time")
        return time.fromisoformat(found) if found else None

    def person(self, name: str) -> str | None:
        """A Slack user id."""
        found: str | None = self._value(name, "selected_user")
        return found

    def people(self, name: str) -> list[str]:
        return list(self._value(name, "selected_users") or ())

    def conversation(self, name: str) -> str | None:
        found: str | None = self._value(name, "selected_conversation")
        return found

    def choice(self, name: str) -> str | None:
        """The value of a chosen option of a select or of radio buttons."""
        found = self._value(name, "selected_option")
        return found["value"] if found else None

    def choices(self, name: str) -> list[str]:
        return [one["value"] for one in self._value(name, "selected_options") or ()]

    def has(self, name: str) -> bool:
        return name in self.fields

    def _value(self, name: str, key: str) -> Any:
        return self.fields.get(name, {}).get(key)


def read(view: Mapping[str, Any]) -> Form:
    """The form of a view as Slack sends it; each of our input blocks holds one element."""
    values: Mapping[str, Mapping[str, Any]] = (view.get("state") or {}).get("values") or {}
    return Form({name: next(iter(inside.values()), {}) for name, inside in values.items()})


def carried(view: Mapping[str, Any]) -> tuple[dict[str, str], blocks.Click | None]:
    """What a modal carries (see `blocks.Modal.value`) and the click in a message that opened it."""
    kept = _kept(view)
    if not isinstance(kept.get("v"), dict):
        return {}, None
    click = kept.get("click")
    return blocks.unpacked(json.dumps(kept["v"])), blocks.Click(*click) if click else None


def is_from_home(view: Mapping[str, Any] | None) -> bool:
    """Whether this is Home, or a modal that was opened there: it stands behind the modal and is looked at."""
    return view is not None and (view.get("type") == "home" or _kept(view).get("home") is True)


def _kept(view: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        kept = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}
