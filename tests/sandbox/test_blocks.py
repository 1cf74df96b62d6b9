"""Block Kit's rules, one row each: what is refused, and in which words."""

from typing import Any

import pytest
from hypothesis import given, strategies as st

from bot.sandbox.blockkit.payloads import check_message_blocks, check_view, is_too_long
from tests.sandbox.support import (
    actions,
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

Json = dict[str, Any]
OUTER = "failed to match all allowed schemas"
NOT_OFFERED = "must match an option in `options` or `option_groups`"


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "pick", "options": [option("a"), option("b")], **more}


def image(**more: Any) -> Json:
    return {"type": "image", "alt_text": "A chart", "image_url": "https://example.com/a.png", **more}


def table(rows: int = 2, cells: int = 2) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * cells] * rows}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def in_message(blocks: list[Json]) -> list[str]:
    return [str(problem.under("/blocks")) for problem in check_message_blocks(blocks)]


def in_view(view: Json) -> list[str]:
    return [str(problem.under("/view")) for problem in check_view(view)]


REFUSED_IN_MESSAGES: list[tuple[str, Any, list[str]]] = [
    # counts
    ("more than 50 blocks", [section()] * 51, ["no more than 50 items allowed [json-pointer:/blocks]"]),
    (
        "more than 25 elements",
        [actions(*(button(f"b{n}") for n in range(26)))],
        ["no more than 25 items allowed [json-pointer:/blocks/0/elements]"],
    ),
    ("no elements", [actions()], ["must provide at least 1 items [json-pointer:/blocks/0/elements]"]),
    (
        "more than 10 things in a context",
        [{"type": "context", "elements": [plain("x")] * 11}],
        ["no more than 10 items allowed [json-pointer:/blocks/0/elements]"],
    ),
    (
        "an empty context",
        [{"type": "context", "elements": []}],
        ["must provide at least 1 items [json-pointer:/blocks/0/elements]"],
    ),
    (
        "more than 10 fields",
        [{"type": "section", "fields": [mrkdwn("x")] * 11}],
        ["no more than 10 items allowed [json-pointer:/blocks/0/fields]"],
    ),
    (
        "more than 100 options",
        [actions(select(options=[option(str(n)) for n in range(101)]))],
        ["no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]"],
    ),
    (
        "no options",
        [section(accessory=select(options=[]))],
        ["must provide at least 1 items [json-pointer:/blocks/0/accessory/options]"],
    ),
    (
        "more than 10 checkboxes",
        [actions({"type": "checkboxes", "action_id": "c", "options": [option(str(n)) for n in range(11)]})],
        ["no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]"],
    ),
    (
        "more than 5 in an overflow menu",
        [section(accessory={"type": "overflow", "options": [option(str(n)) for n in range(6)]})],
        ["no more than 5 items allowed [json-pointer:/blocks/0/accessory/options]"],
    ),
    (
        "more than 100 rows",
        [table(rows=101)],
        ["no more than 100 items allowed [json-pointer:/blocks/0/rows]"],
    ),
    (
        "more than 20 cells in a row",
        [table(rows=1, cells=21)],
        ["no more than 20 items allowed [json-pointer:/blocks/0/rows/0]"],
    ),
    # lengths: the limit plus one is named
    (
        "a section of 3,001 characters",
        [section("x" * 3001)],
        [
            f"{OUTER} [json-pointer:/blocks/0/text]",
            "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
        ],
    ),
    (
        "an empty section",
        [section("")],
        [
            f"{OUTER} [json-pointer:/blocks/0/text]",
            "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
        ],
    ),
    (
        "a field of 2,001 characters",
        [{"type": "section", "fields": [mrkdwn("x" * 2001)]}],
        [
            f"{OUTER} [json-pointer:/blocks/0/fields/0]",
            "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
        ],
    ),
    (
        "an empty field",
        [{"type": "section", "fields": [mrkdwn("x"), mrkdwn("")]}],
        [
            f"{OUTER} [json-pointer:/blocks/0/fields/1]",
            "must be more than 0 characters [json-pointer:/blocks/0/fields/1/text]",
        ],
    ),
    (
        "a header of 151 characters",
        [{"type": "header", "text": plain("x" * 151)}],
        ["must be less than 151 characters [json-pointer:/blocks/0/text/text]"],
    ),
    (
        "a header counted in UTF-16 units",
        [{"type": "header", "text": plain("🟢" * 76)}],
        ["must be less than 151 characters [json-pointer:/blocks/0/text/text]"],
    ),
    (
        "a plain text counted after escaping",
        [{"type": "header", "text": plain("&" * 31)}],
        ["must be less than 151 characters [json-pointer:/blocks/0/text/text]"],
    ),
    (
        "a button of 76 characters",
        [actions(button(text=plain("x" * 76)))],
        ["must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"],
    ),
    (
        "a button's value of 2,001 characters",
        [actions(button(value="x" * 2001))],
        ["must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]"],
    ),
    (
        "an action_id of 256 characters",
        [actions(button("x" * 256))],
        ["must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]"],
    ),
    (
        "a block_id of 256 characters",
        [section(block_id="x" * 256)],
        ["must be less than 256 characters [json-pointer:/blocks/0/block_id]"],
    ),
    (
        "an option's text of 76 characters",
        [actions(select(options=[option("a", "x" * 76)]))],
        [
            f"{OUTER} [json-pointer:/blocks/0/elements/0/options/0/text]",
            "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]",
        ],
    ),
    (
        "an option's value of 151 characters",
        [actions(select(options=[option("x" * 151, "a")]))],
        ["must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]"],
    ),
    (
        "an option's description of 76 characters",
        [actions(select(options=[{**option("a"), "description": plain("x" * 76)}]))],
        [
            f"{OUTER} [json-pointer:/blocks/0/elements/0/options/0/description]",
            "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/description/text]",
        ],
    ),
    (
        "a placeholder of 151 characters",
        [actions(select(placeholder=plain("x" * 151)))],
        ["must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]"],
    ),
    (
        "an alt text of 2,001 characters",
        [image(alt_text="x" * 2001)],
        ["must be less than 2001 characters [json-pointer:/blocks/0/alt_text]"],
    ),
    (
        "a markdown block of 12,001 characters",
        [{"type": "markdown", "text": "x" * 12_001}],
        ["must be less than 12001 characters [json-pointer:/blocks/0/text]"],
    ),
    (
        "a confirmation of 301 characters",
        [
            actions(
                button(
                    confirm={
                        "title": plain("T"),
                        "text": plain("x" * 301),
                        "confirm": plain("Y"),
                        "deny": plain("N"),
                    }
                )
            )
        ],
        [
            f"{OUTER} [json-pointer:/blocks/0/elements/0/confirm/text]",
            "must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]",
        ],
    ),
    # fields and types
    (
        "a block without a type",
        [{"text": plain("x")}],
        ["missing required field: type [json-pointer:/blocks/0]"],
    ),
    ("an unknown block", [{"type": "poem"}], ["unsupported type: poem [json-pointer:/blocks/0/type]"]),
    (
        "an unknown field",
        [section(colour="red")],
        ["invalid additional property: colour [json-pointer:/blocks/0]"],
    ),
    (
        "a text that is no object",
        [{"type": "section", "text": "Hello"}],
        [f"{OUTER} [json-pointer:/blocks/0/text]", "must provide an object [json-pointer:/blocks/0/text]"],
    ),
    (
        "a number for a text",
        [section(block_id=7)],
        ["must provide a string [json-pointer:/blocks/0/block_id]"],
    ),
    (
        "a null style",
        [actions(button(style=None))],
        ["must provide a string [json-pointer:/blocks/0/elements/0/style]"],
    ),
    (
        "an unknown style",
        [actions(button(style="blue"))],
        ["must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]"],
    ),
    (
        "a header in mrkdwn",
        [{"type": "header", "text": mrkdwn("x")}],
        ["unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"],
    ),
    (
        "a button in mrkdwn",
        [actions(button(text=mrkdwn("x")))],
        ["unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/text/type]"],
    ),
    (
        "emoji on mrkdwn",
        [section() | {"text": {**mrkdwn("x"), "emoji": True}}],
        [
            f"{OUTER} [json-pointer:/blocks/0/text]",
            "invalid additional property: emoji [json-pointer:/blocks/0/text]",
        ],
    ),
    (
        "a section without text and fields",
        [{"type": "section"}],
        ["must define either `text` or `fields` [json-pointer:/blocks/0]"],
    ),
    (
        "an image without alt text",
        [{"type": "image", "image_url": "https://example.com/a.png"}],
        ["missing required field: alt_text [json-pointer:/blocks/0]"],
    ),
    (
        "an image element without a source",
        [section(accessory={"type": "image", "alt_text": "x"})],
        ["missing required field: image_url [json-pointer:/blocks/0/accessory]"],
    ),
    (
        "an image with two sources",
        [image(slack_file={"id": "F1"})],
        ["must define either `image_url` or `slack_file`, not both [json-pointer:/blocks/0]"],
    ),
    (
        "a URL that is none",
        [actions(button(url="notaurl"))],
        ["must be a valid URL [json-pointer:/blocks/0/elements/0/url]"],
    ),
    (
        "a button as a field of an input",
        [field_of(button())],
        ["unsupported type: button [json-pointer:/blocks/0/element/type]"],
    ),
    (
        "a text input among actions",
        [actions({"type": "plain_text_input", "action_id": "t"})],
        ["unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]"],
    ),
    (
        "a select with options and groups",
        [actions(select(option_groups=[{"label": plain("G"), "options": [option("c")]}]))],
        ["must define either `options` or `option_groups`, not both [json-pointer:/blocks/0/elements/0]"],
    ),
    (
        "an option with a URL outside an overflow menu",
        [actions(select(options=[{**option("a"), "url": "https://example.com"}]))],
        ["invalid additional property: url [json-pointer:/blocks/0/elements/0/options/0]"],
    ),
    (
        "an initial option that isn't offered",
        [actions(select(initial_option=option("c")))],
        [f"{NOT_OFFERED} [json-pointer:/blocks/0/elements/0/initial_option]"],
    ),
    (
        "an initial option in other words",
        [actions(select(initial_option=option("a", "A")))],
        [f"{NOT_OFFERED} [json-pointer:/blocks/0/elements/0/initial_option]"],
    ),
    (
        "a date that doesn't exist",
        [actions({"type": "datepicker", "action_id": "d", "initial_date": "2026-02-30"})],
        ["must be a valid date in the format YYYY-MM-DD [json-pointer:/blocks/0/elements/0/initial_date]"],
    ),
    (
        "a time that doesn't exist",
        [actions({"type": "timepicker", "action_id": "t", "initial_time": "24:00"})],
        ["must be a valid time in the format HH:mm [json-pointer:/blocks/0/elements/0/initial_time]"],
    ),
    (
        "a confirmation without its words",
        [actions(button(confirm={"title": plain("Sure?")}))],
        [
            "missing required field: text [json-pointer:/blocks/0/elements/0/confirm]",
            "missing required field: confirm [json-pointer:/blocks/0/elements/0/confirm]",
            "missing required field: deny [json-pointer:/blocks/0/elements/0/confirm]",
        ],
    ),
    (
        "a list inside a section of rich text",
        [
            rich(
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "rich_text_list", "style": "bullet", "elements": []}],
                }
            )
        ],
        ["unsupported type: rich_text_list [json-pointer:/blocks/0/elements/0/elements/0/type]"],
    ),
    (
        "a conversation filter that says nothing",
        [actions({"type": "conversations_select", "action_id": "c", "filter": {}})],
        ["must provide at least 1 properties [json-pointer:/blocks/0/elements/0/filter]"],
    ),
    # across elements and blocks
    (
        "an action_id twice in a block",
        [actions(button("go"), button("go"))],
        ['`action_id` "go" already exists [json-pointer:/blocks/0/elements/1/action_id]'],
    ),
    (
        "a block_id twice",
        [section(block_id="a"), section(block_id="a")],
        ['`block_id` "a" already exists [json-pointer:/blocks/1/block_id]'],
    ),
    ("two tables", [table(), table()], ["only_one_table_allowed [json-pointer:/blocks/1]"]),
    # surfaces
    (
        "an alert in a message",
        [{"type": "alert", "text": plain("!")}],
        ["unsupported type: alert [json-pointer:/blocks/0/type]"],
    ),
    (
        "a file block, which only Slack makes",
        [{"type": "file", "external_id": "x", "source": "remote"}],
        ["unsupported type: file [json-pointer:/blocks/0/type]"],
    ),
    (
        "an upload outside a modal",
        [field_of({"type": "file_input", "action_id": "f"})],
        ["unsupported type: file_input [json-pointer:/blocks/0/element/type]"],
    ),
    (
        "two problems at once",
        [section(colour="red"), {"type": "poem"}],
        [
            "invalid additional property: colour [json-pointer:/blocks/0]",
            "unsupported type: poem [json-pointer:/blocks/1/type]",
        ],
    ),
]


