"""Several workspaces: an app in each, an app in a whole organization, and an app that is somebody else's."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.server import start
from bot.sandbox.wire import Refused
from tests.sandbox.support import FakeBot, Json, Slack, actions, button, config, manifest, modal, send

SCOPES = ["chat:write", "channels:read", "commands", "team:read", "users:read", "app_mentions:read"]
DEPOT = {
    "team": {"name": "Depot", "domain": "depot"},
    "users": [{"name": "dora", "real_name": "Dora Maar"}],
    "channels": [{"name": "yard", "members": ["dora", "demo"]}],
}


def settings(bot: FakeBot | None, *, enterprise: bool = False, org_wide: bool = False, **more: Any) -> Json:
    """Harbor and Depot, with an app that the organization has in both, or that each has by itself."""
    made = config(bot.url if bot else "http://127.0.0.1:9/", scopes=SCOPES, events=["app_mention"])
    made["manifest"]["settings"]["org_deploy_enabled"] = org_wide
    return {
        **made,
        "workspaces": [DEPOT],
        **({"enterprise": {"name": "Globe"}} if enterprise else {}),
        **more,
    }


def other() -> Json:
    """The manifest of an app that is somebody else's."""
    made = manifest(scopes=[*SCOPES, "channels:join"], events=[])
    made["features"]["bot_user"]["display_name"] = "stranger"
    return made


class Depot(Slack):
    """The second workspace of a running sandbox."""

    def __init__(self, slack: Slack):
        super().__init__(slack.running)
        info = slack.running.info["workspaces"]["depot"]
        self.token, self.users, self.channels = info["bot_token"], info["users"], info["channels"]
        self.client_url = info["url"]

    def order(self, path: str, verb: str = "POST", **order: Any) -> Any:
        body = json.dumps(order).encode()
        return send(f"{self.client_url}/client/{path}", body, {"Content-Type": "application/json"}, verb)


@pytest.fixture
def two(bot: FakeBot) -> Iterator[tuple[Slack, Depot]]:
    with start(settings(bot)) as running:
        slack = Slack(running)
        yield slack, Depot(slack)


def test_each_workspace_has_its_own_people_channels_and_token(two: tuple[Slack, Depot]) -> None:
    harbor, depot = two
    assert harbor.done("auth.test")["team"] == "Harbor"
    assert depot.done("auth.test")["team"] == "Depot"
    assert depot.done("auth.test")["url"] == f"{depot.client_url}/"
    names = {one["name"] for one in depot.done("users.list")["members"]}
    assert names == {"slackbot", "dora", "demo"}
    assert (
        depot.api("chat.postMessage", channel=harbor.channels["team"], text="x")["error"]
        == "channel_not_found"
    )
    assert depot.done("chat.postMessage", channel=depot.channels["yard"], text="x")["ok"]


def test_a_click_in_the_second_workspace_says_where_it_was(bot: FakeBot, two: tuple[Slack, Depot]) -> None:
    _, depot = two
    yard = depot.channels["yard"]
    ts = depot.done("chat.postMessage", channel=yard, text="x", blocks=[actions(button())])["ts"]
    depot.post(
        "action", user=depot.users["dora"], channel=yard, message_ts=ts, block_id="row", action_id="go"
    )
    (payload,) = bot.of("block_actions")
    assert payload["team"]["domain"] == "depot"
    answered = send(
        payload["response_url"], json.dumps({"text": "Thanks"}).encode(), {"Content-Type": "application/json"}
    )
    assert answered.text == "ok"
    shown = send(f"{depot.client_url}/client/conversation?user={depot.users['dora']}&channel={yard}").json
    assert shown["messages"][-1]["text"] == "Thanks"


def test_a_link_to_a_message_leads_into_its_workspace(two: tuple[Slack, Depot]) -> None:
    _, depot = two
    ts = depot.done("chat.postMessage", channel=depot.channels["yard"], text="x")["ts"]
    link = depot.done("chat.getPermalink", channel=depot.channels["yard"], message_ts=ts)["permalink"]
    assert link.startswith(f"{depot.client_url}/archives/")


def test_each_app_has_its_own_budget_in_each_workspace(bot: FakeBot) -> None:
    with start(settings(bot, rate_limits={"team.info": 1}, other_app=other())) as running:
        harbor = Slack(running)
        assert harbor.call("team.info").status == 200
        assert harbor.call("team.info").status == 429
        assert Depot(harbor).call("team.info").status == 200
        assert harbor.call("team.info", token=running.info["other_app"]["bot_token"]).status == 200


