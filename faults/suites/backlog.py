"""The bot was down for a day, a week, a month: who is asked, who is passed over and why, nobody twice."""

import time as stopwatch
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from bot import schedule
from bot.checkins import service as checkins
from bot.checkins.model import Prompt, Round
from bot.core import calendar
from bot.core.db import Database, Session
from bot.core.runner import Runner
from bot.outbox.model import Delivery
from bot.outcomes import service as outcomes
from bot.people import service as people
from bot.people.model import Team
from bot.people.service import SlackUser
from faults.notes import WORKSPACE
from faults.report import Report
from faults.stage import Stage

TEAM = 20
ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
# A Wednesday afternoon in Europe: there people can still be asked, in New York it is not ten yet, and
# in India and New Zealand the day is over.
UP = datetime(2026, 12, 16, 14, tzinfo=UTC)
STILL = ("Europe/Berlin", "Europe/London")
DIGESTS = ("digests.team", "digests.leader")


class Clock:
    time = UP

    def now(self, session: Any) -> datetime:
        return self.time


class Company:
    def __init__(self, database: Database) -> None:
        calendar.use_packaged_zones()
        self.database = database
        database.services.update(consumers=schedule.CONSUMERS)
        self.clock = Clock()
        self.runner = Runner(database, self.clock, schedule.SWEEPS, schedule.DUE)

    def hire(self, number: int) -> None:
        with self.database.transaction(WORKSPACE) as session:
            people.welcome(
                session, name="Large", url="https://large.slack.test/", bot_user="UBOT", bot_id="BBOT"
            )
        for first in range(0, number, TEAM):
            with self.database.transaction(WORKSPACE) as session:
                self._team(session, range(first, min(first + TEAM, number)))

    def _team(self, session: Session, numbers: range) -> None:
        now = self.clock.time
        members = [people.keep(session, _user(one), now=now) for one in numbers]
        team = people.create_team(
            session,
            name=f"Team {numbers.start // TEAM}",
            parent_id=None,
            leader_id=members[0].id,
            deputy_id=None,
            channel=f"C{numbers.start}",
            members=[one.id for one in members],
            by=None,
            now=now,
        )
        for person in members:
            outcomes.register(
                session,
                title=f"What {person.id} does",
                owner_id=person.id,
                due=date(2027, 3, 31),
                by=person,
                now=now,
            )
        found = session.find(Team, team.id)
        assert found is not None
        checkins.start(session, found, by=members[0].id, now=now)

    def live(self, until: datetime) -> None:
        """Business time goes on, from one thing that falls due to the next."""
        self.runner.run()
        while (due := self.runner.next_due(self.clock.time)) is not None and due <= until:
            # What falls due in the same quarter of an hour is done together, as after a busy moment.
            self.clock.time = min(due + timedelta(minutes=15), until)
            self.runner.run()
        self.clock.time = until


def _user(number: int) -> SlackUser:
    name = f"Person {number}"
    return SlackUser(
        slack_id=f"U{number}",
        name=name,
        full_name=name,
        zone=ZONES[number % len(ZONES)],
        is_guest=False,
        is_bot=False,
        is_stranger=False,
        is_gone=False,
        runs_slack=False,
    )


def play(stage: Stage, *, number: int, days: int) -> Report:
    company = Company(stage.new_database())
    down = UP - timedelta(days=days)
    company.clock.time = (down - timedelta(days=down.weekday())).replace(hour=7)
    company.hire(number)
    company.live(down)
    before = _said(company)
    company.clock.time = UP
    began = stopwatch.monotonic()
    company.runner.run()
    seconds = stopwatch.monotonic() - began
    since = _said(company) - before
    asked = sum(n for (kind, _), n in since.items() if kind == "checkins.prompt")
    expected = sum(_user(one).zone in STILL for one in range(number))
    report = Report(f"{days} days down", cases=number, faults=1)
    report.finding.broken = [*_wrong(company, since)]
    report.finding.lost = max(expected - asked, 0)
    report.finding.doubled = max(asked - expected, 0)
    report.remark = (
        f"{asked:,} asked, {_passed_over(company):,} passed over with the reason, in {seconds:.1f} s"
    )
    return report


def _passed_over(company: Company) -> int:
    with company.database.across(read_only=True) as session:
        return session.scalar(select(func.count()).where(Prompt.skipped.is_not(None))) or 0


def _said(company: Company) -> Counter[tuple[str, str]]:
    """How often what kind of message was said to whom."""
    with company.database.across(read_only=True) as session:
        kinds = ("checkins.prompt", "checkins.reminder", *DIGESTS)
        found = session.execute(select(Delivery.kind, Delivery.to).where(Delivery.kind.in_(kinds)))
        return Counter((kind, to) for kind, to in found)


def _wrong(company: Company, since: Counter[tuple[str, str]]) -> Iterator[str]:
    for (kind, to), times in since.items():
        if times > 1:
            yield f"{to} was told {kind} {times} times"
    with company.database.across(read_only=True) as session:
        left = select(func.count()).select_from(Prompt).where(Prompt.due_at <= UP)
        mute = select(func.count()).select_from(Prompt).join(Round, Round.id == Prompt.round_id)
        mute = mute.where(Round.closed_at.is_not(None), Prompt.asked_at.is_(None), Prompt.skipped.is_(None))
        early = select(func.count()).select_from(Prompt).join(Round, Round.id == Prompt.round_id)
        early = early.where(or_(Prompt.asked_at > UP, Prompt.asked_at < Round.opens_at))
        for what, asked in (("still due", left), ("neither asked nor skipped", mute), ("too early", early)):
            if number := session.scalar(asked):
                yield f"I1/I3: {number} parts are {what}"
    if again := [one for one in company.runner.run() if not one.is_reaction]:
        yield f"it does not come to rest: {again[0].what}"
