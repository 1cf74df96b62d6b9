"""The blocks of a message: what each may hold, and where it may stand."""

from typing import Any

from tests.sandbox.payloads.row import (
    ALERT,
    ALL_BLOCKS,
    APP_HOME,
    BLOCKS,
    BLOCKS_JSON,
    CARD,
    ELEMENTS,
    EXTENSIONS,
    LIMITS,
    LINES,
    OBJECTS,
    SDK,
    SKILL,
    VALIDATOR,
    among_actions,
    header,
    image,
    long,
    nested,
    refused,
    rich,
    taken,
)
from tests.sandbox.support import Json, actions, button, field_of, mrkdwn, option, plain, section, text_field


def context(*elements: Json) -> Json:
    return {"type": "context", "elements": list(elements)}


def card(**more: Any) -> Json:
    return {"type": "card", "title": plain("A card"), **more}


def container(*blocks: Json, **more: Any) -> Json:
    return {"type": "container", "title": plain("Group"), "child_blocks": list(blocks) or [section()], **more}


def video(**more: Any) -> Json:
    return {
        "type": "video",
        "alt_text": "A film",
        "title": plain("Film"),
        "thumbnail_url": "https://example.com/film.png",
        "video_url": "https://example.com/film",
        **more,
    }


def task(**more: Any) -> Json:
    return {"type": "task_card", "task_id": "t1", "title": "Read", **more}


def feedback(**more: Any) -> Json:
    verdict = {"text": plain("Good"), "value": "good"}
    return {"type": "feedback_buttons", "positive_button": verdict, "negative_button": verdict, **more}


def bullets(*items: Json, **more: Any) -> Json:
    return {"type": "rich_text_list", "style": "bullet", "elements": list(items), **more}


def line(*leaves: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(leaves)}


WORD = {"type": "text", "text": "word"}
IN_ALL_WORDS = [
    line(
        WORD,
        {"type": "text", "text": "bold", "style": {"bold": True, "strike": False}},
        {"type": "link", "url": "https://example.com", "text": "there"},
        {"type": "user", "user_id": "U1"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "emoji", "name": "tada"},
        {"type": "broadcast", "range": "here"},
        {"type": "color", "value": "#ff0000"},
        {"type": "date", "timestamp": 1_764_000_000, "format": "{date}", "fallback": "then"},
    ),
    bullets(line(WORD), indent=8, border=1),
    {"type": "rich_text_preformatted", "elements": [WORD], "border": 0},
    {"type": "rich_text_quote", "elements": [WORD]},
]

