"""Replies come after the message above them, in the order in which they were said."""

import threading

from bot.outbox.kinds import Skip
from bot.outbox.rules import State
from tests.outbox.bench import Bench


def thread(bench: Bench, *replies: str) -> None:
    bench.say("top")
    for reply in replies:
        bench.say(reply, thread_of="top")


def test_replies_are_posted_below_in_the_order_of_saying(bench: Bench) -> None:
    thread(bench, "first", "second", "third")
    bench.drain()
    assert bench.slack.texts() == ["top", "first", "second", "third"]
    top = bench.slack.messages[0]["ts"]
    assert [one.get("thread_ts") for one in bench.slack.messages] == [None, top, top, top]


def test_a_reply_to_a_reply_stands_in_the_same_thread(bench: Bench) -> None:
    thread(bench, "reply")
    bench.say("more", thread_of="reply")
    bench.drain()
    assert bench.slack.messages[2]["thread_ts"] == bench.slack.messages[0]["ts"]


def test_a_reply_in_a_direct_message_goes_to_its_channel(bench: Bench) -> None:
    bench.say("top", to="UALICE")
    bench.say("reply", to="UALICE", thread_of="top")
    bench.drain()
    assert bench.slack.called("chat.postMessage")[1]["channel"] == "DALICE"


def test_the_link_of_a_reply_opens_its_thread(bench: Bench) -> None:
    thread(bench, "reply")
    bench.drain()
    top, reply = (one["ts"] for one in bench.slack.messages)
    address = f"https://acme.slack.com/archives/C1/p{reply.replace('.', '')}?thread_ts={top}&cid=C1"
    assert bench.link("reply") == address


def test_many_workers_keep_the_order(bench: Bench) -> None:
    replies = [f"reply {number}" for number in range(12)]
    thread(bench, *replies)

    def work() -> None:
        sender = bench.make_sender()
        for _ in range(20):
            sender.drain(hurry=True)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    bench.sender.drain(hurry=True)
    assert bench.slack.texts() == ["top", *replies]


def test_a_reply_waits_while_slack_may_have_the_message_above(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", "drop_before")
    thread(bench, "reply")
    bench.drain()
    assert bench.slack.texts() == []
    bench.until_quiet()
    assert bench.slack.texts() == ["top", "reply"]


def test_a_later_reply_waits_for_an_earlier_one(bench: Bench) -> None:
    thread(bench)
    bench.drain()
    bench.slack.fail("chat.postMessage", "429:1")
    bench.say("first", thread_of="top")
    bench.say("second", thread_of="top")
    bench.drain()
    assert bench.slack.texts() == ["top"]
    bench.until_quiet()
    assert bench.slack.texts() == ["top", "first", "second"]


def test_a_reply_whose_answer_was_lost_is_looked_for_in_the_thread(bench: Bench) -> None:
    thread(bench)
    bench.drain()
    bench.slack.fail("chat.postMessage", "drop_after")
    bench.say("reply", thread_of="top")
    bench.until_quiet()
    assert len(bench.slack.called("conversations.replies")) == 1
    assert bench.slack.texts() == ["top", "reply"]


def test_a_skipped_reply_does_not_hold_up_the_next(bench: Bench) -> None:
    thread(bench)
    bench.say("first", Skip("taken care of"), thread_of="top")
    bench.say("second", thread_of="top")
    bench.drain()
    assert bench.slack.texts() == ["top", "second"]


def test_a_reply_to_what_was_skipped_is_skipped_with_the_reason(bench: Bench) -> None:
    bench.say("top", Skip("nobody owns anything"))
    bench.say("reply", thread_of="top")
    bench.drain()
    row = bench.row("reply")
    assert (row.state, row.why) == (State.SKIPPED, "what it replies to was not said: nobody owns anything")


def test_a_reply_to_what_was_never_said_is_skipped(bench: Bench) -> None:
    bench.say("reply", thread_of="nothing")
    bench.drain()
    assert bench.row("reply").state is State.SKIPPED


def test_a_reply_to_a_parked_message_waits_with_it_and_follows_it(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", "error:is_archived")
    thread(bench, "first", "second")
    bench.drain()
    assert {bench.row(key).state for key in ("top", "first", "second")} == {State.PARKED}
    assert len(bench.slack.called("chat.postMessage")) == 1
    bench.unpark("C1")
    bench.drain()
    assert bench.slack.texts() == ["top", "first", "second"]


def test_replies_that_were_parked_themselves_keep_their_order_when_mended(bench: Bench) -> None:
    thread(bench)
    bench.drain()
    bench.slack.fail("chat.postMessage", *["error:not_in_channel"] * 3)
    for reply in ("first", "second", "third"):
        bench.say(reply, thread_of="top")
    bench.drain()
    assert bench.slack.texts() == ["top"]
    bench.unpark()
    bench.sender.drain(hurry=True)
    assert bench.slack.texts() == ["top", "first", "second", "third"]


def test_a_reply_to_a_message_that_was_set_aside_stands_on_its_own(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", "error:invalid_blocks")
    thread(bench, "reply")
    bench.drain()
    assert bench.row("top").state is State.SET_ASIDE
    assert [(one["text"], one.get("thread_ts")) for one in bench.slack.messages] == [("reply", None)]
