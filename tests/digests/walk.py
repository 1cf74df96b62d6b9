"""Weeks lived through, with everything that reacts and falls due."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import orm

from bot import schedule
from bot.checkins import service as checkins
from bot.core.runner import Runner
from tests.digests.desk import Desk
from tests.digests.reading import utc


@dataclass
class Walk(Desk):
    def __post_init__(self) -> None:
        self.world.database.services.update(consumers=schedule.CONSUMERS)
        self.runner = Runner(self.world.database, self, schedule.SWEEPS, schedule.DUE)

    def now(self, session: orm.Session | None = None) -> datetime:
        return self.world.now

    def at(self, text: str) -> None:
        """Business time goes on to that moment (UTC), through everything that falls due on the way."""
        to = utc(text)
        self.settle()
        while (due := self.runner.next_due(self.world.now)) is not None and due <= to:
            self.world.now = due
            self.settle()
        self.world.now = to
        self.settle()

    def sleeps(self, text: str) -> None:
        """The bot is down until then."""
        self.world.now = utc(text)
        self.settle()

    def settle(self) -> None:
        for _ in range(50):
            self.runner.run()
            if not self.renders():
                return
        raise AssertionError("it does not come to rest")

    def starts(self, *teams: str) -> None:
        with self.session() as session:
            for name in teams:
                team = self.world.team(session, name)
                checkins.start(session, team, by=self.world.ids["lena"], now=self.world.now)
        self.settle()
