"""The page in a browser, against a sandbox with a small app of its own."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.sandbox.toy import QUESTION, Workspace, button, mrkdwn, plain

NOT_MARKUP = "<script>window.hurt = true</script> <img src=x onerror='window.hurt = true'> & more"
NINE_IN_LONDON = 1795078800  # 2026-11-19 09:00 UTC


@pytest.fixture
def workspace(toy: Workspace) -> Workspace:
    return toy


def focused(page: Page) -> str:
    """The accessible words of what has the focus."""
    script = """() => {
        const at = document.activeElement;
        const label = document.getElementById(at.getAttribute("aria-labelledby"));
        return label?.textContent ?? at.getAttribute("aria-label") ?? at.textContent;
    }"""
    return str(page.evaluate(script))


def test_another_person_sees_their_own_clock_and_their_own_unread_marks(workspace: Workspace, page: Page):
    workspace.says("alice", "Hello @omar")
    workspace.bot_says(f"Asked again <!date^{NINE_IN_LONDON}^{{date_num}} at {{time}}|later>")
    page.goto(workspace.at("alice"))
    expect(page.get_by_test_id("message-list")).to_contain_text("2026-11-19 at 10:00")
    expect(page.get_by_test_id("other-omar")).to_contain_text("1 new")

    page.get_by_test_id("person-switcher").click()
    page.keyboard.type("omar")
    page.keyboard.press("Enter")

    expect(page.get_by_test_id("person-switcher")).to_contain_text("Omar Haddad")
    expect(page.get_by_test_id("person-switcher")).to_contain_text("London")
    expect(page.get_by_test_id("message-list")).to_contain_text("2026-11-19 at 09:00")
    expect(page.get_by_test_id("message-list")).to_contain_text("@Omar Haddad")
    # Looking is reading: nothing is new for him any more.
    expect(page.get_by_test_id("place-support").locator(".count")).to_have_count(0)


def test_a_person_is_found_by_the_beginning_of_a_word_in_the_name_before_the_work(
    workspace: Workspace, page: Page
):
    workspace.send("POST", "users", {"name": "mara", "real_name": "Mara Jansen", "title": "Office"})
    page.goto(workspace.at("alice"))
    page.get_by_test_id("person-switcher").click()
    for typed, found in (
        ("om", ["Omar Haddad"]),
        ("ma", ["Mara Jansen"]),
        ("car", ["Alice Moreau"]),
        ("o", ["Omar Haddad", "Mara Jansen"]),
        ("mara j", ["Mara Jansen"]),
    ):
        page.get_by_role("combobox", name="Search").fill(typed)
        expect(page.get_by_role("option")).to_have_count(len(found))
        for option, name in zip(page.get_by_role("option").all(), found, strict=True):
            expect(option).to_contain_text(name)


def test_a_command_is_completed_from_the_manifest_and_sent(workspace: Workspace, page: Page):
    page.goto(workspace.at("alice"))
    composer = page.get_by_test_id("composer")
    composer.press_sequentially("/")
    expect(page.get_by_test_id("completion").get_by_role("option")).to_have_count(2)
    composer.press("ArrowDown")
    composer.press("Tab")
    expect(composer).to_have_value("/checkin ")

    composer.fill("/out")
    composer.press("Enter")
    composer.press_sequentially("for @om")
    composer.press("Enter")
    expect(composer).to_have_value("/outcome for @omar ")
    composer.press("Enter")

    expect(page.get_by_test_id("modal")).to_be_visible()
    expect(composer).to_have_value("")


def test_what_is_no_command_is_said_and_stays_in_the_box(workspace: Workspace, page: Page):
    page.goto(workspace.at("alice"))
    page.get_by_test_id("composer").fill("/nothing like that")
    page.get_by_test_id("composer").press("Enter")
    expect(page.get_by_test_id("toast")).to_contain_text("/nothing is not a valid command")
    expect(page.get_by_test_id("composer")).to_have_value("/nothing like that")


def test_a_click_changes_the_message_where_it_stands(workspace: Workspace, page: Page):
    workspace.bot_says("How is O-14 going?", blocks=QUESTION)
    page.goto(workspace.at("alice"))
    page.get_by_role("button", name="On track").click()
    expect(page.get_by_test_id("message")).to_contain_text("On track, thank you.")
    expect(page.get_by_role("button", name="On track")).to_have_count(0)
    # The pressed button is gone; the keyboard goes on from its message.
    expect(page.get_by_test_id("message")).to_be_focused()


def test_a_new_message_appears_by_itself(workspace: Workspace, page: Page):
    page.goto(workspace.at("alice"))
    expect(page.get_by_test_id("message-list")).to_contain_text("Nothing has been said")
    workspace.says("omar", "Good *morning*")
    expect(page.get_by_test_id("message").locator("strong")).to_have_text("morning")


def test_what_is_said_while_the_page_opens_is_there_when_it_has_opened(workspace: Workspace, page: Page):
    opening: list[Route] = []
    page.route("**/client/workspace", lambda route: opening.append(route))
    with page.expect_request("**/client/workspace"):
        page.goto(workspace.at("alice"))
    workspace.says("omar", "Good morning")
    # A second question to the page comes after the news that it was told.
    page.evaluate("fetch('/static/app.js')")
    opening.pop().continue_()
    expect(page.get_by_test_id("message")).to_contain_text("Good morning")


def test_no_line_ends_within_a_numbered_sign(workspace: Workspace, page: Page):
    workspace.bot_says(" ".join(f"{'so ' * n}it waits for _O-14_" for n in range(40)))
    page.goto(workspace.at("alice"))
    message = page.get_by_test_id("message")
    expect(message).to_contain_text("it waits for O-14")
    lines = message.evaluate(
        """(message) => {
            const texts = document.createTreeWalker(message, NodeFilter.SHOW_TEXT);
            const found = [];
            for (let node = texts.nextNode(); node; node = texts.nextNode()) {
                for (const { index } of node.data.matchAll(/O-14/g)) {
                    const range = document.createRange();
                    range.setStart(node, index);
                    range.setEnd(node, index + 4);
                    found.push(range.getClientRects().length);
                }
            }
            return found;
        }"""
    )
    assert lines == [1] * 40


def test_a_mistake_in_a_form_is_shown_at_its_field_which_gets_the_focus(workspace: Workspace, page: Page):
    workspace.bot_says("How is O-14 going?", blocks=QUESTION)
    page.goto(workspace.at("alice"))
    page.get_by_role("button", name="Blocked").click()
    modal = page.get_by_test_id("modal")
    modal.get_by_role("textbox", name="The need").fill("?")
    modal.get_by_test_id("modal-submit").click()
    expect(modal).to_contain_text("Please complete this required field.")
    assert focused(page) == "From whom?"

    page.keyboard.press("ArrowDown")
    page.keyboard.type("omar")
    expect(modal.get_by_role("option")).to_have_text(["Omar Haddad"])
    page.keyboard.press("Enter")
    expect(modal).not_to_contain_text("Please complete")
    modal.get_by_test_id("modal-submit").click()
    expect(modal).to_contain_text("Say what would help.")
    assert focused(page) == "The need"
    expect(modal.get_by_role("textbox", name="The need")).to_have_value("?")

    page.keyboard.type("A yes from Legal")
    page.keyboard.press("Enter")
    expect(modal).to_be_hidden()


def test_the_window_that_takes_the_place_of_a_form_is_closed_with_one_key(workspace: Workspace, page: Page):
    workspace.bot_says("How is O-14 going?", blocks=QUESTION)
    page.goto(workspace.at("alice"))
    page.get_by_role("button", name="Blocked").click()
    modal = page.get_by_test_id("modal")
    modal.get_by_role("combobox", name="From whom?").click()
    page.keyboard.type("omar")
    page.keyboard.press("Enter")
    modal.get_by_role("textbox", name="The need").fill("thanks")
    modal.get_by_test_id("modal-submit").click()
    expect(modal).to_contain_text("Thank you.")
    page.keyboard.press("Escape")
    expect(modal).to_be_hidden()


def test_a_mended_form_is_sent_even_before_the_page_has_looked_for_news(workspace: Workspace, page: Page):
    workspace.bot_says("How is O-14 going?", blocks=QUESTION)
    page.goto(workspace.at("alice"))
    page.get_by_role("button", name="Blocked").click()
    modal = page.get_by_test_id("modal")
    modal.get_by_role("combobox", name="From whom?").click()
    page.keyboard.type("omar")
    page.keyboard.press("Enter")
    expect(modal).to_contain_text("It is night there")
    kept_waiting: list[Route] = []
    page.route("**/client/conversation?*", lambda route: kept_waiting.append(route))

    modal.get_by_role("textbox", name="The need").fill("?")
    page.keyboard.press("Enter")
    expect(modal).to_contain_text("Say what would help.")
    page.keyboard.type("A yes from Legal")
    page.keyboard.press("Enter")
    expect(modal).to_be_hidden()
    assert kept_waiting


def test_what_is_typed_stays_when_the_app_changes_the_form(workspace: Workspace, page: Page):
    workspace.bot_says("How is O-14 going?", blocks=QUESTION)
    page.goto(workspace.at("alice"))
    page.get_by_role("button", name="Blocked").click()
    modal = page.get_by_test_id("modal")
    expect(modal).to_be_visible()
    page.keyboard.type("A yes from Legal")
    modal.get_by_role("combobox", name="From whom?").click()
    page.keyboard.type("omar")
    page.keyboard.press("Enter")
    expect(modal).to_contain_text("It is night there")
    expect(modal.get_by_role("textbox", name="The need")).to_have_value("A yes from Legal")
    expect(modal.get_by_role("combobox", name="From whom?")).to_have_text("Omar Haddad")
    assert focused(page) == "From whom?"


def test_everything_can_be_done_with_the_keyboard(workspace: Workspace, page: Page):
    workspace.bot_says("How is O-14 going?", blocks=QUESTION)
    page.goto(workspace.at("alice"))
    expect(page.get_by_role("button", name="Blocked")).to_be_visible()
    expect(page.get_by_test_id("composer")).to_be_focused()

    page.keyboard.press("Shift+Tab")  # the shortcuts
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "Blocked"
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("modal")).to_be_visible()
    assert focused(page) == "The need"

    page.keyboard.type("A yes")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")  # only the list
    expect(page.get_by_test_id("modal")).to_be_visible()
    assert focused(page) == "From whom?"
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("modal")).to_be_hidden()
    assert focused(page) == "Blocked"

    page.keyboard.press("Tab")  # a reply
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Open thread")).to_be_focused()
    page.keyboard.press("Escape")
    assert focused(page) == "More message actions"


def test_home_is_the_apps_own_page_with_buttons_that_work(workspace: Workspace, page: Page):
    page.goto(workspace.at("alice"))
    page.get_by_test_id("place-home").click()
    counter = page.get_by_test_id("home").get_by_role("button")
    expect(counter).to_have_text("Counted 0")
    counter.click()
    expect(counter).to_have_text("Counted 1")
    page.reload()
    expect(page.get_by_test_id("home")).to_be_visible()


def test_nothing_that_is_written_becomes_markup(workspace: Workspace, page: Page):
    hostile = {"type": "section", "text": plain(NOT_MARKUP), "accessory": button("<b>bold</b>", "fine")}
    workspace.says("alice", NOT_MARKUP)
    workspace.bot_says(f"<javascript:alert(1)|press> {NOT_MARKUP}")
    workspace.bot_says("x", blocks=[hostile])
    page.goto(workspace.at("omar"))
    shown = page.get_by_test_id("message")
    expect(shown).to_have_count(3)
    expect(shown.nth(0)).to_contain_text(NOT_MARKUP)
    expect(shown.nth(2)).to_contain_text(NOT_MARKUP)
    expect(shown.nth(2).get_by_role("button", name="<b>bold</b>")).to_be_visible()
    expect(shown.locator("script, img, b, a")).to_have_count(0)
    assert page.evaluate("window.hurt") is None


def test_a_reply_is_written_in_the_thread_beside_the_conversation(workspace: Workspace, page: Page):
    workspace.says("omar", "Who can help?")
    page.goto(workspace.at("alice"))
    page.get_by_test_id("message").hover()
    page.get_by_role("button", name="Reply in thread").click()
    expect(page.get_by_test_id("thread-composer")).to_be_focused()
    page.keyboard.type("I can")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("thread-list")).to_contain_text("I can")
    expect(page.get_by_role("button", name="1 reply")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("thread")).to_be_hidden()


def permalink(workspace: Workspace, text: str) -> str:
    """The address of a new message with one reply."""
    channel = workspace.channels["support"]
    root = workspace.app.call("chat.postMessage", channel=channel, text=text)["ts"]
    reply = workspace.app.call("chat.postMessage", channel=channel, text="A reply", thread_ts=root)["ts"]
    return str(workspace.app.call("chat.getPermalink", channel=channel, message_ts=reply)["permalink"])


def test_links_to_messages_open_their_thread_for_the_same_person_in_the_same_tab(
    workspace: Workspace, page: Page
):
    link = permalink(workspace, "The matter")
    url_button = button("Open it", "open", url=link)
    workspace.app.call(
        "chat.postMessage",
        channel=workspace.users["omar"],
        text="See",
        blocks=[
            {
                "type": "section",
                "text": mrkdwn(f"<{link}|Show in thread> or <https://example.com|elsewhere>"),
            },
            {"type": "actions", "elements": [url_button]},
        ],
    )
    page.goto(workspace.at("omar"))
    page.get_by_test_id("place-dm").click()
    there = page.get_by_test_id("message-list")
    expect(there.get_by_role("link", name="elsewhere")).to_have_attribute("target", "_blank")
    for name in ("Show in thread", "Open it"):
        there.get_by_role("link", name=name).click()
        expect(page.get_by_test_id("thread-list")).to_contain_text("A reply")
        expect(page.get_by_test_id("person-switcher")).to_contain_text("Omar Haddad")
        assert "/-/" not in page.url
        page.go_back()
        expect(page.get_by_test_id("thread")).to_be_hidden()
    assert len(page.context.pages) == 1


def test_a_pasted_address_is_shown_to_whom_the_page_was_shown_before(workspace: Workspace, page: Page):
    link = permalink(workspace, "The matter")
    for name, shown in (("alice", "Alice Moreau"), ("omar", "Omar Haddad")):
        page.goto(workspace.at(name))
        expect(page.get_by_test_id("person-switcher")).to_contain_text(shown)
        page.goto(link)
        expect(page.get_by_test_id("thread-list")).to_contain_text("A reply")
        expect(page.get_by_test_id("person-switcher")).to_contain_text(shown)


def test_a_pasted_address_in_a_new_tab_finds_somebody_who_can_see_it(workspace: Workspace, page: Page):
    dm = workspace.app.call("chat.postMessage", channel=workspace.users["omar"], text="For Omar only")
    where = {"channel": dm["channel"], "message_ts": dm["ts"]}
    link = str(workspace.app.call("chat.getPermalink", **where)["permalink"])
    page.goto(link)
    expect(page.get_by_test_id("thread-list")).to_contain_text("For Omar only")
    expect(page.get_by_test_id("person-switcher")).to_contain_text("Omar Haddad")

    page.goto(workspace.at("alice"))
    expect(page.get_by_test_id("person-switcher")).to_contain_text("Alice Moreau")
    page.goto(link)
    expect(page.get_by_test_id("toast")).to_contain_text("Alice Moreau can't see that conversation.")
    expect(page.get_by_role("heading", name="support")).to_be_visible()


def test_the_inspector_shows_what_the_app_was_told_and_what_it_called(workspace: Workspace, page: Page):
    page.goto(workspace.at("alice"))
    page.get_by_test_id("drawer-toggle").click()
    page.get_by_test_id("composer").fill("/outcome x")
    page.get_by_test_id("composer").press("Enter")
    page.get_by_test_id("modal-close").click()
    traffic = page.get_by_test_id("inspector")
    traffic.get_by_role("button", name="views.open").click()
    expect(traffic.locator("pre").first).to_contain_text('"What do you need?"')
    page.get_by_test_id("inspector-filter").fill("/outcome")
    expect(traffic.get_by_role("button", name="views.open")).to_be_hidden()


def test_the_time_machine_moves_everybodys_clock_and_tells_what_happened(workspace: Workspace, page: Page):
    workspace.says("omar", "Good morning")
    page.goto(workspace.at("alice"))
    expect(page.get_by_test_id("clock")).to_have_text("Wed 18 Nov 10:02")
    expect(page.get_by_test_id("message-list")).to_contain_text("Today")
    page.get_by_test_id("drawer-toggle").click()
    page.get_by_test_id("tab-time").click()
    page.get_by_role("button", name="Next thing that happens").click()
    expect(page.get_by_test_id("fired")).to_contain_text("Wed 18 Nov 15:00Reminder to Omar")
    expect(page.get_by_test_id("clock")).to_have_text("Thu 19 Nov 10:02")
    expect(page.get_by_test_id("message-list")).to_contain_text("Yesterday")


def test_what_was_typed_into_a_form_outlives_a_look_through_other_eyes(workspace: Workspace, page: Page):
    page.goto(workspace.at("omar"))
    page.goto(workspace.at("alice"))
    page.get_by_test_id("composer").fill("/outcome x")
    page.get_by_test_id("composer").press("Enter")
    need = page.get_by_test_id("modal").get_by_role("textbox", name="The need")
    need.fill("A yes from Legal")
    page.go_back()
    expect(page.get_by_test_id("person-switcher")).to_contain_text("Omar Haddad")
    expect(page.get_by_test_id("modal")).to_be_hidden()
    page.go_forward()
    expect(need).to_have_value("A yes from Legal")
    expect(page.get_by_test_id("toast")).to_have_count(0)


def test_escape_pressed_in_haste_closes_one_form_without_a_complaint(workspace: Workspace, page: Page):
    refused: list[str] = []
    page.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
    page.goto(workspace.at("alice"))
    page.get_by_test_id("composer").fill("/outcome x")
    page.get_by_test_id("composer").press("Enter")
    expect(page.get_by_test_id("modal")).to_be_visible()
    page.evaluate("""() => {
        const press = () => new KeyboardEvent("keydown", {key: "Escape", bubbles: true, cancelable: true});
        for (let i = 0; i < 3; i += 1) document.activeElement.dispatchEvent(press());
    }""")
    expect(page.get_by_test_id("modal")).to_be_hidden()
    assert refused == []


def test_the_newest_message_stays_in_sight_when_the_drawer_takes_room(workspace: Workspace, page: Page):
    for n in range(30):
        workspace.says(
            "omar", f"{n}: " + 5 * "Something that fills a line, and more of it when it is narrow. "
        )
    page.goto(workspace.at("alice"))
    newest = page.get_by_test_id("message").last
    expect(newest).to_be_in_viewport(ratio=0.9)
    page.get_by_test_id("drawer-toggle").click()
    expect(page.get_by_test_id("drawer")).to_be_visible()
    expect(newest).to_be_in_viewport(ratio=0.9)
    # Who reads further up is left there.
    page.get_by_test_id("message-list").hover()
    page.mouse.wheel(0, -900)
    expect(newest).not_to_be_in_viewport()
    page.get_by_test_id("drawer-toggle").click()
    expect(page.get_by_test_id("drawer")).to_be_hidden()
    expect(newest).not_to_be_in_viewport()


def test_a_server_that_comes_back_is_found_again(workspace: Workspace, page: Page):
    page.goto(workspace.at("alice"))
    expect(page.get_by_test_id("composer")).to_be_visible()
    workspace.restart()
    workspace.says("omar", "Here again")
    expect(page.get_by_test_id("message-list")).to_contain_text("Here again")
