"""Installing the app by OAuth: what was allowed on Slack's page, and what a code is worth."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.sandbox.app import App
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.ids import secret
from bot.sandbox.platform import Platform
from bot.sandbox.wire import SlackError

CODE_SECONDS = 600
ACCESS_SECONDS = 43_200


@dataclass(frozen=True, slots=True)
class Request:
    """What an app asks for on the way to Slack's page."""

    app: App
    scopes: tuple[str, ...]
    redirect_uri: str
    state: str
    team_id: str


@dataclass(frozen=True, slots=True)
class _Code:
    request: Request
    team_id: str | None  # None for the whole organization
    user_id: str
    expires: float


class OAuth:
    """`platforms` are the workspaces by team id, the first of which has the app from the start."""

    def __init__(self, platforms: Mapping[str, Platform], clock: Callable[[], float] = time.time):
        self._platforms = platforms
        self._home = next(iter(platforms.values()))
        self._clock = clock
        self._codes: dict[str, _Code] = {}

    def read(self, query: Json) -> Request:
        """The request in an authorize address; raises what Slack's page says instead of asking."""
        app = self._home.app
        if app is None or query.get("client_id") != app.client_id:
            raise SlackError("invalid_client_id")
        scopes = tuple(dict.fromkeys(word for word in query.get("scope", "").split(",") if word))
        if not scopes:
            raise SlackError("no_scopes")
        if not set(scopes) <= set(app.manifest.scopes):
            raise SlackError("invalid_scope")
        team_id = str(query.get("team", ""))
        if team_id and team_id not in self._platforms:
            raise SlackError("invalid_team")
        uri = _redirect(app.manifest.redirect_urls, str(query.get("redirect_uri", "")))
        return Request(app, scopes, uri, str(query.get("state", "")), team_id)

    def allow(self, request: Request, team_id: str | None, user_id: str) -> str:
        """The code that the app gets for a person's permission; it is good once, and for ten minutes."""
        if team_id is None and not request.app.is_org_wide:
            raise SlackError("invalid_team")
        code = f"{secret(12)}.{secret(12)}.{secret(64)}"
        self._codes[code] = _Code(request, team_id, user_id, self._clock() + CODE_SECONDS)
        return code

    def redeem(self, code: str, redirect_uri: str) -> Json:
        """Installs the app as it was allowed, and returns what `oauth.v2.access` answers."""
        known = self._codes.get(code)
        if known is None or known.expires <= self._clock():
            raise SlackError("invalid_code")
        only = known.request.app.manifest.redirect_urls[:1]
        if redirect_uri != known.request.redirect_uri and (
            redirect_uri or known.request.redirect_uri not in only
        ):
            raise SlackError("bad_redirect_uri")
        del self._codes[code]
        platform = self._home if known.team_id is None else self._platforms[known.team_id]
        if known.request.app.is_org_wide and known.team_id is not None:
            raise SlackError("cannot_install_an_org_installed_app")
        app = self._installed(platform, known.request)
        return self._answer(platform, app, known.user_id)

    def _installed(self, platform: Platform, request: Request) -> App:
        """Scopes add up over installations; a token that still opens something stays as it is."""
        if platform.app is None:
            app = platform.install(request.app.manifest.source, request.app.request_url, like=request.app)
            app.scopes = request.scopes
            return app
        app = platform.app
        app.scopes = tuple(dict.fromkeys((*app.scopes, *request.scopes)))
        if app.is_revoked:
            app.scopes = request.scopes
            platform.reinstall()
        return app

    def refresh(self, refresh_token: str) -> Json:
        """A new access token for a refresh token, which is good once."""
        for platform in self._platforms.values():
            app = platform.app
            if (
                app is not None
                and refresh_token
                and app.refresh_token == refresh_token
                and not app.is_revoked
            ):
                platform.rotate(self._clock() + ACCESS_SECONDS)
                return self._answer(platform, app, None)
        raise SlackError("invalid_refresh_token")

    def _answer(self, platform: Platform, app: App, user_id: str | None) -> Json:
        if app.manifest.token_rotation and not app.refresh_token:
            platform.rotate(self._clock() + ACCESS_SECONDS)
        team = platform.workspace.team
        enterprise = {"id": team.enterprise_id, "name": team.enterprise_name} if team.enterprise_id else None
        answer: Json = {
            "ok": True,
            "app_id": app.id,
            "access_token": app.bot_token,
            "token_type": "bot",
            "scope": ",".join(app.scopes),
            "bot_user_id": app.bot_user_id,
            "team": None if app.is_org_wide else {"id": team.id, "name": team.name},
            "enterprise": enterprise,
            "is_enterprise_install": app.is_org_wide,
        }
        if user_id is not None:
            answer["authed_user"] = {"id": user_id}
        if app.refresh_token:
            answer |= {"refresh_token": app.refresh_token, "expires_in": ACCESS_SECONDS}
        return answer


def _redirect(allowed: Sequence[str], wanted: str) -> str:
    """Where to go on: an address of the manifest's, or one below it; the first one when none is named."""
    if not wanted and allowed:
        return allowed[0]
    if "#" in wanted or not any(wanted == one or wanted.startswith(one.rstrip("/") + "/") for one in allowed):
        raise SlackError("bad_redirect_uri")
    return wanted
