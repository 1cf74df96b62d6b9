"""Every surface of the page: for a screen reader, in the dark, on a phone, by keyboard alone."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.sandbox import sampler
from tests.sandbox.toy import QUESTION, Workspace

BAD = ("serious", "critical")


@pytest.fixture(scope="module")
def furnished(stage: Workspace) -> Workspace:
    """A workspace with something on every surface."""
    stage.app.begin()
    stage.restart()
    stage.says("omar", "Some `code`, *bold*, @alice, #support and https://example.com")
    stage.bot_says("How is O-14 going?", blocks=QUESTION)
    for blocks in sampler.MESSAGES:
        stage.bot_says("x", blocks=blocks)
    only = {"channel": stage.channels["support"], "user": stage.users["alice"]}
    stage.app.call("chat.postEphemeral", **only, text="Only for you")
    stage.app.form = sampler.FORM
    return stage


def flaws(page: Page) -> list[str]:
    """What a machine finds that keeps people out."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in BAD]


def overflowing(page: Page) -> bool:
    """Whether one would have to scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def in_the_channel(page: Page, toy: Workspace) -> None:
    page.goto(toy.at("alice"))
    expect(page.get_by_test_id("message-list")).to_contain_text("Only for you")


def with_a_thread(page: Page, toy: Workspace) -> None:
    in_the_channel(page, toy)
    page.get_by_test_id("message").nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("thread-list")).to_contain_text("How is O-14 going?")


def in_direct_messages(page: Page, toy: Workspace) -> None:
    page.goto(toy.at("alice", "home"))
    page.get_by_role("link", name="Messages").click()
    expect(page.get_by_test_id("message-list")).to_be_visible()


def at_home(page: Page, toy: Workspace) -> None:
    page.goto(toy.at("alice", "home"))
    expect(page.get_by_role("button", name="Counted 0")).to_be_visible()


def with_the_inspector(page: Page, toy: Workspace) -> None:
    in_the_channel(page, toy)
    page.get_by_test_id("drawer-toggle").click()
    page.get_by_test_id("tab-inspector").click()
    page.get_by_role("button", name="chat.postMessage").last.click()
    expect(page.get_by_role("heading", name="Response")).to_be_visible()


def with_the_time_machine(page: Page, toy: Workspace) -> None:
    in_the_channel(page, toy)
    page.get_by_test_id("drawer-toggle").click()
    page.get_by_test_id("tab-time").click()
    expect(page.get_by_test_id("time-machine")).to_be_visible()


def in_a_form(page: Page, toy: Workspace) -> None:
    in_the_channel(page, toy)
    page.get_by_test_id("composer").fill("/outcome x")
    page.get_by_test_id("composer").press("Enter")
    expect(page.get_by_test_id("modal")).to_be_visible()


def with_a_list_open(page: Page, toy: Workspace) -> None:
    in_the_channel(page, toy)
    page.locator("[data-action-id=multi_users_select]").first.press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible()


def with_a_calendar_open(page: Page, toy: Workspace) -> None:
    in_the_channel(page, toy)
    page.locator("[data-action-id=datepicker]").first.press("Enter")
    expect(page.get_by_role("grid")).to_be_visible()


def with_a_menu_open(page: Page, toy: Workspace) -> None:
    in_the_channel(page, toy)
    page.locator("[data-action-id=overflow]").first.press("Enter")
    expect(page.get_by_role("menuitem", name="Edit")).to_be_focused()


def with_commands_offered(page: Page, toy: Workspace) -> None:
    in_the_channel(page, toy)
    page.get_by_test_id("composer").press_sequentially("/")
    expect(page.get_by_test_id("completion")).to_be_visible()


def asked_for_a_yes(page: Page, toy: Workspace) -> None:
    in_the_channel(page, toy)
    page.get_by_role("button", name="Sure").press("Enter")
    expect(page.get_by_test_id("confirm")).to_be_visible()


Surface = Callable[[Page, Workspace], None]
SURFACES: list[Surface] = [
    in_the_channel,
    with_a_thread,
    in_direct_messages,
    at_home,
    with_the_inspector,
    with_the_time_machine,
    with_a_list_open,
    with_a_calendar_open,
    with_a_menu_open,
    with_commands_offered,
    asked_for_a_yes,
    in_a_form,
]


@pytest.fixture(scope="module")
def view(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(5_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("number", range(len(SURFACES)), ids=[one.__name__ for one in SURFACES])
def test_no_surface_keeps_anybody_out(furnished: Workspace, view: Page, number: int):
    """In turns at a desk, and on a phone in the dark; the form, where most is at stake, at both."""
    surface = SURFACES[number]
    on_phone = number % 2 == 0
    view.emulate_media(color_scheme="dark" if on_phone else "light")
    view.set_viewport_size({"width": 390 if on_phone else 1280, "height": 844})
    view.goto("about:blank")
    surface(view, furnished)
    assert flaws(view) == []
    assert not overflowing(view)
    if view.get_by_test_id("modal").is_visible():
        view.set_viewport_size({"width": 1280, "height": 844})
        view.emulate_media(color_scheme="light")
        assert flaws(view) == []
        view.get_by_test_id("modal-close").click()
    view.evaluate("localStorage.clear()")


def test_everything_can_be_reached_on_a_phone(toy: Workspace, page: Page):
    toy.bot_says("How is O-14 going?", blocks=QUESTION)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(toy.at("alice"))
    page.get_by_test_id("open-sidebar").click()
    expect(page.get_by_test_id("person-switcher")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("sidebar")).not_to_be_visible()
    page.get_by_test_id("open-sidebar").click()
    page.get_by_test_id("place-home").click()
    expect(page.get_by_role("button", name="Counted 0")).to_be_in_viewport()
    expect(page.get_by_test_id("sidebar")).not_to_be_visible()
    page.get_by_test_id("open-sidebar").click()
    page.get_by_test_id("person-switcher").click()
    page.get_by_role("option", name="Omar").click()
    page.get_by_test_id("open-sidebar").click()
    page.get_by_test_id("place-support").click()
    page.get_by_role("button", name="Blocked").click()
    expect(page.get_by_test_id("modal-submit")).to_be_in_viewport()


def test_the_keyboard_skips_to_the_conversation_and_stays_in_what_is_open(toy: Workspace, page: Page):
    toy.bot_says("x", blocks=[{"type": "actions", "elements": [sampler.STANDING[3]]}])
    page.goto(toy.at("alice"))
    expect(page.get_by_test_id("composer")).to_be_focused()
    page.evaluate("document.activeElement.blur(); document.body.focus()")
    page.get_by_text("Skip to the conversation").press("Enter")
    expect(page.get_by_test_id("composer")).to_be_focused()

    more = page.get_by_role("button", name="More actions", exact=True)
    more.press("Enter")
    for key, focused in (("ArrowDown", "Read"), ("ArrowDown", "Edit"), ("ArrowUp", "Read"), ("Home", "Edit")):
        page.keyboard.press(key)
        expect(page.get_by_role("menuitem", name=focused)).to_be_focused()
    page.keyboard.press("Escape")
    expect(more).to_be_focused()

    page.get_by_test_id("composer").fill("/outcome x")
    page.get_by_test_id("composer").press("Enter")
    form = page.get_by_test_id("modal")
    expect(form).to_be_visible()
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.matches('body, #modal *')")
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    expect(page.get_by_test_id("composer")).to_be_focused()