ROWS = [
    # every block
    refused("a block without a type", SKILL, [{"text": plain("x")}], "missing required field: type [/0]"),
    refused("an unknown block", SKILL, [{"type": "poem"}], "unsupported type: poem [/0/type]"),
    refused("a type that is no text", SKILL, [{"type": 7}], "unsupported type: 7 [/0/type]"),
    refused("a null type", SKILL, [{"type": None}], "unsupported type: None [/0/type]"),
    refused(
        "an unknown field",
        VALIDATOR,
        [section(colour="red")],
        "invalid additional property: colour [/0]",
    ),
    refused(
        "a block_id of 256 characters",
        BLOCKS,
        [section(block_id=long(256))],
        "must be less than 256 characters [/0/block_id]",
    ),
    taken("a block_id of 255 characters", BLOCKS, [section(block_id=long(255))]),
    refused(
        "an empty block_id", VALIDATOR, [section(block_id="")], "must be more than 0 characters [/0/block_id]"
    ),
    refused(
        "a number for a block_id", VALIDATOR, [section(block_id=7)], "must provide a string [/0/block_id]"
    ),
    # sections
    refused(
        "a section without text or fields",
        BLOCKS,
        [{"type": "section"}],
        "must define either `text` or `fields` [/0]",
    ),
    refused(
        "a section of 3,001 characters",
        BLOCKS,
        [section(long(3001))],
        *nested("/0/text", "must be less than 3001 characters [/0/text/text]"),
    ),
    taken("a section of 3,000 characters", BLOCKS, [section(long(3000))]),
    refused(
        "an empty section",
        BLOCKS,
        [section("")],
        *nested("/0/text", "must be more than 0 characters [/0/text/text]"),
    ),
    refused(
        "a section whose text is no object",
        OBJECTS,
        [{"type": "section", "text": "Hello"}],
        *nested("/0/text", "must provide an object [/0/text]"),
    ),
    refused(
        "more than 10 fields",
        BLOCKS,
        [{"type": "section", "fields": [mrkdwn("x")] * 11}],
        "no more than 10 items allowed [/0/fields]",
    ),
    taken("10 fields", BLOCKS, [{"type": "section", "fields": [mrkdwn("x")] * 10}]),
    refused(
        "a list of fields with none in it",
        VALIDATOR,
        [{"type": "section", "fields": []}],
        "must provide at least 1 items [/0/fields]",
    ),
    refused(
        "a field of 2,001 characters",
        BLOCKS,
        [{"type": "section", "fields": [mrkdwn(long(2001))]}],
        *nested("/0/fields/0", "must be less than 2001 characters [/0/fields/0/text]"),
    ),
    taken("a field of 2,000 characters", BLOCKS, [{"type": "section", "fields": [mrkdwn(long(2000))]}]),
    refused(
        "an empty field",
        BLOCKS,
        [{"type": "section", "fields": [mrkdwn("x"), mrkdwn("")]}],
        *nested("/0/fields/1", "must be more than 0 characters [/0/fields/1/text]"),
    ),
    refused(
        "an upload beside a section",
        BLOCKS,
        [section(accessory={"type": "file_input"})],
        "unsupported type: file_input [/0/accessory/type]",
    ),
    refused(
        "a picker of instants beside a section",
        BLOCKS,
        [section(accessory={"type": "datetimepicker"})],
        "unsupported type: datetimepicker [/0/accessory/type]",
    ),
    refused(
        "a section expanded in words", BLOCKS, [section(expand="yes")], "must provide a boolean [/0/expand]"
    ),
    taken("a section that is expanded", BLOCKS, [section(expand=True)]),
    # headers and dividers
    refused(
        "a header of 151 characters",
        BLOCKS,
        [header(long(151))],
        "must be less than 151 characters [/0/text/text]",
    ),
    taken("a header of 150 characters", BLOCKS, [header(long(150))]),
    refused("an empty header", BLOCKS, [header("")], "must be more than 0 characters [/0/text/text]"),
    refused(
        "a header in mrkdwn",
        BLOCKS,
        [{"type": "header", "text": mrkdwn("x")}],
        "unsupported type: mrkdwn [/0/text/type]",
    ),
    refused("a header without text", BLOCKS, [{"type": "header"}], "missing required field: text [/0]"),
    refused(
        "a header of a fifth level",
        VALIDATOR,
        [{**header("x"), "level": 5}],
        "must be less than 5 [/0/level]",
    ),
    refused(
        "a header's level as a boolean",
        VALIDATOR,
        [{**header("x"), "level": True}],
        "must provide an integer [/0/level]",
    ),
    taken("a divider", BLOCKS, [{"type": "divider"}]),
    # context
    refused(
        "more than 10 things in a context",
        BLOCKS,
        [context(*[plain("x")] * 11)],
        "no more than 10 items allowed [/0/elements]",
    ),
    refused("an empty context", BLOCKS, [context()], "must provide at least 1 items [/0/elements]"),
    refused(
        "a button in a context", BLOCKS, [context(button())], "unsupported type: button [/0/elements/0/type]"
    ),
    taken("words and pictures in a context", BLOCKS, [context(mrkdwn("x"), plain("y"), image())]),
    # actions
    refused(
        "more than 25 actions",
        LINES,
        [actions(*(button(f"b{n}") for n in range(26)))],
        "no more than 25 items allowed [/0/elements]",
    ),
    taken("25 actions", LINES, [actions(*(button(f"b{n}") for n in range(25)))]),
    refused("no actions", BLOCKS, [actions()], "must provide at least 1 items [/0/elements]"),
    refused(
        "actions that are no list",
        BLOCKS,
        [{"type": "actions", "elements": {}}],
        "must provide an array [/0/elements]",
    ),
    refused(
        "an action_id twice in a block",
        EXTENSIONS,
        [actions(button("go"), button("go"))],
        '`action_id` "go" already exists [/0/elements/1/action_id]',
    ),
    taken(
        "an action_id in two blocks",
        EXTENSIONS,
        [actions(button("go"), block_id="a"), actions(button("go"), block_id="b")],
    ),
    refused(
        "a text field among actions",
        BLOCKS,
        among_actions({"type": "plain_text_input", "action_id": "t"}),
        "unsupported type: plain_text_input [/0/elements/0/type]",
    ),
    # pictures and films
    refused(
        "a picture without alt text",
        BLOCKS,
        [{"type": "image", "image_url": "https://example.com/a.png"}],
        "missing required field: alt_text [/0]",
    ),
    refused(
        "an alt text of 2,001 characters",
        SDK,
        [image(alt_text=long(2001))],
        "must be less than 2001 characters [/0/alt_text]",
    ),
    refused(
        "a picture's address of 3,001 characters",
        SDK,
        [image(image_url="https://example.com/".ljust(3001, "x"))],
        "must be less than 3001 characters [/0/image_url]",
    ),
    refused(
        "a picture's title of 2,001 characters",
        SDK,
        [image(title=plain(long(2001)))],
        "must be less than 2001 characters [/0/title/text]",
    ),
    refused(
        "a picture from two sources",
        BLOCKS,
        [image(slack_file={"id": "F1"})],
        "must define either `image_url` or `slack_file`, not both [/0]",
    ),
    refused(
        "a picture from nowhere",
        BLOCKS,
        [{"type": "image", "alt_text": "x"}],
        "must define either `image_url` or `slack_file` [/0]",
    ),
    taken("a film", BLOCKS, [video()]),
    refused(
        "a film's title of 200 characters",
        SDK,
        [video(title=plain(long(200)))],
        "must be less than 200 characters [/0/title/text]",
    ),
    refused(
        "an author's name of 50 characters",
        SDK,
        [video(author_name=long(50))],
        "must be less than 50 characters [/0/author_name]",
    ),
    refused(
        "a film's description of 201 characters",
        LIMITS,
        [video(description=plain(long(201)))],
        "must be less than 201 characters [/0/description/text]",
    ),
    refused(
        "a film that isn't served over TLS",
        BLOCKS,
        [video(video_url="http://example.com/film")],
        "must be a valid URL [/0/video_url]",
    ),
    # inputs
    taken("a field to fill in", ALL_BLOCKS, [text_field()]),
    refused(
        "a field without a label",
        BLOCKS,
        [{"type": "input", "element": {"type": "plain_text_input"}}],
        "missing required field: label [/0]",
    ),
    refused(
        "a label of 2,001 characters",
        SDK,
        [text_field(label=plain(long(2001)))],
        "must be less than 2001 characters [/0/label/text]",
    ),
    refused(
        "a hint of 2,001 characters",
        SDK,
        [text_field(hint=plain(long(2001)))],
        "must be less than 2001 characters [/0/hint/text]",
    ),
    refused(
        "a label in mrkdwn",
        BLOCKS,
        [text_field(label=mrkdwn("x"))],
        "unsupported type: mrkdwn [/0/label/type]",
    ),
    refused(
        "a button to fill in", BLOCKS, [field_of(button())], "unsupported type: button [/0/element/type]"
    ),
    refused(
        "an overflow menu to fill in",
        BLOCKS,
        [field_of({"type": "overflow", "options": [option("a")]})],
        "unsupported type: overflow [/0/element/type]",
    ),
    refused(
        "an upload outside a modal",
        ELEMENTS,
        [field_of({"type": "file_input", "action_id": "f"})],
        "unsupported type: file_input [/0/element/type]",
    ),
    # rich text
    taken("rich text of every kind", ELEMENTS, [rich(*IN_ALL_WORDS)]),
    taken("rich text with nothing in it", VALIDATOR, [rich(), rich(line())]),
    refused(
        "a list in a list",
        "https://docs.slack.dev/reference/block-kit/blocks/rich-text-block",
        [rich(bullets(line(WORD), bullets()))],
        "invalid additional property: style [/0/elements/0/elements/1]",
    ),
    refused(
        "a quote in a list",
        ELEMENTS,
        [rich(bullets({"type": "rich_text_quote", "elements": [WORD]}))],
        "unsupported type: rich_text_quote [/0/elements/0/elements/0/type]",
    ),
    refused(
        "a list in a line",
        ELEMENTS,
        [rich(line(bullets()))],
        "unsupported type: rich_text_list [/0/elements/0/elements/0/type]",
    ),
    refused(
        "a list of diamonds",
        ELEMENTS,
        [rich(bullets(line(WORD), style="diamond"))],
        "must be one of: bullet, ordered [/0/elements/0/style]",
    ),
    refused(
        "a list indented nine times",
        ELEMENTS,
        [rich(bullets(line(WORD), indent=9))],
        "must be less than 9 [/0/elements/0/indent]",
    ),
    refused(
        "a border that is true",
        ELEMENTS,
        [rich(bullets(line(WORD), border=True))],
        "must provide an integer [/0/elements/0/border]",
    ),
    refused(
        "a border of two pixels",
        ELEMENTS,
        [rich({"type": "rich_text_quote", "elements": [WORD], "border": 2})],
        "must be one of: 0, 1 [/0/elements/0/border]",
    ),
    refused(
        "a call to all the world",
        ELEMENTS,
        [rich(line({"type": "broadcast", "range": "world"}))],
        "must be one of: here, channel, everyone [/0/elements/0/elements/0/range]",
    ),
    refused(
        "a style that is no boolean",
        ELEMENTS,
        [rich(line({**WORD, "style": {"bold": 1}}))],
        "must provide a boolean [/0/elements/0/elements/0/style/bold]",
    ),
    refused(
        "a date without its format",
        ELEMENTS,
        [rich(line({"type": "date", "timestamp": 1_764_000_000}))],
        "missing required field: format [/0/elements/0/elements/0]",
    ),
    # cards, carousels, containers
    taken("a card with two buttons", VALIDATOR, [card(actions=[button("a"), button("b")])]),
    refused(
        "a card with three buttons",
        VALIDATOR,
        [card(actions=[button(name) for name in "abc"])],
        "no more than 2 items allowed [/0/actions]",
    ),
    refused(
        "a card with nothing on it",
        BLOCKS,
        [{"type": "card", "subtext": plain("x")}],
        "must define either `hero_image` or `title` or `actions` or `body` [/0]",
    ),
    refused(
        "a card's title of 151 characters",
        CARD,
        [card(title=plain(long(151)))],
        *nested("/0/title", "must be less than 151 characters [/0/title/text]"),
    ),
    refused(
        "a card's body of 201 characters",
        CARD,
        [card(body=mrkdwn(long(201)))],
        *nested("/0/body", "must be less than 201 characters [/0/body/text]"),
    ),
    refused(
        "a card with a bare title",
        CARD,
        [{"type": "card", "title": "A card"}],
        *nested("/0/title", "must provide an object [/0/title]"),
    ),
    refused(
        "a card with two icons",
        BLOCKS,
        [card(icon=image(), slack_icon={"name": "bolt"})],
        "must define either `icon` or `slack_icon`, not both [/0]",
    ),
    taken("ten cards in a row", BLOCKS, [{"type": "carousel", "elements": [card()] * 10}]),
    refused(
        "eleven cards in a row",
        SDK,
        [{"type": "carousel", "elements": [card()] * 11}],
        "no more than 10 items allowed [/0/elements]",
    ),
    refused(
        "a section among cards",
        BLOCKS,
        [{"type": "carousel", "elements": [section()]}],
        "unsupported type: section [/0/elements/0/type]",
    ),
    taken(
        "a group of blocks",
        SDK,
        [container(section(), actions(button()), icon=image(), has_header_divider=True, width="wide")],
    ),
    taken(
        "a group that starts folded",
        SDK,
        [container(is_collapsible=True, default_collapsed=True)],
    ),
    refused(
        "a folded group that can't unfold",
        VALIDATOR,
        [container(default_collapsed=True)],
        "`default_collapsed` needs `is_collapsible` [/0/default_collapsed]",
    ),
    refused(
        "a group without a title",
        BLOCKS,
        [{"type": "container", "child_blocks": [section()]}],
        "must define either `title` or `rich_text_title` [/0]",
    ),
    refused(
        "eleven blocks in a group",
        SDK,
        [container(*[section()] * 11)],
        "no more than 10 items allowed [/0/child_blocks]",
    ),
    refused(
        "a group in a group",
        BLOCKS,
        [container(container())],
        "unsupported type: container [/0/child_blocks/0/type]",
    ),
    refused(
        "a block_id twice in a group",
        BLOCKS,
        [container(section(block_id="a"), section(block_id="a"))],
        '`block_id` "a" already exists [/0/child_blocks/1/block_id]',
    ),
    # work in progress
    taken(
        "a plan with its tasks", BLOCKS, [{"type": "plan", "title": "P", "tasks": [task(status="complete")]}]
    ),
    refused(
        "two plans",
        VALIDATOR,
        [{"type": "plan", "title": "P"}] * 2,
        "no more than 1 plan blocks allowed [/1]",
    ),
    refused(
        "a task without an id",
        BLOCKS,
        [{"type": "task_card", "title": "T"}],
        "missing required field: task_id [/0]",
    ),
    refused(
        "a task that is asleep",
        BLOCKS,
        [task(status="asleep")],
        "must be one of: pending, in_progress, complete, error [/0/status]",
    ),
    refused(
        "a task's details in plain text",
        BLOCKS,
        [task(details=plain("x"))],
        "unsupported type: plain_text [/0/details/type]",
    ),
    taken(
        "a task's sources",
        BLOCKS,
        [task(sources=[{"type": "url", "url": "https://example.com", "text": "There"}])],
    ),
    taken("feedback on a message", BLOCKS, [{"type": "context_actions", "elements": [feedback()]}]),
    refused(
        "six pairs of feedback buttons",
        BLOCKS,
        [{"type": "context_actions", "elements": [feedback()] * 6}],
        "no more than 5 items allowed [/0/elements]",
    ),
    refused(
        "a button among context actions",
        BLOCKS,
        [{"type": "context_actions", "elements": [button()]}],
        "unsupported type: button [/0/elements/0/type]",
    ),
    refused(
        "a feedback button of 76 characters",
        LIMITS,
        [
            {
                "type": "context_actions",
                "elements": [feedback(negative_button={"text": plain(long(76)), "value": "bad"})],
            }
        ],
        "must be less than 76 characters [/0/elements/0/negative_button/text/text]",
    ),
    # what a message does not show
    refused(
        "an alert in a message",
        ALERT,
        [{"type": "alert", "text": plain("!")}],
        "unsupported type: alert [/0/type]",
    ),
    refused(
        "a file, which only Slack puts there",
        BLOCKS,
        [{"type": "file", "external_id": "x", "source": "remote"}],
        "unsupported type: file [/0/type]",
    ),
    taken("a card in a message", BLOCKS_JSON, [card()]),
    refused("a Home page's type", APP_HOME, [{"type": "home"}], "unsupported type: home [/0/type]"),
]
