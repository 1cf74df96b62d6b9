"""The database unreachable for a minute; the process killed between click and commit.

Refusals of single statements: tests/slack/test_edge.py. A sender killed at every step:
tests/outbox/test_chaos.py.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url

from bot.slack.listeners import NOT_SAVED
from tests.bad_input.conftest import Office, at_work, status_of
from tests.support.slack import Client

# Runs one delivery as the bot does, and dies when it is about to commit.
KILLED = """
import json, os, signal, sys
from slack_bolt import BoltRequest
from sqlalchemy import event
from bot import app
from bot.core.db import Session
from bot.settings import Settings

told = json.load(sys.stdin)
bot = app.build(Settings(**told["settings"]))
bot.connect()
bolt = bot.bolt()

@event.listens_for(Session, "before_commit")
def die(session):
    session.flush()
    os.kill(os.getpid(), signal.SIGKILL)

bolt.dispatch(BoltRequest(mode="socket_mode", body=told["body"]))
"""


def fill(alice: Client, title: str) -> str:
    alice.types("/outcome add", "support")
    alice.fills(title=title, owner=alice.id, due="2026-12-15", done="It is so")
    return str(alice.modal["id"])


# ---- unreachable ----


class Outage:
    """A PostgreSQL server that lets nobody into one database any more."""

    def __init__(self, url: str) -> None:
        self._name = make_url(url).database
        plain = make_url(url).set(drivername="postgresql", database="postgres")
        self._admin = psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True)

    def begins(self) -> None:
        self._admin.execute(f"ALTER DATABASE {self._name} ALLOW_CONNECTIONS false")
        self._admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (self._name,)
        )

    def ends(self) -> None:
        self._admin.execute(f"ALTER DATABASE {self._name} ALLOW_CONNECTIONS true")

    def close(self) -> None:
        self.ends()
        self._admin.close()


@pytest.fixture
def on_postgresql(postgresql_url: str) -> Iterator[Office]:
    with at_work(postgresql_url) as office:
        yield office


@pytest.fixture
def outage(on_postgresql: Office, postgresql_url: str) -> Iterator[Outage]:
    found = Outage(postgresql_url)
    yield found
    found.close()


def test_while_the_database_is_away_people_are_asked_to_try_again_and_nothing_is_half_done(
    on_postgresql: Office, outage: Outage
) -> None:
    office, alice = on_postgresql, on_postgresql.person("alice")
    fill(alice, "Saved in the second try")
    settle, alice.slack.settle = alice.slack.settle, lambda: None
    assert office.readiness() == 200

    outage.begins()
    assert NOT_SAVED in alice.submits().values()
    alice.types("/outcome list mine", "support")
    assert alice.messages("support")[-1].text == NOT_SAVED
    heard = {"type": "message", "channel_type": "im", "channel": alice.dm, "user": alice.id, "ts": "1.1"}
    body = {"type": "event_callback", "team_id": office.story.bot.workspace, "event_id": "Ev1"}
    event = {**body, "event": {**heard, "text": "hello"}}
    assert office.delivers(event) == 503
    assert office.readiness() == 503
    assert status_of(f"http://127.0.0.1:{office.story.bot.port}/healthz") == 200

    outage.ends()
    alice.slack.settle = settle
    assert office.readiness() == 200
    assert office.titled("Saved in the second try") == []
    assert alice.submits() == {}
    assert len(office.titled("Saved in the second try")) == 1
    assert office.delivers(event, **{"X-Slack-Retry-Num": "1"}) == 200
    office.story.settle()
    assert "What you can do here" in alice.messages()[-1].text


# ---- killed ----


def dies_on(office: Office, body: dict[str, Any]) -> None:
    """Another process of the same bot takes this delivery and is killed before it has committed."""
    settings = office.story.bot.settings.model_dump(mode="json")
    told = json.dumps({"settings": settings, "body": body})
    ended = subprocess.run(
        [sys.executable, "-c", KILLED], input=told, text=True, check=False, capture_output=True
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr


def test_a_process_killed_between_click_and_commit_leaves_no_half_state(
    office: Office, alice: Client
) -> None:
    view_id = fill(alice, "Written by one process or the other")
    user = {"id": alice.id, "team_id": office.story.bot.workspace}
    dies_on(
        office,
        {
            "type": "view_submission",
            "team": {"id": office.story.bot.workspace},
            "user": user,
            "trigger_id": "1.2.3",
            "view": alice.modal,
        },
    )
    assert office.titled("Written by one process or the other") == []

    # Slack shows whoever pressed that there was no answer, and the form is still there.
    office.plans({"name": "outcome.save", "do": "lose", "times": 1})
    answer = alice.slack.post("submit", {"user": alice.id, "view_id": view_id})
    assert "Try again" in answer["error"]
    assert alice.submits() == {}
    assert len(office.titled("Written by one process or the other")) == 1
