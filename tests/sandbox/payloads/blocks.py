"""The blocks of a message: what each may hold, and where it may stand."""

from typing import Any

from tests.sandbox.payloads.row import (
    ALERT,
    ALL_BLOCKS,
    APP_HOME,
    BLOCKS,
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
    taken,
)
from tests.sandbox.support import Json, actions, button, field_of, mrkdwn, option, plain, section, text_field


def context(*elements: Json) -> Json:
    return {"type": "context", "elements": list(elements)}


def video(**more: Any) -> Json:
    return {
        "type": "video",
        "alt_text": "A film",
        "title": plain("Film"),
        "thumbnail_url": "https://example.com/film.png",
        "video_url": "https://example.com/film",
        **more,
    }


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
    refused("a view among the blocks", APP_HOME, [{"type": "home"}], "unsupported type: home [/0/type]"),
]
