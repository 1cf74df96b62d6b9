"""A kept message follows the facts: edited when it reads differently, taken back when it is no longer so."""

import pytest

from bot.outbox import service
from bot.outbox.kinds import Skip
from bot.outbox.rules import State
from bot.slack.blocks import Message, section
from tests.outbox.bench import Bench, Killed


def posted(bench: Bench, key: str = "note", fact: str = "one", kind: str = "prompt") -> str:
    """Its ts."""
    bench.say(key, fact, kind=kind)
    bench.drain()
    return str(bench.slack.messages[-1]["ts"])


def test_a_touched_message_is_edited_when_it_reads_differently(bench: Bench) -> None:
    ts = posted(bench)
    bench.change("note", "two")
    assert bench.drain() == 1
    (edit,) = bench.slack.called("chat.update")
    assert (edit["ts"], edit["channel"], edit["text"]) == (ts, "C1", "two")
    row = bench.row("note")
    assert (row.state, row.said and row.said["text"], row.available_at) == (State.SENT, "two", None)


def test_the_same_rendering_makes_no_call(bench: Bench) -> None:
    posted(bench)
    bench.change("note", "one")
    assert bench.drain() == 0
    assert bench.row("note").available_at is None


def test_blocks_that_differ_are_an_edit_as_well(bench: Bench) -> None:
    posted(bench)
    bench.change("note", Message("one", [section("one, with more")]))
    assert bench.drain() == 1


def test_many_changes_are_one_edit(bench: Bench) -> None:
    posted(bench)
    for number in range(5):
        bench.change("note", f"version {number}")
    assert bench.drain() == 1
    assert bench.slack.texts() == ["version 4"]


def test_a_change_before_the_post_goes_into_the_post(bench: Bench) -> None:
    bench.say("note", "one")
    bench.change("note", "two")
    assert bench.drain() == 1
    assert bench.slack.texts() == ["two"]


@pytest.mark.parametrize("point", ["claimed", "rendered", "marked", "posted", "settled"])
def test_a_change_while_it_is_being_sent_is_not_lost(bench: Bench, point: str) -> None:
    bench.say("note", "one")
    changed = []

    def change(here: str) -> None:
        if here == point and not changed:
            changed.append(here)
            bench.change("note", "two")

    bench.make_sender(at=change).drain()
    bench.drain()
    assert bench.slack.texts() == ["two"]


@pytest.mark.parametrize("point", ["claimed", "rendered", "edited"])
def test_a_change_during_an_edit_is_not_lost(bench: Bench, point: str) -> None:
    posted(bench)
    bench.change("note", "two")
    changed = []

    def change(here: str) -> None:
        if here == point and not changed:
            changed.append(here)
            bench.change("note", "three")

    bench.make_sender(at=change).drain()
    assert bench.slack.texts() == ["three"]


@pytest.mark.parametrize(
    "fault",
    ["drop_before", "drop_after", "500_before", "500_after", "truncated", "429:1", "error:internal_error"],
)
def test_an_edit_that_fails_is_simply_made_again(bench: Bench, fault: str) -> None:
    posted(bench)
    bench.slack.fail("chat.update", fault)
    bench.change("note", "two")
    bench.until_quiet()
    assert bench.slack.texts() == ["two"]
    assert bench.slack.called("conversations.history") == []


def test_a_worker_that_dies_in_an_edit_leaves_it_to_the_next(bench: Bench) -> None:
    posted(bench)
    bench.change("note", "two")

    def die(point: str) -> None:
        if point == "edited":
            raise Killed

    with pytest.raises(Killed):
        bench.make_sender(at=die).drain()
    assert bench.row("note").state is State.SENT
    bench.until_quiet()
    assert bench.slack.texts() == ["two"]


@pytest.mark.parametrize("error", ["message_not_found", "edit_window_closed", "cant_update_message"])
def test_a_message_that_cannot_be_edited_any_more_is_left_alone(bench: Bench, error: str) -> None:
    posted(bench)
    bench.slack.fail("chat.update", f"error:{error}")
    bench.change("note", "two")
    bench.drain()
    bench.change("note", "three")
    assert bench.drain() == 0
    row = bench.row("note")
    assert (row.state, row.is_final, row.last_error) == (State.SENT, True, f"chat.update: {error}")


def test_an_edit_that_slack_refuses_is_told_once_and_the_next_one_is_tried(bench: Bench) -> None:
    posted(bench)
    bench.slack.fail("chat.update", "error:invalid_blocks")
    bench.change("note", "two")
    bench.drain()
    assert bench.row("note").state is State.SENT
    assert bench.noted() == [("set_aside", "note")]
    bench.change("note", "three")
    bench.drain()
    assert bench.slack.texts() == ["three"]


def test_what_has_nothing_to_say_any_more_is_left_as_it_reads(bench: Bench) -> None:
    posted(bench)
    bench.change("note", Skip("over"))
    assert bench.drain() == 0
    assert (bench.slack.texts(), bench.row("note").state) == (["one"], State.SENT)


def test_edits_of_a_counter_are_spaced_out_and_coalesce(bench: Bench) -> None:
    posted(bench, kind="counter")
    for number in range(3):
        bench.change("note", f"{number} of 5")
        bench.drain()
    assert bench.slack.texts() == ["one"]
    assert 20 < bench.waits("note") <= 30
    assert bench.sender.drain(hurry=True) == 1
    assert bench.slack.texts() == ["2 of 5"]


# ---- edits that a click asked for ----


