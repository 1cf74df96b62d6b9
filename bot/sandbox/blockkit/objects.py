"""Composition objects: texts, options, confirmations, files, rich text."""

from __future__ import annotations

from bot.sandbox.blockkit.engine import (
    Check,
    Json,
    Problem,
    Problems,
    anything,
    array,
    boolean,
    either,
    enum,
    escaped_size,
    integer,
    matching,
    number,
    one_of,
    record,
    string,
    tagged,
)

URL = r"(?:https?|mailto|slack)://?[^\s]+|mailto:[^\s]+"


def url(most: int = 3000) -> Check:
    return matching(URL, "must be a valid URL", most=most)


def _plain(most: int) -> Check:
    return record(
        {"type": anything, "text": string(least=1, most=most, measure=escaped_size)}, {"emoji": boolean}
    )


def plain_text(most: int) -> Check:
    """A text object that may only be plain."""
    return tagged({"plain_text": _plain(most)})


def text(most: int = 3000) -> Check:
    """A text object, plain or mrkdwn."""
    marked = record({"type": anything, "text": string(least=1, most=most)}, {"verbatim": boolean})
    return one_of(tagged({"plain_text": _plain(most), "mrkdwn": marked}))


PLACEHOLDER = plain_text(150)
ID = string(least=1, most=255)


def option(wording: Check, *, with_url: bool = False) -> Check:
    # The value's 75 characters in a comment of @slack/types are out of date; all other sources say 150.
    links = {"url": url()} if with_url else {}
    return record({"text": wording, "value": string(least=1, most=150)}, {"description": text(75), **links})


CHOICE = option(one_of(plain_text(75)))
RICH_CHOICE = option(text(75))
LINKED_CHOICE = option(one_of(plain_text(75)), with_url=True)

OPTION_GROUP = record({"label": plain_text(75), "options": array(CHOICE, least=1, most=100)})

# @slack/types makes all but the text optional; the docs require all four.
CONFIRM = record(
    {"title": plain_text(100), "text": text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": enum("primary", "danger")},
)

DISPATCH_CONFIG = record(
    {"trigger_actions_on": array(enum("on_enter_pressed", "on_character_entered"), least=1, most=2)}
)


def _filter_says_something(value: Json) -> Problems:
    return None if value else [Problem("must provide at least 1 properties")]


CONVERSATION_FILTER = record(
    {},
    {
        "include": array(enum("im", "mpim", "private", "public"), least=1),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    rules=[_filter_says_something],
)

SLACK_FILE = record({}, {"id": string(least=1), "url": url()}, rules=[either("id", "url")])

WORKFLOW = record({"trigger": record({"url": url()}, {"customizable_input_parameters": array(anything)})})

_STYLE = record(
    {},
    dict.fromkeys(
        ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), boolean
    ),
)


def _leaf(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    return record({"type": anything, **required}, {"style": _STYLE, **(optional or {})})


_LEAF = tagged(
    {
        "text": _leaf({"text": string(least=1)}),
        "link": _leaf({"url": string(least=1)}, {"text": string(), "unsafe": boolean}),
        "user": _leaf({"user_id": string(least=1)}),
        "usergroup": _leaf({"usergroup_id": string(least=1)}),
        "team": _leaf({"team_id": string(least=1)}),
        "channel": _leaf({"channel_id": string(least=1)}),
        "emoji": _leaf({"name": string(least=1)}, {"unicode": string(), "skin_tone": integer(1, 6)}),
        "broadcast": _leaf({"range": enum("here", "channel", "everyone")}),
        "color": _leaf({"value": string(least=1)}),
        "date": _leaf(
            {"timestamp": number, "format": string(least=1)}, {"url": string(), "fallback": string()}
        ),
    }
)
_BORDER = {"border": enum(0, 1)}


def _is_section(value: Json) -> Problems:
    kind = value["type"]
    return None if kind == "rich_text_section" else [Problem(f"unsupported type: {kind}", "/type")]


# Slack reads what is in a list as a section before it looks at the type: of a list in a list it says that
# `style` is an additional property.
_SECTION = record({"type": anything, "elements": array(_LEAF)}, rules=[_is_section])

RICH_TEXT = record(
    {
        "type": anything,
        "elements": array(
            tagged(
                {
                    "rich_text_section": _SECTION,
                    "rich_text_list": record(
                        {
                            "type": anything,
                            "style": enum("bullet", "ordered"),
                            "elements": array(_SECTION),
                        },
                        {"indent": integer(0, 8), "offset": integer(0, 1 << 31), **_BORDER},
                    ),
                    "rich_text_preformatted": record(
                        {"type": anything, "elements": array(_LEAF)}, {**_BORDER, "language": string()}
                    ),
                    "rich_text_quote": record({"type": anything, "elements": array(_LEAF)}, _BORDER),
                }
            )
        ),
    },
    {"block_id": ID},
)
