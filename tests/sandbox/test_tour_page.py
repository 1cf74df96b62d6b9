"""A tour in the page: by Next, by hand, shown; left, gone on with, and begun anew."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.sandbox.server import start
from tests.sandbox.support import Json, Slack
from tests.sandbox.test_crashing import Process
from tests.sandbox.toy import QUESTION, ToyApp, Workspace

LATER = "2026-11-19T09:02:00Z"
WITH_ALICE: Json = {"as": "alice", "in": "support"}
WITH_OMAR: Json = {"as": "omar", "in": "support"}
STORY: Json = {
    "minutes": 2,
    "welcome": {"title": "Harbor", "say": "See how Omar helps."},
    "chapters": [
        {
            "title": "Alice asks",
            "steps": [
                {
                    **WITH_ALICE,
                    "say": "Open the form.",
                    "do": [{"type": "/outcome help", "opens": "need"}],
                    "until": {"form": "need"},
                },
                {
                    **WITH_ALICE,
                    "form": "need",
                    "say": "Say what you need.",
                    "look": "The need",
                    "do": [
                        {"fill": "The need", "with": "A yes"},
                        {"fill": "From whom?", "with": "Omar Haddad"},
                        {"form": "submit"},
                    ],
                    "until": {"message": "Alice needs: A yes"},
                },
            ],
        },
        {
            "title": "Omar helps",
            "steps": [
                {**WITH_OMAR, "say": "Omar reads it.", "look": "Alice needs"},
                {
                    **WITH_OMAR,
                    "say": "Let a day pass.",
                    "do": [{"travel": LATER}],
                    "until": {"time": LATER},
                },
                {
                    "as": "omar",
                    "in": "home",
                    "say": "Omar counts.",
                    "do": [{"click": "Counted 0"}],
                    "until": {"message": "Counted 1"},
                },
                {
                    **WITH_ALICE,
                    "thread": "Alice needs",
                    "say": "Alice reads the thread.",
                    "look": "Done",
                },
            ],
        },
    ],
    "end": {"title": "The end", "say": "Go on alone."},
}
SAID = [step["say"] for chapter in STORY["chapters"] for step in chapter["steps"]]


class Teller(ToyApp):
    """Tells #support what is needed."""

    def interact(self, payload: Json) -> Json | None:
        if payload["type"] == "view_submission":
            wish = payload["view"]["state"]["values"]["need"]["value"]["value"]
            said = self.call("chat.postMessage", channel=self.channel, text=f"Alice needs: {wish}")
            self.call("chat.postMessage", channel=self.channel, text="Done", thread_ts=said["ts"])
            return None
        return super().interact(payload)

    def join(self, info: Json) -> None:
        super().join(info)
        self.channel = info["channels"]["support"]


class Touring(Workspace):
    def __init__(self, app: ToyApp, story: Json):
        self.story, self.wishes, self.process = story, 0, Process()
        super().__init__(app)

    def start(self, port: int) -> Any:
        def wish() -> None:
            self.wishes += 1

        tour = {**self.config, "tour": self.story}
        return start(
            tour,
            port=port,
            clock_url=self.app.clock_url,
            clock_secret="x",
            start_over=wish,
            process=self.process,
        )


@pytest.fixture
def tour_of() -> Iterator[Callable[[Json], Touring]]:
    app = Teller()
    made: list[Touring] = []

    def make(story: Json) -> Touring:
        made.append(Touring(app, story))
        return made[0]

    yield make
    for one in made:
        one.running.stop()
    app.close()


@pytest.fixture
def workspace(tour_of: Callable[[Json], Touring]) -> Touring:
    return tour_of(STORY)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    context.set_default_timeout(15_000)
    page = context.new_page()
    mistakes: list[str] = []
    page.on("pageerror", lambda error: mistakes.append(str(error)))
    yield page
    context.close()
    assert mistakes == []


def press(page: Page, label: str = "Next") -> None:
    page.get_by_test_id("tour").get_by_role("button", name=label, exact=True).click()


def reads(page: Page, words: str) -> None:
    card = page.get_by_test_id("tour")
    expect(card).to_contain_text(words, timeout=15_000)
    expect(card.locator("[aria-busy]")).to_have_count(0, timeout=15_000)


def test_next_does_each_step_with_the_right_persons_eyes(workspace: Touring, page: Page):
    page.goto(workspace.at("alice"))
    reads(page, "See how Omar helps.")
    press(page, "Start")
    for number, words in enumerate(SAID, 1):
        reads(page, words)
        reads(page, f"{number} of 6")
        who = "Alice" if number in (1, 2, 6) else "Omar"
        expect(page.get_by_test_id("person-switcher")).to_contain_text(who)
        press(page)
    reads(page, "Go on alone.")
    expect(page.get_by_test_id("clock")).to_have_text("Thu 19 Nov 10:02")
    expect(page.get_by_test_id("thread-list")).to_contain_text("Done")
    press(page, "Free play")
    expect(page.get_by_test_id("tour")).to_be_hidden()


