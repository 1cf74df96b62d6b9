"""What people are told besides what waits for them."""

from datetime import date, timedelta

from bot.asks import service as asks, ui as ask_ui
from bot.asks.model import Origin
from tests.escalations.desk import Desk, buttons, read

FRIDAY = date(2026, 11, 20)


def test_the_asker_hears_when_somebody_else_is_asked(desk: Desk) -> None:
    desk.goes_away("priya", FRIDAY)
    desk.is_blocked("alice", desk.owns("alice"))
    assert desk.notices("alice", "asked") == []
    desk.at("2026-11-19 09:02")
    (told,) = desk.notices("alice", "asked")
    assert "*Ana is asked now*: Legal's yes to storing phone numbers" in read(told)
    desk.at("2026-11-20 09:02")
    # What has gone on since is not told any more.
    (told,) = desk.notices("alice", "asked")
    assert "*Nadia is asked now* for Priya, who is away: " in read(told)


def test_the_asker_can_say_that_a_promised_day_is_too_late(desk: Desk) -> None:
    desk.is_blocked("alice", desk.owns("alice"))
    desk.does("promise", "omar", day=date(2026, 11, 25))
    (told,) = desk.notices("alice", "promised")
    assert "Omar gets it for you by Wed 25 Nov" in read(told)
    assert buttons(told) == []
    desk.at(f"{desk.world.now + timedelta(minutes=1):%Y-%m-%d %H:%M}")
    desk.does("promise", "omar", day=date(2026, 11, 30))
    told = desk.notices("alice", "promised")[-1]
    assert buttons(told) == ["That is too late…"]
    desk.does("not_enough", "alice", why="I need it on Thursday")
    assert desk.asked() == ["omar", "ana"]


def test_what_came_of_a_promise_is_what_is_asked_about_afterwards(desk: Desk) -> None:
    desk.is_blocked("alice", desk.owns("alice"))
    desk.does("promise", "omar", day=date(2026, 11, 25))
    desk.does("answer", "ana", text="Use the short form")
    with desk.session() as session:
        ask = desk.ask(session)
        form = ask_ui.not_enough(ask_ui.Facts(ask, asker="Alice", today=FRIDAY, answerer="Ana"))
    assert "Use the short form" in str(form.blocks)


def test_who_could_not_be_reached_is_named_where_the_next_one_is_asked(desk: Desk) -> None:
    desk.is_blocked("alice", desk.owns("alice"))
    desk.unreachable.add("ana")
    desk.at("2026-11-19 09:02")
    assert desk.asked() == ["omar", "priya"]
    assert desk.lines()[-1] == "Ana could not be reached. *Priya* is asked now."


def test_a_question_to_an_owner_is_a_question(desk: Desk) -> None:
    macros = desk.owns("bob", "Macros")
    desk.at("2026-11-18 15:30")
    with desk.session() as session:
        asks.ask(
            session,
            asker_id=desk.world.ids["alice"],
            to_id=desk.world.ids["bob"],
            what="Which ones first?",
            needed_by=None,
            about=f"outcome:{macros}",
            team_id=desk.world.ids["support"],
            origin=Origin.QUESTION,
            origin_ref="1",
            is_urgent=False,
            now=desk.world.now,
        )
    desk.settle()
    (item,) = desk.waits("bob")
    assert desk.reads("bob").startswith("*Alice has a question for you* about *Macros*")
    assert buttons(item) == ["Here is the answer…", "Ask someone else…", "I need to know more…"]
    desk.at("2026-12-18 15:30")
    assert desk.asked() == ["bob"]
    assert desk.channel() == desk.channel("escalations.in_round") == []
