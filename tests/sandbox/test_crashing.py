"""The app's process, which visitors may crash; what stands there then; journeys that it breaks off."""

import socket
import threading
from collections.abc import Iterator
from functools import partial

import pytest

from bot.sandbox.server import start
from tests.sandbox.support import Json, Slack, config
from tests.sandbox.test_client import Clock
from tests.sandbox.test_tour import COUNT, NOON, STEP, STORY

MORNING, EVENING = "2026-11-18T09:00:00+00:00", "2026-11-18T18:00:00+00:00"
COUNTING: Json = {**STORY, "chapters": [{"title": "Bob", "steps": [STEP, {**STEP, "count": COUNT}]}]}


class Process:
    """An app that comes back when the test lets it."""

    def __init__(self) -> None:
        self.is_up, self.deaths, self.died = True, 0, threading.Event()

    def crash(self) -> None:
        self.is_up, self.deaths = False, self.deaths + 1
        self.died.set()


@pytest.fixture
def process() -> Process:
    return Process()


@pytest.fixture
def clock() -> Iterator[Clock]:
    clock = Clock()
    clock.now = MORNING
    yield clock
    clock.server.shutdown()
    clock.server.server_close()


@pytest.fixture
def slack(clock: Clock, process: Process) -> Iterator[Slack]:
    settings = {**config(), "tour": COUNTING}
    with start(settings, clock_url=clock.url, clock_secret="s3cret", process=process) as running:
        slack = Slack(running)
        slack.get("clock")
        yield slack


def test_the_app_is_crashed_as_often_as_one_likes(slack: Slack, process: Process) -> None:
    assert slack.get("process") == {"ok": True, "can_crash": True, "is_up": True, "crashes": 0}
    slack.post("crash")
    slack.post("crash")
    assert process.deaths == 2
    assert slack.get("process") == {"ok": True, "can_crash": True, "is_up": False, "crashes": 2}


def test_an_app_that_somebody_else_started_is_not_crashed_here() -> None:
    with start({**config(), "tour": COUNTING}) as running:
        slack = Slack(running)
        assert slack.get("process")["can_crash"] is False
        assert slack.refused("crash") == "no_process"
        assert slack.get("count", step="2")["is_up"] is True


def test_what_stands_in_the_workspace_is_counted_person_by_person(slack: Slack, clock: Clock) -> None:
    says = partial(slack.done, "chat.postMessage", channel=slack.users["bob"])
    says(text="How is it going?")
    slack.post("crash")
    slack.post("clock", to=NOON)
    nobody = {"people": 2, "there": 0, "twice": 0, "is_up": False, "is_crashed": False}
    assert slack.get("count", step="2") == {"ok": True, **nobody}
    slack.post("message", user=slack.users["bob"], channel=slack.dm("bob"), text="How is it going?")
    said = says(text="How is it going?")
    slack.done("chat.update", channel=said["channel"], ts=said["ts"], text="Thank you")
    says(text="Something else")
    once = {"people": 2, "there": 1, "twice": 0, "is_up": False, "is_crashed": False}
    assert slack.get("count", step="2") == {"ok": True, **once}
    says(text="How is it going?")
    slack.post("crash")
    twice = {"people": 2, "there": 1, "twice": 1, "is_up": False, "is_crashed": True}
    assert slack.get("count", step="2") == {"ok": True, **twice}


@pytest.mark.parametrize("step", ["1", "3", "", "x"])
def test_a_step_that_counts_nothing_says_so(slack: Slack, step: str) -> None:
    answer = slack.get("count", step=step)
    assert (answer["ok"], answer["error"]) == (
        False,
        "invalid_step" if step in ("", "x") else "nothing_to_count",
    )


class _Dying:
    """On the way, the app is gone: the connection ends without an answer, the first `times` it is asked."""

    def __init__(self, clock: Clock, times: int, at: str) -> None:
        self.clock, self.times, self.at = clock, times, at

    def __call__(self) -> None:
        if self.times:
            self.times -= 1
            self.clock.now = self.at
            raise ConnectionResetError


@pytest.mark.parametrize("deaths", [1, 2])
def test_a_journey_on_which_the_app_dies_is_gone_on_with(slack: Slack, clock: Clock, deaths: int) -> None:
    clock.on_the_way = _Dying(clock, deaths, NOON)
    answer = slack.post("clock", to=EVENING)
    assert (answer["now"], len(answer["fired"])) == (EVENING, 1)
    assert clock.orders == [{"to": EVENING}] * (deaths + 1)


def test_a_journey_whose_end_the_app_did_not_live_to_tell_is_over(slack: Slack, clock: Clock) -> None:
    clock.on_the_way = _Dying(clock, 1, EVENING)
    answer = slack.post("clock", to=EVENING)
    assert (answer["now"], answer["fired"]) == (EVENING, [])
    assert clock.orders == [{"to": EVENING}]


def test_a_journey_to_whatever_comes_next_is_not_made_twice(slack: Slack, clock: Clock) -> None:
    clock.on_the_way = _Dying(clock, 1, NOON)
    assert slack.refused("clock", next=True) == "clock_unreachable"
    assert clock.orders == [{"next": True}]


def test_while_the_app_is_away_business_time_goes_on(slack: Slack, clock: Clock) -> None:
    clock.server.shutdown()
    clock.server.socket.shutdown(socket.SHUT_RDWR)
    clock.server.server_close()
    shown = slack.get("workspace")["clock"]
    assert shown["can_travel"]
    assert shown["now"].startswith("2026-11-18T09:00")
