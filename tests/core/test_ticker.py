"""Jobs at intervals: one run at a time, whoever asks for it."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.core.ticker import Job, Ticker

SOON = 0.02
PATIENCE = 10


@contextmanager
def ticking(*jobs: Job) -> Iterator[Ticker]:
    ticker = Ticker(jobs)
    ticker.start()
    try:
        yield ticker
    finally:
        ticker.stop()


def test_a_job_that_takes_longer_than_its_interval_is_left_to_finish_without_a_word(
    caplog: pytest.LogCaptureFixture,
) -> None:
    begun, may_end, others, runs = threading.Event(), threading.Event(), threading.Semaphore(0), []

    def slow() -> None:
        runs.append("begun")
        begun.set()
        assert may_end.wait(PATIENCE)

    caplog.set_level(logging.WARNING)
    with ticking(Job("slow", SOON, slow), Job("other", SOON, others.release)):
        assert begun.wait(PATIENCE)
        for _ in range(10):
            assert others.acquire(timeout=PATIENCE)
        assert runs == ["begun"]
        may_end.set()
    assert caplog.messages == []


def test_who_asks_for_a_job_that_is_running_makes_it_run_once_more() -> None:
    begun, may_end, ended, runs = threading.Event(), threading.Event(), threading.Event(), []

    def run() -> None:
        runs.append("begun")
        if len(runs) == 1:
            begun.set()
            assert may_end.wait(PATIENCE)
        else:
            ended.set()

    with ticking(Job("slow", 3600, run)) as ticker:
        first = threading.Thread(target=ticker.wake, args=["slow"])
        first.start()
        assert begun.wait(PATIENCE)
        ticker.wake("slow")
        ticker.wake("slow")
        assert runs == ["begun"]
        may_end.set()
        assert ended.wait(PATIENCE)
        first.join(PATIENCE)
    assert runs == ["begun", "begun"]


def test_what_is_due_soon_does_not_wait_for_the_interval() -> None:
    ran = threading.Event()
    with ticking(Job("slow", 3600, ran.set)) as ticker:
        ticker.wake_in("slow", 3600)
        ticker.wake_in("slow", SOON)
        ticker.wake_in("slow", 3600)
        assert ran.wait(PATIENCE)


def test_an_alarm_that_rings_while_it_is_run_can_set_the_next_one() -> None:
    ran = threading.Semaphore(0)
    ticker = Ticker([Job("slow", 3600, lambda: (ran.release(), ticker.wake_in("slow", SOON)))])
    ticker.start()
    try:
        ticker.wake_in("slow", SOON)
        for _ in range(3):
            assert ran.acquire(timeout=PATIENCE)
    finally:
        ticker.stop()
