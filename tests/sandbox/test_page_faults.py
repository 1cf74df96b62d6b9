"""The page's panel of trouble: what a person lets go wrong, and how all is well again."""

import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.error import HTTPError

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, expect, sync_playwright

from tests.sandbox.support import Slack
from tests.sandbox.toy import ToyApp, Workspace
from tests.support.browser import CHROMIUM, MISSING, QUIET


@pytest.fixture(scope="module")
def toy() -> Iterator[Workspace]:
    app = ToyApp()
    workspace = Workspace(app)
    yield workspace
    workspace.running.stop()
    app.close()


@pytest.fixture(scope="module")
def opened(toy: Workspace) -> Iterator[Page]:
    """The page with its drawer open, for all of these tests."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    mistakes: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            mistakes.append(message.text)

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = chromium.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        page.set_default_timeout(5_000)
        page.on("console", note)
        page.on("pageerror", lambda error: mistakes.append(str(error)))
        page.goto(toy.at("alice"))
        page.get_by_test_id("drawer-toggle").click()
        page.get_by_test_id("tab-faults").click()
        yield page
        chromium.close()
    assert mistakes == []


@pytest.fixture
def page(opened: Page, toy: Workspace) -> Iterator[Page]:
    yield opened
    toy.send("DELETE", "faults", {})
    now_is(opened, "Nothing: all is normal.")


def now_is(page: Page, *sentences: str) -> None:
    expect(page.get_by_test_id("faults-now").get_by_role("listitem")).to_have_text(list(sentences))


def choose(page: Page, label: str, strength: str) -> None:
    page.get_by_label(label).select_option(strength)


def planned(toy: Workspace) -> Any:
    return Slack(toy.running).get("faults")


def test_what_is_chosen_happens_is_said_and_counted_until_all_is_normal(toy: Workspace, page: Page) -> None:
    now_is(page, "Nothing: all is normal.")
    choose(page, "Too many requests (429)", "Always")
    choose(page, "The answer is late", "By 0.3 s")
    now_is(page, "Answers to the app are late by 0.3 s.", "All calls are refused with 429.")
    with pytest.raises(HTTPError, match="429"):
        toy.bot_says("Hello")
    expect(page.get_by_test_id("faults")).to_contain_text("2 things have been disturbed so far.")

    page.get_by_test_id("faults-normal").click()
    now_is(page, "Nothing: all is normal.")
    expect(page.get_by_label("Too many requests (429)")).to_have_value("0")
    expect(page.get_by_label("The answer is late")).to_have_value("0")
    expect(page.get_by_test_id("faults-normal")).to_be_disabled()
    toy.bot_says("Hello again")


CHOICES: list[tuple[str, str, str, Callable[[Any], Any], Any]] = [
    (
        "Server error (500)",
        "A quarter",
        "25 % of the calls are answered with an error (500).",
        lambda plan: [(one["do"], one.get("share")) for one in plan["next"]],
        [("500", 0.25)],
    ),
    (
        "Cut off before it happens",
        "Half of them",
        "50 % of the calls are cut off before they happen.",
        lambda plan: [(one["do"], one.get("share")) for one in plan["next"]],
        [("drop_before", 0.5)],
    ),
    (
        "Cut off after it happened",
        "Always",
        "All calls are cut off after they happened.",
        lambda plan: [(one["do"], one["method"], one["times"]) for one in plan["next"]],
        [("drop_after", "*", None)],
    ),
    (
        "Comes twice",
        "Always",
        "All deliveries come twice.",
        lambda plan: [(one["do"], one["name"]) for one in plan["deliveries"]],
        [("duplicate", "*")],
    ),
    (
        "Comes late, by 2 s",
        "Half of them",
        "50 % of the deliveries come late.",
        lambda plan: [(one["do"], one["ms"]) for one in plan["deliveries"]],
        [("delay", 2000)],
    ),
    (
        "Overtaken by the next",
        "Half of them",
        "50 % of the deliveries are overtaken by the next.",
        lambda plan: [one["do"] for one in plan["deliveries"]],
        ["reorder"],
    ),
    (
        "Its answer gets lost",
        "Always",
        "All deliveries lose their answer.",
        lambda plan: [one["do"] for one in plan["deliveries"]],
        ["lose_ack"],
    ),
]


@pytest.mark.parametrize(
    ("label", "strength", "sentence", "part", "expected"), CHOICES, ids=[row[0] for row in CHOICES]
)
def test_each_kind_of_trouble_can_be_chosen(
    toy: Workspace,
    page: Page,
    label: str,
    strength: str,
    sentence: str,
    part: Callable[[Any], Any],
    expected: Any,
) -> None:
    choose(page, label, strength)
    now_is(page, sentence)
    assert part(planned(toy)) == expected
    choose(page, label, "Never")
    now_is(page, "Nothing: all is normal.")
    assert part(planned(toy)) == []


def test_what_somebody_else_planned_is_shown_and_kept(toy: Workspace, page: Page) -> None:
    toy.send("POST", "faults", {"next": [{"method": "views.open", "do": "hang", "times": 3}]})
    now_is(page, "The next 3 calls of views.open meet “hang”.")
    choose(page, "Server error (500)", "Always")
    now_is(
        page,
        "The next 3 calls of views.open meet “hang”.",
        "All calls are answered with an error (500).",
    )
    assert [one["do"] for one in planned(toy)["next"]] == ["hang", "500"]


def test_the_connection_is_offered_only_where_there_is_one(toy: Workspace, page: Page) -> None:
    dead = page.get_by_label("The connection is dead, though open")
    expect(page.get_by_label("The answer is late")).to_be_visible()
    expect(dead).to_be_hidden()
    page.route("**/client/socket", lambda route: route.fulfill(json={"connections": 1, "silent": 0}))
    toy.send("POST", "faults", {})
    with page.expect_request(lambda request: request.method == "POST") as sent:
        dead.select_option("Yes")
    assert sent.value.post_data_json == {"silent_sockets": True}
    page.unroute("**/client/socket")
    toy.send("POST", "faults", {})
    expect(dead).to_be_hidden()


def test_the_keyboard_alone_is_enough(toy: Workspace, page: Page) -> None:
    page.get_by_test_id("tab-time").click()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("tab-faults")).to_be_focused()
    expect(page.get_by_test_id("faults")).to_be_visible()
    page.get_by_label("Too many requests (429)").focus()
    page.keyboard.press("ArrowDown")
    now_is(page, "25 % of the calls are refused with 429.")
    expect(page.get_by_label("Too many requests (429)")).to_be_focused()
    page.get_by_test_id("faults-normal").press("Enter")
    now_is(page, "Nothing: all is normal.")


def test_the_panel_has_no_flaw_that_a_machine_can_find(toy: Workspace, page: Page) -> None:
    choose(page, "Comes twice", "Always")
    now_is(page, "All deliveries come twice.")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    # On a phone too, nothing of it stands out on the right.
    page.set_viewport_size({"width": 360, "height": 740})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert wide <= 360
