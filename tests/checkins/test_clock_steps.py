"""People travel at any moment, and the business clock is set forward or back: nobody is asked twice."""

import random
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.checkins.model import Prompt, Round
from tests.checkins.walking import Walk

# Between them lies nearly a whole day, both ways; some change their clocks in these weeks, some never do.
ZONES = (
    "Pacific/Auckland",
    "America/Los_Angeles",
    "Asia/Kathmandu",
    "Europe/London",
    "Africa/Casablanca",
    "America/St_Johns",
    "Pacific/Apia",
    "UTC",
)
TRAVELLERS = ("tom", "una", "vic")
WEEKS = 3


def asked_in(walk: Walk, name: str) -> list[tuple[str, datetime | None, str | None]]:
    """The person's part in each round: its period, when they were asked, or why they were not."""
    with walk.session() as session:
        found = session.execute(
            select(Round.period, Prompt.asked_at, Prompt.skipped)
            .join(Prompt, Prompt.round_id == Round.id)
            .where(Prompt.person_id == walk.world.ids[name], Round.opened_at.is_not(None))
            .order_by(Round.period)
        ).all()
    return [(period, asked_at, skipped) for period, asked_at, skipped in found]


@pytest.mark.parametrize("seed", range(6))
def test_people_who_move_at_random_instants_are_asked_once_a_week(walk: Walk, seed: int) -> None:
    dice = random.Random(seed)
    for name in TRAVELLERS:
        walk.join(name, dice.choice(ZONES))
        walk.owns(name, f"Something of {name}")
    walk.start()
    end = walk.now + timedelta(weeks=WEEKS)
    while walk.now < end:
        walk.to(walk.now + timedelta(minutes=dice.randrange(10, 60 * 30)))
        walk.move(dice.choice(TRAVELLERS), dice.choice(ZONES))
    walk.to(end)
    for name in TRAVELLERS:
        parts = asked_in(walk, name)
        periods = [period for period, _, _ in parts]
        assert len(periods) == len(set(periods)) >= WEEKS - 1, (seed, name, parts)
        closed = [one.period for one in walk.rounds() if one.closed_at is not None]
        assert all(asked or skipped for period, asked, skipped in parts if period in closed), (seed, parts)
        days = [asked for _, asked, _ in parts if asked is not None]
        assert all(b - a >= timedelta(days=4) for a, b in pairwise(days)), (
            seed,
            name,
            days,
        )


def test_nobody_is_asked_before_ten_on_their_own_clock_wherever_they_go(walk: Walk) -> None:
    dice = random.Random(1)
    walk.join("tom", "Europe/London")
    walk.owns("tom", "Something of Tom")
    walk.start()
    for _ in range(40):
        walk.to(walk.now + timedelta(hours=dice.randrange(3, 20)))
        with walk.session() as session:
            asked = session.scalars(select(Prompt.asked_at).where(Prompt.asked_at == walk.now)).first()
        if asked is not None:
            assert asked.astimezone(ZoneInfo(walk.zone("tom"))).hour >= 10
        walk.move("tom", dice.choice(ZONES))


@pytest.mark.parametrize("hours", [1, -1, 24, -24])
@pytest.mark.parametrize(
    "before", ["2026-11-18 08:59", "2026-11-18 09:01", "2026-11-19 10:00", "2026-11-20 07:59"]
)
def test_a_step_of_the_clock_asks_nobody_twice_and_forgets_nobody(
    walk: Walk, before: str, hours: int
) -> None:
    for name in ("alice", "bob"):
        walk.owns(name, f"Something of {name}")
    walk.start()
    walk.to(before)
    walk.sleep(walk.now + timedelta(hours=hours))
    walk.to(walk.now + timedelta(hours=1))
    walk.sleep(walk.now - timedelta(hours=hours))
    walk.to("2026-12-04 00:00")
    for name in ("alice", "bob"):
        parts = asked_in(walk, name)
        assert all(asked or skipped for _, asked, skipped in parts), parts
        # Of the week in which it happened a whole team may be passed over, as after an outage of a day.
        asked = [period for period, asked_at, _ in parts if asked_at is not None]
        assert asked in (["2026-W47", "2026-W48", "2026-W49"], ["2026-W48", "2026-W49"])
    assert len([one for one in walk.said("checkins.prompt") if one.to == walk.world.slack("alice")]) == len(
        walk.asked("alice")
    )