@pytest.mark.parametrize(
    ("blocks", "said"), [row[1:] for row in REFUSED_IN_MESSAGES], ids=[row[0] for row in REFUSED_IN_MESSAGES]
)
def test_a_message_is_refused_for(blocks: list[Json], said: list[str]) -> None:
    assert in_message(blocks) == said


REFUSED_VIEWS: list[tuple[str, Json, list[str]]] = [
    (
        "more than 100 blocks",
        modal(*[section()] * 101),
        ["no more than 100 items allowed [json-pointer:/view/blocks]"],
    ),
    ("no blocks", {**home(), "blocks": []}, ["must provide at least 1 items [json-pointer:/view/blocks]"]),
    (
        "a title of 25 characters",
        modal(title=plain("x" * 25)),
        ["must be less than 25 characters [json-pointer:/view/title/text]"],
    ),
    (
        "a modal without a title",
        {"type": "modal", "blocks": [section()]},
        ["missing required field: title [json-pointer:/view]"],
    ),
    (
        "a submit button of 25 characters",
        modal(submit=plain("x" * 25)),
        ["must be less than 25 characters [json-pointer:/view/submit/text]"],
    ),
    (
        "private metadata of 3,001 characters",
        modal(private_metadata="x" * 3001),
        ["must be less than 3001 characters [json-pointer:/view/private_metadata]"],
    ),
    (
        "a callback_id of 256 characters",
        modal(callback_id="x" * 256),
        ["must be less than 256 characters [json-pointer:/view/callback_id]"],
    ),
    (
        "an external_id of 256 characters",
        modal(external_id="x" * 256),
        ["must be less than 256 characters [json-pointer:/view/external_id]"],
    ),
    (
        "a Home page with a title",
        home(title=plain("x")),
        ["invalid additional property: title [json-pointer:/view]"],
    ),
    (
        "a Home page with a button",
        home(submit=plain("x")),
        ["invalid additional property: submit [json-pointer:/view]"],
    ),
    (
        "markdown in a modal",
        modal({"type": "markdown", "text": "x"}),
        ["unsupported type: markdown [json-pointer:/view/blocks/0/type]"],
    ),
    ("a table in a modal", modal(table()), ["unsupported type: table [json-pointer:/view/blocks/0/type]"]),
    (
        "an alert on a Home page",
        home({"type": "alert", "text": plain("!")}),
        ["unsupported type: alert [json-pointer:/view/blocks/0/type]"],
    ),
    (
        "a chart on a Home page",
        home(section(), {"type": "data_visualization", "title": "x", "chart": {}}),
        ["unsupported type: data_visualization [json-pointer:/view/blocks/1/type]"],
    ),
    (
        "an upload on a Home page",
        home(field_of({"type": "file_input", "action_id": "f"})),
        ["unsupported type: file_input [json-pointer:/view/blocks/0/element/type]"],
    ),
    (
        "a limit of 3,001 characters on an input",
        modal(field_of({"type": "plain_text_input", "max_length": 3001})),
        ["must be less than 3001 [json-pointer:/view/blocks/0/element/max_length]"],
    ),
    (
        "a number input that doesn't say whether decimals are allowed",
        modal(field_of({"type": "number_input"})),
        ["missing required field: is_decimal_allowed [json-pointer:/view/blocks/0/element]"],
    ),
    (
        "an input without a label",
        modal({"type": "input", "element": {"type": "plain_text_input"}}),
        ["missing required field: label [json-pointer:/view/blocks/0]"],
    ),
    (
        "a view of an unknown type",
        {"type": "page", "blocks": []},
        ["unsupported type: page [json-pointer:/view/type]"],
    ),
]


