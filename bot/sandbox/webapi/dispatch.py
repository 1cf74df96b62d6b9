"""The way into the Web API: body, token, limits, scope, method, answer."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from aiohttp import web

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.platform import Platform
from bot.sandbox.slack import Slack
from bot.sandbox.tokens import Grant
from bot.sandbox.webapi import arguments, organization
from bot.sandbox.webapi.call import Call, Method, missing_scope
from bot.sandbox.webapi.methods import METHODS
from bot.sandbox.wire import SlackError, dump, invalid_arguments


class WebApi:
    def __init__(self, slack: Slack):
        self._slack = slack
        self._services = slack.services

    async def answer(self, request: web.Request) -> web.Response:
        """Every call comes through here; whatever goes wrong is an answer with `ok` false."""
        name = request.match_info["method"]
        services = self._services
        started = time.perf_counter()
        method = METHODS.get(name)
        args: Mapping[str, Any] = {}
        grant: Grant | None = None
        status = 200
        headers: Mapping[str, str] = {}
        try:
            args, is_json = await arguments.read(request, takes_json=method is None or method.json)
            # What is posted is stamped with business time.
            if method is not None and method.per_channel:
                await services.clock.catch_up()
            if method is None:
                raise SlackError("unknown_method", req_method=name)
            if method.token == "none":
                args = {**arguments.client_of(request.headers.get("Authorization", "")), **args}
                grant = self._of_nobody()
            else:
                grant = self._authenticate(_token(request, args, is_json), method)
            answer = self._run(name, method, grant, args)
        except SlackError as error:
            answer, status, headers = error.as_json(), error.status, error.headers
        milliseconds = (time.perf_counter() - started) * 1000
        outcome = "ok" if answer["ok"] else str(answer["error"])
        services.traffic.record(
            "out", "api", name, user=None, status=outcome, ms=milliseconds, request=args, response=answer
        )
        scopes = grant.app.scopes if grant else ()
        fixed = _fixed(scopes, method.scopes if method else ())
        shown = {"x-slack-req-id": f"{random.getrandbits(64):016x}", **fixed, **headers}
        return web.Response(body=dump(answer), status=status, headers=shown)

    def _authenticate(self, token: str, method: Method) -> Grant:
        grant = self._services.tokens.look_up(token)
        if method.token not in ("any", grant.kind):
            raise SlackError("not_allowed_token_type")
        return grant

    def _of_nobody(self) -> Grant:
        """For a method that takes no token: whoever asks shows by other means who it is."""
        home = self._slack.home
        if home.app is None:
            raise SlackError("invalid_client_id")
        return Grant(home.app, "none", home.workspace.team.id)

    def _run(self, name: str, method: Method, grant: Grant, args: Mapping[str, Any]) -> Json:
        app = grant.app
        platform = self._slack.home
        if grant.team_id is not None:
            platform = self._slack.platforms[grant.team_id]
        elif app.is_org_wide:
            platform = organization.workspace_for(self._slack, method, args)
        if self._services.limits.setting != "off":
            self._demand_budget(name, method, f"{app.id}/{platform.workspace.team.id}", platform, args)
        if method.scopes and not app.has_scope(*method.scopes):
            raise missing_scope(app, method.scopes)
        absent = [key for key in method.required if args.get(key) in (None, "")]
        if absent:
            raise invalid_arguments(f"missing required field: {key}" for key in absent)
        return method.handle(Call(self._slack, platform, app, method, args))

    def _demand_budget(
        self, name: str, method: Method, whose: str, platform: Platform, args: Mapping[str, Any]
    ) -> None:
        channel = _lane(platform, str(args.get("channel", ""))) if method.per_channel else None
        wait = self._services.limits.take(name, method.tier, whose, channel)
        if wait is not None:
            raise SlackError("ratelimited", status=429, headers={"Retry-After": str(max(1, math.ceil(wait)))})


def _lane(platform: Platform, channel: str) -> str:
    """The conversation that a post counts against; a person's id means their DM."""
    dm = platform.workspace.dm_of(channel)
    return dm.id if dm else channel


@lru_cache(maxsize=256)
def _fixed(granted: tuple[str, ...], accepted: tuple[str, ...]) -> Mapping[str, str]:
    """The headers that don't change from call to call."""
    shown = {"Content-Type": "application/json; charset=utf-8"}
    if granted:
        shown["x-oauth-scopes"] = ",".join(granted)
    if accepted:
        shown["x-accepted-oauth-scopes"] = ",".join(accepted)
    return shown


def _token(request: web.Request, args: Mapping[str, Any], is_json: bool) -> str:
    """The token of the header, else the argument; a JSON body is no place for it."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    return "" if is_json else str(args.get("token", ""))
