"""Response URLs: what they may do, how often, and how they say no."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.response_urls import ResponseUrls
from tests.sandbox.support import (
    FakeBot,
    Json,
    Reply,
    Slack,
    actions,
    button,
    manifest,
    modal,
    section,
    send,
)


def url_of_command(slack: Slack, bot: FakeBot) -> str:
    slack.post("command", user=slack.users["bob"], channel=slack.channels["team"], text="/demo")
    return str(bot.of("command")[-1]["response_url"])


def url_of_click(slack: Slack, bot: FakeBot, channel: str, ts: str) -> str:
    place = {"channel": channel, "message_ts": ts, "block_id": "row", "action_id": "go"}
    slack.post("action", user=slack.users["bob"], **place)
    return str(bot.of("block_actions")[-1]["response_url"])


def respond(url: str, **said: Any) -> Reply:
    return send(url, json.dumps(said).encode(), {"Content-Type": "application/json"})


def asked(slack: Slack) -> Json:
    return slack.done(
        "chat.postMessage", channel=slack.channels["team"], text="ask", blocks=[actions(button())]
    )


def texts(slack: Slack, name: str) -> list[str]:
    return [str(message["text"]) for message in slack.seen(name, slack.channels["team"])]


def test_an_answer_is_ephemeral_unless_it_says_otherwise(slack: Slack, bot: FakeBot) -> None:
    url = url_of_command(slack, bot)
    assert respond(url, text="Only Bob").text == "ok"
    respond(url, text="Everybody", response_type="in_channel")
    assert texts(slack, "bob") == ["Only Bob", "Everybody"]
    assert texts(slack, "alice") == ["Everybody"]


def test_a_url_works_five_times(slack: Slack, bot: FakeBot) -> None:
    url = url_of_command(slack, bot)
    replies = [respond(url, text=str(number)) for number in range(6)]
    assert [reply.status for reply in replies] == [200] * 5 + [404]
    assert replies[5].text == "used_url"
    assert texts(slack, "bob") == list("01234")


def test_a_url_lives_for_thirty_minutes() -> None:
    now = 0.0
    urls = ResponseUrls(clock=lambda: now)
    path = urls.issue("actions", "T1", "U1", "C1")
    now = 1799.0
    assert not isinstance(urls.use(path), str)
    now = 1800.0
    assert urls.use(path) == "expired_url"
    assert urls.use("/actions/T1/9/none") == "no_service"


def test_a_click_can_be_answered_in_place(slack: Slack, bot: FakeBot) -> None:
    message = asked(slack)
    url = url_of_click(slack, bot, message["channel"], message["ts"])
    respond(url, text="done", replace_original=True, response_type="ephemeral")
    shown = slack.seen("alice", slack.channels["team"])
    assert [(one["text"], "blocks" in one, one["ts"]) for one in shown] == [("done", False, message["ts"])]


def test_an_ephemeral_message_is_replaced_and_deleted_by_its_click_only(slack: Slack, bot: FakeBot) -> None:
    team, bob = slack.channels["team"], slack.users["bob"]
    blocks = [actions(button())]
    ts = slack.done("chat.postEphemeral", channel=team, user=bob, text="ask", blocks=blocks)["message_ts"]
    url = url_of_click(slack, bot, team, ts)
    respond(url, text="Sure?", blocks=blocks, replace_original=True)
    assert texts(slack, "bob") == ["Sure?"]
    assert respond(url, delete_original=True).text == "ok"
    assert texts(slack, "bob") == []
    assert respond(url, delete_original=True).text == "message_not_found"


def test_deleting_the_original_takes_the_message_away(slack: Slack, bot: FakeBot) -> None:
    message = asked(slack)
    respond(url_of_click(slack, bot, message["channel"], message["ts"]), delete_original=True)
    assert texts(slack, "alice") == []


def test_an_answer_may_go_into_the_thread(slack: Slack, bot: FakeBot) -> None:
    message = asked(slack)
    url = url_of_click(slack, bot, message["channel"], message["ts"])
    respond(url, text="In there", response_type="in_channel", replace_original=False, thread_ts=message["ts"])
    thread = slack.seen("alice", message["channel"], thread_ts=message["ts"])
    assert [one["text"] for one in thread] == ["ask", "In there"]


def test_the_bot_answers_even_where_it_is_no_member(slack: Slack, bot: FakeBot) -> None:
    slack.post("command", user=slack.users["alice"], channel=slack.channels["secret"], text="/demo")
    respond(bot.of("command")[-1]["response_url"], text="Hello", response_type="in_channel")
    assert [one["text"] for one in slack.seen("bob", slack.channels["secret"])] == ["Hello"]


def test_more_text_fits_than_in_a_message_of_the_api(slack: Slack, bot: FakeBot) -> None:
    assert respond(url_of_command(slack, bot), blocks=[section("x" * 2900)] * 5).text == "ok"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{nonsense", "invalid_payload"),
        (b"[]", "invalid_payload"),
        (b"{}", "no_text"),
        (b'{"blocks": [{"type": "poem"}]}', "invalid_blocks"),
        (b'{"text": "x", "thread_ts": "1.0"}', "cannot_reply_to_message"),
        (b'{"text": "x", "thread_ts": ["1.0"]}', "cannot_reply_to_message"),
        (b'{"text": ["x"]}', "invalid_arguments"),
        (b"payload=%7B%22text%22", "invalid_payload"),
        (b"\xff\xfe", "invalid_payload"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_plain_text(
    slack: Slack, bot: FakeBot, body: bytes, said: str
) -> None:
    reply = send(url_of_command(slack, bot), body, {"Content-Type": "application/json"})
    assert (reply.status, reply.text) == (400, said)
    assert reply.headers["Content-Type"].startswith("text/plain")


def test_a_url_of_an_app_that_was_removed_is_dead(slack: Slack, bot: FakeBot) -> None:
    url = url_of_command(slack, bot)
    slack.post("revoke")
    assert respond(url, text="x").status == 403


def test_an_archived_channel_takes_no_answers(slack: Slack, bot: FakeBot) -> None:
    url = url_of_command(slack, bot)
    slack.patch(f"channels/{slack.channels['team']}", is_archived=True)
    reply = respond(url, text="x", response_type="in_channel")
    assert (reply.status, reply.text) == (410, "channel_is_archived")


def test_the_next_app_inherits_no_urls_and_no_triggers(slack: Slack, bot: FakeBot) -> None:
    url = url_of_command(slack, bot)
    trigger = bot.of("command")[-1]["trigger_id"]
    slack.token = slack.post("install", manifest=manifest(), request_url=bot.url)["bot_token"]
    assert respond(url, text="From before").text == "no_service"
    assert slack.api("views.open", trigger_id=trigger, view=modal())["error"] == "invalid_trigger_id"
    assert texts(slack, "bob") == []


def test_a_made_up_url_is_no_service(workspace: Callable[..., Slack]) -> None:
    assert respond(f"{workspace().url}/hooks/actions/T1/1/guess", text="x").text == "no_service"