def test_a_workspace_that_revokes_the_app_is_the_only_one_without_it(two: tuple[Slack, Depot]) -> None:
    harbor, depot = two
    depot.done("auth.revoke", test=True)
    assert depot.done("auth.revoke")["revoked"] is True
    assert depot.api("auth.test")["error"] == "token_revoked"
    assert harbor.done("auth.test")["ok"]


def test_a_new_version_of_the_app_is_new_everywhere(two: tuple[Slack, Depot]) -> None:
    harbor, depot = two
    newer = manifest(scopes=["chat:write", "commands"], events=[])
    token = depot.post("install", manifest=newer)["bot_token"]
    assert depot.call("auth.test", token=token).json["team"] == "Depot"
    for old in (harbor, depot):
        assert old.api("auth.test")["error"] == "invalid_auth"


# The organization


@pytest.fixture
def org(bot: FakeBot) -> Iterator[tuple[Slack, Depot]]:
    with start(settings(bot, enterprise=True, org_wide=True)) as running:
        slack = Slack(running)
        yield slack, Depot(slack)


def test_an_organization_has_one_token_for_all_of_it(org: tuple[Slack, Depot]) -> None:
    harbor, depot = org
    assert harbor.token == depot.token
    answer = harbor.done("auth.test")
    assert (answer["team"], answer["is_enterprise_install"]) == ("Globe", True)
    assert answer["team_id"] == answer["enterprise_id"]
    assert answer["enterprise_id"].startswith("E")
    assert [one["name"] for one in harbor.done("auth.teams.list")["teams"]] == ["Harbor", "Depot"]


def test_what_is_asked_of_a_workspace_names_it(org: tuple[Slack, Depot]) -> None:
    harbor, depot = org
    assert harbor.api("conversations.list")["error"] == "missing_argument"
    team = harbor.done("auth.teams.list")["teams"][1]["id"]
    assert [one["name"] for one in harbor.done("conversations.list", team_id=team)["channels"]] == ["yard"]
    assert harbor.api("users.list", team_id="T0NOWHERE")["error"] == "team_not_found"
    assert harbor.done("team.info", team=team)["team"]["enterprise_name"] == "Globe"
    assert harbor.done("users.info", user=depot.users["dora"])["user"]["name"] == "dora"


def test_ids_say_where_they_belong_and_names_do_not(org: tuple[Slack, Depot]) -> None:
    harbor, depot = org
    assert harbor.done("chat.postMessage", channel=depot.channels["yard"], text="Hi")["ok"]
    assert harbor.done("chat.postMessage", channel=depot.users["dora"], text="Hi")["ok"]
    assert harbor.api("chat.postMessage", channel="#yard", text="Hi")["error"] == "team_not_found"


def test_payloads_name_the_organization_and_no_team(bot: FakeBot, org: tuple[Slack, Depot]) -> None:
    harbor, depot = org
    yard = depot.channels["yard"]
    ts = harbor.done("chat.postMessage", channel=yard, text="x", blocks=[actions(button())])["ts"]
    dora = depot.users["dora"]
    depot.post("action", user=dora, channel=yard, message_ts=ts, block_id="row", action_id="go")
    (click,) = bot.of("block_actions")
    assert (click["team"], click["enterprise"]["name"]) == (None, "Globe")
    assert click["is_enterprise_install"] is True
    opened = harbor.done("views.open", trigger_id=click["trigger_id"], view=modal())
    assert harbor.done("views.update", view_id=opened["view"]["id"], view=modal())["ok"]
    depot.post("command", user=dora, channel=yard, text="/demo")
    (command,) = bot.of("command")
    assert (command["is_enterprise_install"], command["enterprise_name"]) == ("true", "Globe")
    depot.post("message", user=dora, channel=yard, text="Hello @demo")
    (mention,) = [one for one in bot.of("event") if one["event"]["type"] == "app_mention"]
    assert mention["authorizations"][0]["is_enterprise_install"] is True
    assert mention["enterprise_id"] == click["enterprise"]["id"]


def test_an_organization_takes_its_app_back_everywhere(org: tuple[Slack, Depot]) -> None:
    harbor, depot = org
    depot.post("revoke")
    assert (
        harbor.api("chat.postMessage", channel=harbor.channels["team"], text="x")["error"] == "token_revoked"
    )
    token = harbor.post("reinstall")["bot_token"]
    answer = harbor.call("chat.postMessage", token=token, channel=depot.channels["yard"], text="x").json
    assert answer["ok"]


