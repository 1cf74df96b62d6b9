"""`users.*`, `dnd.*`, `emoji.*`: who is here, and what they may react with."""

from __future__ import annotations

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.records import User
from bot.sandbox.webapi.call import Call, page
from bot.sandbox.wire import SlackError


def users_list(call: Call) -> Json:
    found, cursor = page(call, list(call.platform.workspace.users.values()))
    shown = [_shown(call, user) for user in found]
    return {
        "ok": True,
        "members": shown,
        "cache_ts": call.moment(),
        "response_metadata": {"next_cursor": cursor},
    }


def users_info(call: Call) -> Json:
    return {"ok": True, "user": _shown(call, call.person(call.text("user")))}


def lookup_by_email(call: Call) -> Json:
    """Deactivated people aren't found, nor are bots."""
    email = call.text("email").lower()
    for user in call.platform.workspace.people():
        if not user.deleted and user.email.lower() == email:
            return {"ok": True, "user": _shown(call, user)}
    raise SlackError("users_not_found")


def presence(call: Call) -> Json:
    """Away for who has notifications paused or is gone; nobody's presence changes otherwise."""
    user = call.person(call.text("user") or call.app.bot_user_id)
    away = user.deleted or user.dnd["dnd_enabled"]
    return {"ok": True, "presence": "away" if away else "active"}


def profile(call: Call) -> Json:
    user = call.person(call.text("user") or call.app.bot_user_id)
    return {"ok": True, "profile": _shown(call, user)["profile"]}


def emoji_list(call: Call) -> Json:
    """Custom emoji only, of which there are none."""
    return {"ok": True, "emoji": {}, "cache_ts": str(call.moment())}


def dnd_info(call: Call) -> Json:
    user = call.person(call.text("user") or call.app.bot_user_id)
    return {"ok": True, **user.dnd}


def dnd_team_info(call: Call) -> Json:
    wanted = call.words("users")
    if not wanted:
        raise SlackError("no_users_provided")
    known = call.platform.workspace.users
    return {"ok": True, "users": {user: known[user].dnd for user in wanted if user in known}, "cached": False}


def _shown(call: Call, user: User) -> Json:
    shown = user.as_json(with_email=call.app.has_scope("users:read.email"))
    return {**shown, "locale": user.locale} if call.flag("include_locale") else shown
