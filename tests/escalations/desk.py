"""Asks in business time: facts are reacted to, clocks run, messages are made and read, and there is no Slack.

Whoever works is told at once of what waits for them, whoever doesn't at their next opening. What is said in
channels is kept as it reads now.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import orm, select

from bot.asks import jobs as ask_jobs, queries as asks, service as ask_service
from bot.asks.model import Ask
from bot.checkins.model import Round
from bot.core import calendar, pending
from bot.core.calendar import Cadence
from bot.core.db import Session
from bot.core.jobs import Later, Sweep
from bot.core.runner import Runner
from bot.escalations import jobs, notices, queries, service, ui
from bot.escalations.queries import Facts
from bot.outbox.model import Delivery
from bot.outbox.rules import State
from bot.outcomes import queries as outcomes, service as outcome_service
from bot.outcomes.model import Outcome, StatusChange
from bot.outcomes.rules.lifecycle import Status
from bot.people import queries as people, service as people_service
from bot.people.model import Notice, Person
from bot.slack.blocks import Item, Message
from tests.support.world import World, slack_user

CONSUMERS = {
    "status.reported": ("escalations.block",),
    "outcome.changed": ("escalations.outcomes",),
    "ask.changed": ("escalations.follow",),
    "person.waiting": ("desk.waiting",),
    "person.left": ("escalations.away",),
    "person.away": ("escalations.away",),
    "team.changed": ("escalations.leaders",),
    "team.paused": ("escalations.pauses",),
    "team.started": ("escalations.pauses",),
    "round.opened": ("escalations.rounds",),
    "round.closed": ("escalations.silence",),
    "delivered:home.waiting": ("asks.told",),
}
KINDS = {kind.name: kind for kind in notices.KINDS}
TRIAGE = "Priority tickets are triaged within 15 minutes"
LEGAL = "Legal's yes to storing phone numbers"


def utc(text: str) -> datetime:
    """ "2026-11-18 09:02" in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def read(message: Message) -> str:
    """Everything that can be read, top to bottom; times of day as their fallback says."""
    texts = list(_texts(list(message.blocks))) if message.blocks else [message.text]
    return re.sub(r"<!date\^[^|]*\|([^>]*)>", r"\1", "\n".join(texts))


def buttons(message: Message | Item) -> list[str]:
    elements = [one for block in message.blocks for one in block.get("elements", ())]
    return [one["text"]["text"] for one in elements if one.get("type") == "button"]


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from _texts(one)
    elif isinstance(part, Mapping):
        if isinstance(part.get("text"), str):
            yield part["text"]
        for key, value in part.items():
            if key in ("text", "elements", "blocks", "fields") and not isinstance(value, str):
                yield from _texts(value)


