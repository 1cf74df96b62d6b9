"""Clicks, forms and commands: who may, what is marked, and what an outdated button says."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

import pytest

from bot.asks import handlers as ask_handlers
from bot.core.errors import InvalidInput, InvalidInputs, NotAllowed, NotFound, Outdated
from bot.escalations import handlers
from bot.sandbox.blockkit.payloads import check_message_blocks
from bot.slack.answers import Answer, Change, Open, Reply
from bot.slack.forms import Form
from bot.slack.listeners import Listeners, Place, Work
from tests.escalations.desk import Desk, read

# What each field of a form is called by Slack.
_KEYS = {"day": "selected_date", "needed_by": "selected_date", "to": "selected_user"}


@pytest.fixture
def on() -> Listeners:
    made = Listeners()
    ask_handlers.register(made)
    handlers.register(made)
    return made


@pytest.fixture
def ask(desk: Desk) -> str:
    """Omar is asked by Alice, whom it keeps from going on."""
    desk.is_blocked("alice", desk.owns("alice"))
    with desk.session() as session:
        return desk.ask(session).id


def does(
    desk: Desk,
    on: Listeners,
    kind: str,
    id: str,
    name: str,
    value: Mapping[str, str] | None = None,
    typed: str = "",
    **fields: Any,
) -> Answer | None:
    """As the edge does it: the rule, then the handler, in one transaction."""
    entry = on.find(kind, id)
    assert entry is not None
    inputs = {
        key: {"selected_option": {"value": given}} if key == "verdict" else {_KEYS.get(key, "value"): given}
        for key, given in fields.items()
    }
    with desk.session() as session:
        who = desk.world.person(session, name)
        if who.is_guest and not entry.rule.guests:
            raise NotAllowed("guests may not")
        work = Work(
            session=session,
            actor=who,
            now=desk.world.now,
            value=value or {},
            form=Form(inputs),
            text=typed,
            place=Place(view_id="V1"),
        )
        entry.rule.check(work)
        answer = entry.handler(work)
    if not entry.reads:
        desk.settle()
    return answer


PEOPLE = {"alice", "omar", "ana", "priya", "nadia", "lena", "bob", "dana", "grace", "marcus", "charlie"}
ASKED = {"omar", "ana", "priya", "nadia", "lena"}
FORMS = {
    "asks.answer": ASKED,
    "asks.promise": ASKED,
    "asks.pass_on": ASKED,
    "asks.question": ASKED,
    "asks.help": PEOPLE - {"charlie"},
    "escalations.decided": ASKED | {"alice"},
}


@pytest.mark.parametrize("id", FORMS)
def test_only_those_concerned_can_open_a_form(desk: Desk, on: Listeners, ask: str, id: str) -> None:
    def is_let_in(name: str) -> bool:
        with suppress(NotAllowed):
            return isinstance(does(desk, on, "action", f"{id}:{ask}", name, {"ask": ask}), Open)
        return False

    assert {name for name in PEOPLE if is_let_in(name)} == FORMS[id]


SUBMISSIONS = {
    "asks.give_answer": {"text": "Yes"},
    "asks.give_day": {"day": "2026-11-20"},
    "asks.give_other": {"to": "UHANS"},
    "asks.give_question": {"text": "Which?"},
    "escalations.keep_decision": {"text": "Yes"},
}


@pytest.mark.parametrize("id", SUBMISSIONS)
@pytest.mark.parametrize("name", ["bob", "charlie", "grace"])
def test_a_form_that_reached_somebody_else_is_refused(
    desk: Desk, on: Listeners, ask: str, id: str, name: str
) -> None:
    with pytest.raises(NotAllowed):
        does(desk, on, "submit", id, name, {"ask": ask}, **SUBMISSIONS[id])
    assert desk.state() == "asked"


@pytest.mark.parametrize(
    ("id", "fields", "field"),
    [
        ("asks.give_answer", {"text": "  ", "verdict": "yes"}, "text"),
        ("asks.give_answer", {"text": "", "verdict": "no"}, "text"),
        ("asks.give_day", {"day": "2026-11-17"}, "day"),
        ("asks.give_day", {}, "day"),
        ("asks.give_other", {}, "to"),
        ("asks.give_other", {"to": "UCHARLIE"}, "to"),
        ("asks.give_other", {"to": "UOMAR"}, "to"),
        ("asks.give_other", {"to": "UNOBODY"}, "to"),
        ("asks.give_question", {"text": " "}, "text"),
        ("asks.give_help", {"text": " "}, "text"),
        ("escalations.keep_decision", {"text": " "}, "text"),
    ],
)
def test_what_is_missing_or_wrong_is_marked(
    desk: Desk, on: Listeners, ask: str, id: str, fields: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        does(desk, on, "submit", id, "omar", {"ask": ask}, **fields)
    assert refused.value.field == field
    assert desk.state() == "asked"


def test_an_answer_may_be_no(desk: Desk, on: Listeners, ask: str) -> None:
    does(desk, on, "submit", "asks.give_answer", "omar", {"ask": ask}, text="Not allowed", verdict="no")
    assert desk.state() == "declined"
    assert desk.reads("alice").startswith("*The answer is no*: Not allowed (Omar)")


@pytest.mark.parametrize("id", ["asks.answer", "asks.promise", "asks.pass_on", "escalations.decided"])
def test_an_outdated_button_says_how_it_stands(desk: Desk, on: Listeners, ask: str, id: str) -> None:
    desk.does("answer", "omar", text="Legal agrees")
    with pytest.raises(Outdated, match="Omar has answered it: Legal agrees"):
        does(desk, on, "action", id, "ana", {"ask": ask})


def test_a_form_sent_too_late_says_how_it_stands(desk: Desk, on: Listeners, ask: str) -> None:
    desk.does("withdraw", "alice")
    with pytest.raises(Outdated, match="Alice does not need it any more"):
        does(desk, on, "submit", "asks.give_day", "omar", {"ask": ask}, day="2026-11-20")


@pytest.mark.parametrize("value", [{}, {"ask": "nothing"}])
def test_a_button_about_nothing_is_answered_with_a_sentence(
    desk: Desk, on: Listeners, value: dict[str, str]
) -> None:
    with pytest.raises(NotFound):
        does(desk, on, "action", "asks.answer", "omar", value)


def test_going_on_twice_says_that_it_was_said(desk: Desk, on: Listeners, ask: str) -> None:
    desk.does("answer", "omar", text="Legal agrees")
    answer = does(desk, on, "action", "escalations.go_on", "alice", {"ask": ask})
    assert isinstance(answer, Reply)
    assert "O-1 is on track again" in answer.message.text
    with pytest.raises(Outdated, match="Alice can go on already"):
        does(desk, on, "action", "escalations.go_on", "alice", {"ask": ask})


def test_what_was_decided_in_the_thread_is_the_answer_or_by_the_asker_the_end(
    desk: Desk, on: Listeners, ask: str
) -> None:
    does(desk, on, "submit", "escalations.keep_decision", "ana", {"ask": ask}, text="The short form")
    assert desk.state() == "answered"
    desk.does("not_enough", "alice", why="Which one?")
    does(desk, on, "submit", "escalations.keep_decision", "alice", {"ask": ask}, text="We found it")
    assert desk.state() == "settled"


# /escalate


def escalates(desk: Desk, on: Listeners, name: str, outcome: str, **fields: Any) -> Answer | None:
    known = {"what": "Which form?", "needed_by": "2026-11-26"}
    return does(desk, on, "submit", "escalations.ask", name, {"id": outcome}, **{**known, **fields})


def test_escalate_opens_a_form_that_says_who_is_asked(desk: Desk, on: Listeners) -> None:
    desk.owns("alice")
    answer = does(desk, on, "command", "/escalate", "alice", typed="O-1")
    assert isinstance(answer, Open)
    assert "Left empty: Ana." in str(answer.modal.blocks)


@pytest.mark.parametrize("typed", ["help me", "O-", "may we spend R&amp;D's money, <@U0OMAR|omar>?"])
def test_escalate_without_a_number_says_what_to_write_and_repeats_what_was_typed(
    desk: Desk, on: Listeners, typed: str
) -> None:
    answer = does(desk, on, "command", "/escalate", "alice", typed=typed)
    assert isinstance(answer, Reply)
    assert "Write its number, like `/escalate O-14`" in read(answer.message)
    repeated = typed.replace("<@U0OMAR|omar>", "@omar")
    assert f"You wrote: {repeated}" in read(answer.message)


@pytest.mark.parametrize("sign", ['"', "\\", "\x01", "&amp;", "😀"])
def test_whatever_is_typed_in_whatever_length_the_answer_is_one_that_slack_takes(
    desk: Desk, on: Listeners, sign: str
) -> None:
    desk.owns("alice")
    answer = does(desk, on, "command", "/escalate", "alice", typed=f"please {sign * 3000}")
    assert isinstance(answer, Reply)
    assert check_message_blocks(answer.message.blocks) == []


def test_escalate_with_a_number_that_nothing_has_is_told_so(desk: Desk, on: Listeners) -> None:
    with pytest.raises(NotFound):
        does(desk, on, "command", "/escalate", "alice", typed="O-99 need R&amp;D")


def test_what_follows_the_number_stands_in_the_form_as_it_reads(desk: Desk, on: Listeners) -> None:
    desk.owns("alice")
    answer = does(desk, on, "command", "/escalate", "alice", typed="O-1 R&amp;D's yes to 3 &lt; 4")
    assert isinstance(answer, Open)
    assert "R&D's yes to 3 < 4" in str(answer.modal.blocks)


def test_only_who_owns_helps_or_leads_may_ask_for_a_decision(desk: Desk, on: Listeners) -> None:
    outcome = desk.owns("alice", contributors=[desk.world.ids["bob"]])

    def is_let_in(name: str) -> bool:
        with suppress(NotAllowed):
            return isinstance(does(desk, on, "command", "/escalate", name, typed="O-1"), Open)
        return False

    assert {name for name in PEOPLE if is_let_in(name)} == {"alice", "bob", "ana"}
    with pytest.raises(NotAllowed, match="Tell Alice"):
        escalates(desk, on, "grace", outcome)


def test_left_empty_the_leader_is_asked_and_the_channel_knows(desk: Desk, on: Listeners) -> None:
    outcome = desk.owns("alice")
    answer = escalates(desk, on, "alice", outcome, options="short or long", tried="asking around")
    assert isinstance(answer, Change)
    assert "Ana is asked" in str(answer.modal.blocks)
    assert desk.asked() == ["ana"]
    assert "Options: short or long" in desk.channel()[0]


def test_a_leader_above_can_be_asked_directly_and_then_goes_further_up(desk: Desk, on: Listeners) -> None:
    outcome = desk.owns("alice")
    escalates(desk, on, "alice", outcome, to="UPRIYA")
    assert desk.asked() == ["priya"]
    desk.at("2026-11-19 09:02")
    assert desk.asked() == ["priya", "lena"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"what": " "}, "what"),
        ({"needed_by": None}, "needed_by"),
        ({"needed_by": "2026-11-01"}, "needed_by"),
        ({"to": "UALICE"}, "to"),
        ({"to": "UCHARLIE"}, "to"),
        ({"to": "UNOBODY"}, "to"),
    ],
)
def test_what_is_wrong_in_the_form_is_marked(
    desk: Desk, on: Listeners, fields: dict[str, Any], field: str
) -> None:
    outcome = desk.owns("alice")
    with pytest.raises(InvalidInput) as refused:
        escalates(desk, on, "alice", outcome, **fields)
    assert refused.value.field == field


def test_several_mistakes_are_marked_at_once(desk: Desk, on: Listeners) -> None:
    outcome = desk.owns("alice")
    with pytest.raises(InvalidInputs) as refused:
        escalates(desk, on, "alice", outcome, what="", needed_by=None)
    assert set(refused.value.errors) == {"what", "needed_by"}


def test_somebody_who_helps_cannot_escalate_to_the_owner(desk: Desk, on: Listeners) -> None:
    outcome = desk.owns("alice", contributors=[desk.world.ids["bob"]])
    with pytest.raises(InvalidInput, match="Alice owns it"):
        escalates(desk, on, "bob", outcome, to="UALICE")


def test_what_is_open_already_is_shown_with_the_way_on(desk: Desk, on: Listeners, ask: str) -> None:
    desk.at("2026-11-19 09:02")
    answer = does(desk, on, "command", "/escalate", "alice", typed="O-1")
    assert isinstance(answer, Reply)
    shown = read(answer.message)
    assert "One question about it is open already" in shown
    assert "Ask Priya now" in shown
    does(desk, on, "action", "escalations.go_up", "alice", {"ask": ask})
    assert desk.asked() == ["omar", "ana", "priya"]
    assert "Alice does not want to wait any longer." in desk.lines()


def test_only_who_may_ask_for_a_decision_can_send_it_on(desk: Desk, on: Listeners, ask: str) -> None:
    with pytest.raises(NotAllowed):
        does(desk, on, "action", "escalations.go_up", "bob", {"ask": ask})


def test_withdrawing_by_command_takes_back_what_one_asked(desk: Desk, on: Listeners, ask: str) -> None:
    answer = does(desk, on, "word", "/escalate withdraw", "alice", typed="O-1")
    assert isinstance(answer, Reply)
    assert "nobody is asked about O-1 any more" in answer.message.text
    assert desk.state() == "withdrawn"
    again = does(desk, on, "word", "/escalate withdraw", "alice", typed="O-1")
    assert isinstance(again, Reply)
    assert "nothing about O-1" in again.message.text


def test_only_a_leader_lets_a_condition_go(desk: Desk, on: Listeners) -> None:
    ask = desk.owns_if("dana", "Router access", "the password", "omar")
    with pytest.raises(NotAllowed):
        does(desk, on, "action", "escalations.waive", "bob", {"ask": ask})
    answer = does(desk, on, "action", "escalations.waive", "grace", {"ask": ask})
    assert isinstance(answer, Reply)
    assert "Dana goes without it" in answer.message.text


def test_dates_of_a_form_are_the_persons_own(desk: Desk, on: Listeners) -> None:
    # Wednesday evening in Paris is Thursday in Bengaluru.
    outcome = desk.owns("alice")
    desk.at("2026-11-18 20:00")
    escalates(desk, on, "alice", outcome, needed_by=str(date(2026, 11, 18)))
    assert desk.asked() == ["ana"]
