"""The five weeks before the story: Harbor as its people made it, through the bot's own services.

The bot itself runs through these weeks, with its rounds and prompts, and its people answer. What it would
have said then is taken back before anything is sent: the story starts with quiet channels. What it says on
the eve and in the early morning of the story waits, and is read when the story begins.
"""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import event, select

from bot import schedule
from bot.app import Bot
from bot.checkins import service as checkins
from bot.core.db import Database, Session
from bot.core.jobs import Due
from bot.core.runner import Runner
from bot.demo import colleagues, harbor
from bot.demo.harbor import Goal
from bot.digests import queries as digests, service as digest_service
from bot.escalations import service as escalations
from bot.needs import service as needs
from bot.outbox import service as outbox
from bot.outbox.model import Delivery
from bot.outcomes import queries as outcomes, service as outcome_service
from bot.outcomes.model import Outcome
from bot.outcomes.rules.lifecycle import Status
from bot.people import queries as people, service as people_service
from bot.people.model import Person, Team

LETTERS = {"g": Status.ON_TRACK, "a": Status.AT_RISK}
WEEK = timedelta(weeks=1)
# When the answers of a week come in: late on Wednesday, when everybody from Tokyo to Los Angeles was asked.
ANSWERED = datetime(2026, 10, 14, 22, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 17, 15, tzinfo=UTC)
EVENING = datetime(2026, 11, 17, 20, tzinfo=UTC)


def begin(bot: Bot, users: Mapping[str, str], channels: Mapping[str, str], kept: Path) -> None:
    """Brings a bot on an SQLite database, not used yet, to the start of the story.

    Five weeks take a while: what came of them is kept in the folder `kept` for the next start, as long as
    neither the bot's code nor the workspace's ids change.
    """
    database, copy = Path(str(bot.database.engine.url.database)), kept / f"{_mark(users, channels)}.db"
    if copy.exists():
        shutil.copyfile(copy, database)
    bot.connect()
    if copy.exists():
        bot.set_clock(harbor.START)
        return
    with _in_a_hurry(bot.database):
        make(bot, users, channels)
        # The teams' channels are joined before anything is said there.
        bot.sync_channels()
    kept.mkdir(parents=True, exist_ok=True)
    for old in kept.glob("*.db"):
        old.unlink()
    with closing(sqlite3.connect(database)) as plain:
        plain.execute("VACUUM INTO ?", (str(copy),))


def _mark(users: Mapping[str, str], channels: Mapping[str, str]) -> str:
    """A name for everything that the history is made from."""
    digest = hashlib.sha256(json.dumps([dict(users), dict(channels)], sort_keys=True).encode())
    code = Path(__file__).resolve().parent.parent
    for file in sorted([*code.rglob("*.py"), *code.rglob("*.j2")]):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def make(bot: Bot, users: Mapping[str, str], channels: Mapping[str, str]) -> None:
    """Fills the bot's database and leaves business time at the start of the story.

    `users` and `channels` are the workspace's ids by name.
    """
    bot.set_clock(harbor.BEGAN)
    with bot.database.transaction(bot.workspace) as session:
        _found(session, users, channels)
    _pass(bot, harbor.BEGAN + timedelta(hours=1))
    with bot.database.transaction(bot.workspace) as session:
        _start(session, users, harbor.BEGAN + timedelta(hours=1))
    for week in range(len(max((goal.weeks for goal in harbor.OUTCOMES), key=len))):
        _pass(bot, ANSWERED + week * WEEK)
        with bot.database.transaction(bot.workspace) as session:
            _answer(session, week, ANSWERED + week * WEEK)
    _pass(bot, TUESDAY)
    _quiet(bot)
    with bot.database.transaction(bot.workspace) as session:
        _finish(session, users, TUESDAY)
        _ask(session, users, TUESDAY)
    _pass(bot, EVENING)
    with bot.database.transaction(bot.workspace) as session:
        _stand_by_it(session, users, EVENING)
    _pass(bot, harbor.START, colleagues.DUE)
    bot.set_clock(harbor.START)


def _pass(bot: Bot, until: datetime, *dues: Due) -> None:
    """The bot works through everything that falls due (and through `dues`), and says nothing yet."""
    runner = Runner(bot.database, bot.clock, schedule.SWEEPS, (*schedule.DUE, *dues))
    runner.run()
    while (due := runner.next_due(bot.now())) is not None and due <= until:
        bot.set_clock(due)
        runner.run()
    bot.set_clock(until)
    runner.run()


