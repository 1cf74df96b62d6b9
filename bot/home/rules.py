"""When something waiting is worth a new message, and when an edit of the last one is enough."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

POSTS_A_DAY = 3
NOTICES_A_DAY = 2
TOGETHER = timedelta(minutes=10)


class Step(Enum):
    NOTHING = "nothing"
    EDIT = "edit"
    POST = "post"
    WAIT = "wait"


@dataclass(frozen=True)
class Waits:
    """One waiting item, as far as the decision needs it."""

    id: str
    is_urgent: bool
    came_up: bool


@dataclass(frozen=True)
class Posts:
    """What was posted on this day of the person's: how often, when last, and what the open post tells of."""

    today: int
    last: datetime | None
    has_open: bool
    told: frozenset[str]


def next_step(items: Sequence[Waits], posts: Posts, *, is_working: bool, now: datetime) -> Step:
    """POST notifies the person; EDIT does not; WAIT until they work again.

    Posted anew for the first new thing of a working day, for an urgent one, for one that has come up from
    below or come back, and when all that the last post told of is settled: nobody would see an edit of what
    reads "all settled". Three times a day at most; what comes within ten minutes of a post joins it.
    """
    new = [item for item in items if item.id not in posts.told]
    if not new:
        return Step.EDIT if posts.has_open else Step.NOTHING
    if not is_working:
        return Step.WAIT
    is_fresh = posts.last is not None and now - posts.last < TOGETHER
    if posts.today == 0 or not posts.has_open:
        return Step.POST
    if is_fresh or posts.today >= POSTS_A_DAY:
        return Step.EDIT
    is_alone = len(new) == len(items)
    return Step.POST if is_alone or any(item.is_urgent or item.came_up for item in new) else Step.EDIT


class Said(Enum):
    """What a text typed to the bot can be understood as without guessing."""

    HELP = "help"
    QUIET = "quiet"
    BACK = "back"
    SETTINGS = "settings"
    COMMAND = "command"
    TEXT = "text"


_WORDS = {
    Said.HELP: ("help", "?", "hi", "hello", "hey"),
    Said.QUIET: ("stop", "pause", "quiet", "unsubscribe"),
    Said.BACK: ("resume", "go on", "start again", "unpause"),
    Said.SETTINGS: ("settings", "my settings"),
}


def understood(text: str, commands: Collection[str]) -> tuple[Said, str, str]:
    """What was meant, and for a command its name and the rest of the line. `commands` begin with a slash."""
    line = " ".join(text.split())
    lowered = line.lower().strip(" .!")
    for said, words in _WORDS.items():
        if lowered in words:
            return said, "", ""
    first, _, rest = line.partition(" ")
    name = "/" + first.lower().lstrip("/")
    if name in commands:
        return Said.COMMAND, name, rest
    return Said.TEXT, "", ""
