"""`make demo` while its bot is killed: by the page, by somebody else, amid everything, again and again."""

import json
import os
import random
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import func, or_, select

from bot.app import Bot
from bot.core.db import machine_now
from bot.demo import show, worker
from bot.demo.stage import Stage
from bot.demo.supervisor import Supervisor
from bot.demo.tour import ASKED
from bot.outbox.model import Delivery
from bot.outbox.rules import State
from bot.settings import Settings
from tests.demo.test_keep import make_tables
from tests.support.harbor import beginning
from tests.support.slack import Json, Refused, Workspace, wait_for

EVENING = datetime(2026, 11, 18, 18, 5, tzinfo=UTC)
KILLS = 3
LONGEST_LIFE = 1.5  # seconds
# Noor is on leave.
PEOPLE = [name for name in ASKED["for"] if name != "noor"]


class Demo:
    def __init__(self, running: Any, bot: Bot) -> None:
        self.slack, self.bot, self.info = Workspace(running.url), bot, running.info
        self.api = WebClient(running.info["bot_token"], base_url=running.info["api_url"])

    def until_up(self) -> None:
        wait_for(lambda: self.slack.get("process")["is_up"])

    def travel(self) -> threading.Thread:
        """To the evening, meanwhile."""
        to = {"to": EVENING.isoformat()}
        journey = threading.Thread(target=self.slack.post, args=("clock", to))
        journey.start()
        return journey

    def is_at_rest(self) -> bool:
        with self.bot.database.across(read_only=True) as session:
            is_doubtful = Delivery.maybe_sent & Delivery.ts.is_(None) & (Delivery.state != State.SKIPPED)
            is_due = Delivery.available_at <= machine_now(session)
            work = or_(is_due, Delivery.lease_owner.is_not(None), is_doubtful)
            return not session.scalar(select(func.count()).select_from(Delivery).where(work))

    def standing(self) -> list[Json]:
        """Every message of the bot's that stands in the workspace, as the sandbox tells."""
        dms = [one["dm"] for one in self.slack.get("workspace")["users"] if one["dm"]]
        found = []
        for place in (*self.slack.channels.values(), *dms):
            for message in self._all("conversations.history", channel=place):
                found.append(message)
                if message.get("reply_count"):
                    found += self._all("conversations.replies", channel=place, ts=message["ts"])[1:]
        return [one for one in found if "metadata" in one]

    def _all(self, method: str, **where: str) -> list[Json]:
        asked = {**where, "limit": 999, "include_all_metadata": True}
        messages: list[Json] = self.api.api_call(method, params=asked)["messages"]
        return messages

    def believed(self) -> set[str]:
        """The ts of everything that the bot holds for sent."""
        with self.bot.database.across(read_only=True) as session:
            return {str(ts) for ts in session.scalars(select(Delivery.ts).where(Delivery.ts.is_not(None)))}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, harbors_history: Any) -> Iterator[Demo]:
    stage = Stage(tmp_path_factory.mktemp("demo"))
    begin = beginning(harbors_history)
    with show.playing(stage, port=0, goes_on=False, migrate=make_tables, begin=begin) as (running, bot):
        demo = Demo(running, bot)
        demo.until_up()
        yield demo
    assert workers() == []


def workers() -> list[int]:
    """The processes of bots that this one has started."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    )
    rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
    return [int(pid) for pid, ppid, args in rows if int(ppid) == os.getpid() and worker.__name__ in args]


def test_a_bot_killed_again_and_again_says_everything_exactly_once(
    demo: Demo, capfd: pytest.CaptureFixture[str]
) -> None:
    seed = random.randrange(10**6)
    dice = random.Random(seed)
    journey = demo.travel()
    for number in range(KILLS):
        journey.join(dice.uniform(0, LONGEST_LIFE))
        if number:
            demo.slack.post("crash", {})
        else:
            os.kill(workers()[0], signal.SIGKILL)
            wait_for(lambda: not demo.slack.get("process")["is_up"])
        demo.until_up()
    journey.join()
    wait_for(demo.is_at_rest)
    said = capfd.readouterr().out
    assert said.count("The bot has ended by itself (SIGKILL).") == 1
    assert said.count("The bot was crashed from the page") == KILLS - 1

    marks = Counter(json.dumps(one["metadata"]) for one in demo.standing())
    assert [mark for mark, times in marks.items() if times > 1] == [], f"seed {seed}"
    assert {one["ts"] for one in demo.standing()} == demo.believed(), f"seed {seed}"
    asked = {name: prompts(demo, name) for name in PEOPLE}
    assert asked == dict.fromkeys(PEOPLE, 1), f"seed {seed}"


def prompts(demo: Demo, name: str) -> int:
    """How often somebody was asked how it is going, for the first time today."""
    texts = [one.text for one in demo.slack.person(name).messages()]
    return sum(1 for text in texts if any(words in text for words in ASKED["message"]))


def test_a_click_while_the_bot_is_away_is_refused_as_slack_would_and_counts_once_when_it_is_made_again(
    demo: Demo,
) -> None:
    alice = demo.slack.person("alice")
    for _ in range(5):
        demo.slack.post("crash", {})
    with pytest.raises(Refused, match="app_did_not_respond"):
        alice.clicks("On track", near="Priority tickets")
    alice.types("/checkin")
    demo.until_up()
    alice.clicks("On track", near="Priority tickets")
    answered = wait_for(lambda: [one for one in alice.messages() if "On track · *Priority" in one.text])
    assert len(answered) == 1


def test_a_bot_that_cannot_begin_is_said_and_tried_again_and_nothing_of_it_is_left(
    sqlite_url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    before, told = workers(), list[str]()
    nowhere = Settings(slack_bot_token="xoxb-1", slack_api_url="http://127.0.0.1:9/", database_url=sqlite_url)
    with Supervisor(told.append) as supervisor:
        supervisor.start(nowhere)
        wait_for(lambda: len(told) > 1)
        assert not supervisor.is_up
    assert set(told) == {
        "The bot has ended by itself (exit status 1). It is started again, and goes on where it was."
    }
    assert "The bot cannot begin: <urlopen error [Errno 111] Connection refused>" in capfd.readouterr().err
    assert workers() == before