@dataclass
class Desk:
    world: World
    # Who can't be reached: what is sent to them is parked.
    unreachable: set[str] = field(default_factory=set)
    told: list[tuple[str, datetime, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world.database.services.update(consumers=CONSUMERS)
        sweeps = [*jobs.SWEEPS, *ask_jobs.SWEEPS, Sweep("desk.waiting", self._show)]
        self.runner = Runner(self.world.database, self, sweeps, jobs.DUE)

    # ---- time ----

    def now(self, session: orm.Session | None = None) -> datetime:
        return self.world.now

    def at(self, text: str) -> None:
        """Business time goes on to that moment (UTC), through everything that falls due on the way."""
        to = utc(text)
        while (due := self.runner.next_due(self.world.now)) is not None and due <= to:
            self.world.now = due
            self.settle()
        self.world.now = to
        self.settle()

    def settle(self) -> None:
        for _ in range(50):
            if not self.runner.run():
                return
        raise AssertionError("it does not come to rest")

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.world.session() as session:
            yield session

    # ---- what people do ----

    def owns(self, name: str, title: str = TRIAGE, due: date = date(2026, 12, 11), **facts: Any) -> str:
        """The id of an outcome that the person owns, by their own yes."""
        with self.session() as session:
            owner = self.world.person(session, name)
            made = outcome_service.register(
                session, title=title, owner_id=owner.id, due=due, by=owner, now=self.world.now, **facts
            )
        self.settle()
        return made.id

    def owns_if(self, name: str, title: str, what: str, of: str, **facts: Any) -> str:
        """The id of what is asked because the person owns it only if they get something. Alice proposes."""
        with self.session() as session:
            alice, owner = self.world.person(session, "alice"), self.world.person(session, name)
            made = outcome_service.register(
                session,
                title=title,
                owner_id=owner.id,
                due=date(2027, 1, 29),
                by=alice,
                now=self.world.now,
                done_sentence="It is there",
                **facts,
            )
            condition = outcome_service.agree_if_need(
                session,
                made,
                by=owner,
                what=what,
                from_id=self.world.ids[of],
                by_day=date(2026, 12, 1),
                now=self.world.now,
            )
        self.settle()
        assert condition.ask_id is not None
        return condition.ask_id

    def says(self, name: str, outcome_id: str, status: Status, **facts: Any) -> str:
        """Reports a status; people by name. The id of the report."""
        waiting_for = facts.pop("waiting_for", None)
        with self.session() as session:
            said = outcome_service.report_status(
                session,
                outcomes.outcome(session, outcome_id),
                status=status,
                by=self.world.person(session, name),
                waiting_for_id=self.world.ids[waiting_for] if waiting_for else None,
                now=self.world.now,
                **facts,
            )
        self.settle()
        return said.id

    def is_blocked(self, name: str, outcome_id: str, by: str | None = "omar", **facts: Any) -> str:
        known: dict[str, Any] = {"note": LEGAL, "needed_by": date(2026, 11, 26)}
        return self.says(name, outcome_id, Status.BLOCKED, waiting_for=by, **{**known, **facts})

    def undoes(self, name: str, change_id: str) -> None:
        """Takes a report back."""
        with self.session() as session:
            said = session.find(StatusChange, change_id)
            assert said is not None
            by = self.world.person(session, name)
            outcome_service.undo_status(session, said, by=by, now=self.world.now)
        self.settle()

    def does(self, verb: str, name: str, ask: str | None = None, **facts: Any) -> None:
        """One of the asks' use cases, by a person, about the only ask or the one with this id."""
        facts = {key: self.world.ids[value] if key == "to_id" else value for key, value in facts.items()}
        with self.session() as session:
            by = self.world.person(session, name)
            getattr(ask_service, verb)(session, self.ask(session, ask), by=by, now=self.world.now, **facts)
        self.settle()

    def goes_away(self, name: str, first: date, last: date | None = None) -> None:
        with self.session() as session:
            who = self.world.person(session, name)
            people_service.go_away(session, who, first, last or first, by=who.id, now=self.world.now)
        self.settle()

    def leaves(self, name: str) -> None:
        with self.session() as session:
            people_service.keep(session, slack_user(name, is_gone=True), now=self.world.now)
        self.settle()

    def pauses(self, team: str, at: datetime | None) -> None:
        """The team is paused, or (None) goes on."""
        with self.session() as session:
            self.world.team(session, team).paused_at = at
            pending.note(session, "team.paused", self.world.ids[team], self.world.now)
        self.settle()

    def opens_round(self, team: str) -> None:
        """The team's last round has just been opened."""
        with self.session() as session:
            found = session.scalars(select(Round).where(Round.team_id == self.world.ids[team])).all()
            pending.note(session, "round.opened", found[-1].id, self.world.now)
        self.settle()

    def holds_rounds(self, team: str, count: int = 3) -> None:
        """The team knows its way round: it has had so many rounds, the last one is open."""
        with self.session() as session:
            for n in range(count):
                opened = self.world.now - timedelta(weeks=count - n)
                session.add(
                    Round(
                        team_id=self.world.ids[team],
                        period=f"2026-R{n}",
                        cadence=Cadence.WEEKLY,
                        day=opened.date(),
                        opens_at=opened,
                        closes_at=opened + timedelta(days=2),
                        opened_at=opened,
                        closed_at=None if n == count - 1 else opened + timedelta(days=2),
                        channel="C" + team.upper(),
                    )
                )

    def escalates(self, name: str, outcome_id: str, what: str, to: str | None = None) -> str:
        with self.session() as session:
            made = service.escalate(
                session,
                outcomes.outcome(session, outcome_id),
                by=self.world.person(session, name),
                what=what,
                to_id=self.world.ids[to] if to else None,
                needed_by=date(2026, 11, 26),
                form_id=f"V{what}",
                now=self.world.now,
            )
        self.settle()
        return made.id

    # ---- what they see ----

    def ask(self, session: Session, id: str | None = None) -> Ask:
        if id is not None:
            return asks.ask(session, id)
        return session.scalars(select(Ask).order_by(Ask.asked_at.desc(), Ask.id.desc())).first()  # type: ignore[return-value]

    def facts(self, session: Session) -> Facts:
        return queries.facts(session, self.ask(session), self.world.now)

    def rendered(self, session: Session, kind: str) -> Message:
        """The newest message of this kind."""
        found = session.scalars(select(Delivery).where(Delivery.kind == kind).order_by(Delivery.id.desc()))
        message = KINDS[kind].render(session, found.one().ref, self.world.now)
        assert isinstance(message, Message)
        return message

    def state(self) -> str:
        with self.session() as session:
            return self.ask(session).state

    def asked(self) -> list[str]:
        """Who is asked now, in order: `nadia for priya`."""
        with self.session() as session:
            return [self._name(step) for step in asks.addressees(session, self.ask(session).id)]

    def passed_over(self) -> dict[str, str]:
        with self.session() as session:
            steps = asks.steps(session, self.ask(session).id)
            names = {id: name for name, id in self.world.ids.items()}
            return {names.get(s.person_id or s.team_id): s.passed_over for s in steps if s.passed_over}

    def _name(self, step: Any) -> str:
        names = {id: name for name, id in self.world.ids.items()}
        return f"{names[step.person_id]}{' for ' + names[step.for_id] if step.for_id else ''}"

    def waits(self, name: str) -> list[Item]:
        with self.session() as session:
            return ui.items(session, self.world.person(session, name), self.world.now)

    def reads(self, name: str) -> str:
        """All that waits for the person."""
        return "\n---\n".join(read(Message(one.text, one.blocks)) for one in self.waits(name))

    def when_told(self, name: str) -> list[str]:
        """The moments (UTC) at which the person was told of something new, in their own words."""
        return [f"{at:%a %d %H:%M}" for who, at, _ in self.told if who == name]

    def channel(self, kind: str = "escalations.opened") -> list[str]:
        """What stands in channels and threads of this kind, as it reads now."""
        with self.session() as session:
            found = session.scalars(select(Delivery).where(Delivery.kind == kind).order_by(Delivery.id))
            shown = [KINDS[one.kind].render(session, one.ref, self.world.now) for one in found]
        return [read(one) for one in shown if isinstance(one, Message)]

    def deliveries(self, kind: str) -> list[Delivery]:
        with self.session() as session:
            return list(session.scalars(select(Delivery).where(Delivery.kind == kind).order_by(Delivery.id)))

    def lines(self) -> list[str]:
        return self.channel("escalations.line")

    def notices(self, name: str, kind: str) -> list[Message]:
        """What the person is told within their budget, as it would read now."""
        with self.session() as session:
            wanted = (Notice.person_id == self.world.ids[name], Notice.kind == f"escalations.{kind}")
            found = session.scalars(select(Notice).where(*wanted).order_by(Notice.made_at))
            shown = [KINDS[one.kind].render(session, one.ref, self.world.now) for one in found]
        return [one for one in shown if isinstance(one, Message)]

    # ---- the postman ----

    def _show(self, session: Session, person_id: str, now: datetime) -> Later | None:
        """Tells the person of what is new to them, in their working hours."""
        who = people.person(session, person_id)
        name = next(name for name, id in self.world.ids.items() if id == who.id)
        items = ui.items(session, who, now)
        known = {(other, id) for other, _, id in self.told}
        new = [item.id for item in items if (name, item.id) not in known]
        if not new:
            return None
        opens = calendar.next_opening(people.hours(who, now.date()), now)
        if opens > now:
            return Later(opens)
        self._deliver(session, who, [item.id for item in items], name not in self.unreachable, now)
        self.told.extend((name, now, id) for id in new)
        return None

    def _deliver(
        self, session: Session, who: Person, ids: list[str], is_reached: bool, now: datetime
    ) -> None:
        key = f"waiting:{who.id}:{len(self.told)}"
        sent = Delivery(key=key, to=who.slack_id, kind="home.waiting", ref=who.id, priority=0)
        sent.state, sent.covers, sent.settled_at = State.SENT if is_reached else State.PARKED, ids, now
        session.add(sent)
        session.flush()
        pending.note(session, "delivered:home.waiting", key, now)


def outcome_of(desk: Desk, outcome_id: str) -> Outcome:
    with desk.session() as session:
        return outcomes.outcome(session, outcome_id)
