"""One of every block and element that the rule engine knows, where each may stand."""

from typing import Any

from tests.sandbox.toy import Json, button, mrkdwn, plain

PICTURE = "https://example.com/harbour.png"
IMAGE = {"type": "image", "image_url": PICTURE, "alt_text": "The harbour"}
CONFIRM = {
    "title": plain("Sure?"),
    "text": mrkdwn("Everybody *sees* it."),
    "confirm": plain("Do it"),
    "deny": plain("Rather not"),
    "style": "danger",
}


def option(text: str, **more: Any) -> Json:
    return {"text": plain(text), "value": text.lower(), **more}


def rich(text: str, **block: Any) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section], **block}


CHOICES = {"options": [option("Red"), option("Green", description=plain("like grass"))]}
GROUPS = {"option_groups": [{"label": plain("Warm"), "options": [option("Red"), option("Orange")]}]}
MARKED = {"options": [{"text": mrkdwn("*Red*"), "value": "red"}, {"text": plain("Green"), "value": "green"}]}
LINKS = {
    "options": [option("Edit"), option("Read", url="https://example.com/read", description=plain("a page"))]
}

STANDING: list[Json] = [
    button("Plain", "plain"),
    button("Sure", "sure", confirm=CONFIRM, style="primary"),
    button("Page", "page", url="https://example.com/page"),
    {"type": "overflow", "action_id": "overflow", **LINKS},
    {"type": "static_select", "action_id": "static_select", "placeholder": plain("A colour"), **GROUPS},
    {"type": "external_select", "action_id": "external_select", "min_query_length": 0},
    {"type": "users_select", "action_id": "users_select"},
    {"type": "conversations_select", "action_id": "conversations_select"},
    {"type": "channels_select", "action_id": "channels_select"},
    {"type": "multi_static_select", "action_id": "multi_static_select", **CHOICES},
    {"type": "multi_external_select", "action_id": "multi_external_select", "min_query_length": 0},
    {"type": "multi_users_select", "action_id": "multi_users_select"},
    {"type": "multi_conversations_select", "action_id": "multi_conversations_select"},
    {"type": "multi_channels_select", "action_id": "multi_channels_select"},
    {"type": "checkboxes", "action_id": "checkboxes", **MARKED},
    {"type": "radio_buttons", "action_id": "radio_buttons", **MARKED},
    {"type": "datepicker", "action_id": "datepicker"},
    {"type": "timepicker", "action_id": "timepicker"},
    {"type": "datetimepicker", "action_id": "datetimepicker"},
    {"type": "rich_text_input", "action_id": "rich_text_input"},
    {
        "type": "workflow_button",
        "action_id": "workflow_button",
        "text": plain("Start it"),
        "workflow": {"trigger": {"url": "https://slack.com/shortcuts/1"}},
    },
]
TYPED: list[Json] = [
    {"type": "plain_text_input", "action_id": "plain_text_input", "multiline": True},
    {"type": "number_input", "action_id": "number_input", "is_decimal_allowed": True},
    {"type": "email_text_input", "action_id": "email_text_input"},
    {"type": "url_text_input", "action_id": "url_text_input"},
    {"type": "file_input", "action_id": "file_input", "filetypes": ["pdf"], "max_files": 2},
]
VERDICTS: list[Json] = [
    {
        "type": "feedback_buttons",
        "action_id": "feedback_buttons",
        "positive_button": {"text": plain("Good"), "value": "good"},
        "negative_button": {"text": plain("Bad"), "value": "bad"},
    },
    {"type": "icon_button", "action_id": "icon_button", "icon": "trash", "text": plain("Remove")},
]

