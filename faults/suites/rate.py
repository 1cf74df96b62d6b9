"""Four replicas share one budget, and what Slack says of it holds for all of them."""

import time

from bot.outbox.setup import Timings
from faults import lives
from faults.judge import Finding, judge
from faults.notes import Office
from faults.report import Report
from faults.stage import Stage
from faults.suites.chaos import until_quiet

REPLICAS = 4
A_MINUTE = 300
BURST = 20
HARDLY = 0.01
LIMITS = ("429 for long", "429 without a word", "429 with nonsense")


def play(stage: Stage, *, seconds: float) -> Report:
    office = Office(
        stage.new_database(), stage.slack, stage.wire, timings=Timings(), posts_per_minute=A_MINUTE
    )
    people = list(stage.slack.conversations)
    messages = round(BURST + A_MINUTE / 60 * seconds) * 2
    for number, person in enumerate(people):
        office.say(*(f"message {n}" for n in range(number, messages, len(people))), to=person)
    before = _posts(stage)
    granted, allowed = _run(office, stage, seconds, before)
    report = Report("rate", cases=messages, remark=f"{granted} posts of the {allowed} that were allowed")
    # How close it comes depends on the machine; that it never goes beyond must not.
    if not 0 < granted <= allowed:
        report.finding.add(Finding(broken=[f"{granted} posts, where {allowed} were allowed"]))
    for limit in LIMITS:
        _refused(office, stage, limit, report)
    stage.wire.plan()
    until_quiet(office)
    report.finding.add(judge(office))
    return report


def _run(office: Office, stage: Stage, seconds: float, before: int) -> tuple[int, int]:
    """How many posts there were in that time, and how many there might have been."""
    sender = office.sender(workers=2)

    def work(_: object) -> None:
        sender.start()
        lives.pause(seconds)
        sender.stop()

    began = time.monotonic()
    lives.wait_for_all([office.begin(work) for _ in range(REPLICAS)])
    passed = time.monotonic() - began
    return _posts(stage) - before, round(BURST + A_MINUTE / 60 * passed)


def _refused(office: Office, stage: Stage, limit: str, report: Report) -> None:
    """One is refused: nobody asks until its time has come, half a minute where Slack names none."""
    office.lapse()
    stage.wire.plan(("chat.postMessage", limit))
    office.sender().drain(until=time.monotonic() + HARDLY)
    before = _posts(stage)
    lives.wait_for_all([office.begin(lambda _: office.sender().drain()) for _ in range(REPLICAS)])
    report.faults += 1
    if calls := _posts(stage) - before:
        report.finding.add(Finding(broken=[f"{limit}: {calls} calls although Slack said to stay away"]))


def _posts(stage: Stage) -> int:
    return int(stage.wire.report()["calls"].get("chat.postMessage", 0))
