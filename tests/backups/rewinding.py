"""A week of check-ins, brought back to its Tuesday and lived once more, in front of the same Slack.

What the sandbox holds is the judge: of everything that was sent in the lost days nothing may stand there
twice, and nothing that is to be said may be missing.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import select

from bot import app, schema
from bot.app import PAUSED
from bot.backups import backup, restore
from bot.backups.restore import Schema
from bot.demo import show
from bot.outbox import recovery
from bot.outbox.model import Delivery
from bot.outcomes import service as outcomes
from bot.sandbox import server as sandbox
from bot.sandbox.server import Running
from bot.slack import client
from tests.support.harbor import PATIENT, RELAXED, Story
from tests.support.slack import Workspace

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
MACROS, QUEUE = "The macro library covers 40 questions", "The queue is forecast"
KNOWN = Schema(schema.newest(), schema.revisions(), schema.migrate)


@dataclass(frozen=True)
class Counts:
    """`cases`: messages that were sent in the lost time."""

    cases: int
    lost: int
    doubled: int


@dataclass(frozen=True)
class Post:
    channel: str
    ts: str
    nonce: str
    text: str


def rewind(url: str, folder: Path) -> Counts:
    """The whole of it, on a database that has no tables yet."""
    schema.migrate(url)
    with sandbox.start({**show.workspace(None), "timings": PATIENT}) as slack:
        with working(slack, url) as story:
            begin(story)
            backup.write(url, folder / "backup")
            before = posts(story)
            live_on(story)
            lived = posts(story)
        restore.restore(folder / "backup", url, KNOWN, replace=True)
        with working(slack, url) as story:
            story.at(17, 13)
            assert posts(story) == lived, "nothing is sent before somebody says so"
            assert PAUSED in story.bot.not_ready()
            assert "I send nothing at the moment" in story.person("lena").home_text()
            resume(story)
            live_on(story)
            return judge(story, lived, len(lived) - len(before))


@contextmanager
def working(slack: Running, url: str) -> Iterator[Story]:
    """A bot at work on the database, and the people in its Slack."""
    info = {**slack.info}
    admins = {"admins": info["users"]["lena"]}
    settings = show.settings(info, url, show.free_port(0), "secret").model_copy(update=admins)
    bot = app.build(settings, deadlines=RELAXED)
    try:
        bot.connect()
        bot.listen()
        yield Story(bot, Workspace(slack.url))
    finally:
        bot.stop()


def begin(story: Story) -> None:
    """Ana leads Support, in which Alice owns two outcomes; it is started, and it is Tuesday."""
    story.bot.set_clock(MONDAY)
    with story.bot.database.transaction(story.bot.workspace) as session:
        _, alice, team = story.support(session)
        for title, due in ((MACROS, None), (QUEUE, date(2027, 1, 15))):
            outcomes.register(
                session, title=title, owner_id=alice.id, due=due, by=alice, now=MONDAY, team_id=team.id
            )
    story.settle()
    story.person("ana").types("/team", "support")
    story.person("ana").clicks("Start", channel="support")
    story.at(17, 12)


def live_on(story: Story) -> None:
    """Wednesday's check-in, half answered; the reminder, the digests, and the check-in of the next week."""
    story.at(18, 9, 5)
    alice = story.person("alice")
    alice.clicks("🟢 On track", near=QUEUE)
    story.settle()
    story.at(25, 10)


def resume(story: Story) -> None:
    with story.bot.database.across() as session:
        assert recovery.resume(session)


def posts(story: Story) -> list[Post]:
    """Everything of the bot's that stands in Slack, replies included."""
    slack = client.reading(story.bot.settings.slack_bot_token, story.bot.settings.slack_api_url)
    direct = [story.slack.person(name) for name in story.slack.users]
    known = {one["id"]: one["dm"] for one in story.slack.get("workspace")["users"]}
    places = [story.slack.channels["support"], *(known[one.id] for one in direct if known[one.id])]
    found = []
    for place in places:
        for top in slack.conversations_history(channel=place, include_all_metadata=True)["messages"]:
            thread = slack.conversations_replies(channel=place, ts=top["ts"], include_all_metadata=True)
            found += [
                Post(place, one["ts"], one["metadata"]["event_payload"]["k"], one["text"])
                for one in thread["messages"]
                if "metadata" in one
            ]
    return found


def judge(story: Story, lived: list[Post], cases: int) -> Counts:
    there = posts(story)
    with story.bot.database.across(read_only=True) as session:
        sent = session.execute(select(Delivery.nonce, Delivery.ts).where(Delivery.ts.is_not(None))).all()
    standing = {one.nonce: one.ts for one in there}
    lost = sum(standing.get(nonce) != ts for nonce, ts in sent)
    # The same days were lived, so what says the same a second time is a copy, be it under another key.
    known, said = {one.ts for one in lived}, {(one.channel, one.text) for one in lived}
    copies = sum(one.ts not in known and (one.channel, one.text) in said for one in there)
    repeated = sum(count - 1 for count in Counter(one.nonce for one in there).values())
    return Counts(cases, lost, max(copies, repeated))
