"""Rate limits and faults on demand: what the bot has to live with."""

import http.client
import threading
import time
import urllib.error
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from bot.sandbox.limits import RateLimits
from tests.sandbox.support import FakeBot, Received, Slack

GONE = (urllib.error.URLError, http.client.HTTPException, ConnectionError)


def post(slack: Slack, text: str = "x") -> Any:
    return slack.call("chat.postMessage", channel=slack.channels["team"], text=text)


def count(slack: Slack) -> int:
    return len(slack.seen("alice", slack.channels["team"]))


# Rate limits


class FakeTime:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_method_has_its_minutes_worth_at_once_and_then_its_pace() -> None:
    time = FakeTime()
    limits = RateLimits("slack", time)
    waits = [limits.take("chat.update", "t3", "T1") for _ in range(51)]
    assert waits[:50] == [None] * 50
    assert waits[50] == pytest.approx(1.2)
    assert limits.take("chat.update", "t3", "T2") is None
    assert limits.take("chat.delete", "t3", "T1") is None
    time.now += 1.3
    assert limits.take("chat.update", "t3", "T1") is None
    assert limits.take("chat.update", "t3", "T1") == pytest.approx(1.1)


def test_a_channel_takes_one_message_a_second_after_a_short_burst() -> None:
    time = FakeTime()
    limits = RateLimits("slack", time)
    waits = [limits.take("chat.postMessage", "posting", "T1", "C1") for _ in range(11)]
    assert (waits.count(None), waits[-1]) == (10, pytest.approx(1.0))
    assert limits.take("chat.postMessage", "posting", "T1", "C2") is None


def test_being_refused_costs_nothing() -> None:
    time = FakeTime()
    limits = RateLimits({"auth.test": 1}, time)
    assert limits.take("auth.test", "hundreds", "T1") is None
    for _ in range(100):
        limits.take("auth.test", "hundreds", "T1")
    time.now += 60
    assert limits.take("auth.test", "hundreds", "T1") is None


def test_too_many_calls_answer_429_with_the_seconds_to_wait(workspace: Callable[..., Slack]) -> None:
    slack = workspace(rate_limits={"chat.postMessage": 2})
    replies = [post(slack) for _ in range(3)]
    assert [reply.status for reply in replies] == [200, 200, 429]
    assert replies[2].json == {"ok": False, "error": "ratelimited"}
    assert replies[2].headers["Retry-After"] == "30"
    assert slack.api("auth.test")["ok"]


def test_a_person_and_their_direct_message_are_one_lane(workspace: Callable[..., Slack]) -> None:
    slack = workspace(rate_limits="slack")
    targets = [slack.users["bob"], slack.dm("bob")] * 6
    replies = [slack.call("chat.postMessage", channel=target, text="x") for target in targets]
    assert [reply.status for reply in replies] == [200] * 10 + [429] * 2


def test_limits_can_be_changed_while_it_runs(slack: Slack) -> None:
    slack.post("faults", rate_limits={"auth.test": 1})
    assert [slack.call("auth.test").status for _ in range(2)] == [200, 429]
    slack.post("faults", rate_limits="off")
    assert slack.call("auth.test").status == 200
    assert slack.refused("faults", rate_limits="sometimes") == "invalid_rate_limits"


# Faults


def test_a_planned_429_says_how_long(slack: Slack) -> None:
    slack.post("faults", next=[{"method": "chat.postMessage", "times": 2, "do": "429", "retry_after": 7}])
    replies = [post(slack) for _ in range(3)]
    assert [reply.status for reply in replies] == [429, 429, 200]
    assert replies[0].headers["Retry-After"] == "7"
    assert count(slack) == 1


def test_a_planned_error_happens_instead_of_the_effect(slack: Slack) -> None:
    slack.post(
        "faults",
        next=[{"method": "chat.postMessage", "do": "error:is_archived"}, {"method": "*", "do": "500"}],
    )
    assert slack.call("auth.test").status == 500
    assert post(slack).json["error"] == "is_archived"
    assert count(slack) == 0


@pytest.mark.parametrize(("do", "effect"), [("drop_before", 0), ("drop_after", 1)])
def test_a_dropped_connection_leaves_open_what_happened(slack: Slack, do: str, effect: int) -> None:
    slack.post("faults", next=[{"method": "chat.postMessage", "do": do}])
    with pytest.raises(GONE):
        post(slack)
    assert count(slack) == effect
    assert post(slack).status == 200


@pytest.mark.parametrize(("do", "effect"), [("hang", 0), ("hang_after", 1)])
def test_a_hanging_call_ends_when_the_caller_gives_up(slack: Slack, do: str, effect: int) -> None:
    slack.post("faults", next=[{"method": "chat.postMessage", "do": do}])
    address = slack.url.removeprefix("http://")
    connection = http.client.HTTPConnection(address, timeout=0.2)
    headers = {"Authorization": f"Bearer {slack.token}", "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/api/chat.postMessage", f"channel={slack.channels['team']}&text=x", headers)
    with pytest.raises(TimeoutError):
        connection.getresponse()
    connection.close()
    assert count(slack) == effect


def test_a_delivery_can_come_twice_or_not_at_all_or_unacknowledged(
    workspace: Callable[..., Slack], bot: FakeBot
) -> None:
    slack = workspace(timings={"retry_delays": []})
    faults = [
        {"name": "/demo", "do": "duplicate"},
        {"name": "/demo", "do": "lose"},
        {"name": "*", "do": "lose_ack"},
    ]
    slack.post("faults", deliveries=faults)
    bot.answer = lambda _: (200, b"Done")
    seen = []
    for _ in range(4):
        slack.post("command", user=slack.users["bob"], channel=slack.channels["team"], text="/demo")
        seen.append((len(bot.received), slack.seen("bob", slack.channels["team"])[-1]["text"]))
    timeout = '/demo failed with the error "operation_timeout"'
    assert seen == [(2, "Done"), (2, timeout), (3, timeout), (4, "Done")]
    assert bot.received[0].payload == bot.received[1].payload
    assert slack.refused("faults", deliveries=[{"name": "*", "do": "500"}]) == "invalid_faults"


def test_stopping_waits_neither_for_a_slow_bot_nor_for_a_page_that_is_open(
    workspace: Callable[..., Slack], bot: FakeBot
) -> None:
    heard, enough = threading.Event(), threading.Event()

    def sleep(_: Received) -> tuple[int, Any]:
        heard.set()
        enough.wait(10)
        return 200, b""

    slack = workspace(timings={"ack_seconds": 60})
    bot.answer = sleep
    page = http.client.HTTPConnection("127.0.0.1", int(slack.url.rpartition(":")[2]))
    page.request("GET", "/client/stream")
    click = threading.Thread(target=command_to_nobody, args=(slack,))
    with closing(page), closing(page.getresponse()):
        click.start()
        assert heard.wait(5)
        started = time.monotonic()
        slack.running.stop()
        took = time.monotonic() - started
    enough.set()
    click.join()
    assert took < 0.5


def command_to_nobody(slack: Slack) -> None:
    with pytest.raises(GONE):
        slack.post("command", user=slack.users["bob"], channel=slack.channels["team"], text="/demo")
