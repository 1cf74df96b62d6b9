"""`make demo KEEP=1`: the story goes on where it was left."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import pytest

from bot.app import Bot
from bot.core.db import make_engine
from bot.demo import harbor, show
from bot.demo.stage import Stage
from tests.support.databases import every_table
from tests.support.slack import Workspace

SOON, DAY = timedelta(minutes=1), timedelta(days=1)
LATER = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


def make_tables(url: str) -> None:
    engine = make_engine(url)
    every_table().create_all(engine)
    engine.dispose()


def begin(bot: Bot, *_: Any) -> None:
    """A story without a past, for which nobody has to wait."""
    bot.connect()
    bot.set_clock(harbor.START)


@contextmanager
def playing(stage: Stage, *, goes_on: bool) -> Iterator[tuple[Workspace, Bot]]:
    with show.playing(stage, port=0, goes_on=goes_on, migrate=make_tables, begin=begin) as (running, bot):
        yield Workspace(running.url), bot


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path / ".demo")


def test_conversation_and_business_time_go_on_as_they_were_left(stage: Stage) -> None:
    with playing(stage, goes_on=False) as (slack, bot):
        slack.person("alice").types("Back in a minute", "support")
        bot.set_clock(LATER)
    assert stage.left_at is not None
    assert LATER < stage.left_at < LATER + SOON
    # As if the machine had been off for a day: business time, as the database has it, ran on.
    stage.left(LATER - DAY)
    with playing(stage, goes_on=True) as (slack, bot):
        assert slack.person("bob").sees("Back in a minute", "support")
        assert LATER - DAY < bot.now() < LATER - DAY + SOON
        # If it ends here without a word, the time is not known.
        assert stage.can_go_on
        assert stage.left_at is None


def test_after_a_crash_business_time_runs_on(stage: Stage) -> None:
    stage.clear()
    make_tables(f"sqlite:///{stage.database}")
    with closing(sqlite3.connect(stage.database)) as plain:
        plain.execute("INSERT INTO travel VALUES (1, ?)", [3 * DAY.total_seconds()])
        plain.commit()
    stage.goes_on()
    with playing(stage, goes_on=True) as (_, bot):
        ahead = bot.now() - datetime.now(UTC)
        assert 3 * DAY - SOON < ahead < 3 * DAY + SOON


def test_a_story_begun_anew_knows_nothing_of_the_one_before(stage: Stage) -> None:
    stage.clear()
    stage.workspace.write_text("{")
    stage.database.write_text("nothing that can be gone on with")
    with playing(stage, goes_on=False) as (slack, bot):
        assert slack.person("bob").messages("support") == []
        assert harbor.START < bot.now() < harbor.START + SOON


def test_a_beginning_that_was_broken_off_is_none(stage: Stage) -> None:
    def give_up(*_: Any) -> None:
        raise KeyboardInterrupt

    broken_off = show.playing(stage, port=0, goes_on=False, migrate=make_tables, begin=give_up)
    with pytest.raises(KeyboardInterrupt), broken_off:
        pass
    assert not stage.can_go_on


@pytest.mark.parametrize("lost", ["harbor.db", "workspace.json", "story.json"])
def test_without_all_of_its_files_a_story_cannot_go_on(stage: Stage, lost: str) -> None:
    stage.clear()
    stage.goes_on()
    stage.database.touch()
    stage.workspace.touch()
    assert stage.can_go_on
    (stage.folder / lost).unlink()
    assert not stage.can_go_on


def test_a_damaged_workspace_is_said_with_what_to_do(stage: Stage) -> None:
    stage.clear()
    stage.workspace.write_text("{")
    with (
        pytest.raises(
            click.ClickException, match=r"holds no workspace.*\n`make demo FOLDER=.*` begins the story again"
        ),
        playing(stage, goes_on=True),
    ):
        pass


@pytest.mark.parametrize("written", ["", "{", "[]", '{"left_at": 3}', '{"left_at": "soon"}'])
def test_a_time_that_cannot_be_read_is_not_known(stage: Stage, written: str) -> None:
    stage.clear()
    (stage.folder / "story.json").write_text(written)
    assert stage.left_at is None


def test_a_new_story_opens_as_alice_in_support_as_the_welcome_says(stage: Stage) -> None:
    anew = show.playing(stage, port=0, goes_on=False, migrate=make_tables, begin=begin)
    with anew as (running, _):
        user, channel = show.entrance(running).split("/")[-2:]
        found = Workspace(running.url).get("workspace")
    assert next(one["name"] for one in found["users"] if one["id"] == user) == "alice"
    place = next(one for one in found["channels"] if one["id"] == channel)
    assert place["name"] == "support"
    assert user in place["members"]
    assert "You are Alice, in #support." in show.WELCOME
