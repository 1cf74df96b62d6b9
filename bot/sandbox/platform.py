"""One workspace of the simulated Slack, the app in it, and everything that happens between them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.sandbox import config as configuration, manifest as manifests
from bot.sandbox.app import App, new_bot_token, new_identity, new_rotated_token
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.delivery.volume import Volume
from bot.sandbox.element_state import Values
from bot.sandbox.events import Events
from bot.sandbox.ids import secret
from bot.sandbox.manifest import Manifest
from bot.sandbox.messages import Messages
from bot.sandbox.process import AppProcess
from bot.sandbox.records import Channel, User
from bot.sandbox.response_urls import ResponseUrls
from bot.sandbox.services import Services
from bot.sandbox.tour import Tour
from bot.sandbox.triggers import Triggers
from bot.sandbox.uploads import Uploads
from bot.sandbox.views import Views
from bot.sandbox.wire import Refused, absent
from bot.sandbox.workspace import Workspace


class Platform:
    """`workspace` is who and what is in it, `app` the app as it is installed there."""

    def __init__(self, services: Services, workspace: Workspace):
        # What Slack has at https://<team>.slack.com/ is here; known once the server listens.
        self.address = ""
        self.app: App | None = None
        self.workspace = workspace
        self.tokens = services.tokens
        self.stream = services.stream
        self.traffic = services.traffic
        self.limits = services.limits
        self.faults = services.faults
        self.clock = services.clock
        self.sockets = services.sockets
        self.courier = services.courier
        self.triggers = Triggers(services.timings.trigger_seconds)
        self.uploads = Uploads()
        self.urls = ResponseUrls(services.timings.response_url_seconds)
        volume = Volume(lambda: self.limits.setting != "off")
        self.events = Events(workspace.ids, workspace.team, self.courier, volume, lambda: self.app)
        self.messages = Messages(workspace, self.events, self.stream, self.clock)
        self.views = Views(workspace, self.stream)
        # A second app, if there is one, opens and publishes nothing that the first could stumble upon.
        self.other_app: App | None = None
        self._other_views = Views(workspace, self.stream)
        # What people chose in messages, per person and message; and what was last offered to them.
        self.choices: dict[tuple[str, str], Values] = {}
        self.offered: dict[tuple[str, str, str], list[Json]] = {}
        self.tour = Tour(None)
        # The app's process, if visitors may crash it; and the business times at which they did.
        self.process: AppProcess | None = None
        self.crashes: list[float] = []

    def add_people(self, people: Iterable[Json]) -> None:
        for user in people:
            fields = configuration.user_fields(user)
            self.workspace.add_user(user["name"], fields.pop("real_name", user["name"]), **fields)

    def add_channels(self, channels: Iterable[Json]) -> None:
        for channel in channels:
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

    def install(self, source: Any, request_url: str | None = None, *, like: App | None = None) -> App:
        """Installs the app of this manifest in place of the one before, with new keys.

        `like` is the same app in another workspace, whose keys it has here, too, but for the bot token.
        The bot's user stays the same person, so that conversations with it go on.
        """
        manifest = manifests.read(source)
        bot = self._bot_user(manifest.bot_name)
        if self.app is not None:
            self._forget(self.app)
        self.app = self._app(manifest, bot, like.identity() if like else None, request_url)
        self.app.is_org_wide = manifest.org_deploy and self.workspace.team.enterprise_id is not None
        self._settle(self.app)
        return self.app

    def _app(self, manifest: Manifest, bot: User, keys: Json | None, request_url: str | None) -> App:
        """An app with this bot; with new keys, unless it brings its own."""
        keys = keys or new_identity(self.workspace.ids.new("A"))
        bot.app_id = keys["id"]
        assert bot.bot_id is not None
        return App(
            **keys,
            bot_id=bot.bot_id,
            bot_user_id=bot.id,
            manifest=manifest,
            request_url=request_url,
            bot_token=new_bot_token(self.workspace.team.id),
            scopes=manifest.scopes,
        )

    def adopt(self, app: App, origin: Platform) -> None:
        """Lets in the app that the organization installed: the same token, the same bot."""
        self.app = app
        self.workspace.bot_user_id = app.bot_user_id
        self.workspace.users[app.bot_user_id] = origin.workspace.users[app.bot_user_id]
        self._settle(app)

    def go_on(self, app: App) -> None:
        """Has this app, with the keys that it brings along, as before."""
        self.app = app
        self.tokens.grant(app, None if app.is_org_wide else self.workspace.team.id)
        bot = self.workspace.users[app.bot_user_id]
        bot.name = bot.real_name = app.manifest.bot_name

    def _settle(self, app: App) -> None:
        self.tokens.grant(app, None if app.is_org_wide else self.workspace.team.id)
        for user in self.workspace.people():
            self.workspace.open_dm(user.id, app.bot_user_id)
        self.stream.publish("workspace")

    def _forget(self, app: App) -> None:
        """What belonged to the app before is gone: its keys, its modals, its pages, its ways to answer."""
        self.tokens.forget(app)
        self.views.stacks.clear()
        self.views.homes.clear()
        self.choices.clear()
        self.offered.clear()
        self.triggers.forget()
        self.urls.forget()
        self.events.volume.start()

    def reinstall(self) -> App:
        """Authorises the app anew: a new bot token, everything else as it was."""
        app = self.installed
        self.tokens.withdraw(app)
        app.bot_token, app.is_revoked = new_bot_token(self.workspace.team.id), False
        app.refresh_token, app.expires = "", None
        self.tokens.grant(app, None if app.is_org_wide else self.workspace.team.id)
        self.stream.publish("workspace")
        return app

    def rotate(self, expires: float) -> None:
        """Gives the app a token that ends at this time, and the means to get the next one."""
        app = self.installed
        team_id = None if app.is_org_wide else self.workspace.team.id
        app.bot_token = new_rotated_token(self.workspace.team.id)
        app.refresh_token = f"xoxe-1-{secret(48)}"
        app.expires = expires
        self.tokens.grant(app, team_id)

    def revoke(self, whose: App | None = None, *, uninstall: bool = False) -> None:
        """Takes the app's token away, as an admin can; it is told once and then only refused."""
        app = whose or self.installed
        app.is_revoked = True
        if app is not self.app:
            return
        self.events.emit({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [app.bot_user_id]}})
        if uninstall:
            self.events.emit({"type": "app_uninstalled"})
        self.stream.publish("workspace")

    def admit_other_app(self, source: Any) -> App:
        """Installs a second app, which can call the Web API and is told nothing."""
        manifest = manifests.read(source)
        app = self._app(manifest, self._new_bot_user(manifest.bot_name), None, None)
        self.let_other_app_in(app)
        return app

    def let_other_app_in(self, app: App) -> None:
        self.tokens.grant(app, self.workspace.team.id)
        self.other_app = app

    def views_of(self, app: App) -> Views:
        return self._other_views if app is self.other_app else self.views

    def _bot_user(self, name: str) -> User:
        bot = self.workspace.users.get(self.workspace.bot_user_id or "")
        if bot is None:
            bot = self._new_bot_user(name)
            self.workspace.bot_user_id = bot.id
        bot.name = bot.real_name = name
        return bot

    def _new_bot_user(self, name: str) -> User:
        bot = self.workspace.add_user(name, name, is_bot=True, tz="America/Los_Angeles", email="")
        bot.bot_id = self.workspace.ids.new("B")
        return bot

    def add_user(self, source: Json) -> User:
        fields = configuration.user_fields(source)
        if type(source.get("name")) is not str or not source["name"]:
            raise Refused("invalid_user", "A user needs a name.")
        user = self.workspace.add_user(source["name"], fields.pop("real_name", source["name"]), **fields)
        if self.app is not None:
            self.workspace.open_dm(user.id, self.app.bot_user_id)
        moment = self.workspace.timestamps.new()
        event = {"type": "team_join", "user": self.shown_user(user), "cache_ts": user.updated}
        self.events.emit({**event, "event_ts": moment}, user=user.id)
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
            moment = self.workspace.timestamps.new()
            event = {"type": kind, "channel": channel.id, "actor_id": channel.creator, "event_ts": moment}
            self.events.emit(event)
        else:
            self._emit_membership("member_left_channel", channel, user_id, None)
            del channel.members[user_id]
        self.stream.publish("workspace")

    def set_archived(self, channel: Channel, archived: bool, actor: str) -> None:
        channel.is_archived = archived
        word = "archive" if archived else "unarchive"
        self._emit_change(channel, word, {"channel": channel.id, "user": actor})

    def rename(self, channel: Channel, name: str) -> None:
        channel.previous_names.append(channel.name)
        channel.name = name
        shown = {
            "id": channel.id,
            "name": name,
            "name_normalized": name,
            "created": channel.created,
            "is_channel": channel.kind == "channel",
            "is_mpim": False,
        }
        self._emit_change(channel, "rename", {"channel": shown})

    def change_id(self, channel: Channel) -> None:
        """Gives the same channel another id, as when Slack begins to share a private one."""
        old = self.workspace.change_id(channel)
        ids = {"old_channel_id": old, "new_channel_id": channel.id}
        self._emit_to_member(channel, {"type": "channel_id_changed", **ids})

    def _emit_change(self, channel: Channel, word: str, fields: Json) -> None:
        self._emit_to_member(channel, {"type": f"{channel.kind}_{word}", **fields})

    def _emit_to_member(self, channel: Channel, event: Json) -> None:
        self.stream.publish("workspace")
        if self.app is not None and self.app.bot_user_id in channel.members:
            self.events.emit({**event, "event_ts": self.workspace.timestamps.new()})

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
