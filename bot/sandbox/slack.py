"""One simulated Slack: its workspaces, the organization they may belong to, and the app in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aiohttp import ClientSession

from bot.sandbox.app import App
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.clock import BusinessClock
from bot.sandbox.config import Config
from bot.sandbox.delivery.courier import Courier
from bot.sandbox.delivery.over_http import HttpDelivery
from bot.sandbox.delivery.socket_mode import SocketMode
from bot.sandbox.faults import Faults
from bot.sandbox.ids import Ids, Timestamps
from bot.sandbox.limits import RateLimits
from bot.sandbox.oauth import OAuth
from bot.sandbox.platform import Platform
from bot.sandbox.records import Team
from bot.sandbox.services import Services
from bot.sandbox.stream import Stream
from bot.sandbox.tokens import Tokens
from bot.sandbox.traffic import Traffic
from bot.sandbox.workspace import Workspace


class Slack:
    """`platforms` are the workspaces by team id; the first one, `home`, is the one that the page shows."""

    def __init__(
        self,
        config: Config,
        session: ClientSession,
        *,
        clock_url: str | None = None,
        clock_secret: str | None = None,
    ):
        timings = config.timings
        stream, faults, tokens = Stream(), Faults(), Tokens()
        traffic = Traffic(stream, lambda: list(tokens.secrets()))
        sockets = SocketMode(timings.ack_seconds, timings.connection_seconds, timings.ping_seconds)
        http = HttpDelivery(session, timings.ack_seconds)
        self.services = Services(
            ids=Ids(),
            timestamps=Timestamps(),
            tokens=tokens,
            limits=RateLimits(config.rate_limits),
            faults=faults,
            stream=stream,
            traffic=traffic,
            clock=BusinessClock(session, clock_url, clock_secret),
            sockets=sockets,
            courier=Courier(http, sockets, traffic, faults, timings.retry_delays),
            timings=timings,
        )
        self.platforms: dict[str, Platform] = {}
        # Workspaces that the app is not in until somebody installs it there.
        self._left_out: set[str] = set()
        self.enterprise_id = self.services.ids.new("E") if config.enterprise else None
        for team in (config.team, *(one["team"] for one in config.workspaces)):
            self._add_workspace(team, config.enterprise)
        self.home = next(iter(self.platforms.values()))
        self.home.tour.story = config.tour
        self.oauth = OAuth(self.platforms)
        for platform, source in zip(self.others, config.workspaces, strict=True):
            if not source.get("is_installed", True):
                self._left_out.add(platform.workspace.team.id)

    def _add_workspace(self, team: Json, enterprise: Json | None) -> None:
        ids = self.services.ids
        name = enterprise["name"] if enterprise else None
        its_team = Team(ids.new("T"), team["name"], team["domain"], self.enterprise_id, name)
        workspace = Workspace(its_team, ids, self.services.timestamps)
        self.platforms[its_team.id] = Platform(self.services, workspace)

    @property
    def others(self) -> Iterator[Platform]:
        return (platform for platform in self.platforms.values() if platform is not self.home)

    def populate(self, config: Config) -> None:
        """Lets the people, the app and the channels of the configuration come into empty workspaces."""
        self.home.add_people(config.users)
        for platform, source in zip(self.others, config.workspaces, strict=True):
            platform.add_people(source.get("users", ()))
        if config.manifest is not None:
            self.install(config.manifest, config.request_url)
        if config.other_app is not None:
            self.home.admit_other_app(config.other_app)
        self.home.add_channels(config.channels)
        for platform, source in zip(self.others, config.workspaces, strict=True):
            platform.add_channels(source.get("channels", ()))

    def install(self, source: Any, request_url: str | None = None) -> App:
        """Installs the app of this manifest everywhere, in place of the one before, with new keys.

        In an organization, an app whose manifest is made for it has one token for all workspaces.
        """
        app = self.home.install(source, request_url)
        for platform in self.others:
            if platform.app is None and platform.workspace.team.id in self._left_out:
                continue
            if app.is_org_wide:
                platform.adopt(app, self.home)
            else:
                platform.install(source, request_url, like=app)
        return app

    def platforms_of(self, app: App) -> list[Platform]:
        """The workspaces that the app's bot token is good for."""
        return [one for one in self.platforms.values() if one.app is app or one.other_app is app]