@pytest.mark.parametrize(
    ("view", "said"), [row[1:] for row in REFUSED_VIEWS], ids=[row[0] for row in REFUSED_VIEWS]
)
def test_a_view_is_refused_with_the_outer_failure_first_for(view: Json, said: list[str]) -> None:
    assert in_view(view) == [f"{OUTER} [json-pointer:/view]", *said]


ACROSS_VIEWS: list[tuple[str, Json, list[str]]] = [
    (
        "an input without a submit button",
        {**modal(section(), text_field()), "submit": None},
        ["must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/1/input]"],
    ),
    (
        "two elements with the focus",
        modal(
            field_of({"type": "plain_text_input", "focus_on_load": True}, "a"),
            field_of({"type": "plain_text_input", "focus_on_load": True}, "b"),
        ),
        ["only one element can have `focus_on_load` [json-pointer:/view/blocks/1/element/focus_on_load]"],
    ),
    (
        "a block_id twice",
        modal(text_field("a"), text_field("a")),
        ['`block_id` "a" already exists [json-pointer:/view/blocks/1/block_id]'],
    ),
]


@pytest.mark.parametrize(
    ("view", "said"), [row[1:] for row in ACROSS_VIEWS], ids=[row[0] for row in ACROSS_VIEWS]
)
def test_a_view_is_refused_across_its_blocks_for(view: Json, said: list[str]) -> None:
    view = {key: value for key, value in view.items() if value is not None}
    assert in_view(view) == said