CARD = {
    "type": "card",
    "title": mrkdwn("*Macro library*"),
    "subtitle": plain("due Fri 11 Dec"),
    "body": plain("Covers the forty most frequent questions."),
    "hero_image": IMAGE,
    "icon": IMAGE,
    "actions": [button("In a card", "in_card")],
}
ROWS = [[{"type": "raw_text", "text": "Team"}, {"type": "raw_text", "text": "Hours"}]]
ROWS += [
    [{"type": "raw_text", "text": f"Team {n}"}, {"type": "raw_number", "value": 12 + n}] for n in range(12)
]
AXIS = {"categories": ["W45", "W46", "W47"], "y_label": "hours"}
SERIES = [
    {"name": "First response", "data": [{"label": f"W{45 + n}", "value": 24 - 4 * n} for n in range(3)]}
]
TASK = {
    "type": "task_card",
    "task_id": "t1",
    "title": "Reads the tickets",
    "status": "in_progress",
    "details": rich("A hundred so far"),
    "output": rich("Nothing found"),
    "sources": [{"type": "url", "url": "https://example.com/tickets", "text": "Tickets"}],
}


def chart(kind: str) -> Json:
    drawn = {"type": kind, "series": SERIES, "axis_config": AXIS}
    if kind == "pie":
        drawn = {"type": "pie", "segments": [{"label": "Done", "value": 3}, {"label": "Open", "value": 1}]}
    return {"type": "data_visualization", "title": f"As a {kind}", "chart": drawn}


MESSAGES: list[list[Json]] = [
    [
        {"type": "header", "text": plain("A heading")},
        {"type": "section", "text": mrkdwn("With a *picture*"), "accessory": IMAGE},
        {"type": "section", "fields": [mrkdwn("*Owner*\nAlice"), mrkdwn("*Due*\nFri 11 Dec")]},
        {"type": "context", "elements": [IMAGE, mrkdwn("_quietly_")]},
        {"type": "divider"},
        {"type": "image", "image_url": PICTURE, "alt_text": "The harbour", "title": plain("Harbour")},
        rich("As typed"),
        {"type": "actions", "elements": STANDING},
        {"type": "context_actions", "elements": VERDICTS},
        {"type": "input", "label": plain("In a message"), "element": {"type": "plain_text_input"}},
        {"type": "table", "rows": ROWS[:3], "column_settings": [{}, {"align": "right"}]},
    ],
    [
        CARD,
        {"type": "carousel", "elements": [CARD, CARD]},
        {
            "type": "video",
            "alt_text": "A talk",
            "title": plain("How we triage"),
            "title_url": "https://example.com/talk",
            "thumbnail_url": PICTURE,
            "video_url": "https://example.com/talk.mp4",
            "author_name": "Ana",
        },
        {
            "type": "container",
            "title": plain("More of it"),
            "is_collapsible": True,
            "default_collapsed": True,
            "child_blocks": [{"type": "actions", "elements": [button("Inside", "inside")]}],
        },
        {
            "type": "plan",
            "title": "What I do",
            "tasks": [TASK, {**TASK, "task_id": "t2", "status": "complete"}],
        },
        {**TASK, "task_id": "t3", "status": "error"},
    ],
    [
        {"type": "data_table", "caption": "Hours by team", "rows": ROWS, "page_size": 5},
        *map(chart, ("pie", "line")),
    ],
    [*map(chart, ("bar", "area"))],
    [{"type": "markdown", "text": "## In markdown\n\n- **bold**\n- [a link](https://example.com)"}],
]
INPUTS = [one for one in STANDING if one["type"] not in ("button", "overflow", "workflow_button")] + TYPED
FORM: Json = {
    "type": "modal",
    "callback_id": "everything",
    "title": plain("Everything"),
    "submit": plain("Save"),
    "blocks": [
        {"type": "alert", "level": "warning", "text": mrkdwn("Nothing is saved *yet*.")},
        *(
            {
                "type": "input",
                "block_id": one["type"],
                "label": plain(one["type"].replace("_", " ")),
                "hint": plain("Seen by everybody"),
                "optional": True,
                "element": one,
            }
            for one in INPUTS
        ),
    ],
}
