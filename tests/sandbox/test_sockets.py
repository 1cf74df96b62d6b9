"""Socket Mode: connections and their end, envelopes, acknowledgements."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from bot.sandbox.server import start
from tests.sandbox.support import FakeBot, Json, Slack, config, manifest


def ticket(slack: Slack) -> str:
    """The address of a new connection."""
    return str(slack.call("apps.connections.open", token=slack.running.info["app_token"]).json["url"])


async def socket(session: ClientSession, slack: Slack, **how: Any) -> ClientWebSocketResponse:
    connection = await session.ws_connect(ticket(slack), **how)
    hello = await connection.receive_json()
    assert hello["type"] == "hello"
    return connection


def with_sockets(
    slack: Slack, count: int, scene: Callable[[list[ClientWebSocketResponse]], Awaitable[None]], **how: Any
) -> None:
    async def run() -> None:
        async with ClientSession() as session:
            connections = [await socket(session, slack, **how) for _ in range(count)]
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
        url = ticket(slack)
        async with ClientSession() as session:
            extra = await session.ws_connect(url)
            assert (await extra.receive_json())["reason"] == "too_many_websockets"
            await extra.close()
            async with session.get(url.replace("ws:", "http:")) as again:
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


async def say(slack: Slack, text: str = "Hello") -> None:
    where = {"user": slack.users["bob"], "channel": slack.dm("bob")}
    await asyncio.to_thread(slack.post, "message", **where, text=text)


async def faults(slack: Slack, **order: Any) -> None:
    await asyncio.to_thread(slack.post, "faults", **order)


def test_a_duplicate_comes_in_the_same_envelope_and_a_repetition_in_another(
    workspace: Callable[..., Slack],
) -> None:
    slack = workspace(socket_mode=True, timings={"ack_seconds": 5, "retry_delays": [0]})

    async def scene(connections: list[ClientWebSocketResponse]) -> None:
        await faults(slack, deliveries=[{"name": "*", "do": "duplicate"}, {"name": "*", "do": "lose_ack"}])
        saying = asyncio.create_task(say(slack))
        envelopes = []
        for _ in range(2):
            envelopes.append(await connections[0].receive_json())
            await connections[0].send_json({"envelope_id": envelopes[-1]["envelope_id"]})
        await saying
        assert envelopes[0] == envelopes[1]
        saying = asyncio.create_task(say(slack, "Again"))
        for _ in range(2):
            envelopes.append(await connections[0].receive_json())
            await connections[0].send_json({"envelope_id": envelopes[-1]["envelope_id"]})
        await saying
        assert [one["retry_attempt"] for one in envelopes[2:]] == [0, 1]
        assert envelopes[2]["payload"] == envelopes[3]["payload"]
        assert envelopes[2]["envelope_id"] != envelopes[3]["envelope_id"]

    with_sockets(slack, 1, scene)


def test_a_command_that_is_not_acknowledged_fails_and_is_not_repeated(
    workspace: Callable[..., Slack],
) -> None:
    slack = workspace(socket_mode=True, timings={"ack_seconds": 0.05, "retry_delays": [0]})

    async def scene(connections: list[ClientWebSocketResponse]) -> None:
        await command(slack)
        assert (await connections[0].receive_json())["payload"]["command"] == "/demo"
        with pytest.raises(TimeoutError):
            await connections[0].receive(timeout=0.1)

    with_sockets(slack, 1, scene)
    assert "operation_timeout" in slack.seen("bob", slack.channels["team"])[0]["text"]


def test_an_event_takes_no_answer_with_its_acknowledgement(workspace: Callable[..., Slack]) -> None:
    slack = workspace(socket_mode=True)

    async def scene(connections: list[ClientWebSocketResponse]) -> None:
        saying = asyncio.create_task(say(slack))
        envelope = await connections[0].receive_json()
        assert set(envelope) == {
            "envelope_id", "type", "accepts_response_payload", "payload", "retry_attempt", "retry_reason",
        }  # fmt: skip
        await connections[0].send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "Hi"}})
        await saying

    with_sockets(slack, 1, scene)
    assert [one["text"] for one in slack.seen("bob", slack.dm("bob"))] == ["Hello"]


def test_a_connection_that_breaks_before_the_acknowledgement_leaves_the_event_to_the_next(
    workspace: Callable[..., Slack],
) -> None:
    slack = workspace(socket_mode=True, timings={"ack_seconds": 20, "retry_delays": [0]})

    async def scene(connections: list[ClientWebSocketResponse]) -> None:
        saying = asyncio.create_task(say(slack))
        received = [asyncio.create_task(one.receive_json()) for one in connections]
        done, pending = await asyncio.wait(received, return_when=asyncio.FIRST_COMPLETED)
        first = next(number for number, task in enumerate(received) if task in done)
        await connections[first].close()
        again = await pending.pop()
        assert (again["retry_attempt"], again["retry_reason"]) == (1, "connection_failed")
        await connections[1 - first].send_json({"envelope_id": again["envelope_id"]})
        await saying

    with_sockets(slack, 2, scene)


def test_a_dead_socket_is_open_and_answers_nothing_until_it_is_brought_back(
    workspace: Callable[..., Slack],
) -> None:
    slack = workspace(socket_mode=True, timings={"ack_seconds": 0.1, "retry_delays": []})

    async def silence_of(connection: ClientWebSocketResponse) -> None:
        with pytest.raises(TimeoutError):
            await connection.receive(timeout=0.1)

    async def scene(connections: list[ClientWebSocketResponse]) -> None:
        (connection,) = connections
        await faults(slack, silent_sockets=True)
        assert slack.get("socket") == {"ok": True, "connections": 1, "silent": 1}
        await command(slack)
        await connection.ping(b"there?")
        await silence_of(connection)
        # What is sent into it is lost, a goodbye too.
        assert await asyncio.to_thread(slack.post, "socket", disconnect="refresh_requested") == {
            "ok": True, "told": 0,
        }  # fmt: skip
        await silence_of(connection)
        await asyncio.to_thread(slack.order, "faults", "DELETE")
        await connection.ping(b"and now?")
        pong = await connection.receive(timeout=5)
        assert (pong.type, pong.data) == (WSMsgType.PONG, b"and now?")

    with_sockets(slack, 1, scene, autoping=False)
    assert "operation_timeout" in slack.seen("bob", slack.channels["team"])[0]["text"]


def test_a_connection_opened_beside_a_dead_one_lives(workspace: Callable[..., Slack]) -> None:
    slack = workspace(socket_mode=True)

    async def scene(connections: list[ClientWebSocketResponse]) -> None:
        await faults(slack, silent_sockets=True)
        async with ClientSession() as session:
            fresh = await socket(session, slack)
            await connections[0].close()
            running = asyncio.create_task(command(slack))
            envelope = await fresh.receive_json()
            await fresh.send_json({"envelope_id": envelope["envelope_id"]})
            await running
            await fresh.close()

    with_sockets(slack, 1, scene)


def test_a_connection_is_warned_and_then_ended_when_its_time_is_over(workspace: Callable[..., Slack]) -> None:
    slack = workspace(socket_mode=True, timings={"connection_seconds": 0.1})

    async def scene(connections: list[ClientWebSocketResponse]) -> None:
        reasons = [(await connections[0].receive_json())["reason"] for _ in range(2)]
        assert reasons == ["warning", "refresh_requested"]
        assert (await connections[0].receive()).type is WSMsgType.CLOSE

    with_sockets(slack, 1, scene)


def test_a_bot_that_gives_no_sign_of_life_is_hung_up_on_and_one_that_does_is_not(
    workspace: Callable[..., Slack],
) -> None:
    slack = workspace(socket_mode=True, timings={"ping_seconds": 0.1})

    async def scene(connections: list[ClientWebSocketResponse]) -> None:
        # Whoever reads also answers pings.
        reading = asyncio.create_task(connections[0].receive_json())
        async with ClientSession() as session:
            deaf = await socket(session, slack, autoping=False)
            assert [(await deaf.receive()).type for _ in range(2)] == [WSMsgType.PING, WSMsgType.CLOSE]
        running = asyncio.create_task(command(slack))
        envelope = await reading
        await connections[0].send_json({"envelope_id": envelope["envelope_id"]})
        await running

    with_sockets(slack, 1, scene)


def test_reconnecting_can_be_tried_with_connections_of_six_minutes(workspace: Callable[..., Slack]) -> None:
    slack = workspace(socket_mode=True)

    async def scene() -> None:
        async with ClientSession() as session:
            for query, expected in (("", 3600), ("&debug_reconnects=true", 360)):
                connection = await session.ws_connect(ticket(slack) + query)
                hello = await connection.receive_json()
                assert hello["debug_info"]["approximate_connection_time"] == expected
                assert hello["connection_info"] == {"app_id": slack.get("workspace")["app"]["id"]}
                await connection.close()

    asyncio.run(scene())


def test_a_ticket_of_the_app_before_opens_nothing(workspace: Callable[..., Slack]) -> None:
    slack = workspace(socket_mode=True)
    url = ticket(slack)
    token = slack.running.info["app_token"]
    slack.post("install", manifest=manifest(socket_mode=True))
    assert slack.call("apps.connections.open", token=token).json["error"] == "invalid_auth"

    async def scene() -> None:
        async with ClientSession() as session, session.get(url.replace("ws:", "http:")) as answer:
            assert answer.status == 401

    asyncio.run(scene())


def test_another_app_hears_nothing_of_what_this_one_is_told() -> None:
    others = {"display_information": {"name": "Other"}, "settings": {"socket_mode_enabled": True}}
    with start({**config(socket_mode=True), "other_app": others}) as running:
        slack = Slack(running)
        token = running.info["other_app"]["app_token"]
        url = slack.call("apps.connections.open", token=token).json["url"]

        async def scene() -> None:
            async with ClientSession() as session, session.ws_connect(url) as other:
                hello = await other.receive_json()
                assert hello["connection_info"]["app_id"] != slack.get("workspace")["app"]["id"]
                await command(slack)
                own = await socket(session, slack)
                running_command = asyncio.create_task(command(slack))
                envelope = await own.receive_json()
                # An acknowledgement by somebody else is none.
                await other.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "Mine"}})
                await own.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "Ours"}})
                await running_command
                await own.close()

        asyncio.run(scene())
        texts = [one["text"] for one in slack.seen("bob", slack.channels["team"])]
    assert texts == ['/demo failed with the error "dispatch_failed"', "Ours"]


def test_switching_socket_mode_off_ends_the_connections_and_goes_on_over_http(
    workspace: Callable[..., Slack], bot: FakeBot
) -> None:
    slack = workspace(socket_mode=True)

    async def scene(connections: list[ClientWebSocketResponse]) -> None:
        await asyncio.to_thread(slack.post, "install", manifest=manifest(), request_url=bot.url)
        assert (await connections[0].receive_json())["reason"] == "link_disabled"
        assert (await connections[0].receive()).type is WSMsgType.CLOSE

    with_sockets(slack, 1, scene)
    slack.post("command", user=slack.users["bob"], channel=slack.channels["team"], text="/demo")
    assert len(bot.of("command")) == 1
