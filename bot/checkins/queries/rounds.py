"""Looking rounds up."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, func, select

from bot.checkins.model import Prompt, Round
from bot.core.db import Session

# Asked all the time, and put together once.
_OF_TEAM = select(Round).where(Round.team_id == bindparam("team"))
_LATEST = _OF_TEAM.where(Round.opened_at.is_not(None)).order_by(Round.opened_at.desc()).limit(1)
_PLANNED = (
    _OF_TEAM.where(Round.opened_at.is_(None), Round.closed_at.is_(None)).order_by(Round.opens_at).limit(1)
)


def message_key(round_id: str) -> str:
    """The outbox key of a round's message."""
    return f"round:{round_id}"


def on_track_key(round_id: str) -> str:
    """The outbox key of the line that lists what is on track when a round closes."""
    return f"round:{round_id}:on_track"


def said_key(round_id: str, outcome_id: str) -> str:
    """The outbox key of the line about what was said of one outcome in a round."""
    return f"round:{round_id}:said:{outcome_id}"


def thread_key(session: Session, team_id: str, now: datetime) -> str | None:
    """The key of the message whose thread takes lines about the team's outcomes: that of its latest round.

    None while the team had no round, or none with a channel.
    """
    found = session.scalar(
        select(Round.id)
        .where(Round.team_id == team_id, Round.opened_at <= now, Round.channel.is_not(None))
        .order_by(Round.opened_at.desc())
        .limit(1)
    )
    return message_key(found) if found else None


def thread_channel(session: Session, team_id: str) -> str | None:
    """The channel in which that message stands."""
    return session.scalar(
        select(Round.channel)
        .where(Round.team_id == team_id, Round.opened_at.is_not(None), Round.channel.is_not(None))
        .order_by(Round.opened_at.desc())
        .limit(1)
    )


def rounds_asking(session: Session, person_id: str) -> Sequence[Round]:
    """Rounds of which the person is part and that are planned or open."""
    ids = select(Prompt.round_id).where(Prompt.person_id == person_id)
    return session.scalars(select(Round).where(Round.id.in_(ids), Round.closed_at.is_(None))).all()


def rounds_held(session: Session, team_id: str) -> int:
    """How many rounds of the team were opened so far, the open one included."""
    count = select(func.count()).select_from(Round)
    return session.scalar(count.where(Round.team_id == team_id, Round.opened_at.is_not(None))) or 0


def latest(session: Session, team_id: str) -> Round | None:
    """The round of the team that was opened last, whether it is closed or not."""
    return session.scalar(_LATEST, {"team": team_id})


def planned(session: Session, team_id: str) -> Round | None:
    """The round that is still to open."""
    return session.scalar(_PLANNED, {"team": team_id})


def next_day(session: Session, team_id: str) -> date | None:
    """The day of the round that is still to open."""
    found = planned(session, team_id)
    return found.day if found else None


def unopened(session: Session, team_id: str, period: str) -> Round | None:
    """The round of that period, if it has not opened: still planned, or given up."""
    return session.scalar(
        select(Round).where(Round.team_id == team_id, Round.period == period, Round.opened_at.is_(None))
    )


def open_rounds(session: Session, team_ids: Iterable[str], now: datetime) -> Sequence[Round]:
    """Rounds of these teams that have opened and not closed, oldest first."""
    return session.scalars(
        select(Round)
        .where(Round.team_id.in_(list(team_ids)), Round.opened_at <= now, Round.closed_at.is_(None))
        .order_by(Round.opened_at)
    ).all()
