"""What people do in the client, and what the bot is told of it over signed HTTP."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.delivery.over_http import signature
from tests.sandbox.support import (
    FakeBot,
    Json,
    Received,
    Slack,
    actions,
    button,
    field_of,
    home,
    option,
    plain,
    section,
)


def says(slack: Slack, *blocks: Json, to: str = "team") -> dict[str, str]:
    """A message of the bot's, as the place of a click."""
    answer = slack.done("chat.postMessage", channel=slack.channels[to], text="x", blocks=list(blocks))
    return {"channel": answer["channel"], "message_ts": answer["ts"]}


def clicks(slack: Slack, where: dict[str, str], action_id: str = "go", value: Any = None) -> None:
    slack.post("action", user=slack.users["bob"], **where, block_id="row", action_id=action_id, value=value)


# Signed HTTP


def test_a_delivery_is_signed_with_the_apps_secret(slack: Slack, bot: FakeBot) -> None:
    slack.post("command", user=slack.users["bob"], channel=slack.channels["team"], text="/demo")
    received = bot.received[0]
    expected = signature(
        slack.running.info["signing_secret"], received.headers["X-Slack-Request-Timestamp"], received.raw
    )
    assert received.headers["X-Slack-Signature"] == expected


def test_the_signature_is_the_one_slack_documents() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    found = signature("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body)
    assert found == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


# Commands


def test_a_command_arrives_as_a_form_with_names_escaped_where_the_manifest_says_so(
    slack: Slack, bot: FakeBot
) -> None:
    where = {"user": slack.users["bob"], "channel": slack.channels["team"]}
    slack.post("command", **where, text="/demo ask @alice in #team about R&D")
    slack.post("command", **where, text="/raw ask @alice in #team")
    escaped, raw = (payload["text"] for payload in bot.of("command"))
    team = slack.channels["team"]
    assert escaped == f"ask <@{slack.users['alice']}|alice> in <#{team}|team> about R&amp;D"
    assert raw == "ask @alice in #team"
    payload = bot.of("command")[0]
    assert (payload["command"], payload["channel_name"], payload["user_name"]) == ("/demo", "team", "bob")
    assert {"token", "team_id", "api_app_id", "response_url", "trigger_id", "is_enterprise_install"} <= set(
        payload
    )


def test_conversations_without_a_public_name_are_named_by_their_kind(slack: Slack, bot: FakeBot) -> None:
    for channel in (slack.dm("alice"), slack.channels["leads"]):
        slack.post("command", user=slack.users["alice"], channel=channel, text="/demo")
    assert [payload["channel_name"] for payload in bot.of("command")] == ["directmessage", "privategroup"]


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ((200, b""), []),
        ((200, b"Hello"), [("Hello", True)]),
        ((200, {"text": "Only you"}), [("Only you", True)]),
        ((200, {"response_type": "in_channel", "text": "All"}), [("/demo", False), ("All", False)]),
        ((500, b""), [('/demo failed with the error "dispatch_failed"', True)]),
        ((200, {"blocks": [{"type": "poem"}]}), [('/demo failed with the error "invalid_blocks"', True)]),
    ],
)
def test_the_inline_answer_to_a_command(
    slack: Slack, bot: FakeBot, answer: Any, shown: list[tuple[str, bool]]
) -> None:
    bot.answer = lambda _: answer
    slack.post("command", user=slack.users["bob"], channel=slack.channels["team"], text="/demo")
    seen = slack.seen("bob", slack.channels["team"])
    assert [(message["text"], message["is_ephemeral"]) for message in seen] == shown
    assert len(slack.seen("alice", slack.channels["team"])) == sum(not ephemeral for _, ephemeral in shown)


def test_a_command_that_is_not_in_the_manifest_does_not_exist(slack: Slack, bot: FakeBot) -> None:
    where = {"user": slack.users["bob"], "channel": slack.channels["team"]}
    assert slack.refused("command", **where, text="/nothing") == "unknown_command"
    assert slack.refused("shortcut", user=slack.users["bob"], callback_id="nothing") == "unknown_shortcut"
    assert bot.received == []


def test_a_command_does_not_work_in_a_thread(slack: Slack, bot: FakeBot) -> None:
    where = says(slack, section())
    order = {"user": slack.users["bob"], "channel": where["channel"], "thread_ts": where["message_ts"]}
    reply = slack.order("command", **order, text="/demo")
    assert (reply.status, reply.json["detail"]) == (400, "/demo is not supported in threads. Sorry!")
    assert bot.received == []


def test_a_bot_that_is_down_is_shown_as_slack_shows_it(workspace: Callable[..., Slack], bot: FakeBot) -> None:
    slack = workspace(timings={"retry_delays": []})
    bot.stop()
    slack.post("command", user=slack.users["bob"], channel=slack.channels["team"], text="/demo")
    assert "dispatch_failed" in slack.seen("bob", slack.channels["team"])[0]["text"]
    bot.start()


