"""The client API's addresses."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.client import (
    administration,
    clicks,
    conversations,
    crashing,
    invocations,
    submissions,
    touring,
    trouble,
    verification,
)
from bot.sandbox.platform import Platform
from bot.sandbox.stream import END
from bot.sandbox.wire import Refused, SlackError, dump, load

_SIGN_OF_LIFE_SECONDS = 15

Act = Callable[[Platform, str, Json], Awaitable[Json]]
Install = Callable[[Any, Any], object]

# What a person does: each of these needs a `user`.
ACTS: dict[str, Act] = {
    "message": conversations.say,
    "edit": conversations.edit,
    "delete": conversations.delete,
    "reload": conversations.reload,
    "home": conversations.open_home,
    "command": invocations.run_command,
    "shortcut": invocations.use_shortcut,
    "action": clicks.act,
    "input": clicks.enter,
    "options": clicks.suggest,
    "submit": submissions.submit,
    "close": submissions.close,
}


class ClientApi:
    """`install` puts an app into every workspace that has it, given its manifest and its request URL."""

    def __init__(self, platform: Platform, install: Install):
        self._platform = platform
        self._install_app = install

    def routes(self, prefix: str = "") -> list[web.RouteDef]:
        """The addresses, all beneath `prefix`."""
        return [
            web.get(f"{prefix}/client/workspace", self._workspace),
            web.get(f"{prefix}/client/conversation", self._conversation),
            web.get(f"{prefix}/client/unread", self._unread),
            web.get(f"{prefix}/client/modal", self._modal),
            web.get(f"{prefix}/client/home", self._home),
            web.get(f"{prefix}/client/inspector", self._inspector),
            web.get(f"{prefix}/client/clock", self._clock),
            web.get(f"{prefix}/client/faults", self._faults),
            web.get(f"{prefix}/client/stream", self._stream),
            web.get(f"{prefix}/client/tour", self._tour),
            web.post(f"{prefix}/client/mark", self._mark),
            web.post(f"{prefix}/client/clock", self._travel),
            web.post(f"{prefix}/client/install", self._install),
            web.post(f"{prefix}/client/reinstall", self._reinstall),
            web.post(f"{prefix}/client/verify", self._verify),
            web.post(f"{prefix}/client/revoke", self._revoke),
            web.post(f"{prefix}/client/users", self._add_user),
            web.patch(f"{prefix}/client/users/{{user}}", self._change_user),
            web.post(f"{prefix}/client/channels", self._add_channel),
            web.patch(f"{prefix}/client/channels/{{channel}}", self._change_channel),
            web.post(f"{prefix}/client/faults", self._set_faults),
            web.delete(f"{prefix}/client/faults", self._end_faults),
            web.get(f"{prefix}/client/socket", self._sockets),
            web.post(f"{prefix}/client/socket", self._disconnect),
            web.post(f"{prefix}/client/tour", self._move_tour),
            web.post(f"{prefix}/client/start_over", self._start_over),
            web.get(f"{prefix}/client/process", self._process),
            web.get(f"{prefix}/client/count", self._count),
            web.post(f"{prefix}/client/crash", self._crash),
            web.post(f"{prefix}/client/{{act}}", self._act),
        ]

    async def _act(self, request: web.Request) -> web.Response:
        act = ACTS.get(request.match_info["act"])
        if act is None:
            raise web.HTTPNotFound
        order = await _order(request)
        return _fine(await act(self._platform, str(order.get("user", "")), order))

    async def _workspace(self, _: web.Request) -> web.Response:
        return _fine(await administration.overview(self._platform))

    async def _conversation(self, request: web.Request) -> web.Response:
        query = request.query
        return _fine(
            conversations.show(
                self._platform,
                query.get("user", ""),
                query.get("channel", ""),
                query.get("thread_ts"),
                limit=_number(query, "limit"),
                oldest=query.get("oldest"),
            )
        )

    async def _unread(self, request: web.Request) -> web.Response:
        user = request.query.get("user")
        if user is None:
            return _fine(conversations.everybodys_unread(self._platform))
        return _fine(conversations.unread(self._platform, user))

    async def _mark(self, request: web.Request) -> web.Response:
        order = await _order(request)
        return _fine(conversations.mark(self._platform, str(order.get("user", "")), order))

    async def _modal(self, request: web.Request) -> web.Response:
        user = self._platform.workspace.user(request.query.get("user", ""))
        return _fine({"stack": [view.as_json() for view in self._platform.views.stack(user.id)]})

    async def _home(self, request: web.Request) -> web.Response:
        return _fine(conversations.home(self._platform, request.query.get("user", "")))

    async def _inspector(self, request: web.Request) -> web.Response:
        after = _number(request.query, "after") or 0
        return _fine({"entries": self._platform.traffic.after(after)})

    async def _clock(self, _: web.Request) -> web.Response:
        shown = await self._platform.clock.look()
        return _fine(shown or {"now": None, "can_travel": False})

    async def _travel(self, request: web.Request) -> web.Response:
        answer = await self._platform.clock.travel(await _order(request))
        self._platform.stream.publish("clock", now=answer["now"])
        return _fine(answer)

    async def _install(self, request: web.Request) -> web.Response:
        order = await _order(request)
        self._install_app(order.get("manifest"), order.get("request_url"))
        await self._platform.sockets.disconnect("link_disabled")
        return _fine(self._platform.installed.keys())

    async def _reinstall(self, request: web.Request) -> web.Response:
        await _order(request)
        return _fine(self._platform.reinstall().keys())

    async def _verify(self, request: web.Request) -> web.Response:
        await _order(request)
        return _fine(await verification.verify(self._platform))

    async def _revoke(self, request: web.Request) -> web.Response:
        order = await _order(request)
        self._platform.revoke(uninstall=bool(order.get("uninstall")))
        await self._platform.events.settled()
        return _fine({})

    async def _add_user(self, request: web.Request) -> web.Response:
        user = self._platform.add_user(await _order(request))
        await self._platform.events.settled()
        dm = self._platform.workspace.dm_of(user.id)
        return _fine({"user": {"id": user.id, "name": user.name, "dm": dm.id if dm else None}})

    async def _change_user(self, request: web.Request) -> web.Response:
        order = await _order(request)
        return _fine(await administration.change_user(self._platform, request.match_info["user"], order))

    async def _add_channel(self, request: web.Request) -> web.Response:
        return _fine(await administration.add_channel(self._platform, await _order(request)))

    async def _change_channel(self, request: web.Request) -> web.Response:
        order = await _order(request)
        return _fine(
            await administration.change_channel(self._platform, request.match_info["channel"], order)
        )

    async def _faults(self, _: web.Request) -> web.Response:
        return _fine(trouble.shown(self._platform))

    async def _set_faults(self, request: web.Request) -> web.Response:
        return _fine(trouble.change(self._platform, await _order(request)))

    async def _end_faults(self, request: web.Request) -> web.Response:
        await _order(request)
        return _fine(trouble.end(self._platform))

    async def _sockets(self, _: web.Request) -> web.Response:
        return _fine({"connections": self._platform.sockets.count, "silent": self._platform.sockets.silent})

    async def _disconnect(self, request: web.Request) -> web.Response:
        """Ends or warns the Socket Mode connections, as Slack does every few hours."""
        reason = str((await _order(request)).get("disconnect"))
        if reason not in ("warning", "refresh_requested", "link_disabled"):
            raise Refused("invalid_reason", "The reasons are warning, refresh_requested and link_disabled.")
        return _fine({"told": await self._platform.sockets.disconnect(reason)})

    async def _tour(self, _: web.Request) -> web.Response:
        return _fine(self._platform.tour.as_json())

    async def _move_tour(self, request: web.Request) -> web.Response:
        return _fine(touring.move(self._platform, await _order(request)))

    async def _start_over(self, _: web.Request) -> web.Response:
        return _fine(touring.start_over(self._platform))

    async def _process(self, _: web.Request) -> web.Response:
        return _fine(crashing.shown(self._platform))

    async def _count(self, request: web.Request) -> web.Response:
        return _fine(crashing.count(self._platform, _number(request.query, "step") or 0))

    async def _crash(self, request: web.Request) -> web.Response:
        await _order(request)
        return _fine(crashing.crash(self._platform))

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        with self._platform.stream.listen(request.query.get("user")) as changes:
            await response.write(b": here\n\n")
            while await _tell_next(changes, response):
                pass
        return response


async def _tell_next(changes: asyncio.Queue[Json], response: web.StreamResponse) -> bool:
    """Writes the next change, or a sign of life; False when either side is gone."""
    try:
        change = await asyncio.wait_for(changes.get(), _SIGN_OF_LIFE_SECONDS)
    except TimeoutError:
        change = None
    try:
        await response.write(b": still here\n\n" if change is None else b"data: " + dump(change) + b"\n\n")
    except ConnectionResetError:
        return False
    return change is None or change["type"] != END


def _number(query: Mapping[str, str], name: str) -> int | None:
    value = query.get(name)
    if value is not None and not value.isdecimal():
        raise Refused(f"invalid_{name}", f"`{name}` is a number.")
    return None if value is None else int(value)


async def _order(request: web.Request) -> Json:
    """The body of a client call: a JSON object, or nothing."""
    body = await request.read()
    try:
        order = load(body) if body.strip() else {}
    except ValueError as error:
        raise Refused("invalid_json", "The body is not JSON.") from error
    if type(order) is not dict:
        raise Refused("invalid_json", "The body is not a JSON object.")
    return order


def _fine(answer: Json) -> web.Response:
    return web.Response(body=dump({"ok": True, **answer}), content_type="application/json")


def refusal(error: Refused | SlackError) -> web.Response:
    """A refused client call, said so that a reader knows what to do."""
    status = error.status if isinstance(error, Refused) else 400
    detail = error.detail if isinstance(error, Refused) else str(error.extra or error.code)
    body = {"ok": False, "error": error.code, "detail": detail}
    return web.Response(body=dump(body), status=status, content_type="application/json")
