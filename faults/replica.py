"""The whole bot in a process of its own, one of several on one database."""

import time
import urllib.request
from collections.abc import Callable
from typing import Any

from bot import app
from bot.app import Bot
from bot.core.clock import TravelClock
from bot.outbox.setup import Timings
from bot.settings import Settings
from faults import lives
from faults.lives import Life
from faults.stage import Stage

PATIENCE = 60.0
FOR_EVER = 24 * 3600.0


def build(stage: Stage, url: str, *, timings: Timings | None = None, **chosen: Any) -> Bot:
    """A bot on the database at `url`, as fast as Slack lets it be, at the time that this database says."""
    given = {
        "slack_bot_token": stage.slack.token,
        "slack_api_url": stage.wire.api_url,
        "database_url": url,
        "host": "127.0.0.1",
        "posts_per_minute": 600_000,
    }
    return app.build(Settings(**{**given, **chosen}), clock=TravelClock(), timings=timings)


def begin(stage: Stage, url: str, *, timings: Timings | None = None, **chosen: Any) -> Life:
    def live(_: Callable[[str], None]) -> None:
        build(stage, url, timings=timings, **chosen).start()
        lives.pause(FOR_EVER)

    return lives.begin(live)


def until_ready(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
                return
        except OSError:
            lives.pause(0.1)
    raise RuntimeError("a replica does not get ready")
