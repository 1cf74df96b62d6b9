"""`conversations.*`: making channels, changing them, and who is in them."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.sandbox.server import start
from tests.sandbox.support import Slack, channels, config, people

SCOPES = [
    "channels:history", "channels:join", "channels:manage", "channels:read", "chat:write", "commands",
    "groups:read", "groups:write", "im:read", "im:write", "mpim:read", "mpim:write", "users:read",
]  # fmt: skip


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    guest = {"name": "gina", "is_restricted": True, "is_ultra_restricted": True}
    gone = {"name": "gone", "deleted": True}
    settings = config("http://127.0.0.1:9/", events=[], scopes=SCOPES)
    settings["users"] = [*people(), guest, gone]
    settings["channels"] = [*channels(), {"name": "general", "members": ["alice", "demo"]}]
    with start(settings) as sandbox:
        yield Slack(sandbox)


def made(slack: Slack, name: str, **more: Any) -> str:
    channel: str = slack.done("conversations.create", name=name, **more)["channel"]["id"]
    return channel


def test_a_new_channel_is_the_bots_and_seen_by_everybody_unless_private(slack: Slack) -> None:
    channel = slack.done("conversations.create", name="launch")["channel"]
    assert (channel["creator"], channel["is_private"]) == (slack.users["demo"], False)
    assert (channel["is_member"], channel["num_members"]) == (True, 1)
    hidden = made(slack, "plans", is_private=True)
    assert slack.done("conversations.info", channel=hidden)["channel"]["is_private"] is True


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("---", "invalid_name_punctuation"),
        ("Upper", "invalid_name_specials"),
        ("two words", "invalid_name_specials"),
        ("team", "name_taken"),
    ],
)
def test_a_name_that_cannot_be_a_channels_is_refused_with_the_reason(
    slack: Slack, name: str, error: str
) -> None:
    assert slack.api("conversations.create", name=name)["error"] == error


def test_people_are_invited_and_taken_out_again(slack: Slack) -> None:
    channel = made(slack, "invited")
    bob, charlie = slack.users["bob"], slack.users["charlie"]
    assert slack.done("conversations.invite", channel=channel, users=f"{bob},{charlie}")["channel"]["id"]
    assert slack.done("conversations.members", channel=channel)["members"] == [
        slack.users["demo"],
        bob,
        charlie,
    ]
    slack.done("conversations.kick", channel=channel, user=bob)
    assert bob not in slack.done("conversations.members", channel=channel)["members"]
    assert slack.api("conversations.kick", channel=channel, user=bob)["error"] == "not_in_channel"
    assert (
        slack.api("conversations.kick", channel=channel, user=slack.users["demo"])["error"]
        == "cant_kick_self"
    )


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("demo", "cant_invite_self"),
        ("alice", "already_in_channel"),
        ("gone", "user_not_found"),
        (None, "user_not_found"),
    ],
)
def test_who_cannot_be_invited_is_named_and_nobody_comes(slack: Slack, name: str | None, error: str) -> None:
    team = slack.channels["team"]
    wanted = slack.users[name] if name else "U0NOBODY"
    answer = slack.api("conversations.invite", channel=team, users=f"{slack.users['charlie']},{wanted}")
    assert (answer["error"], answer["errors"]) == (error, [{"user": wanted, "ok": False, "error": error}])
    assert slack.users["charlie"] not in slack.done("conversations.members", channel=team)["members"]


def test_a_single_channel_guest_comes_into_one_channel(slack: Slack) -> None:
    gina = slack.users["gina"]
    slack.done("conversations.invite", channel=made(slack, "guests"), users=gina)
    second = made(slack, "guests-too")
    assert slack.api("conversations.invite", channel=second, users=gina)["error"] == "ura_max_channels"


def test_forced_the_others_are_invited(slack: Slack) -> None:
    channel = made(slack, "forced")
    bob = slack.users["bob"]
    answer = slack.done("conversations.invite", channel=channel, users=f"U0NOBODY,{bob}", force=True)
    assert [one["error"] for one in answer["errors"]] == ["user_not_found"]
    assert bob in slack.done("conversations.members", channel=channel)["members"]


def test_an_archived_channel_comes_back(slack: Slack) -> None:
    channel = made(slack, "seasonal")
    slack.done("conversations.archive", channel=channel)
    assert slack.api("conversations.archive", channel=channel)["error"] == "already_archived"
    assert slack.api("chat.postMessage", channel=channel, text="x")["error"] == "is_archived"
    slack.done("conversations.unarchive", channel=channel)
    assert slack.api("conversations.unarchive", channel=channel)["error"] == "not_archived"
    assert slack.done("chat.postMessage", channel=channel, text="x")["ok"]


def test_general_stays(slack: Slack) -> None:
    general = slack.channels["general"]
    assert slack.api("conversations.archive", channel=general)["error"] == "cant_archive_general"
    assert slack.api("conversations.leave", channel=general)["error"] == "cant_leave_general"
    alice = slack.users["alice"]
    assert slack.api("conversations.kick", channel=general, user=alice)["error"] == "cant_kick_from_general"


def test_the_bot_renames_only_its_own_channels(slack: Slack) -> None:
    channel = made(slack, "before")
    shown = slack.done("conversations.rename", channel=channel, name="after")["channel"]
    assert (shown["name"], shown["previous_names"]) == ("after", ["before"])
    assert slack.api("conversations.rename", channel=channel, name="team")["error"] == "name_taken"
    others = slack.api("conversations.rename", channel=slack.channels["team"], name="ours")
    assert others["error"] == "not_authorized"


def test_a_topic_may_be_emptied_but_not_left_out(slack: Slack) -> None:
    team = slack.channels["team"]
    shown = slack.done("conversations.setTopic", channel=team, topic="Ship it")["channel"]["topic"]
    assert (shown["value"], shown["creator"]) == ("Ship it", slack.users["demo"])
    assert slack.done("conversations.setTopic", channel=team, topic="")["channel"]["topic"]["value"] == ""
    assert slack.api("conversations.setTopic", channel=team)["error"] == "invalid_arguments"
    assert slack.api("conversations.setPurpose", channel=team, purpose="x" * 251)["error"] == "too_long"


def test_leaving_twice_is_no_mistake_but_the_last_one_stays(slack: Slack) -> None:
    channel = made(slack, "left")
    slack.done("conversations.leave", channel=channel)
    assert slack.done("conversations.leave", channel=channel)["not_in_channel"] is True
    alone = made(slack, "alone", is_private=True)
    assert slack.api("conversations.leave", channel=alone)["error"] == "last_member"


def test_several_people_share_one_group_conversation(slack: Slack) -> None:
    both = f"{slack.users['alice']},{slack.users['bob']}"
    first = slack.done("conversations.open", users=both)
    again = slack.done("conversations.open", users=both, return_im=True)
    assert again["channel"]["id"] == first["channel"]["id"]
    assert (again["already_open"], again["channel"]["is_mpim"]) == (True, True)
    assert slack.done("chat.postMessage", channel=first["channel"]["id"], text="Hi both")["ok"]
    assert slack.done("conversations.close", channel=first["channel"]["id"])["ok"]
    listed = slack.done("conversations.list", types="mpim")["channels"]
    assert [one["id"] for one in listed] == [first["channel"]["id"]]


@pytest.mark.parametrize(
    ("users", "error"),
    [
        ("", "users_list_not_supplied"),
        ("U1,U2,U3,U4,U5,U6,U7,U8,U9", "too_many_users"),
        ("U1,U2", "user_not_found"),
        ("gone", "user_disabled"),
        ("gone,bob", "user_disabled"),
        ("demo", "invalid_user_combination"),
    ],
)
def test_who_cannot_be_written_to(slack: Slack, users: str, error: str) -> None:
    wanted = ",".join(slack.users.get(name, name) for name in users.split(","))
    assert slack.api("conversations.open", users=wanted)["error"] == error


def test_a_persons_conversations_are_those_the_bot_can_see(slack: Slack) -> None:
    bob = slack.users["bob"]
    found = slack.done("users.conversations", user=bob, types="public_channel,private_channel")["channels"]
    assert {"team"} <= {one["name"] for one in found}
    assert "secret" not in {one["name"] for one in found}
    assert slack.api("users.conversations", user="U0")["error"] == "user_not_found"
    assert slack.api("users.conversations", types="public_channel,gardens")["error"] == "invalid_types"


def test_pages_follow_each_other_without_loss(slack: Slack) -> None:
    everything = [one["id"] for one in slack.done("conversations.list", limit=1000)["channels"]]
    walked: list[str] = []
    cursor = ""
    while True:
        answer = slack.done("conversations.list", limit=2, cursor=cursor)
        walked += [one["id"] for one in answer["channels"]]
        cursor = answer["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert walked == everything


def test_a_mark_needs_a_timestamp(slack: Slack) -> None:
    team = slack.channels["team"]
    assert slack.done("conversations.mark", channel=team, ts="1700000000.000001")["ok"]
    assert slack.api("conversations.mark", channel=team, ts="yesterday")["error"] == "invalid_timestamp"
