"""One small office for all tests of bad input: Slack, the bot behind HTTP, two teams, hardly any outcomes.

It is made once; each test writes down what it needs under titles of its own.
"""

import hashlib
import hmac
import itertools
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.core.db import Session
from bot.outcomes import service as outcomes
from bot.outcomes.model import Outcome
from bot.people import queries, service as people
from bot.people.model import Person
from tests.support.databases import Sqlite
from tests.support.harbor import Story, running
from tests.support.slack import Client
from tests.support.world import START

DUE = date(2026, 12, 15)
TEAMS = (("Support", "ana", ("alice", "bob", "mara", "kofi")), ("Billing", "grace", ("dana", "miguel")))
NUMBERS = itertools.count(1)


@dataclass
class Office:
    """The people at their keyboards, and what the bot keeps of what they do."""

    story: Story
    known: dict[str, Client] = field(default_factory=dict)

    def person(self, name: str) -> Client:
        return self.known.setdefault(name, self.story.person(name))

    @property
    def users(self) -> Mapping[str, str]:
        return self.story.slack.users

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.story.bot.database.transaction(self.story.bot.workspace) as session:
            yield session

    def someone(self, session: Session, name: str) -> Person:
        found = queries.by_slack(session, self.users[name])
        assert found is not None
        return found

    def outcome(
        self, title: str = "", *, owner: str = "alice", under: Outcome | None = None, **facts: Any
    ) -> Outcome:
        """A new one, agreed to when its owner writes it down."""
        with self.session() as session:
            return outcomes.register(
                session,
                title=title or f"Thing number {next(NUMBERS)} is settled",
                owner_id=self.someone(session, owner).id,
                due=facts.pop("due", DUE),
                parent_id=under.id if under else None,
                done_sentence=facts.pop("done_sentence", "Somebody looked and it is so"),
                by=self.someone(session, facts.pop("by", owner)),
                now=self.story.now,
                **facts,
            )

    def titled(self, title: str) -> list[Outcome]:
        with self.session() as session:
            return list(session.scalars(select(Outcome).where(Outcome.title == title)))

    def again(self, outcome: Outcome) -> Outcome:
        """As it is now."""
        with self.session() as session:
            found = session.find(Outcome, outcome.id)
            assert found is not None
            return found

    # ---- as Slack's servers do ----

    def plans(self, *deliveries: dict[str, Any]) -> None:
        """What goes wrong with the next deliveries to the bot."""
        self.story.slack.post("faults", {"deliveries": list(deliveries)})

    def delivers(self, body: Mapping[str, Any], **headers: str) -> int:
        """A signed event, straight to the bot; the status of its answer."""
        raw, moment = json.dumps(body).encode(), str(int(time.time()))
        secret = self.story.bot.settings.slack_signing_secret.encode()
        signature = hmac.new(secret, f"v0:{moment}:".encode() + raw, hashlib.sha256).hexdigest()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.story.bot.port}/slack/events",
            data=raw,
            headers={
                "Content-Type": "application/json",
                "X-Slack-Request-Timestamp": moment,
                "X-Slack-Signature": f"v0={signature}",
                **headers,
            },
        )
        return status_of(request)

    def readiness(self) -> int:
        return status_of(f"http://127.0.0.1:{self.story.bot.port}/readyz")

    def not_ready(self) -> list[str]:
        """What the bot says that keeps it from its work."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.story.bot.port}/readyz") as answer:
                said = json.load(answer)
        except urllib.error.HTTPError as error:
            said = json.load(error)
        wrong: list[str] = said["wrong"]
        return wrong


def status_of(request: urllib.request.Request | str) -> int:
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


@contextmanager
def at_work(url: str) -> Iterator[Office]:
    """The office on the tables at `url`: Wednesday 18 November 2026, 09:30 in Paris."""
    with running(url, socket_mode=False) as story:
        story.bot.set_clock(START)
        office = Office(story)
        with office.session() as session:
            for name, leader, members in TEAMS:
                people.create_team(
                    session,
                    name=name,
                    leader_id=office.someone(session, leader).id,
                    channel=story.slack.channels[name.lower()],
                    members=[office.someone(session, one).id for one in (leader, *members)],
                    by=None,
                    now=START,
                )
        story.begin()
        story.settle()
        yield office


@pytest.fixture(scope="session")
def the_office(sqlite: Sqlite, sqlite_template: str) -> Iterator[Office]:
    with at_work(sqlite.make(sqlite_template)) as office:
        yield office


@pytest.fixture
def office(the_office: Office) -> Iterator[Office]:
    """The one office, with no form left open and nothing planned to go wrong."""
    yield the_office
    the_office.plans()
    for person in the_office.known.values():
        if person.has_modal:
            person.closes()


@pytest.fixture
def alice(office: Office) -> Client:
    return office.person("alice")
