"""A week of check-ins on each kind of database."""

from collections.abc import Iterator
from datetime import date

import pytest

from bot.checkins import queries
from bot.core.db import Database
from tests.checkins.desk import Desk, read
from tests.checkins.walking import CONSUMERS, MONDAY
from tests.support.world import settle

FAR = date(2026, 12, 31)


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    database = Database(database_url, {"consumers": CONSUMERS})
    world = settle(database)
    world.now = MONDAY
    yield Desk(world)
    database.engine.dispose()


def test_a_week_of_check_ins(desk: Desk) -> None:
    one, two = desk.owns("alice", "Triage in 15 minutes", FAR), desk.owns("alice", "Macro library", FAR)
    desk.owns("bob", "Queue forecast", FAR)
    desk.start()
    desk.to("2026-11-18 09:00")
    desk.taps("alice", "🟢 Both on track")
    desk.taps("alice", "Undo")
    form = desk.taps("alice", "🔴", "Triage")
    desk.submits("alice", form, note="Legal's yes", waiting_for="UOMAR", needed_by=date(2026, 11, 26))
    desk.submits("alice", desk.taps("alice", "✅", "Macro"), evidence="the wiki")
    assert "That's all" in read(desk.prompt("alice"))
    desk.to("2026-11-18 17:00")
    desk.taps("bob", "Ask me later")
    desk.to("2026-11-20 12:00")
    assert desk.channel()[0].startswith("*Check-in, week 47* · 1 of 2 answered · 🔴 1 ✅ 1 ⚪ 1 · closed")
    desk.types("bob", "status")
    desk.clicks("ana", "checkin.preview", team=desk.world.ids["support"])
    desk.to("2026-11-26 00:00")
    assert desk.periods() == ["2026-W47", "2026-W48"]
    with desk.session() as session:
        support = desk.world.ids["support"]
        assert queries.silent_rounds(session, desk.world.ids["bob"]) == 0
        assert [move.outcome.id for move in queries.changes_since(session, [support], MONDAY)] == [one]
        assert queries.heard_from(session, [support], MONDAY, desk.now)[1] == 2
    assert two
