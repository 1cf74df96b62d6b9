"""What a row of the tables is, the public pages that rows cite, and the blocks that many of them need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.sandbox.support import Json, actions, field_of, option, plain, section

_DOCS = "https://docs.slack.dev"
ALL_BLOCKS = f"{_DOCS}/reference/block-kit/blocks"
DATA_TABLE = f"{_DOCS}/reference/block-kit/blocks/data-table-block"
CHART = f"{_DOCS}/changelog/2026/06/16/block-kit-data-visualization-block"
MODALS = f"{_DOCS}/surfaces/modals"
APP_HOME = f"{_DOCS}/surfaces/app-home"
TRUNCATION = "https://api.slack.com/changelog/2018-04-truncating-really-long-messages"

BLOCKS = "@slack/types 3.2.0 block-kit/blocks"
ELEMENTS = "@slack/types 3.2.0 block-kit/block-elements"
OBJECTS = "@slack/types 3.2.0 block-kit/composition-objects"
EXTENSIONS = "@slack/types 3.2.0 block-kit/extensions"
VIEWS = "@slack/types 3.2.0 views"
SDK = "slack-sdk 3.47.0 models/blocks"

SKILL = "slackapi/slack-skills-plugin skills/block-kit/SKILL.md"
BLOCKS_JSON = f"{_DOCS}/blocks.json"
VALIDATOR = "TightknitAI/slack-block-kit-validator src/slack-block-kit.schema.json"
LIMITS = "kaicoh/slack-messaging docs of each field"
CARD = "slackapi/java-slack-sdk slack-api-model CardBlock.java"
ALERT = "slackapi/node-slack-sdk#2567"
LINES = "adobe/spacecat-api-service#176"
VIEW_LINES = "rtCamp/frappe-slack-connector#54"
TOO_MANY = "metabase/metabase#54276"

OUTER = "failed to match all allowed schemas"


def method(name: str) -> str:
    return f"{_DOCS}/reference/methods/{name}"


@dataclass(frozen=True, slots=True)
class Row:
    """One payload and what is wrong with it: nothing, or lines like `must be … [/0/text]`.

    `source` is the public page that the rule is on. Pointers start at the blocks, or at the view.
    """

    name: str
    source: str
    payload: Any
    lines: tuple[str, ...] = ()


def refused(name: str, source: str, payload: Any, *lines: str) -> Row:
    assert lines, name
    return Row(name, source, payload, lines)


taken = Row


@dataclass(frozen=True, slots=True)
class Said:
    """One call's arguments and the error that Slack answers with; none when it is fine."""

    name: str
    source: str
    args: Json
    error: str | None = None
    messages: tuple[str, ...] = ()


def nested(pointer: str, *lines: str) -> tuple[str, ...]:
    """What is said of a value that may have several shapes: that none fits, then why."""
    return (f"{OUTER} [{pointer}]", *lines)


def long(characters: int) -> str:
    return "x" * characters


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "pick", "options": [option("a"), option("b")], **more}


def options(count: int) -> list[Json]:
    return [option(str(number)) for number in range(count)]


def image(**more: Any) -> Json:
    return {"type": "image", "alt_text": "A chart", "image_url": "https://example.com/a.png", **more}


def header(text: str) -> Json:
    return {"type": "header", "text": plain(text)}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def confirm(**more: Any) -> Json:
    return {
        "title": plain("Sure?"),
        "text": plain("Really?"),
        "confirm": plain("Yes"),
        "deny": plain("No"),
        **more,
    }


def among_actions(element: Json) -> list[Json]:
    return [actions(element)]


def beside_text(element: Json) -> list[Json]:
    return [section(accessory=element)]


def in_input(kind: str, **more: Any) -> list[Json]:
    return [field_of({"type": kind, "action_id": "field", **more})]
