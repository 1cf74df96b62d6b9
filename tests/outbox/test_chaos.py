"""Everything at once: lost answers, refusals, dying and frozen workers, changes. No loss, no double."""

import random
import threading
from collections import Counter
from collections.abc import Callable

import pytest

from bot.outbox import service
from bot.outbox.rules import State
from tests.outbox.bench import Bench, Killed

NOT_DONE = ("drop_before", "500_before", "429:1", "error:internal_error", "error:odd_trouble")
LOST_ANSWERS = ("drop_after", "500_after", "truncated")
METHODS = ("chat.postMessage", "chat.update", "conversations.history", "conversations.open", "chat.delete")


def say_much(bench: Bench, dice: random.Random, number: int) -> None:
    bench.say("top")
    for index in range(number):
        place = dice.choice([{"to": "C1", "thread_of": "top"}, {"to": "C2"}, {"to": f"U{index}"}])
        bench.say(f"note {index}", kind=dice.choice(["ask", "prompt", "counter"]), **place)


def dying(dice: random.Random, spared: str = "") -> Callable[[str], None]:
    def at(point: str) -> None:
        if point != spared and dice.random() < 0.1:
            raise Killed

    return at


def everything_is_there_once(bench: Bench) -> None:
    bench.slack.faults.clear()
    for _ in range(3):
        for row in bench.rows():
            with bench.session() as session:
                service.retry(session, row.key)
        bench.lapse()
        bench.sender.drain(hurry=True)
    rows = [row for row in bench.rows() if not row.key.startswith(("copy:", "copies:"))]
    assert {row.state for row in rows} == {State.SENT}
    assert Counter(bench.slack.texts()) == Counter(str(bench.facts[row.key]) for row in rows)
    known = {row.ts: str(bench.facts[row.key]) for row in rows}
    assert {one["ts"]: one["text"] for one in bench.slack.messages} == known


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_happens_in_turn_each_message_is_there_once(bench: Bench, seed: int) -> None:
    dice = random.Random(seed)
    say_much(bench, dice, 8)
    for _ in range(20):
        bench.slack.fail(dice.choice(METHODS), dice.choice(NOT_DONE + LOST_ANSWERS))
        key = f"note {dice.randrange(8)}"
        bench.change(key, f"{key} changed")
        bench.lapse()
        try:
            bench.make_sender(at=dying(dice)).drain()
        except Killed:
            continue
    everything_is_there_once(bench)


def test_whatever_happens_at_the_same_time_each_message_is_there_once(bench: Bench) -> None:
    """Time passes while workers are in the midst of it: to each other they are frozen beyond their leases.

    One thing is spared them: a worker that froze beyond its lease and then does not live to hear that its
    message arrived. Nobody can know of that copy.
    """
    dice = random.Random(4)
    say_much(bench, dice, 10)

    def work(seed: int) -> None:
        own = random.Random(seed)
        sender = bench.make_sender(at=dying(own, spared="posted"))
        for _ in range(8):
            try:
                sender.drain(hurry=True)
            except Killed:
                bench.slack.fail(own.choice(METHODS), own.choice(NOT_DONE))
            bench.lapse()

    workers = [threading.Thread(target=work, args=(seed,)) for seed in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    everything_is_there_once(bench)
