"""`python -m docs.screenshots`: plays the story through a Harbor of its own and takes the README's pictures.

What people do goes through the sandbox's client API; the browser only looks. The same story gives the same
pictures, but for a minute that may pass meanwhile.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from playwright.sync_api import Page, expect, sync_playwright

from benchmarks import processes
from benchmarks.processes import ROOT
from tests.support.browser import CHROMIUM, QUIET
from tests.support.slack import Client, Workspace, wait_for

PICTURES = ROOT / "docs" / "pictures"
SIZE = (1200, 760)


def main() -> int:
    folder = ROOT / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    port = processes.free_port()
    command = ["bot", "demo", "--port", str(port), "--folder", str(folder / "demo")]
    with processes.running("demo", command, folder) as demo, _browser() as page:
        processes.until(demo, lambda: "is open" in demo.written())
        tell(Workspace(f"http://127.0.0.1:{port}"), Camera(page))
    return 0


class Camera:
    def __init__(self, page: Page):
        self._page = page

    def look(self, person: Client, place: str, words: str) -> None:
        """Sees that place as this person does, once it shows the words."""
        self._page.goto("about:blank")
        self._page.goto(f"{person.slack.url}/#/{person.id}/{place}")
        expect(self._page.locator("main, dialog[open]", has_text=words).first).to_be_visible()

    def take(self, name: str) -> None:
        """With all letters there, and without the mark of what one would type into next."""
        self._page.evaluate("document.activeElement.blur(); document.fonts.ready")
        self._page.screenshot(path=PICTURES / f"{name}.png")


def tell(slack: Workspace, camera: Camera) -> None:
    """The story's moments, each with its picture."""
    alice, omar, lena = (slack.person(name) for name in ("alice", "omar", "lena"))

    _travel(slack, 18, 9, 2)
    wait_for(lambda: any("How is it going?" in one.text for one in alice.messages()))
    alice.clicks("Blocked", near="Priority tickets")
    alice.fills(
        note="Legal's yes to storing phone numbers",
        waiting_for=omar.id,
        needed_by="2026-11-26",
        tried="asked Legal twice",
        otherwise="go on without phone numbers",
    )
    camera.look(alice, alice.dm, "What do you need?")
    camera.take("blocked")

    alice.submits()
    wait_for(lambda: any("Alice needs something" in one.text for one in omar.messages()))
    camera.look(omar, omar.dm, "Alice needs something from you")
    camera.take("asked")

    _travel(slack, 19, 9, 5)
    trouble = wait_for(lambda: [one for one in alice.messages("support") if "Blocked: Priority" in one.text])
    camera.look(alice, f"{slack.channels['support']}/{trouble[-1].ts}", "Blocked: Priority tickets")
    camera.take("escalated")

    _travel(slack, 20, 10, 30)
    wait_for(lambda: any("Harbor, week 47" in one.text for one in lena.messages()))
    camera.look(lena, lena.dm, "Harbor, week 47")
    camera.take("digest")


def _travel(slack: Workspace, day: int, hour: int, minute: int) -> None:
    slack.post("clock", {"to": datetime(2026, 11, day, hour, minute, tzinfo=UTC).isoformat()})


@contextmanager
def _browser() -> Iterator[Page]:
    if CHROMIUM is None:
        raise SystemExit("The pictures are taken in Chromium, which is not installed.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        width, height = SIZE
        page = chromium.new_page(
            viewport={"width": width, "height": height},
            color_scheme="light",
            reduced_motion="reduce",
            device_scale_factor=1.5,
        )
        page.set_default_timeout(15_000)
        yield page
        chromium.close()


if __name__ == "__main__":
    sys.exit(main())
