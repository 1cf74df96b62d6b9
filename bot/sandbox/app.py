"""The app as it is installed in a workspace, or in a whole organization: its manifest and its keys."""

from __future__ import annotations

from dataclasses import dataclass

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
    scopes: tuple[str, ...]
    verification_token: str
    client_id: str
    client_secret: str
    is_org_wide: bool = False
    is_revoked: bool = False
    # Where tokens rotate: what the next one is got with, and when this one ends, in seconds since 1970.
    refresh_token: str = ""
    expires: float | None = None

    def has_scope(self, *any_of: str) -> bool:
        return not any_of or any(scope in self.scopes for scope in any_of)

    def identity(self) -> Json:
        """What is the same in every workspace, whatever the manifest says."""
        return {name: getattr(self, name) for name in _IDENTITY}

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


_IDENTITY = ("id", "app_token", "signing_secret", "verification_token", "client_id", "client_secret")


def new_identity(app_id: str) -> Json:
    """The keys of an app that has just been created."""
    return {
        "id": app_id,
        "app_token": new_app_token(app_id),
        "signing_secret": secret(32),
        "verification_token": secret(),
        "client_id": f"{int(secret(12), 16) % 10**12}.{int(secret(12), 16) % 10**13}",
        "client_secret": secret(32),
    }


def new_bot_token(team_id: str) -> str:
    return f"xoxb-{team_id}-{secret(24)}"


def new_rotated_token(team_id: str) -> str:
    return f"xoxe.xoxb-1-{team_id}-{secret(48)}"


def new_app_token(app_id: str) -> str:
    return f"xapp-1-{app_id}-{secret(24)}"