ACCEPTED: list[tuple[str, list[Json]]] = [
    ("50 blocks", [section()] * 50),
    ("a text of 3,000 characters", [section("x" * 3000)]),
    ("a header of 150 characters", [{"type": "header", "text": plain("x" * 150)}]),
    ("escaped characters that count as written", [section("&amp;" * 600)]),
    (
        "an action_id in two blocks",
        [actions(button("go"), block_id="a"), actions(button("go"), block_id="b")],
    ),
    (
        "every kind of select",
        [actions({"type": "users_select", "action_id": "u"}, select(initial_option=option("a")))],
    ),
    ("an input", [text_field()]),
    ("a table", [table(rows=100, cells=20)]),
    ("a picture from Slack", [{"type": "image", "alt_text": "x", "slack_file": {"id": "F1"}}]),
    ("rich text without elements", [rich({"type": "rich_text_section", "elements": []})]),
    (
        "a card, a carousel and a container",
        [
            {"type": "card", "title": plain("T"), "actions": [button()]},
            {"type": "carousel", "elements": [{"type": "card", "body": mrkdwn("B")}]},
            {"type": "container", "title": plain("T"), "child_blocks": [section(), actions(button("x"))]},
        ],
    ),
    (
        "a plan, a task and a chart",
        [
            {"type": "plan", "title": "P", "tasks": [{"type": "task_card", "task_id": "1", "title": "T"}]},
            {
                "type": "data_visualization",
                "title": "C",
                "chart": {"type": "pie", "segments": [{"label": "a", "value": 1}]},
            },
        ],
    ),
]


