"""Harbor, small, with everything that reacts and falls due as in earnest.

Nothing goes over a wire: what is said is delivered at once, and kept as Slack would get it.
"""

import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import orm, select

from bot import app, schedule
from bot.asks.model import Ask
from bot.core import pending
from bot.core.db import Database, Session
from bot.core.runner import Runner
from bot.home import notices as home_notices
from bot.outbox import service as outbox
from bot.outbox.kinds import Skip
from bot.outbox.model import Delivery, Site
from bot.outbox.rules import State
from bot.outcomes import queries as outcome_queries, service as outcomes
from bot.outcomes.model import Outcome
from bot.outcomes.rules.lifecycle import Status
from bot.people import queries as people_queries, service as people
from bot.people.model import Notice
from bot.people.service import SlackUser
from bot.slack.blocks import fitted
from tests.gallery.counter import Counter
from tests.gallery.shown import MESSAGE, Json, Shown, verb
from tests.gallery.texts import Texts
from tests.support.forms import filled
from tests.support.world import TEAMS, WORKSPACE, Cast

# A Monday, in working hours from New York to Kolkata.
START = datetime(2026, 11, 16, 14, tzinfo=UTC)
DUE = date(2026, 12, 15)
PEOPLE = {
    "lena": "Europe/Berlin",
    "omar": "Europe/London",
    "priya": "Asia/Kolkata",
    "nadia": "Europe/Rome",
    "ana": "Europe/Lisbon",
    "alice": "Europe/Paris",
    "bob": "America/New_York",
    "marcus": "America/New_York",
    "grace": "Africa/Lagos",
    "dana": "Asia/Jerusalem",
    "charlie": "Europe/London",
    "eve": "Europe/London",
}


