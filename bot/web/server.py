"""HTTP: Slack's requests, health and readiness, figures for a monitor, and the operator's clock.

What Slack would never send is refused before Bolt sees it: Bolt answers some malformed headers with an
error of its own.
"""

import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException

BODY_LIMIT = 1_000_000
TIMESTAMP = re.compile(r"[0-9]{1,12}")
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


@dataclass(frozen=True)
class Travel:
    """The operator's clock: `now()`, and `to(moment | None)` which moves on (None: to what is due next).

    `to` returns the business time it came to and what fired on the way, as (instant, words).
    """

    secret: str
    now: Callable[[], datetime]
    to: Callable[[datetime | None], tuple[datetime, Sequence[tuple[datetime, str]]]]


def create(
    *,
    slack: Callable[[], Response] | None,
    not_ready: Callable[[], Sequence[str]],
    figures: Callable[[], Mapping[str, float]],
    travel: Travel | None,
) -> Flask:
    """`slack` answers a verified-looking request; `not_ready` lists what is wrong, empty when all is well."""
    app = Flask("throughline")
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT

    @app.get("/healthz")
    def alive() -> Response:
        return jsonify(ok=True)

    @app.get("/readyz")
    def ready() -> tuple[Response, int]:
        wrong = list(not_ready())
        return jsonify(ok=not wrong, wrong=wrong), 503 if wrong else 200

    @app.get("/metrics")
    def metrics() -> Response:
        lines = [f"throughline_{name} {value}" for name, value in figures().items()]
        return Response("\n".join(lines) + "\n", mimetype="text/plain")

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> tuple[Response, int]:
        return jsonify(ok=False, error=error.name), error.code or 500

    if slack is not None:
        _slack(app, slack)
    if travel is not None:
        _clock(app, travel)
    return app


def _slack(app: Flask, slack: Callable[[], Response]) -> None:
    @app.post("/slack/events")
    def events() -> Response | tuple[Response, int]:
        if not _could_be_signed(request.headers):
            return jsonify(ok=False, error="not signed"), 401
        # Reading it here makes an oversized body end as 413 and not inside Bolt.
        request.get_data(cache=True)
        return slack()


def _could_be_signed(headers: Headers) -> bool:
    timestamp = headers.get("X-Slack-Request-Timestamp", "")
    signature = headers.get("X-Slack-Signature", "")
    return bool(TIMESTAMP.fullmatch(timestamp) and SIGNATURE.fullmatch(signature))


def _clock(app: Flask, travel: Travel) -> None:
    def allowed() -> bool:
        given = request.headers.get("Authorization", "").encode()
        return hmac.compare_digest(given, f"Bearer {travel.secret}".encode())

    @app.get("/clock")
    def now() -> tuple[Response, int]:
        if not allowed():
            return jsonify(ok=False, error="not allowed"), 401
        return jsonify(ok=True, now=travel.now().isoformat()), 200

    @app.post("/clock")
    def move() -> tuple[Response, int]:
        if not allowed():
            return jsonify(ok=False, error="not allowed"), 401
        asked: Any = request.get_json(silent=True)
        moment = _moment(asked)
        if moment is None and not (isinstance(asked, dict) and asked.get("next") is True):
            return jsonify(ok=False, error='send {"to": "2026-11-20T10:00:00Z"} or {"next": true}'), 400
        if moment is not None and moment < travel.now():
            return jsonify(ok=False, error="time only moves forward"), 400
        arrived, fired = travel.to(moment)
        listed = [{"at": at.isoformat(), "what": what} for at, what in fired]
        return jsonify(ok=True, now=arrived.isoformat(), fired=listed), 200


def _moment(asked: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(asked["to"])
    except (TypeError, KeyError, ValueError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
