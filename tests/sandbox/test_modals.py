"""Modals: triggers, the stack, what people enter, and the answers to a submission."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.triggers import Triggers
from bot.sandbox.wire import SlackError
from tests.sandbox.support import (
    FakeBot,
    Json,
    Received,
    Slack,
    actions,
    button,
    field_of,
    home,
    modal,
    option,
    plain,
    section,
    text_field,
)

TROUBLE = "We had some trouble connecting. Try again?"


def trigger(slack: Slack, bot: FakeBot) -> str:
    """The trigger of a command that Bob just sent."""
    slack.post("command", user=slack.users["bob"], channel=slack.channels["team"], text="/demo")
    return str(bot.of("command")[-1]["trigger_id"])


def opens(slack: Slack, bot: FakeBot, view: Json) -> Json:
    opened: Json = slack.done("views.open", trigger_id=trigger(slack, bot), view=view)["view"]
    return opened


def pushes(slack: Slack, bot: FakeBot, view: Json, **more: Any) -> Json:
    """Presses the button in the view on top, and pushes with the trigger of that."""
    top = slack.stack("bob")[-1]["id"]
    slack.post("action", user=slack.users["bob"], view_id=top, block_id="row", action_id="go")
    return slack.api("views.push", trigger_id=bot.of("block_actions")[-1]["trigger_id"], view=view, **more)


def submits(slack: Slack, **values: Any) -> Json:
    top = slack.stack("bob")[-1]["id"]
    entered = {block: {"text": value} for block, value in values.items()}
    return slack.post("submit", user=slack.users["bob"], view_id=top, values=entered)


class FakeTime:
    now = 0.0

    def __call__(self) -> float:
        return self.now


# Triggers


def test_a_trigger_lives_for_three_seconds() -> None:
    time = FakeTime()
    triggers = Triggers(clock=time)
    trigger_id = triggers.issue("U1")
    time.now = 2.9
    assert triggers.look_up(trigger_id).user == "U1"
    time.now = 3.0
    with pytest.raises(SlackError, match="expired_trigger_id"):
        triggers.look_up(trigger_id)


def test_a_trigger_works_once(slack: Slack, bot: FakeBot) -> None:
    trigger_id = trigger(slack, bot)
    slack.done("views.open", trigger_id=trigger_id, view=modal())
    assert slack.api("views.open", trigger_id=trigger_id, view=modal())["error"] == "exchanged_trigger_id"


def test_a_refused_view_does_not_use_the_trigger_up(slack: Slack, bot: FakeBot) -> None:
    trigger_id = trigger(slack, bot)
    assert (
        slack.api("views.open", trigger_id=trigger_id, view={"type": "modal"})["error"] == "invalid_arguments"
    )
    assert slack.api("views.open", trigger_id=trigger_id, view=modal())["ok"]


def test_triggers_that_never_were_or_are_too_old_are_told_apart(
    workspace: Callable[..., Slack], bot: FakeBot
) -> None:
    slack = workspace(timings={"trigger_seconds": 0})
    assert slack.api("views.open", trigger_id="1.2.x", view=modal())["error"] == "invalid_trigger_id"
    assert (
        slack.api("views.open", trigger_id=trigger(slack, bot), view=modal())["error"] == "expired_trigger_id"
    )


def test_the_modal_opens_for_the_person_who_acted(slack: Slack, bot: FakeBot) -> None:
    opens(slack, bot, modal())
    assert len(slack.stack("bob")) == 1
    assert slack.stack("alice") == []


# Opening, pushing, updating


def test_a_modal_needs_one_proof_that_somebody_clicked(slack: Slack, bot: FakeBot) -> None:
    proof = trigger(slack, bot)
    answer = slack.api("views.open", trigger_id=proof, interactivity_pointer=proof, view=modal())
    line = "[ERROR] must define either `trigger_id` or `interactivity_pointer`"
    assert answer["response_metadata"]["messages"] == [line]
    assert slack.api("views.open", view=modal())["response_metadata"]["messages"] == [line]
    assert slack.api("views.open", interactivity_pointer=proof, view=modal())["ok"]
    assert slack.api("views.open", trigger_id=proof, view=modal())["error"] == "exchanged_trigger_id"


def test_a_view_of_more_than_250_kilobytes_is_too_large(slack: Slack, bot: FakeBot) -> None:
    blocks = [section("x" * 3000) for _ in range(90)]
    answer = slack.api("views.open", trigger_id=trigger(slack, bot), view=modal(*blocks))
    assert answer["error"] == "view_too_large"


def test_three_views_stack_and_a_fourth_does_not(slack: Slack, bot: FakeBot) -> None:
    step = modal(actions(button()))
    root = opens(slack, bot, step)
    second = pushes(slack, bot, step)["view"]
    third = pushes(slack, bot, step)["view"]
    assert pushes(slack, bot, step)["error"] == "push_limit_reached"
    assert [view["id"] for view in slack.stack("bob")] == [root["id"], second["id"], third["id"]]
    assert (third["root_view_id"], third["previous_view_id"]) == (root["id"], second["id"])


def test_nothing_is_pushed_without_a_modal_or_onto_a_home_page(slack: Slack, bot: FakeBot) -> None:
    assert slack.api("views.push", trigger_id=trigger(slack, bot), view=modal())["error"] == "not_found"
    page = slack.done("views.publish", user_id=slack.users["bob"], view=home(actions(button())))["view"]
    slack.post("action", user=slack.users["bob"], view_id=page["id"], block_id="row", action_id="go")
    answer = slack.api("views.push", trigger_id=bot.of("block_actions")[-1]["trigger_id"], view=modal())
    expected = (
        "must match the `type` of the root view whose stack we're pushing onto [json-pointer:/view/type]"
    )
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {expected}"]


def test_what_was_typed_survives_an_update_where_block_and_action_stay(slack: Slack, bot: FakeBot) -> None:
    view = opens(slack, bot, modal(text_field("a"), text_field("b")))
    for block in ("a", "b"):
        place = {"view_id": view["id"], "block_id": block, "action_id": "text"}
        slack.post("input", user=slack.users["bob"], **place, value=f"in {block}")
    updated = slack.done("views.update", view_id=view["id"], view=modal(text_field("a"), text_field("c")))[
        "view"
    ]
    assert updated["state"]["values"]["a"]["text"]["value"] == "in a"
    assert updated["state"]["values"]["c"]["text"]["value"] is None
    assert "b" not in updated["state"]["values"]
    assert updated["hash"] != view["hash"]


def test_an_old_hash_does_not_overwrite_a_newer_view(slack: Slack, bot: FakeBot) -> None:
    view = opens(slack, bot, modal(external_id="mine"))
    assert slack.api("views.update", external_id="mine", view=modal(), hash="1.x")["error"] == "hash_conflict"
    assert slack.api("views.update", view_id=view["id"], view=modal(), hash=view["hash"])["ok"]
    assert slack.api("views.update", view_id="V0", view=modal())["error"] == "not_found"
    page = slack.done("views.publish", user_id=slack.users["bob"], view=home())["view"]
    assert slack.api("views.publish", user_id=slack.users["bob"], view=home(), hash=page["hash"])["ok"]
    answer = slack.api("views.publish", user_id=slack.users["bob"], view=home(), hash=page["hash"])
    assert answer["error"] == "hash_conflict"


def test_an_external_id_is_unique_over_all_views(slack: Slack, bot: FakeBot) -> None:
    slack.done("views.publish", user_id=slack.users["alice"], view=home(external_id="one"))
    answer = slack.api("views.open", trigger_id=trigger(slack, bot), view=modal(external_id="one"))
    assert answer["error"] == "duplicate_external_id"


def test_a_home_page_needs_the_tab(workspace: Callable[..., Slack]) -> None:
    slack = workspace(app_home={"home_tab_enabled": False, "messages_tab_enabled": True})
    assert slack.api("views.publish", user_id=slack.users["bob"], view=home())["error"] == "not_enabled"
    assert slack.refused("home", user=slack.users["bob"], tab="home") == "no_home_tab"


# State


def test_the_state_starts_with_the_initial_values_and_is_null_elsewhere(slack: Slack, bot: FakeBot) -> None:
    pick = {
        "type": "static_select",
        "action_id": "pick",
        "options": [option("a")],
        "initial_option": option("a"),
    }
    tick = {"type": "checkboxes", "action_id": "tick", "options": [option("a")]}
    view = opens(
        slack, bot, modal(field_of(pick, "p"), field_of(tick, "t"), text_field("x"), actions(button()))
    )
    assert view["state"]["values"] == {
        "p": {"pick": {"type": "static_select", "selected_option": option("a")}},
        "t": {"tick": {"type": "checkboxes", "selected_options": []}},
        "x": {"text": {"type": "plain_text_input", "value": None}},
    }


def test_an_input_is_silent_unless_it_dispatches(slack: Slack, bot: FakeBot) -> None:
    view = opens(slack, bot, modal(text_field("quiet"), text_field("loud", dispatch_action=True)))
    for block in ("quiet", "loud"):
        place = {"view_id": view["id"], "block_id": block, "action_id": "text"}
        slack.post("input", user=slack.users["bob"], **place, value=block)
    payload = bot.of("block_actions")
    assert [one["actions"][0]["block_id"] for one in payload] == ["loud"]
    assert payload[0]["view"]["state"]["values"]["quiet"]["text"]["value"] == "quiet"


# Submitting


def test_an_empty_answer_closes_this_view_only(slack: Slack, bot: FakeBot) -> None:
    opens(slack, bot, modal(actions(button())))
    pushes(slack, bot, modal(private_metadata="42"))
    assert submits(slack, field="Hello")["closed"]
    assert len(slack.stack("bob")) == 1
    payload = bot.of("view_submission")[0]
    assert payload["view"]["state"]["values"] == {
        "field": {"text": {"type": "plain_text_input", "value": "Hello"}}
    }
    assert (payload["view"]["private_metadata"], payload["response_urls"]) == ("42", [])


def answers(bot: FakeBot, answer: Any) -> None:
    """What the bot says to a submission; everything else is acknowledged empty."""

    def say(delivery: Received) -> tuple[int, Any]:
        is_submission = delivery.payload.get("type") == "view_submission"
        return answer if is_submission else (200, b"")

    bot.answer = say


def test_clear_closes_the_whole_stack(slack: Slack, bot: FakeBot) -> None:
    opens(slack, bot, modal(actions(button())))
    pushes(slack, bot, modal())
    answers(bot, (200, {"response_action": "clear"}))
    assert submits(slack, field="x")["closed"]
    assert slack.stack("bob") == []


def test_update_and_push_show_the_next_view(slack: Slack, bot: FakeBot) -> None:
    first = opens(slack, bot, modal())
    answers(bot, (200, {"response_action": "update", "view": modal(title=plain("Second"))}))
    assert submits(slack, field="x") == {"ok": True, "closed": False}
    assert [(view["id"], view["title"]["text"]) for view in slack.stack("bob")] == [(first["id"], "Second")]
    answers(bot, (200, {"response_action": "push", "view": modal(title=plain("Third"))}))
    submits(slack, field="x")
    assert [view["title"]["text"] for view in slack.stack("bob")] == ["Second", "Third"]


def test_errors_stand_at_their_fields(slack: Slack, bot: FakeBot) -> None:
    opens(slack, bot, modal())
    answers(bot, (200, {"response_action": "errors", "errors": {"field": "Say more."}}))
    assert submits(slack, field="x") == {"ok": True, "closed": False, "errors": {"field": "Say more."}}
    assert slack.stack("bob")[0]["state"]["values"]["field"]["text"]["value"] == "x"


@pytest.mark.parametrize(
    "answer",
    [
        (500, b""),
        (200, b"Thank you"),
        (200, {"text": "Thank you"}),
        (200, {"response_action": "close"}),
        (200, {"response_action": "errors"}),
        (200, {"response_action": "errors", "errors": {"nowhere": "Say more."}}),
        (200, {"response_action": "update", "view": {"type": "modal"}}),
        (200, {"response_action": "update"}),
        (200, {"response_action": "push", "view": home()}),
    ],
)
def test_an_answer_slack_cannot_use_is_trouble_for_the_person_only(
    slack: Slack, bot: FakeBot, answer: Any
) -> None:
    opens(slack, bot, modal())
    answers(bot, answer)
    said = submits(slack, field="x")
    assert (said["closed"], said["error"]) == (False, TROUBLE)
    assert len(slack.stack("bob")) == 1


@pytest.mark.parametrize(
    ("element", "value", "complaint"),
    [
        ({"type": "plain_text_input"}, None, "Please complete this required field."),
        ({"type": "plain_text_input", "min_length": 3}, "ab", "Please use between 3 and 3000 characters."),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "Please enter a valid number."),
        (
            {"type": "number_input", "is_decimal_allowed": True, "max_value": "10"},
            "10.5",
            "Please enter a number of at most 10.",
        ),
        ({"type": "email_text_input"}, "bob", "Please enter a valid email address."),
        ({"type": "url_text_input"}, "example", "Please enter a valid URL."),
    ],
)
def test_the_client_refuses_by_itself(
    slack: Slack, bot: FakeBot, element: Json, value: str | None, complaint: str
) -> None:
    opens(slack, bot, modal(field_of({**element, "action_id": "text"})))
    assert submits(slack, field=value)["errors"] == {"field": complaint}
    assert bot.of("view_submission") == []


def test_an_optional_field_may_stay_empty(slack: Slack, bot: FakeBot) -> None:
    opens(slack, bot, modal(text_field(optional=True)))
    assert submits(slack)["closed"]


def test_a_chosen_conversation_can_bring_its_own_response_url(slack: Slack, bot: FakeBot) -> None:
    pick = {"type": "conversations_select", "action_id": "text", "response_url_enabled": True}
    opens(slack, bot, modal(field_of(pick)))
    submits(slack, field=slack.channels["team"])
    urls = bot.of("view_submission")[0]["response_urls"]
    assert [(url["block_id"], url["channel_id"]) for url in urls] == [("field", slack.channels["team"])]


def test_a_covered_view_cannot_be_used(slack: Slack, bot: FakeBot) -> None:
    root = opens(slack, bot, modal(actions(button())))
    pushes(slack, bot, modal())
    click = {"view_id": root["id"], "block_id": "row", "action_id": "go"}
    assert slack.refused("action", user=slack.users["bob"], **click) == "view_is_covered"
    assert slack.refused("submit", user=slack.users["alice"], view_id=root["id"]) == "view_not_found"


# Closing


def test_closing_is_told_only_where_the_view_asked_for_it(slack: Slack, bot: FakeBot) -> None:
    opens(slack, bot, modal())
    slack.post("close", user=slack.users["bob"], view_id=slack.stack("bob")[-1]["id"])
    assert slack.stack("bob") == []
    assert bot.of("view_closed") == []


def test_cancel_tells_of_the_view_and_the_x_of_the_root(slack: Slack, bot: FakeBot) -> None:
    step = modal(actions(button()), text_field(), notify_on_close=True)
    root = opens(slack, bot, step)
    second = pushes(slack, bot, step)["view"]
    slack.post("close", user=slack.users["bob"], view_id=second["id"])
    pushes(slack, bot, step)
    slack.post("close", user=slack.users["bob"], view_id=slack.stack("bob")[-1]["id"], all=True)
    cancelled, crossed = bot.of("view_closed")
    assert (cancelled["view"]["id"], cancelled["is_cleared"]) == (second["id"], False)
    assert (crossed["view"]["id"], crossed["is_cleared"]) == (root["id"], True)
    assert cancelled["view"]["state"]["values"] == {}
    assert slack.stack("bob") == []
