"""Harbor, the sample organization, in processes of its own: the sandbox here, the bot there.

The five weeks of its history are made once; every measurement gets a copy of that database and a new sandbox,
whose ids are the same each time.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, or_, select

from benchmarks import processes
from benchmarks.processes import ROOT, Broken, Json, Process
from bot import app
from bot.core.clock import TravelClock
from bot.core.db import Database, machine_now
from bot.core.pending import Pending
from bot.demo import history, show
from bot.outbox.model import Delivery
from bot.outbox.rules import State
from bot.settings import Settings
from tests.support.slack import Workspace

SECRET = "of-the-benchmark"
OFFICE = "Europe/Berlin"
# With everybody in the office: all were asked how it is going, and all are at work.
OPEN_HOURS = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Harbor:
    """A running Harbor: the sandbox and the bot, each a process, and ways to reach them."""

    slack: Workspace
    info: Json
    sandbox: Process
    bot: Process
    port: int
    database: Database

    def travel(self, to: datetime) -> Json:
        """Moves business time on; what the bot answered."""
        return processes.post(
            f"http://127.0.0.1:{self.port}/clock",
            {"to": to.isoformat()},
            {"Authorization": f"Bearer {SECRET}"},
        )

    def rest(self) -> None:
        """Returns when the bot has done what is due and sent what is said."""
        processes.until(self.bot, self._is_at_rest)

    def _is_at_rest(self) -> bool:
        with self.database.across(read_only=True) as session:
            now = TravelClock().now(session)
            owed = select(func.count()).select_from(Pending).where(Pending.due_at <= now)
            in_hand = or_(Delivery.available_at <= machine_now(session), Delivery.lease_owner.is_not(None))
            due = select(func.count()).select_from(Delivery).where(in_hand, Delivery.state != State.PARKED)
            return not session.scalar(owed) and not session.scalar(due)

    def messages(self) -> int:
        """How many messages stand in Slack by the bot's own account."""
        with self.database.across(read_only=True) as session:
            sent = select(func.count()).select_from(Delivery).where(Delivery.ts.is_not(None))
            return session.scalar(sent) or 0


class Template:
    """Harbor on the morning of the story, as a database to copy. `zone` puts everybody into one zone."""

    def __init__(self, folder: Path, kept: Path, zone: str | None = None) -> None:
        """`kept` is where the history waits for the next run, as long as the bot's code stays as it is."""
        self._folder = folder
        self._zone = zone
        self._database = new_folder(folder) / "harbor.db"
        self._make(kept)

    def _make(self, kept: Path) -> None:
        url = f"sqlite:///{self._database}"
        make_tables(url)
        with self._sandbox(self._database.parent) as (_, info):
            bot = app.build(show.settings(info, url, 0, SECRET))
            try:
                history.begin(bot, info["users"], info["channels"], kept / (self._zone or "zones"))
            finally:
                bot.stop()

    @contextmanager
    def running(self, request_url: str | None = None) -> Iterator[Harbor]:
        """A Harbor of its own. `request_url`: Slack calls there over HTTP, instead of Socket Mode."""
        folder = new_folder(self._folder)
        path = folder / "harbor.db"
        with sqlite3.connect(self._database) as source, sqlite3.connect(path) as copy:
            source.backup(copy)
        url, port = f"sqlite:///{path}", processes.free_port()
        with self._sandbox(folder, request_url) as (sandbox, info):
            chosen = _settings(info, url, port, over_http=request_url is not None)
            with processes.running("bot", ["bot", "run"], folder, _environment(chosen)) as bot:
                processes.until(bot, lambda: processes.answers(f"http://127.0.0.1:{port}/readyz"))
                database = Database(url)
                yield Harbor(Workspace(info["url"]), info, sandbox, bot, port, database)
                database.engine.dispose()

    @contextmanager
    def _sandbox(self, folder: Path, request_url: str | None = None) -> Iterator[tuple[Process, Json]]:
        config = show.workspace(request_url)
        if self._zone is not None:
            config["users"] = [{**one, "tz": self._zone} for one in config["users"]]
        file = folder / "workspace.json"
        file.write_text(json.dumps(config))
        with processes.running("sandbox", ["bot.sandbox", "--config", str(file)], folder) as process:
            yield process, processes.first_line(process)


def _settings(info: Json, url: str, port: int, *, over_http: bool) -> Settings:
    chosen = show.settings(info, url, port, SECRET).model_copy(update={"log_level": "WARNING"})
    if not over_http:
        return chosen
    return chosen.model_copy(
        update={"slack_app_token": "", "slack_signing_secret": info["signing_secret"]},
    )


def _environment(chosen: Settings) -> dict[str, str]:
    return {name.upper(): str(value) for name, value in chosen.model_dump().items()}


def make_tables(url: str) -> None:
    """As an operator does."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "migrate"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Broken(f"no tables: {done.stderr[-2000:]}")


def new_folder(inside: Path) -> Path:
    return Path(tempfile.mkdtemp(dir=inside))
