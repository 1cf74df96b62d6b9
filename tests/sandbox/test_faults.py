"""Plans of trouble: what strikes when, what is counted, and how it ends."""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from bot.sandbox.faults import ANY, Faults
from bot.sandbox.server import start
from tests.sandbox.support import FakeBot, Json, Received, Slack, send
from tests.sandbox.test_trouble import GONE, count, post


class FakeTime:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def struck(faults: Faults, calls: int, method: str = "chat.update") -> list[str | None]:
    """What each of so many calls of the method runs into."""
    return [fault.do if (fault := faults.take_call(method)) else None for _ in range(calls)]


# What strikes when


def test_a_share_strikes_about_as_often_as_it_says_and_in_the_same_places_each_time() -> None:
    first, second = Faults(), Faults()
    for faults in (first, second):
        faults.plan_calls([{"method": ANY, "do": "429", "share": 0.25}])
    hits = struck(first, 400)
    assert 70 < hits.count("429") < 130
    assert hits == struck(second, 400)


def test_a_time_span_ends_by_itself() -> None:
    clock = FakeTime()
    faults = Faults(clock)
    faults.plan_calls([{"method": "chat.update", "do": "500", "seconds": 30}])
    assert struck(faults, 3) == ["500"] * 3
    clock.now += 29.9
    assert faults.as_json()["next"][0]["seconds"] == 0.1
    assert struck(faults, 1) == ["500"]
    clock.now += 0.2
    assert struck(faults, 1) == [None]
    assert faults.as_json()["next"] == []


def test_a_rule_that_does_not_strike_leaves_the_call_to_the_next_rule() -> None:
    faults = Faults()
    faults.plan_calls([{"method": ANY, "do": "429", "share": 0}, {"method": "chat.update", "do": "hang"}])
    assert struck(faults, 2) == ["hang", None]


def test_random_trouble_follows_from_the_seed_whatever_else_happens() -> None:
    plan = {"seed": 7, "share": 0.3, "do": ["429", "500", "drop_after", "duplicate", "error:fatal_error"]}
    alone, among_others, other_seed = Faults(), Faults(), Faults()
    alone.plan_chaos(plan)
    among_others.plan_chaos(plan)
    other_seed.plan_chaos({**plan, "seed": 8})
    expected = struck(alone, 200)
    found = []
    for _ in range(200):
        struck(among_others, 1, "views.open")
        found += struck(among_others, 1)
    assert found == expected
    assert struck(other_seed, 200) != expected
    assert 40 < sum(one is not None for one in expected) < 80
    assert {one for one in expected if one} == {"429", "500", "drop_after", "error:fatal_error"}
    assert {fault.do for _ in range(50) if (fault := alone.take_delivery("/demo"))} == {"duplicate"}
    alone.plan_chaos(None)
    assert struck(alone, 50) == [None] * 50


def test_latency_may_differ_by_method_and_vary() -> None:
    faults = Faults()
    faults.plan_latency({"chat.postMessage": 500, "*": 20})
    assert [faults.wait_before(method) for method in ("chat.postMessage", "auth.test")] == [0.5, 0.02]
    faults.plan_jitter(40)
    waits = [faults.wait_before("auth.test") for _ in range(50)]
    assert min(waits) >= 0.02
    assert max(waits) <= 0.06
    assert len(set(waits)) > 10
    faults.plan_latency(0)
    faults.plan_jitter(0)
    assert faults.wait_before("chat.postMessage") == 0


def test_latency_delays_the_answer(slack: Slack) -> None:
    slack.post("faults", latency_ms={"auth.test": 120})
    started = time.monotonic()
    slack.done("auth.test")
    assert time.monotonic() - started >= 0.12
    assert slack.get("faults")["injected"] == {"latency": {"auth.test": 1}}


# Calls


def test_a_500_comes_before_or_after_the_effect(slack: Slack) -> None:
    slack.post("faults", next=[{"method": "chat.postMessage", "do": do} for do in ("500", "500_after")])
    assert [(post(slack).status, count(slack)) for _ in range(3)] == [(500, 0), (500, 1), (200, 2)]


