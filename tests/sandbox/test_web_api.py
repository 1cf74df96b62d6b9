"""The Web API: who may ask, in which form, and what Slack answers."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.sandbox.support import SCOPES, Slack, actions, button, modal, section, send

JSON = "application/json; charset=utf-8"
FORM = "application/x-www-form-urlencoded"


def without(*scopes: str) -> list[str]:
    return [scope for scope in SCOPES if scope not in scopes]


def authorized(slack: Slack, content_type: str | None = None) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {slack.token}",
        **({"Content-Type": content_type} if content_type else {}),
    }


# Who asks


def test_a_method_that_does_not_exist_is_unknown(slack: Slack) -> None:
    assert slack.api("chat.whisper") == {"ok": False, "error": "unknown_method", "req_method": "chat.whisper"}


@pytest.mark.parametrize(("token", "error"), [("", "not_authed"), ("xoxb-wrong", "invalid_auth")])
def test_a_call_needs_the_right_token(slack: Slack, token: str, error: str) -> None:
    assert slack.call("auth.test", token=token).json["error"] == error


def test_an_app_token_is_no_bot_token_and_the_other_way_round(workspace: Callable[..., Slack]) -> None:
    slack = workspace(socket_mode=True)
    assert (
        slack.call("auth.test", token=slack.running.info["app_token"]).json["error"]
        == "not_allowed_token_type"
    )
    assert slack.api("apps.connections.open")["error"] == "not_allowed_token_type"


def test_the_token_may_also_be_an_argument(slack: Slack) -> None:
    reply = send(f"{slack.url}/api/auth.test", urlencode({"token": slack.token}).encode())
    assert reply.json["user"] == "demo"


def test_a_revoked_token_is_refused_until_the_app_is_installed_again(slack: Slack) -> None:
    slack.post("revoke")
    assert slack.api("auth.test")["error"] == "token_revoked"
    keys = slack.post("reinstall")
    assert slack.api("auth.test")["error"] == "token_revoked"
    assert slack.call("auth.test", token=keys["bot_token"]).json["ok"]


def test_a_missing_scope_is_named_beside_those_there_are(workspace: Callable[..., Slack]) -> None:
    slack = workspace(scopes=without("team:read"))
    answer = slack.api("team.info")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "team:read")
    assert answer["provided"] == ",".join(without("team:read"))


def test_every_answer_tells_the_granted_scopes(slack: Slack) -> None:
    headers = {key.lower(): value for key, value in slack.call("team.info").headers.items()}
    assert headers["x-oauth-scopes"] == ",".join(SCOPES)
    assert headers["x-accepted-oauth-scopes"] == "team:read"


# In which form


def test_a_write_method_takes_json_and_a_read_method_does_not(slack: Slack) -> None:
    body = json.dumps({"channel": slack.channels["team"], "text": "Hi", "user": slack.users["bob"]}).encode()
    assert send(f"{slack.url}/api/chat.postMessage", body, authorized(slack, JSON)).json["ok"]
    refused = send(f"{slack.url}/api/users.info", body, authorized(slack, JSON)).json
    assert refused["error"] == "invalid_post_type"


@pytest.mark.parametrize(
    ("body", "content_type", "error"),
    [
        (b"{nonsense", JSON, "invalid_json"),
        (b"[1]", JSON, "json_not_object"),
        (b"<a/>", "text/xml", "invalid_post_type"),
        (b"a=b", FORM + "; charset=utf-16", "invalid_charset"),
        (b"\xff\xfe=\xff", FORM, "invalid_form_data"),
    ],
)
def test_a_body_that_cannot_be_read_is_named(
    slack: Slack, body: bytes, content_type: str, error: str
) -> None:
    assert (
        send(f"{slack.url}/api/chat.postMessage", body, authorized(slack, content_type)).json["error"]
        == error
    )


def test_a_read_method_takes_a_query(slack: Slack) -> None:
    query = urlencode({"user": slack.users["bob"]})
    reply = send(f"{slack.url}/api/users.info?{query}", headers=authorized(slack))
    assert reply.json["user"]["real_name"] == "Bob Okafor"


def test_a_missing_argument_is_named(slack: Slack) -> None:
    answer = slack.api("chat.update", channel=slack.channels["team"])
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: ts"]


# Who is here


def test_people_come_with_their_zone_and_without_it_once_deactivated(slack: Slack) -> None:
    bob = slack.done("users.info", user=slack.users["bob"])["user"]
    assert (bob["tz"], bob["profile"]["email"]) == ("Europe/London", "bob@harbor.example")
    slack.patch(f"users/{slack.users['bob']}", deleted=True)
    gone = slack.done("users.info", user=slack.users["bob"])["user"]
    assert gone["deleted"]
    assert "tz" not in gone


def test_addresses_need_their_own_scope(workspace: Callable[..., Slack]) -> None:
    slack = workspace(scopes=without("users:read.email"))
    assert "email" not in slack.done("users.info", user=slack.users["bob"])["user"]["profile"]


def test_slackbot_is_in_the_list_and_is_no_bot(slack: Slack) -> None:
    members = {user["name"]: user for user in slack.done("users.list")["members"]}
    assert members["slackbot"]["is_bot"] is False
    assert members["demo"]["is_bot"] is True


def test_a_list_comes_in_pages(slack: Slack) -> None:
    names: list[str] = []
    cursor = ""
    for _ in range(10):
        page = slack.done("users.list", limit="2", cursor=cursor)
        names += [user["name"] for user in page["members"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert names == ["slackbot", "alice", "bob", "charlie", "demo"]
    assert slack.api("users.list", cursor="bm9uc2Vuc2U=")["error"] == "invalid_cursor"
    assert slack.api("conversations.list", limit="1001")["error"] == "invalid_limit"


def test_do_not_disturb_can_be_asked(slack: Slack) -> None:
    dnd = {"dnd_enabled": True, "next_dnd_start_ts": 1, "next_dnd_end_ts": 2}
    slack.patch(f"users/{slack.users['bob']}", dnd=dnd)
    assert slack.done("dnd.info", user=slack.users["bob"])["next_dnd_end_ts"] == 2
    assert slack.done("dnd.teamInfo", users=slack.users["bob"])["users"] == {slack.users["bob"]: dnd}
    assert slack.api("dnd.info", user="U0")["error"] == "user_not_found"


# What the bot sees


def test_the_bot_sees_public_channels_and_the_private_ones_it_is_in(slack: Slack) -> None:
    found = slack.done("conversations.list", types="public_channel,private_channel")["channels"]
    assert [channel["name"] for channel in found] == ["team", "elsewhere", "leads"]
    assert slack.api("conversations.info", channel=slack.channels["secret"])["error"] == "channel_not_found"


def test_the_scope_needed_follows_the_kind_of_conversation(workspace: Callable[..., Slack]) -> None:
    slack = workspace(scopes=without("groups:read"))
    assert slack.api("conversations.list", types="private_channel")["needed"] == "groups:read"
    assert slack.api("conversations.info", channel=slack.channels["leads"])["needed"] == "groups:read"
    assert slack.api("conversations.info", channel=slack.channels["team"])["ok"]


def test_history_is_for_members_only(slack: Slack) -> None:
    assert (
        slack.api("conversations.history", channel=slack.channels["elsewhere"])["error"] == "not_in_channel"
    )
    slack.done("conversations.join", channel=slack.channels["elsewhere"])
    assert slack.api("conversations.history", channel=slack.channels["elsewhere"])["ok"]


def test_a_direct_message_is_opened_by_user_id(slack: Slack) -> None:
    opened = slack.done("conversations.open", users=slack.users["bob"])
    assert opened["channel"]["id"] == slack.dm("bob")
    assert slack.api("conversations.open", users="U0")["error"] == "user_not_found"
    slack.patch(f"users/{slack.users['bob']}", deleted=True)
    assert slack.api("conversations.open", users=slack.users["bob"])["error"] == "user_disabled"


# Posting


def test_a_post_to_a_person_lands_in_the_direct_message_and_says_which(slack: Slack) -> None:
    answer = slack.done("chat.postMessage", channel=slack.users["bob"], text="Hello")
    assert answer["channel"] == slack.dm("bob")
    assert answer["message"]["bot_profile"]["name"] == "demo"


def test_where_the_bot_may_post(slack: Slack) -> None:
    def error(channel: str) -> Any:
        return slack.api("chat.postMessage", channel=channel, text="Hi").get("error")

    assert error(slack.channels["team"]) is None
    assert error("#team") is None
    assert error(slack.channels["elsewhere"]) == "not_in_channel"
    assert error(slack.channels["secret"]) == "channel_not_found"
    assert error("C0") == "channel_not_found"
    assert error("U0") == "channel_not_found"
    slack.patch(f"channels/{slack.channels['team']}", is_archived=True)
    assert error(slack.channels["team"]) == "is_archived"


def test_a_scope_lets_it_post_in_public_channels_without_joining(workspace: Callable[..., Slack]) -> None:
    slack = workspace(scopes=[*SCOPES, "chat:write.public"])
    assert slack.api("chat.postMessage", channel=slack.channels["elsewhere"], text="Hi")["ok"]
    assert (
        slack.api("chat.postMessage", channel=slack.channels["secret"], text="Hi")["error"]
        == "channel_not_found"
    )


def test_a_removed_bot_is_refused_and_can_come_back(slack: Slack) -> None:
    slack.patch(f"channels/{slack.channels['team']}", remove_bot=True)
    assert (
        slack.api("chat.postMessage", channel=slack.channels["team"], text="Hi")["error"] == "not_in_channel"
    )
    slack.patch(f"channels/{slack.channels['team']}", add_bot=True)
    assert slack.api("chat.postMessage", channel=slack.channels["team"], text="Hi")["ok"]


def test_no_direct_messages_without_a_messages_tab(workspace: Callable[..., Slack]) -> None:
    slack = workspace(app_home={"home_tab_enabled": True, "messages_tab_enabled": False})
    assert (
        slack.api("chat.postMessage", channel=slack.users["bob"], text="Hi")["error"]
        == "messages_tab_disabled"
    )


def test_a_very_long_text_is_cut_with_a_warning(slack: Slack) -> None:
    answer = slack.done("chat.postMessage", channel=slack.channels["team"], text="x" * 40_001)
    assert len(answer["message"]["text"]) == 40_000
    assert answer["response_metadata"]["warnings"] == ["message_truncated"]


def test_blocks_without_a_text_get_one_and_ids(slack: Slack) -> None:
    blocks = [section("One"), actions(button())]
    del blocks[1]["block_id"]
    message = slack.done("chat.postMessage", channel=slack.channels["team"], blocks=blocks)["message"]
    assert message["text"].startswith("One")
    assert all(block["block_id"] for block in message["blocks"])


def test_addresses_come_back_in_angle_brackets(slack: Slack) -> None:
    text = "See https://example.com/a and <https://example.com/b|this>."
    message = slack.done("chat.postMessage", channel=slack.channels["team"], text=text)["message"]
    assert message["text"] == "See <https://example.com/a> and <https://example.com/b|this>."


def test_timestamps_are_unique_and_rise(slack: Slack) -> None:
    posted = [
        slack.done("chat.postMessage", channel=slack.channels["team"], text="x")["ts"] for _ in range(20)
    ]
    assert posted == sorted(set(posted))


def test_metadata_is_shown_in_full_only_when_asked_for(slack: Slack) -> None:
    metadata = {"event_type": "said", "event_payload": {"key": "k-1"}}
    slack.done("chat.postMessage", channel=slack.channels["team"], text="x", metadata=metadata)
    history = slack.done("conversations.history", channel=slack.channels["team"])["messages"]
    assert history[0]["metadata"] == {"event_type": "said"}
    full = slack.done("conversations.history", channel=slack.channels["team"], include_all_metadata="true")
    assert full["messages"][0]["metadata"] == metadata


# Threads and history


def test_a_thread_hangs_on_its_parent(slack: Slack) -> None:
    team = slack.channels["team"]
    root = slack.done("chat.postMessage", channel=team, text="root")["ts"]
    reply = slack.done("chat.postMessage", channel=team, text="reply", thread_ts=root)["ts"]
    assert (
        slack.api("chat.postMessage", channel=team, text="x", thread_ts=reply)["error"]
        == "cannot_reply_to_message"
    )
    history = slack.done("conversations.history", channel=team)["messages"]
    assert [(one["text"], one["reply_count"], one["latest_reply"]) for one in history] == [("root", 1, reply)]
    thread = slack.done("conversations.replies", channel=team, ts=root)["messages"]
    assert [one["text"] for one in thread] == ["root", "reply"]
    assert slack.api("conversations.replies", channel=team, ts=reply)["error"] == "thread_not_found"


def test_a_broadcast_reply_is_also_in_the_channel(slack: Slack) -> None:
    team = slack.channels["team"]
    root = slack.done("chat.postMessage", channel=team, text="root")["ts"]
    slack.done("chat.postMessage", channel=team, text="loud", thread_ts=root, reply_broadcast="true")
    assert [one["text"] for one in slack.done("conversations.history", channel=team)["messages"]] == [
        "loud",
        "root",
    ]


def test_an_old_reply_can_be_broadcast_too(slack: Slack) -> None:
    team = slack.channels["team"]
    root = slack.done("chat.postMessage", channel=team, text="root")["ts"]
    reply = slack.done("chat.postMessage", channel=team, text="old", thread_ts=root)["ts"]
    shown = slack.done("chat.update", channel=team, ts=reply, reply_broadcast="true")["message"]
    assert (shown["text"], shown["subtype"], "edited" in shown) == ("old", "thread_broadcast", False)
    history = slack.done("conversations.history", channel=team)["messages"]
    assert [one["text"] for one in history] == ["old", "root"]


def test_history_goes_backwards_between_two_moments(slack: Slack) -> None:
    team = slack.channels["team"]
    first, second, third = (slack.done("chat.postMessage", channel=team, text=text)["ts"] for text in "abc")

    def texts(**args: str) -> str:
        return "".join(
            one["text"] for one in slack.done("conversations.history", channel=team, **args)["messages"]
        )

    assert texts() == "cba"
    assert texts(oldest=first, latest=third) == "b"
    assert texts(oldest=first, latest=third, inclusive="true") == "cba"
    assert texts(limit="1") == "c"
    assert (
        slack.api("conversations.history", channel=team, oldest="yesterday")["error"] == "invalid_ts_oldest"
    )
    assert second < third


# Editing and deleting


def posted(slack: Slack, **said: Any) -> dict[str, str]:
    answer = slack.done("chat.postMessage", channel=slack.channels["team"], **said)
    return {"channel": answer["channel"], "ts": answer["ts"]}


def test_a_text_without_blocks_drops_the_blocks_and_blocks_alone_keep_the_rest(slack: Slack) -> None:
    where = posted(
        slack, text="one", blocks=[section("One")], metadata={"event_type": "e", "event_payload": {}}
    )
    shown = slack.done("chat.update", **where, blocks=[section("Two")])["message"]
    assert shown["blocks"][0]["text"]["text"] == "Two"
    assert "edited" not in shown
    shown = slack.done("chat.update", **where, text="three")["message"]
    assert (shown["text"], "blocks" in shown, "edited" in shown) == ("three", False, True)
    assert shown["metadata"]["event_type"] == "e"
    assert "metadata" not in slack.done("chat.update", **where, text="four", metadata={})["message"]


def test_only_the_bots_own_messages_can_be_edited_or_deleted(slack: Slack) -> None:
    team = slack.channels["team"]
    ts = slack.post("message", user=slack.users["bob"], channel=team, text="mine")["ts"]
    assert slack.api("chat.update", channel=team, ts=ts, text="x")["error"] == "cant_update_message"
    assert slack.api("chat.delete", channel=team, ts=ts)["error"] == "cant_delete_message"
    assert slack.api("chat.update", channel=team, ts="1.000001", text="x")["error"] == "message_not_found"


def test_an_edit_needs_the_conversations_id_not_the_persons(slack: Slack) -> None:
    answer = slack.done("chat.postMessage", channel=slack.users["bob"], text="x")
    assert (
        slack.api("chat.update", channel=slack.users["bob"], ts=answer["ts"], text="y")["error"]
        == "channel_not_found"
    )
    assert slack.api("chat.update", channel=answer["channel"], ts=answer["ts"], text="y")["ok"]


def test_an_archived_channel_is_inactive_for_edits(slack: Slack) -> None:
    where = posted(slack, text="x")
    slack.patch(f"channels/{slack.channels['team']}", is_archived=True)
    assert slack.api("chat.update", **where, text="y")["error"] == "is_inactive"


def test_a_deleted_parent_leaves_a_tombstone_and_a_leaf_nothing(slack: Slack) -> None:
    where = posted(slack, text="root")
    reply = slack.done("chat.postMessage", channel=where["channel"], text="reply", thread_ts=where["ts"])[
        "ts"
    ]
    slack.done("chat.delete", **where)
    shown = slack.seen("alice", where["channel"])
    assert [one.get("subtype") for one in shown] == ["tombstone"]
    assert slack.api("chat.update", **where, text="x")["error"] == "message_not_found"
    slack.done("chat.delete", channel=where["channel"], ts=reply)
    assert len(slack.seen("alice", where["channel"], thread_ts=where["ts"])) == 1


# Ephemeral messages and links


def test_an_ephemeral_message_is_for_one_member_and_cannot_be_edited(slack: Slack) -> None:
    team, bob = slack.channels["team"], slack.users["bob"]
    ts = slack.done("chat.postEphemeral", channel=team, user=bob, text="psst")["message_ts"]
    assert [one["is_ephemeral"] for one in slack.seen("bob", team)] == [True]
    assert slack.seen("alice", team) == []
    assert slack.api("chat.update", channel=team, ts=ts, text="x")["error"] == "message_not_found"
    assert slack.done("conversations.history", channel=team)["messages"] == []
    outsider = slack.api("chat.postEphemeral", channel=team, user=slack.users["charlie"], text="x")
    assert outsider["error"] == "user_not_in_channel"
    assert slack.api("chat.postEphemeral", channel=team, user=bob, text="x" * 4001)["error"] == "msg_too_long"


def test_a_permalink_leads_to_the_message_in_its_thread(slack: Slack) -> None:
    where = posted(slack, text="root")
    reply = slack.done("chat.postMessage", channel=where["channel"], text="reply", thread_ts=where["ts"])[
        "ts"
    ]
    link = slack.done("chat.getPermalink", channel=where["channel"], message_ts=reply)["permalink"]
    digits = reply.replace(".", "")
    own = slack.done("auth.test")["url"]
    assert own == f"{slack.url}/"
    assert (
        link == f"{own}archives/{where['channel']}/p{digits}?thread_ts={where['ts']}&cid={where['channel']}"
    )
    assert (
        slack.api("chat.getPermalink", channel=where["channel"], message_ts="1.0")["error"]
        == "message_not_found"
    )


# The validator


def test_the_validator_names_code_pointer_and_constraint(slack: Slack) -> None:
    broken = [
        {"type": "header", "text": {"type": "invalid", "text": "x"}},
        {"type": "divider", "block_id": 7},
    ]
    answer = slack.api("blocks.validate", blocks=broken)
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"][0] == {
        "code": "failed_constraint",
        "message": "unsupported type: invalid",
        "pointer": "/0/text/type",
        "constraint": {"type": "enum", "expected": ["plain_text"]},
    }
    assert slack.api("blocks.validate", view=modal())["ok"]
    assert slack.api("blocks.validate", message={"blocks": [section("")]})["error"] == "invalid_message"
    missing = slack.api("blocks.validate", blocks=[{}])["errors"][0]
    assert missing == {
        "code": "missing_field",
        "message": "missing required field: type",
        "field": "type",
        "pointer": "/0",
    }
    assert slack.api("blocks.validate")["error"] == "invalid_arguments"
    assert (
        slack.api("blocks.validate", blocks=json.dumps([section("x" * 100_000)]))["error"]
        == "invalid_arguments"
    )
