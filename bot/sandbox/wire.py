"""What crosses the wire: JSON values, and the refusals Slack answers with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from bot.sandbox.blockkit.engine import Json, Problem

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def dump(value: Any) -> bytes:
    # Lone surrogates survive json.loads; they must not stop the answer.
    return _encode(value).encode("utf-8", "surrogatepass")


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
