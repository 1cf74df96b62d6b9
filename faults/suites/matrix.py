"""The kill matrix: a worker dies at every commit and at every call to Slack, under every answer of Slack's.

A case is one message, brought to the point of the scenario; then a worker whose life ends at its n-th step,
with n from 1 on until one gets through. Whoever comes later has to make good what the dead have left.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.outbox.setup import Timings
from faults import lives
from faults.judge import Finding, copies_taken, judge
from faults.notes import LONG, SHORT, Office
from faults.report import Report
from faults.stage import Stage
from faults.suites.chaos import until_quiet
from faults.wire import FAULTS

TOP = "what is replied to"
OUTCOMES = ("ok", *FAULTS)
FEW = ("ok", "429", "cut after")


@dataclass(frozen=True)
class Scenario:
    """`prepare(office, key)` leaves something to do for the next worker, whose call of `method` breaks."""

    name: str
    method: str
    prepare: Callable[[Office, str], None]


def _post(office: Office, key: str) -> None:
    office.say(key, to=office.slack.channels["channel-0"])


def _direct(office: Office, key: str) -> None:
    office.say(key, to=office.slack.users["person-1"])


def _reply(office: Office, key: str) -> None:
    office.say(key, to=office.slack.channels["channel-0"], thread_of=TOP)


def _edit(office: Office, key: str) -> None:
    _direct(office, key)
    office.drain()
    office.touch(key)


def _take_back(office: Office, key: str) -> None:
    _direct(office, key)
    office.drain()
    office.unsay(key)


def _look(office: Office, key: str) -> None:
    _direct(office, key)
    office.wire.plan(("chat.postMessage", "cut after"))
    office.drain()
    office.hasten(key)


def _post_again(office: Office, key: str) -> None:
    """Slack never had it, and it was looked for once."""
    _direct(office, key)
    office.wire.plan(("chat.postMessage", "cut before"))
    for _ in range(2):
        office.drain()
        office.hasten(key)


SCENARIOS = (
    Scenario("a message", "chat.postMessage", _post),
    Scenario("a direct message", "chat.postMessage", _direct),
    Scenario("a reply", "chat.postMessage", _reply),
    Scenario("an edit", "chat.update", _edit),
    Scenario("a deletion", "chat.delete", _take_back),
    Scenario("a look", "conversations.history", _look),
    Scenario("a second attempt", "chat.postMessage", _post_again),
)


def play(
    stage: Stage, *, outcomes: Sequence[str] = OUTCOMES, thorough: Sequence[Scenario] = SCENARIOS
) -> Report:
    """`thorough` are the scenarios that are tried under every outcome, the others under `outcomes` alone."""
    office = Office(stage.new_database(), stage.slack, stage.wire, timings=Timings())
    report = Report("kill matrix")
    before = stage.wire.report()["taken"]
    office.say(TOP, to=stage.slack.channels["channel-0"])
    office.drain()
    for scenario in SCENARIOS:
        for outcome in OUTCOMES if scenario in thorough else outcomes:
            report.cases += _every_step(office, scenario, outcome, report)
    office.wire.plan()
    office.patience = LONG
    until_quiet(office)
    report.finding = judge(office)
    taken = {key: n for key, n in stage.wire.report()["taken"].items() if key not in before}
    if copies_taken(taken):
        report.finding.add(
            Finding(broken=[f"Slack took {copies_taken(taken)} copies that were deleted later"])
        )
    return report


def _every_step(office: Office, scenario: Scenario, outcome: str, report: Report) -> int:
    """The number of cases: one for each step, and the one in which nobody died."""
    office.patience = SHORT if outcome.startswith("hang") else LONG
    for number in range(1, 100):
        scenario.prepare(office, f"{scenario.name}, {outcome}, step {number}")
        office.open_lanes()
        office.wire.plan(*([] if outcome == "ok" else [(scenario.method, outcome)]))
        life = office.begin(lambda _: office.drain(), at=lives.at_step(number, lives.die))
        life.wait()
        report.faults += (outcome != "ok") + (life.code == lives.KILLED)
        if life.code != lives.KILLED:
            return number
    raise RuntimeError(f"{scenario.name} has no end")
