"""The parts that interaction payloads have in common, and how they are delivered."""

from __future__ import annotations

from typing import Any

from bot.sandbox.app import App
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.delivery.answers import Answer, Delivery, Failure
from bot.sandbox.platform import Platform
from bot.sandbox.records import Channel, Message, Team
from bot.sandbox.views import View
from bot.sandbox.wire import Refused, absent
from bot.sandbox.workspace import Workspace


def base(platform: Platform, app: App, kind: str, user_id: str) -> Json:
    """The fields that every interaction carries."""
    user = platform.workspace.users[user_id]
    team = platform.workspace.team
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": team.id},
        "api_app_id": app.id,
        "token": app.verification_token,
        "team": None if app.is_org_wide else _team(team),
        "enterprise": _enterprise(team),
        "is_enterprise_install": app.is_org_wide,
    }


def _team(team: Team) -> Json:
    shown: Json = {"id": team.id, "domain": team.domain}
    if team.enterprise_id:
        shown |= {"enterprise_id": team.enterprise_id, "enterprise_name": team.enterprise_name}
    return shown


def _enterprise(team: Team) -> Json | None:
    return {"id": team.enterprise_id, "name": team.enterprise_name} if team.enterprise_id else None


def channel_name(channel: Channel) -> str:
    if channel.is_dm:
        return "directmessage"
    return "privategroup" if channel.kind == "group" else channel.name


def usable(platform: Platform) -> App:
    """The app, as long as the workspace has it; what was removed has no buttons and no commands."""
    app = platform.installed
    if app.is_revoked:
        raise Refused("app_removed", "The app has been removed from this workspace.")
    return app


async def deliver(platform: Platform, app: App, delivery: Delivery) -> Any:
    """The bot's acknowledgement of an interaction; `Refused` when there is none, as the person sees it."""
    if not app.manifest.interactive:
        raise Refused("interactivity_off", "The app's manifest does not enable interactivity.")
    outcome = await platform.courier.send(app, delivery)
    if isinstance(outcome, Failure):
        raise Refused(
            "app_did_not_respond", f"The app did not acknowledge: {outcome.reason}. {outcome.detail}".strip()
        )
    assert isinstance(outcome, Answer)
    return outcome.body


def message_seen_by(workspace: Workspace, user: str, channel_id: str, ts: str) -> tuple[Channel, Message]:
    """A message this person can see, their own ephemeral ones included."""
    channel = workspace.channel_for(channel_id, user)
    message = channel.messages.get(ts) or channel.ephemerals.get(ts)
    if message is None or message.only_for not in (None, user):
        raise absent("message_not_found", f"There is no message {ts} that this person can see.")
    return channel, message


def view_seen_by(platform: Platform, user: str, view_id: str) -> View:
    """An open modal or the Home page of this person."""
    view = platform.views.find(view_id)
    if view is None or view.user != user:
        raise absent("view_not_found", f"{view_id!r} is not open for this person.")
    return view


def demand_on_top(platform: Platform, view: View) -> None:
    """Only the modal on top can be used."""
    stack = platform.views.stack(view.user)
    if view in stack and stack[-1] is not view:
        raise Refused("view_is_covered", "Another view lies on top of this one.")
