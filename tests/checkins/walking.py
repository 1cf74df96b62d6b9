"""Business time walked from one due instant to the next, without Slack, as the schedule does."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.checkins import jobs, queries, service
from bot.checkins.model import Prompt, PromptItem, Round
from bot.core.db import Session
from bot.core.jobs import Due, Later
from bot.core.pending import Pending
from bot.outbox.model import Delivery
from bot.outcomes import service as outcomes
from bot.outcomes.model import Outcome
from bot.people import queries as look_up, service as people
from bot.people.model import Notice
from tests.support.world import World, slack_user

CONSUMERS = {
    "team.started": ("checkins.teams",),
    "team.changed": ("checkins.teams",),
    "team.paused": ("checkins.teams",),
    "person.moved": ("checkins.people",),
    "person.away": ("checkins.people",),
    "person.left": ("checkins.people",),
    "outcome.changed": ("checkins.outcomes",),
    "outcome.agreed": ("checkins.agreed",),
    "outcome.claimed": ("checkins.claimed",),
    "outcome.confirmed": ("checkins.confirmed",),
    "status.reported": ("checkins.heard",),
}
MONDAY = datetime(2026, 11, 16, 7, tzinfo=UTC)
FAR = date(2026, 12, 31)


def utc(text: str) -> datetime:
    """ "2026-11-18 09:00" in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(moment: datetime | None, zone: str) -> str | None:
    """ "Wed 18 10:00", as clocks there show it."""
    return f"{moment.astimezone(ZoneInfo(zone)):%a %d %H:%M}" if moment else None


