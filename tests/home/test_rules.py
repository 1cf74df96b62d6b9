"""When what waits is worth a new message."""

from datetime import timedelta

import pytest

from bot.home.rules import Posts, Step, Waits, next_step
from tests.support.world import START

OLD = Waits("ask:1", is_urgent=False, came_up=False)
NEW = Waits("ask:2", is_urgent=False, came_up=False)
URGENT = Waits("ask:3", is_urgent=True, came_up=False)
UP = Waits("ask:4", is_urgent=False, came_up=True)


def posts(today: int = 1, minutes_ago: int = 60, told: tuple[str, ...] = ("ask:1",)) -> Posts:
    last = START - timedelta(minutes=minutes_ago) if today else None
    return Posts(today=today, last=last, has_open=bool(told), told=frozenset(told))


@pytest.mark.parametrize(
    ("items", "before", "is_working", "expected"),
    [
        pytest.param([], posts(0, told=()), True, Step.NOTHING, id="nothing waits, nothing was said"),
        pytest.param([], posts(), True, Step.EDIT, id="all is settled"),
        pytest.param([OLD], posts(), False, Step.EDIT, id="no news may be edited at night"),
        pytest.param([NEW], posts(0, told=()), True, Step.POST, id="first of the day"),
        pytest.param([NEW], posts(0, told=()), False, Step.WAIT, id="first, but at night"),
        pytest.param([OLD, NEW], posts(), True, Step.EDIT, id="second of the day joins quietly"),
        pytest.param([OLD, NEW], posts(today=0), True, Step.POST, id="news of a new day"),
        pytest.param([OLD, URGENT], posts(), True, Step.POST, id="urgent"),
        pytest.param([OLD, UP], posts(), True, Step.POST, id="came up from below"),
        pytest.param([OLD, URGENT], posts(minutes_ago=5), True, Step.EDIT, id="within ten minutes"),
        pytest.param([OLD, URGENT], posts(today=3), True, Step.EDIT, id="three a day are enough"),
        pytest.param([NEW], posts(), True, Step.POST, id="what was told is settled"),
        pytest.param([NEW], posts(minutes_ago=5), True, Step.EDIT, id="settled within ten minutes"),
        pytest.param([NEW], posts(today=3), True, Step.EDIT, id="settled, for the third time"),
        pytest.param([URGENT], posts(), False, Step.WAIT, id="urgent, but at night"),
    ],
)
def test_a_person_is_notified_as_rarely_as_possible(
    items: list[Waits], before: Posts, is_working: bool, expected: Step
) -> None:
    assert next_step(items, before, is_working=is_working, now=START) is expected
