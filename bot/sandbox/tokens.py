"""The tokens in circulation: whom each belongs to, and what becomes of it when it is taken back."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from bot.sandbox.app import App
from bot.sandbox.wire import SlackError


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token opens: an app in the workspace `team_id`, or in all of its organization when it is None.

    `kind` is "bot" or "app"; an app-level token belongs to no workspace. `expires`: seconds since 1970.
    """

    app: App
    kind: str
    team_id: str | None
    expires: float | None = None


class Tokens:
    def __init__(self) -> None:
        self._grants: dict[str, Grant] = {}
        # Those that opened something once, with the error that they get now.
        self.old: dict[str, str] = {}

    def grant(self, app: App, team_id: str | None) -> None:
        """Puts the app's keys, as they are now, into circulation."""
        self._grants[app.bot_token] = Grant(app, "bot", team_id, app.expires)
        self._grants[app.app_token] = Grant(app, "app", None)

    def withdraw(self, app: App) -> None:
        """Takes back the app's bot token, which stays revoked if it was."""
        self._grants.pop(app.bot_token, None)
        self.old[app.bot_token] = "token_revoked" if app.is_revoked else "invalid_auth"

    def forget(self, app: App) -> None:
        """Takes back all of the app's keys."""
        for token in [one for one, grant in self._grants.items() if grant.app is app]:
            del self._grants[token]
            self.old[token] = "invalid_auth"

    def look_up(self, token: str) -> Grant:
        """What the token opens; raises what Slack answers to one that opens nothing."""
        grant = self._grants.get(token)
        if grant is None:
            raise SlackError(self.old.get(token, "invalid_auth") if token else "not_authed")
        if grant.app.is_revoked and grant.kind == "bot":
            raise SlackError("token_revoked")
        if grant.expires is not None and grant.expires <= time.time():
            raise SlackError("token_expired")
        return grant

    def secrets(self) -> Iterable[str]:
        """Everything that the inspector has to mask."""
        yield from self.old
        for token, grant in self._grants.items():
            yield token
            yield grant.app.signing_secret
            yield grant.app.verification_token
            yield grant.app.client_secret
            if grant.app.refresh_token:
                yield grant.app.refresh_token
