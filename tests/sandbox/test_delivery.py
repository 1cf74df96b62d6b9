"""Events and Socket Mode: what reaches the bot, how often, and over which way."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse
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


# Socket Mode


async def socket(session: ClientSession, slack: Slack) -> ClientWebSocketResponse:
    opened = slack.call("apps.connections.open", token=slack.running.info["app_token"]).json
    connection = await session.ws_connect(opened["url"])
    hello = await connection.receive_json()
    assert hello["type"] == "hello"
    return connection


def with_sockets(
    slack: Slack, count: int, scene: Callable[[list[ClientWebSocketResponse]], Awaitable[None]]
) -> None:
    async def run() -> None:
        async with ClientSession() as session:
            connections = [await socket(session, slack) for _ in range(count)]
            await scene(connections)
            for connection in connections:
                await connection.close()

    asyncio.run(run())


async def command(slack: Slack) -> None:
    where = {"user": slack.users["bob"], "channel": slack.channels["team"]}
    await asyncio.to_thread(slack.post, "command", **where, text="/demo")


def test_each_payload_goes_to_one_connection_and_the_ack_carries_the_answer(
    workspace: Callable[..., Slack],
) -> None:
    slack = workspace(socket_mode=True)

    async def scene(connections: list[ClientWebSocketResponse]) -> None:
        async def serve(connection: ClientWebSocketResponse, number: int) -> None:
            async for message in connection:
                envelope = json.loads(message.data)
                envelopes.append((number, envelope))
                await connection.send_json(
                    {"envelope_id": envelope["envelope_id"], "payload": {"text": f"from {number}"}}
                )

        envelopes: list[tuple[int, Json]] = []
        serving = [asyncio.create_task(serve(one, number)) for number, one in enumerate(connections)]
        await command(slack)
        await command(slack)
        for task in serving:
            task.cancel()
        assert sorted(number for number, _ in envelopes) == [0, 1]
        assert envelopes[0][1]["type"] == "slash_commands"
        assert envelopes[0][1]["accepts_response_payload"] is True
        assert envelopes[0][1]["payload"]["command"] == "/demo"

    with_sockets(slack, 2, scene)
    assert sorted(one["text"] for one in slack.seen("bob", slack.channels["team"])) == ["from 0", "from 1"]


def test_an_event_without_an_ack_comes_again_over_the_socket(workspace: Callable[..., Slack]) -> None:
    slack = workspace(socket_mode=True, timings={"ack_seconds": 0.05, "retry_delays": [0]})

    async def scene(connections: list[ClientWebSocketResponse]) -> None:
        posting = asyncio.to_thread(
            slack.post, "message", user=slack.users["bob"], channel=slack.dm("bob"), text="Hello"
        )
        task = asyncio.create_task(posting)
        first, second = await connections[0].receive_json(), await connections[0].receive_json()
        await connections[0].send_json({"envelope_id": second["envelope_id"]})
        await task
        assert (first["retry_attempt"], second["retry_attempt"], second["retry_reason"]) == (0, 1, "timeout")
        assert first["payload"] == second["payload"]
        assert first["accepts_response_payload"] is False

    with_sockets(slack, 1, scene)


def test_nonsense_on_the_socket_harms_nobody(workspace: Callable[..., Slack]) -> None:
    slack = workspace(socket_mode=True)

    async def scene(connections: list[ClientWebSocketResponse]) -> None:
        for nonsense in ("{", "[]", "7", '{"envelope_id": "unknown"}', '{"envelope_id": []}'):
            await connections[0].send_str(nonsense)
        task = asyncio.create_task(command(slack))
        envelope = await connections[0].receive_json()
        await connections[0].send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "Fine"}})
        await task

    with_sockets(slack, 1, scene)
    assert slack.seen("bob", slack.channels["team"])[0]["text"] == "Fine"


def test_a_ticket_works_once_and_an_eleventh_connection_is_one_too_many(
    workspace: Callable[..., Slack],
) -> None:
    slack = workspace(socket_mode=True)

    async def scene(connections: list[ClientWebSocketResponse]) -> None:
        assert len(connections) == 10
        opened = slack.call("apps.connections.open", token=slack.running.info["app_token"]).json
        async with ClientSession() as session:
            extra = await session.ws_connect(opened["url"])
            assert (await extra.receive_json())["reason"] == "too_many_websockets"
            await extra.close()
            async with session.get(opened["url"].replace("ws:", "http:")) as again:
                assert again.status == 401

    with_sockets(slack, 10, scene)


def test_slack_says_when_a_connection_has_to_go(workspace: Callable[..., Slack]) -> None:
    slack = workspace(socket_mode=True)

    async def scene(connections: list[ClientWebSocketResponse]) -> None:
        await asyncio.to_thread(slack.post, "socket", disconnect="warning")
        assert (await connections[0].receive_json())["reason"] == "warning"
        await asyncio.to_thread(slack.post, "socket", disconnect="refresh_requested")
        assert (await connections[0].receive_json())["reason"] == "refresh_requested"
        assert (await connections[0].receive()).data == 1000

    with_sockets(slack, 1, scene)


def test_without_a_connection_a_command_fails_at_once(workspace: Callable[..., Slack]) -> None:
    slack = workspace(socket_mode=True)
    slack.post("command", user=slack.users["bob"], channel=slack.channels["team"], text="/demo")
    assert "dispatch_failed" in slack.seen("bob", slack.channels["team"])[0]["text"]


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
