"""Two replicas of the bot, one of which is killed again and again, while all people answer at the same time.

Weeks pass: on Wednesday all are asked, most say *On track* and some *Blocked*; on Thursday leaders hear of
the blocks that nobody has cleared; then the week ends. What people were told must be in the database.
"""

import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, or_, select

from bot import schedule
from bot.asks.model import Ask
from bot.checkins.model import Prompt
from bot.core.clock import TravelClock
from bot.core.db import Database
from bot.core.pending import Pending
from bot.escalations.model import Escalation
from bot.outbox.model import Delivery
from bot.outbox.setup import Timings
from bot.outcomes.model import Outcome, StatusChange
from bot.people.model import Person
from faults import lives, people, replica
from faults.judge import Finding, judge, nonce
from faults.lives import Life
from faults.notes import Office
from faults.people import BLOCKED, ON_TRACK, Owner
from faults.report import Report
from faults.stage import Stage, free_port
from tests.support import owners

OF_A_TEAM = 10
EVE = datetime(2026, 11, 24, 9, tzinfo=UTC)
ASKED = datetime(2026, 11, 25, 10, tzinfo=UTC)
WEEK = timedelta(weeks=1)
# From the question on, until a leader has heard of a block that nobody has cleared.
CLIMBED = timedelta(days=1, minutes=30)
PATIENCE = 300.0
GLANCE = 0.2


@dataclass(frozen=True)
class Pace:
    """For how long somebody is killed, and at least and at most so many `apart`: all in seconds."""

    seconds: float
    apart: tuple[float, float]
    timings: Timings


HASTY = Pace(8, (0.5, 2.0), Timings(lease=2.0, request=0.8, settle=0.3, retry=0.1, outage=0.2))
IN_EARNEST = Pace(600, (2.0, 15.0), Timings())


@dataclass
class Town:
    """Who lives there, and the time: in a process that is never killed. `url` is the replicas' database."""

    stage: Stage
    url: str

    def __post_init__(self) -> None:
        self._users = [*self.stage.slack.conversations]

    def settle(self, _: Callable[[str], None]) -> None:
        bot = replica.build(self.stage, self.url)
        bot.connect()
        bot.set_clock(EVE)
        channels = [*self.stage.slack.channels.values()]
        with bot.database.transaction(bot.workspace) as session:
            for number, first in enumerate(range(0, len(self._users), OF_A_TEAM)):
                channel = channels[number] if number < len(channels) else None
                team = self._users[first : first + OF_A_TEAM]
                owners.team(session, number, channel, team, now=EVE)
        bot.travel(EVE + timedelta(hours=1))
        bot.stop()

    def finish(self, _: Callable[[str], None]) -> None:
        """What was held back only to spare Slack is said now."""
        bot = replica.build(self.stage, self.url)
        bot.connect()
        bot.sender.drain(hurry=True)
        bot.stop()

    def live(self, seconds: float, tell: Callable[[str], None]) -> None:
        """Week after week; tells of each what people were told, as JSON in a line of its own."""
        self._database = Database(self.url)
        end, week = time.monotonic() + seconds, 0
        while week == 0 or time.monotonic() < end:
            tell(json.dumps(self._week(week)) + "\n")
            week += 1

    def _week(self, week: int) -> dict[str, object]:
        asked_at, since = ASKED + week * WEEK, time.time()
        self._travel(asked_at)
        all_of_them = [*self._owners(week, asked_at)]
        people.answer(self.stage.slack, all_of_them, since=since, patience=PATIENCE)
        self._rest()
        self._travel(asked_at + CLIMBED)
        self._rest()
        return {
            "at": asked_at.isoformat(),
            "told": {one.user: one.answer for one in all_of_them if one.was_told or one.is_shown},
            "unanswered": [one.user for one in all_of_them if not one.is_shown],
            "twice": [one.user for one in all_of_them if len(one.questions) > 1],
            "refusals": sum(one.refusals for one in all_of_them),
        }

    def _owners(self, week: int, now: datetime) -> Iterator[Owner]:
        """In each team somebody else is blocked every week, by who comes after them; never its leader."""
        day = (now + timedelta(days=9)).date().isoformat()
        for number, user in enumerate(self._users):
            answer = BLOCKED if number % OF_A_TEAM == 1 + week % (OF_A_TEAM - 2) else ON_TRACK
            helper = self._users[(number + 1) % len(self._users)]
            yield Owner(user, self.stage.slack.conversations[user], answer, helper, day)

    def _travel(self, to: datetime) -> None:
        with self._database.across() as session:
            TravelClock().travel(session, to)

    def _rest(self) -> None:
        """Until nothing is due any more, and nothing is left to say."""
        end = time.monotonic() + PATIENCE
        while not self._is_at_rest() and time.monotonic() < end:
            lives.pause(GLANCE)

    def _is_at_rest(self) -> bool:
        with self._database.across(read_only=True) as session:
            now = TravelClock().now(session)
            owed = select(func.count()).select_from(Pending).where(Pending.due_at <= now)
            unsaid = select(func.count()).select_from(Delivery)
            unsaid = unsaid.where(or_(Delivery.available_at.is_not(None), Delivery.lease_owner.is_not(None)))
            # Long after something was said again, somebody looks for copies of it.
            unsaid = unsaid.where(Delivery.is_paced.is_(False), Delivery.key.not_like("copies:%"))
            is_due = any(due.find(session, now, 1) for due in schedule.DUE)
            return not is_due and not session.scalar(owed) and not session.scalar(unsaid)