@contextmanager
def _in_a_hurry(database: Database) -> Iterator[None]:
    """Nothing waits for the disk: a history that is broken off is thrown away and made anew."""

    def hurry(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    event.listen(database.engine, "checkout", hurry)
    try:
        yield
    finally:
        event.remove(database.engine, "checkout", hurry)
        # Connections from now on are as safe as everywhere else.
        database.engine.dispose()


def _quiet(bot: Bot) -> None:
    with bot.database.transaction(bot.workspace) as session:
        for key in session.scalars(select(Delivery.key).where(Delivery.ts.is_(None))).all():
            outbox.unsay(session, key)
    bot.sender.drain(hurry=True)


def _found(session: Session, users: Mapping[str, str], channels: Mapping[str, str]) -> None:
    teams: dict[str, Team] = {}
    for name, group in harbor.TEAMS.items():
        teams[name] = people_service.create_team(
            session,
            name=name,
            parent_id=teams[group.parent].id if group.parent else None,
            leader_id=_person(session, users, group.leader).id,
            deputy_id=_person(session, users, group.deputy).id if group.deputy else None,
            channel=channels[group.channel],
            members=[_person(session, users, one).id for one in group.members],
            by=None,
            now=harbor.BEGAN,
        )
    _person(session, users, "dana").working_days = "01236"
    session.flush()
    for number, goal in enumerate(harbor.OUTCOMES, 1):
        _register(session, users, number, goal)


def _register(session: Session, users: Mapping[str, str], number: int, goal: Goal) -> None:
    owner = _person(session, users, goal.owner)
    intent = harbor.INTENTS.get(number, {})
    parent = outcomes.by_number(session, goal.parent) if goal.parent else None
    made = outcome_service.register(
        session,
        title=goal.title,
        owner_id=owner.id,
        due=goal.moved[0] if goal.moved else goal.due,
        parent_id=parent.id if parent else None,
        by=owner,
        now=harbor.BEGAN,
        done_sentence=goal.done,
        decided_on=date(2026, 10, 14) if intent else None,
        review_by=date(2027, 1, 15) if intent else None,
        why=intent.get("why"),
        must=intent.get("must"),
        must_not=intent.get("must_not"),
        not_included=intent.get("not_included"),
    )
    if made.number != number:
        raise RuntimeError(f"{goal.title} was to be O-{number}")


def _start(session: Session, users: Mapping[str, str], now: datetime) -> None:
    lena = _person(session, users, "lena")
    for team in people.teams(session):
        checkins.start(session, team, by=lena, now=now)
    for wanted in harbor.NEEDS:
        _need(session, wanted, now)
    noor, priya = _person(session, users, "noor"), _person(session, users, "priya")
    people_service.go_away(session, noor, date(2026, 11, 16), date(2026, 11, 20), by=noor.id, now=now)
    people_service.go_away(session, priya, date(2026, 11, 20), date(2026, 11, 20), by=priya.id, now=now)


def _need(session: Session, wanted: harbor.Wanted, now: datetime) -> None:
    consumer, provider = _number(session, wanted.consumer), _number(session, wanted.provider)
    need = needs.declare(
        session,
        consumer,
        what=wanted.what,
        needed_by=wanted.by,
        by=people.person(session, consumer.owner_id),
        now=now,
        provider_outcome=provider,
    )
    needs.promise(session, need, by=people.person(session, provider.owner_id), now=now)


def _answer(session: Session, week: int, now: datetime) -> None:
    for number, goal in enumerate(harbor.OUTCOMES, 1):
        found = _number(session, number)
        status = LETTERS.get(goal.weeks[week : week + 1])
        if status is not None:
            outcome_service.report_status(
                session,
                found,
                status=status,
                by=people.person(session, found.owner_id),
                now=now,
                note=None if status is Status.ON_TRACK else goal.note,
            )
        _move(session, found, goal, week, now)


def _move(session: Session, found: Outcome, goal: Goal, week: int, now: datetime) -> None:
    """The days that were moved, in the third and the fifth week."""
    days = [*goal.moved[1:], goal.due] if goal.moved else []
    turn = {2: 0, 4: 1}.get(week)
    if turn is None or turn >= len(days):
        return
    leader = next(rung.leader for rung in people.rungs(session, found.team_id) if rung.leader)
    outcome_service.change(
        session, found, due=days[turn], by=leader, reason="More questions than we thought", now=now
    )


def _finish(session: Session, users: Mapping[str, str], now: datetime) -> None:
    report, chen = _number(session, 20), _person(session, users, "chen")
    evidence = "Three Tuesdays in #documentation"
    outcome_service.claim_done(session, report, evidence=evidence, by=chen, now=now)
    confirmer = outcomes.confirmer(session, report)
    if confirmer is not None:
        words = "It was there before I was."
        outcome_service.confirm(session, report, by=confirmer, words=words, now=now)


def _ask(session: Session, users: Mapping[str, str], now: datetime) -> None:
    """Tom asks Lena, and says which day he would choose."""
    router, tom, lena = _number(session, 25), _person(session, users, "tom"), _person(session, users, "lena")
    outcome_service.propose_change(
        session,
        router,
        due=date(2027, 1, 15),
        why="Without a contractor we need until then.",
        by=tom,
        now=now,
    )
    escalations.escalate(
        session,
        router,
        by=tom,
        what="A contractor for the router, or a later day?",
        to_id=lena.id,
        needed_by=date(2026, 11, 25),
        form_id="the eve of the story",
        now=now,
    )


def _stand_by_it(session: Session, users: Mapping[str, str], now: datetime) -> None:
    """Bob has read for some hours, alone, that the facts don't fit his report, and says why they do."""
    macros, bob = _number(session, 15), _person(session, users, "bob")
    for look in digests.open_looks(session, macros.id):
        digest_service.confirm(session, look.id, words="draft reviewed Monday", by=bob, now=now)


def _number(session: Session, number: int) -> Outcome:
    found = outcomes.by_number(session, number)
    if found is None:
        raise LookupError(f"O-{number} is not there")
    return found


def _person(session: Session, users: Mapping[str, str], name: str) -> Person:
    found = people.by_slack(session, users[name])
    if found is None:
        raise LookupError(f"{name} is not there")
    return found
