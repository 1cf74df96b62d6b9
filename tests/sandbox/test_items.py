"""What hangs on messages and channels: reactions, pins, bookmarks, user groups, people's profiles."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.sandbox.server import start
from tests.sandbox.support import FakeBot, Slack, config, people

SCOPES = [
    "bookmarks:read", "bookmarks:write", "chat:write", "commands", "dnd:read", "emoji:read", "pins:read",
    "pins:write", "reactions:read", "reactions:write", "usergroups:read", "usergroups:write",
    "users.profile:read", "users:read", "users:read.email",
]  # fmt: skip


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    settings = config("http://127.0.0.1:9/", events=[], scopes=SCOPES)
    quiet = {"dnd_enabled": True, "next_dnd_start_ts": 1, "next_dnd_end_ts": 2}
    settings["users"] = [*people(), {"name": "gone", "deleted": True}, {"name": "quiet", "dnd": quiet}]
    with start(settings) as sandbox:
        yield Slack(sandbox)


@pytest.fixture
def where(slack: Slack) -> dict[str, str]:
    """A message of the bot's, as the methods name it."""
    ts = slack.done("chat.postMessage", channel=slack.channels["team"], text="Hello")["ts"]
    return {"channel": slack.channels["team"], "timestamp": ts}


def test_a_reaction_is_seen_once_and_taken_back(slack: Slack, where: dict[str, str]) -> None:
    slack.done("reactions.add", **where, name="tada")
    assert slack.api("reactions.add", **where, name=":tada:")["error"] == "already_reacted"
    shown = [{"name": "tada", "users": [slack.users["demo"]], "count": 1}]
    assert slack.done("reactions.get", **where)["message"]["reactions"] == shown
    assert slack.done("reactions.list")["items"][-1]["message"]["ts"] == where["timestamp"]
    slack.done("reactions.remove", **where, name="tada")
    assert slack.api("reactions.remove", **where, name="tada")["error"] == "no_reaction"
    assert "reactions" not in slack.done("reactions.get", **where)["message"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": "not a name"}, "invalid_name"),
        ({"timestamp": "soon"}, "bad_timestamp"),
        ({"timestamp": "1.000001"}, "message_not_found"),
        ({"timestamp": ""}, "no_item_specified"),
        ({"channel": ""}, "no_item_specified"),
        ({"channel": "C0"}, "channel_not_found"),
    ],
)
def test_a_reaction_needs_a_name_and_a_message(
    slack: Slack, where: dict[str, str], changes: dict[str, str], error: str
) -> None:
    assert slack.api("reactions.add", **{"name": "tada", **where, **changes})["error"] == error


def test_a_message_carries_at_most_23_different_reactions(slack: Slack, where: dict[str, str]) -> None:
    for number in range(23):
        slack.done("reactions.add", **where, name=f"e{number}")
    assert slack.api("reactions.add", **where, name="e23")["error"] == "too_many_emoji"


def test_a_message_is_pinned_once(slack: Slack, where: dict[str, str]) -> None:
    assert slack.api("pins.remove", **where)["error"] == "no_pin"
    slack.done("pins.add", **where)
    assert slack.api("pins.add", **where)["error"] == "already_pinned"
    (pin,) = slack.done("pins.list", channel=where["channel"])["items"]
    assert (pin["message"]["ts"], pin["created_by"]) == (where["timestamp"], slack.users["demo"])
    slack.done("pins.remove", **where)
    assert slack.done("pins.list", channel=where["channel"])["items"] == []


def test_a_bookmark_is_added_changed_and_removed(slack: Slack) -> None:
    at = {"channel_id": slack.channels["team"]}
    mark = slack.done("bookmarks.add", **at, title="Plan", type="link", link="https://a.example/")["bookmark"]
    named = {**at, "bookmark_id": mark["id"]}
    changed = slack.done("bookmarks.edit", **named, title="New plan", emoji=":memo:")["bookmark"]
    assert (changed["title"], changed["link"]) == ("New plan", "https://a.example/")
    assert slack.done("bookmarks.list", **at)["bookmarks"] == [changed]
    slack.done("bookmarks.remove", **named)
    assert slack.api("bookmarks.remove", **named)["error"] == "not_found"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"type": "folder"}, "invalid_bookmark_type"),
        ({"link": "nowhere"}, "invalid_link"),
        ({"link": None}, "invalid_link"),
        ({"emoji": "memo"}, "invalid_emoji"),
        ({"title": "x" * 257}, "invalid_arguments"),
    ],
)
def test_a_bookmark_is_a_link_with_a_title(slack: Slack, changes: dict[str, Any], error: str) -> None:
    given = {"title": "Plan", "type": "link", "link": "https://a.example/", **changes}
    given = {key: value for key, value in given.items() if value is not None}
    assert slack.api("bookmarks.add", channel_id=slack.channels["team"], **given)["error"] == error