def test_an_edit_asked_for_by_a_click_goes_by_its_response_url(bench: Bench) -> None:
    ts = posted(bench)
    bench.change("note", "two", via=bench.slack.response_url(ts))
    assert bench.drain() == 1
    (edit,) = bench.slack.called("respond")
    assert (edit["replace_original"], edit["text"]) == (True, "two")
    assert (bench.slack.texts(), bench.slack.called("chat.update")) == (["two"], [])


def test_a_response_url_is_used_five_times(bench: Bench) -> None:
    url = bench.slack.response_url(posted(bench))
    for number in range(7):
        bench.change("note", f"version {number}", via=url)
        bench.drain()
    assert (len(bench.slack.called("respond")), len(bench.slack.called("chat.update"))) == (5, 2)
    assert bench.slack.texts() == ["version 6"]


def test_another_click_brings_five_more(bench: Bench) -> None:
    url = bench.slack.response_url(posted(bench))
    for number in range(5):
        bench.change("note", f"version {number}", via=url)
        bench.drain()
    bench.change("note", "once more", via=url + "?click=2")
    bench.drain()
    assert (len(bench.slack.called("respond")), bench.slack.called("chat.update")) == (6, [])


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "500_before", "error:expired_url", "429:1"])
def test_a_response_url_that_fails_gives_way_to_an_ordinary_edit(bench: Bench, fault: str) -> None:
    url = bench.slack.response_url(posted(bench))
    bench.slack.fail("respond", fault)
    bench.change("note", "two", via=url)
    assert bench.drain() == 2
    assert (bench.slack.texts(), len(bench.slack.called("chat.update"))) == (["two"], 1)


def test_a_response_url_of_a_stranger_is_never_called(bench: Bench) -> None:
    posted(bench)
    bench.change("note", "two", via="https://hooks.slack.com.evil.test/x")
    bench.drain()
    assert (bench.slack.texts(), len(bench.slack.called("chat.update"))) == (["two"], 1)


def test_a_click_does_not_wait_for_the_spacing(bench: Bench) -> None:
    ts = posted(bench, kind="counter")
    bench.change("note", "1 of 5")
    bench.drain()
    bench.change("note", "2 of 5", via=bench.slack.response_url(ts))
    bench.drain()
    assert bench.slack.texts() == ["2 of 5"]


# ---- taking back ----


def test_a_message_not_yet_sent_is_taken_back_without_a_call(bench: Bench) -> None:
    bench.say("note")
    bench.unsay("note")
    assert bench.drain() == 0
    assert (bench.row("note").state, bench.row("note").why) == (State.SKIPPED, "taken back")


def test_a_posted_message_is_deleted(bench: Bench) -> None:
    posted(bench)
    bench.unsay("note")
    assert bench.drain() == 1
    assert (bench.slack.texts(), bench.row("note").state) == ([], State.SKIPPED)
    assert bench.link("note") is None


def test_taking_back_is_for_good(bench: Bench) -> None:
    posted(bench)
    bench.unsay("note")
    bench.drain()
    bench.say("note", "again")
    bench.change("note", "and again")
    assert bench.drain() == 0


@pytest.mark.parametrize("point", ["claimed", "rendered", "marked", "posted", "settled"])
def test_taking_back_while_it_is_being_sent_leaves_nothing(bench: Bench, point: str) -> None:
    bench.say("note")
    done = []

    def unsay(here: str) -> None:
        if here == point and not done:
            done.append(here)
            bench.unsay("note")

    bench.make_sender(at=unsay).drain()
    bench.drain()
    assert (bench.slack.texts(), bench.row("note").state) == ([], State.SKIPPED)
    assert len(bench.slack.called("chat.postMessage")) == (point not in ("claimed", "rendered"))


@pytest.mark.parametrize("fault", ["drop_before", "drop_after"])
def test_taking_back_what_slack_may_have_looks_for_it_first(bench: Bench, fault: str) -> None:
    bench.slack.fail("chat.postMessage", fault)
    bench.say("note")
    bench.drain()
    bench.unsay("note")
    assert bench.drain() == 0
    bench.until_quiet()
    assert (bench.slack.texts(), bench.row("note").state) == ([], State.SKIPPED)
    assert len(bench.slack.called("chat.postMessage")) == 1


def test_a_message_taken_back_while_its_worker_was_frozen_is_deleted_when_it_turns_up(bench: Bench) -> None:
    bench.say("note")

    def freeze(point: str) -> None:
        if point == "marked":
            bench.unsay("note")
            for _ in range(3):
                bench.lapse()
                bench.make_sender().drain()
            assert bench.row("note").state is State.SKIPPED

    bench.make_sender(at=freeze).drain()
    bench.drain()
    assert (bench.slack.texts(), bench.row("note").state) == ([], State.SKIPPED)


@pytest.mark.parametrize("fault", ["drop_after", "500_before", "429:1"])
def test_a_deletion_that_fails_is_made_again(bench: Bench, fault: str) -> None:
    posted(bench)
    bench.slack.fail("chat.delete", fault)
    bench.unsay("note")
    bench.until_quiet()
    assert (bench.slack.texts(), bench.row("note").state) == ([], State.SKIPPED)


def test_a_message_is_touched_by_where_it_stands(bench: Bench) -> None:
    ts = posted(bench)
    bench.facts["note"] = "two"
    with bench.session() as session:
        service.touch_at(session, "C1", "1900000009.000100")
        service.touch_at(session, "C1", ts, bench.slack.response_url(ts))
    bench.drain()
    assert len(bench.slack.called("respond")) == 1
    assert bench.slack.texts() == ["two"]
