"""Harbor on the wire: the sandbox, the bot behind a real transport, and the people at their keyboards.

The bot hears of everything through HTTP or Socket Mode and speaks through slack_sdk, as it does in earnest.
Only its own clockwork is turned by hand, so that a test waits for nothing: `settle` does what is due and
sends what is said.
"""

import fcntl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import app
from bot.app import Bot
from bot.core.db import Session
from bot.demo import colleagues, history, show
from bot.people import queries as people, service as people_service
from bot.people.model import Person, Team
from bot.sandbox import server as sandbox
from bot.slack.listeners import Deadlines
from tests.support.slack import Client, Workspace

# How long Slack waits is tested at the edge (tests/slack). Here nothing depends on how busy the machine is.
PATIENT = {"ack_seconds": 60.0, "trigger_seconds": 60.0}
RELAXED = Deadlines(save=50.0, answer=55.0)


class Story:
    """A running Harbor. `at` travels, `alice` and the others act."""

    def __init__(self, bot: Bot, slack: Workspace) -> None:
        self.bot = bot
        self.slack = slack
        slack.settle = self.settle

    def person(self, name: str) -> Client:
        return self.slack.person(name)

    def settle(self) -> None:
        self.bot.settle()

    def at(self, day: int, hour: int, minute: int = 0, *, month: int = 11) -> None:
        """Lets time pass until then (UTC, 2026), with everything that happens on the way."""
        self.bot.travel(datetime(2026, month, day, hour, minute, tzinfo=UTC))

    def begin(self) -> None:
        """A team is started, so that people hear from the bot; it is empty, so that it has no check-ins."""
        with self.bot.database.transaction(self.bot.workspace) as session:
            session.add(Team(name="Reception", started_at=self.now))

    def someone(self, session: Session, name: str) -> Person:
        found = people.by_slack(session, self.slack.users[name])
        assert found is not None
        return found

    def support(self, session: Session) -> tuple[Person, Person, Team]:
        """Ana, Alice, and the team that Ana now leads and Alice is in."""
        ana, alice = (self.someone(session, name) for name in ("ana", "alice"))
        team = people_service.create_team(
            session,
            name="Support",
            leader_id=ana.id,
            channel=self.slack.channels["support"],
            members=[ana.id, alice.id],
            by=None,
            now=self.now,
        )
        return ana, alice, team

    @property
    def now(self) -> datetime:
        return self.bot.now()


@contextmanager
def running(
    url: str, *, socket_mode: bool, kept: Path | None = None, admins: tuple[str, ...] = ("lena",)
) -> Iterator[Story]:
    """The bot on the SQLite database at `url`, whose tables are there, over one of the two transports.

    With the sample organization when there is a folder to keep its history in (`kept`). The operator named
    `admins`.
    """
    port = show.free_port(0)
    address = None if socket_mode else f"http://127.0.0.1:{port}"
    with sandbox.start({**show.workspace(address), "timings": PATIENT}) as workspace:
        info = {**workspace.info}
        chosen = {"admins": ",".join(info["users"][one] for one in admins)}
        if not socket_mode:
            chosen |= {"slack_app_token": "", "slack_signing_secret": info["signing_secret"]}
        settings = show.settings(info, url, port, "secret").model_copy(update=chosen)
        bot = app.build(settings, dues=[colleagues.DUE], deadlines=RELAXED)
        try:
            if kept is not None:
                with alone_in(kept):
                    history.begin(bot, info["users"], info["channels"], kept)
            else:
                bot.connect()
            bot.listen()
            slack = Workspace(workspace.url)
            story = Story(bot, slack)
            story.settle()
            yield story
        finally:
            bot.stop()


def beginning(kept: Path) -> Callable[..., None]:
    """What begins a demo's story, with the history that is kept in this folder for all."""

    def begin(bot: Bot, users: Mapping[str, str], channels: Mapping[str, str], _: Path) -> None:
        with alone_in(kept):
            history.begin(bot, users, channels, kept)

    return begin


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """No other worker is there meanwhile."""
    with open(folder / "lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def harbors_history(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Made once a run, by the first test that wants it, for all workers."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "harbor"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def story(sqlite_url: str, harbors_history: Path) -> Iterator[Story]:
    """Harbor on the morning of the story."""
    with running(sqlite_url, socket_mode=True, kept=harbors_history) as found:
        yield found


@pytest.fixture(params=[False, True], ids=["http", "socket"])
def story_over(request: pytest.FixtureRequest, sqlite_url: str, harbors_history: Path) -> Iterator[Story]:
    """Harbor on the morning of the story, over each transport."""
    with running(sqlite_url, socket_mode=request.param, kept=harbors_history) as found:
        yield found
