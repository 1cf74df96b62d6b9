"""Before the first team is started nobody hears anything; what was held back then reaches everybody, once.

Everything reacts and falls due as in earnest; what is said is made at once, as if Slack took it.
"""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import orm, select

from bot import app, schedule
from bot.asks import queries as asks
from bot.asks.model import Ask, AskState
from bot.checkins import service as checkins
from bot.core import pending
from bot.core.db import Session
from bot.core.runner import Runner
from bot.escalations import service as escalations
from bot.home import notices as home_notices
from bot.home.waiting import held_back
from bot.needs import service as needs
from bot.outbox.kinds import Skip
from bot.outbox.model import Delivery
from bot.outbox.rules import State
from bot.outcomes import service as outcomes
from bot.outcomes.model import Claim, Outcome
from bot.outcomes.rules.lifecycle import Status
from bot.people import service as people
from bot.people.model import Notice
from tests.support.world import START, World

KINDS = {kind.name: kind for kind in (*app.KINDS, *home_notices.kinds(app.listeners()))}
DUE = date(2026, 12, 18)
# Wednesday, a week after everything was asked: working hours everywhere but in America.
STARTED = datetime(2026, 11, 25, 10, tzinfo=START.tzinfo)


class Office:
    """Support and Billing and everybody above, with nothing started."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.database.services.update(consumers=schedule.CONSUMERS)
        self.runner = Runner(world.database, self, schedule.SWEEPS, schedule.DUE)

    def now(self, session: orm.Session | None = None) -> datetime:
        return self.world.now

    def at(self, moment: datetime) -> None:
        """Business time goes on, through everything that falls due on the way."""
        self.settle()
        while (due := self.runner.next_due(self.world.now)) is not None and due <= moment:
            self.world.now = due
            self.settle()
        self.world.now = moment
        self.settle()

    def settle(self) -> None:
        for _ in range(50):
            self.runner.run()
            if not self._send():
                return
        raise AssertionError("it does not come to rest")

    def _send(self) -> bool:
        with self.world.session() as session:
            new = session.scalars(select(Delivery).where(Delivery.rendered < Delivery.wanted)).all()
            for one in new:
                one.rendered, kind = one.wanted, KINDS[one.kind]
                made = kind.render(session, one.ref, self.world.now)
                one.state = State.SKIPPED if isinstance(made, Skip) else State.SENT
                one.covers, one.settled_at = list(getattr(made, "covers", ())), self.world.now
                if kind.starts_clock:
                    pending.note(session, f"delivered:{one.kind}", one.key, self.world.now)
            return bool(new)

    def starts(self, team: str) -> None:
        with self.world.session() as session:
            found = self.world.team(session, team)
            checkins.start(session, found, by=self.world.ids["lena"], now=self.world.now)
        self.settle()

    def owns(self, session: Session, owner: str, title: str, *, by: str | None = None) -> Outcome:
        return outcomes.register(
            session,
            title=title,
            owner_id=self.world.ids[owner],
            due=DUE,
            by=self.world.ids[by or owner],
            now=self.world.now,
        )

    def is_blocked(self, session: Session, outcome: Outcome, by: str, **facts: Any) -> None:
        outcomes.report_status(
            session,
            outcome,
            status=Status.BLOCKED,
            by=outcome.owner_id,
            note="Legal's yes",
            waiting_for_id=self.world.ids[by],
            needed_by=DUE,
            now=self.world.now,
            **facts,
        )

    def said(self) -> list[tuple[str, str, list[str]]]:
        """Everything that was said: to whom (names, channels), which kind, what it tells of."""
        names = {"U" + name.upper(): name for name in self.world.ids}
        with self.world.session() as session:
            found = session.scalars(
                select(Delivery).where(Delivery.state == State.SENT).order_by(Delivery.id)
            )
            return [
                (names.get(one.to, one.to), one.kind, [c.split(":")[0] for c in one.covers]) for one in found
            ]


@pytest.fixture
def office(world_at_rest: World) -> Office:
    return Office(world_at_rest)


def everything_is_asked(office: Office) -> None:
    """One of each: to own something, to help, to decide, to give something, to confirm; and news of a yes."""
    world, now = office.world, office.world.now
    with world.session() as session:
        office.owns(session, "dana", "Billing tickets reach Billing", by="lena")
        triage = office.owns(session, "alice", "Triage takes 15 minutes")
        office.is_blocked(session, triage, "omar")
        escalations.escalate(
            session,
            office.owns(session, "bob", "The macro library is full"),
            by=world.person(session, "bob"),
            what="Three more weeks?",
            to_id=None,
            needed_by=date(2026, 12, 1),
            form_id="V1",
            now=now,
        )
        needs.declare(
            session,
            triage,
            what="a contract",
            needed_by=date(2026, 12, 1),
            by=world.person(session, "alice"),
            now=now,
            provider_id=world.ids["grace"],
        )
        report = office.owns(session, "bob", "The report is there")
        outcomes.claim_done(session, report, evidence="In the folder", by=world.ids["bob"], now=now)
        italian = office.owns(session, "nadia", "We answer in Italian", by="priya")
        outcomes.agree(session, italian, by=world.ids["nadia"], now=now)
    office.settle()


def test_nobody_hears_anything_and_no_clock_runs_before_the_first_start(office: Office) -> None:
    everything_is_asked(office)
    office.at(STARTED)
    assert office.said() == []
    with office.world.session() as session:
        assert [(one.is_unasked, one.moves_at) for one in session.scalars(select(Ask))] == [(True, None)] * 2
        assert session.scalars(select(Outcome.number).where(Outcome.nudge_at.is_not(None))).all() == []
        waiting = {one.short_name for one in held_back(session, office.world.now)}
        assert waiting == {"Dana", "Omar", "Ana", "Grace", "Priya"}


def test_at_the_first_start_everybody_hears_what_was_held_back_once(office: Office) -> None:
    everything_is_asked(office)
    office.at(STARTED)
    office.starts("billing")
    to_people = sorted(one for one in office.said() if not one[0].startswith("C"))
    assert to_people == [
        ("ana", "home.waiting", ["ask", "confirm"]),
        ("dana", "home.waiting", ["own"]),
        ("grace", "home.waiting", ["need"]),
        ("omar", "home.waiting", ["ask"]),
        ("priya", "outcomes.agreed", []),
    ]
    in_channels = [(to, kind) for to, kind, _ in office.said() if to.startswith("C")]
    assert in_channels == [("CSUPPORT", "escalations.opened")]

    before = office.said()
    office.starts("platform")
    assert office.said() == before


def test_clocks_begin_with_the_first_start(office: Office) -> None:
    everything_is_asked(office)
    office.at(STARTED)
    office.starts("support")
    with office.world.session() as session:
        for ask in session.scalars(select(Ask)):
            step = asks.current(asks.steps(session, ask.id))
            assert step is not None
            assert (ask.asked_at, step.asked_at, step.told_at) == (STARTED, STARTED, STARTED)
            assert ask.moves_at is not None
        proposed = session.scalars(select(Outcome).where(Outcome.lifecycle == "proposed")).one()
        assert (proposed.asked_at, proposed.nudge_at) == (STARTED, STARTED + timedelta(days=2))
        claimed = session.scalars(select(Outcome).where(Outcome.lifecycle == "claimed_done")).one()
        # Five working days: the first of December is free in Lisbon.
        assert claimed.nudge_at == STARTED + timedelta(days=8)
        assert session.scalars(select(Claim.asked_at)).one() == STARTED
    # A working day later, and no sooner, the next one is asked.
    office.at(STARTED + timedelta(hours=23))
    assert "escalations.moved_on" not in [kind for _, kind, _ in office.said()]
    office.at(STARTED + timedelta(hours=25))
    with office.world.session() as session:
        blocked = session.scalars(select(Ask).where(Ask.to_id == office.world.ids["omar"])).one()
        assert [one.person_id for one in asks.addressees(session, blocked.id)][-1] == office.world.ids["ana"]


def test_what_is_over_by_the_first_start_is_not_asked(office: Office) -> None:
    with office.world.session() as session:
        triage = office.owns(session, "alice", "Triage takes 15 minutes")
        office.is_blocked(session, triage, "omar")
    office.settle()
    with office.world.session() as session:
        found = session.find(Outcome, triage.id)
        assert found is not None
        outcomes.report_status(
            session, found, status=Status.ON_TRACK, by=found.owner_id, now=office.world.now
        )
    office.at(STARTED)
    office.starts("billing")
    assert office.said() == []


def pauses(office: Office, outcome: Outcome) -> None:
    with office.world.session() as session:
        found = session.find(Outcome, outcome.id)
        assert found is not None
        outcomes.pause(session, found, by=found.owner_id, why="Later", now=office.world.now)


def resumes(office: Office, outcome: Outcome) -> None:
    with office.world.session() as session:
        found = session.find(Outcome, outcome.id)
        assert found is not None
        outcomes.resume(session, found, by=found.owner_id, now=office.world.now)


def test_what_is_paused_at_the_first_start_is_asked_when_it_goes_on(office: Office) -> None:
    with office.world.session() as session:
        triage = office.owns(session, "alice", "Triage takes 15 minutes")
        office.is_blocked(session, triage, "omar")
    office.settle()
    pauses(office, triage)
    office.at(STARTED)
    office.starts("billing")
    assert office.said() == []
    resumes(office, triage)
    office.settle()
    assert [(to, kind) for to, kind, _ in office.said()] == [("omar", "home.waiting")]


def test_nobody_goes_ahead_because_of_a_silence_before_the_first_start(office: Office) -> None:
    with office.world.session() as session:
        triage = office.owns(session, "alice", "Triage takes 15 minutes")
        office.is_blocked(
            session, triage, "omar", otherwise="go on without numbers", otherwise_on=date(2026, 11, 20)
        )
    office.at(STARTED)
    office.starts("support")
    with office.world.session() as session:
        ask = session.scalars(select(Ask)).one()
        assert (ask.state, ask.otherwise_on) == (AskState.ASKED, date(2026, 11, 26))


def test_a_notice_is_kept_until_the_first_start_however_long_that_takes(office: Office) -> None:
    with office.world.session() as session:
        people.tell(
            session, office.world.ids["omar"], kind="people.admin_named",
            ref=f"{office.world.ids['lena']}:{office.world.ids['omar']}", key="1", now=office.world.now,
        )  # fmt: skip
    office.at(STARTED + timedelta(weeks=4))
    assert office.said() == []
    office.starts("billing")
    assert [(to, kind) for to, kind, _ in office.said()] == [("omar", "people.admin_named")]
    with office.world.session() as session:
        assert session.scalars(select(Notice.sent_at)).one() == office.world.now