class Company(Cast):
    """`now` is business time; `shown` is everything that anybody got to see, in order."""

    def __init__(self, database: Database, texts: Texts) -> None:
        self.texts = texts
        self.now_is = START
        self.listeners = app.listeners()
        self.kinds = {one.name: one for one in (*app.KINDS, *home_notices.kinds(self.listeners))}
        database.services.update(consumers=schedule.CONSUMERS, kinds=self.kinds)
        self.database = database
        self.counter = Counter(database, self, self.listeners)
        self.runner = Runner(database, self, schedule.SWEEPS, schedule.DUE)
        self.shown: list[Shown] = []
        self.ids: dict[str, str] = {}
        self.goal = ""
        self._numbers = itertools.count(1)
        self._found()

    # ---- time ----

    def now(self, session: orm.Session | None = None) -> datetime:
        return self.now_is

    def at(self, day: int, hour: int, minute: int = 0, *, month: int = 11) -> None:
        """It is then (UTC, 2026); what fell due on the way is done now, as after a night without the bot."""
        self.settle()
        self.now_is = datetime(2026, month, day, hour, minute, tzinfo=UTC)
        self.settle()

    def settle(self) -> None:
        for _ in range(100):
            done = self.runner.run()
            if not self._deliver() and not done:
                return
        raise AssertionError("the company does not come to rest")

    # ---- the database ----

    def team_of(self, name: str) -> str:
        """The team that somebody is at home in."""
        return next(team for team, (*_, members) in TEAMS.items() if name in members)

    def strangers(self, count: int) -> list[SlackUser]:
        """People who are in the workspace besides those with a part in the story."""
        return [self._slack_user(f"extra{n}", "Europe/Berlin") for n in range(count)]

    def name_of(self, slack_id: str) -> str | None:
        return next((name for name in PEOPLE if self.slack(name) == slack_id), None)

    def _found(self) -> None:
        texts = self.texts
        with self.session() as session:
            people.welcome(
                session, name="Harbor", url="https://harbor.slack.test/", bot_user="UBOT", bot_id="BBOT"
            )
            session.merge(Site(workspace=WORKSPACE, url="https://harbor.slack.test/"))
            for name, zone in PEOPLE.items():
                self.ids[name] = people.keep(session, self._slack_user(name, zone), now=START).id
            self.person(session, "lena").is_admin = True
            for name, (parent, leader, deputy, members) in TEAMS.items():
                self.ids[name] = people.create_team(
                    session,
                    name=texts.team(name),
                    parent_id=self.ids[parent] if parent else None,
                    leader_id=self.ids[leader],
                    deputy_id=self.ids[deputy] if deputy else None,
                    channel="C" + name.upper(),
                    members=[self.ids[one] for one in members],
                    by=None,
                    now=START,
                ).id

    def _slack_user(self, name: str, zone: str | None = None, *, is_gone: bool = False) -> SlackUser:
        return SlackUser(
            slack_id=self.slack(name),
            name=self.texts.first_name(name),
            full_name=self.texts.person(name),
            zone=zone,
            is_guest=name == "charlie",
            is_bot=False,
            is_stranger=False,
            is_gone=is_gone,
            runs_slack=name == "eve",
        )

    # ---- what is said ----

    def _deliver(self) -> bool:
        with self.session() as session:
            self._tell(session)
            waiting = select(Delivery).where(Delivery.rendered < Delivery.wanted).order_by(Delivery.id)
            new = session.scalars(waiting).all()
            for one in new:
                self._say(session, one)
            return bool(new)

    def _tell(self, session: Session) -> None:
        """What people are told of is told at once, though they hear of two such things a day at most."""
        if not people_queries.has_begun(session):
            return
        for notice in session.scalars(select(Notice).where(Notice.sent_at.is_(None))):
            who = people_queries.person(session, notice.person_id)
            notice.sent_at, notice.due_at = self.now_is, None
            outbox.say(session, key=people.key_of(notice), to=who.slack_id, kind=notice.kind, ref=notice.ref)
        session.flush()

    def _say(self, session: Session, one: Delivery) -> None:
        kind = self.kinds[one.kind]
        made = kind.render(session, one.ref, self.now_is)
        is_first, one.rendered, one.available_at = one.rendered == 0, one.wanted, None
        if isinstance(made, Skip):
            one.state = State.SENT if one.ts else State.SKIPPED
        else:
            one.state, one.covers = State.SENT, list(made.covers)
            one.ts = one.ts or f"{1_800_000_000 + next(self._numbers)}.000100"
            one.channel = one.channel or ("D" + one.to[1:] if one.to.startswith("U") else one.to)
            message, where = fitted(made), {"channel_id": one.channel, "message_ts": one.ts}
            how = "posted" if is_first else "edited"
            self.shown.append(
                Shown(
                    MESSAGE, one.kind, self.name_of(one.to), f"{how} to {one.to}",
                    text=message.text, blocks=list(message.blocks), at=where,
                )
            )  # fmt: skip
        if is_first:
            one.settled_at = one.posted_at = self.now_is
            if kind.starts_clock:
                pending.note(session, f"delivered:{one.kind}", one.key, self.now_is)

    # ---- what people do by the bot's services ----

    def owns(self, name: str, *, by: str | None = None, **facts: Any) -> str:
        """The id of an outcome of theirs, by their own yes, or waiting for it when another wrote it."""
        given: dict[str, Any] = {"done_sentence": self.texts.sentence(), "due": DUE, **facts}
        with self.session() as session:
            made = outcomes.register(
                session,
                title=self.texts.title(),
                owner_id=self.ids[name],
                by=self.ids[by or name],
                now=self.now_is,
                **given,
            )
        return made.id

    def outcome(self, id: str) -> Outcome:
        with self.session() as session:
            return outcome_queries.outcome(session, id)

    def reports(self, name: str, outcome: str, status: Status, **facts: Any) -> None:
        waiting_for = facts.pop("waiting_for", None)
        with self.session() as session:
            outcomes.report_status(
                session,
                outcome_queries.outcome(session, outcome),
                status=status,
                by=self.person(session, name),
                waiting_for_id=self.ids[waiting_for] if waiting_for else None,
                now=self.now_is,
                **facts,
            )

    def does(self, use_case: Any, name: str, outcome: str, **facts: Any) -> Any:
        """One of the outcomes' use cases, about this one, by this person."""
        with self.session() as session:
            by = self.person(session, name)
            found = outcome_queries.outcome(session, outcome)
            return use_case(session, found, by=by, now=self.now_is, **facts)

    def number(self, outcome: str) -> str:
        return f"O-{self.outcome(outcome).number}"

    def ask_about(self, outcome: str) -> str:
        """The id of what was asked last about it."""
        with self.session() as session:
            about = select(Ask.id).where(Ask.about == f"outcome:{outcome}").order_by(Ask.id.desc())
            return session.scalars(about).first() or ""

    def leaves(self, name: str) -> None:
        """Slack says that the account is deactivated."""
        with self.session() as session:
            people.keep(session, self._slack_user(name, is_gone=True), now=self.now_is)

    # ---- what people do in Slack ----

    def hand(self, name: str) -> "Hand":
        return Hand(self, name)


