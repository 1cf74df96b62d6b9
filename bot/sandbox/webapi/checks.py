"""`blocks.validate` and `api.test`: what can be asked without touching anything."""

from __future__ import annotations

from typing import Any

from bot.sandbox.blockkit.engine import Json, Problem
from bot.sandbox.blockkit.payloads import are_objects, check_message_blocks, check_view
from bot.sandbox.content import parsed
from bot.sandbox.webapi.call import Call
from bot.sandbox.wire import SlackError, invalid_arguments

MOST_CHARACTERS = 100_000


def api_test(call: Call) -> Json:
    shown = {key: value for key, value in call.args.items() if key != "token"}
    if call.text("error"):
        raise SlackError(call.text("error"), args=shown)
    return {"ok": True, "args": shown}


def validate(call: Call) -> Json:
    given = [key for key in ("blocks", "view", "message") if call.args.get(key)]
    if len(given) != 1:
        raise invalid_arguments(["must define exactly one of `blocks`, `view` or `message`"])
    source = call.args[given[0]]
    if type(source) is str and len(source) > MOST_CHARACTERS:
        raise invalid_arguments(
            [f"must be less than {MOST_CHARACTERS + 1} characters [json-pointer:/{given[0]}]"]
        )
    problems = _problems(given[0], parsed(source, "invalid_arguments"))
    if problems:
        raise SlackError(f"invalid_{given[0]}", errors=[problem.as_json() for problem in problems])
    return {"ok": True}


def _problems(kind: str, source: Any) -> list[Problem]:
    if kind == "view":
        return check_view(source)
    if kind == "blocks":
        return check_message_blocks(source) if are_objects(source) else [Problem("must provide an array")]
    if type(source) is not dict:
        return [Problem("must provide an object")]
    blocks = source.get("blocks", [])
    found = check_message_blocks(blocks) if are_objects(blocks) else [Problem("must provide an array")]
    return [problem.under("/blocks") for problem in found]
