from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from bot.sandbox.server import start
from tests.sandbox.support import FakeBot, Slack, config
from tests.sandbox.toy import ToyApp, Workspace


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


@pytest.fixture(scope="module")
def stage() -> Iterator[Workspace]:
    """One address for all tests of a module, so that the browser has the page already."""
    app = ToyApp()
    workspace = Workspace(app)
    yield workspace
    workspace.running.stop()
    app.close()


@pytest.fixture
def toy(stage: Workspace) -> Workspace:
    """A fresh workspace with the toy app in it."""
    stage.app.begin()
    stage.restart()
    return stage


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    context.set_default_timeout(5_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that must get along without an error of its own."""
    page = context.new_page()
    mistakes: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # A refused call and a server that is away are reported by the browser itself.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            mistakes.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: mistakes.append(str(error)))
    yield page
    if page.url.startswith("http"):
        page.evaluate("localStorage.clear()")
    page.close()
    assert mistakes == []