@pytest.mark.parametrize("blocks", [row[1] for row in ACCEPTED], ids=[row[0] for row in ACCEPTED])
def test_a_message_may_hold(blocks: list[Json]) -> None:
    assert in_message(blocks) == []


def test_a_modal_may_hold_uploads_alerts_and_answering_selects() -> None:
    view = modal(
        field_of({"type": "file_input", "action_id": "f", "max_files": 10}, "a"),
        {"type": "alert", "text": plain("!"), "level": "warning"},
        field_of({"type": "conversations_select", "action_id": "c", "response_url_enabled": True}, "b"),
    )
    assert in_view(view) == []


def test_a_hundred_blocks_fit_on_a_home_page() -> None:
    assert in_view(home(*[section()] * 100)) == []


@pytest.mark.parametrize(
    ("blocks", "too_long"),
    [
        ([section("x" * 2400)] * 4, False),
        ([section("x" * 2401)] * 4, True),
        ([{"type": "markdown", "text": "x" * 12_000}], False),
        ([{"type": "markdown", "text": "x" * 6_001}] * 2, True),
        ([{"type": "markdown", "text": "x" * 9_000}, section("x" * 3_000), section("x")], True),
    ],
)
def test_all_text_of_a_message_together_is_limited(blocks: list[Json], too_long: bool) -> None:
    assert is_too_long(blocks) is too_long


WORDS = st.sampled_from(
    [
        "type",
        "text",
        "section",
        "actions",
        "elements",
        "options",
        "button",
        "input",
        "plain_text",
        "blocks",
        "modal",
    ]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)


@given(blocks=st.lists(st.dictionaries(WORDS, ANYTHING, max_size=4), max_size=3), view=ANYTHING)
def test_whatever_comes_in_is_judged_and_never_a_crash(blocks: list[Json], view: Any) -> None:
    if not check_message_blocks(blocks):
        assert is_too_long(blocks) is False
    assert all(problem.message for problem in check_view(view))