def test_what_somebody_does_alone_is_noticed_and_led_to(workspace: Touring, page: Page):
    page.goto(workspace.at("alice"))
    press(page, "Start")
    reads(page, SAID[0])
    press(page, "Let me do it")
    hint = page.get_by_test_id("tour-hint")
    expect(hint).to_contain_text("Type this, and send it: /outcome help")
    expect(page.get_by_test_id("composer")).to_be_focused()
    page.keyboard.type("/outcome help")
    page.keyboard.press("Enter")

    reads(page, SAID[1])
    expect(hint).to_contain_text("The need A yes")
    need = page.get_by_test_id("modal").get_by_role("textbox", name="The need")
    need.fill("A yes, please")
    expect(hint).to_contain_text("From whom? Omar Haddad")
    hint.get_by_role("button", name="Fill it in").click()
    expect(hint).to_contain_text("Press “Ask”.")
    page.get_by_test_id("modal-submit").click()

    reads(page, SAID[2])
    expect(hint).to_contain_text("Be Omar Haddad, on the left, and open the channel.")
    press(page, "Go to Omar")
    expect(page.get_by_test_id("person-switcher")).to_contain_text("Omar")
    reads(page, SAID[2])


def test_a_step_is_shown_with_a_pointer_and_letters_that_are_typed(workspace: Touring, page: Page):
    page.goto(workspace.at("alice"))
    press(page, "Start")
    reads(page, SAID[0])
    press(page, "Show me")
    expect(page.locator(".tour-pointer")).to_be_visible()
    expect(page.get_by_test_id("composer")).to_have_value("/outcome help")
    reads(page, SAID[1])
    expect(page.locator(".tour-pointer")).to_have_count(0)
    expect(page.get_by_test_id("modal")).to_be_visible()


def test_one_goes_on_after_a_reload_and_a_new_start_wherever_one_has_looked(workspace: Touring, page: Page):
    page.goto(workspace.at("alice"))
    press(page, "Start")
    press(page)
    reads(page, SAID[1])
    # Away from the form, and to somebody else.
    page.get_by_test_id("modal-close").click()
    page.goto(workspace.at("omar", "home"))
    page.reload()
    reads(page, SAID[1])
    press(page, "Go to Alice")
    press(page)
    reads(page, SAID[2])
    expect(page.get_by_test_id("message-list")).to_contain_text("Alice needs: A yes")


def test_a_tour_that_was_left_waits_behind_its_button(workspace: Touring, page: Page):
    page.goto(workspace.at("alice"))
    press(page, "Start")
    reads(page, SAID[0])
    page.get_by_test_id("tour-leave").click()
    expect(page.get_by_test_id("tour")).to_be_hidden()
    expect(page.get_by_test_id("tour-opener")).to_be_focused()
    page.reload()
    expect(page.get_by_test_id("composer")).to_be_visible()
    expect(page.get_by_test_id("tour")).to_be_hidden()
    page.keyboard.press("Shift+Tab")
    page.get_by_test_id("tour-opener").press("Enter")
    reads(page, SAID[0])
    expect(page.get_by_test_id("tour-next")).to_be_focused()


def test_what_is_done_already_is_not_done_again(workspace: Touring, page: Page):
    workspace.bot_says("Alice needs: A yes")
    page.goto(workspace.at("alice"))
    press(page, "Start")
    press(page)
    reads(page, "Done already.")
    press(page)
    reads(page, SAID[2])
    assert workspace.app.now.startswith("2026-11-18")
    expect(page.get_by_test_id("message")).to_have_count(1)


def test_pressing_next_in_haste_skips_nothing(workspace: Touring, page: Page):
    page.goto(workspace.at("alice"))
    press(page, "Start")
    reads(page, SAID[0])
    page.get_by_test_id("tour-next").evaluate("(next) => { for (let i = 0; i < 5; i += 1) next.click(); }")
    reads(page, SAID[1])
    reads(page, "2 of 6")


def test_a_step_that_cannot_be_done_says_so_and_can_be_skipped(
    tour_of: Callable[[Json], Touring], page: Page
):
    lost = {**WITH_ALICE, "say": "Press it.", "do": [{"click": "Blocked"}], "until": {"form": "need"}}
    after = {**WITH_OMAR, "say": "Omar is next."}
    workspace = tour_of({**STORY, "chapters": [{"title": "Lost", "steps": [lost, after]}]})
    page.clock.install()
    page.goto(workspace.at("alice"))
    press(page, "Start")
    reads(page, "Press it.")
    press(page)
    expect(page.get_by_test_id("tour").locator("[aria-busy]")).to_have_count(1)
    page.clock.fast_forward(9_000)
    reads(page, "“Blocked” is not here.")
    workspace.bot_says("Here", blocks=QUESTION)
    press(page, "Try again")
    expect(page.get_by_test_id("modal")).to_be_visible()
    reads(page, "Omar is next.")


