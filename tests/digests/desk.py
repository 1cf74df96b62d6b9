"""A small organization and its digests, without Slack.

A `Desk` holds facts only, and posts when it is told to: nothing reacts by itself (see `walk.Walk`). What is
said is made at once from the facts and made again when it is touched, as the outbox does; whoever should be
told of something has been told then.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from bot import app
from bot.asks import service as asks
from bot.asks.model import Ask, Origin
from bot.checkins.model import Prompt, PromptItem, Round
from bot.checkins.rules.states import Answer as Answered
from bot.core import pending
from bot.core.calendar import Cadence
from bot.core.db import Session
from bot.digests import notices, queries, service
from bot.digests.model import Digest, SecondLook
from bot.home import notices as home_notices
from bot.outbox.kinds import Skip
from bot.outbox.model import Delivery
from bot.outbox.rules import State
from bot.outcomes import queries as outcomes, service as outcome_service
from bot.outcomes.model import Outcome
from bot.outcomes.rules.lifecycle import Status
from bot.people import queries as people, service as people_service
from bot.people.model import Membership, Person, Team
from bot.slack.answers import Answer
from bot.slack.blocks import Message
from bot.slack.forms import Form
from bot.slack.listeners import Entry, Work
from tests.digests.reading import buttons, read, utc
from tests.support.world import World, slack_user

ON = app.listeners()
# What others say is not made here.
KINDS = {kind.name: kind for kind in (*home_notices.kinds(ON), *notices.KINDS)}


@dataclass
class Desk:
    world: World
    # Every rendering of each message, by its key.
    said: dict[str, list[Message]] = field(default_factory=dict)

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.world.session() as session:
            yield session

    def settle(self) -> None:
        """Everything that follows from what was done, and its messages."""

    def starts(self, *teams: str) -> None:
        """Started, with one round that is over."""
        with self.session() as session:
            for name in teams:
                team = self.world.team(session, name)
                team.started_at = self.world.now - timedelta(weeks=2)
                session.add(_round(team, self.world.now - timedelta(weeks=2)))

    def asked(self, team: str, answers: Mapping[str, bool], *, is_open: bool = False) -> None:
        """A round of this week that asked these people about all they own; True: they answered."""
        with self.session() as session:
            held = _round(self.world.team(session, team), self.world.now)
            held.closed_at = None if is_open else held.closes_at
            session.add(held)
            session.flush()
            for name, has_answered in answers.items():
                id = self.world.ids[name]
                prompt = Prompt(round_id=held.id, person_id=id, asked_at=self.world.now)
                session.add(prompt)
                session.flush()
                for n, leaf in enumerate(outcomes.leaves_of(session, id)):
                    answer = Answered.ON_TRACK if has_answered else None
                    session.add(PromptItem(prompt_id=prompt.id, outcome_id=leaf.id, n=n, answer=answer))

    def posts(self, name: str, text: str) -> str:
        """Plans and posts the digest that goes at that moment (UTC); what it says, or why it did not go."""
        to = utc(text)
        with self.session() as session:
            found = self._plan(session, name)
            assert found is not None, f"{name} gets no digest"
            assert found.due_at == to, found.due_at
        self.world.now = to
        with self.session() as session:
            service.post_due(session, found.id, to)
            posted = session.find(Digest, found.id)
            assert posted is not None
            if posted.skipped is not None:
                return posted.skipped
        self.renders()
        return read(self.last(name))

    def tries(self, name: str) -> None:
        """What is planned is looked at now, whether or not it goes."""
        (found,) = [one for one in self.digests(name) if one.due_at is not None]
        with self.session() as session:
            service.post_due(session, found.id, self.world.now)
        self.renders()

    def _plan(self, session: Session, name: str) -> Digest | None:
        id = self.world.ids[name]
        if session.find(Team, id) is None:
            return service.plan_leader(session, id, self.world.now)
        return service.plan_team(session, id, self.world.now)

    def renders(self) -> bool:
        """Makes every message that is new or touched; whether there was one."""
        with self.session() as session:
            found = session.scalars(
                select(Delivery).where(Delivery.rendered < Delivery.wanted).order_by(Delivery.id)
            ).all()
            for one in found:
                self._render(session, one)
        return bool(found)

    def _render(self, session: Session, one: Delivery) -> None:
        is_first, one.rendered = one.rendered == 0, one.wanted
        kind = KINDS.get(one.kind)
        made = kind.render(session, one.ref, self.world.now) if kind else Skip("made elsewhere")
        if isinstance(made, Message):
            self.said.setdefault(one.key, []).append(made)
        if is_first:
            one.state = State.SENT if isinstance(made, Message) else State.SKIPPED
            one.settled_at, one.covers = self.world.now, list(getattr(made, "covers", ()))
            one.available_at = None
            if kind is not None and kind.starts_clock:
                pending.note(session, f"delivered:{one.kind}", one.key, self.world.now)

    # ---- what people do ----

    def person(self, session: Session, name: str) -> Person:
        return self.world.person(session, name)

    def joins(self, name: str, zone: str, team: str) -> None:
        with self.session() as session:
            self.world.ids[name] = people_service.keep(
                session, slack_user(name, zone=zone), now=self.world.now
            ).id
            found = session.find(Team, self.world.ids[team])
            assert found is not None
            present = [one.id for one in people.members(session, found.id)]
            people_service.set_members(
                session, found, [*present, self.world.ids[name]], by=None, now=self.world.now
            )
        self.settle()

    def adds_team(self, name: str, parent: str, leader: str) -> None:
        with self.session() as session:
            self.world.ids[name] = people_service.create_team(
                session,
                name=name.title(),
                parent_id=self.world.ids[parent],
                leader_id=self.world.ids[leader],
                channel="C" + name.upper(),
                by=None,
                now=self.world.now,
            ).id
        self.settle()

    def sets_team(self, name: str, **values: Any) -> None:
        with self.session() as session:
            team = self.world.team(session, name)
            people_service.change_team(session, team, by=None, now=self.world.now, **values)
        self.settle()

    def goes_away(self, name: str, first: date, last: date) -> None:
        with self.session() as session:
            who = self.person(session, name)
            people_service.go_away(session, who, first, last, by=who.id, now=self.world.now)
        self.settle()

    def owns(self, name: str, title: str, due: date, **facts: Any) -> str:
        """The id of an outcome that the person owns, by their own yes."""
        with self.session() as session:
            owner = self.person(session, name)
            made = outcome_service.register(
                session, title=title, owner_id=owner.id, due=due, by=owner, now=self.world.now, **facts
            )
        self.settle()
        return made.id

    def says(self, name: str, status: Status, *outcome_ids: str, **facts: Any) -> None:
        """Reports a status; people by name."""
        waiting_for = facts.pop("waiting_for", None)
        with self.session() as session:
            for id in outcome_ids:
                outcome_service.report_status(
                    session,
                    outcomes.outcome(session, id),
                    status=status,
                    by=self.person(session, name),
                    waiting_for_id=self.world.ids[waiting_for] if waiting_for else None,
                    now=self.world.now,
                    **facts,
                )
        self.settle()

    def is_on_track(self, name: str, *outcome_ids: str, **facts: Any) -> None:
        self.says(name, Status.ON_TRACK, *outcome_ids, **facts)

    def is_blocked(self, name: str, outcome_id: str, waiting_for: str = "omar", **facts: Any) -> None:
        known: dict[str, Any] = {"note": "Legal's yes to phone numbers", "needed_by": date(2026, 11, 26)}
        self.says(name, Status.BLOCKED, outcome_id, waiting_for=waiting_for, **{**known, **facts})

    def moves(self, leader: str, outcome_id: str, *days: date) -> None:
        """A leader moves the day, once for each."""
        with self.session() as session:
            for day in days:
                outcome_service.change(
                    session,
                    outcomes.outcome(session, outcome_id),
                    due=day,
                    by=self.person(session, leader),
                    reason="More questions than we thought",
                    now=self.world.now,
                )
        self.settle()

    def finishes(self, owner: str, outcome_id: str, confirmer: str | None = None) -> None:
        with self.session() as session:
            found = outcomes.outcome(session, outcome_id)
            by = self.person(session, owner)
            outcome_service.claim_done(session, found, evidence="In the drive", by=by, now=self.world.now)
            if confirmer is not None:
                outcome_service.confirm(
                    session, found, by=self.person(session, confirmer), now=self.world.now
                )
        self.settle()

    def asks_for(self, asker: str, to: str, what: str, about: str) -> str:
        """The id of a question for a decision."""
        with self.session() as session:
            outcome = outcomes.outcome(session, about)
            made = asks.ask(
                session,
                asker_id=self.world.ids[asker],
                to_id=self.world.ids[to],
                what=what,
                needed_by=None,
                about=outcomes.subject(outcome),
                team_id=outcome.team_id,
                origin=Origin.DIRECT,
                origin_ref=outcome.id,
                is_urgent=False,
                now=self.world.now,
            )
        self.settle()
        return made.id

    def suggests(self, owner: str, outcome_id: str, day: date) -> str:
        """The id of the change that the owner asks for."""
        with self.session() as session:
            made = outcome_service.propose_change(
                session,
                outcomes.outcome(session, outcome_id),
                due=day,
                why="The contractor comes in December",
                by=self.person(session, owner),
                now=self.world.now,
            )
            assert made is not None
        self.settle()
        return made.id

    # ---- what they read ----

    def digests(self, name: str) -> list[Digest]:
        """The digests of a team or a leader, oldest first, whatever became of them."""
        id = self.world.ids[name]
        with self.session() as session:
            found = select(Digest).where((Digest.team_id == id) | (Digest.leader_id == id))
            return list(session.scalars(found.order_by(Digest.period)))

    def posted(self, name: str) -> list[str]:
        """When they went (UTC)."""
        return [f"{one.posted_at:%a %d %H:%M}" for one in self.digests(name) if one.posted_at]

    def planned(self, name: str) -> str | None:
        """When the next one goes (UTC)."""
        return next((f"{one.due_at:%a %d %H:%M}" for one in self.digests(name) if one.due_at), None)

    def last(self, name: str) -> Message:
        """The last digest of a team or leader, as it reads now."""
        return self.all_of(name)[-1]

    def all_of(self, name: str) -> list[Message]:
        """Every rendering of the last digest of a team or leader."""
        posted = [one for one in self.digests(name) if one.posted_at]
        return self.said[queries.key(posted[-1].id)]

    def renderings(self, name: str) -> int:
        return len(self.all_of(name))

    def outcome_status(self, id: str) -> Status | None:
        with self.session() as session:
            return outcomes.outcome(session, id).status

    def reads(self, name: str) -> list[str]:
        return read(self.last(name)).splitlines()

    def got(self, name: str) -> Message:
        """The last digest of a team or leader, as it read when it came."""
        return self.all_of(name)[0]

    def details(self, name: str) -> str:
        posted = [one for one in self.digests(name) if one.posted_at]
        return read(self.said[queries.details_key(posted[-1].id)][-1])

    def looks(self, outcome_id: str) -> list[SecondLook]:
        with self.session() as session:
            found = select(SecondLook).where(SecondLook.outcome_id == outcome_id)
            return list(session.scalars(found.order_by(SecondLook.found_at)))

    def notices(self, kind: str = "digests.second_look") -> list[Message]:
        """What was told within people's budget, as it reads now."""
        with self.session() as session:
            found = session.scalars(select(Delivery).where(Delivery.kind == kind).order_by(Delivery.id)).all()
        return [self.said[one.key][-1] for one in found if one.key in self.said]

    def outcome(self, session: Session, id: str) -> Outcome:
        return outcomes.outcome(session, id)

    def ask(self, session: Session, id: str) -> Ask:
        found = session.find(Ask, id)
        assert found is not None
        return found

    def explains(self, name: str, outcome_id: str, words: str) -> None:
        """Says why it is on track all the same."""
        with self.session() as session:
            look = queries.open_looks(session, outcome_id)[-1]
            service.confirm(session, look.id, words=words, by=self.person(session, name), now=self.world.now)
        self.settle()

    def changes(self, team: str) -> None:
        """Something about the team is different: its digests are planned anew."""
        with self.session() as session:
            service.team_changed(session, self.world.ids[team], self.world.now)

    def knows_person(self, name: str) -> None:
        """Something about the person is different."""
        with self.session() as session:
            service.person_changed(session, self.world.ids[name], self.world.now)

    def closes_round(self, team: str, at: datetime) -> None:
        """The open round of the team will close then."""
        with self.session() as session:
            held = session.scalars(
                select(Round).where(Round.team_id == self.world.ids[team], Round.closed_at.is_(None))
            ).one()
            held.closes_at = at

    # ---- what they type and click ----

    def entry(self, kind: str, key: str) -> Entry:
        found = ON.find(kind, key)
        assert found is not None, key
        return found

    def help(self, command: str) -> str:
        return ON.commands[command].help()

    def acts(
        self,
        name: str,
        kind: str,
        key: str,
        *,
        value: Mapping[str, str] | None = None,
        text: str = "",
        fields: Mapping[str, str] | None = None,
    ) -> Answer | None:
        """What the edge does: the rule, then the handler. Raises what it would tell the person."""
        entry = self.entry(kind, key)
        form = Form({field: {"value": typed} for field, typed in (fields or {}).items()})
        with self.session() as session:
            actor = self.person(session, name)
            work = Work(session, actor, self.world.now, value=value or {}, text=text, form=form)
            entry.rule.check(work)
            return entry.handler(work)

    def buttons_of(self, name: str, moment: str) -> list[str]:
        self.posts(name, moment)
        return [f"[{one}]" for one in buttons(self.last(name))]

    def moves_confirmer(self, name: str, outcome_id: str) -> None:
        with self.session() as session:
            outcomes.outcome(session, outcome_id).confirmer_id = self.world.ids[name]

    def leaves_team(self, session: Session, name: str) -> None:
        session.execute(delete(Membership).where(Membership.person_id == self.world.ids[name]))

    def looks_twice(self, outcome_id: str) -> None:
        """Holds the facts against the report."""
        with self.session() as session:
            service.evaluate(session, outcome_id, self.world.now)

    def shows_looks(self) -> None:
        """The owners have been told, and their working day is over: everybody sees it."""
        with self.session() as session:
            coming = (SecondLook.shown_at.is_(None), SecondLook.ended_at.is_(None))
            for look in session.scalars(select(SecondLook).where(*coming)):
                service.told(session, look.id, self.world.now, self.world.now)
                assert look.shows_at is not None
                service.show(session, look.id, look.shows_at)


def _round(team: Team, opened: datetime) -> Round:
    return Round(
        team_id=team.id,
        period=f"{opened.date()}",
        cadence=Cadence.WEEKLY,
        day=opened.date(),
        opens_at=opened,
        closes_at=opened + timedelta(days=2),
        opened_at=opened,
        closed_at=opened + timedelta(days=2),
    )
