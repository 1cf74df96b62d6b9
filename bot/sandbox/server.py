"""The server: one process that is Slack's Web API, Socket Mode, response URLs, client API and page."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web

from bot.sandbox import config as configuration
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.client.routes import ClientApi, refusal
from bot.sandbox.hooks import Hooks
from bot.sandbox.platform import Platform
from bot.sandbox.webapi.dispatch import WebApi
from bot.sandbox.wire import Refused, SlackError

HOST = "127.0.0.1"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
_PAGE = Path(__file__).parent / "page"
_LARGEST_BODY = 2**21
_PATIENCE_SECONDS = 10

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def only_for_this_machine(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Keeps pages from elsewhere out: a foreign Host is DNS rebinding, a form post is forgery."""
    host = request.headers.get("Host", "").rpartition(":")[0] or request.headers.get("Host", "")
    if host not in _LOOPBACK:
        raise web.HTTPForbidden(text="This server answers to 127.0.0.1 only.")
    if not request.path.startswith("/client/"):
        return await handler(request)
    if request.method != "GET" and request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="Send application/json.")
    try:
        return await handler(request)
    except (Refused, SlackError) as error:
        return refusal(error)


@asynccontextmanager
async def serving(
    config: Mapping[str, Any], *, port: int = 0, clock_url: str | None = None, clock_secret: str | None = None
) -> AsyncIterator[tuple[Platform, Json]]:
    """A running sandbox, as the platform and what others need to know to use it."""
    async with ClientSession() as session:
        read = configuration.read(config)
        platform = Platform(read, session, clock_url=clock_url, clock_secret=clock_secret)
        runner = web.AppRunner(_application(platform), access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        watch = asyncio.create_task(platform.clock.watch())
        try:
            await web.TCPSite(runner, HOST, port, reuse_address=True).start()
            url = f"http://{HOST}:{runner.addresses[0][1]}"
            platform.urls.base = f"{url}/hooks"
            platform.sockets.base = url.replace("http", "ws")
            yield platform, _info(platform, url)
        finally:
            watch.cancel()
            platform.stream.end()
            await platform.courier.close()
            await runner.cleanup()


def _application(platform: Platform) -> web.Application:
    app = web.Application(middlewares=[only_for_this_machine], client_max_size=_LARGEST_BODY)
    api = WebApi(platform)
    app.add_routes(
        [
            web.post("/api/{method}", api.answer),
            web.get("/api/{method}", api.answer),
            web.get("/link/", platform.sockets.connect),
            web.post("/hooks/{kind}/{team}/{number}/{secret}", Hooks(platform).answer),
            *ClientApi(platform).routes(),
            web.get("/", _index),
            web.get("/static/{name}", _static),
        ]
    )
    return app


async def _index(_: web.Request) -> web.StreamResponse:
    return _file("index.html")


async def _static(request: web.Request) -> web.StreamResponse:
    return _file(request.match_info["name"])


def _file(name: str) -> web.StreamResponse:
    path = _PAGE / name
    if path.parent != _PAGE or not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers={"Cache-Control": "no-cache"})


def _info(platform: Platform, url: str) -> Json:
    workspace = platform.workspace
    keys = (
        platform.app.keys() if platform.app else dict.fromkeys(("bot_token", "app_token", "signing_secret"))
    )
    return {
        "url": url,
        "api_url": f"{url}/api/",
        **keys,
        "users": {user.name: user.id for user in workspace.users.values()},
        "channels": {
            channel.name: channel.id for channel in workspace.channels.values() if not channel.is_dm
        },
    }


@dataclass(slots=True)
class Running:
    """A sandbox in a thread of its own. `info` is what the command line prints."""

    url: str
    info: Json
    _loop: asyncio.AbstractEventLoop
    _done: asyncio.Event
    _thread: threading.Thread

    def stop(self) -> None:
        """Ends the server; returns once its port is free. May be called twice."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._done.set)
            self._thread.join(_PATIENCE_SECONDS)

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start(
    config: Mapping[str, Any], *, port: int = 0, clock_url: str | None = None, clock_secret: str | None = None
) -> Running:
    """Runs a sandbox in a thread and returns when it answers; raises what kept it from starting."""
    started: list[Running] = []
    failed: list[BaseException] = []
    ready = threading.Event()

    async def serve() -> None:
        done = asyncio.Event()
        async with serving(config, port=port, clock_url=clock_url, clock_secret=clock_secret) as (_, info):
            started.append(
                Running(info["url"], info, asyncio.get_running_loop(), done, threading.current_thread())
            )
            ready.set()
            await done.wait()

    def run() -> None:
        try:
            asyncio.run(serve())
        except (Refused, OSError) as error:
            failed.append(error)
        finally:
            ready.set()

    threading.Thread(target=run, name="sandbox", daemon=True).start()
    ready.wait(_PATIENCE_SECONDS)
    if failed:
        raise failed[0]
    return started[0]
