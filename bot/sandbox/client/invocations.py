"""Slash commands and shortcuts."""

from __future__ import annotations

from typing import Any

from bot.sandbox import content
from bot.sandbox.app import App
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.client.payloads import base, channel_name, deliver, message_seen_by, usable
from bot.sandbox.delivery.answers import Delivery, Failure
from bot.sandbox.platform import Platform
from bot.sandbox.records import Channel, Team
from bot.sandbox.wire import Refused, SlackError, absent
from bot.sandbox.workspace import escape


async def run_command(platform: Platform, user: str, order: Json) -> Json:
    """A person sends a slash command; what the bot answers at once appears in the channel."""
    app = usable(platform)
    person = platform.workspace.active_user(user)
    channel = platform.workspace.channel_for(str(order.get("channel", "")), user)
    word, _, rest = str(order.get("text", "")).strip().partition(" ")
    command = app.manifest.commands.get(word)
    if command is None:
        raise absent("unknown_command", f"{word} is not a valid command.")
    if order.get("thread_ts"):
        raise Refused("not_in_threads", f"{word} is not supported in threads. Sorry!")
    team = platform.workspace.team
    text = escape(rest.strip())
    payload = {
        "token": app.verification_token,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": word,
        "text": platform.workspace.link_names(text, labelled=True) if command.should_escape else text,
        "api_app_id": app.id,
        "is_enterprise_install": "true" if app.is_org_wide else "false",
        **_enterprise(team),
        "response_url": platform.urls.issue("commands", team.id, user, channel.id),
        "trigger_id": platform.triggers.issue(user),
    }
    outcome = await platform.courier.send(
        app, Delivery("slash_commands", word, payload, user=user, command=word)
    )
    if isinstance(outcome, Failure):
        timed_out = outcome.reason in ("timeout", "http_timeout")
        _fail(platform, channel, user, word, "operation_timeout" if timed_out else "dispatch_failed")
    else:
        _show_answer(platform, app, channel, user, f"{word} {rest}".strip(), outcome.body)
    return {}


def _enterprise(team: Team) -> Json:
    """Only commands inside an organization have these fields."""
    if team.enterprise_id is None:
        return {}
    return {"enterprise_id": team.enterprise_id, "enterprise_name": team.enterprise_name}


def _fail(platform: Platform, channel: Channel, user: str, word: str, code: str) -> None:
    platform.messages.say_as_slackbot(channel, f'{word} failed with the error "{code}"', user)


def _show_answer(platform: Platform, app: App, channel: Channel, user: str, typed: str, answer: Any) -> None:
    """The inline answer: nothing, a text, or a message; ephemeral unless it says `in_channel`."""
    if type(answer) is str:
        answer = {"text": answer}
    if not answer or type(answer) is not dict:
        return
    try:
        said = content.read(answer, limit_blocks=False)
    except SlackError as error:
        _fail(platform, channel, user, typed.split()[0], error.code)
        return
    if said.is_empty:
        return
    if answer.get("response_type") == "in_channel":
        platform.messages.say_as_person(channel, user, typed, files=[])
        platform.messages.say_as_bot(app, channel, said)
    else:
        platform.messages.say_as_bot(app, channel, said, only_for=user)


async def use_shortcut(platform: Platform, user: str, order: Json) -> Json:
    """A person uses a shortcut, anywhere or on a message."""
    app = usable(platform)
    platform.workspace.active_user(user)
    shortcut = app.manifest.shortcuts.get(str(order.get("callback_id")))
    if shortcut is None:
        raise absent("unknown_shortcut", f"The app has no shortcut {order.get('callback_id')!r}.")
    on_message = shortcut.kind == "message"
    if on_message != bool(order.get("message_ts")):
        raise Refused("wrong_place", f"This is a {shortcut.kind} shortcut.")
    payload = {
        **_base_of_shortcut(platform, app, user, on_message),
        "action_ts": platform.workspace.timestamps.new(),
        "callback_id": shortcut.callback_id,
        "trigger_id": platform.triggers.issue(user),
    }
    if on_message:
        payload |= _on_message(platform, user, order)
    await deliver(platform, app, Delivery("interactive", shortcut.callback_id, payload, user=user))
    return {}


def _base_of_shortcut(platform: Platform, app: App, user: str, on_message: bool) -> Json:
    """Shortcuts say less than clicks: no `api_app_id`, and of the person either the name or the username."""
    payload = base(platform, app, "message_action" if on_message else "shortcut", user)
    del payload["api_app_id"]
    told = ("id", "name") if on_message else ("id", "username", "team_id")
    return {**payload, "user": {key: payload["user"][key] for key in told}}


def _on_message(platform: Platform, user: str, order: Json) -> Json:
    channel, message = message_seen_by(
        platform.workspace, user, str(order.get("channel", "")), str(order["message_ts"])
    )
    if message.only_for is not None:
        raise Refused("ephemeral_message", "A message only you see has no shortcuts.")
    team = platform.workspace.team
    url = platform.urls.issue("app", team.id, user, channel.id, thread_ts=message.thread_ts)
    return {
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "message_ts": message.ts,
        "message": channel.shown(message),
        "response_url": url,
    }
