"""A pass over what is due, with somebody else passing at the same time."""

import threading
from datetime import datetime
from typing import Any

from sqlalchemy import orm, select

from bot.core import pending
from bot.core.db import Database, Session
from bot.core.jobs import Sweep
from bot.core.pending import Pending
from bot.core.runner import Runner
from tests.support.world import START, WORKSPACE

SOON = 0.2  # seconds in which the other thread would be there, if it could


class Meeting:
    """Two threads in one runner. The second one is let in as far as it can come, before the first goes on."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.has_begun = threading.Event()
        self.has_looked = threading.Event()
        self.has_ended = threading.Event()
        self.has_waited = False

    def now(self, session: orm.Session) -> datetime:
        """The runner reads the clock whenever it looks for what is due."""
        if threading.current_thread().name == "second":
            # From its first question on, a transaction sees what was there then.
            session.execute(select(Pending.id))
            self.has_looked.set()
        elif self.done == ["fact"] and not self.has_waited:
            self.has_waited = True
            self.has_ended.wait(SOON)
        return START

    def react(self, session: Session, subject: str, now: datetime) -> None:
        if subject == "fact":
            self.has_begun.set()
            self.has_looked.wait(SOON)
            pending.note(session, "happened", "what follows", now)
        self.done.append(subject)


def test_a_pass_ends_when_all_is_done_also_what_somebody_else_has_in_hand(sqlite_url: str) -> None:
    database = Database(sqlite_url, {"consumers": {"happened": ("meeting",)}})
    meeting: Any = Meeting()
    runner = Runner(database, meeting, [Sweep("meeting", meeting.react)], [])
    with database.transaction(WORKSPACE) as session:
        pending.note(session, "happened", "fact", START)
    seen: list[list[str]] = []

    def second() -> None:
        runner.run()
        seen.append([*meeting.done])
        meeting.has_ended.set()

    first = threading.Thread(target=runner.run)
    other = threading.Thread(target=second, name="second")
    first.start()
    assert meeting.has_begun.wait(5)
    other.start()
    for one in (first, other):
        one.join()
    database.engine.dispose()
    assert seen == [["fact", "what follows"]]