@dataclass
class Pair:
    """The two replicas. A dead one is replaced at once, as by whatever looks after processes."""

    stage: Stage
    url: str
    timings: Timings
    kills: int = 0

    def __post_init__(self) -> None:
        self._ports = [free_port(), free_port()]
        self._lives = [self._begin(port) for port in self._ports]
        for port in self._ports:
            replica.until_ready(port)

    def _begin(self, port: int) -> Life:
        return replica.begin(
            self.stage,
            self.url,
            timings=self.timings,
            port=port,
            slack_app_token=self.stage.slack.app_token,
            updates_per_minute=600_000,
        )

    def kill(self, number: int) -> None:
        self._end(number)
        self.kills += 1
        self._lives[number] = self._begin(self._ports[number])

    def stop(self) -> None:
        for number in range(len(self._lives)):
            self._end(number)

    def _end(self, number: int) -> None:
        self._lives[number].kill()
        self._lives[number].wait()


def play(stage: Stage, *, seed: int, pace: Pace) -> Report:
    database = stage.new_database()
    url = database.engine.url.render_as_string(hide_password=False)
    database.engine.dispose()
    town, dice = Town(stage, url), random.Random(seed)
    lives.begin(town.settle).wait()
    pair = Pair(stage, url, pace.timings)
    life = lives.begin(lambda tell: town.live(pace.seconds, tell))
    end = time.monotonic() + pace.seconds
    while time.monotonic() < end and not life.is_over:
        _wait(life, dice.uniform(*pace.apart))
        pair.kill(dice.randrange(2))
    weeks = [json.loads(line) for line in life.wait().splitlines()]
    pair.stop()
    lives.begin(town.finish).wait()
    report = Report("crowd", faults=pair.kills, seed=seed)
    report.cases = len(weeks) * len(stage.slack.conversations)
    report.finding = _judge(stage, database, weeks)
    with database.across(read_only=True) as session:
        said = session.scalar(select(func.count()).select_from(Delivery).where(Delivery.ts.is_not(None)))
        escalated = session.scalar(select(func.count()).select_from(Escalation))
    report.remark = (
        f"{len(stage.slack.conversations)} people in {len(weeks)} weeks, {pair.kills} kill -9, "
        f"{sum(week['refusals'] for week in weeks)} clicks that met nobody, {escalated} escalations, "
        f"{said} messages"
    )
    return report


def _wait(life: Life, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not life.is_over and time.monotonic() < end:
        lives.pause(GLANCE)


def _judge(stage: Stage, database: Database, weeks: Sequence[dict[str, object]]) -> Finding:
    office = Office(database, stage.slack, stage.wire)
    texts = {nonce(one): one["text"] for one in stage.slack.messages()}
    # What a message reads is looked at where people read it, not by its words.
    finding = judge(office, text=lambda row: str(texts.get(row.nonce)))
    for week in weeks:
        finding.broken += [
            f"{one} was asked twice in the week of {week['at']}" for one in _listed(week["twice"])
        ]
        finding.broken += [f"{one} never saw their answer" for one in _listed(week["unanswered"])]
        _compare(database, week, finding)
    finding.broken += _wrongly_escalated(database)
    return finding


def _listed(found: object) -> list[str]:
    assert isinstance(found, list)
    return found


def _compare(database: Database, week: dict[str, object], finding: Finding) -> None:
    """What was kept in a week is what people were told, and that once."""
    told = week["told"]
    assert isinstance(told, dict)
    began = datetime.fromisoformat(str(week["at"]))
    with database.across(read_only=True) as session:
        kept = Counter(
            (slack_id, f"checkin.{status}")
            for slack_id, status in session.execute(
                select(Person.slack_id, StatusChange.status)
                .join(Outcome, Outcome.id == StatusChange.outcome_id)
                .join(Person, Person.id == Outcome.owner_id)
                .where(StatusChange.at.between(began, began + WEEK), StatusChange.undone_at.is_(None))
            )
        )
    for user, answer in told.items():
        times = kept.pop((user, answer), 0)
        if not times:
            finding.lost += 1
            finding.broken.append(f"{user} was told that {answer} is kept, and it is not")
        elif times > 1:
            finding.doubled += times - 1
            finding.broken.append(f"{user}'s {answer} was kept {times} times")
    finding.broken += [f"{user} never said {answer}" for user, answer in kept]


def _wrongly_escalated(database: Database) -> Iterator[str]:
    """Every block has reached a leader, once, and nobody was asked twice in a week."""
    with database.across(read_only=True) as session:
        asks = session.scalars(select(Ask.id)).all()
        reached = Counter(session.scalars(select(Escalation.ask_id)))
        blocks = session.scalar(
            select(func.count()).select_from(StatusChange).where(StatusChange.status == "blocked")
        )
        twice = session.execute(
            select(Prompt.round_id, Prompt.person_id)
            .group_by(Prompt.round_id, Prompt.person_id)
            .having(func.count() > 1)
        ).all()
    if len(asks) != blocks:
        yield f"{blocks} blocks made {len(asks)} asks"
    yield from (f"I1: ask {one} reached no leader" for one in asks if one not in reached)
    yield from (f"I4: {person} has two parts in round {number}" for number, person in twice)
