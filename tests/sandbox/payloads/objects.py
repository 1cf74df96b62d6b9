"""Composition objects: texts, options, confirmations, files."""

from tests.sandbox.payloads.row import (
    OBJECTS,
    SDK,
    VALIDATOR,
    VIEW_LINES,
    among_actions,
    confirm,
    header,
    long,
    nested,
    refused,
    select,
    taken,
)
from tests.sandbox.support import Json, actions, button, mrkdwn, option, plain, section

LENGTH = "slackapi/deno-slack-sdk#235"


def text(value: object) -> list[Json]:
    return [{"type": "section", "text": value}]


def choice(**more: object) -> list[Json]:
    return among_actions(select(options=[{**option("a"), **more}]))


def asking(**more: object) -> list[Json]:
    return [actions(button(confirm=confirm(**more)))]


ROWS = [
    # texts
    taken("a plain text with emoji", OBJECTS, text({**plain(":tada:"), "emoji": True})),
    taken("a mrkdwn text to be left alone", OBJECTS, text({**mrkdwn("@all"), "verbatim": True})),
    refused(
        "emoji on mrkdwn",
        OBJECTS,
        text({**mrkdwn("x"), "emoji": True}),
        *nested("/0/text", "invalid additional property: emoji [/0/text]"),
    ),
    refused(
        "verbatim on plain text",
        OBJECTS,
        text({**plain("x"), "verbatim": True}),
        *nested("/0/text", "invalid additional property: verbatim [/0/text]"),
    ),
    refused(
        "a text in HTML",
        OBJECTS,
        text({"type": "html", "text": "x"}),
        *nested("/0/text", "unsupported type: html [/0/text/type]"),
    ),
    refused(
        "a text without a type",
        OBJECTS,
        text({"text": "x"}),
        *nested("/0/text", "missing required field: type [/0/text]"),
    ),
    refused(
        "a text without words",
        OBJECTS,
        text({"type": "mrkdwn"}),
        *nested("/0/text", "missing required field: text [/0/text]"),
    ),
    refused(
        "a number for words",
        OBJECTS,
        text(plain(7)),
        *nested("/0/text", "must provide a string [/0/text/text]"),
    ),  # type: ignore[arg-type]
    refused(
        "null for words",
        OBJECTS,
        text(plain(None)),
        *nested("/0/text", "must provide a string [/0/text/text]"),
    ),  # type: ignore[arg-type]
    refused("null for a text", OBJECTS, text(None), *nested("/0/text", "must provide an object [/0/text]")),
    refused(
        "a list of texts", OBJECTS, text([plain("x")]), *nested("/0/text", "must provide an object [/0/text]")
    ),
    # how long a text is
    refused(
        "emoji, counted in UTF-16 units",
        LENGTH,
        [header("🟢" * 76)],
        "must be less than 151 characters [/0/text/text]",
    ),
    taken("75 emoji in a header", LENGTH, [header("🟢" * 75)]),
    refused(
        "ampersands, counted once escaped",
        LENGTH,
        [header("&" * 31)],
        "must be less than 151 characters [/0/text/text]",
    ),
    taken("30 ampersands in a header", LENGTH, [header("&" * 30)]),
    taken("ampersands that are escaped already", LENGTH, [section("&amp;" * 600)]),
    taken("a text from right to left", LENGTH, [header("مرحبا" * 30)]),
    # options
    refused(
        "an option of 76 characters",
        VIEW_LINES,
        choice(text=plain(long(76))),
        *nested(
            "/0/elements/0/options/0/text",
            "must be less than 76 characters [/0/elements/0/options/0/text/text]",
        ),
    ),
    taken("an option of 75 characters", OBJECTS, choice(text=plain(long(75)))),
    refused(
        "an option's value of 151 characters",
        SDK,
        choice(value=long(151)),
        "must be less than 151 characters [/0/elements/0/options/0/value]",
    ),
    taken("an option's value of 150 characters", SDK, choice(value=long(150))),
    refused(
        "an empty value",
        VALIDATOR,
        choice(value=""),
        "must be more than 0 characters [/0/elements/0/options/0/value]",
    ),
    refused(
        "a number for a value",
        OBJECTS,
        choice(value=1),
        "must provide a string [/0/elements/0/options/0/value]",
    ),
    refused(
        "a description of 76 characters",
        OBJECTS,
        choice(description=plain(long(76))),
        *nested(
            "/0/elements/0/options/0/description",
            "must be less than 76 characters [/0/elements/0/options/0/description/text]",
        ),
    ),
    refused(
        "an address on an option of a select",
        OBJECTS,
        choice(url="https://example.com"),
        "invalid additional property: url [/0/elements/0/options/0]",
    ),
    refused(
        "an option in mrkdwn, in a select",
        OBJECTS,
        choice(text=mrkdwn("x")),
        *nested(
            "/0/elements/0/options/0/text", "unsupported type: mrkdwn [/0/elements/0/options/0/text/type]"
        ),
    ),
    taken(
        "an option in mrkdwn, in a list of boxes",
        OBJECTS,
        among_actions({"type": "checkboxes", "options": [{"text": mrkdwn("*x*"), "value": "x"}]}),
    ),
    refused(
        "an option without a value",
        OBJECTS,
        among_actions(select(options=[{"text": plain("x")}])),
        "missing required field: value [/0/elements/0/options/0]",
    ),
    refused(
        "a group's label of 76 characters",
        OBJECTS,
        among_actions(
            {"type": "static_select", "option_groups": [{"label": plain(long(76)), "options": [option("a")]}]}
        ),
        "must be less than 76 characters [/0/elements/0/option_groups/0/label/text]",
    ),
    refused(
        "a group with nothing in it",
        OBJECTS,
        among_actions({"type": "static_select", "option_groups": [{"label": plain("x"), "options": []}]}),
        "must provide at least 1 items [/0/elements/0/option_groups/0/options]",
    ),
    # confirmations
    taken("a confirmation", OBJECTS, asking(style="danger", text=mrkdwn("*Really?*"))),
    refused(
        "a confirmation's title of 101 characters",
        OBJECTS,
        asking(title=plain(long(101))),
        "must be less than 101 characters [/0/elements/0/confirm/title/text]",
    ),
    refused(
        "a confirmation of 301 characters",
        OBJECTS,
        asking(text=plain(long(301))),
        *nested(
            "/0/elements/0/confirm/text", "must be less than 301 characters [/0/elements/0/confirm/text/text]"
        ),
    ),
    refused(
        "a yes of 31 characters",
        OBJECTS,
        asking(confirm=plain(long(31))),
        "must be less than 31 characters [/0/elements/0/confirm/confirm/text]",
    ),
    refused(
        "a no of 31 characters",
        OBJECTS,
        asking(deny=plain(long(31))),
        "must be less than 31 characters [/0/elements/0/confirm/deny/text]",
    ),
    refused(
        "a confirmation without its words",
        VALIDATOR,
        [actions(button(confirm={"title": plain("Sure?")}))],
        "missing required field: text [/0/elements/0/confirm]",
        "missing required field: confirm [/0/elements/0/confirm]",
        "missing required field: deny [/0/elements/0/confirm]",
    ),
    # files
    refused(
        "a file by id and by address",
        OBJECTS,
        [
            {
                "type": "image",
                "alt_text": "x",
                "slack_file": {"id": "F1", "url": "https://files.slack.com/a.png"},
            }
        ],
        "must define either `id` or `url`, not both [/0/slack_file]",
    ),
    refused(
        "a file that is not named",
        OBJECTS,
        [{"type": "image", "alt_text": "x", "slack_file": {}}],
        "must define either `id` or `url` [/0/slack_file]",
    ),
]
