from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from bot.sandbox.server import start
from tests.sandbox.support import FakeBot, Slack, config


@pytest.fixture
def bot() -> Iterator[FakeBot]:
    fake = FakeBot()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def workspace(bot: FakeBot) -> Iterator[Callable[..., Slack]]:
    """Starts a sandbox whose app listens at `bot`; the arguments change its configuration."""
    with ExitStack() as running:

        def begin(*, clock_url: str | None = None, clock_secret: str | None = None, **changes: Any) -> Slack:
            settings = config(bot.url, **changes)
            return Slack(
                running.enter_context(start(settings, clock_url=clock_url, clock_secret=clock_secret))
            )

        yield begin


@pytest.fixture
def slack(workspace: Callable[..., Slack]) -> Slack:
    return workspace()
