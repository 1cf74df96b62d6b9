"""Opening a channel of 500 messages in the sandbox's page, in Chromium, until the newest one is painted."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks import processes
from benchmarks.figures import Measured, Spread
from benchmarks.harbor import new_folder
from benchmarks.processes import Broken, Json
from bot.demo import show
from tests.support.browser import CHROMIUM, QUIET

MESSAGES = 500
OPENED = 9
GOAL = 1.0  # seconds
# The moment after the frame in which the first message stands; they are drawn together, the newest last.
WATCH = """new MutationObserver((_, observer) => {
    if (!document.querySelector("[data-testid=message]")) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.painted = performance.now(); }));
}).observe(document, {childList: true, subtree: true});"""


def measure(folder: Path) -> list[Measured]:
    place = new_folder(folder)
    config = place / "workspace.json"
    config.write_text(json.dumps({**show.workspace(), "rate_limits": "off"}))
    command = ["bot.sandbox", "--port", str(processes.free_port()), "--config", str(config)]
    with processes.running("sandbox", command, place) as sandbox, _chromium() as browser:
        info = processes.first_line(sandbox)
        _fill(info)
        first, *again = [_open(browser, info) for _ in range(1 + OPENED)]
    opened = Spread(again)
    what = f"A page with {MESSAGES} messages opens"
    return [
        Measured(what, opened.p50, "s", GOAL, {"opened again": opened, "the first time": Spread([first])})
    ]


def _fill(info: Json) -> None:
    _call(info, "conversations.join", channel=info["channels"]["support"])
    for number in range(MESSAGES):
        _call(info, "chat.postMessage", channel=info["channels"]["support"], **_message(number))


def _message(number: int) -> Json:
    """As long as the bot's own: a text with a button beside it, a row of buttons, a small line."""
    words = f"*Priority tickets are triaged within 15 minutes* · due Fri 11 Dec · _O-{number}_"
    names = ("On track", "At risk", "Blocked", "Done")
    row = [_button(name, f"status{at}") for at, name in enumerate(names)]
    section = {
        "type": "section",
        "text": {"type": "mrkdwn", "text": words},
        "accessory": _button("Show", "show"),
    }
    context = {"type": "context", "elements": [{"type": "mrkdwn", "text": "Seen by #support (12 people)"}]}
    return {"text": words, "blocks": [section, {"type": "actions", "elements": row}, context]}


def _button(text: str, action: str) -> Json:
    return {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": text}}


def _call(info: Json, method: str, **arguments: object) -> None:
    token = {"Authorization": f"Bearer {info['bot_token']}"}
    answer = processes.post(f"{info['api_url']}{method}", arguments, token)
    if not answer["ok"]:
        raise Broken(f"{method}: {answer}")


def _open(browser: Browser, info: Json) -> float:
    """Seconds from the navigation on, in a tab of its own."""
    page = browser.contexts[0].new_page()
    page.add_init_script(WATCH)
    page.goto(f"{info['url']}/#/{info['users']['alice']}/{info['channels']['support']}")
    page.wait_for_function("() => window.painted")
    seconds = float(page.evaluate("window.painted")) / 1000
    page.close()
    return seconds


@contextmanager
def _chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        raise Broken("Chromium is not installed.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        browser.new_context()
        yield browser
        browser.close()
