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

from bot.sandbox import config as configuration, keeper, scheduler
from bot.sandbox.authorize_page import AuthorizePage
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.client.routes import ClientApi, refusal
from bot.sandbox.faults import RESPONSE_URL
from bot.sandbox.file_server import FileServer
from bot.sandbox.hooks import Hooks
from bot.sandbox.permalinks import Permalinks
from bot.sandbox.platform import Platform
from bot.sandbox.process import AppProcess
from bot.sandbox.slack import Slack
from bot.sandbox.trouble import Trouble
from bot.sandbox.webapi.dispatch import WebApi
from bot.sandbox.wire import Refused, SlackError

HOST = "127.0.0.1"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
_PAGE = Path(__file__).parent / "page"
_FRESH = {"Cache-Control": "no-cache"}
_LARGEST_BODY = 2**23
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
    if "/client/" not in request.path:
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
    process: AppProcess | None = None,
) -> AsyncIterator[tuple[Slack, Json]]:
    """A running sandbox, and what others need to know to use it.

    With `state` it goes on with the workspaces in that file, if there is one, and keeps them there.
    `start_over` is called, in this loop, when a visitor wants them begun anew; `process` is the app's, for
    visitors to crash.
    """
    async with ClientSession() as session, AsyncExitStack() as at_end:
        read = configuration.read(config)
        slack = Slack(read, session, clock_url=clock_url, clock_secret=clock_secret)
        slack.home.tour.start_over = start_over
        slack.home.process = process
        if state is None or not keeper.go_on(slack, state, read):
            slack.populate(read)
        keeping = keeper.Keeper(slack, state, read.timings.save_seconds) if state else None
        if keeping is not None:
            # First in here is last at the end: what happens while everything else ends is kept too.
            at_end.push_async_callback(keeping.end)
        url = await at_end.enter_async_context(_listening(slack, port))
        if keeping is not None:
            await keeping.start()
        yield slack, _info(slack, url)


@asynccontextmanager
async def _listening(slack: Slack, port: int) -> AsyncIterator[str]:
    """The address at which it answers."""
    app = _application(slack)
    # Once no new connection is taken: who waits for news, or for the bot, is not waited for.
    app.on_shutdown.append(lambda _: _let_go(slack))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_FAREWELL_SECONDS)
    await runner.setup()
    # A page that was open before the bot has its clock learns of it.
    clock = slack.services.clock.watch(lambda: slack.services.stream.publish("workspace"))
    watches = [asyncio.create_task(one) for one in (clock, scheduler.watch(slack))]
    try:
        await web.TCPSite(runner, HOST, port, reuse_address=True).start()
        url = f"http://{HOST}:{runner.addresses[0][1]}"
        for platform in slack.platforms.values():
            platform.address = f"{url}{_prefix(slack, platform)}/"
            platform.urls.base = f"{url}/hooks"
        slack.services.sockets.base = url.replace("http", "ws")
        yield url
    finally:
        for watch in watches:
            watch.cancel()
        await runner.cleanup()


async def _let_go(slack: Slack) -> None:
    slack.services.stream.end()
    await slack.services.courier.close()


def _prefix(slack: Slack, platform: Platform) -> str:
    """Where a workspace's own addresses begin; the first one has the server's root."""
    return "" if platform is slack.home else f"/workspaces/{platform.workspace.team.domain}"


def _workspace_routes(slack: Slack, platform: Platform, trouble: Trouble) -> list[web.RouteDef]:
    prefix, team_id = _prefix(slack, platform), platform.workspace.team.id
    # Addresses of a team that isn't here end at the first workspace, which says that they lead nowhere.
    team = "{team}" if platform is slack.home else team_id
    hooks = trouble.may_hit(Hooks(platform).answer, RESPONSE_URL)
    return [
        *ClientApi(platform, slack.install).routes(prefix),
        *FileServer(platform).routes(prefix),
        web.post(f"/hooks/{{kind}}/{team}/{{number}}/{{secret}}", hooks),
        web.get(f"{prefix}/archives/{{channel}}/{{message}}", Permalinks(platform).follow),
    ]


def _application(slack: Slack) -> web.Application:
    app = web.Application(middlewares=[only_for_this_machine], client_max_size=_LARGEST_BODY)
    trouble = Trouble(slack.services.faults, slack.services.traffic)
    api = trouble.may_hit(WebApi(slack).answer)
    app.add_routes(
        [
            web.post("/api/{method}", api),
            web.get("/api/{method}", api),
            *AuthorizePage(slack).routes(),
            web.get("/link/", slack.services.sockets.connect),
            *(route for other in slack.others for route in _workspace_routes(slack, other, trouble)),
            *_workspace_routes(slack, slack.home, trouble),
            web.get("/", _index),
            web.get("/static/{name}", _static),
        ]
    )
    return app


async def _index(_: web.Request) -> web.StreamResponse:
    """The page with its modules named, so that a browser fetches them at once and not import by import."""
    modules = sorted(path.name for path in _PAGE.glob("*.js"))
    links = "".join(f'<link rel="modulepreload" href="/static/{name}" />' for name in modules)
    page = (_PAGE / "index.html").read_text().replace("</head>", f"{links}</head>")
    return web.Response(text=page, content_type="text/html", headers=_FRESH)


async def _static(request: web.Request) -> web.StreamResponse:
    return _file(request.match_info["name"])


def _file(name: str) -> web.StreamResponse:
    path = _PAGE / name
    if path.parent != _PAGE or not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers=_FRESH)


def _info(slack: Slack, url: str) -> Json:
    info = {"url": url, "api_url": f"{url}/api/", **_of_workspace(slack.home)}
    app = slack.home.app
    if app is not None and app.manifest.redirect_urls:
        info |= {"client_id": app.client_id, "client_secret": app.client_secret}
    if slack.home.other_app is not None:
        info["other_app"] = slack.home.other_app.keys()
    others = {
        other.workspace.team.domain: {"url": other.address.rstrip("/"), **_of_workspace(other)}
        for other in slack.others
    }
    return {**info, "workspaces": others} if others else info


def _of_workspace(platform: Platform) -> Json:
    workspace = platform.workspace
    keys = (
        platform.app.keys() if platform.app else dict.fromkeys(("bot_token", "app_token", "signing_secret"))
    )
    return {
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
    process: AppProcess | None = None,
) -> Running:
    """Runs a sandbox in a thread and returns when it answers; raises what kept it from starting.

    With `state` it goes on with the workspace in that file, if there is one, and keeps it there. `start_over`
    is called, in that thread, when a visitor wants the workspace begun anew; `process` is the app's, for
    visitors to crash.
    """
    serve_it = partial(
        serving,
        config,
        port=port,
        clock_url=clock_url,
        clock_secret=clock_secret,
        state=state,
        start_over=start_over,
        process=process,
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
