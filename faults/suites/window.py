"""The one window that remains, forced: a worker freezes after its last check, just before the message leaves.

Its lease runs out, another one looks, finds nothing and posts; then the first one wakes up and posts as well.
"""

from collections.abc import Callable

from bot.outbox.setup import Timings
from faults import lives
from faults.judge import Finding, copies_taken, judge
from faults.lives import Life
from faults.notes import Office
from faults.report import Report
from faults.stage import Stage
from faults.suites.chaos import until_quiet

POST = "before chat.postMessage"


def play(stage: Stage) -> Report:
    """Each case: what becomes of the one who was frozen."""
    report = Report("residual window")
    for becomes in (_wakes, _dies_after_the_post, _does_not_hear_of_it):
        office = Office(stage.new_database(), stage.slack, stage.wire, timings=Timings())
        before = stage.wire.report()["taken"]
        becomes(office)
        until_quiet(office)
        stage.wire.plan()
        copies = copies_taken({k: n for k, n in stage.wire.report()["taken"].items() if k not in before})
        report.cases += 1
        report.faults += 1
        report.finding.add(judge(office))
        if copies != 1:
            report.finding.add(
                Finding(broken=[f"{becomes.__name__}: {copies} copies, where one was to be forced"])
            )
    report.remark = f"{report.cases} copies forced, each found and deleted"
    return report


def _wakes(office: Office) -> None:
    life = _frozen(office)
    life.thaw()
    life.wait()


def _dies_after_the_post(office: Office) -> None:
    life = _frozen(office, then=lives.die)
    life.thaw()
    life.wait()


def _does_not_hear_of_it(office: Office) -> None:
    life = _frozen(office)
    office.wire.plan(("chat.postMessage", "cut after"))
    life.thaw()
    life.wait()


def _frozen(office: Office, then: Callable[[], object] = lambda: None) -> Life:
    """A worker in the window, when others have posted instead. `then` happens after its own post."""

    def at(step: str) -> None:
        if step == POST:
            lives.freeze()
        elif step == POST.replace("before", "after"):
            then()

    # A message is known in Slack by its key: each case needs one of its own.
    office.say(f"message {office.database.engine.url.database}", to=next(iter(office.slack.conversations)))
    life = office.begin(lambda _: office.drain(), at=at)
    life.until_frozen()
    while not any(row.ts for row in office.rows()):
        office.lapse()
        office.drain()
    return life
