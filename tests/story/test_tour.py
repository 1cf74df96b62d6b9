"""The tour of Harbor in the page, with the real bot: to its end, a step by hand, and from the start again."""

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from time import monotonic

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.demo import show
from bot.demo.show import Wish
from bot.demo.stage import Stage
from bot.demo.tour import TOUR
from bot.sandbox.tour import steps
from tests.demo.test_keep import make_tables
from tests.support.harbor import beginning
from tests.support.slack import Workspace

PATIENCE = 60_000
STEPS = list(steps(TOUR))
WORDS_A_MINUTE = 200
"""Somebody who reads at leisure."""


@pytest.fixture
def harbor(tmp_path: Path, harbors_history: Path) -> Iterator[str]:
    """`make demo`, at its address."""
    wishes: SimpleQueue[Wish] = SimpleQueue()
    started: SimpleQueue[str] = SimpleQueue()

    play = partial(
        show.playing, Stage(tmp_path / ".demo"), migrate=make_tables, begin=beginning(harbors_history)
    )
    run = partial(show.play_until_the_end, play, wishes, port=0, goes_on=False)
    demo = threading.Thread(target=run, args=(lambda running, _: started.put(show.entrance(running)),))
    demo.start()
    yield started.get(timeout=200)
    wishes.put(Wish.END)
    demo.join()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    mistakes: list[str] = []
    page.on("pageerror", lambda error: mistakes.append(str(error)))
    yield page
    context.close()
    assert mistakes == []


def stands_at(page: Page, number: int) -> None:
    card = page.get_by_test_id("tour")
    expect(card).to_contain_text(STEPS[number - 1]["say"], timeout=PATIENCE)
    expect(card).to_contain_text(f"{number} of {len(STEPS)}")
    expect(card.locator("[aria-busy]")).to_have_count(0, timeout=PATIENCE)
    expect(card.locator(".trouble")).to_have_count(0)


def test_the_words_of_the_tour_leave_a_minute_and_a_half_to_do_what_they_say() -> None:
    words = sum(len(step["say"].split()) for step in STEPS)
    assert words / WORDS_A_MINUTE < TOUR["minutes"] - 1.5


def test_the_tour_of_harbor_plays_to_its_end_in_under_five_minutes(harbor: str, page: Page) -> None:
    page.goto(harbor)
    press_next = page.get_by_test_id("tour-next").click
    began = monotonic()
    press_next()
    for number, step in enumerate(STEPS, 1):
        stands_at(page, number)
        if number == 6:
            page.reload()
            stands_at(page, number)
        if step.get("do", [{}])[0].get("opens") == "checkin.blocked":
            page.get_by_role("button", name="Let me do it").click()
            expect(page.get_by_test_id("tour-hint")).to_contain_text("Blocked")
            page.get_by_role("button", name="Blocked").first.click()
        else:
            press_next()
    expect(page.get_by_test_id("tour")).to_contain_text(TOUR["end"]["say"], timeout=PATIENCE)
    assert monotonic() - began < 60 * TOUR["minutes"]
    assert_that_the_story_was_told(Workspace(harbor.partition("/#")[0]))

    page.get_by_role("button", name="Start over").click()
    expect(page.get_by_test_id("tour")).to_contain_text(TOUR["welcome"]["say"], timeout=PATIENCE)
    expect(page.get_by_test_id("clock")).to_contain_text("Wed 18 Nov 09:3")
    expect(page.get_by_test_id("person-switcher")).to_contain_text("Alice Moreau")
    assert page.url == harbor


def assert_that_the_story_was_told(slack: Workspace) -> None:
    alice, lena = slack.person("alice"), slack.person("lena")
    alice.sees("Dana says yes, if Tom helps")
    alice.sees("O-14 is on track again")
    alice.sees("Alice can go on", "support")
    lena.sees("Harbor, week 47. No decision waits for you")
