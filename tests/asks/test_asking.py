"""What people can do with an ask, what is refused, and with which words."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.asks import queries, service
from bot.asks.model import Ask, AskState, Origin, Passed
from bot.core.db import Session
from bot.core.errors import InvalidInput, NotAllowed, Outdated
from bot.core.journal import Entry
from bot.core.pending import Pending
from bot.people import service as people
from tests.support.world import World

NEEDED = date(2026, 11, 26)


def ask(world: World, session: Session, **facts: Any) -> Ask:
    """Alice asks Omar, unless told otherwise; people by name."""
    to = facts.pop("to", "omar")
    known: dict[str, Any] = {
        "asker_id": world.ids["alice"],
        "to_id": world.ids[to] if to else None,
        "what": "Legal's yes",
        "needed_by": NEEDED,
        "about": None,
        "team_id": world.ids["support"],
        "origin": Origin.BLOCK,
        "origin_ref": "1",
        "is_urgent": False,
        "now": world.now,
    }
    return service.ask(session, **{**known, **facts})


def asked(world: World, session: Session, found: Ask) -> list[str]:
    names = {id: name for name, id in world.ids.items()}
    return [names[step.person_id or ""] for step in queries.addressees(session, found.id)]


@pytest.fixture
def session(world: World) -> Iterator[Session]:
    world.database.services["consumers"] = {"ask.changed": ("follow",), "person.waiting": ("home",)}
    with world.session() as session:
        yield session


def test_the_same_origin_asks_once(world: World, session: Session) -> None:
    assert ask(world, session).id == ask(world, session, what="something else").id


def test_it_waits_for_who_is_asked_and_for_nobody_else(world: World, session: Session) -> None:
    found = ask(world, session)
    assert [one.id for one in queries.waiting_for(session, world.ids["omar"])] == [found.id]
    for name in ("alice", "ana", "priya", "bob"):
        assert queries.waiting_for(session, world.ids[name]) == []


def test_whoever_reacts_is_told_of_every_change(world: World, session: Session) -> None:
    found = ask(world, session)
    noted = {(one.consumer, one.subject) for one in session.scalars(select(Pending))}
    waiting = {("home", world.ids["omar"]), ("home", world.ids["alice"])}
    assert noted == {("follow", found.id), *waiting}


def test_without_anybody_to_wait_for_the_leader_is_asked(world: World, session: Session) -> None:
    assert asked(world, session, ask(world, session, to=None)) == ["ana"]


def test_urgent_and_by_choice_the_leader_is_asked_as_well(world: World, session: Session) -> None:
    assert asked(world, session, ask(world, session, is_urgent=True)) == ["omar", "ana"]
    with_leader = ask(world, session, with_leader=True, origin_ref="2")
    assert asked(world, session, with_leader) == ["omar", "ana"]


def test_what_one_waits_for_oneself_goes_to_the_leader(world: World, session: Session) -> None:
    found = ask(world, session, to="alice")
    assert asked(world, session, found) == ["ana"]
    assert queries.steps(session, found.id)[0].passed_over is Passed.OWN


def test_a_leader_who_waits_for_it_is_not_asked_but_the_one_above(world: World, session: Session) -> None:
    found = ask(world, session, to=None, asker_id=world.ids["ana"])
    assert asked(world, session, found) == ["priya"]


def test_a_question_to_an_owner_goes_nowhere_else(world: World, session: Session) -> None:
    found = ask(world, session, to="bob", origin=Origin.QUESTION)
    assert asked(world, session, found) == ["bob"]
    assert found.moves_at is None


def test_a_promise_stops_the_clock_until_the_end_of_that_day(world: World, session: Session) -> None:
    found = ask(world, session)
    service.promise(session, found, by=world.ids["omar"], day=date(2026, 11, 20), now=world.now)
    assert found.state is AskState.PROMISED
    # 17:30 in London.
    assert found.moves_at is not None
    assert found.moves_at.isoformat() == "2026-11-20T17:30:00+00:00"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (None, "Choose a day"),
        (date(2026, 11, 17), "has passed"),
        (date(2028, 1, 1), "more than a year"),
    ],
)
def test_a_promise_needs_a_day_that_can_be_kept(
    world: World, session: Session, day: date | None, words: str
) -> None:
    found = ask(world, session)
    with pytest.raises(InvalidInput, match=words) as refused:
        service.promise(session, found, by=world.ids["omar"], day=day, now=world.now)
    assert refused.value.field == "day"


def test_nobody_promises_for_a_day_that_is_over(world: World, session: Session) -> None:
    found = ask(world, session)
    with pytest.raises(InvalidInput, match="working day is over"):
        service.promise(
            session, found, by=world.ids["omar"], day=date(2026, 11, 18), now=world.travel(hours=10)
        )


def test_an_answer_waits_for_the_asker_who_can_go_on(world: World, session: Session) -> None:
    found = ask(world, session)
    service.answer(session, found, by=world.ids["omar"], text=" Yes, with a limit ", now=world.now)
    assert (found.state, found.answer, found.moves_at) == (AskState.ANSWERED, "Yes, with a limit", None)
    assert queries.waiting_for(session, world.ids["omar"]) == []
    assert [one.id for one in queries.waiting_for(session, world.ids["alice"])] == [found.id]
    service.go_on(session, found, by=world.ids["alice"], now=world.now)
    assert found.state is AskState.SETTLED
    assert queries.waiting_for(session, world.ids["alice"]) == []


@pytest.mark.parametrize("verb", ["answer", "decline", "question"])
def test_an_empty_text_is_marked(world: World, session: Session, verb: str) -> None:
    found = ask(world, session)
    text = {"why": "  "} if verb == "decline" else {"text": "  "}
    with pytest.raises(InvalidInput) as refused:
        getattr(service, verb)(session, found, by=world.ids["omar"], now=world.now, **text)
    assert refused.value.field == "text"


def test_a_second_answer_hears_of_the_first(world: World, session: Session) -> None:
    found = ask(world, session, is_urgent=True)
    service.answer(session, found, by=world.ids["ana"], text="Take the shorter form", now=world.now)
    with pytest.raises(Outdated, match="Ana has answered it: Take the shorter form"):
        service.answer(session, found, by=world.ids["omar"], text="No", now=world.now)


@pytest.mark.parametrize("name", ["ana", "priya", "nadia", "lena"])
def test_leaders_above_and_their_deputies_may_answer_unasked(
    world: World, session: Session, name: str
) -> None:
    found = ask(world, session)
    service.answer(session, found, by=world.ids[name], text="Yes", now=world.now)
    assert found.answered_by_id == world.ids[name]


@pytest.mark.parametrize("name", ["bob", "grace", "marcus", "alice"])
def test_others_are_told_whom_to_talk_to(world: World, session: Session, name: str) -> None:
    found = ask(world, session)
    with pytest.raises(NotAllowed, match=r"Omar is asked for this\. Tell Omar or Alice"):
        service.answer(session, found, by=world.ids[name], text="Yes", now=world.now)


def test_only_the_asker_says_that_they_can_go_on(world: World, session: Session) -> None:
    found = ask(world, session)
    service.answer(session, found, by=world.ids["omar"], text="Yes", now=world.now)
    with pytest.raises(NotAllowed, match="Only Alice"):
        service.go_on(session, found, by=world.ids["bob"], now=world.now)


@pytest.mark.parametrize(
    ("to", "words"),
    [
        (None, "Choose a person"),
        ("omar", "That is you"),
        ("alice", "the one who needs it"),
        ("charlie", "is a guest"),
        ("robot", "is an app"),
        ("left", "deactivated"),
        ("priya", "is away"),
        ("ana", "asked already"),
    ],
)
def test_it_cannot_be_passed_on_to_just_anybody(
    world: World, session: Session, to: str | None, words: str
) -> None:
    found = ask(world, session, is_urgent=True)
    priya, grace, marcus = (world.person(session, name) for name in ("priya", "grace", "marcus"))
    people.go_away(session, priya, world.now.date(), world.now.date(), by=priya.id, now=world.now)
    grace.is_bot, marcus.is_gone = True, True
    to = {"robot": "grace", "left": "marcus"}.get(to or "", to)
    with pytest.raises(InvalidInput, match=words) as refused:
        service.pass_on(
            session, found, by=world.ids["omar"], to_id=world.ids[to] if to else None, now=world.now
        )
    assert refused.value.field == "to"


def test_who_passed_it_on_is_not_asked_any_more_and_the_next_one_has_the_whole_time(
    world: World, session: Session
) -> None:
    found = ask(world, session, to="marcus")
    later = world.travel(hours=20)
    service.pass_on(session, found, by=world.ids["marcus"], to_id=world.ids["grace"], now=later)
    assert asked(world, session, found) == ["grace"]
    step = queries.addressees(session, found.id)[0]
    # 05:30 in Lagos: her day begins at nine.
    assert step.take_by is not None
    assert step.take_by.isoformat() == "2026-11-20T08:00:00+00:00"
    with pytest.raises(NotAllowed):
        service.answer(session, found, by=world.ids["marcus"], text="Yes", now=later)


def test_a_question_asked_back_stops_the_clock_and_waits_for_the_asker(
    world: World, session: Session
) -> None:
    found = ask(world, session)
    service.question(session, found, by=world.ids["omar"], text="Which countries?", now=world.now)
    assert found.moves_at is None
    assert queries.waiting_for(session, world.ids["omar"]) == []
    assert [one.id for one in queries.waiting_for(session, world.ids["alice"])] == [found.id]
    with pytest.raises(Outdated, match="Omar has a question already"):
        service.question(session, found, by=world.ids["ana"], text="And when?", now=world.now)
    later = world.travel(days=5)
    service.reply(session, found, by=world.ids["alice"], text="All of them", now=later)
    assert [one.id for one in queries.waiting_for(session, world.ids["omar"])] == [found.id]
    step = queries.addressees(session, found.id)[0]
    assert step.answer_by is not None
    assert step.answer_by.isoformat() == "2026-11-24T09:00:00+00:00"


def test_what_is_not_enough_is_open_again_with_the_whole_time(world: World, session: Session) -> None:
    found = ask(world, session)
    service.answer(session, found, by=world.ids["omar"], text="Perhaps", now=world.now)
    later = world.travel(days=2)
    service.not_enough(session, found, by=world.ids["alice"], why="I need a yes or a no", now=later)
    assert found.state is AskState.ASKED
    assert asked(world, session, found) == ["omar"]
    assert queries.item_id(found) == f"ask:{found.id}:1"
    assert queries.addressees(session, found.id)[0].take_by is not None


def test_a_day_that_is_too_late_asks_the_next_one_at_once(world: World, session: Session) -> None:
    found = ask(world, session)
    service.promise(session, found, by=world.ids["omar"], day=date(2026, 12, 4), now=world.now)
    service.not_enough(session, found, by=world.ids["alice"], why="I need it before", now=world.now)
    assert found.moves_at == world.now
    service.move(session, found, world.now, may_pass_leader=True)
    assert asked(world, session, found) == ["omar", "ana"]


def test_withdrawing_twice_is_no_mistake(world: World, session: Session) -> None:
    found = ask(world, session)
    service.withdraw(session, found, by=world.ids["alice"], now=world.now)
    service.withdraw(session, found, by=world.ids["alice"], now=world.now)
    assert (found.state, found.moves_at) == (AskState.WITHDRAWN, None)
    assert [one.kind for one in queries.events(session, found.id)] == ["asked", "withdrawn"]


def test_every_change_of_state_is_in_the_journal(world: World, session: Session) -> None:
    found = ask(world, session, about="outcome:1")
    service.answer(session, found, by=world.ids["omar"], text="Yes", now=world.now)
    session.flush()
    (entry,) = session.scalars(select(Entry).where(Entry.subject == "outcome:1"))
    assert (entry.actor, entry.field, entry.before, entry.after) == (
        world.ids["omar"],
        "ask",
        "asked",
        "answered",
    )


def test_an_otherwise_about_money_is_marked() -> None:
    with pytest.raises(InvalidInput) as refused:
        service.check_otherwise("buy it myself")
    assert refused.value.field == "otherwise"
    service.check_otherwise("go on without phone numbers")
    service.check_otherwise(None)


def test_an_ask_of_another_workspace_does_not_exist(world: World) -> None:
    with world.session() as session:
        found = ask(world, session).id
    with world.session("T0OTHER") as elsewhere:
        assert elsewhere.find(Ask, found) is None
        assert queries.by_origin(elsewhere, Origin.BLOCK, "1") is None
