"""Modals and Home pages. In a view that is broken, Slack says first that the view as a whole fits nothing."""

from typing import Any

from tests.sandbox.payloads.compound import card, container
from tests.sandbox.payloads.figures import data_table, pie, table
from tests.sandbox.payloads.row import (
    ALERT,
    ALL_BLOCKS,
    APP_HOME,
    BLOCKS,
    BLOCKS_JSON,
    ELEMENTS,
    EXTENSIONS,
    MODALS,
    OUTER,
    VALIDATOR,
    VIEW_LINES,
    VIEWS,
    Row,
    long,
    nested,
    options,
    refused,
    select,
    taken,
)
from tests.sandbox.support import (
    Json,
    button,
    field_of,
    home,
    modal,
    mrkdwn,
    option,
    plain,
    section,
    text_field,
)

METHOD = "https://docs.slack.dev/reference/methods/views.open"


def broken(name: str, source: str, view: Any, *lines: str) -> Row:
    return refused(name, source, view, f"{OUTER} []", *lines)


def upload(**more: Any) -> Json:
    return field_of({"type": "file_input", "action_id": "f", **more}, "upload")


def focused(block_id: str) -> Json:
    return field_of({"type": "plain_text_input", "action_id": "t", "focus_on_load": True}, block_id)


def without(view: Json, key: str) -> Json:
    return {name: value for name, value in view.items() if name != key}


