"""One simulated Slack: the workspace, the app in it, and everything that happens between them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aiohttp import ClientSession

from bot.sandbox import config as configuration, manifest as manifests
from bot.sandbox.app import App, new_app_token, new_bot_token
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.clock import BusinessClock
from bot.sandbox.config import Config
from bot.sandbox.delivery.courier import Courier
from bot.sandbox.delivery.over_http import HttpDelivery
from bot.sandbox.delivery.socket_mode import SocketMode
from bot.sandbox.element_state import Values
from bot.sandbox.events import Events
from bot.sandbox.faults import Faults
from bot.sandbox.ids import secret
from bot.sandbox.limits import RateLimits
from bot.sandbox.messages import Messages
from bot.sandbox.records import Channel, User
from bot.sandbox.response_urls import ResponseUrls
from bot.sandbox.stream import Stream
from bot.sandbox.tour import Tour
from bot.sandbox.traffic import Traffic
from bot.sandbox.triggers import Triggers
from bot.sandbox.views import Views
from bot.sandbox.wire import Refused, absent
from bot.sandbox.workspace import Workspace


class Platform:
    def __init__(
        self,
        config: Config,
        session: ClientSession,
        *,
        clock_url: str | None = None,
        clock_secret: str | None = None,
    ):
        timings = config.timings
        # What Slack has at https://<team>.slack.com/ is here; known once the server listens.
        self.address = ""
        self.app: App | None = None
        self.old_tokens: dict[str, str] = {}
        self.stream = Stream()
        self.traffic = Traffic(self.stream, self._secrets)
        self.limits = RateLimits(config.rate_limits)
        self.faults = Faults()
        self.triggers = Triggers(timings.trigger_seconds)
        self.urls = ResponseUrls(timings.response_url_seconds)
        self.clock = BusinessClock(session, clock_url, clock_secret)
        self.sockets = SocketMode(timings.ack_seconds)
        http = HttpDelivery(session, timings.ack_seconds)
        self.courier = Courier(http, self.sockets, self.traffic, self.faults, timings.retry_delays)
        self.workspace = Workspace(config.team["name"], config.team["domain"])
        self.events = Events(self.workspace.ids, self.workspace.team.id, self.courier, lambda: self.app)
        self.messages = Messages(self.workspace, self.events, self.stream, self.clock)
        self.views = Views(self.workspace, self.stream)
        # What people chose in messages, per person and message; and what was last offered to them.
        self.choices: dict[tuple[str, str], Values] = {}
        self.offered: dict[tuple[str, str, str], list[Json]] = {}
        self.tour = Tour(config.tour)

    def populate(self, config: Config) -> None:
        """Lets the people, the app and the channels of the configuration come into an empty workspace."""
        for user in config.users:
            fields = configuration.user_fields(user)
            self.workspace.add_user(user["name"], fields.pop("real_name", user["name"]), **fields)
        if config.manifest is not None:
            self.install(config.manifest, config.request_url)
        for channel in config.channels:
            members = self.member_ids(channel.get("members", ()))
            self.workspace.add_channel(channel["name"], members, is_private=channel.get("is_private", False))

    def member_ids(self, names: Iterable[Any]) -> list[str]:
        """User ids for ids or names."""
        known = self.workspace.users
        return [name if name in known else self.workspace.user_named(name).id for name in map(str, names)]

    @property
    def installed(self) -> App:
        if self.app is None:
            raise absent("no_app", "No app is installed in this workspace.")
        return self.app

    def install(self, source: Any, request_url: str | None = None) -> App:
        """Installs the app of this manifest in place of the one before, with new keys.

        The bot's user stays the same person, so that conversations with it go on.
        """
        manifest = manifests.read(source)
        bot = self._bot_user(manifest.bot_name)
        if self.app is not None:
            self._forget(self.app)
        app_id = self.workspace.ids.new("A")
        assert bot.bot_id is not None
        bot.app_id = app_id
        self.app = App(
            id=app_id,
            bot_id=bot.bot_id,
            bot_user_id=bot.id,
            manifest=manifest,
            request_url=request_url,
            bot_token=new_bot_token(self.workspace.team.id),
            app_token=new_app_token(app_id),
            signing_secret=secret(32),
        )
        for user in self.workspace.people():
            self.workspace.open_dm(user.id, bot.id)
        self.stream.publish("workspace")
        return self.app

    def _forget(self, app: App) -> None:
        """What belonged to the app before is gone: its token, its modals, its pages."""
        self.old_tokens[app.bot_token] = "invalid_auth"
        self.views.stacks.clear()
        self.views.homes.clear()
        self.choices.clear()
        self.offered.clear()

    def reinstall(self) -> App:
        """Authorises the app anew: a new bot token, everything else as it was."""
        app = self.installed
        self.old_tokens[app.bot_token] = "token_revoked" if app.is_revoked else "invalid_auth"
        app.bot_token, app.is_revoked = new_bot_token(self.workspace.team.id), False
        self.stream.publish("workspace")
        return app

    def revoke(self, *, uninstall: bool = False) -> None:
        """Takes the app's token away, as an admin can; it is told once and then only refused."""
        app = self.installed
        app.is_revoked = True
        self.events.emit({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [app.bot_user_id]}})
        if uninstall:
            self.events.emit({"type": "app_uninstalled"})
        self.stream.publish("workspace")

    def _bot_user(self, name: str) -> User:
        bot = self.workspace.users.get(self.workspace.bot_user_id or "")
        if bot is None:
            bot = self.workspace.add_user(name, name, is_bot=True, tz="America/Los_Angeles", email="")
            bot.bot_id = self.workspace.ids.new("B")
            self.workspace.bot_user_id = bot.id
        bot.name = bot.real_name = name
        return bot

    def add_user(self, source: Json) -> User:
        fields = configuration.user_fields(source)
        if type(source.get("name")) is not str or not source["name"]:
            raise Refused("invalid_user", "A user needs a name.")
        user = self.workspace.add_user(source["name"], fields.pop("real_name", source["name"]), **fields)
        if self.app is not None:
            self.workspace.open_dm(user.id, self.app.bot_user_id)
        self.events.emit({"type": "team_join", "user": self.shown_user(user)}, user=user.id)
        self.stream.publish("workspace")
        return user

    def shown_user(self, user: User) -> Json:
        """The user object as the app may see it: e-mail addresses need a scope of their own."""
        return user.as_json(with_email=self.app is not None and self.app.has_scope("users:read.email"))

    def join(self, channel: Channel, user_id: str, inviter: str | None = None) -> None:
        """Adds a member and tells the app, if it is in the conversation (or just came in)."""
        if user_id in channel.members:
            return
        channel.members[user_id] = None
        self._emit_membership("member_joined_channel", channel, user_id, inviter)

    def leave(self, channel: Channel, user_id: str) -> None:
        """Takes a member out; the app itself is told with `channel_left` or `group_left`."""
        if user_id not in channel.members:
            return
        if self.app is not None and user_id == self.app.bot_user_id:
            del channel.members[user_id]
            kind = "group_left" if channel.kind == "group" else "channel_left"
            self.events.emit({"type": kind, "channel": channel.id, "actor_id": channel.creator})
        else:
            self._emit_membership("member_left_channel", channel, user_id, None)
            del channel.members[user_id]
        self.stream.publish("workspace")

    def _emit_membership(self, kind: str, channel: Channel, user_id: str, inviter: str | None) -> None:
        self.stream.publish("workspace")
        if self.app is None or self.app.bot_user_id not in channel.members:
            return
        event: Json = {
            "type": kind,
            "user": user_id,
            "channel": channel.id,
            "channel_type": "C" if channel.kind == "channel" else "G",
            "team": self.workspace.team.id,
            "event_ts": self.workspace.timestamps.new(),
        }
        if inviter:
            event["inviter"] = inviter
        self.events.emit(event, user=user_id)

    def _secrets(self) -> list[str]:
        if self.app is None:
            return list(self.old_tokens)
        app = self.app
        return [app.bot_token, app.app_token, app.signing_secret, app.verification_token, *self.old_tokens]
