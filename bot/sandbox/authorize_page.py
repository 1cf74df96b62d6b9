"""Slack's page that asks a person whether an app may be installed."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from aiohttp import web

from bot.sandbox.ids import secret
from bot.sandbox.oauth import Request
from bot.sandbox.slack import Slack
from bot.sandbox.wire import SlackError

_EVERYWHERE = "organization"
_HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width">
<style>:root{{color-scheme:light dark}}body{{font:16px/1.5 system-ui,sans-serif;max-width:32rem;
margin:4rem auto;padding:0 1rem}}
button,select{{font:inherit;padding:.5rem 1rem;margin:.25rem .5rem .25rem 0}}</style>
<h1>{title}</h1>"""


class AuthorizePage:
    def __init__(self, slack: Slack):
        self._slack = slack
        # One of these comes with each page, so that no page elsewhere can press the button.
        self._asked: dict[str, Request] = {}

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/oauth/v2/authorize", self._ask), web.post("/oauth/v2/authorize", self._answer)]

    async def _ask(self, request: web.Request) -> web.Response:
        try:
            wanted = self._slack.oauth.read(dict(request.query))
        except SlackError as error:
            return _page("Something is wrong with this link", f"<p>Slack says: {escape(error.code)}</p>", 400)
        ticket = secret(32)
        self._asked[ticket] = wanted
        scopes = "".join(f"<li>{escape(scope)}</li>" for scope in wanted.scopes)
        body = (
            f"<p>It asks for:</p><ul>{scopes}</ul><form method='post'>"
            f"<input type='hidden' name='ticket' value='{ticket}'>"
            f"<p><label>Who are you? <select name='user'>{self._people()}</select></label></p>"
            f"<p><label>Where? <select name='team'>{self._places(wanted)}</select></label></p>"
            "<button name='allow' value='1'>Allow</button>"
            "<button name='allow' value=''>Cancel</button></form>"
        )
        return _page(f"{wanted.app.manifest.name} would like to be installed", body)

    def _people(self) -> str:
        people = self._slack.home.workspace.people()
        return "".join(_option(user.id, user.real_name) for user in people if not user.deleted)

    def _places(self, wanted: Request) -> str:
        """The workspaces to choose from, or the organization for an app that is made for it."""
        teams = [platform.workspace.team for platform in self._slack.platforms.values()]
        if wanted.app.is_org_wide:
            return _option(_EVERYWHERE, f"Everywhere in {teams[0].enterprise_name}")
        return "".join(_option(team.id, team.name) for team in teams if wanted.team_id in ("", team.id))

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        wanted = self._asked.pop(str(form.get("ticket", "")), None)
        team = str(form.get("team", ""))
        if wanted is None or (team != _EVERYWHERE and team not in self._slack.platforms):
            return _page("This page is too old", "<p>Please follow the app's link again.</p>", 400)
        query = {"state": wanted.state}
        if form.get("allow"):
            chosen = None if team == _EVERYWHERE else team
            query["code"] = self._slack.oauth.allow(wanted, chosen, str(form.get("user", "")))
        else:
            query["error"] = "access_denied"
        glue = "&" if "?" in wanted.redirect_uri else "?"
        raise web.HTTPFound(f"{wanted.redirect_uri}{glue}{urlencode(query)}")


def _option(value: str, label: str) -> str:
    return f"<option value='{escape(value)}'>{escape(label)}</option>"


def _page(title: str, body: str, status: int = 200) -> web.Response:
    html = _HEAD.format(title=escape(title)) + body
    return web.Response(text=html, status=status, content_type="text/html", charset="utf-8")
