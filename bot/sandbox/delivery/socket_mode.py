"""Socket Mode: up to ten connections, each payload to any one of them, acknowledged by envelope id."""

from __future__ import annotations

import asyncio
import time
import uuid
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox.app import App
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.delivery.answers import Answer, Delivery, Failure, Outcome
from bot.sandbox.ids import secret
from bot.sandbox.wire import load

MOST_CONNECTIONS = 10
_HOST = "applink-sandbox"


class SocketMode:
    def __init__(self, ack_seconds: float):
        self.base = ""
        self._ack_seconds = ack_seconds
        self._tickets: dict[str, str] = {}
        self._connections: list[web.WebSocketResponse] = []
        self._waiting: dict[str, tuple[asyncio.Future[Any], web.WebSocketResponse]] = {}
        self._turn = 0

    @property
    def is_connected(self) -> bool:
        return bool(self._connections)

    def ticket(self, app: App) -> str:
        """A WebSocket address that works once."""
        ticket = secret(32)
        self._tickets[ticket] = app.id
        return f"{self.base}/link/?ticket={ticket}&app_id={app.id}"

    async def connect(self, request: web.Request) -> web.StreamResponse:
        app_id = self._tickets.pop(request.query.get("ticket", ""), None)
        if app_id is None:
            return web.Response(status=401, text="invalid_ticket")
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        if len(self._connections) >= MOST_CONNECTIONS:
            await self._say_goodbye(socket, "too_many_websockets")
            return socket
        self._connections.append(socket)
        try:
            await socket.send_json(self._hello(app_id))
            await self._listen(socket)
        finally:
            self._drop(socket)
        return socket

    def _hello(self, app_id: str) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "connection_info": {"app_id": app_id},
            "debug_info": {
                "host": _HOST,
                "started": time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime()),
                "build_number": 1,
                "approximate_connection_time": 3600,
            },
        }

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self._acknowledged(message.data)

    def _acknowledged(self, text: str) -> None:
        """Unknown, late and malformed acknowledgements are ignored, as there is nobody to tell."""
        try:
            ack = load(text)
            waiting = self._waiting.pop(ack["envelope_id"], None)
        except (ValueError, TypeError, KeyError):
            return
        if waiting and not waiting[0].done():
            waiting[0].set_result(ack.get("payload"))

    def _drop(self, socket: web.WebSocketResponse) -> None:
        if socket in self._connections:
            self._connections.remove(socket)
        for envelope_id, (future, used) in list(self._waiting.items()):
            if used is socket:
                del self._waiting[envelope_id]
                if not future.done():
                    future.set_exception(ConnectionResetError())

    async def send(self, app: App, delivery: Delivery) -> Outcome:
        """Hands the payload to one connection and waits for its acknowledgement."""
        socket = self._next_connection()
        if socket is None:
            return Failure("connection_failed", "The app has no Socket Mode connection.")
        envelope_id = str(uuid.uuid4())
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = (future, socket)
        try:
            await socket.send_json(_envelope(envelope_id, delivery))
            payload = await asyncio.wait_for(future, self._ack_seconds)
        except TimeoutError:
            return Failure("timeout", "No acknowledgement in time.")
        except ConnectionResetError:
            return Failure("connection_failed", "The connection closed before the acknowledgement.")
        finally:
            self._waiting.pop(envelope_id, None)
        return Answer(_unwrapped(payload))

    def _next_connection(self) -> web.WebSocketResponse | None:
        usable = [socket for socket in self._connections if not socket.closed]
        self._turn += 1
        return usable[self._turn % len(usable)] if usable else None

    async def disconnect(self, reason: str) -> int:
        """Tells every connection to go; all but `warning` are closed. Returns how many were told."""
        told = list(self._connections)
        for socket in told:
            if reason == "warning":
                await socket.send_json(_goodbye(reason))
            else:
                await self._say_goodbye(socket, reason)
        return len(told)

    async def close(self) -> None:
        for socket in list(self._connections):
            await socket.close()

    async def _say_goodbye(self, socket: web.WebSocketResponse, reason: str) -> None:
        await socket.send_json(_goodbye(reason))
        await socket.close()


def _goodbye(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": _HOST}}


def _envelope(envelope_id: str, delivery: Delivery) -> Json:
    envelope: Json = {
        "envelope_id": envelope_id,
        "type": delivery.kind,
        "accepts_response_payload": delivery.kind != "events_api",
        "payload": delivery.payload,
    }
    if delivery.kind == "events_api":
        envelope |= {"retry_attempt": delivery.attempt, "retry_reason": delivery.reason}
    return envelope


def _unwrapped(payload: Any) -> Any:
    """An empty payload is no answer; over Socket Mode a plain text comes as `{"text": …}`."""
    return payload or None