def test_a_truncated_answer_promises_more_than_comes(slack: Slack) -> None:
    slack.post("faults", next=[{"method": "chat.postMessage", "do": "truncate"}])
    with pytest.raises(http.client.IncompleteRead) as cut:
        post(slack)
    assert cut.value.expected
    assert cut.value.partial.startswith(b'{"ok":true')
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        json.loads(cut.value.partial)
    assert count(slack) == 1


def test_a_response_url_runs_into_trouble_too_and_says_so_in_plain_text(slack: Slack, bot: FakeBot) -> None:
    slack.post("command", user=slack.users["bob"], channel=slack.channels["team"], text="/demo")
    url = str(bot.of("command")[0]["response_url"])
    slack.post(
        "faults",
        next=[
            {"method": "response_url", "do": "429", "retry_after": 3},
            {"method": "response_url", "do": "error:no_service"},
        ],
    )
    replies = [send(url, b'{"text": "Hello"}', {"Content-Type": "application/json"}) for _ in range(3)]
    assert [(reply.status, reply.text) for reply in replies] == [
        (429, "ratelimited"), (400, "no_service"), (200, "ok"),
    ]  # fmt: skip
    assert replies[0].headers["Retry-After"] == "3"
    assert [one["text"] for one in slack.seen("bob", slack.channels["team"])] == ["Hello"]


def test_the_inspector_shows_what_was_done_on_purpose(slack: Slack) -> None:
    slack.post("faults", next=[{"method": "chat.postMessage", "do": do} for do in ("429", "drop_after")])
    post(slack, "one")
    with pytest.raises(GONE):
        post(slack, "two")
    entries = slack.get("inspector", after="0")["entries"]
    shown = [(one["kind"], one["status"], (one["request"] or {}).get("text")) for one in entries]
    assert shown == [("fault", "429", "one"), ("api", "ok", "two"), ("fault", "drop_after", None)]


# Deliveries


def say(slack: Slack, text: str) -> None:
    slack.post("message", user=slack.users["bob"], channel=slack.dm("bob"), text=text)


class Heard:
    """Keeps the texts of the messages in the order of their arrival; says when enough have come."""

    def __init__(self, expected: int):
        self.texts: list[str] = []
        self.ids: list[str] = []
        self.complete = threading.Event()
        self._expected = expected

    def __call__(self, delivery: Received) -> tuple[int, Any]:
        self.texts.append(delivery.payload["event"]["text"])
        self.ids.append(delivery.payload["event_id"])
        if len(self.texts) == self._expected:
            self.complete.set()
        return 200, b""


def test_an_event_held_back_is_overtaken_by_the_next(slack: Slack, bot: FakeBot) -> None:
    bot.answer = heard = Heard(3)
    slack.post("faults", deliveries=[{"name": "message.im", "do": "reorder", "ms": 20_000}])
    for text in ("one", "two", "three"):
        say(slack, text)
    assert heard.complete.wait(5)
    assert sorted(heard.texts) == ["one", "three", "two"]
    assert heard.texts[0] == "two"


def test_an_event_held_back_comes_by_itself_when_nothing_overtakes_it(slack: Slack, bot: FakeBot) -> None:
    bot.answer = heard = Heard(1)
    slack.post("faults", deliveries=[{"name": "*", "do": "reorder", "ms": 50}])
    say(slack, "alone")
    assert heard.complete.wait(5)


def test_a_delayed_event_comes_late_and_nobody_waits_for_it(slack: Slack, bot: FakeBot) -> None:
    bot.answer = heard = Heard(1)
    slack.post("faults", deliveries=[{"name": "message.im", "do": "delay", "ms": 300}])
    started = time.monotonic()
    say(slack, "late")
    assert heard.texts == []
    assert heard.complete.wait(5)
    assert time.monotonic() - started >= 0.3


@pytest.mark.parametrize(("do", "ids"), [("duplicate", 1), ("duplicate_at_once", 1), ("duplicate_anew", 2)])
def test_an_event_comes_twice(slack: Slack, bot: FakeBot, do: str, ids: int) -> None:
    bot.answer = heard = Heard(2)
    slack.post("faults", deliveries=[{"name": "message.im", "do": do}])
    say(slack, "twice")
    assert heard.texts == ["twice"] * 2
    assert len(set(heard.ids)) == ids
    assert not any("X-Slack-Retry-Num" in delivery.headers for delivery in bot.received)


