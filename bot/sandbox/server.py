"""The server: one process that is Slack's Web API, Socket Mode, response URLs, client API and page."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web

from bot.sandbox import config as configuration, keeper
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.client.routes import ClientApi, refusal
from bot.sandbox.hooks import Hooks
from bot.sandbox.permalinks import Permalinks
from bot.sandbox.platform import Platform
from bot.sandbox.webapi.dispatch import WebApi
from bot.sandbox.wire import Refused, SlackError

HOST = "127.0.0.1"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
_PAGE = Path(__file__).parent / "page"
_LARGEST_BODY = 2**21
_PATIENCE_SECONDS = 10
# What is under way when the server stops gets this long twice, and is then cut off.
_FAREWELL_SECONDS = 0.05

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
    config: Mapping[str, Any],
    *,
    port: int = 0,
    clock_url: str | None = None,
    clock_secret: str | None = None,
    state: Path | None = None,
    start_over: Callable[[], None] | None = None,
) -> AsyncIterator[tuple[Platform, Json]]:
    """A running sandbox, as the platform and what others need to know to use it.

    With `state` it goes on with the workspace in that file, if there is one, and keeps it there. `start_over`
    is called, in this loop, when a visitor wants the workspace begun anew.
    """
    async with ClientSession() as session, AsyncExitStack() as at_end:
        read = configuration.read(config)
        platform = Platform(read, session, clock_url=clock_url, clock_secret=clock_secret)
        platform.tour.start_over = start_over
        if state is None or not keeper.go_on(platform, state, read):
            platform.populate(read)
        keeping = keeper.Keeper(platform, state, read.timings.save_seconds) if state else None
        if keeping is not None:
            # First in here is last at the end: what happens while everything else ends is kept too.
            at_end.push_async_callback(keeping.end)
        url = await at_end.enter_async_context(_listening(platform, port))
        if keeping is not None:
            await keeping.start()
        yield platform, _info(platform, url)


@asynccontextmanager
async def _listening(platform: Platform, port: int) -> AsyncIterator[str]:
    """The address at which the platform answers."""
    app = _application(platform)
    # Once no new connection is taken: who waits for news, or for the bot, is not waited for.
    app.on_shutdown.append(lambda _: _let_go(platform))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_FAREWELL_SECONDS)
    await runner.setup()
    # A page that was open before the bot has its clock learns of it.
    watch = asyncio.create_task(platform.clock.watch(lambda: platform.stream.publish("workspace")))
    try:
        await web.TCPSite(runner, HOST, port, reuse_address=True).start()
        url = f"http://{HOST}:{runner.addresses[0][1]}"
        platform.address = f"{url}/"
        platform.urls.base = f"{url}/hooks"
        platform.sockets.base = url.replace("http", "ws")
        yield url
    finally:
        watch.cancel()
        await runner.cleanup()


async def _let_go(platform: Platform) -> None:
    platform.stream.end()
    await platform.courier.close()


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
            web.get("/archives/{channel}/{message}", Permalinks(platform).follow),
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
    config: Mapping[str, Any],
    *,
    port: int = 0,
    clock_url: str | None = None,
    clock_secret: str | None = None,
    state: Path | None = None,
    start_over: Callable[[], None] | None = None,
) -> Running:
    """Runs a sandbox in a thread and returns when it answers; raises what kept it from starting.

    With `state` it goes on with the workspace in that file, if there is one, and keeps it there. `start_over`
    is called, in that thread, when a visitor wants the workspace begun anew.
    """
    serve_it = partial(
        serving,
        config,
        port=port,
        clock_url=clock_url,
        clock_secret=clock_secret,
        state=state,
        start_over=start_over,
    )
    started: list[Running] = []
    failed: list[BaseException] = []
    ready = threading.Event()

    async def serve() -> None:
        done = asyncio.Event()
        async with serve_it() as (_, info):
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
