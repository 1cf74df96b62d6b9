"""`auth.*`, `team.*`, `bots.*`, `apps.*`, `oauth.*`: whose token this is, and what becomes of it."""

from __future__ import annotations

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.records import Team
from bot.sandbox.webapi.call import Call, page
from bot.sandbox.wire import SlackError


def auth_test(call: Call) -> Json:
    """Whom the token belongs to; one of an organization's names the organization in place of a workspace."""
    team = call.platform.workspace.team
    answer = {
        "ok": True,
        "url": call.platform.address,
        "team": team.name,
        "user": call.app.manifest.bot_name,
        "team_id": team.id,
        "user_id": call.app.bot_user_id,
        "bot_id": call.app.bot_id,
        "is_enterprise_install": call.app.is_org_wide,
    }
    if team.enterprise_id is not None:
        answer["enterprise_id"] = team.enterprise_id
    if call.app.is_org_wide:
        answer |= {"team": team.enterprise_name, "team_id": team.enterprise_id}
    return answer


def auth_revoke(call: Call) -> Json:
    if call.flag("test"):
        return {"ok": True, "revoked": False}
    call.platform.revoke(call.app)
    return {"ok": True, "revoked": True}


def teams_list(call: Call) -> Json:
    """The workspaces that the token is good for."""
    teams = [platform.workspace.team for platform in call.slack.platforms_of(call.app)]
    found, cursor = page(call, teams)
    shown = [{"id": team.id, "name": team.name} for team in found]
    return {"ok": True, "teams": shown, "response_metadata": {"next_cursor": cursor}}


def team_info(call: Call) -> Json:
    team = _team(call)
    shown: Json = {
        "id": team.id,
        "name": team.name,
        "url": call.slack.platforms[team.id].address,
        "domain": team.domain,
        "email_domain": "",
        "icon": {},
    }
    if team.enterprise_id:
        shown |= {"enterprise_id": team.enterprise_id, "enterprise_name": team.enterprise_name}
    return {"ok": True, "team": shown}


def _team(call: Call) -> Team:
    """The workspace asked for, among those that the token is good for."""
    team_id, domain = call.text("team"), call.text("domain")
    if not team_id and not domain:
        return call.platform.workspace.team
    for platform in call.slack.platforms_of(call.app):
        team = platform.workspace.team
        if team_id == team.id or (domain and domain == team.domain):
            return team
    raise SlackError("team_not_found")


def bots_info(call: Call) -> Json:
    wanted = call.text("bot") or call.app.bot_id
    apps = (call.platform.app, call.platform.other_app)
    app = next((app for app in apps if app is not None and app.bot_id == wanted), None)
    if app is None:
        raise SlackError("bot_not_found")
    return {"ok": True, "bot": call.platform.messages.bot_profile(app)}


def connections_open(call: Call) -> Json:
    if not call.app.manifest.socket_mode:
        raise SlackError("forbidden_team")
    return {"ok": True, "url": call.platform.sockets.ticket(call.app)}


def uninstall(call: Call) -> Json:
    client_id = call.text("client_id")
    if client_id != call.app.client_id:
        known = {platform.installed.client_id for platform in call.slack.platforms_of(call.app)}
        raise SlackError("invalid_client_id" if client_id not in known else "client_id_token_mismatch")
    if call.text("client_secret") != call.app.client_secret:
        raise SlackError("bad_client_secret")
    call.platform.revoke(call.app, uninstall=True)
    return {"ok": True}


def oauth_access(call: Call) -> Json:
    """Changes a code, or a refresh token, into a token for the app."""
    app = call.app
    if call.text("client_id") != app.client_id:
        raise SlackError("invalid_client_id")
    if call.text("client_secret") != app.client_secret:
        raise SlackError("bad_client_secret")
    kind = call.text("grant_type") or "authorization_code"
    if kind == "authorization_code":
        return call.slack.oauth.redeem(call.text("code"), call.text("redirect_uri"))
    if kind == "refresh_token":
        return call.slack.oauth.refresh(call.text("refresh_token"))
    raise SlackError("invalid_grant_type")