def test_two_at_once_do_not_wait_for_each_other(slack: Slack, bot: FakeBot) -> None:
    both = threading.Barrier(2, timeout=5)

    def meet(_: Received) -> tuple[int, Any]:
        both.wait()
        return 200, b""

    bot.answer = meet
    slack.post("faults", deliveries=[{"name": "/demo", "do": "duplicate_at_once"}])
    slack.post("command", user=slack.users["bob"], channel=slack.channels["team"], text="/demo")
    assert len(bot.received) == 2
    assert not both.broken


# How it ends, and what makes no sense


def test_everything_is_shown_counted_and_cleared_at_once(slack: Slack) -> None:
    slack.post(
        "faults",
        latency_ms=1,
        jitter_ms=1,
        next=[{"method": "auth.test", "do": "429", "share": 1, "retry_after": 2}],
        deliveries=[{"name": "*", "do": "delay", "ms": 5, "times": 9}],
        random={"seed": 7, "share": 0.3, "do": ["500"]},
    )
    assert [slack.call("auth.test").status for _ in range(3)] == [429] * 3
    shown = slack.get("faults")
    assert shown["next"] == [{"method": "auth.test", "do": "429", "times": None, "retry_after": 2}]
    assert shown["deliveries"] == [{"name": "*", "do": "delay", "times": 9, "retry_after": 1, "ms": 5}]
    assert shown["random"] == {"seed": 7, "share": 0.3, "do": ["500"], "retry_after": 1, "ms": 1000}
    assert shown["injected"] == {"latency": {"auth.test": 3}, "429": {"auth.test": 3}}
    normal: Json = {
        "ok": True, "rate_limits": "off", "latency_ms": 0, "jitter_ms": 0, "next": [], "deliveries": [],
        "random": None, "injected": {}, "silent_sockets": 0,
    }  # fmt: skip
    assert slack.order("faults", "DELETE").json == normal
    assert slack.get("faults") == normal
    assert slack.call("auth.test").status == 200


@pytest.mark.parametrize(
    "plan",
    [
        {"next": [{"method": "chat.postMessage", "do": "explode"}]},
        {"next": [{"method": "chat.postMessage", "do": "duplicate"}]},
        {"next": [{"method": 7, "do": "500"}]},
        {"next": [{"do": "500"}]},
        {"next": [{"method": "*", "do": "500", "share": 1.5}]},
        {"next": [{"method": "*", "do": "500", "times": 0}]},
        {"next": [{"method": "*", "do": "500", "seconds": -1}]},
        {"next": [{"method": "*", "do": "429", "retry_after": 0.5}]},
        {"next": [{"method": "*", "do": "500", "gravity": 2}]},
        {"next": ["500"]},
        {"next": "all"},
        {"deliveries": [{"name": "*", "do": "500"}]},
        {"deliveries": [{"name": "*", "do": "delay", "ms": 1e9}]},
        {"latency_ms": -1},
        {"latency_ms": {"auth.test": "slow"}},
        {"latency_ms": True},
        {"jitter_ms": "some"},
        {"random": {"seed": 7, "share": 0.3, "do": ["explode"]}},
        {"random": {"seed": 7, "share": 0.3, "do": []}},
        {"random": {"seed": 7, "do": ["500"]}},
        {"random": "yes"},
        {"silent_sockets": 1},
        {"gravity": 2},
    ],
    ids=json.dumps,
)
def test_a_plan_that_makes_no_sense_is_refused_and_changes_nothing(quiet: Slack, plan: Json) -> None:
    before = quiet.get("faults")
    assert quiet.refused("faults", **plan) == "invalid_faults"
    assert quiet.get("faults") == before


@pytest.fixture(scope="module")
def quiet() -> Iterator[Slack]:
    """A workspace that nobody changes."""
    with start({}) as running:
        yield Slack(running)