ROWS = [
    # the frame
    taken("a modal", MODALS, modal()),
    taken("a Home page", APP_HOME, home()),
    broken(
        "a page, which Slack doesn't have",
        VIEWS,
        {"type": "page", "blocks": []},
        "unsupported type: page [/type]",
    ),
    broken("a view without a type", VIEWS, without(modal(), "type"), "missing required field: type []"),
    broken("a list of views", VIEWS, [modal()], "must provide an object []"),
    broken("a modal without a title", MODALS, without(modal(), "title"), "missing required field: title []"),
    broken("a modal without blocks", MODALS, without(modal(), "blocks"), "missing required field: blocks []"),
    broken(
        "a modal with no blocks in it",
        VALIDATOR,
        {**modal(), "blocks": []},
        "must provide at least 1 items [/blocks]",
    ),
    broken("blocks that are no list", VIEWS, {**modal(), "blocks": {}}, "must provide an array [/blocks]"),
    taken("100 blocks in a modal", MODALS, modal(*[section()] * 100)),
    broken(
        "101 blocks in a modal", MODALS, modal(*[section()] * 101), "no more than 100 items allowed [/blocks]"
    ),
    taken("100 blocks on a Home page", APP_HOME, home(*[section()] * 100)),
    broken(
        "101 blocks on a Home page",
        APP_HOME,
        home(*[section()] * 101),
        "no more than 100 items allowed [/blocks]",
    ),
    taken("a title of 24 characters", MODALS, modal(title=plain(long(24)))),
    broken(
        "a title of 25 characters",
        MODALS,
        modal(title=plain(long(25))),
        "must be less than 25 characters [/title/text]",
    ),
    broken(
        "24 emoji in a title",
        MODALS,
        modal(title=plain("🟢" * 24)),
        "must be less than 25 characters [/title/text]",
    ),
    broken(
        "an empty title", VALIDATOR, modal(title=plain("")), "must be more than 0 characters [/title/text]"
    ),
    broken("a bare title", MODALS, modal(title="A form"), "must provide an object [/title]"),
    broken("a title in mrkdwn", VIEWS, modal(title=mrkdwn("x")), "unsupported type: mrkdwn [/title/type]"),
    broken(
        "a submit button of 25 characters",
        MODALS,
        modal(submit=plain(long(25))),
        "must be less than 25 characters [/submit/text]",
    ),
    broken(
        "a close button of 25 characters",
        MODALS,
        modal(close=plain(long(25))),
        "must be less than 25 characters [/close/text]",
    ),
    broken("null for a close button", VIEWS, modal(close=None), "must provide an object [/close]"),
    taken("3,000 characters of private metadata", MODALS, modal(private_metadata=long(3000))),
    broken(
        "3,001 characters of private metadata",
        MODALS,
        modal(private_metadata=long(3001)),
        "must be less than 3001 characters [/private_metadata]",
    ),
    broken(
        "private metadata that is an object",
        MODALS,
        modal(private_metadata={}),
        "must provide a string [/private_metadata]",
    ),
    broken(
        "a callback_id of 256 characters",
        MODALS,
        modal(callback_id=long(256)),
        "must be less than 256 characters [/callback_id]",
    ),
    broken(
        "an external_id of 256 characters",
        VIEWS,
        modal(external_id=long(256)),
        "must be less than 256 characters [/external_id]",
    ),
    broken(
        "a view that clears in words",
        VIEWS,
        modal(clear_on_close="yes"),
        "must provide a boolean [/clear_on_close]",
    ),
    broken(
        "a view that notifies by number",
        VIEWS,
        modal(notify_on_close=1),
        "must provide a boolean [/notify_on_close]",
    ),
    broken("an unknown field", VALIDATOR, modal(colour="red"), "invalid additional property: colour []"),
    broken("an id of one's own", VALIDATOR, modal(id="V1"), "invalid additional property: id []"),
    broken(
        "a Home page with a title", APP_HOME, home(title=plain("x")), "invalid additional property: title []"
    ),
    broken(
        "a Home page with a submit button",
        APP_HOME,
        home(submit=plain("x")),
        "invalid additional property: submit []",
    ),
    broken(
        "a Home page with a close button",
        APP_HOME,
        home(close=plain("x")),
        "invalid additional property: close []",
    ),
    taken(
        "a Home page with everything it may have",
        APP_HOME,
        home(private_metadata="m", callback_id="c", external_id="e"),
    ),
    # across the blocks
    refused(
        "an input without a submit button",
        MODALS,
        without(modal(section(), text_field()), "submit"),
        "must define `submit` to use an `input` block in modals [/blocks/1/input]",
    ),
    taken("a text without a submit button", MODALS, without(modal(section()), "submit")),
    taken("an input on a Home page", BLOCKS_JSON, home(text_field(dispatch_action=True))),
    refused(
        "two elements with the focus",
        EXTENSIONS,
        modal(focused("a"), focused("b")),
        "only one element can have `focus_on_load` [/blocks/1/element/focus_on_load]",
    ),
    taken("one element with the focus", EXTENSIONS, modal(focused("a"), text_field("b"))),
    refused(
        "a block_id twice",
        BLOCKS,
        modal(text_field("a"), text_field("a")),
        '`block_id` "a" already exists [/blocks/1/block_id]',
    ),
    taken("an action_id twice, in two blocks", EXTENSIONS, modal(text_field("a"), text_field("b"))),
    # what a modal holds and what it doesn't
    taken("an alert in a modal", ALERT, modal({"type": "alert", "text": plain("!"), "level": "warning"})),
    broken(
        "an alert of 201 characters",
        "slackapi/java-slack-sdk slack-api-model AlertBlock.java",
        modal({"type": "alert", "text": plain(long(201))}),
        *nested("/blocks/0/text", "must be less than 201 characters [/blocks/0/text/text]"),
    ),
    broken(
        "an alert of the highest level",
        BLOCKS,
        modal({"type": "alert", "text": plain("!"), "level": "panic"}),
        "must be one of: default, info, warning, error, success [/blocks/0/level]",
    ),
    taken("an upload in a modal", ELEMENTS, modal(upload(max_files=10, filetypes=["png"]))),
    broken(
        "an upload of 11 files",
        ELEMENTS,
        modal(upload(max_files=11)),
        "must be less than 11 [/blocks/0/element/max_files]",
    ),
    broken(
        "an upload that is dispatched",
        BLOCKS,
        modal({**upload(), "dispatch_action": True}),
        "`dispatch_action` is not supported for `file_input` [/blocks/0/dispatch_action]",
    ),
    taken(
        "a select that answers",
        MODALS,
        modal(field_of({"type": "conversations_select", "action_id": "c", "response_url_enabled": True})),
    ),
    broken(
        "a select that answers, among actions",
        MODALS,
        modal(
            {
                "type": "actions",
                "elements": [{"type": "conversations_select", "response_url_enabled": True}],
            }
        ),
        "invalid additional property: response_url_enabled [/blocks/0/elements/0]",
    ),
    broken(
        "an option of 76 characters in a modal",
        VIEW_LINES,
        modal(field_of(select(options=[option("a", long(76))]))),
        *nested(
            "/blocks/0/element/options/0/text",
            "must be less than 76 characters [/blocks/0/element/options/0/text/text]",
        ),
    ),
    broken(
        "11 boxes to tick",
        "adobe/spacecat-api-service#176",
        modal(field_of({"type": "checkboxes", "action_id": "c", "options": options(11)})),
        "no more than 10 items allowed [/blocks/0/element/options]",
    ),
    broken(
        "a button to fill in",
        BLOCKS,
        modal(field_of(button())),
        "unsupported type: button [/blocks/0/element/type]",
    ),
    broken(
        "markdown in a modal",
        ALL_BLOCKS,
        modal({"type": "markdown", "text": "x"}),
        "unsupported type: markdown [/blocks/0/type]",
    ),
    broken("a table in a modal", BLOCKS_JSON, modal(table()), "unsupported type: table [/blocks/0/type]"),
    broken("a card in a modal", VALIDATOR, modal(card()), "unsupported type: card [/blocks/0/type]"),
    broken(
        "a group in a modal", BLOCKS_JSON, modal(container()), "unsupported type: container [/blocks/0/type]"
    ),
    broken(
        "feedback in a modal",
        BLOCKS_JSON,
        modal({"type": "context_actions", "elements": []}),
        "unsupported type: context_actions [/blocks/0/type]",
    ),
    # what a Home page holds and what it doesn't
    taken("a card and figures on a Home page", BLOCKS_JSON, home(card(), data_table())),
    broken(
        "an upload on a Home page",
        ELEMENTS,
        home(upload()),
        "unsupported type: file_input [/blocks/0/element/type]",
    ),
    broken(
        "an alert on a Home page",
        ALERT,
        home({"type": "alert", "text": plain("!")}),
        "unsupported type: alert [/blocks/0/type]",
    ),
    broken(
        "a chart on a Home page",
        BLOCKS_JSON,
        home(section(), pie(1)),
        "unsupported type: data_visualization [/blocks/1/type]",
    ),
    broken(
        "markdown on a Home page",
        BLOCKS_JSON,
        home({"type": "markdown", "text": "x"}),
        "unsupported type: markdown [/blocks/0/type]",
    ),
    broken(
        "a plan on a Home page",
        BLOCKS_JSON,
        home({"type": "plan", "title": "P"}),
        "unsupported type: plan [/blocks/0/type]",
    ),
    broken(
        "a select that answers, on a Home page",
        MODALS,
        home(field_of({"type": "channels_select", "action_id": "c", "response_url_enabled": True})),
        "invalid additional property: response_url_enabled [/blocks/0/element]",
    ),
]
