"""`users.*`, `bots.*`, `team.*`, `dnd.*`, `auth.*`: who is here."""

from __future__ import annotations

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.records import User
from bot.sandbox.webapi.call import Call, page
from bot.sandbox.wire import SlackError


def auth_test(call: Call) -> Json:
    team = call.platform.workspace.team
    return {
        "ok": True,
        "url": call.platform.address,
        "team": team.name,
        "user": call.app.manifest.bot_name,
        "team_id": team.id,
        "user_id": call.app.bot_user_id,
        "bot_id": call.app.bot_id,
        "is_enterprise_install": False,
    }


def team_info(call: Call) -> Json:
    team = call.platform.workspace.team
    if call.text("team") not in ("", team.id):
        raise SlackError("team_not_found")
    shown = {
        "id": team.id,
        "name": team.name,
        "url": call.platform.address,
        "domain": team.domain,
        "email_domain": "",
        "icon": {},
    }
    return {"ok": True, "team": shown}


def bots_info(call: Call) -> Json:
    if call.text("bot") not in ("", call.app.bot_id):
        raise SlackError("bot_not_found")
    shown = call.platform.messages.bot_profile(call.app)
    return {"ok": True, "bot": shown}


def users_list(call: Call) -> Json:
    found, cursor = page(call, list(call.platform.workspace.users.values()), default=0, most=1000)
    shown = [_shown(call, user) for user in found]
    moment = int(float(call.platform.workspace.timestamps.new()))
    return {"ok": True, "members": shown, "cache_ts": moment, "response_metadata": {"next_cursor": cursor}}


def users_info(call: Call) -> Json:
    return {"ok": True, "user": _shown(call, _user(call, call.text("user")))}


def dnd_info(call: Call) -> Json:
    user = _user(call, call.text("user") or call.app.bot_user_id)
    return {"ok": True, **user.dnd}


def dnd_team_info(call: Call) -> Json:
    wanted = [word.strip() for word in call.text("users").split(",") if word.strip()]
    if not wanted:
        raise SlackError("no_users_provided")
    known = call.platform.workspace.users
    return {"ok": True, "users": {user: known[user].dnd for user in wanted if user in known}, "cached": False}


def _user(call: Call, user_id: str) -> User:
    user = call.platform.workspace.users.get(user_id)
    if user is None:
        raise SlackError("user_not_found")
    return user


def _shown(call: Call, user: User) -> Json:
    shown = call.platform.shown_user(user)
    return {**shown, "locale": user.locale} if call.flag("include_locale") else shown
