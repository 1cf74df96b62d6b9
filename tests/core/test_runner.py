"""What is due is done once and in order, and what fails holds nobody else up. On both databases."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import orm, select

from bot.core import pending
from bot.core.db import Database, Session
from bot.core.jobs import Due, Found, Later, Sweep
from bot.core.pending import Pending
from bot.core.runner import Fired, Runner

START = datetime(2026, 11, 18, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class House:
    """A clock, two consumers of the same fact, and a thing that falls due."""

    database: Database
    time: datetime = START
    seen: list[str] = field(default_factory=list)
    fails: set[str] = field(default_factory=set)
    later: dict[str, datetime] = field(default_factory=dict)
    due: list[Found] = field(default_factory=list)
    together: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.database.services.update(consumers={"said": ("reads",), "sold": ("reads", "counts")})
        sweeps = [Sweep(name, self._reaction(name)) for name in ("reads", "counts")]
        thing = Due("falls", lambda session, now, limit: self.due[:limit], self._fall, lambda *_: None, 2)
        self.runner = Runner(self.database, self, sweeps, [thing])

    def now(self, session: orm.Session) -> datetime:
        return self.time

    def note(self, *subjects: str, kind: str = "said", workspace: str = "T1") -> None:
        with self.database.transaction(workspace) as session:
            for subject in subjects:
                pending.note(session, kind, subject, self.time)

    def owed(self) -> list[tuple[str, datetime, int]]:
        with self.database.across(read_only=True) as session:
            rows = session.scalars(select(Pending).order_by(Pending.subject)).all()
            return [(row.subject, row.due_at, row.attempts) for row in rows]

    def _reaction(self, name: str):
        def react(session: Session, subject: str, now: datetime) -> Later | None:
            # A fact of its own, so that what is rolled back can be told from what is kept.
            pending.note(session, "said", f"after {subject}", now + HOUR)
            self._work(f"{name} {subject}")
            return Later(self.later[subject]) if subject in self.later else None

        return react

    def _fall(self, session: Session, ids: Sequence[str], now: datetime) -> None:
        self.together.append(len(ids))
        for id in ids:
            pending.note(session, "said", f"after {id}", now + HOUR)
            self._work(f"falls {id}")
        self.due = [one for one in self.due if one.id not in ids]

    def _work(self, what: str) -> None:
        if what in self.fails:
            raise RuntimeError(what)
        self.seen.append(what)


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    database = Database(database_url)
    yield House(database)
    database.engine.dispose()


def test_each_consumer_of_a_fact_reacts_once(house: House) -> None:
    house.note("a", "b", kind="sold")
    fired = house.runner.run()
    assert Counter(fired) == {Fired(START, what, is_reaction=True): 2 for what in ("reads", "counts")}
    assert sorted(house.seen) == ["counts a", "counts b", "reads a", "reads b"]
    assert house.runner.run() == []


def test_a_consumer_looks_once_at_a_subject_that_several_facts_name(house: House) -> None:
    house.note("a", "b", "a", "a")
    house.runner.run()
    assert sorted(house.seen) == ["reads a", "reads b"]
    assert [subject for subject, _, _ in house.owed()] == ["after a", "after b"]


def test_what_is_not_possible_yet_is_owed_until_then(house: House) -> None:
    house.later["a"] = START + 2 * HOUR
    house.note("a", "a")
    house.runner.run()
    assert ("a", START + 2 * HOUR, 0) in house.owed()
    assert [subject for subject, _, _ in house.owed()].count("a") == 1
    assert house.runner.next_due(START) == START + HOUR


def test_one_that_fails_is_put_off_and_keeps_nothing_of_its_own(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.fails = {"reads b"}
    house.note("a", "b", "c")
    house.runner.run()
    # Those that shared a transaction with it may have been tried twice, and are kept once.
    assert set(house.seen) == {"reads a", "reads c"}
    assert [(subject, attempts) for subject, _, attempts in house.owed()] == [
        ("after a", 0), ("after c", 0), ("b", 1),
    ]  # fmt: skip
    assert "a reaction failed" in caplog.text

    house.fails = set()
    house.time += timedelta(seconds=2)
    house.runner.run()
    assert house.seen[-1] == "reads b"


def test_a_thing_that_fails_rests_while_others_take_their_turn(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.fails = {"falls 1"}
    house.due = [Found("T1", "1"), Found("T1", "2"), Found("T2", "3")]
    fired = house.runner.run()
    assert [one.what for one in fired] == ["falls", "falls"]
    assert house.seen == ["falls 2", "falls 3"]
    assert [subject for subject, _, _ in house.owed()] == ["after 2", "after 3"]
    assert "falls failed" in caplog.text
    # It stays due, and is left alone for a while.
    assert house.runner.run() == []


def test_things_of_one_workspace_are_done_in_one_go(house: House) -> None:
    house.due = [Found("T1", "1"), Found("T1", "2"), Found("T1", "3"), Found("T2", "4")]
    assert len(house.runner.run()) == 4
    assert house.seen == ["falls 1", "falls 2", "falls 3", "falls 4"]
    assert house.together == [2, 1, 1]


def test_each_workspace_has_transactions_of_its_own(house: House) -> None:
    house.note("a", workspace="T1")
    house.note("a", workspace="T2")
    house.runner.run()
    assert house.seen == ["reads a", "reads a"]
    with house.database.transaction("T2") as session:
        assert session.scalars(select(Pending.workspace)).all() == ["T2"]
