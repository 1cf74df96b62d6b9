"""Messages that cannot be said: each ends where somebody sees it, and the others go on."""

import time
from collections import Counter

from bot.core.db import machine_now
from bot.outbox.model import Delivery
from bot.outbox.rules import MAX_CLAIMS, State
from bot.outbox.setup import Timings
from faults import lives
from faults.judge import Finding, judge
from faults.notes import WORKSPACE, Office
from faults.report import Report
from faults.stage import Json, Stage
from faults.suites.chaos import until_quiet

GOOD = 40
ENDS = {
    "cannot be made": State.SET_ASIDE,
    "ends its process": State.SET_ASIDE,
    "to a channel that is gone": State.PARKED,
    "to an archived channel": State.PARKED,
    "to somebody who is gone": State.PARKED,
    "of a newer version": State.WAITING,
    "of an unknown kind": State.WAITING,
}


def play(stage: Stage) -> Report:
    office = Office(stage.new_database(), stage.slack, stage.wire, timings=Timings())
    good = [f"good {number}" for number in range(GOOD)]
    _say_bad(office)
    for key, person in zip(good, list(stage.slack.conversations) * GOOD, strict=False):
        office.say(key, to=person)
    deaths, seconds = _work(office, good)
    until_quiet(office)
    finding = judge(office, rows=[row for row in office.rows() if row.key in good])
    finding.broken += _misplaced(office)
    report = Report("poison", cases=len(good) + len(ENDS), faults=len(ENDS) + deaths, finding=finding)
    report.remark = f"{len(ENDS)} bad rows stand where they belong; the others waited {seconds:.1f} s at most"
    _revoked(office, report)
    return report


def _say_bad(office: Office) -> None:
    slack = office.slack
    archived = slack.channels["channel-2"]
    slack.post(f"channels/{archived}", {"is_archived": True}, "PATCH")
    left = _left(slack.post("users", {"name": "left"})["user"], office)
    person = next(iter(slack.conversations))
    office.say("cannot be made", to=person, kind="unrenderable")
    office.say("ends its process", to=person, kind="deadly")
    office.say("to a channel that is gone", to="C0NOWHERE")
    office.say("to an archived channel", to=archived)
    office.say("to somebody who is gone", to=left)
    with office.database.transaction(WORKSPACE) as session:
        now = machine_now(session)
        for key, kind, version in (
            ("of a newer version", "note", 2),
            ("of an unknown kind", "unheard of", 1),
        ):
            session.add(
                Delivery(
                    key=key, to=person, kind=kind, ref=key, version=version, priority=0, available_at=now
                )
            )


def _left(user: Json, office: Office) -> str:
    office.slack.post(f"users/{user['id']}", {"deleted": True}, "PATCH")
    return str(user["id"])


def _work(office: Office, good: list[str]) -> tuple[int, float]:
    """Workers, one after the other as they die, until all that can be is said; deaths, and seconds."""
    began = time.monotonic()
    deaths, seconds = 0, 0.0
    for _ in range(2 * MAX_CLAIMS + 2):
        life = office.begin(lambda _: office.drain())
        life.wait()
        deaths += life.code == lives.KILLED
        if not seconds and all(row.state is State.SENT for row in office.rows() if row.key in good):
            seconds = time.monotonic() - began
        office.lapse()
    return deaths, seconds


def _misplaced(office: Office) -> list[str]:
    states = {row.key: row.state for row in office.rows()}
    return [
        f"I1: what {key} is {states[key]} instead of {end}"
        for key, end in ENDS.items()
        if states[key] is not end
    ]


def _revoked(office: Office, report: Report) -> None:
    """The token is taken away and given back: everything waits, is told once, and goes on."""
    keys = [f"after the token {number}" for number in range(5)]
    office.slack.post("revoke", {})
    office.say(*keys, to=next(iter(office.slack.conversations)))
    told: list[str] = []
    office.sender(on_parked=lambda _, key, why: told.append(why)).drain(hurry=True)
    states = Counter(row.state for row in office.rows() if row.key in keys)
    if states != {State.PARKED: len(keys)} or told != ["token_revoked"]:
        report.finding.add(Finding(broken=[f"without a token: {dict(states)}, told {told}"]))
    office.slack.token = office.slack.post("reinstall", {})["bot_token"]
    until_quiet(office)
    office.unpark()
    until_quiet(office)
    report.cases += len(keys)
    report.faults += 1
    report.finding.add(judge(office, rows=[row for row in office.rows() if row.key in keys]))
