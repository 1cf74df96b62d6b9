"""Events: what happened in the workspace, told to the app if it subscribed to it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from bot.sandbox.app import App
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.delivery.answers import Delivery, Outcome
from bot.sandbox.delivery.courier import Courier
from bot.sandbox.delivery.volume import Volume
from bot.sandbox.ids import Ids
from bot.sandbox.records import Team

_AFTER_REVOCATION = frozenset({"tokens_revoked", "app_uninstalled"})


class Events:
    def __init__(
        self, ids: Ids, team: Team, courier: Courier, volume: Volume, installed: Callable[[], App | None]
    ):
        self._ids = ids
        self._team = team
        self._courier = courier
        self.volume = volume
        self._installed = installed
        self._under_way: set[asyncio.Task[Outcome]] = set()

    def emit(self, event: Json, *, subscription: str | None = None, user: str | None = None) -> None:
        """Sends the event on its way, unless the manifest doesn't subscribe to it."""
        name = subscription or event["type"]
        app = self._installed()
        if app is None or name not in app.manifest.events:
            return
        if app.is_revoked and name not in _AFTER_REVOCATION:
            return
        delivery = Delivery("events_api", name, self._envelope(app, event), user=user)
        task = self._courier.send_event(app, delivery, self.volume)
        if task is not None:
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def settled(self) -> None:
        """Waits until each event so far has had its first attempt, unless it is held back on purpose."""
        if self._under_way:
            await asyncio.wait(set(self._under_way))

    def _envelope(self, app: App, event: Json) -> Json:
        team = self._team
        authorization = {
            "enterprise_id": team.enterprise_id,
            "team_id": None if app.is_org_wide else team.id,
            "user_id": app.bot_user_id,
            "is_bot": True,
            "is_enterprise_install": app.is_org_wide,
        }
        return {
            "token": app.verification_token,
            "team_id": team.id,
            **({"enterprise_id": team.enterprise_id} if team.enterprise_id else {}),
            "context_team_id": team.id,
            "context_enterprise_id": team.enterprise_id,
            "api_app_id": app.id,
            "event": event,
            "type": "event_callback",
            "event_id": self._ids.new("Ev"),
            "event_time": int(time.time()),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
            "event_context": self._ids.new("EC"),
        }
