"""Elements to press and to choose from: buttons, menus, boxes."""

from typing import Any

from tests.sandbox.payloads.row import (
    ELEMENTS,
    EXTENSIONS,
    LINES,
    MODALS,
    VALIDATOR,
    among_actions,
    beside_text,
    image,
    long,
    options,
    refused,
    select,
    taken,
)
from tests.sandbox.support import Json, actions, button, option, plain

NOT_OFFERED = "must match an option in `options` or `option_groups`"


def group(*offered: Json) -> Json:
    return {"label": plain("Group"), "options": list(offered)}


def picker(kind: str, **more: Any) -> list[Json]:
    return among_actions({"type": kind, "action_id": "pick", **more})


def ticks(kind: str = "checkboxes", **more: Any) -> list[Json]:
    return picker(kind, **{"options": options(2), **more})


def overflow(**more: Any) -> list[Json]:
    return beside_text({"type": "overflow", "action_id": "more", **more})


ROWS = [
    # buttons
    refused(
        "a button of 76 characters",
        ELEMENTS,
        [actions(button(text=plain(long(76))))],
        "must be less than 76 characters [/0/elements/0/text/text]",
    ),
    taken("a button of 75 characters", ELEMENTS, [actions(button(text=plain(long(75))))]),
    refused(
        "an empty button",
        ELEMENTS,
        [actions(button(text=plain("")))],
        "must be more than 0 characters [/0/elements/0/text/text]",
    ),
    refused(
        "a button in mrkdwn",
        ELEMENTS,
        [actions(button(text={"type": "mrkdwn", "text": "Go"}))],
        "unsupported type: mrkdwn [/0/elements/0/text/type]",
    ),
    refused(
        "a bare button", ELEMENTS, [actions(button(text="Go"))], "must provide an object [/0/elements/0/text]"
    ),
    refused(
        "a button's value of 2,001 characters",
        ELEMENTS,
        [actions(button(value=long(2001)))],
        "must be less than 2001 characters [/0/elements/0/value]",
    ),
    taken("a button's value of 2,000 characters", ELEMENTS, [actions(button(value=long(2000)))]),
    refused(
        "a number for what a button is worth",
        ELEMENTS,
        [actions(button(value=7))],
        "must provide a string [/0/elements/0/value]",
    ),
    refused(
        "a button's address of 3,001 characters",
        ELEMENTS,
        [actions(button(url="https://example.com/".ljust(3001, "x")))],
        "must be less than 3001 characters [/0/elements/0/url]",
    ),
    refused(
        "an address that is none",
        ELEMENTS,
        [actions(button(url="notaurl"))],
        "must be a valid URL [/0/elements/0/url]",
    ),
    refused(
        "an address with a space",
        "https://docs.slack.dev/messaging/formatting-message-text",
        [actions(button(url="https://example.com/a b"))],
        "must be a valid URL [/0/elements/0/url]",
    ),
    taken("an address to write to", ELEMENTS, [actions(button(url="mailto:alice@example.com"))]),
    refused(
        "a blue button",
        ELEMENTS,
        [actions(button(style="blue"))],
        "must be one of: primary, danger [/0/elements/0/style]",
    ),
    refused(
        "a button without any style",
        ELEMENTS,
        [actions(button(style=None))],
        "must provide a string [/0/elements/0/style]",
    ),
    taken("a primary button", ELEMENTS, [actions(button(style="primary"))]),
    refused(
        "a label for screen readers of 76 characters",
        ELEMENTS,
        [actions(button(accessibility_label=long(76)))],
        "must be less than 76 characters [/0/elements/0/accessibility_label]",
    ),
    refused(
        "an action_id of 256 characters",
        EXTENSIONS,
        [actions(button(long(256)))],
        "must be less than 256 characters [/0/elements/0/action_id]",
    ),
    taken("an action_id of 255 characters", EXTENSIONS, [actions(button(long(255)))]),
    refused(
        "an empty action_id",
        VALIDATOR,
        [actions(button(""))],
        "must be more than 0 characters [/0/elements/0/action_id]",
    ),
    refused(
        "a workflow button that starts nothing",
        ELEMENTS,
        among_actions({"type": "workflow_button", "text": plain("Start")}),
        "missing required field: workflow [/0/elements/0]",
    ),
    taken(
        "a workflow button",
        ELEMENTS,
        among_actions(
            {
                "type": "workflow_button",
                "text": plain("Start"),
                "workflow": {"trigger": {"url": "https://slack.com/shortcuts/Ft1/x"}},
            }
        ),
    ),
    refused(
        "a picture beside a text, without a source",
        ELEMENTS,
        beside_text({"type": "image", "alt_text": "x"}),
        "missing required field: image_url [/0/accessory]",
    ),
    taken("a picture beside a text", ELEMENTS, beside_text(image())),
    # menus
    refused(
        "101 options",
        ELEMENTS,
        picker("static_select", options=options(101)),
        "no more than 100 items allowed [/0/elements/0/options]",
    ),
    taken("100 options", ELEMENTS, picker("static_select", options=options(100))),
    refused(
        "no options",
        ELEMENTS,
        beside_text(select(options=[])),
        "must provide at least 1 items [/0/accessory/options]",
    ),
    refused(
        "options and groups of options",
        ELEMENTS,
        picker("static_select", options=options(1), option_groups=[group(*options(1))]),
        "must define either `options` or `option_groups`, not both [/0/elements/0]",
    ),
    refused(
        "neither options nor groups",
        ELEMENTS,
        picker("static_select"),
        "must define either `options` or `option_groups` [/0/elements/0]",
    ),
    refused(
        "101 groups",
        ELEMENTS,
        picker("static_select", option_groups=[group(option("a"))] * 101),
        "no more than 100 items allowed [/0/elements/0/option_groups]",
    ),
    taken("a choice that is offered", ELEMENTS, [actions(select(initial_option=option("a")))]),
    taken(
        "a choice that is offered in a group",
        ELEMENTS,
        picker("static_select", option_groups=[group(option("a"))], initial_option=option("a")),
    ),
    refused(
        "a choice that isn't offered",
        ELEMENTS,
        [actions(select(initial_option=option("c")))],
        f"{NOT_OFFERED} [/0/elements/0/initial_option]",
    ),
    refused(
        "a choice that is offered in other words",
        ELEMENTS,
        [actions(select(initial_option=option("a", "A")))],
        f"{NOT_OFFERED} [/0/elements/0/initial_option]",
    ),
    refused(
        "several choices of which one isn't offered",
        ELEMENTS,
        picker("multi_static_select", options=options(2), initial_options=[option("0"), option("9")]),
        f"{NOT_OFFERED} [/0/elements/0/initial_options/1]",
    ),
    refused(
        "room for no choice",
        ELEMENTS,
        picker("multi_users_select", max_selected_items=0),
        "must be more than 0 [/0/elements/0/max_selected_items]",
    ),
    refused(
        "a minimum of minus one letter",
        ELEMENTS,
        picker("external_select", min_query_length=-1),
        "must be more than -1 [/0/elements/0/min_query_length]",
    ),
    refused(
        "a placeholder of 151 characters",
        ELEMENTS,
        [actions(select(placeholder=plain(long(151))))],
        "must be less than 151 characters [/0/elements/0/placeholder/text]",
    ),
    taken("a placeholder of 150 characters", ELEMENTS, [actions(select(placeholder=plain(long(150))))]),
    refused(
        "a filter that filters nothing",
        VALIDATOR,
        picker("conversations_select", filter={}),
        "must provide at least 1 properties [/0/elements/0/filter]",
    ),
    refused(
        "a filter that includes nothing",
        VALIDATOR,
        picker("conversations_select", filter={"include": []}),
        "must provide at least 1 items [/0/elements/0/filter/include]",
    ),
    refused(
        "a filter for secret conversations",
        ELEMENTS,
        picker("multi_conversations_select", filter={"include": ["secret"]}),
        "must be one of: im, mpim, private, public [/0/elements/0/filter/include/0]",
    ),
    refused(
        "an answering select in a message",
        MODALS,
        picker("channels_select", response_url_enabled=True),
        "invalid additional property: response_url_enabled [/0/elements/0]",
    ),
    taken(
        "every other menu",
        ELEMENTS,
        [
            actions(
                *(
                    {"type": kind, "action_id": kind}
                    for kind in (
                        "users_select",
                        "conversations_select",
                        "channels_select",
                        "external_select",
                        "multi_users_select",
                        "multi_conversations_select",
                        "multi_channels_select",
                        "multi_external_select",
                    )
                )
            )
        ],
    ),
    # boxes, circles, overflow menus
    refused(
        "11 boxes to tick",
        LINES,
        ticks(options=options(11)),
        "no more than 10 items allowed [/0/elements/0/options]",
    ),
    taken(
        "10 boxes to tick, two of them ticked",
        ELEMENTS,
        ticks(options=options(10), initial_options=options(2)),
    ),
    refused(
        "11 radio buttons",
        ELEMENTS,
        ticks("radio_buttons", options=options(11)),
        "no more than 10 items allowed [/0/elements/0/options]",
    ),
    refused(
        "a ticked box that isn't there",
        ELEMENTS,
        ticks(initial_options=[option("9")]),
        f"{NOT_OFFERED} [/0/elements/0/initial_options/0]",
    ),
    refused(
        "a radio button that isn't there",
        ELEMENTS,
        ticks("radio_buttons", initial_option=option("9")),
        f"{NOT_OFFERED} [/0/elements/0/initial_option]",
    ),
    refused(
        "6 entries in an overflow menu",
        ELEMENTS,
        overflow(options=options(6)),
        "no more than 5 items allowed [/0/accessory/options]",
    ),
    taken(
        "5 entries in an overflow menu, one with an address",
        ELEMENTS,
        overflow(options=[*options(4), {**option("4"), "url": "https://example.com"}]),
    ),
    refused(
        "an overflow menu with nothing in it",
        ELEMENTS,
        overflow(options=[]),
        "must provide at least 1 items [/0/accessory/options]",
    ),
]
