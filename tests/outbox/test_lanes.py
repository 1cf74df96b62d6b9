"""Slack's limits: kept by all replicas together, learnt from refusals, and nobody sleeps for them."""

import threading
from datetime import datetime

import pytest

from bot.core.db import machine_now
from bot.outbox import lanes
from bot.outbox.lanes import Pace
from bot.outbox.model import Lane
from bot.outbox.rules import State
from tests.outbox.bench import WORKSPACE, Bench

SLOW = Pace("slow", 3600.0, 3)


def take(bench: Bench, *paces: Pace, workspace: str = WORKSPACE, hurry: bool = False) -> datetime | None:
    with bench.session(workspace) as session:
        return lanes.take(session, paces, hurry=hurry)


def seconds_until(bench: Bench, moment: datetime | None) -> float:
    assert moment is not None
    with bench.session() as session:
        return (moment - machine_now(session)).total_seconds()


def set_lane(bench: Bench, key: str, **values: float) -> None:
    with bench.session() as session:
        lane = session.get_one(Lane, (WORKSPACE, key))
        for name, value in values.items():
            setattr(lane, name, value)


def slowdown(bench: Bench, key: str) -> float:
    with bench.session() as session:
        return session.get_one(Lane, (WORKSPACE, key)).slowdown


def test_a_burst_goes_at_once_and_then_one_at_a_time(bench: Bench) -> None:
    assert [take(bench, SLOW) for _ in range(3)] == [None] * 3
    assert 3590 < seconds_until(bench, take(bench, SLOW)) <= 3600


def test_a_lane_that_waits_saves_up_no_more_than_its_burst(bench: Bench) -> None:
    take(bench, SLOW)
    set_lane(bench, "slow", opens_at=0.0)  # idle since 1970
    assert [take(bench, SLOW) is None for _ in range(4)] == [True, True, True, False]


def test_many_at_once_get_no_more_than_there_is(bench: Bench) -> None:
    granted: list[datetime | None] = []
    threads = [
        threading.Thread(target=lambda: granted.extend(take(bench, SLOW) for _ in range(5))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert granted.count(None) == 3


def test_each_workspace_has_its_own_lane(bench: Bench) -> None:
    assert [take(bench, SLOW, workspace=one) for one in ("T1", "T2") for _ in range(3)] == [None] * 6


def test_when_one_lane_refuses_the_others_are_not_moved(bench: Bench) -> None:
    wide = Pace("wide", 3600.0, 4)
    for _ in range(5):
        take(bench, wide, SLOW)
    assert take(bench, wide) is None, "the fourth was refused by the other lane and cost nothing here"


def test_slack_s_word_closes_the_lane_even_in_a_hurry(bench: Bench) -> None:
    for _ in range(5):
        assert take(bench, SLOW, hurry=True) is None
    with bench.session() as session:
        lanes.close(session, "slow", 120)
    assert 110 < seconds_until(bench, take(bench, SLOW, hurry=True)) <= 120


def test_a_lane_runs_at_half_its_pace_after_a_refusal_and_recovers_slowly(bench: Bench) -> None:
    lane = Pace("lane", 10.0, 1)
    with bench.session() as session:
        lanes.close(session, "lane", 1)
    set_lane(bench, "lane", closed_until=0.0)
    take(bench, lane)
    assert 19 < seconds_until(bench, take(bench, lane)) <= 20
    for _ in range(40):
        set_lane(bench, "lane", opens_at=0.0)
        take(bench, lane)
    assert slowdown(bench, "lane") == 1.0


def test_many_refusals_slow_a_lane_down_only_so_far(bench: Bench) -> None:
    for _ in range(10):
        with bench.session() as session:
            lanes.close(session, "lane", 1)
    assert slowdown(bench, "lane") == lanes.SLOWEST


# ---- through the whole outbox ----


@pytest.mark.parametrize("hurry", [False, True])
def test_after_a_429_no_replica_calls_until_slack_allows(bench: Bench, hurry: bool) -> None:
    bench.slack.fail("chat.postMessage", "429:60")
    bench.say("one")
    bench.drain()
    bench.say("two", to="C2")
    assert bench.make_sender().drain(hurry=hurry) == 0
    assert 50 < bench.waits("one") <= 60
    bench.until_quiet()
    assert sorted(bench.slack.texts()) == ["one", "two"]


def test_a_limit_on_posts_leaves_edits_and_other_workspaces_alone(bench: Bench) -> None:
    bench.say("note", "one")
    bench.drain()
    bench.slack.fail("chat.postMessage", "429:60")
    bench.say("late")
    bench.drain()
    bench.change("note", "two")
    bench.say("elsewhere", workspace="T2")
    bench.drain()
    assert bench.slack.texts() == ["two", "elsewhere"]


def test_a_queue_behind_a_closed_lane_is_left_where_it_is(bench: Bench) -> None:
    for number in range(30):
        bench.say(f"note {number}", to=f"C{number}")
    sender = bench.make_sender(posts_per_minute=1)
    assert sender.drain() == 20
    left = [row for row in bench.rows() if row.state is State.WAITING]
    assert [row.attempts for row in left] == [0] * 10
    assert (sender.drain(), sender.drain(hurry=True)) == (0, 10)


def test_a_channel_gets_a_few_at_once_and_holds_up_no_other(bench: Bench) -> None:
    for number in range(8):
        bench.say(f"note {number}", to="C1")
    bench.say("elsewhere", to="C2")
    bench.drain()
    assert 5 <= len(bench.slack.texts("C1")) < 8
    assert bench.slack.texts("C2") == ["elsewhere"]


def test_an_edit_that_a_click_asked_for_needs_no_lane(bench: Bench) -> None:
    bench.say("note", "one")
    bench.drain()
    bench.slack.fail("chat.update", "429:60")
    bench.change("note", "two")
    bench.drain()
    bench.change("note", "three", via=bench.slack.response_url(bench.slack.messages[0]["ts"]))
    bench.drain()
    assert bench.slack.texts() == ["three"]


def test_what_is_asked_of_people_goes_first(bench: Bench) -> None:
    for number, kind in enumerate(("digest", "prompt", "counter", "ask")):
        bench.say(kind, kind=kind, to=f"C{number}")
    bench.drain()
    assert bench.slack.texts() == ["ask", "counter", "prompt", "digest"]


def test_a_workspace_with_much_to_say_does_not_keep_others_waiting(bench: Bench) -> None:
    for number in range(15):
        bench.say(f"note {number}", to=f"C{number}", workspace="T1")
    for workspace in ("T0", "T2", "T3"):
        bench.say(f"hello {workspace}", workspace=workspace)
    bench.drain()
    assert {"hello T0", "hello T2", "hello T3"} < set(bench.slack.texts()[:8])
