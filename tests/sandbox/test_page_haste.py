"""The page under impatient, unlucky and many people, and with much to show."""

from playwright.sync_api import Page, Request, Route, expect

from tests.sandbox.toy import QUESTION, Workspace, button, mrkdwn

MANY = 80


def fill(toy: Workspace, count: int = MANY) -> None:
    for number in range(count):
        text = {"type": "section", "text": mrkdwn(f"Message *{number}*"), "accessory": button("Show", "show")}
        toy.bot_says(f"Message {number}", blocks=[text, QUESTION[1]])


def test_of_a_long_conversation_only_the_newest_part_is_asked_for_and_drawn(toy: Workspace, page: Page):
    fill(toy)
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/client/" in request.url:
            asked.append(request.url.split("/client/")[1].split("?")[0])

    page.on("request", note)
    page.goto(toy.at("alice"))
    newest = page.get_by_test_id("message").last
    expect(newest).to_contain_text(f"Message {MANY - 1}")
    expect(newest).to_be_in_viewport()
    assert page.get_by_test_id("message").count() < 50
    assert page.evaluate("document.querySelectorAll('*').length") < 2_500
    # What it takes does not grow with what there is; marks and news may be asked for again.
    assert sorted(set(asked)) == [
        "conversation", "mark", "modal", "stream", "tour", "unread", "workspace",
    ]  # fmt: skip
    assert len(asked) <= 12


def test_earlier_messages_come_when_one_goes_up_and_nothing_jumps(toy: Workspace, page: Page):
    fill(toy, 90)
    page.goto(toy.at("alice"))
    expect(page.get_by_test_id("message").last).to_contain_text("Message 89")
    first = page.get_by_test_id("message").first
    expect(first).to_contain_text("Message 50")
    reading = page.get_by_test_id("message").filter(has_text="Message 52")
    reading.evaluate("(node) => node.scrollIntoView({block: 'start'})")
    expect(first).to_contain_text("Message 10")
    expect(reading).to_be_in_viewport()
    page.get_by_test_id("earlier").press("Enter")
    expect(first).to_contain_text("Message 0")
    expect(page.get_by_test_id("earlier")).to_be_hidden()
    toy.says("omar", "Later")
    expect(page.get_by_test_id("message").last).to_contain_text("Later")
    expect(page.get_by_test_id("message")).to_have_count(91)


def test_a_button_pressed_twice_in_haste_is_heard_once_and_says_that_it_is_at_work(
    toy: Workspace, page: Page
):
    toy.bot_says("x", blocks=QUESTION)
    kept: list[Route] = []
    page.route("**/client/action", lambda route: kept.append(route))
    page.goto(toy.at("alice"))
    fine = page.get_by_role("button", name="On track")
    fine.dblclick()
    expect(fine).to_have_attribute("aria-busy", "true")
    assert len(kept) == 1
    kept[0].continue_()
    expect(page.get_by_test_id("message")).to_contain_text("On track, thank you.")
    assert [one["action_id"] for one in toy.app.actions] == ["fine"]


def test_who_looks_through_other_eyes_while_a_form_is_sent_finds_it_sent(toy: Workspace, page: Page):
    page.goto(toy.at("omar"))
    page.goto(toy.at("alice"))
    page.get_by_test_id("composer").fill("/outcome x")
    page.get_by_test_id("composer").press("Enter")
    form = page.get_by_test_id("modal")
    form.get_by_role("combobox", name="From whom?").click()
    page.keyboard.type("omar")
    page.keyboard.press("Enter")
    expect(form).to_contain_text("It is night there")
    form.get_by_role("textbox", name="The need").fill("A yes")
    kept: list[Route] = []
    page.route("**/client/submit", lambda route: kept.append(route))
    with page.expect_request("**/client/submit"):
        form.get_by_test_id("modal-submit").click()
    page.go_back()
    expect(page.get_by_test_id("person-switcher")).to_contain_text("Omar Haddad")
    with page.expect_response("**/client/submit"):
        kept[0].continue_()
    expect(form).to_be_hidden()
    page.go_forward()
    expect(page.get_by_test_id("person-switcher")).to_contain_text("Alice Moreau")
    expect(form).to_be_hidden()
    assert len(toy.app.submitted) == 1


def test_escape_while_a_form_is_sent_leaves_no_trace_of_it(toy: Workspace, page: Page):
    page.goto(toy.at("alice"))
    page.get_by_test_id("composer").fill("/outcome x")
    page.get_by_test_id("composer").press("Enter")
    form = page.get_by_test_id("modal")
    need = form.get_by_role("textbox", name="The need")
    need.fill("?")
    kept: list[Route] = []
    page.route("**/client/submit", lambda route: kept.append(route))
    with page.expect_request("**/client/submit"):
        form.get_by_test_id("modal-submit").click()
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    kept[0].continue_()
    expect(page.get_by_test_id("composer")).to_be_focused()
    page.unroute("**/client/submit")
    page.get_by_test_id("composer").fill("/outcome again")
    page.get_by_test_id("composer").press("Enter")
    expect(need).to_be_visible()
    expect(form).not_to_contain_text("Say what would help.")


def test_two_tabs_are_two_people(toy: Workspace, page: Page):
    other = page.context.new_page()
    page.goto(toy.at("alice"))
    other.goto(toy.at("omar"))
    expect(other.get_by_test_id("composer")).to_be_visible()
    page.get_by_test_id("composer").fill("Hello, Omar")
    page.get_by_test_id("composer").press("Enter")
    expect(other.get_by_test_id("message-list")).to_contain_text("Hello, Omar")
    expect(other.get_by_test_id("person-switcher")).to_contain_text("Omar Haddad")
    expect(page.get_by_test_id("person-switcher")).to_contain_text("Alice Moreau")
    other.close()


def test_a_lost_server_is_said_and_what_was_typed_stays(toy: Workspace, page: Page):
    page.goto(toy.at("alice"))
    composer = page.get_by_test_id("composer")
    expect(composer).to_be_visible()
    toy.running.stop()
    expect(page.get_by_test_id("banner")).to_have_text("The connection is lost. Trying again…")
    composer.fill("Not lost")
    composer.press("Enter")
    expect(page.get_by_test_id("toast")).to_contain_text("The sandbox does not answer.")
    expect(composer).to_have_value("Not lost")
    toy.restart()
    expect(page.get_by_test_id("banner")).to_be_hidden()
    composer.press("Enter")
    expect(page.get_by_test_id("message-list")).to_contain_text("Not lost")


def test_an_app_that_is_away_is_said_in_words_and_the_inspector_tells_why(toy: Workspace, page: Page):
    toy.bot_says("x", blocks=QUESTION)
    toy.send("POST", "faults", {"deliveries": [{"name": "fine", "do": "lose"}]})
    page.goto(toy.at("alice"))
    page.get_by_role("button", name="On track").click()
    expect(page.get_by_test_id("toast")).to_contain_text("The app did not answer")
    expect(page.get_by_role("button", name="On track")).not_to_have_attribute("aria-busy", "true")
    page.get_by_test_id("drawer-toggle").click()
    row = page.get_by_test_id("inspector").get_by_role("button", name="Alice Moreau pressed “On track”")
    expect(row).to_contain_text("The app did not answer within three seconds.")