def test_the_story_begins_anew_without_the_terminal(workspace: Touring, page: Page):
    page.goto(workspace.at("omar", "home"))
    Slack(workspace.running).post("tour", step=7, is_open=True)
    reads(page, "Go on alone.")
    press(page, "Start over")
    expect(page.get_by_test_id("tour")).to_contain_text("Starting over…")
    assert workspace.wishes == 1
    workspace.restart()
    reads(page, "See how Omar helps.")
    assert page.url == workspace.at("alice")


ASKED: Json = {"message": ["How is it going?"], "for": ["alice", "omar"], "since": "2026-11-18T09:00:00Z"}
CRASH: Json = {
    **WITH_ALICE,
    "say": "Kill it.",
    "do": [{"crash": 1, "travel": LATER}],
    "count": ASKED,
    "until": {"time": LATER, "count": "after a crash"},
}
COUNTED: Json = {**WITH_ALICE, "say": "Nobody is missing.", "count": ASKED}
CRASHING: Json = {**STORY, "chapters": [{"title": "Crash it", "steps": [CRASH, COUNTED]}]}


class Asker(Teller):
    """On a journey it asks Alice; and Omar only when it was killed and is back."""

    def travel(self) -> Json:
        self.call("chat.postMessage", channel=self.users["alice"], text="How is it going?")
        assert self.process.died.wait(15)
        assert self.may_return.wait(15)
        self.process.is_up = True
        self.call("chat.postMessage", channel=self.users["omar"], text="How is it going?")
        return super().travel()

    def join(self, info: Json) -> None:
        super().join(info)
        self.users, self.may_return = info["users"], threading.Event()


@pytest.fixture
def asker() -> Iterator[Asker]:
    app = Asker()
    yield app
    app.close()


@pytest.fixture
def crashing(asker: Asker) -> Iterator[Touring]:
    workspace = Touring(asker, CRASHING)
    asker.process = workspace.process
    yield workspace
    workspace.running.stop()


@pytest.mark.parametrize("way", ["Crash the bot now", "Show me", "Do both"])
def test_the_app_is_crashed_on_a_journey_and_what_stands_there_is_counted(
    crashing: Touring, asker: Asker, page: Page, way: str
):
    page.goto(crashing.at("alice"))
    press(page, "Start")
    reads(page, "Kill it.")
    reads(page, "0 of 2 are out, 2 wait.")
    if way == "Do both":
        press(page, "Let me do it")
        reads(page, "While it does, open Trouble and press “Crash the bot now”.")
    press(page, way)
    card = page.get_by_test_id("tour")
    expect(card).to_contain_text("The bot is dead, and being started again. 1 of 2 are out, 1 wait.")
    asker.may_return.set()
    reads(page, "Nobody is missing.")
    reads(page, "2 of 2 stand here: 0 lost, 0 twice.")
    assert crashing.process.deaths == 1
    asker.call("chat.postMessage", channel=asker.users["omar"], text="How is it going?")
    reads(page, "2 of 2 stand here: 0 lost, 1 twice.")


def test_whoever_crashes_the_app_in_haste_kills_it_once_and_sees_it_come_back(crashing: Touring, page: Page):
    page.goto(crashing.at("alice"))
    page.get_by_test_id("drawer-toggle").click()
    page.get_by_test_id("tab-faults").click()
    button, note = page.get_by_test_id("crash"), page.get_by_test_id("crash-note")
    for deaths in (1, 2):
        button.evaluate("(button) => { for (let i = 0; i < 5; i += 1) button.click(); }")
        expect(note).to_have_text("It is dead. It is being started again…")
        button.click(force=True)
        assert crashing.process.deaths == deaths
        crashing.process.is_up = True
        expect(note).to_contain_text("s, and is back.")
    assert Axe().run(page).violations_count == 0


def test_the_card_is_flawless_on_a_phone_and_over_a_form(workspace: Touring, browser: Browser):
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page = context.new_page()
    page.goto(workspace.at("alice"))
    press(page, "Start")
    press(page)
    reads(page, SAID[1])
    reads(page, "You are Alice")
    found = Axe().run(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    card, form = (page.get_by_test_id(one).bounding_box() for one in ("tour", "modal"))
    context.close()
    assert found.violations_count == 0, found.generate_report()
    assert wide == 390
    assert form["y"] + form["height"] <= card["y"] + 1
