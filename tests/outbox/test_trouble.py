"""What cannot be sent is told once, holds up nobody else, and goes on by itself when it is mended."""

import pytest

from bot.outbox import queries, service
from bot.outbox.kinds import Skip
from bot.outbox.rules import State
from bot.slack.blocks import Message
from tests.outbox.bench import NOW, WORKSPACE, Bench, Killed

TROUBLES = ("is_archived", "channel_not_found", "not_in_channel", "restricted_action", "token_revoked")


@pytest.mark.parametrize("error", TROUBLES)
def test_what_a_person_must_mend_is_parked_with_the_reason(bench: Bench, error: str) -> None:
    bench.slack.fail("chat.postMessage", f"error:{error}")
    bench.say("greeting")
    bench.drain()
    row = bench.row("greeting")
    assert (row.state, row.why, row.maybe_sent) == (State.PARKED, error, False)
    assert bench.parked == [(WORKSPACE, "greeting", error)]
    assert bench.noted() == [("parked", "greeting")]


def test_trouble_with_a_channel_is_told_once_until_it_is_mended(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", *["error:is_archived"] * 4)
    for key in ("one", "two", "three"):
        bench.say(key)
    bench.drain()
    bench.lapse()  # half an hour later: tried again, refused again
    bench.drain()
    assert [key for _, key, _ in bench.parked] == ["one"]
    bench.until_quiet()
    assert sorted(bench.slack.texts()) == ["one", "three", "two"]
    bench.slack.fail("chat.postMessage", "error:is_archived")
    bench.say("four")
    bench.drain()
    assert [key for _, key, _ in bench.parked] == ["one", "four"]


def test_trouble_with_each_channel_is_told(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", *["error:is_archived"] * 2)
    bench.say("one", to="C1")
    bench.say("two", to="C2")
    bench.drain()
    assert [key for _, key, _ in bench.parked] == ["one", "two"]


def test_trouble_with_the_whole_workspace_is_told_once(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", *["error:invalid_auth"] * 2)
    bench.say("one", to="C1")
    bench.say("two", to="C2")
    bench.drain()
    assert [key for _, key, _ in bench.parked] == ["one"]


def test_parked_messages_go_on_when_told_that_it_is_mended(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", *["error:is_archived"] * 2)
    bench.say("one", to="C1")
    bench.say("two", to="C2")
    bench.drain()
    bench.unpark("C1")
    bench.drain()
    assert (bench.slack.texts(), bench.row("two").state) == (["one"], State.PARKED)


def test_parked_messages_go_on_by_themselves(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", *["error:is_archived"] * 2)
    bench.say("one")
    bench.say("two")
    bench.drain()
    assert 1700 < bench.waits("one") <= 1800
    bench.slack.faults.clear()
    bench.say("three")  # shows that the channel works again
    bench.drain()
    assert sorted(bench.slack.texts()) == ["one", "three", "two"]
    with bench.session() as session:
        assert queries.troubles(session) == []


def test_an_edit_in_an_archived_channel_waits_and_the_message_stays_sent(bench: Bench) -> None:
    bench.say("note", "one")
    bench.drain()
    bench.slack.fail("chat.update", "error:is_inactive")
    bench.change("note", "two")
    bench.drain()
    assert (bench.row("note").state, bench.parked) == (State.SENT, [(WORKSPACE, "note", "is_inactive")])
    bench.unpark("C1")
    bench.drain()
    assert bench.slack.texts() == ["two"]


def test_without_the_scope_to_look_nothing_is_posted_twice(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", "drop_after")
    bench.slack.fail("conversations.history", "error:missing_scope")
    bench.say("greeting")
    bench.drain()
    bench.lapse()
    bench.drain()
    row = bench.row("greeting")
    assert (row.state, row.why, row.maybe_sent) == (State.PARKED, "missing_scope", True)
    bench.unpark()
    bench.drain()
    assert (bench.slack.texts(), bench.row("greeting").state) == (["greeting"], State.SENT)


def test_a_workspace_without_a_token_waits_and_is_told_once(bench: Bench) -> None:
    bench.has_token = False
    bench.say("one", to="C1")
    bench.say("two", to="C2")
    bench.drain()
    bench.lapse()
    bench.drain()
    assert bench.parked == [(WORKSPACE, "one", "no_token")]
    assert (bench.row("one").state, bench.row("one").attempts) == (State.WAITING, 0)
    bench.has_token = True
    bench.unpark()
    bench.drain()
    assert sorted(bench.slack.texts()) == ["one", "two"]


def test_what_is_mended_is_a_fact_once(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", *["error:is_archived"] * 2)
    bench.say("one")
    bench.drain()
    for _ in range(2):
        bench.unpark("C1")
    assert bench.noted() == [("parked", "one"), ("mended", "C1:is_archived")]


def test_what_a_sent_message_shows_to_be_mended_is_a_fact(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", "error:is_archived")
    bench.say("one")
    bench.drain()
    bench.say("two")
    bench.drain()
    assert bench.noted() == [("parked", "one"), ("mended", "C1:is_archived")]


def test_an_afterword_is_said_only_to_whom_something_was_said_before(bench: Bench) -> None:
    over = Message("It is over", is_afterword=True)
    bench.say("told", "There is trouble")
    bench.drain()
    bench.say("never told", over)
    bench.change("told", over)
    bench.drain()
    assert bench.slack.texts() == ["It is over"]
    assert bench.row("never told").state is State.SKIPPED


# ---- set aside ----


def test_a_message_that_cannot_be_made_is_set_aside_after_eight_claims(bench: Bench) -> None:
    bench.say("broken", ZeroDivisionError("by nothing"))
    for claim in range(1, 9):
        assert bench.row("broken").state is State.WAITING, claim
        bench.lapse()
        bench.drain()
    row = bench.row("broken")
    assert (row.state, row.why) == (State.SET_ASIDE, "ZeroDivisionError: by nothing")
    assert (bench.renderings, bench.noted()) == (8, [("set_aside", "broken")])
    bench.lapse()
    assert bench.drain() == 0


def test_a_message_that_ends_the_process_is_set_aside_after_eight_claims(bench: Bench) -> None:
    deaths = 0

    def die(point: str) -> None:
        if point == "rendered":
            raise Killed

    bench.say("deadly")
    for _ in range(20):
        bench.lapse()
        try:
            bench.make_sender(at=die).drain()
        except Killed:
            deaths += 1
    assert (deaths, bench.row("deadly").state) == (8, State.SET_ASIDE)


def test_a_message_that_ends_the_process_takes_none_of_those_claimed_with_it_along(bench: Bench) -> None:
    bench.say("deadly", Killed(), kind="ask")
    good = [f"good {number}" for number in range(6)]
    for key in good:
        bench.say(key)
    for _ in range(10):
        bench.lapse()
        try:
            bench.drain()
        except Killed:
            continue
    assert bench.row("deadly").state is State.SET_ASIDE
    assert sorted(bench.slack.texts()) == good


def test_a_message_that_slack_can_never_take_is_set_aside_at_once(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", "error:invalid_blocks")
    bench.say("broken")
    bench.drain()
    assert (bench.row("broken").state, bench.row("broken").why) == (State.SET_ASIDE, "invalid_blocks")


def test_a_lost_answer_is_looked_for_even_after_the_eighth_claim(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", *["drop_before"] * 7, "drop_after")
    bench.say("greeting")
    bench.until_quiet()
    assert (bench.slack.texts(), bench.row("greeting").state) == (["greeting"], State.SENT)


def test_a_message_that_never_gets_an_answer_is_set_aside_in_the_end(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", *["drop_before"] * 20)
    bench.say("greeting")
    bench.until_quiet()
    assert bench.row("greeting").state is State.SET_ASIDE
    assert len(bench.slack.called("chat.postMessage")) == 8


def test_a_message_that_was_set_aside_can_be_tried_again(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", "error:invalid_blocks")
    bench.say("broken")
    bench.drain()
    with bench.session() as session:
        service.retry(session, "broken")
    bench.drain()
    assert (bench.slack.texts(), bench.row("broken").state) == (["broken"], State.SENT)


def test_a_bad_message_holds_up_nobody(bench: Bench) -> None:
    for number in range(12):
        bench.say(f"broken {number}", ZeroDivisionError(), kind="ask")
    bench.say("fine", kind="digest")
    bench.drain()
    assert bench.slack.texts() == ["fine"]


def test_rows_of_newer_code_are_left_alone(bench: Bench) -> None:
    bench.say("newer")
    bench.say("unknown")
    with bench.session() as session:
        for key, change in (("newer", {"version": 2}), ("unknown", {"kind": "from.the.future"})):
            row = service.delivery(session, key)
            assert row is not None
            for name, value in change.items():
                setattr(row, name, value)
    bench.say("known")
    bench.drain()
    assert bench.slack.texts() == ["known"]
    assert (bench.row("newer").attempts, bench.row("unknown").attempts) == (0, 0)


# ---- clocks ----


@pytest.mark.parametrize(
    ("fault", "state"),
    [("", State.SENT), ("error:is_archived", State.PARKED), ("error:invalid_blocks", State.SET_ASIDE)],
)
def test_the_first_end_of_a_message_starts_its_clock(bench: Bench, fault: str, state: State) -> None:
    bench.slack.fail("chat.postMessage", fault)
    bench.say("ask", kind="ask")
    bench.drain()
    assert (bench.row("ask").state, bench.row("ask").settled_at) == (state, NOW)
    assert bench.noted().count(("delivered:ask", "ask")) == 1


def test_a_skipped_message_starts_its_clock(bench: Bench) -> None:
    bench.say("ask", Skip("answered already"), kind="ask")
    bench.drain()
    assert bench.noted() == [("delivered:ask", "ask")]


def test_trying_a_parked_message_again_starts_no_clock(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", *["error:is_archived"] * 3)
    bench.say("ask", kind="ask")
    for _ in range(3):
        bench.drain()
        bench.lapse()
    assert bench.noted().count(("delivered:ask", "ask")) == 1


@pytest.mark.parametrize("first", ["skipped", "parked"])
def test_a_message_that_arrives_after_all_starts_its_clock_then(bench: Bench, first: str) -> None:
    bench.slack.fail("chat.postMessage", *["error:is_archived"] * (first == "parked"))
    bench.say("ask", Skip("nothing yet") if first == "skipped" else "ask", kind="ask")
    bench.drain()
    bench.change("ask", "ask")
    bench.until_quiet()
    assert bench.noted().count(("delivered:ask", "ask")) == 2


def test_an_edit_starts_a_clock_only_for_what_it_tells_in_addition(bench: Bench) -> None:
    bench.say("ask", Message("one", covers=("a",)), kind="ask")
    bench.drain()
    for text, covers in (("one, please", ("a",)), ("none", ()), ("two", ("a", "b"))):
        bench.change("ask", Message(text, covers=covers))
        bench.drain()
        told = len(bench.noted())
    assert bench.row("ask").covers == ["a", "b"]
    assert told == 2


def test_a_message_found_again_starts_its_clock(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", "drop_after")
    bench.say("ask", kind="ask")
    bench.drain()
    assert bench.noted() == []
    bench.until_quiet()
    assert bench.noted() == [("delivered:ask", "ask")]
    assert bench.row("ask").posted_at == NOW


def test_a_copy_that_is_taken_back_starts_no_clock(bench: Bench) -> None:
    bench.say("ask", kind="ask")
    bench.slack.hidden = True

    def freeze(point: str) -> None:
        if point == "posted":
            for _ in range(3):
                bench.lapse()
                bench.make_sender().drain()

    bench.make_sender(at=freeze).drain()
    bench.drain()
    assert (bench.slack.texts(), bench.noted()) == (["ask"], [("delivered:ask", "ask")])