class Hand:
    """One person at the keyboard. What they are shown is added to what the company shows."""

    def __init__(self, company: Company, name: str) -> None:
        self.company = company
        self.name = name
        self.slack_id = company.slack(name)

    def opens_home(self) -> Shown:
        event = {"type": "app_home_opened", "tab": "home", "channel": "D" + self.slack_id[1:]}
        return self._sees(self.company.counter.hears(self.name, self.slack_id, event))[-1]

    def says(self, text: str) -> None:
        """A message to the bot."""
        ts = f"{1_700_000_000 + next(self.company._numbers)}.000100"
        event = {
            "type": "message",
            "channel_type": "im",
            "channel": "D" + self.slack_id[1:],
            "ts": ts,
            "text": text,
        }
        self._sees(self.company.counter.hears(self.name, self.slack_id, event))

    def types(self, command: str, text: str = "", channel: str = "CSUPPORT") -> list[Shown]:
        return self._sees(self.company.counter.types(self.name, self.slack_id, command, text, channel))

    def uses_shortcut(self, callback: str) -> list[Shown]:
        return self._sees(self.company.counter.uses_shortcut(self.name, self.slack_id, callback))

    def clicks(self, action: str, *, on: Shown | None = None, having: str = "") -> Shown | None:
        """Presses the newest button with this action, and `having` in its value."""
        found = self._button(action, [on] if on else self.company.shown, having)
        if found is None:
            self.company.settle()
            found = self._button(action, self.company.shown, having)
        if found is None:
            raise AssertionError(f"{self.name} is shown no button {action} {having}")
        seen = self.uses(*found)
        return seen[-1] if seen else None

    def _button(self, action: str, among: Sequence[Shown], having: str) -> tuple[Shown, Json, Json] | None:
        for shown in reversed(among):
            if shown.who not in (None, self.name):
                continue
            for block, element in shown.pressable():
                if verb(element["action_id"]) == action and having in element.get("value", ""):
                    return shown, block, element
        return None

    def uses(self, shown: Shown, block: Json, element: Json) -> list[Shown]:
        return self._sees(self.company.counter.clicks(self.name, self.slack_id, shown, block, element))

    def submits(self, form: Shown | None, **values: Any) -> Shown | None:
        """The form, with these fields filled in; what follows, None when it just closes."""
        assert form is not None
        fields = {block["block_id"]: block["element"] for block in form.blocks if block["type"] == "input"}
        seen = self.sends(form, {name: filled(fields[name], value) for name, value in values.items()})
        return seen[-1] if seen else None

    def sends(self, form: Shown, state: Mapping[str, Json]) -> list[Shown]:
        return self._sees(self.company.counter.submits(self.name, self.slack_id, form, state))

    def looks_up(self, form: Shown, element: Json, typed: str = "") -> list[Json]:
        return self.company.counter.looks_up(self.name, self.slack_id, form, element, typed)

    def _sees(self, seen: Sequence[Shown]) -> list[Shown]:
        self.company.shown.extend(seen)
        return list(seen)