def test_a_bot_that_is_slow_is_shown_as_slack_shows_it(workspace: Callable[..., Slack], bot: FakeBot) -> None:
    slack = workspace(timings={"ack_seconds": 0.0001})
    where = says(slack, actions(button()))
    slack.post("command", user=slack.users["bob"], channel=slack.channels["team"], text="/demo")
    assert "operation_timeout" in slack.seen("bob", slack.channels["team"])[-1]["text"]
    click = {**where, "block_id": "row", "action_id": "go"}
    assert slack.refused("action", user=slack.users["bob"], **click) == "app_did_not_respond"


# Clicks in messages


def test_a_click_carries_the_message_the_place_and_a_way_to_answer(slack: Slack, bot: FakeBot) -> None:
    where = says(slack, section(), actions(button(value="42", style="primary")))
    clicks(slack, where)
    payload = bot.of("block_actions")[0]
    action = payload["actions"][0]
    assert (action["type"], action["value"], action["text"]["text"]) == ("button", "42", "Go")
    assert payload["container"] == {
        "type": "message",
        "message_ts": where["message_ts"],
        "channel_id": where["channel"],
        "is_ephemeral": False,
    }
    assert payload["message"]["blocks"][1]["elements"][0]["action_id"] == "go"
    assert payload["channel"] == {"id": where["channel"], "name": "team"}
    assert payload["user"] == {
        "id": slack.users["bob"],
        "username": "bob",
        "name": "bob",
        "team_id": payload["team"]["id"],
    }
    assert {"trigger_id", "response_url", "api_app_id", "token", "state"} <= set(payload)


def test_a_click_inside_a_group_is_a_click_in_the_block_that_holds_the_button(
    slack: Slack, bot: FakeBot
) -> None:
    group = {
        "type": "container",
        "title": plain("Group"),
        "child_blocks": [section(), actions(button(value="42"))],
    }
    where = says(slack, group)
    clicks(slack, where)
    payload = bot.of("block_actions")[0]
    assert (payload["actions"][0]["block_id"], payload["actions"][0]["value"]) == ("row", "42")
    assert all(block["block_id"] for block in payload["message"]["blocks"][0]["child_blocks"])


def test_a_click_in_a_thread_says_so_and_one_in_an_ephemeral_message_has_no_copy(
    slack: Slack, bot: FakeBot
) -> None:
    where = says(slack, section())
    blocks = [actions(button())]
    reply = slack.done(
        "chat.postMessage", channel=where["channel"], text="x", blocks=blocks, thread_ts=where["message_ts"]
    )
    clicks(slack, {"channel": where["channel"], "message_ts": reply["ts"]})
    hidden = slack.done(
        "chat.postEphemeral", channel=where["channel"], user=slack.users["bob"], blocks=blocks
    )
    clicks(slack, {"channel": where["channel"], "message_ts": hidden["message_ts"]})
    threaded, ephemeral = bot.of("block_actions")
    assert threaded["container"]["thread_ts"] == where["message_ts"]
    assert ephemeral["container"]["is_ephemeral"]
    assert "message" not in ephemeral


def test_a_click_in_an_attachment_says_in_which(slack: Slack, bot: FakeBot) -> None:
    attachments = [{"text": "First"}, {"blocks": [actions(button())]}]
    answer = slack.done("chat.postMessage", channel=slack.channels["team"], text="x", attachments=attachments)
    clicks(slack, {"channel": answer["channel"], "message_ts": answer["ts"]})
    assert bot.of("block_actions")[0]["container"] == {
        "type": "message_attachment",
        "message_ts": answer["ts"],
        "attachment_id": 2,
        "channel_id": answer["channel"],
        "is_ephemeral": False,
        "is_app_unfurl": False,
    }


def test_an_ephemeral_message_is_gone_when_its_reader_opens_the_client_anew(slack: Slack) -> None:
    team = slack.channels["team"]
    for name in ("alice", "bob"):
        slack.done("chat.postEphemeral", channel=team, user=slack.users[name], text=f"Only {name}")
    hidden = slack.seen("alice", team)[0]["ts"]
    assert slack.api("chat.update", channel=team, ts=hidden, text="x")["error"] == "message_not_found"
    slack.post("reload", user=slack.users["bob"])
    assert slack.seen("bob", team) == []
    assert [one["text"] for one in slack.seen("alice", team)] == ["Only alice"]
    stranger = slack.api("chat.postEphemeral", channel=team, user=slack.users["charlie"], text="x")
    assert stranger["error"] == "user_not_in_channel"


