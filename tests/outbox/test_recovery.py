"""After a restore, Slack has messages that the database does not know: none of them is sent again."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from bot.core.db import machine_now
from bot.outbox import recovery
from bot.outbox.model import Delivery
from bot.outbox.rules import State
from tests.outbox.bench import Bench


def forget(bench: Bench, *keys: str) -> None:
    """The database is brought back to an hour ago, when nobody had said these yet; sending is paused."""
    with bench.database.across() as session:
        session.execute(delete(Delivery).where(Delivery.key.in_(keys)))
        recovery.stamp(session, machine_now(session) - timedelta(hours=1))


def resume(bench: Bench) -> None:
    with bench.database.across() as session:
        assert recovery.resume(session)


def test_nothing_is_sent_until_an_operator_says_so(bench: Bench) -> None:
    forget(bench)
    bench.say("greeting")
    assert bench.drain() == 0
    with bench.session() as session:
        assert not bench.sender.has_work(session)
        assert recovery.paused(session) is not None
    resume(bench)
    bench.until_quiet()
    assert bench.slack.texts() == ["greeting"]
    with bench.database.across() as session:
        assert not recovery.resume(session), "it is not paused any more"


@pytest.mark.parametrize("to", ["C1", "UALICE"])
def test_what_was_sent_and_forgotten_is_adopted_and_reads_as_it_should_now(bench: Bench, to: str) -> None:
    bench.say("greeting", "Hello", to=to)
    bench.drain()
    ts = bench.row("greeting").ts
    forget(bench, "greeting")
    resume(bench)
    bench.say("greeting", "Hello again", to=to)
    bench.until_quiet()
    assert bench.slack.texts() == ["Hello again"]
    assert (bench.row("greeting").state, bench.row("greeting").ts) == (State.SENT, ts)


def test_a_reply_is_looked_for_in_its_thread(bench: Bench) -> None:
    bench.say("top")
    bench.say("reply", thread_of="top")
    bench.drain()
    forget(bench, "top", "reply")
    resume(bench)
    bench.say("top")
    bench.say("reply", thread_of="top")
    bench.say("another", thread_of="top")
    bench.until_quiet()
    assert bench.slack.texts() == ["top", "reply", "another"]
    assert bench.slack.messages[2]["thread_ts"] == bench.row("top").ts


def test_a_conversation_is_read_once_however_much_is_said_there(bench: Bench) -> None:
    for number in range(5):
        bench.say(f"note {number}")
    bench.drain()
    forget(bench, *(f"note {number}" for number in range(5)))
    resume(bench)
    for number in range(8):
        bench.say(f"note {number}")
    bench.until_quiet()
    assert sorted(bench.slack.texts()) == [f"note {number}" for number in range(8)]
    pages = [one for one in bench.slack.called("conversations.history") if not one.get("cursor")]
    assert len(pages) == 1


def test_what_is_said_again_much_later_is_still_known(bench: Bench) -> None:
    bench.say("first")
    bench.say("second")
    bench.drain()
    forget(bench, "first", "second")
    resume(bench)
    bench.say("first")
    bench.until_quiet()
    bench.slack.hidden = True  # nothing is read any more
    bench.say("second")
    bench.until_quiet()
    assert bench.slack.texts() == ["first", "second"]


def test_what_was_withdrawn_meanwhile_is_found_and_deleted(bench: Bench) -> None:
    bench.say("greeting")
    bench.drain()
    forget(bench, "greeting")
    bench.say("greeting")
    bench.unsay("greeting")
    resume(bench)
    bench.until_quiet()
    assert bench.slack.texts() == []


def test_what_slack_shows_of_a_younger_message_may_be_newer_and_is_put_right(bench: Bench) -> None:
    bench.say("prompt", "How is it going?")
    bench.drain()
    bench.slack.messages[0]["text"] = "You answered, which nobody remembers"
    forget(bench)
    resume(bench)
    bench.until_quiet()
    assert bench.slack.texts() == ["How is it going?"]


@pytest.mark.parametrize("fault", ["500_before", "429:5", "drop_before", "error:odd_trouble"])
def test_while_slack_cannot_be_read_nothing_is_posted_blindly(bench: Bench, fault: str) -> None:
    bench.say("greeting")
    bench.drain()
    forget(bench, "greeting")
    resume(bench)
    bench.slack.fail("conversations.history", *[fault] * 20)
    bench.say("greeting")
    for _ in range(9):
        bench.lapse()
        bench.drain()
    assert len(bench.slack.called("chat.postMessage")) == 1
    bench.slack.faults.clear()
    bench.until_quiet()
    assert bench.slack.texts() == ["greeting"]


def test_a_second_restore_has_every_conversation_read_again(bench: Bench) -> None:
    for key in ("first", "second"):
        bench.say(key)
        bench.until_quiet()
        forget(bench, key)
        resume(bench)
        bench.say(key)
        bench.until_quiet()
    assert bench.slack.texts() == ["first", "second"]