@pytest.mark.parametrize("org_wide", [False, True])
def test_workspaces_go_on_where_they_stopped(tmp_path: Path, org_wide: bool) -> None:
    file = tmp_path / "slack.json"
    made = settings(None, enterprise=True, org_wide=org_wide, other_app=other())
    with start(made, state=file) as running:
        depot = Depot(Slack(running))
        ts = depot.done("chat.postMessage", channel=depot.channels["yard"], text="before")["ts"]
        stranger = running.info["other_app"]["bot_token"]
        planned = {"channel": depot.channels["yard"], "text": "later", "post_at": int(time.time()) + 9999}
        depot.done("chat.scheduleMessage", **planned)
    with start(made, state=file) as running:
        again = Depot(Slack(running))
        assert again.token == depot.token
        assert again.done("chat.update", channel=depot.channels["yard"], ts=ts, text="after")["ok"]
        assert again.call("auth.test", token=stranger).json["ok"]
        named = {} if not org_wide else {"channel": depot.channels["yard"]}
        if org_wide:
            named["team_id"] = again.done("auth.teams.list")["teams"][1]["id"]
        assert len(again.done("chat.scheduledMessages.list", **named)["scheduled_messages"]) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"workspaces": [{}]},
        {"workspaces": [{"team": {"name": "X", "domain": "no spaces"}}]},
        {"enterprise": {}},
    ],
)
def test_a_configuration_of_workspaces_is_checked(changes: Json) -> None:
    with pytest.raises(Refused, match=r"workspaces|enterprise"):
        start(changes)


# Another app


@pytest.fixture
def stranger(bot: FakeBot) -> Iterator[tuple[Slack, Callable[..., Json]]]:
    """The sandbox, and how the other app in it calls."""
    with start({**config(bot.url, scopes=SCOPES, events=["app_mention"]), "other_app": other()}) as running:
        slack = Slack(running)
        token = running.info["other_app"]["bot_token"]
        yield slack, lambda method, **args: slack.call(method, token=token, **args).json


def test_another_app_is_somebody_else(stranger: tuple[Slack, Callable[..., Json]]) -> None:
    slack, call = stranger
    assert call("auth.test")["user"] == "stranger"
    assert call("auth.test")["user_id"] != slack.done("auth.test")["user_id"]
    team = slack.channels["team"]
    assert call("chat.postMessage", channel=team, text="x")["error"] == "not_in_channel"
    assert call("conversations.join", channel=team)["ok"]
    assert call("chat.postMessage", channel=team, text="x")["message"]["bot_profile"]["name"] == "stranger"


def test_another_app_sees_what_its_own_scopes_show(bot: FakeBot) -> None:
    with start(
        {**config(bot.url, scopes=[*SCOPES, "users:read.email"], events=[]), "other_app": other()}
    ) as running:
        slack = Slack(running)
        token, bob = running.info["other_app"]["bot_token"], slack.users["bob"]
        assert "email" in slack.done("users.info", user=bob)["user"]["profile"]
        assert "email" not in slack.call("users.info", token=token, user=bob).json["user"]["profile"]


def test_another_apps_messages_are_not_ours_to_change(stranger: tuple[Slack, Callable[..., Json]]) -> None:
    slack, call = stranger
    where = {"channel": slack.channels["team"]}
    call("conversations.join", **where)
    theirs = call("chat.postMessage", **where, text="x")["ts"]
    ours = slack.done("chat.postMessage", **where, text="x")["ts"]
    assert slack.api("chat.update", **where, ts=theirs, text="y")["error"] == "cant_update_message"
    assert call("chat.update", **where, ts=ours, text="y")["error"] == "cant_update_message"
    assert call("chat.delete", **where, ts=ours)["error"] == "cant_delete_message"
    assert call("apps.connections.open")["error"] == "not_allowed_token_type"


def test_another_apps_conversations_and_views_are_its_own(
    bot: FakeBot, stranger: tuple[Slack, Callable[..., Json]]
) -> None:
    slack, call = stranger
    bob, team = slack.users["bob"], slack.channels["team"]
    assert call("chat.postMessage", channel=bob, text="x")["channel"] != slack.dm("bob")
    assert call("chat.postMessage", channel=slack.dm("bob"), text="x")["error"] == "channel_not_found"
    ts = slack.done("chat.postMessage", channel=team, text="x", blocks=[actions(button())])["ts"]
    slack.post("action", user=bob, channel=team, message_ts=ts, block_id="row", action_id="go")
    trigger = bot.of("block_actions")[0]["trigger_id"]
    assert call("views.open", trigger_id=trigger, view=modal())["error"] == "invalid_trigger_id"
    view = slack.done("views.open", trigger_id=trigger, view=modal())["view"]["id"]
    assert call("views.update", view_id=view, view=modal())["error"] == "not_found"
