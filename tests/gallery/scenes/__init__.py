"""What happens in the company, one story after the other: each leaves something behind for the next."""

from collections.abc import Callable

from tests.gallery.company import Company
from tests.gallery.scenes import asking, beginning, checkins, homes, multitudes, outcomes, people, typing

Scene = Callable[[Company], None]

SCENES: tuple[Scene, ...] = (
    *beginning.SCENES,
    *people.SCENES,
    *outcomes.SCENES,
    *checkins.SCENES,
    *asking.SCENES,
    *homes.SCENES,
    *multitudes.SCENES,
    *checkins.LAST,
    *typing.SCENES,
)