CHOICES: list[tuple[Json, Any, Json]] = [
    ({"type": "static_select", "options": [option("a"), option("b")]}, "b", {"selected_option": option("b")}),
    (
        {
            "type": "static_select",
            "option_groups": [{"label": option("g")["text"], "options": [option("c")]}],
        },
        "c",
        {"selected_option": option("c")},
    ),
    ({"type": "radio_buttons", "options": [option("a"), option("b")]}, "a", {"selected_option": option("a")}),
    ({"type": "overflow", "options": [option("a")]}, "a", {"selected_option": option("a")}),
    (
        {"type": "checkboxes", "options": [option("a"), option("b")]},
        ["a"],
        {"selected_options": [option("a")]},
    ),
    ({"type": "multi_static_select", "options": [option("a")]}, [], {"selected_options": []}),
    ({"type": "users_select"}, "U1", {"selected_user": "U1"}),
    ({"type": "multi_users_select"}, ["U1"], {"selected_users": ["U1"]}),
    ({"type": "channels_select"}, "C1", {"selected_channel": "C1"}),
    ({"type": "conversations_select"}, "C1", {"selected_conversation": "C1"}),
    ({"type": "datepicker"}, "2026-11-20", {"selected_date": "2026-11-20"}),
    (
        {"type": "datepicker", "initial_date": "2026-11-20"},
        None,
        {"selected_date": None, "initial_date": "2026-11-20"},
    ),
    ({"type": "timepicker"}, "09:30", {"selected_time": "09:30"}),
    ({"type": "datetimepicker"}, 1_795_000_000, {"selected_date_time": 1_795_000_000}),
]


@pytest.mark.parametrize(("element", "value", "told"), CHOICES, ids=[row[0]["type"] for row in CHOICES])
def test_a_choice_is_told_as_its_element_tells_it(
    slack: Slack, bot: FakeBot, element: Json, value: Any, told: Json
) -> None:
    where = says(slack, actions({**element, "action_id": "pick"}))
    clicks(slack, where, "pick", value)
    payload = bot.of("block_actions")[0]
    action = {key: payload["actions"][0].get(key) for key in told}
    assert action == told
    if element["type"] != "overflow":
        state = payload["state"]["values"]["row"]["pick"]
        assert next(value for key, value in state.items() if key != "type") == next(iter(told.values()))


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ({"type": "static_select", "options": [option("a")]}, "z"),
        ({"type": "overflow", "options": [option("a")]}, "z"),
        ({"type": "datepicker"}, "tomorrow"),
        ({"type": "timepicker"}, "9:30"),
        ({"type": "datetimepicker"}, "now"),
        ({"type": "checkboxes", "options": [option("a")]}, "a"),
        ({"type": "multi_users_select", "max_selected_items": 1}, ["U1", "U2"]),
    ],
)
def test_what_the_element_does_not_offer_cannot_be_chosen(
    slack: Slack, bot: FakeBot, element: Json, value: Any
) -> None:
    where = says(slack, actions({**element, "action_id": "pick"}))
    slack.refused("action", user=slack.users["bob"], **where, block_id="row", action_id="pick", value=value)
    assert bot.received == []


def test_what_a_person_cannot_see_cannot_be_clicked(slack: Slack) -> None:
    where = says(slack, actions(button()))
    hidden = says(slack, actions(button()), to="leads")
    row = {"block_id": "row", "action_id": "go"}
    bob = slack.users["bob"]
    assert slack.refused("action", user=bob, **hidden, **row) == "channel_not_found"
    assert slack.refused("action", user=bob, **where, block_id="row", action_id="stop") == "element_not_found"
    assert slack.refused("action", user="U0", **where, **row) == "user_not_found"
    slack.patch(f"users/{bob}", deleted=True)
    assert slack.refused("action", user=bob, **where, **row) == "user_deactivated"


def test_an_input_in_a_message_tells_the_bot_only_when_it_dispatches(slack: Slack, bot: FakeBot) -> None:
    element = {"type": "plain_text_input", "action_id": "text"}
    where = says(
        slack, field_of(element, "quiet"), field_of(element, "loud", dispatch_action=True), actions(button())
    )
    typing = {"user": slack.users["bob"], **where, "action_id": "text"}
    slack.post("input", **typing, block_id="quiet", value="one")
    assert bot.received == []
    slack.post("input", **typing, block_id="loud", value="two")
    payload = bot.of("block_actions")[0]
    assert payload["actions"][0]["value"] == "two"
    assert payload["state"]["values"]["quiet"]["text"]["value"] == "one"


# Shortcuts