def test_a_group_has_a_handle_and_people(slack: Slack) -> None:
    group = slack.done("usergroups.create", name="Writers", handle="writers", description="They write")
    named = {"usergroup": group["usergroup"]["id"]}
    users = f"{slack.users['alice']},{slack.users['bob']}"
    slack.done("usergroups.users.update", **named, users=users)
    assert slack.done("usergroups.users.list", **named)["users"] == users.split(",")
    slack.done("usergroups.update", **named, name="Authors")
    (shown,) = [
        one
        for one in slack.done("usergroups.list", include_users=True)["usergroups"]
        if one["handle"] == "writers"
    ]
    assert (shown["name"], shown["description"], shown["user_count"]) == ("Authors", "They write", 2)


def test_a_disabled_group_is_out_of_sight_until_it_is_enabled(slack: Slack) -> None:
    named = {"usergroup": slack.done("usergroups.create", name="Sleepers")["usergroup"]["id"]}
    slack.done("usergroups.disable", **named)
    assert named["usergroup"] not in [one["id"] for one in slack.done("usergroups.list")["usergroups"]]
    hidden = slack.done("usergroups.list", include_disabled=True)["usergroups"]
    assert named["usergroup"] in [one["id"] for one in hidden]
    assert slack.api("usergroups.users.list", **named)["error"] == "no_such_subteam"
    assert slack.done("usergroups.enable", **named)["usergroup"]["date_delete"] == 0


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("usergroups.create", {"name": "Taken"}, "name_already_exists"),
        ("usergroups.create", {"name": "Other", "handle": "taken"}, "handle_already_exists"),
        ("usergroups.create", {"name": "Other", "handle": "no spaces"}, "bad_handle"),
        ("usergroups.create", {"name": "Other", "handle": "here"}, "forbidden_handle"),
        ("usergroups.create", {"name": "Other", "description": "x" * 141}, "description_too_long"),
        ("usergroups.create", {"name": "Other", "channels": "C0"}, "invalid_channel_provided"),
        ("usergroups.update", {"usergroup": "S0"}, "no_such_subteam"),
        ("usergroups.users.update", {"usergroup": "S0", "users": "U0"}, "no_such_subteam"),
    ],
)
def test_a_group_that_cannot_be_is_refused(
    slack: Slack, method: str, args: dict[str, str], error: str
) -> None:
    slack.api("usergroups.create", name="Taken", handle="taken")
    assert slack.api(method, **args)["error"] == error


def test_only_people_who_are_here_come_into_a_group(slack: Slack) -> None:
    named = {"usergroup": slack.done("usergroups.create", name="Keepers")["usergroup"]["id"]}
    for users in ("U0NOBODY", slack.users["gone"]):
        assert slack.api("usergroups.users.update", **named, users=users)["error"] == "invalid_users"


def test_the_app_hears_who_came_into_a_group_and_who_went(
    workspace: Callable[..., Slack], bot: FakeBot
) -> None:
    slack = workspace(events=["subteam_members_changed"], scopes=SCOPES)
    named = {"usergroup": slack.done("usergroups.create", name="Crew")["usergroup"]["id"]}
    slack.done("usergroups.users.update", **named, users=slack.users["alice"])
    slack.done("usergroups.users.update", **named, users=slack.users["bob"])
    slack.post("revoke")  # it waits for what is on its way
    changes = [one["event"] for one in bot.of("subteam_members_changed")]
    seen = sorted((one["added_users"], one["removed_users"]) for one in changes)
    alice, bob = [slack.users["alice"]], [slack.users["bob"]]
    assert seen == sorted([(alice, []), (bob, alice)])


def test_a_person_is_found_by_an_address_while_they_are_here(slack: Slack) -> None:
    found = slack.done("users.lookupByEmail", email="Bob@Harbor.example")["user"]
    assert found["id"] == slack.users["bob"]
    for email in ("nobody@harbor.example", "gone@harbor.example"):
        assert slack.api("users.lookupByEmail", email=email)["error"] == "users_not_found"


def test_a_profile_and_a_presence_are_of_the_bot_unless_it_says_whose(slack: Slack) -> None:
    assert slack.done("users.profile.get", user=slack.users["bob"])["profile"]["real_name"] == "Bob Okafor"
    assert slack.done("users.profile.get")["profile"]["real_name"] == "demo"
    assert slack.done("users.getPresence", user=slack.users["bob"])["presence"] == "active"
    assert slack.done("users.getPresence", user=slack.users["quiet"])["presence"] == "away"
    assert slack.done("emoji.list")["emoji"] == {}
