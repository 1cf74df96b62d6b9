"""Whatever breaks, and wherever it breaks: the message is in Slack once."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.core.db import machine_now
from bot.outbox import service
from bot.outbox.claims import Queue
from bot.outbox.kinds import Skip
from bot.outbox.rules import LONGEST_WAIT, State
from bot.outbox.setup import Timings
from tests.outbox.bench import WORKSPACE, Bench, Killed

BEFORE_SLACK = ("claimed", "rendered", "marked")
POINTS = (*BEFORE_SLACK, "posted", "settled")
LOST_ANSWERS = ("drop_after", "hang_after", "500_after", "truncated")
NEVER_DONE = (
    "drop_before",
    "hang_before",
    "500_before",
    "429:1",
    "error:internal_error",
    "error:odd_trouble",
)


def dying_at(point: str) -> Callable[[str], None]:
    def at(here: str) -> None:
        if here == point:
            raise Killed

    return at


def test_a_message_is_posted_with_its_words_and_remembered(bench: Bench) -> None:
    bench.say("greeting", "Hello")
    assert bench.drain() == 1
    row, message = bench.row("greeting"), bench.slack.messages[0]
    assert (row.state, row.channel, row.ts) == (State.SENT, "C1", message["ts"])
    assert row.said == {"text": "Hello", "blocks": message["blocks"]}
    assert row.covers == ["greeting"]
    assert bench.drain() == 0


def test_it_carries_what_finds_it_again_and_nothing_that_unfurls(bench: Bench) -> None:
    bench.say("greeting")
    bench.drain()
    (sent,) = bench.slack.called("chat.postMessage")
    nonce = bench.row("greeting").nonce
    assert sent["metadata"] == {"event_type": "throughline_message", "event_payload": {"k": nonce}}
    assert sent["client_msg_id"] == nonce
    assert (sent["unfurl_links"], sent["unfurl_media"], sent["link_names"]) == (False, False, False)


def test_a_first_direct_message_goes_to_the_user_and_keeps_the_channel(bench: Bench) -> None:
    bench.say("hello", to="UALICE")
    bench.drain()
    assert bench.slack.called("chat.postMessage")[0]["channel"] == "UALICE"
    assert bench.row("hello").channel == "DALICE"
    assert bench.link("hello") == f"https://acme.slack.com/archives/DALICE/p{_digits(bench)}"


def _digits(bench: Bench) -> str:
    return str(bench.slack.messages[-1]["ts"]).replace(".", "")


def test_the_same_key_said_twice_is_one_message(bench: Bench) -> None:
    bench.say("greeting")
    bench.say("greeting")
    bench.drain()
    bench.say("greeting")
    bench.drain()
    assert bench.slack.texts() == ["greeting"]


def test_nothing_is_sent_when_the_caller_rolls_back(bench: Bench) -> None:
    with bench.session() as session:
        service.say(session, key="k", to="C1", kind="prompt", ref="k")
        session.rollback()
    assert bench.drain() == 0


def test_an_unknown_kind_is_refused_at_once(bench: Bench) -> None:
    with pytest.raises(ValueError, match="nosuch"):
        bench.say("k", kind="nosuch")


def test_a_message_with_nothing_to_say_is_skipped_with_the_reason(bench: Bench) -> None:
    bench.say("reminder", Skip("has answered"))
    assert bench.drain() == 0
    row = bench.row("reminder")
    assert (row.state, row.why, row.available_at) == (State.SKIPPED, "has answered", None)


def test_a_skipped_message_that_has_something_to_say_after_all_is_sent(bench: Bench) -> None:
    bench.say("reminder", Skip("nothing yet"))
    bench.drain()
    bench.change("reminder", "now there is")
    bench.drain()
    assert bench.slack.texts() == ["now there is"]


@pytest.mark.parametrize("point", ["claimed", "posted"])
def test_whoever_knows_that_a_dead_worker_was_the_only_one_waits_for_no_lease(
    bench: Bench, point: str
) -> None:
    bench.say("greeting")
    with pytest.raises(Killed):
        bench.make_sender(at=dying_at(point)).drain()
    assert bench.drain() == 0
    bench.sender.inherit()
    bench.drain()
    assert bench.row("greeting").state is State.SENT
    assert bench.slack.texts() == ["greeting"]


@pytest.mark.parametrize("fault", [*LOST_ANSWERS, *NEVER_DONE])
def test_a_failing_call_ends_in_one_message(bench: Bench, fault: str) -> None:
    bench.patience = 0.2 if fault.startswith("hang") else bench.patience
    bench.slack.fail("chat.postMessage", fault)
    bench.say("greeting", to="UALICE")
    bench.until_quiet()
    assert bench.slack.texts() == ["greeting"]
    assert bench.row("greeting").ts == bench.slack.messages[0]["ts"]


@pytest.mark.parametrize("fault", LOST_ANSWERS)
def test_a_lost_answer_is_looked_for_and_not_posted_again(bench: Bench, fault: str) -> None:
    bench.patience = 0.2 if fault.startswith("hang") else bench.patience
    bench.slack.fail("chat.postMessage", fault)
    bench.say("greeting")
    bench.drain()
    assert bench.row("greeting").maybe_sent
    assert bench.waits("greeting") > 25, "Slack gets a moment to show it"
    bench.lapse()
    bench.drain()
    assert bench.row("greeting").state is State.SENT
    assert len(bench.slack.called("chat.postMessage")) == 1


def test_the_message_is_found_behind_others(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", "drop_after")
    bench.say("greeting")
    bench.drain()
    for number in range(5):
        bench.slack.answer("chat.postMessage", {"channel": "C1", "text": f"noise {number}"})
    bench.slack.messages.reverse()
    bench.lapse()
    bench.drain()
    assert len(bench.slack.called("conversations.history")) == 3
    assert bench.row("greeting").state is State.SENT
    assert bench.slack.texts().count("greeting") == 1


def test_somebody_elses_message_with_our_mark_is_not_ours(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", "drop_before")
    bench.say("greeting")
    bench.drain()
    mark = {"event_type": "throughline_message", "event_payload": {"k": bench.row("greeting").nonce}}
    bench.slack.messages.append(
        {"channel": "C1", "ts": "1900000000.5", "text": "copied", "bot_id": "BOTHER", "metadata": mark}
    )
    bench.until_quiet()
    assert bench.slack.texts() == ["copied", "greeting"]


def test_a_message_that_slack_does_not_show_yet_is_not_posted_again_at_once(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", "drop_after")
    bench.slack.hidden = True
    bench.say("greeting")
    bench.drain()
    bench.lapse()
    bench.drain()
    assert len(bench.slack.called("chat.postMessage")) == 1
    assert bench.waits("greeting") > 25
    bench.slack.hidden = False
    bench.until_quiet()
    assert bench.slack.texts() == ["greeting"]


def test_a_message_not_found_twice_is_posted_again(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", "drop_before")
    bench.say("greeting")
    for _ in range(3):
        bench.drain()
        bench.lapse()
    assert len(bench.slack.called("conversations.history")) == 2
    assert bench.slack.texts() == ["greeting"]


def test_it_is_looked_for_since_the_first_attempt(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", *["drop_before"] * 2)
    bench.say("greeting")
    bench.drain()
    first = bench.row("greeting").first_attempt_at
    for _ in range(2):
        bench.lapse()
        bench.drain()
    assert len(bench.slack.called("chat.postMessage")) == 2
    assert first is not None
    assert bench.row("greeting").first_attempt_at == first


def test_a_direct_message_whose_answer_was_lost_is_looked_for_in_its_channel(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", "drop_after")
    bench.say("hello", to="UALICE")
    bench.drain()
    bench.lapse()
    bench.drain()
    assert [name for name, _ in bench.slack.calls] == [
        "chat.postMessage",
        "conversations.open",
        "conversations.history",
    ]
    assert bench.row("hello").channel == "DALICE"


@pytest.mark.parametrize("fault", ["500_before", "429:5", "error:odd_trouble"])
@pytest.mark.parametrize("method", ["conversations.open", "conversations.history"])
def test_when_looking_fails_nothing_is_posted_blindly(bench: Bench, method: str, fault: str) -> None:
    bench.slack.fail("chat.postMessage", "drop_after")
    bench.say("hello", to="UALICE")
    bench.drain()
    bench.slack.fail(method, *[fault] * 20)
    for _ in range(9):  # one more than the eight claims that set a message aside
        bench.lapse()
        bench.drain()
    assert len(bench.slack.called("chat.postMessage")) == 1
    assert bench.row("hello").state is State.WAITING, "an outage of Slack's is not the message's fault"
    bench.slack.faults.clear()
    bench.until_quiet()
    assert bench.slack.texts() == ["hello"]


def test_a_429_does_not_clear_the_mark_of_an_earlier_unclear_attempt(bench: Bench) -> None:
    """Otherwise the copy that Slack shows only now would be followed by a second one."""
    bench.slack.fail("chat.postMessage", "drop_after", "429:1")
    bench.slack.hidden = True
    bench.say("greeting")
    for _ in range(3):  # lost; not shown; not shown again and refused by the limit
        bench.drain()
        bench.lapse()
    assert len(bench.slack.called("chat.postMessage")) == 2
    assert bench.row("greeting").maybe_sent
    bench.slack.hidden = False
    bench.until_quiet()
    assert bench.slack.texts() == ["greeting"]


def test_a_429_on_the_first_attempt_leaves_nothing_to_look_for(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", "429:7")
    bench.say("greeting")
    bench.drain()
    row = bench.row("greeting")
    assert (row.maybe_sent, row.attempts) == (False, 0)
    bench.until_quiet()
    assert bench.slack.called("conversations.history") == []


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_that_dies_leaves_a_message_that_ends_once(bench: Bench, point: str) -> None:
    bench.say("greeting", to="UALICE")
    with pytest.raises(Killed):
        bench.make_sender(at=dying_at(point)).drain()
    assert bench.drain() == 0, "the lease of the dead holds"
    bench.until_quiet()
    assert bench.slack.texts() == ["greeting"]
    assert bench.row("greeting").state is State.SENT


@pytest.mark.parametrize("point", BEFORE_SLACK)
def test_the_mark_tells_whether_a_dead_worker_may_have_posted(bench: Bench, point: str) -> None:
    bench.say("greeting")
    with pytest.raises(Killed):
        bench.make_sender(at=dying_at(point)).drain()
    assert bench.row("greeting").maybe_sent == (point == "marked")


@pytest.mark.parametrize("point", ["looked", "marked", "posted", "settled"])
def test_dying_again_while_mending_still_ends_once(bench: Bench, point: str) -> None:
    bench.slack.fail("chat.postMessage", "drop_before")
    bench.say("greeting")
    bench.drain()
    dying = bench.make_sender(at=dying_at(point))
    for _ in range(3):
        bench.lapse()
        try:
            dying.drain()
        except Killed:
            continue
    bench.until_quiet()
    assert bench.slack.texts() == ["greeting"]


def test_a_worker_that_lost_its_lease_takes_its_own_copy_back(bench: Bench) -> None:
    """Frozen between its last check and the request, for longer than its lease."""
    bench.say("greeting")
    bench.slack.hidden = True  # so that the other one does not find the first copy

    def freeze(point: str) -> None:
        if point == "posted":
            for _ in range(3):
                bench.lapse()
                bench.make_sender().drain()
            assert bench.slack.texts() == ["greeting", "greeting"]

    bench.make_sender(at=freeze).drain()
    bench.drain()
    assert bench.slack.texts() == ["greeting"]
    assert bench.row("greeting").ts == bench.slack.messages[0]["ts"]


def others_post(bench: Bench) -> None:
    while "greeting" not in bench.slack.texts():
        bench.lapse()
        bench.make_sender().drain()


def in_the_window(bench: Bench, then: Callable[[], None]) -> Callable[[str], None]:
    """Freezes between its last check and the request, until another one has looked in vain and posted. `then`
    happens when its own request is through."""

    def at(point: str) -> None:
        if point == "marked":
            others_post(bench)
            assert bench.slack.texts() == ["greeting"]
        elif point == "posted":
            assert bench.slack.texts() == ["greeting", "greeting"]
            then()

    return at


def test_a_copy_is_found_whose_worker_died_without_a_word(bench: Bench) -> None:
    bench.say("greeting")

    def die() -> None:
        raise Killed

    with pytest.raises(Killed):
        bench.make_sender(at=in_the_window(bench, die)).drain()
    bench.until_quiet()
    assert bench.slack.texts() == ["greeting"]
    assert bench.row("greeting").ts == bench.slack.messages[0]["ts"]


@pytest.mark.parametrize("thread", [None, "top"])
def test_a_copy_is_found_whose_worker_never_heard_of_it(bench: Bench, thread: str | None) -> None:
    bench.say("top", to="C2")
    bench.drain()
    bench.slack.messages[0]["text"] = ""
    bench.say("greeting", to="C2" if thread else "UALICE", thread_of=thread)

    def at(point: str) -> None:
        if point == "marked":
            others_post(bench)
            bench.slack.fail("chat.postMessage", "drop_after")

    bench.make_sender(at=at).drain()
    assert bench.slack.texts().count("greeting") == 2
    bench.until_quiet()
    assert bench.slack.texts() == ["", "greeting"]


def test_copies_are_looked_for_ten_minutes_after_the_last_attempt(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", *["drop_before"] * 2)
    bench.say("greeting")
    for _ in range(4):  # lost, looked for twice and lost again, looked for twice and posted
        bench.drain()
        bench.lapse()
    bench.drain()
    assert bench.slack.texts() == ["greeting"]
    (search,) = [row for row in bench.rows() if row.key.startswith("copies:")]
    assert 590 < bench.waits(search.key) <= 600
    bench.until_quiet()
    assert bench.row(search.key).state is State.SKIPPED
    assert bench.slack.texts() == ["greeting"]


def test_copies_are_still_looked_for_when_the_message_itself_is_found_late(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", *["drop_after"] * 2)
    bench.slack.hidden = True
    bench.say("greeting")
    for _ in range(4):  # lost, looked for twice and lost again; then both it and its copies are looked for
        bench.drain()
        bench.lapse()
    bench.slack.hidden = False
    bench.until_quiet()
    assert bench.slack.texts() == ["greeting"]


def test_a_refusal_that_is_heard_too_late_clears_nobody_elses_mark(bench: Bench) -> None:
    bench.say("greeting")
    bench.slack.fail("chat.postMessage", "error:odd_trouble")

    def freeze(point: str) -> None:
        if point == "posted":
            bench.lapse()
            bench.make_sender().drain()
            bench.lapse()
            with pytest.raises(Killed):
                bench.make_sender(at=dying_at("posted")).drain()

    bench.make_sender(at=freeze).drain()
    assert bench.row("greeting").maybe_sent
    bench.until_quiet()
    assert bench.slack.texts() == ["greeting"]


def test_while_slack_cannot_be_asked_copies_are_looked_for_later(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", "drop_before")
    bench.say("greeting")
    for _ in range(3):
        bench.drain()
        bench.lapse()
    bench.slack.fail("conversations.history", *["500_before"] * 10)
    bench.drain()
    (search,) = [row for row in bench.rows() if row.key.startswith("copies:")]
    assert bench.row(search.key).state is State.WAITING
    bench.slack.faults.clear()
    bench.until_quiet()
    assert bench.row(search.key).state is State.SKIPPED


def test_a_message_posted_once_leaves_nothing_to_look_for(bench: Bench) -> None:
    bench.slack.fail("chat.postMessage", "429:1", "drop_after")
    bench.say("greeting")
    bench.until_quiet()
    assert [row.key for row in bench.rows()] == ["greeting"]


def test_a_late_success_counts_even_when_another_holds_the_lease(bench: Bench) -> None:
    bench.say("greeting")

    def freeze(point: str) -> None:
        if point == "posted":
            bench.lapse()
            with pytest.raises(Killed):
                bench.make_sender(at=dying_at("claimed")).drain()

    bench.make_sender(at=freeze).drain()
    assert bench.row("greeting").state is State.SENT
    bench.until_quiet()
    assert bench.slack.texts() == ["greeting"]


def test_a_late_success_with_outdated_words_is_edited(bench: Bench) -> None:
    bench.say("greeting", "Hello")

    def freeze(point: str) -> None:
        if point == "posted":
            bench.slack.hidden = True
            bench.change("greeting", "Good morning")
            bench.lapse()
            bench.make_sender().drain()
            bench.lapse()
            with pytest.raises(Killed):
                bench.make_sender(at=dying_at("marked")).drain()

    bench.make_sender(at=freeze).drain()
    bench.until_quiet()
    assert bench.slack.texts() == ["Good morning"]


def test_a_worker_whose_lease_is_nearly_over_does_not_begin(bench: Bench) -> None:
    bench.say("greeting")
    reached = []

    def dawdle(point: str) -> None:
        reached.append(point)
        if reached == ["claimed", "rendered"]:
            bench.set_leases(10)

    bench.make_sender(at=dawdle).drain()
    assert reached == ["claimed", "rendered", "claimed", "rendered", "marked", "posted", "settled"]
    assert bench.slack.texts() == ["greeting"]


def test_a_worker_held_up_in_its_last_commit_does_not_begin(bench: Bench) -> None:
    """The lease itself may look long enough by then; the worker's own clock knows."""
    bench.say("greeting")

    def lengthen(point: str) -> None:
        if point == "rendered":
            bench.set_leases(60)

    slow = bench.make_sender(at=lengthen, timings=Timings(lease=15, request=15))
    assert slow.drain(until=time.monotonic() + 0.2) == 0
    row = bench.row("greeting")
    assert (row.state, row.attempts, row.maybe_sent) == (State.WAITING, 0, False)


def test_refused_connections_cost_no_attempt(bench: Bench) -> None:
    nobody = bench.make_sender(base_url="http://127.0.0.1:9/api/")
    bench.say("greeting")
    url, bench.slack.url = bench.slack.url, "http://127.0.0.1:9/api/"
    nobody.drain()
    bench.slack.url = url
    row = bench.row("greeting")
    assert (row.state, row.attempts, row.maybe_sent) == (State.WAITING, 0, False)
    bench.until_quiet()
    assert bench.slack.texts() == ["greeting"]
    assert bench.slack.called("conversations.history") == []


def test_who_began_to_look_earlier_leaves_what_is_put_off_for_the_longest_wait(bench: Bench) -> None:
    bench.say("greeting")
    queue = Queue(bench.kinds, hurry=False)
    with bench.session() as session:
        now = machine_now(session)
        assert len(queue.claim(session, WORKSPACE, now, limit=1, lease=LONGEST_WAIT)) == 1
    with bench.session() as session:
        earlier = now - timedelta(seconds=1)
        assert queue.claim(session, WORKSPACE, earlier, limit=1, lease=LONGEST_WAIT) == []
