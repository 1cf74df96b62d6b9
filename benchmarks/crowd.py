"""A company of many people in one zone, all of whom are asked how it is going at the same minute.

It is made once, through the bot's own services, and copied for each measurement.
"""

import json
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from benchmarks import processes
from benchmarks.harbor import SECRET, make_tables, new_folder
from benchmarks.processes import Json, Process
from benchmarks.stores import Store
from bot import app
from bot.app import Bot
from bot.core.clock import TravelClock
from bot.core.db import Database
from bot.demo import show
from bot.outbox.model import Delivery
from bot.settings import Settings
from tests.support import owners
from tests.support.slack import Workspace

ZONE = "Europe/Berlin"
# A Tuesday on which all is set up, and the moment on Wednesday at which everybody is asked.
EVE = datetime(2026, 11, 17, 9, tzinfo=UTC)
DUE = datetime(2026, 11, 18, 9, tzinfo=UTC)
LEAD = timedelta(seconds=3)
OF_A_TEAM = 10
PROMPT = "checkins.prompt"


@dataclass(frozen=True)
class Running:
    """The company with its bot at work, each process of its own; in a moment everybody is asked."""

    slack: Workspace
    info: Json
    bot: Process
    port: int
    database: Database
    people: int

    def approach(self) -> float:
        """Travels to shortly before the moment; the wall's time of it."""
        processes.post(
            f"http://127.0.0.1:{self.port}/clock",
            {"to": (DUE - LEAD).isoformat()},
            {"Authorization": f"Bearer {SECRET}"},
        )
        with self.database.across(read_only=True) as session:
            return time.time() + (DUE - TravelClock().now(session)).total_seconds()

    def asked(self) -> list[float]:
        """When each person was asked, by the wall's time of the message, once all of them were."""
        processes.until(self.bot, lambda: self._sent() >= self.people)
        with self.database.across(read_only=True) as session:
            return sorted(float(ts) for ts in session.scalars(select(Delivery.ts).where(*_PROMPTS)) if ts)

    def _sent(self) -> int:
        with self.database.across(read_only=True) as session:
            return session.scalar(select(func.count()).select_from(Delivery).where(*_PROMPTS)) or 0


_PROMPTS = (Delivery.kind == PROMPT, Delivery.ts.is_not(None))


class Crowd:
    """`people` owners in teams of ten, each with one outcome, on the eve of their first check-in."""

    def __init__(self, folder: Path, store: Store, people: int) -> None:
        self._folder = folder
        self._store = store
        self._people = people
        self.name = store.name
        self._source = store.new()
        make_tables(self._source)
        with self._sandbox(folder, {}) as info:
            bot = app.build(_settings(info, self._source, 0))
            try:
                _found(bot, info)
            finally:
                bot.stop()

    @contextmanager
    def running(self, *, sandbox: Mapping[str, Any] | None = None, **settings: Any) -> Iterator[Running]:
        """Sandbox and bot. `sandbox` and `settings` differ from: no limits, on either side."""
        folder = new_folder(self._folder)
        url, port = self._store.copy(self._source), processes.free_port()
        with self._sandbox(folder, sandbox or {}) as info:
            chosen = _settings(info, url, port).model_copy(update=settings)
            environment = {name.upper(): str(value) for name, value in chosen.model_dump().items()}
            with processes.running("bot", ["bot", "run"], folder, environment) as bot:
                processes.until(bot, lambda: processes.answers(f"http://127.0.0.1:{port}/readyz"))
                database = Database(url)
                yield Running(Workspace(info["url"]), info, bot, port, database, self._people)
                database.engine.dispose()

    @contextmanager
    def _sandbox(self, folder: Path, changes: Mapping[str, Any]) -> Iterator[Json]:
        file = Path(tempfile.mkstemp(suffix=".json", dir=folder)[1])
        file.write_text(json.dumps({**_workspace(self._people), **changes}))
        with processes.running("sandbox", ["bot.sandbox", "--config", str(file)], folder) as process:
            yield processes.first_line(process)


def _workspace(people: int) -> dict[str, Any]:
    names = [f"p{number}" for number in range(people)]
    return {
        **show.workspace(),
        "users": [
            {"name": name, "real_name": f"Person {name.upper()}", "tz": ZONE, "is_owner": name == "p0"}
            for name in names
        ],
        "channels": [
            {"name": f"team-{start // OF_A_TEAM}", "members": names[start : start + OF_A_TEAM]}
            for start in range(0, people, OF_A_TEAM)
        ],
    }


def _settings(info: Json, url: str, port: int) -> Settings:
    known = {**info, "users": {**info["users"], "lena": info["users"]["p0"]}}
    return show.settings(known, url, port, SECRET).model_copy(update={"log_level": "WARNING"})


def _found(bot: Bot, info: Json) -> None:
    bot.connect()
    bot.set_clock(EVE)
    ids = [id for name, id in info["users"].items() if name.startswith("p")]
    with bot.database.transaction(bot.workspace) as session:
        for number, channel in enumerate(info["channels"].values()):
            owners.team(session, number, channel, ids[number * OF_A_TEAM :][:OF_A_TEAM], now=EVE)
    bot.travel(EVE + timedelta(hours=1))