@dataclass
class Walk:
    """A workspace in which facts are reacted to, and time passes only when it is told to."""

    world: World
    stops: list[datetime] = field(default_factory=list)
    dues: Sequence[Due] = jobs.DUE

    @property
    def now(self) -> datetime:
        return self.world.now

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.world.session() as session:
            yield session

    # ---- people, teams, outcomes ----

    def join(self, name: str, zone: str, team: str = "support", **settings: Any) -> None:
        with self.session() as session:
            person = people.keep(session, slack_user(name, zone=zone), now=self.now)
            self.world.ids[name] = person.id
            for key, value in settings.items():
                setattr(person, key, value)
            of = self.world.team(session, team)
            members = [one.id for one in look_up.members(session, of.id)]
            people.set_members(session, of, [*members, person.id], by=None, now=self.now)

    def owns(self, name: str, title: str, due: date | None = FAR, **facts: Any) -> str:
        """The id of an outcome that the person owns, by their own yes."""
        with self.session() as session:
            person = self.world.person(session, name)
            made = outcomes.register(
                session, title=title, owner_id=person.id, due=due, by=person, now=self.now, **facts
            )
            return made.id

    def set_team(self, name: str, **values: Any) -> None:
        with self.session() as session:
            people.change_team(session, self.world.team(session, name), by=None, now=self.now, **values)

    def start(self, name: str = "support") -> None:
        with self.session() as session:
            service.start(session, self.world.team(session, name), by=self.world.ids["ana"], now=self.now)

    def away(self, name: str, first: date, last: date) -> None:
        with self.session() as session:
            people.go_away(session, self.world.person(session, name), first, last, by=None, now=self.now)

    def come_back(self, name: str) -> None:
        with self.session() as session:
            person = self.world.person(session, name)
            (absence,) = look_up.absences(session, person.id, self.now.date())
            people.come_back(session, person, absence.id, now=self.now)

    def move(self, name: str, zone: str) -> None:
        with self.session() as session:
            people.keep(session, slack_user(name, zone=zone), now=self.now)

    # ---- time ----

    def settle(self) -> None:
        """Everything that is due now, and what follows from it."""
        while self._react() or self._fall_due():
            pass

    def to(self, moment: datetime | str) -> None:
        """Business time goes on to that instant, stopping wherever something is due."""
        end = utc(moment) if isinstance(moment, str) else moment
        self.settle()
        while (due := self.next_due()) is not None and due <= end:
            self.world.now = due
            self.stops.append(due)
            self.settle()
        self.world.now = end
        self.settle()

    def sleep(self, moment: datetime | str) -> None:
        """The bot is down until then."""
        self.world.now = utc(moment) if isinstance(moment, str) else moment
        self.settle()

    def is_something_due(self) -> bool:
        with self.world.database.across(read_only=True) as session:
            return any(due.find(session, self.now, 1) for due in self.dues)

    def next_due(self) -> datetime | None:
        with self.world.database.across(read_only=True) as session:
            moments = [due.next_due(session, self.now) for due in self.dues]
        return min((one for one in moments if one is not None), default=None)

    def _react(self) -> bool:
        with self.session() as session:
            owed = session.scalars(select(Pending).where(Pending.due_at <= self.now)).first()
            if owed is None:
                return False
            sweep = next(one for one in jobs.SWEEPS if one.consumer == owed.consumer)
            assert not isinstance(sweep.react(session, owed.subject, self.now), Later)
            session.delete(owed)
        return True

    def _fall_due(self) -> bool:
        done = False
        for due in self.dues:
            with self.world.database.across(read_only=True) as session:
                found = due.find(session, self.now, 100)
            for one in found:
                with self.world.session(one.workspace) as session:
                    due.act(session, [one.id], self.now)
                done = True
        return done

    # ---- what happened ----

    def zone(self, name: str) -> str:
        with self.session() as session:
            return self.world.person(session, name).zone

    def asked(self, name: str) -> list[str]:
        """When the person got a prompt, on their own clock."""
        zone = self.zone(name)
        with self.session() as session:
            found = session.scalars(
                select(Prompt.asked_at)
                .where(Prompt.person_id == self.world.ids[name], Prompt.lead_id == Prompt.id)
                .order_by(Prompt.asked_at)
            ).all()
        return [one for one in (local(moment, zone) for moment in found) if one]

    def asked_on(self, name: str) -> list[date]:
        """The days, on the person's own calendar."""
        with self.session() as session:
            found = session.scalars(
                select(Prompt.asked_on)
                .where(Prompt.person_id == self.world.ids[name], Prompt.asked_on.is_not(None))
                .order_by(Prompt.asked_at)
            ).all()
        return [one for one in found if one]

    def asked_about(self, name: str) -> set[str]:
        """The ids of the outcomes in the person's newest prompt."""
        with self.session() as session:
            lead = queries.current_leads(session, self.world.ids[name])[0]
            return {entry.outcome.id for entry in queries.entries(session, lead)}

    def skipped(self, name: str) -> list[str]:
        with self.session() as session:
            found = session.scalars(
                select(Prompt.skipped)
                .where(Prompt.person_id == self.world.ids[name], Prompt.skipped.is_not(None))
                .order_by(Prompt.id)
            ).all()
        return [str(one) for one in found]

    def reminded(self, name: str) -> list[str]:
        """When a reminder was handed over, on the person's own clock."""
        with self.session() as session:
            found = session.scalars(
                select(Notice.made_at)
                .where(Notice.person_id == self.world.ids[name], Notice.kind == "checkins.reminder")
                .order_by(Notice.made_at)
            ).all()
        return [one for one in (local(moment, self.zone(name)) for moment in found) if one]

    def rounds(self, team: str = "support") -> list[Round]:
        """The rounds that were opened, oldest first."""
        with self.session() as session:
            return list(
                session.scalars(
                    select(Round)
                    .where(Round.team_id == self.world.ids[team], Round.opened_at.is_not(None))
                    .order_by(Round.opened_at)
                )
            )

    def periods(self, team: str = "support") -> list[str]:
        return [one.period for one in self.rounds(team)]

    def said(self, kind: str) -> list[Delivery]:
        with self.session() as session:
            return list(session.scalars(select(Delivery).where(Delivery.kind == kind).order_by(Delivery.id)))

    # ---- answering ----

    def item(self, session: Session, outcome_id: str) -> PromptItem:
        found = queries.current_item(session, outcome_id)
        assert found is not None
        return found[0]

    def on_track(self, name: str, *outcome_ids: str) -> None:
        with self.session() as session:
            for id in outcome_ids:
                service.on_track(
                    session, self.item(session, id), by=self.world.person(session, name), now=self.now
                )
        self.settle()

    def outcome(self, session: Session, id: str) -> Outcome:
        found = session.find(Outcome, id)
        assert found is not None
        return found
