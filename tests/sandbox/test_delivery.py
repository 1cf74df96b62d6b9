"""Events: what reaches the bot, and how often; and an app of slack_bolt's that hears them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from slack_bolt import Ack, App, Say
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from tests.sandbox.support import FakeBot, Json, Received, Slack, modal

# Events


def test_a_message_to_the_bot_is_told_once(slack: Slack, bot: FakeBot) -> None:
    dm = slack.dm("bob")
    ts = slack.post("message", user=slack.users["bob"], channel=dm, text="Is <this> R&D, @alice?")["ts"]
    envelope = bot.of("event")[0]
    event = envelope["event"]
    assert (event["type"], event["channel"], event["channel_type"], event["ts"]) == ("message", dm, "im", ts)
    assert event["text"] == f"Is &lt;this&gt; R&amp;D, <@{slack.users['alice']}>?"
    assert (envelope["type"], envelope["authorizations"][0]["is_bot"]) == ("event_callback", True)
    assert envelope["event_id"].startswith("Ev")


def test_the_bot_hears_its_own_messages_and_edits_in_a_direct_message(slack: Slack, bot: FakeBot) -> None:
    where = slack.done("chat.postMessage", channel=slack.users["bob"], text="one")
    slack.done("chat.update", channel=where["channel"], ts=where["ts"], text="two")
    slack.post("message", user=slack.users["bob"], channel=where["channel"], text="three")
    events = [envelope["event"] for envelope in bot.of("message")]
    # Slack promises no order, and neither does this.
    assert {(event.get("subtype"), event.get("bot_id") is not None) for event in events} == {
        (None, True),
        ("message_changed", False),
        (None, False),
    }


def test_a_mention_is_told_where_the_bot_is_a_member(slack: Slack, bot: FakeBot) -> None:
    for channel in ("team", "elsewhere"):
        slack.post("message", user=slack.users["alice"], channel=slack.channels[channel], text="@demo help")
    mentions = bot.of("app_mention")
    assert [envelope["event"]["channel"] for envelope in mentions] == [slack.channels["team"]]
    assert "channel_type" not in mentions[0]["event"]


def test_what_the_manifest_does_not_subscribe_to_is_not_sent(
    workspace: Callable[..., Slack], bot: FakeBot
) -> None:
    slack = workspace(events=["team_join"])
    slack.post("message", user=slack.users["bob"], channel=slack.dm("bob"), text="Hello")
    slack.post("home", user=slack.users["bob"], tab="home")
    assert bot.received == []


def test_people_and_channels_that_change_are_told(slack: Slack, bot: FakeBot) -> None:
    dora = slack.post("users", name="dora", real_name="Dora", tz="Europe/Paris")["user"]["id"]
    slack.patch(f"users/{dora}", tz="Asia/Tokyo")
    slack.patch(f"users/{dora}", dnd={"dnd_enabled": True})
    slack.patch(f"channels/{slack.channels['team']}", members=["alice", "dora"])
    slack.patch(f"channels/{slack.channels['team']}", is_archived=True)
    told = [envelope["event"]["type"] for envelope in bot.of("event")]
    assert told[:2] == ["team_join", "user_change"]
    assert sorted(told[2:4]) == ["dnd_updated_user", "user_change"]
    assert told[4:] == ["member_joined_channel", "channel_archive"]
    assert bot.of("user_change")[0]["event"]["user"]["tz"] == "Asia/Tokyo"


def test_the_bot_is_told_when_it_is_added(slack: Slack, bot: FakeBot) -> None:
    slack.patch(f"channels/{slack.channels['elsewhere']}", add_bot=True)
    event = bot.of("member_joined_channel")[0]["event"]
    assert (event["user"], event["channel_type"]) == (slack.users["demo"], "C")


def test_a_revoked_app_is_told_so_and_then_nothing_more(slack: Slack, bot: FakeBot) -> None:
    slack.post("revoke", uninstall=True)
    slack.post("message", user=slack.users["bob"], channel=slack.dm("bob"), text="Anybody?")
    told = {envelope["event"]["type"]: envelope["event"] for envelope in bot.of("event")}
    assert set(told) == {"tokens_revoked", "app_uninstalled"}
    assert told["tokens_revoked"]["tokens"] == {"oauth": [], "bot": [slack.users["demo"]]}


class Attempts:
    """Fails a number of deliveries, and says when the expected number has come in."""

    def __init__(self, expected: int, answers: list[tuple[int, Any]]):
        self.seen: list[Received] = []
        self.complete = threading.Event()
        self._expected = expected
        self._answers = answers

    def __call__(self, delivery: Received) -> tuple[int, Any]:
        self.seen.append(delivery)
        if len(self.seen) == self._expected:
            self.complete.set()
        return self._answers[min(len(self.seen), len(self._answers)) - 1]


def test_a_failed_event_comes_again_three_times_with_number_and_reason(
    workspace: Callable[..., Slack], bot: FakeBot
) -> None:
    slack = workspace(timings={"retry_delays": [0, 0, 0]})
    bot.answer = attempts = Attempts(4, [(500, b"")])
    slack.post("message", user=slack.users["bob"], channel=slack.dm("bob"), text="Hello")
    assert attempts.complete.wait(5)
    numbers = [delivery.headers.get("X-Slack-Retry-Num") for delivery in attempts.seen]
    assert numbers == [None, "1", "2", "3"]
    assert attempts.seen[1].headers["X-Slack-Retry-Reason"] == "http_error"
    assert len({delivery.payload["event_id"] for delivery in attempts.seen}) == 1


def test_repeating_ends_with_the_first_acknowledgement(workspace: Callable[..., Slack], bot: FakeBot) -> None:
    slack = workspace(timings={"retry_delays": [0, 0, 0]})
    bot.answer = attempts = Attempts(2, [(500, b""), (200, b"")])
    slack.post("message", user=slack.users["bob"], channel=slack.dm("bob"), text="Hello")
    assert attempts.complete.wait(5)
    slack.post("message", user=slack.users["bob"], channel=slack.dm("bob"), text="Again")
    assert [delivery.payload["event"]["text"] for delivery in attempts.seen] == ["Hello", "Hello", "Again"]


# A real Bolt app


@pytest.fixture
def bolt(workspace: Callable[..., Slack]) -> Iterator[tuple[Slack, App]]:
    """An app of slack_bolt's, connected over Socket Mode."""
    slack = workspace(socket_mode=True)
    client = WebClient(slack.token, base_url=slack.running.info["api_url"])
    app = App(client=client, process_before_response=True)
    handler = SocketModeHandler(app, slack.running.info["app_token"])
    handler.client.web_client = client
    connected = threading.Event()
    handler.client.message_listeners.append(
        lambda _, message, __: message.get("type") == "hello" and connected.set()
    )
    handler.connect()
    assert connected.wait(5)
    yield slack, app
    # With the server gone first, the client's reading thread ends at once instead of after its timeout.
    handler.client.auto_reconnect_enabled = False
    slack.running.stop()
    # slack_sdk's reading thread may forget the connection while this one closes it.
    with suppress(AttributeError):
        handler.close()


