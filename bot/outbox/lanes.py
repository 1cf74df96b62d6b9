"""How fast we speak: one row for each method and each channel of a workspace, shared by all replicas.

Each call moves its lanes on by one atomic statement (generic cell rate algorithm, ITU-T I.371). After a 429
the lane stays closed as long as Slack says, then runs at half its pace and recovers over some forty calls.
Nobody sleeps: whoever finds a lane closed puts the message back until it opens.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import bindparam, case, or_, select, update

from bot.core.db import Session, machine_now
from bot.outbox.model import Lane, add_once
from bot.outbox.rules import TOO_LONG

POST, UPDATE, DELETE = "chat.postMessage", "chat.update", "chat.delete"
LOOK, LOOK_IN_THREAD = "conversations.history", "conversations.replies"
OPEN = "conversations.open"
SLOWEST = 16.0
RECOVERY = 0.98
_OF_KEYS = select(Lane).where(Lane.key.in_(bindparam("keys", expanding=True)))


@dataclass(frozen=True)
class Pace:
    """One call every so many seconds in the long run; `burst` of them at once after a pause."""

    key: str
    every: float
    burst: int

    @property
    def longest(self) -> float:
        """For how long the lane can be closed by one call."""
        return self.every * SLOWEST


class Paces:
    """What Slack documents: 50 a minute for the third tier, one post a second in a channel."""

    def __init__(self, *, posts_per_minute: float, updates_per_minute: float) -> None:
        self.post = Pace(POST, 60 / posts_per_minute, 20)
        self.update = Pace(UPDATE, 60 / updates_per_minute, 10)
        self.delete = Pace(DELETE, 60 / updates_per_minute, 10)
        self.open = Pace(OPEN, 60 / 50, 10)

    def channel(self, to: str) -> Pace:
        return Pace(channel_key(to), 1.0, 5)

    def look(self, thread_ts: str | None) -> Pace:
        return Pace(LOOK if thread_ts is None else LOOK_IN_THREAD, 60 / 50, 10)


def channel_key(to: str) -> str:
    return f"channel:{to}"


def take(session: Session, paces: Iterable[Pace], *, hurry: bool) -> datetime | None:
    """Moves all the lanes on, or none: then the answer is when (machine time) to come again.

    In a hurry only what Slack itself said is heeded, not our own pace.
    """
    now = machine_now(session).timestamp()
    asked = list(paces)
    lanes = _lanes(session, [pace.key for pace in asked])
    longest = {pace.key: pace.longest for pace in asked}
    opens_at = max((_opens_at(one, longest[one.key], now, hurry=hurry) for one in lanes), default=now)
    if opens_at > now:
        return datetime.fromtimestamp(opens_at, UTC)
    if hurry:
        return None
    whole = session.begin_nested()
    if all(_advance(session, pace, now) for pace in asked):
        whole.commit()
        return None
    # Another one was faster, since we looked.
    whole.rollback()
    return datetime.fromtimestamp(now, UTC)


def _opens_at(lane: Lane, longest: float, now: float, *, hurry: bool) -> float:
    """Further away than a lane is ever closed, a clock wrote it that was set back since: it is open."""
    word = lane.closed_until if lane.closed_until <= now + TOO_LONG else now
    pace = lane.opens_at if lane.opens_at <= now + longest else now
    return word if hurry else max(word, pace)


def close(session: Session, key: str, seconds: float) -> datetime:
    """Slack said to stay away so long: closes the lane for everybody; answers until when (machine time)."""
    until = machine_now(session).timestamp() + seconds
    add_once(session, Lane, {"key": key})
    session.execute(
        update(Lane)
        .where(Lane.key == key)
        .values(
            {
                Lane.closed_until: case(
                    (Lane.closed_until.between(until, until + TOO_LONG), Lane.closed_until), else_=until
                ),
                Lane.slowdown: case((Lane.slowdown < SLOWEST, Lane.slowdown * 2), else_=SLOWEST),
            }
        )
    )
    return datetime.fromtimestamp(until, UTC)


def _lanes(session: Session, keys: Sequence[str]) -> Sequence[Lane]:
    """The lanes of these names, made where there are none yet."""
    found = session.scalars(_OF_KEYS, {"keys": [*keys]}).all()
    missing = set(keys) - {lane.key for lane in found}
    if not missing:
        return found
    for key in sorted(missing):
        add_once(session, Lane, {"key": key})
    return session.scalars(_OF_KEYS, {"keys": [*keys]}).all()


def _advance(session: Session, pace: Pace, now: float) -> bool:
    # A lane that was idle may be used `burst` times at once: it opened that long ago, and not earlier.
    idle_since = now - pace.every * (pace.burst - 1)
    statement = (
        update(Lane)
        .where(
            Lane.key == pace.key,
            or_(Lane.opens_at <= now, Lane.opens_at > now + pace.longest),
            or_(Lane.closed_until <= now, Lane.closed_until > now + TOO_LONG),
        )
        .values(
            {
                Lane.opens_at: case((Lane.opens_at.between(idle_since, now), Lane.opens_at), else_=idle_since)
                + pace.every * Lane.slowdown,
                Lane.slowdown: case((Lane.slowdown > 1, Lane.slowdown * RECOVERY), else_=1.0),
            }
        )
        .returning(Lane.key)
    )
    return session.scalar(statement) is not None
