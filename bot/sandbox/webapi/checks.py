"""`blocks.validate` and `api.test`: what can be asked without touching anything."""

from __future__ import annotations

from typing import Any

from bot.sandbox.blockkit.engine import Json, Problem
from bot.sandbox.blockkit.payloads import are_objects, check_message_blocks, check_view, tables_in
from bot.sandbox.webapi.call import Call
from bot.sandbox.wire import SlackError, invalid_arguments, load

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
    problems = _problems(given[0], _parsed(source, given[0]))
    if problems:
        raise SlackError(f"invalid_{given[0]}", errors=[problem.as_json() for problem in problems])
    return {"ok": True}


def _parsed(source: Any, name: str) -> Any:
    try:
        return load(source) if type(source) is str else source
    except ValueError as error:
        raise invalid_arguments([f"must be valid JSON [json-pointer:/{name}]"]) from error


def _problems(kind: str, source: Any) -> list[Problem]:
    if kind == "view":
        return check_view(source)
    if kind == "blocks":
        return _blocks_problems(source)
    if type(source) is not dict:
        return [Problem("must provide an object")]
    return [problem.under("/blocks") for problem in _blocks_problems(source.get("blocks", []))]


def _blocks_problems(blocks: Any) -> list[Problem]:
    if not are_objects(blocks):
        return [Problem("must provide an array")]
    problems = check_message_blocks(blocks)
    if problems:
        return problems
    return [Problem("only_one_table_allowed", pointer) for pointer in tables_in(blocks)[1:]]