def test_a_bolt_app_works_over_socket_mode(bolt: tuple[Slack, App]) -> None:
    slack, app = bolt

    def hear(event: Json, say: Say) -> None:
        say(text=f"You said {event['text']}")

    def ask(ack: Ack, command: Json, client: WebClient) -> None:
        client.views_open(trigger_id=command["trigger_id"], view=modal())
        ack("Opening")

    def save(ack: Ack) -> None:
        ack(response_action="errors", errors={"field": "Say more."})

    app.event("message")(hear)
    app.command("/demo")(ask)
    app.view("form")(save)
    bob = {"user": slack.users["bob"], "channel": slack.dm("bob")}
    slack.post("message", **bob, text="Hello")
    slack.post("command", **bob, text="/demo")
    assert [one["text"] for one in slack.seen("bob", slack.dm("bob"))] == [
        "Hello",
        "You said Hello",
        "Opening",
    ]
    view = slack.stack("bob")[0]["id"]
    answer = slack.post("submit", user=slack.users["bob"], view_id=view, values={"field": {"text": "x"}})
    assert answer["errors"] == {"field": "Say more."}


def test_the_app_can_be_replaced_and_the_old_keys_no_longer_work(slack: Slack, bot: FakeBot) -> None:
    from_before = slack.token
    keys = slack.post("install", manifest={"display_information": {"name": "Other"}}, request_url=bot.url)
    assert slack.call("auth.test", token=from_before).json["error"] == "invalid_auth"
    assert slack.call("auth.test", token=keys["bot_token"]).json["user"] == "Other"
    assert slack.refused("command", user=slack.users["bob"], channel=slack.channels["team"], text="/demo")


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"display_information": {"name": "x" * 36}},
        {"display_information": {"name": "x"}, "colour": "red"},
        {
            "display_information": {"name": "x"},
            "settings": {"event_subscriptions": {"bot_events": ["message.im"]}},
        },
        {
            "display_information": {"name": "x"},
            "features": {"slash_commands": [{"command": "demo", "description": "x"}]},
        },
    ],
)
def test_a_manifest_slack_would_not_take_is_refused(slack: Slack, broken: Json) -> None:
    assert slack.refused("install", manifest=broken) == "invalid_manifest"
    assert slack.api("auth.test")["ok"]
