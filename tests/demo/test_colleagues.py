"""Harbor lives: who is not the visitor answers by themselves, unless the visitor does so for them."""

from datetime import date

import pytest
from sqlalchemy import update

from bot.checkins import jobs
from bot.checkins.model import Prompt
from bot.demo import colleagues, harbor
from bot.outcomes.rules.lifecycle import Lifecycle, Status
from tests.checkins.desk import Desk, read
from tests.checkins.walking import CONSUMERS, MONDAY, utc
from tests.support.harbor import Story
from tests.support.world import World

SOON, FAR = date(2026, 11, 24), date(2026, 12, 31)
MACROS, QUEUE = "The macro library is there", "The queue is forecast"
# Bob is asked at 10:00 in Chicago, and answers 50 minutes later.
ASKED, BEFORE, AFTER = "2026-11-18 16:00", "2026-11-18 16:49", "2026-11-18 16:51"


@pytest.fixture
def desk(world: World) -> Desk:
    """Bob has two outcomes and Alice has one; it is Monday, 07:00 UTC."""
    world.database.services["consumers"] = CONSUMERS
    world.now = MONDAY
    desk = Desk(world, dues=(*jobs.DUE, colleagues.DUE))
    desk.macros, desk.queue = desk.owns("bob", MACROS, FAR), desk.owns("bob", QUEUE, FAR)
    desk.triage = desk.owns("alice", "Priority tickets are triaged", FAR)
    desk.start()
    return desk


def status(desk: Desk, id: str) -> Status | None:
    with desk.session() as session:
        return desk.outcome(session, id).status


def test_a_colleague_answers_a_while_after_being_asked(desk: Desk) -> None:
    desk.to(BEFORE)
    assert (status(desk, desk.macros), status(desk, desk.queue)) == (None, None)
    desk.to(AFTER)
    assert (status(desk, desk.macros), status(desk, desk.queue)) == (Status.ON_TRACK, Status.ON_TRACK)
    assert "That's all, thank you." in read(desk.prompt("bob"))
    assert utc("2026-11-18 16:50") in desk.stops


def test_alice_is_the_visitors(desk: Desk) -> None:
    desk.to("2026-11-20 10:00")
    assert status(desk, desk.triage) is None


def test_whoever_has_answered_by_hand_is_left_alone(desk: Desk) -> None:
    desk.to(ASKED)
    desk.submits("bob", desk.taps("bob", "At risk", QUEUE), cause="people", note="a reviewer")
    desk.to("2026-11-20 10:00")
    assert (status(desk, desk.macros), status(desk, desk.queue)) == (None, Status.AT_RISK)


def test_whoever_came_early_is_left_alone(desk: Desk) -> None:
    desk.to("2026-11-18 13:00")
    desk.types("bob")
    desk.taps("bob", "On track", MACROS)
    desk.to("2026-11-20 10:00")
    assert status(desk, desk.queue) is None


def test_an_answer_that_was_taken_back_is_not_given_again(desk: Desk) -> None:
    desk.to(AFTER)
    desk.taps("bob", "Undo")
    desk.to("2026-11-20 10:00")
    assert (status(desk, desk.macros), status(desk, desk.queue)) == (None, None)


def test_whoever_wants_to_be_asked_later_is_left_alone(desk: Desk) -> None:
    desk.to(ASKED)
    desk.taps("bob", "Ask me later")
    desk.to("2026-11-18 20:00")
    assert status(desk, desk.macros) is None


def test_whoever_is_away_does_not_answer(desk: Desk) -> None:
    desk.to(ASKED)
    desk.away("bob", date(2026, 11, 18), date(2026, 11, 18))
    desk.to(AFTER)
    assert status(desk, desk.macros) is None
    assert not desk.is_something_due()


def test_nobody_answers_once_the_round_is_closed(desk: Desk) -> None:
    desk.to(ASKED)
    desk.sleep("2026-11-20 09:30")
    assert status(desk, desk.macros) is None


def test_who_would_answer_too_late_does_so_before_the_round_closes(desk: Desk) -> None:
    desk.to(ASKED)
    with desk.session() as session:
        session.execute(
            update(Prompt).where(Prompt.asked_at.is_not(None)).values(asked_at=utc("2026-11-20 08:30"))
        )
    desk.to("2026-11-20 08:54")
    assert status(desk, desk.macros) is None
    desk.to("2026-11-20 08:56")
    assert status(desk, desk.macros) is Status.ON_TRACK


def test_what_goes_well_and_is_due_before_the_next_check_in_is_done(desk: Desk) -> None:
    due = desk.owns("bob", "The shelf is built", SOON)
    desk.to(AFTER)
    with desk.session() as session:
        assert desk.outcome(session, due).lifecycle is Lifecycle.CLAIMED_DONE
    assert status(desk, desk.macros) is Status.ON_TRACK


@pytest.mark.parametrize(
    ("number", "said"),
    [(11, "aag"), (16, "aag"), (21, "-gg"), (25, "aaa"), (15, "ggg"), (len(harbor.OUTCOMES) + 1, "ggg")],
)
def test_what_is_said_in_three_weeks(number: int, said: str) -> None:
    days = [date(2026, 11, day) for day in (18, 25)]
    assert [colleagues.letter(number, day) for day in (*days, date(2026, 12, 2))] == [*said]


def test_a_week_in_which_the_visitor_only_looks_on(story: Story) -> None:
    alice, lena = story.person("alice"), story.person("lena")
    story.at(18, 9, 2)
    assert "2 of 4 answered, 3 are asked later today · 🟢 1 🟠 1" in alice.sees("Check-in", "support").text
    # Chen answers when he is reminded; until then he can read who waits for whom.
    assert "🟢 On track" in story.person("chen").sees("How is it going?").buttons
    story.at(20, 10, 30)
    assert "5 of 7 answered" in alice.sees("Check-in", "support").text
    digest = lena.sees("Harbor, week 47")
    assert "Heard from 17 of 19 people" in digest.text
    assert "Bob: “draft reviewed Monday”" in digest.text
    assert "holds up 3" in digest.text
    assert "Tom suggests Fri 15 Jan" in digest.text
    assert digest.buttons[:3] == ["Agree", "Decide…", "Pass on…"]
    # What waits for a person waits for the visitor.
    assert "Tom asks for your decision" in lena.home_text()
    assert "🔴 Blocked" in alice.sees("Still open: how is it going?").buttons
