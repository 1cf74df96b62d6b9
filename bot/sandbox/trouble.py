"""Planned trouble with the bot's calls: answers that are late, wrong, cut off, or never come."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from bot.sandbox.faults import AFTER, Fault, Faults
from bot.sandbox.traffic import Traffic
from bot.sandbox.wire import SlackError, dump, load

_LOOKS_EVERY_SECONDS = 0.02

Answer = Callable[[web.Request], Awaitable[web.Response]]


class Trouble:
    def __init__(self, faults: Faults, traffic: Traffic):
        self._faults = faults
        self._traffic = traffic

    def may_hit(
        self, answer: Answer, name: str | None = None
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """`answer`, with what is planned for calls of this name, or of the method in the address."""

        async def troubled(request: web.Request) -> web.StreamResponse:
            method = name or request.match_info["method"]
            if late := self._faults.wait_before(method):
                await asyncio.sleep(late)
            fault = self._faults.take_call(method)
            if fault is None:
                return await answer(request)
            if fault.do in AFTER:
                answered = await answer(request)
                self._tell(fault, method, None)
                return await _spoil(request, fault.do, answered)
            self._tell(fault, method, await _readable(request))
            return await _refuse(request, fault, in_json=name is None)

        return troubled

    def _tell(self, fault: Fault, method: str, request: Any) -> None:
        self._traffic.record(
            "out", "fault", method, user=None, status=fault.do, ms=0.0, request=request, response=None
        )


async def _refuse(request: web.Request, fault: Fault, *, in_json: bool) -> web.StreamResponse:
    """What is answered instead of doing anything; response URLs say it in plain text."""
    if fault.do in ("drop_before", "hang"):
        return await _vanish(request, hangs=fault.do == "hang")
    error = _error(fault)
    if in_json:
        return web.Response(
            body=dump(error.as_json()),
            status=error.status,
            headers=error.headers,
            content_type="application/json",
            charset="utf-8",
        )
    status = 400 if error.status == 200 else error.status
    return web.Response(text=error.code, status=status, headers=error.headers)


def _error(fault: Fault) -> SlackError:
    if fault.do == "429":
        return SlackError("ratelimited", status=429, headers={"Retry-After": str(fault.retry_after)})
    if fault.do == "500":
        return SlackError("internal_error", status=500)
    return SlackError(fault.do.removeprefix("error:"))


async def _spoil(request: web.Request, do: str, answered: web.Response) -> web.StreamResponse:
    """What the bot gets to see of the answer to a call that had its effect."""
    if do == "500_after":
        return web.Response(text="Internal Server Error", status=500)
    if do == "truncate":
        return await _truncate(request, answered)
    return await _vanish(request, hangs=do == "hang_after")


async def _truncate(request: web.Request, answered: web.Response) -> web.StreamResponse:
    """Promises the whole body, sends half of it, and hangs up."""
    body = answered.body
    assert isinstance(body, bytes)
    half = web.StreamResponse(
        status=answered.status, headers={"Content-Type": answered.headers["Content-Type"]}
    )
    half.content_length = len(body)
    await half.prepare(request)
    await half.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return half


async def _vanish(request: web.Request, *, hangs: bool) -> web.StreamResponse:
    """Ends the connection without an answer: at once, or when the caller gives up."""
    while hangs and request.transport is not None and not request.transport.is_closing():
        await asyncio.sleep(_LOOKS_EVERY_SECONDS)
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def _readable(request: web.Request) -> Any:
    """The arguments of a call that nobody is going to look at, for the inspector."""
    body = await request.read()
    try:
        if request.content_type == "application/json":
            return load(body)
        return dict(parse_qsl(body.decode())) or None
    except ValueError:
        return None
