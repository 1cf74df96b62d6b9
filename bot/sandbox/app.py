"""The installed app: its manifest and its keys."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.ids import secret
from bot.sandbox.manifest import Manifest


@dataclass(slots=True)
class App:
    id: str
    bot_id: str
    bot_user_id: str
    manifest: Manifest
    request_url: str | None
    bot_token: str
    app_token: str
    signing_secret: str
    verification_token: str = field(default_factory=secret)
    is_revoked: bool = False

    def has_scope(self, *any_of: str) -> bool:
        return not any_of or any(scope in self.manifest.scopes for scope in any_of)

    def url_for(self, kind: str, command: str | None = None) -> str | None:
        """Where a delivery goes over HTTP: the one address given at the start, else the manifest's."""
        if self.request_url:
            return self.request_url
        if command and command in self.manifest.commands:
            return self.manifest.commands[command].url
        if kind == "events_api":
            return self.manifest.events_url
        return self.manifest.interactivity_url

    def keys(self) -> Json:
        return {
            "bot_token": self.bot_token,
            "app_token": self.app_token,
            "signing_secret": self.signing_secret,
        }


def new_bot_token(team_id: str) -> str:
    return f"xoxb-{team_id}-{secret(24)}"


def new_app_token(app_id: str) -> str:
    return f"xapp-1-{app_id}-{secret(24)}"
