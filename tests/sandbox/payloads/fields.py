"""Elements to fill in: dates and times, texts, numbers, rich text."""

from tests.sandbox.payloads.elements import picker
from tests.sandbox.payloads.row import (
    ELEMENTS,
    EXTENSIONS,
    LIMITS,
    SDK,
    VALIDATOR,
    among_actions,
    in_input,
    long,
    refused,
    taken,
)
from tests.sandbox.support import plain

NO_DATE = "must be a valid date in the format YYYY-MM-DD"
NO_TIME = "must be a valid time in the format HH:mm"

ROWS = [
    # dates and times
    taken("a leap day", ELEMENTS, picker("datepicker", initial_date="2028-02-29")),
    refused(
        "a date that doesn't exist",
        ELEMENTS,
        picker("datepicker", initial_date="2026-02-30"),
        f"{NO_DATE} [/0/elements/0/initial_date]",
    ),
    refused(
        "a week for a date",
        ELEMENTS,
        picker("datepicker", initial_date="2026-W47-5"),
        f"{NO_DATE} [/0/elements/0/initial_date]",
    ),
    refused(
        "a date in other digits",
        ELEMENTS,
        picker("datepicker", initial_date="٢٠٢٦-١١-٢٠"),
        f"{NO_DATE} [/0/elements/0/initial_date]",
    ),
    refused(
        "a time that doesn't exist",
        ELEMENTS,
        picker("timepicker", initial_time="24:00"),
        f"{NO_TIME} [/0/elements/0/initial_time]",
    ),
    refused(
        "a time in other digits",
        ELEMENTS,
        picker("timepicker", initial_time="09:3٠"),
        f"{NO_TIME} [/0/elements/0/initial_time]",
    ),
    taken("a time in a zone", ELEMENTS, picker("timepicker", initial_time="09:30", timezone="Europe/Berlin")),
    refused(
        "a time in a zone that doesn't exist",
        ELEMENTS,
        picker("timepicker", timezone="Europe/Atlantis"),
        "must be a valid IANA timezone [/0/elements/0/timezone]",
    ),
    taken("an instant of ten digits", ELEMENTS, picker("datetimepicker", initial_date_time=1_764_000_000)),
    refused(
        "an instant of nine digits",
        ELEMENTS,
        picker("datetimepicker", initial_date_time=999_999_999),
        "must be more than 999999999 [/0/elements/0/initial_date_time]",
    ),
    refused(
        "an instant in milliseconds",
        ELEMENTS,
        picker("datetimepicker", initial_date_time=1_764_000_000_000),
        "must be less than 10000000000 [/0/elements/0/initial_date_time]",
    ),
    refused(
        "an instant as text",
        ELEMENTS,
        picker("datetimepicker", initial_date_time="1764000000"),
        "must provide an integer [/0/elements/0/initial_date_time]",
    ),
    # typing
    taken(
        "a text of at most 3,000 characters",
        ELEMENTS,
        in_input("plain_text_input", max_length=3000, min_length=0),
    ),
    refused(
        "a text of at most 3,001 characters",
        ELEMENTS,
        in_input("plain_text_input", max_length=3001),
        "must be less than 3001 [/0/element/max_length]",
    ),
    refused(
        "a text of at most no characters",
        ELEMENTS,
        in_input("plain_text_input", max_length=0),
        "must be more than 0 [/0/element/max_length]",
    ),
    refused(
        "a text of at least minus one character",
        ELEMENTS,
        in_input("plain_text_input", min_length=-1),
        "must be more than -1 [/0/element/min_length]",
    ),
    refused(
        "a text longer than itself",
        ELEMENTS,
        in_input("plain_text_input", min_length=9, max_length=8),
        "`min_length` must not be more than `max_length` [/0/element]",
    ),
    refused(
        "a first text that is too long",
        ELEMENTS,
        in_input("plain_text_input", max_length=3, initial_value="long"),
        "must be less than 4 characters [/0/element/initial_value]",
    ),
    refused(
        "a first text of 3,001 characters",
        ELEMENTS,
        in_input("plain_text_input", initial_value=long(3001)),
        "must be less than 3001 characters [/0/element/initial_value]",
    ),
    refused(
        "a number that doesn't say whether it has decimals",
        ELEMENTS,
        in_input("number_input"),
        "missing required field: is_decimal_allowed [/0/element]",
    ),
    refused(
        "a bound that is no text",
        ELEMENTS,
        in_input("number_input", is_decimal_allowed=False, min_value=1),
        "must provide a string [/0/element/min_value]",
    ),
    refused(
        "a bound that is no number",
        VALIDATOR,
        in_input("number_input", is_decimal_allowed=True, max_value="ten"),
        "must be a valid number [/0/element/max_value]",
    ),
    refused(
        "bounds the wrong way round",
        ELEMENTS,
        in_input("number_input", is_decimal_allowed=True, min_value="2", max_value="1.5"),
        "`min_value` must not be more than `max_value` [/0/element]",
    ),
    refused(
        "half a piece",
        ELEMENTS,
        in_input("number_input", is_decimal_allowed=False, initial_value="0.5"),
        "must be a valid integer [/0/element/initial_value]",
    ),
    taken(
        "a number between bounds",
        ELEMENTS,
        in_input("number_input", is_decimal_allowed=True, min_value="-1.5", max_value="2"),
    ),
    taken("an e-mail address", ELEMENTS, in_input("email_text_input", placeholder=plain("you@example.com"))),
    taken("an address on the web", ELEMENTS, in_input("url_text_input")),
    refused(
        "a rich text without an action_id",
        LIMITS,
        among_actions({"type": "rich_text_input"}),
        "missing required field: action_id [/0/elements/0]",
    ),
    taken("a rich text among actions", ELEMENTS, picker("rich_text_input", min_lines=1, max_lines=100)),
    refused(
        "a rich text of 101 lines",
        LIMITS,
        picker("rich_text_input", max_lines=101),
        "must be less than 101 [/0/elements/0/max_lines]",
    ),
    refused(
        "a rich text that starts as plain text",
        ELEMENTS,
        picker("rich_text_input", initial_value="Hello"),
        "must provide an object [/0/elements/0/initial_value]",
    ),
    refused(
        "a trash can that is a bin",
        VALIDATOR,
        [
            {
                "type": "context_actions",
                "elements": [{"type": "icon_button", "icon": "bin", "text": plain("x")}],
            }
        ],
        "must be one of: trash [/0/elements/0/icon]",
    ),
    refused(
        "a focus in words",
        EXTENSIONS,
        in_input("plain_text_input", focus_on_load="yes"),
        "must provide a boolean [/0/element/focus_on_load]",
    ),
    refused(
        "an action on every full moon",
        "https://docs.slack.dev/reference/block-kit/composition-objects",
        in_input("plain_text_input", dispatch_action_config={"trigger_actions_on": ["full_moon"]}),
        "must be one of: on_enter_pressed, on_character_entered"
        " [/0/element/dispatch_action_config/trigger_actions_on/0]",
    ),
    refused(
        "a slider, which Slack doesn't have",
        SDK,
        picker("slider"),
        "unsupported type: slider [/0/elements/0/type]",
    ),
]