def test_a_global_shortcut_has_no_place_and_one_on_a_message_has_the_message(
    slack: Slack, bot: FakeBot
) -> None:
    where = says(slack, section("Look"))
    slack.post("shortcut", user=slack.users["bob"], callback_id="new_item")
    slack.post("shortcut", user=slack.users["bob"], callback_id="turn_into", **where)
    anywhere, on_message = bot.of("shortcut")[0], bot.of("message_action")[0]
    assert "channel" not in anywhere
    assert "response_url" not in anywhere
    assert anywhere["trigger_id"] != on_message["trigger_id"]
    assert on_message["message"]["blocks"][0]["text"]["text"] == "Look"
    assert on_message["message_ts"] == where["message_ts"]
    assert slack.refused("shortcut", user=slack.users["bob"], callback_id="turn_into") == "wrong_place"
    everywhere = {"type", "token", "action_ts", "team", "user", "callback_id", "trigger_id"}
    everywhere |= {"enterprise", "is_enterprise_install"}
    assert set(anywhere) == everywhere
    assert set(on_message) == everywhere | {"channel", "message_ts", "message", "response_url"}
    assert set(anywhere["user"]) == {"id", "username", "team_id"}
    assert set(on_message["user"]) == {"id", "name"}


# External options


def test_options_are_asked_for_and_can_then_be_chosen(slack: Slack, bot: FakeBot) -> None:
    def answer(delivery: Received) -> tuple[int, Any]:
        asked = delivery.payload["type"] == "block_suggestion"
        return (200, {"options": [option("o-1", "One")]}) if asked else (200, b"")

    bot.answer = answer
    where = says(slack, actions({"type": "external_select", "action_id": "find", "min_query_length": 1}))
    bob = slack.users["bob"]
    place = {"user": bob, **where, "block_id": "row", "action_id": "find"}
    assert slack.post("options", **place, query="")["options"] == []
    assert slack.post("options", **place, query="on")["options"] == [option("o-1", "One")]
    slack.post("action", **place, value="o-1")
    asked, chosen = bot.received[0].payload, bot.received[1].payload
    assert (asked["value"], asked["action_id"], asked["block_id"]) == ("on", "find", "row")
    assert chosen["actions"][0]["selected_option"] == option("o-1", "One")


@pytest.mark.parametrize(
    "answer",
    [b"", b"nonsense", {"options": [{"text": "One"}]}, {"options": [option(str(n)) for n in range(101)]}],
)
def test_options_slack_cannot_show_are_refused(slack: Slack, bot: FakeBot, answer: Any) -> None:
    bot.answer = lambda _: (200, answer)
    where = says(slack, actions({"type": "external_select", "action_id": "find", "min_query_length": 0}))
    place = {"user": slack.users["bob"], **where, "block_id": "row", "action_id": "find"}
    assert slack.refused("options", **place, query="on") == "invalid_options"


def test_options_are_asked_for_in_the_form_slack_documents(slack: Slack, bot: FakeBot) -> None:
    bot.answer = lambda _: (200, {"options": []})
    element = {"type": "external_select", "action_id": "find", "min_query_length": 0}
    where = says(slack, actions(element))
    slack.post("options", user=slack.users["bob"], **where, block_id="row", action_id="find", query="on")
    assert set(bot.received[0].payload) == {
        "type", "user", "container", "api_app_id", "token", "action_id", "block_id", "value", "team",
        "enterprise", "is_enterprise_install", "message", "channel",
    }  # fmt: skip


# Home


def test_a_home_page_is_published_seen_and_clicked(slack: Slack, bot: FakeBot) -> None:
    bob = slack.users["bob"]
    assert slack.post("home", user=bob, tab="home")["view"] is None
    view = slack.done("views.publish", user_id=bob, view=home(actions(button())))["view"]
    assert slack.get("home", user=bob)["view"]["id"] == view["id"]
    slack.post("action", user=bob, view_id=view["id"], block_id="row", action_id="go")
    payload = bot.of("block_actions")[0]
    assert payload["container"] == {"type": "view", "view_id": view["id"]}
    assert payload["view"]["hash"] == view["hash"]
    assert not {"message", "channel", "response_url"} & set(payload)
    slack.post("home", user=bob, tab="home")
    first, second = bot.of("app_home_opened")
    assert "view" not in first["event"]
    assert second["event"]["view"]["id"] == view["id"]


def test_without_interactivity_nothing_can_be_clicked(workspace: Callable[..., Slack]) -> None:
    slack = workspace(interactive=False)
    where = says(slack, actions(button()))
    click = {**where, "block_id": "row", "action_id": "go"}
    assert slack.refused("action", user=slack.users["bob"], **click) == "interactivity_off"


def test_a_removed_app_has_no_buttons_left(slack: Slack) -> None:
    where = says(slack, actions(button()))
    slack.post("revoke", uninstall=True)
    click = {**where, "block_id": "row", "action_id": "go"}
    assert slack.refused("action", user=slack.users["bob"], **click) == "app_removed"
