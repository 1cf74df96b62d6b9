"""Several processes claim from one queue: no row may be claimed twice."""

import time
from collections import Counter

from bot.core.db import machine_now
from bot.outbox.claims import Queue
from faults import lives
from faults.judge import Finding
from faults.notes import KINDS, Office
from faults.report import Report
from faults.stage import Stage

PROCESSES = 6
LEASE = 3600.0


def play(stage: Stage, *, rows: int, at_once: int = 20) -> Report:
    office = Office(stage.new_database(), stage.slack, stage.wire)
    people = list(stage.slack.conversations)
    for number, person in enumerate(people):
        office.say(*(f"row {n}" for n in range(number, rows, len(people))), to=person)
    queue = Queue(KINDS, hurry=False)
    began = time.monotonic()
    lives_of = [office.begin(lambda tell: tell(_claim_all(office, queue, at_once))) for _ in range(PROCESSES)]
    claimed = Counter(" ".join(lives.wait_for_all(lives_of)).split())
    seconds = time.monotonic() - began
    twice = sum(n - 1 for n in claimed.values())
    finding = Finding(lost=rows - len(claimed), doubled=twice)
    finding.broken = [f"{id} was claimed {n} times" for id, n in claimed.items() if n > 1]
    return Report(
        "claims",
        cases=rows,
        finding=finding,
        remark=f"{PROCESSES} processes, {rows / seconds:,.0f} rows a second",
    )


def _claim_all(office: Office, queue: Queue, at_once: int) -> str:
    """The ids of the rows that this process was given."""
    mine: list[str] = []
    empty_handed = 0
    while empty_handed < PROCESSES:
        with office.database.across() as session:
            now = machine_now(session)
            workspace = queue.next_workspace(session, now)
            if workspace is None:
                break
            found = queue.claim(session, workspace, now, limit=at_once, lease=LEASE)
        # Others may hold what is left: they may also put it back.
        empty_handed = 0 if found else empty_handed + 1
        mine += [row.id for row in found]
    return " ".join([*mine, ""])
