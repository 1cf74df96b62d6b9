"""Blocks made of parts: rich text, cards, groups, plans, feedback."""

from typing import Any

from tests.sandbox.payloads.row import (
    BLOCKS,
    BLOCKS_JSON,
    CARD,
    ELEMENTS,
    LIMITS,
    SDK,
    VALIDATOR,
    image,
    long,
    nested,
    refused,
    rich,
    taken,
)
from tests.sandbox.support import Json, actions, button, mrkdwn, plain, section


def card(**more: Any) -> Json:
    return {"type": "card", "title": plain("A card"), **more}


def container(*blocks: Json, **more: Any) -> Json:
    return {"type": "container", "title": plain("Group"), "child_blocks": list(blocks) or [section()], **more}


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
    taken("a card", BLOCKS_JSON, [card()]),
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
]
