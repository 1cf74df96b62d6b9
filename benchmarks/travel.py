"""A week of Harbor in which nobody answers: rounds, reminders, what goes up, digests."""

import time
from datetime import timedelta

from benchmarks.figures import Measured, Spread
from benchmarks.harbor import Template
from bot.demo import harbor as sample

WEEKS = 3
GOAL = 5.0  # seconds


def measure(template: Template) -> Measured:
    times, sent, fired = [], [], []
    for _ in range(WEEKS):
        with template.running() as harbor:
            harbor.rest()
            before = harbor.messages()
            began = time.perf_counter()
            answer = harbor.travel(sample.START + timedelta(weeks=1))
            times.append(time.perf_counter() - began)
            sent.append(harbor.messages() - before)
            fired.append(len(answer["fired"]))
    week = Spread(times)
    return Measured(
        "A week of travel in Harbor, through POST /clock",
        week.p50,
        "s",
        GOAL,
        {"one week": week},
        f"{max(sent)} messages sent, {max(fired)} things done",
    )
