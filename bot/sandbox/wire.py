"""What crosses the wire: JSON values, and the refusals Slack answers with."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any

from bot.sandbox.blockkit.engine import Json, Problem

# Slack names no number. Nothing that it takes is nested a fifth as deeply.
DEEPEST_JSON = 100

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def dump(value: Any) -> bytes:
    # Names in a configuration may hold lone surrogates; they must not stop the answer.
    return _encode(value).encode("utf-8", "surrogatepass")


def load(text: str | bytes) -> Any:
    """The value of a JSON text as a strict reader takes it; raises ValueError for anything else.

    Python's own reader also takes NaN, numbers beyond all bounds, halves of surrogate pairs and whatever
    depth its stack allows.
    """
    if isinstance(text, bytes):
        text = text.decode()
    try:
        value = _decode(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if text.count("[") + text.count("{") > DEEPEST_JSON and _is_deep(value):
        raise ValueError("nested too deeply")
    if "\\ud" in text or "\\uD" in text:
        _encode(value).encode()
    return value


def _finite(numeral: str) -> float:
    value = float(numeral)
    if not math.isfinite(value):
        raise ValueError(f"no number of JSON: {numeral}")
    return value


_decode = json.JSONDecoder(parse_float=_finite, parse_constant=_finite).decode


def _is_deep(value: Any) -> bool:
    """Whether `value` is nested more deeply than `DEEPEST_JSON`; level by level, so that no stack grows."""
    level = [value]
    for _ in range(DEEPEST_JSON + 1):
        level = [inner for one in level for inner in _held(one)]
        if not level:
            return False
    return True


def _held(value: Any) -> Iterable[Any]:
    if type(value) is dict:
        return value.values()
    return value if type(value) is list else ()


class SlackError(Exception):
    """A refusal with Slack's error code; `extra` joins the answer beside `ok` and `error`."""

    def __init__(self, code: str, *, status: int = 200, headers: dict[str, str] | None = None, **extra: Any):
        super().__init__(code)
        self.code = code
        self.status = status
        self.headers = headers or {}
        self.extra = extra

    def as_json(self) -> Json:
        return {"ok": False, "error": self.code, **self.extra}


def invalid_arguments(messages: Iterable[str]) -> SlackError:
    return SlackError(
        "invalid_arguments", response_metadata={"messages": [f"[ERROR] {message}" for message in messages]}
    )


def invalid_blocks(problems: Iterable[Problem]) -> SlackError:
    """The form in which `chat.*` reports broken blocks: the same lines twice."""
    lines = [str(problem) for problem in problems]
    return SlackError(
        "invalid_blocks", errors=lines, response_metadata={"messages": [f"[ERROR] {line}" for line in lines]}
    )


class Refused(Exception):
    """The client asked for something that isn't there; becomes `{"ok": false, "error", "detail"}`."""

    def __init__(self, code: str, detail: str, *, status: int = 400):
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.status = status


def absent(code: str, detail: str) -> Refused:
    return Refused(code, detail, status=404)
