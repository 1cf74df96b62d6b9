"""The outbox against a Slack that is as strict as the real one about arguments, blocks and memberships."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.outbox.rules import State
from bot.outbox.sender import Slack
from bot.sandbox.server import start
from bot.slack import client
from bot.slack.blocks import Message, actions, button, section
from tests.outbox.bench import Bench
from tests.sandbox.support import config
from tests.support.slack import Refused, Workspace

# The kind of database makes no difference to Slack.
pytestmark = pytest.mark.parametrize("bench", ["sqlite"], indirect=True)


class Sandbox(Workspace):
    """A sandbox, and how a sender reaches it."""

    api_url = ""
    token = ""

    def clients(self, workspace: str) -> Slack:
        writing = client.writing(self.token, self.api_url)
        known = writing.auth_test()
        reading = client.reading(self.token, self.api_url)
        return Slack(writing, reading, str(known["user_id"]), str(known["bot_id"]), str(known["url"]))

    def plan(self, method: str, do: str, times: int = 1) -> None:
        faults = [{"method": method, "do": do, "times": times, "retry_after": 1}]
        self.post("faults", {"next": faults})

    def seen(self, place: str, thread_ts: str = "") -> list[dict[str, Any]]:
        """What Alice sees in a channel, or in her conversation with the bot."""
        alice = self.person("alice")
        where = self.channels.get(place) or alice.dm
        found = self.get("conversation", user=alice.id, channel=where, thread_ts=thread_ts)
        return [one for one in found["messages"] if one.get("bot_id")]


@pytest.fixture
def sandbox(bench: Bench) -> Iterator[Sandbox]:
    with start(config("http://127.0.0.1:9/")) as running:
        sandbox = Sandbox(running.url)
        sandbox.api_url, sandbox.token = running.info["api_url"], running.info["bot_token"]
        bench.sender = bench.make_sender(slack=sandbox.clients, base_url=sandbox.api_url)
        yield sandbox


def test_messages_replies_edits_and_deletions_are_as_slack_wants_them(bench: Bench, sandbox: Sandbox) -> None:
    team = sandbox.channels["team"]
    bench.say("top", to=team)
    bench.say("reply", to=team, thread_of="top")
    bench.say("hello", to=sandbox.users["alice"])
    bench.drain()
    bench.change("hello", "hello again")
    bench.unsay("reply")
    bench.drain()
    assert [one["text"] for one in sandbox.seen("team")] == ["top"]
    assert [one["text"] for one in sandbox.seen("dm")] == ["hello again"]
    assert f"/archives/{team}/p" in (bench.link("top") or "")


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "500", "429", "error:internal_error"])
@pytest.mark.parametrize("place", ["team", "dm", "thread"])
def test_a_failing_call_ends_in_one_message(bench: Bench, sandbox: Sandbox, fault: str, place: str) -> None:
    to = sandbox.users["alice"] if place == "dm" else sandbox.channels["team"]
    bench.say("top", to=sandbox.channels["team"])
    bench.drain()
    sandbox.plan("chat.postMessage", fault)
    bench.say("greeting", to=to, thread_of="top" if place == "thread" else None)
    bench.until_quiet()
    thread_ts = sandbox.seen("team")[0]["ts"] if place == "thread" else ""
    found = [one for one in sandbox.seen(place if place == "dm" else "team", thread_ts)]
    assert [one["text"] for one in found].count("greeting") == 1
    assert bench.row("greeting").state is State.SENT


def test_a_click_edits_its_message_by_the_response_url(bench: Bench, sandbox: Sandbox) -> None:
    with_button = Message("one", [section("one"), actions(button("On track", "checkin.on_track"))])
    bench.say("prompt", with_button, to=sandbox.users["alice"])
    bench.drain()
    (shown,) = sandbox.seen("dm")
    bench.change("prompt", "two", via=issued_url(sandbox, shown))
    assert bench.drain() == 1
    assert [one["text"] for one in sandbox.seen("dm")] == ["two"]


def issued_url(sandbox: Sandbox, shown: dict[str, Any]) -> str:
    """Clicks the button; nobody listens, but the sandbox notes what it would have delivered."""
    alice = sandbox.person("alice")
    click = {"user": alice.id, "channel": alice.dm, "message_ts": shown["ts"]}
    block = shown["blocks"][1]
    element = block["elements"][0]
    with pytest.raises(Refused, match="did not acknowledge"):
        sandbox.post("action", {**click, "block_id": block["block_id"], "action_id": element["action_id"]})
    entries = sandbox.get("inspector", after="0")["entries"]
    request = [one["request"] for one in entries if one["direction"] == "in"][-1]
    return str(request["response_url"])


def test_a_channel_that_is_archived_parks_and_goes_on_when_it_is_back(bench: Bench, sandbox: Sandbox) -> None:
    team = sandbox.channels["team"]
    sandbox.post(f"channels/{team}", {"is_archived": True}, method="PATCH")
    bench.say("one", to=team)
    bench.drain()
    assert (bench.row("one").state, bench.row("one").why) == (State.PARKED, "is_archived")
    sandbox.post(f"channels/{team}", {"is_archived": False}, method="PATCH")
    bench.unpark(team)
    bench.drain()
    assert [one["text"] for one in sandbox.seen("team")] == ["one"]


@pytest.mark.parametrize("place", ["elsewhere", "secret"])
def test_a_channel_that_the_bot_is_not_in_parks(bench: Bench, sandbox: Sandbox, place: str) -> None:
    bench.say("one", to=sandbox.channels[place])
    bench.drain()
    assert bench.row("one").state is State.PARKED


def test_messages_at_slack_s_pace_run_into_no_limit(bench: Bench, sandbox: Sandbox) -> None:
    sandbox.post("faults", {"rate_limits": "slack"})
    for number in range(12):
        bench.say(f"note {number}", to=sandbox.channels["team"])
    bench.drain()
    assert bench.sender.tally.counts() == {"sent": len(sandbox.seen("team"))}
    assert 5 <= len(sandbox.seen("team")) < 12


def test_running_into_a_limit_loses_nothing(bench: Bench, sandbox: Sandbox) -> None:
    sandbox.post("faults", {"rate_limits": {"chat.postMessage": 2}})
    for number in range(4):
        bench.say(f"note {number}", to=sandbox.channels["team"])
    bench.sender.drain(hurry=True)
    assert bench.sender.tally.counts()["limited"] == 1
    sandbox.post("faults", {"rate_limits": "off"})
    bench.until_quiet()
    assert len(sandbox.seen("team")) == 4
