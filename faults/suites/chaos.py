"""Everything at once: workers die and freeze, a third of all calls fails, the database goes away."""

import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy.exc import DBAPIError

from faults import lives
from faults.databases import Postgresql, locked
from faults.judge import copies_taken, judge
from faults.lives import Life
from faults.notes import QUICK, Office
from faults.report import Report
from faults.stage import Stage

WORKERS = 3
SHARE = 0.3
PATIENCE = 0.5
ROUNDS = 60
# Begun straight at the driver, a transaction on SQLite fails with the driver's own error.
UNAVAILABLE = (DBAPIError, sqlite3.OperationalError)


@dataclass
class Storm:
    office: Office
    stage: Stage
    dice: random.Random
    workers: list[Life] = field(default_factory=list)
    frozen: dict[int, float] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    kills: int = 0
    freezes: int = 0
    outages: int = 0

    def __post_init__(self) -> None:
        self._sender = self.office.sender(workers=2)

    def rage(self, seconds: float, messages: int, outages: int, outage: float) -> None:
        began = time.monotonic()
        passed = 0.0
        while passed < seconds or len(self.keys) < messages:
            self._say(round(min(passed / seconds, 1) * messages) - len(self.keys))
            self._replace()
            self.dice.choice([self._kill, self._kill, self._freeze, self._change])()
            if self.outages < outages and passed > seconds * (self.outages + 0.5) / outages:
                self._outage(outage)
            self._thaw()
            lives.pause(self.dice.uniform(0.05, 0.3))
            passed = time.monotonic() - began

    def calm(self) -> None:
        """Whoever is frozen wakes up, and whoever is at work dies."""
        self._wake()
        lives.pause(2 * PATIENCE)
        for life in self.workers:
            life.kill()
        lives.wait_for_all(self.workers)

    def _say(self, number: int) -> None:
        """As many as can be said: somebody may be frozen while writing, and then nobody else can write."""
        with suppress(*UNAVAILABLE):
            for _ in range(number):
                self._say_one()

    def _say_one(self) -> None:
        key, channel = f"message {len(self.keys) + 1}", self.stage.slack.channels["channel-0"]
        if not self.keys:
            self.office.say(key, to=channel)
        elif self.dice.random() < 0.2:
            self.office.say(key, to=channel, thread_of=self.keys[0])
        else:
            self.office.say(key, to=self.dice.choice([*self.stage.slack.conversations]))
        self.keys.append(key)

    def _change(self) -> None:
        with suppress(*UNAVAILABLE):
            if self.keys:
                self.office.touch(self.dice.choice(self.keys))

    def _replace(self) -> None:
        self.workers = [life for life in self.workers if not life.is_over]
        while len(self.workers) < WORKERS:
            self.workers.append(self.office.begin(lambda _: self._work()))

    def _work(self) -> None:
        self._sender.start()
        while True:
            lives.pause(60)

    def _kill(self) -> None:
        life = self.dice.choice(self.workers)
        if life.pid not in self.frozen:
            life.kill()
            self.kills += 1

    def _freeze(self) -> None:
        life = self.dice.choice(self.workers)
        if life.pid not in self.frozen:
            life.freeze()
            self.freezes += 1
            self.frozen[life.pid] = time.monotonic() + self.office.timings.lease * self.dice.uniform(1.0, 1.6)

    def _thaw(self) -> None:
        for life in self.workers:
            if self.frozen.get(life.pid, float("inf")) < time.monotonic():
                del self.frozen[life.pid]
                life.thaw()

    def _wake(self) -> None:
        self.frozen.clear()
        for life in self.workers:
            life.thaw()

    def _outage(self, seconds: float) -> None:
        self.outages += 1
        self._wake()
        self.office.close()
        if isinstance(self.stage.server, Postgresql):
            self.stage.server.crash()
        else:
            with locked(str(self.office.database.engine.url)):
                lives.pause(seconds)


def play(
    stage: Stage, *, seed: int, seconds: float, messages: int, outages: int = 1, outage: float = 3.0
) -> Report:
    """`outages`: how often the database goes away; a SQLite file is locked that many seconds each time."""
    office = Office(
        stage.new_database(), stage.slack, stage.wire, timings=QUICK, patience=PATIENCE, limit=PATIENCE
    )
    storm = Storm(office, stage, random.Random(seed))
    before = stage.wire.report()
    stage.wire.shake(SHARE, seed)
    storm.rage(seconds, messages, outages, outage)
    storm.calm()
    stage.wire.plan()
    until_quiet(office)
    after = stage.wire.report()
    broken = sum(after["faults"].values()) - sum(before["faults"].values())
    taken = {key: n for key, n in after["taken"].items() if key not in before["taken"]}
    return Report(
        "chaos",
        cases=len(storm.keys),
        faults=broken + storm.kills + storm.freezes + storm.outages,
        finding=judge(office),
        seed=seed,
        remark=(
            f"{storm.kills} kill -9, {storm.freezes} freezes, {storm.outages} outages of the database, "
            f"{broken} of Slack's answers, {copies_taken(taken)} copies taken back"
        ),
    )


def until_quiet(office: Office, drain: Callable[[], None] | None = None) -> None:
    """Time passes until nothing is left to do."""
    for _ in range(ROUNDS):
        office.lapse()
        (drain or office.drain)()
        if not office.unfinished():
            return
