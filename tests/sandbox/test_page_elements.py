"""Every block and element on the page: shown, and used as people use it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from bot.sandbox.blockkit.blocks import KINDS
from bot.sandbox.element_state import STATEFUL
from tests.sandbox import sampler
from tests.sandbox.toy import Json, Workspace, button, field, mrkdwn

PRESSED = {"button", "overflow", "workflow_button", "feedback_buttons", "icon_button"}
# A picture of one pixel.
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def kinds_in(part: Any, below: str = "") -> set[str]:
    """The types of everything in a payload that stands in one of Slack's places for blocks and elements."""
    if isinstance(part, list):
        return {kind for one in part for kind in kinds_in(one, below)}
    if not isinstance(part, dict):
        return set()
    inside = {kind for key, one in part.items() for kind in kinds_in(one, key)}
    return inside | ({part["type"]} if "type" in part else set())


def test_the_sampler_has_every_block_and_element_that_the_rules_know():
    found = kinds_in([*sampler.MESSAGES, sampler.FORM])
    assert set(KINDS) | set(STATEFUL) | PRESSED <= found


def test_every_block_and_element_is_shown(toy: Workspace, page: Page):
    for blocks in sampler.MESSAGES:
        toy.bot_says("x", blocks=blocks)
    toy.app.form = sampler.FORM
    page.goto(toy.at("alice"))
    expect(page.get_by_test_id("message")).to_have_count(len(sampler.MESSAGES))
    page.get_by_test_id("composer").fill("/outcome x")
    page.get_by_test_id("composer").press("Enter")
    expect(page.get_by_test_id("modal")).to_be_visible()
    blank = """(prefix, kinds) => kinds.filter((kind) => {
        const shown = [...document.querySelectorAll(`.${prefix}-${kind}`)];
        const size = (node) => node.getBoundingClientRect();
        return !shown.some((node) => size(node).width > 10 && (size(node).height > 10 || kind === "divider"));
    })"""
    ask = f"([prefix, kinds]) => ({blank})(prefix, kinds)"
    assert page.evaluate(ask, ["block", sorted(KINDS)]) == []
    assert page.evaluate(ask, ["element", sorted({*STATEFUL, *PRESSED})]) == []
    expect(page.locator(".unsupported")).to_have_count(0)


def test_what_the_page_does_not_know_is_named_in_its_place(toy: Workspace, page: Page):
    page.route("**/client/conversation?*", lambda route: route.fulfill(json=strange(route)))
    toy.bot_says("x", blocks=[{"type": "divider"}])
    page.goto(toy.at("alice"))
    expect(page.get_by_test_id("message")).to_contain_text("a hologram block is not shown in the sandbox")


def strange(route: Route) -> Json:
    answer: Json = route.fetch().json()
    for message in answer["messages"]:
        message["blocks"] = [{"type": "hologram", "block_id": "h"}]
    return answer


Use = Callable[[Page, Locator], None]


def press(label: str) -> Use:
    return lambda page, where: where.get_by_role("button", name=label, exact=True).click()


def pick(action: str, *typed: str) -> Use:
    """From a list, by typing the beginning of what is meant."""

    def use(page: Page, where: Locator) -> None:
        where.locator(f"[data-action-id={action}]").click()
        for text in typed:
            page.keyboard.type(text)
            expect(page.get_by_role("option")).to_have_count(1)
            page.keyboard.press("Enter")
        if len(typed) > 1:
            page.keyboard.press("Escape")

    return use


def tick(action: str, label: str) -> Use:
    return lambda page, where: where.locator(f"[data-action-id={action}]").get_by_label(label).check()


def day(page: Page, where: Locator) -> None:
    where.locator("[data-action-id=datepicker]").press("Enter")
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)


def moment(page: Page, where: Locator) -> None:
    date, clock = where.locator("[data-action-id=datetimepicker]").all()
    date.press("Enter")
    page.keyboard.press("Enter")
    clock.click()
    page.keyboard.type("9:15")
    page.keyboard.press("Enter")


def overflow(page: Page, where: Locator) -> None:
    where.get_by_role("button", name="More actions", exact=True).click()
    page.get_by_role("menuitem", name="Edit").click()


def confirmed(page: Page, where: Locator) -> None:
    where.get_by_role("button", name="Sure").click()
    page.get_by_test_id("confirm").get_by_role("button", name="Do it").click()


def typed(page: Page, where: Locator) -> None:
    where.locator("[data-action-id=rich_text_input]").fill("A word")
    page.keyboard.press("Tab")


