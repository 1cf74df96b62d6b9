"""However much there is to tell: two hundred words, and the same number of look-ups."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event

from bot.core.db import Session
from bot.digests import queries, ui
from bot.digests.ui.size import short, words
from bot.outcomes.rules.lifecycle import Status
from bot.slack.blocks import fitted, section
from tests.digests.desk import Desk
from tests.digests.reading import read, utc

LONG = "Every customer of ours who writes about a bill that they cannot understand gets an answer "
DECEMBER = date(2026, 12, 11)


def test_words_are_counted_as_they_are_read() -> None:
    shown = [section("*Two words* · 🟢 <!date^1^{time}|10:00 UTC>")]
    assert words(shown) == 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("short enough", "short enough"),
        ("one two three four", "one two three…"),
        ("  spaces \n and lines ", "spaces and lines"),
        ("w" * 100, "w" * 29 + "…"),
    ],
)
def test_typed_texts_are_shortened_on_one_line(text: str, expected: str) -> None:
    assert short(text, 3) == expected


def _fill(desk: Desk, count: int) -> None:
    """So many outcomes in every kind of trouble, each of them with words without end."""
    desk.starts("support", "harbor", "cx")
    desk.world.now = utc("2026-10-12 07:00")
    lena = desk.world.ids["lena"]
    title = LONG * 20
    for n in range(count):
        old = desk.owns("bob", title, DECEMBER)
        desk.says("bob", Status.AT_RISK, old, note=title)
        asked = desk.owns("alice", title, DECEMBER, confirmer_id=lena)
        desk.is_on_track("alice", asked)
        desk.suggests("alice", asked, date(2027, 1, 15))
        desk.asks_for("alice", "lena", f"{title} {n}?", asked)
        looked = desk.owns("bob", title, date(2026, 12, 1))
        desk.is_on_track("bob", looked, note=title)
        desk.moves("ana", looked, DECEMBER, date(2026, 12, 18))
        _look(desk, looked)
    desk.world.now = utc("2026-11-10 07:00")
    for _ in range(count):
        stuck = desk.owns("alice", title, DECEMBER)
        desk.says("alice", Status.BLOCKED, stuck, note=title, waiting_for_text=title,
                  needed_by=date(2026, 11, 26))  # fmt: skip
        done = desk.owns("alice", title, DECEMBER)
        desk.finishes("alice", done, confirmer="ana")


def _look(desk: Desk, outcome_id: str) -> None:
    desk.looks_twice(outcome_id)
    desk.explains("bob", outcome_id, LONG * 20)
    desk.shows_looks()


@pytest.mark.parametrize("name", ["lena", "support", "harbor"])
def test_two_hundred_words_are_the_most_even_in_the_worst_of_weeks(desk: Desk, name: str) -> None:
    _fill(desk, 5)
    for n in range(30 if name == "harbor" else 0):
        desk.adds_team(f"{'team with a very long name '}{n}", "harbor", "omar")
    moment = "2026-11-13 10:00" if name == "support" else "2026-11-13 09:00"
    shown = desk.posts(name, moment)
    message = desk.last(name)
    assert 100 < words(message.blocks) <= 200 or name == "harbor"
    assert fitted(message).blocks == message.blocks
    for label in ("Decide", "Got worse", "Worth a second look", "Still open", "Next 4 weeks", "Good"):
        assert label in shown or name != "lena", label
    ids = [
        one["action_id"]
        for block in message.blocks
        for one in block.get("elements", ())
        if "action_id" in one
    ]
    assert all(desk.entry("action", id) for id in ids)
    assert len(set(ids)) == len(ids)
    details = desk.said[queries.details_key(desk.digests(name)[0].id)] if name != "harbor" else []
    assert all(fitted(one).blocks == one.blocks for one in details)


def test_the_number_of_statements_does_not_grow_with_the_outcomes(desk: Desk) -> None:
    _fill(desk, 1)
    few = _statements(desk)
    with desk.session() as session:
        total = len(_facts(desk, session).leaves)
    _plain(desk, 45)
    many = _statements(desk)
    with desk.session() as session:
        assert len(_facts(desk, session).leaves) == total + 45
    assert many == few


def _plain(desk: Desk, count: int) -> None:
    for n in range(count):
        name = ("alice", "bob", "ana")[n % 3]
        made = desk.owns(name, f"Outcome {n}", date(2026, 12, 1 + n % 20))
        if n % 3 == 0:
            desk.is_blocked(name, made)
        elif n % 3 == 1:
            desk.is_on_track(name, made)


def _facts(desk: Desk, session: Session) -> queries.Facts:
    lena = desk.world.person(session, "lena")
    scope = queries.scope_of_leader(session, queries.forest(session), lena)
    return queries.preview(session, lena, scope, desk.world.now)


def _statements(desk: Desk) -> int:
    with desk.session() as session, _counting(desk) as counted:
        facts = _facts(desk, session)
        ui.digest(facts)
        ui.details(facts, {})
    assert read(ui.digest(facts))
    return len(counted)


@contextmanager
def _counting(desk: Desk) -> Iterator[list[str]]:
    seen: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(desk.world.database.engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(desk.world.database.engine, "before_cursor_execute", count)
