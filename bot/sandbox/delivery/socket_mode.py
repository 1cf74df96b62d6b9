"""Socket Mode: up to ten connections, each payload to any one of them, acknowledged by envelope id."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox.app import App
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.delivery.answers import Answer, Delivery, Failure, Outcome
from bot.sandbox.ids import secret
from bot.sandbox.wire import Refused, load

MOST_CONNECTIONS = 10
# With `debug_reconnects=true` Slack ends a connection after six minutes, to try what a bot makes of it.
DEBUG_SECONDS = 360.0
WARNING_SECONDS = 10.0
_HOST = "applink-sandbox"


@dataclass(slots=True, eq=False)
class Connection:
    """`is_silent`: open, and dead all the same. Nothing is sent, nothing is answered, nothing is heard."""

    app_id: str
    socket: web.WebSocketResponse
    lifetime: float
    is_silent: bool = False
    was_heard: bool = True


class SocketMode:
    """Connections last `connection_seconds`, and a sign of life is wanted every `ping_seconds`."""

    def __init__(self, ack_seconds: float, connection_seconds: float, ping_seconds: float):
        self.base = ""
        self._ack_seconds = ack_seconds
        self._connection_seconds = connection_seconds
        self._ping_seconds = ping_seconds
        self._tickets: dict[str, str] = {}
        self._connections: list[Connection] = []
        self._waiting: dict[str, tuple[asyncio.Future[Any], Connection]] = {}
        self._turn = 0

    @property
    def count(self) -> int:
        return len(self._connections)

    @property
    def silent(self) -> int:
        """How many of the connections are dead."""
        return sum(one.is_silent for one in self._connections)

    def silence(self, wanted: Any) -> None:
        """Lets every connection that is open now go dead without a word, or brings them all back."""
        if type(wanted) is not bool:
            raise Refused("invalid_faults", "`silent_sockets` is true or false.")
        for connection in self._connections:
            connection.is_silent, connection.was_heard = wanted, True

    def ticket(self, app: App) -> str:
        """A WebSocket address that works once."""
        ticket = secret(32)
        self._tickets[ticket] = app.id
        return f"{self.base}/link/?ticket={ticket}&app_id={app.id}"

    async def connect(self, request: web.Request) -> web.StreamResponse:
        app_id = self._tickets.pop(request.query.get("ticket", ""), None)
        if app_id is None:
            return web.Response(status=401, text="invalid_ticket")
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        if len(self._of(app_id)) >= MOST_CONNECTIONS:
            await _say_goodbye(socket, "too_many_websockets")
            return socket
        is_debug = request.query.get("debug_reconnects") == "true"
        lifetime = DEBUG_SECONDS if is_debug else self._connection_seconds
        connection = Connection(app_id, socket, lifetime)
        self._connections.append(connection)
        growing_old = asyncio.create_task(_grow_old(connection))
        keeping_alive = asyncio.create_task(_keep_alive(connection, self._ping_seconds))
        try:
            await socket.send_json(self._hello(connection))
            await self._listen(connection)
        finally:
            growing_old.cancel()
            keeping_alive.cancel()
            self._drop(connection)
        return socket

    def _hello(self, connection: Connection) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._of(connection.app_id)),
            "connection_info": {"app_id": connection.app_id},
            "debug_info": {
                "host": _HOST,
                "started": time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime()),
                "build_number": 1,
                "approximate_connection_time": int(connection.lifetime),
            },
        }

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            connection.was_heard = True
            if connection.is_silent:
                continue
            if message.type is WSMsgType.PING:
                await connection.socket.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._acknowledged(connection.app_id, message.data)

    def _acknowledged(self, app_id: str, text: str) -> None:
        """Unknown, late and malformed acknowledgements are ignored, as there is nobody to tell."""
        try:
            ack = load(text)
            future, used = self._waiting[ack["envelope_id"]]
        except (ValueError, TypeError, KeyError):
            return
        if used.app_id == app_id and not future.done():
            future.set_result(ack.get("payload"))

    def _drop(self, connection: Connection) -> None:
        self._connections.remove(connection)
        for envelope_id, (future, used) in list(self._waiting.items()):
            if used is connection:
                del self._waiting[envelope_id]
                if not future.done():
                    future.set_exception(ConnectionResetError())

    async def send(self, app: App, delivery: Delivery) -> Outcome:
        """Hands the payload to one connection and waits for its acknowledgement."""
        connection = self._next_connection(app)
        if connection is None:
            return Failure("connection_failed", "The app has no Socket Mode connection.")
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[delivery.id] = (future, connection)
        try:
            if not connection.is_silent:
                await connection.socket.send_json(_envelope(delivery))
            payload = await asyncio.wait_for(future, self._ack_seconds)
        except TimeoutError:
            return Failure("timeout", "No acknowledgement in time.")
        except ConnectionResetError:
            return Failure("connection_failed", "The connection closed before the acknowledgement.")
        finally:
            self._waiting.pop(delivery.id, None)
        return Answer(_unwrapped(payload))

    def _of(self, app_id: str) -> list[Connection]:
        return [one for one in self._connections if one.app_id == app_id]

    def _next_connection(self, app: App) -> Connection | None:
        usable = [one for one in self._of(app.id) if not one.socket.closed]
        self._turn += 1
        return usable[self._turn % len(usable)] if usable else None

    async def disconnect(self, reason: str) -> int:
        """Tells every connection to go; all but `warning` are closed. Returns how many were told."""
        if reason == "link_disabled":
            self._tickets.clear()
        told = [one for one in self._connections if not one.is_silent]
        for connection in told:
            with suppress(ConnectionResetError):
                await _tell(connection.socket, reason)
        return len(told)

    async def close(self) -> None:
        for connection in list(self._connections):
            await connection.socket.close()


async def _grow_old(connection: Connection) -> None:
    """Warns in time, and then ends the connection: Slack moves its own servers every few hours."""
    notice = min(WARNING_SECONDS, connection.lifetime)
    with suppress(ConnectionResetError):
        await asyncio.sleep(connection.lifetime - notice)
        await _tell(connection.socket, "warning")
        await asyncio.sleep(notice)
        await _tell(connection.socket, "refresh_requested")


async def _keep_alive(connection: Connection, seconds: float) -> None:
    """Asks for a sign of life now and then; a bot that gives none is gone."""
    with suppress(ConnectionResetError):
        while connection.was_heard or connection.is_silent:
            await asyncio.sleep(seconds)
            if not connection.is_silent:
                connection.was_heard = False
                await connection.socket.ping()
                await asyncio.sleep(seconds)
        await connection.socket.close()


async def _tell(socket: web.WebSocketResponse, reason: str) -> None:
    if reason == "warning":
        await socket.send_json(_goodbye(reason))
    else:
        await _say_goodbye(socket, reason)


async def _say_goodbye(socket: web.WebSocketResponse, reason: str) -> None:
    await socket.send_json(_goodbye(reason))
    await socket.close()


def _goodbye(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": _HOST}}


def _envelope(delivery: Delivery) -> Json:
    envelope: Json = {
        "envelope_id": delivery.id,
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