USES: list[tuple[Use, Json]] = [
    (press("Plain"), {"type": "button", "action_id": "plain"}),
    (confirmed, {"type": "button", "action_id": "sure"}),
    (overflow, {"type": "overflow", "selected_option": sampler.LINKS["options"][0]}),
    (pick("static_select", "Orange"), {"selected_option": sampler.option("Orange")}),
    (
        pick("external_select", "Rou"),
        {"type": "external_select", "selected_option": sampler.option("Router")},
    ),
    (pick("users_select", "Omar"), {"type": "users_select", "selected_user": "omar"}),
    (pick("channels_select", "sup"), {"type": "channels_select", "selected_channel": "support"}),
    (pick("conversations_select", "sup"), {"selected_conversation": "support"}),
    (pick("multi_static_select", "Red", "Green"), {"selected_options": sampler.CHOICES["options"]}),
    (pick("multi_external_select", "Rou", "Bill"), {"type": "multi_external_select"}),
    (pick("multi_users_select", "Omar", "Alice"), {"selected_users": ["omar", "alice"]}),
    (tick("checkboxes", "Green"), {"selected_options": [sampler.MARKED["options"][1]]}),
    (tick("radio_buttons", "Red"), {"selected_option": sampler.MARKED["options"][0]}),
    (day, {"type": "datepicker", "selected_date": "2026-11-26"}),
    (pick("timepicker", "10:30"), {"type": "timepicker", "selected_time": "10:30"}),
    (moment, {"type": "datetimepicker", "selected_date_time": 1794989700}),
    (typed, {"type": "rich_text_input", "action_id": "rich_text_input"}),
    (press("Bad"), {"type": "feedback_buttons", "value": "bad"}),
    (press("Remove"), {"type": "icon_button", "action_id": "icon_button"}),
]


def test_the_app_hears_of_every_element_that_is_used_in_a_message(toy: Workspace, page: Page):
    toy.bot_says("x", blocks=sampler.MESSAGES[0])
    page.goto(toy.at("alice"))
    where = page.get_by_test_id("message")
    expect(where).to_be_visible()
    for use, expected in USES:
        heard = len(toy.app.actions)
        use(page, where)
        expect(where.locator("[aria-busy]")).to_have_count(0)
        until(page, lambda heard=heard: len(toy.app.actions) > heard)
        action = toy.app.actions[-1]
        known = {**toy.users, **toy.channels}
        wanted = {key: translated(value, known) for key, value in expected.items()}
        assert wanted.items() <= action.items(), action


