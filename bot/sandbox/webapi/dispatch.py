"""The way into the Web API: body, token, limits, scope, method, answer."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from bot.sandbox.app import App
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.faults import Fault
from bot.sandbox.ids import secret
from bot.sandbox.platform import Platform
from bot.sandbox.webapi.call import Call, missing_scope
from bot.sandbox.webapi.methods import METHODS, Method
from bot.sandbox.wire import SlackError, dump, invalid_arguments, load

_FORM = "application/x-www-form-urlencoded"


class WebApi:
    def __init__(self, platform: Platform):
        self._platform = platform

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Every call comes through here; whatever goes wrong is an answer with `ok` false."""
        name = request.match_info["method"]
        platform = self._platform
        started = time.perf_counter()
        if platform.faults.latency_ms:
            await asyncio.sleep(platform.faults.latency_ms / 1000)
        fault = platform.faults.take_call(name) if platform.faults.next else None
        args: Mapping[str, Any] = {}
        try:
            args = await _arguments(request, METHODS.get(name))
            if fault is not None and not fault.do.endswith("_after"):
                _break(fault)
            # What is posted is stamped with business time.
            if name in METHODS and METHODS[name].per_channel:
                await platform.clock.catch_up()
            answer, status, headers = self._run(name, args, _token(request, args)), 200, {}
        except SlackError as error:
            answer, status, headers = error.as_json(), error.status, error.headers
        except Vanished as vanished:
            return await _vanish(request, vanished)
        if fault is not None and fault.do.endswith("_after"):
            return await _vanish(request, Vanished(fault.do))
        milliseconds = (time.perf_counter() - started) * 1000
        outcome = "ok" if answer["ok"] else str(answer["error"])
        platform.traffic.record(
            "out", "api", name, user=None, status=outcome, ms=milliseconds, request=args, response=answer
        )
        return self._response(answer, status, headers, METHODS.get(name))

    def _run(self, name: str, args: Mapping[str, Any], token: str) -> Json:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        app = self._authenticate(token, method)
        self._demand_budget(name, method, args)
        if not app.has_scope(*method.scopes):
            raise missing_scope(app, method.scopes)
        absent = [key for key in method.required if args.get(key) in (None, "")]
        if absent:
            raise invalid_arguments(f"missing required field: {key}" for key in absent)
        return method.handle(Call(self._platform, app, args))

    def _authenticate(self, token: str, method: Method) -> App:
        if not token:
            raise SlackError("not_authed")
        app = self._platform.app
        if app is None:
            raise SlackError("invalid_auth")
        if token == app.app_token:
            if method.token == "bot":
                raise SlackError("not_allowed_token_type")
            return app
        if token != app.bot_token:
            raise SlackError(self._platform.old_tokens.get(token, "invalid_auth"))
        if app.is_revoked:
            raise SlackError("token_revoked")
        if method.token == "app":
            raise SlackError("not_allowed_token_type")
        return app

    def _demand_budget(self, name: str, method: Method, args: Mapping[str, Any]) -> None:
        channel = self._lane(str(args.get("channel", ""))) if method.per_channel else None
        wait = self._platform.limits.take(name, method.tier, self._platform.workspace.team.id, channel)
        if wait is not None:
            raise SlackError("ratelimited", status=429, headers={"Retry-After": str(max(1, math.ceil(wait)))})

    def _lane(self, channel: str) -> str:
        """The conversation that a post counts against; a person's id means their DM."""
        dm = self._platform.workspace.dm_of(channel)
        return dm.id if dm else channel

    def _response(
        self, answer: Json, status: int, headers: Mapping[str, str], method: Method | None
    ) -> web.Response:
        app = self._platform.app
        shown = {"x-slack-req-id": secret(16), **headers}
        if app is not None:
            shown["x-oauth-scopes"] = ",".join(app.manifest.scopes)
        if method is not None and method.scopes:
            shown["x-accepted-oauth-scopes"] = ",".join(method.scopes)
        return web.Response(
            body=dump(answer), status=status, headers=shown, content_type="application/json", charset="utf-8"
        )


class Vanished(Exception):
    """The connection is to end without an answer: `drop…` at once, `hang…` when the caller gives up."""

    def __init__(self, do: str):
        super().__init__(do)
        self.hangs = do.startswith("hang")


async def _vanish(request: web.Request, vanished: Vanished) -> web.StreamResponse:
    while vanished.hangs and request.transport is not None and not request.transport.is_closing():
        await asyncio.sleep(0.02)
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _break(fault: Fault) -> None:
    if fault.do == "429":
        raise SlackError("ratelimited", status=429, headers={"Retry-After": str(fault.retry_after)})
    if fault.do == "500":
        raise SlackError("internal_error", status=500)
    if fault.do.startswith("error:"):
        raise SlackError(fault.do.removeprefix("error:"))
    raise Vanished(fault.do)


def _token(request: web.Request, args: Mapping[str, Any]) -> str:
    """The token of the header, else the argument; a JSON body is no place for it."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    return "" if request.content_type == "application/json" else str(args.get("token", ""))


async def _arguments(request: web.Request, method: Method | None) -> Mapping[str, Any]:
    query = dict(request.query)
    if request.method == "GET":
        return query
    body = await request.read()
    if not body:
        return query
    if "Content-Type" not in request.headers:
        raise SlackError("missing_post_type")
    content_type = request.content_type
    if (request.charset or "utf-8").lower() not in ("utf-8", "utf8", "iso-8859-1"):
        raise SlackError("invalid_charset")
    if content_type == _FORM:
        return {**query, **_form(body)}
    if content_type == "application/json" and (method is None or method.json):
        return {**query, **_json(body)}
    if content_type == "multipart/form-data":
        return {
            **query,
            **{key: value for key, value in (await request.post()).items() if isinstance(value, str)},
        }
    raise SlackError("invalid_post_type")


def _form(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
    except ValueError as error:
        raise SlackError("invalid_form_data") from error


def _json(body: bytes) -> Json:
    try:
        parsed = load(body)
    except ValueError as error:
        raise SlackError("invalid_json") from error
    if type(parsed) is not dict:
        raise SlackError("json_not_object")
    return parsed