def translated(value: Any, known: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [translated(one, known) for one in value]
    return known.get(value, value) if isinstance(value, str) else value


def until(page: Page, true: Callable[[], bool]) -> None:
    """Waits in the browser's own time, which the page's work is part of."""
    for _ in range(200):
        if true():
            return
        page.wait_for_timeout(20)
    pytest.fail("It never happened.")


def test_what_is_filled_into_every_field_of_a_form_arrives(toy: Workspace, page: Page):
    toy.app.form = sampler.FORM
    page.goto(toy.at("alice"))
    page.get_by_test_id("composer").fill("/outcome x")
    page.get_by_test_id("composer").press("Enter")
    form = page.get_by_test_id("modal")
    expect(form).to_be_visible()
    for name, text in (
        ("plain text input", "Two\nlines"),
        ("rich text input", "Rich"),
        ("number input", "1.5"),
        ("email text input", "alice@example.com"),
        ("url text input", "https://example.com"),
    ):
        form.get_by_role("textbox", name=name).fill(text)
    for use, _ in USES[3:16]:
        use(page, form)
    upload(form, "plan.pdf", "scan.png")
    expect(page.get_by_test_id("toast")).to_contain_text("scan.png can't be added here. What can: pdf.")
    upload(form, "plan.pdf")
    expect(form.get_by_role("listitem")).to_contain_text("plan.pdf")
    form.get_by_test_id("modal-submit").click()
    expect(form).to_be_hidden()
    [values] = toy.app.submitted
    blank = [name for name, held in values.items() if not entered(held[name])]
    assert sorted(blank) == ["multi_channels_select", "multi_conversations_select"]
    assert entered(values["plain_text_input"]["plain_text_input"]) == "Two\nlines"
    assert values["rich_text_input"]["rich_text_input"]["rich_text_value"]["type"] == "rich_text"
    [file] = values["file_input"]["file_input"]["files"]
    assert (file["name"], file["filetype"], file["id"][0]) == ("plan.pdf", "pdf", "F")


def entered(state: Json) -> Any:
    return next(value for key, value in state.items() if key != "type")


def upload(form: Locator, *names: str) -> None:
    chosen: Any = [{"name": name, "mimeType": "application/pdf", "buffer": b"x"} for name in names]
    form.locator("input[type=file]").set_input_files(chosen)


def test_whoever_says_no_to_the_question_before_it_has_done_nothing(toy: Workspace, page: Page):
    toy.bot_says("x", blocks=[{"type": "actions", "elements": [sampler.STANDING[1]]}])
    page.goto(toy.at("alice"))
    page.get_by_role("button", name="Sure").click()
    asked = page.get_by_test_id("confirm")
    expect(asked).to_contain_text("Everybody sees it.")
    expect(asked.get_by_role("button", name="Do it")).to_be_focused()
    # The focus stays among its two buttons.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('dialog, body').matches('dialog, body')")
    page.keyboard.press("Escape")
    expect(asked).to_have_count(0)
    expect(page.get_by_role("button", name="Sure")).to_be_focused()
    assert toy.app.actions == []


def test_what_stands_in_a_container_opens_and_is_heard_of(toy: Workspace, page: Page):
    toy.bot_says("x", blocks=sampler.MESSAGES[1])
    page.goto(toy.at("alice"))
    inside = page.get_by_role("button", name="Inside")
    expect(inside).to_be_hidden()
    page.get_by_text("More of it").click()
    inside.click()
    page.get_by_role("button", name="In a card").last.click()
    until(page, lambda: len(toy.app.actions) == 2)
    assert [one["action_id"] for one in toy.app.actions] == ["inside", "in_card"]


def test_a_long_table_is_read_page_by_page(toy: Workspace, page: Page):
    toy.bot_says("x", blocks=sampler.MESSAGES[2])
    page.goto(toy.at("alice"))
    rows = page.get_by_role("region", name="Hours by team").locator("tbody tr")
    expect(rows).to_have_count(5)
    later = page.get_by_role("button", name="Later rows")
    later.click()
    later.click()
    expect(rows).to_have_text(["Team 1022", "Team 1123"])
    expect(later).to_be_disabled()


def test_a_chart_can_be_read_as_figures(toy: Workspace, page: Page):
    toy.bot_says("x", blocks=sampler.MESSAGES[2])
    page.goto(toy.at("alice"))
    pie = page.get_by_role("figure", name="As a pie")
    pie.get_by_text("Figures").click()
    expect(pie.locator("tbody tr").first).to_have_text("Done375 %")


@pytest.mark.parametrize("there", [True, False])
def test_a_picture_is_shown_or_the_words_that_stand_for_it(toy: Workspace, page: Page, there: bool):
    page.route(sampler.PICTURE, lambda route: route.fulfill(body=DOT) if there else route.abort())
    toy.bot_says("x", blocks=[sampler.IMAGE])
    page.goto(toy.at("alice"))
    shown = page.get_by_role("img", name="The harbour")
    expect(shown).to_be_visible()
    if there:
        assert shown.evaluate("(img) => img.complete && img.naturalWidth") == 1
    else:
        expect(shown).to_have_text("The harbour")


def test_reactions_pins_and_groups_are_shown(toy: Workspace, page: Page):
    where = {"channel": toy.channels["support"]}
    toy.bot_says("Done <!subteam^S0123|@leads>")
    ts = toy.app.call("conversations.history", **where)["messages"][0]["ts"]
    toy.app.call("reactions.add", **where, timestamp=ts, name="tada")
    toy.app.call("pins.add", **where, timestamp=ts)
    page.goto(toy.at("alice"))
    message = page.get_by_test_id("message")
    expect(message).to_contain_text("Pinned here")
    expect(message).to_contain_text("@leads")
    expect(message.get_by_role("list", name="Reactions")).to_contain_text("tada from Toy")


def test_a_button_in_an_attachment_is_heard_of(toy: Workspace, page: Page):
    row = {"type": "actions", "elements": [button("Below", "below")]}
    toy.bot_says("x", attachments=[{"color": "#3b5bdb", "blocks": [row]}])
    page.goto(toy.at("alice"))
    page.get_by_role("button", name="Below").click()
    until(page, lambda: len(toy.app.actions) == 1)


def test_a_form_of_a_thousand_letters_in_one_word_stays_within_its_frame(toy: Workspace, page: Page):
    label = "w" * 1000
    toy.app.form = {**sampler.FORM, "blocks": [field("a", label, "plain_text_input", optional=True)]}
    toy.bot_says("x", blocks=[{"type": "section", "text": mrkdwn(label), "accessory": button("b" * 75, "b")}])
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(toy.at("alice"))
    page.get_by_test_id("composer").fill("/outcome x")
    page.get_by_test_id("composer").press("Enter")
    expect(page.get_by_test_id("modal")).to_be_visible()
    wide = """[...document.querySelectorAll("html, .message-scroll, .message-main, .modal-scroll")]
        .filter((node) => node.scrollWidth > node.clientWidth).map((node) => node.className)"""
    assert page.evaluate(wide) == []
