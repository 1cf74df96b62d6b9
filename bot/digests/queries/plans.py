"""Digests that are planned, have gone, and can still be edited."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from bot.core.db import Session
from bot.digests.model import Digest, Entry
from bot.people.model import Person, Team

Reader = Team | Person
"""For whom a digest is: a team in its channel, or a leader by themself."""


def key(digest_id: str) -> str:
    """The outbox key of a digest's message."""
    return f"digest:{digest_id}"


def details_key(digest_id: str) -> str:
    """The outbox key of the reply that lists everything."""
    return f"digest:{digest_id}:details"


def planned(session: Session, reader: Reader) -> Digest | None:
    """The digest that is still to go."""
    return session.scalar(select(Digest).where(_is_for(reader), Digest.due_at.is_not(None)).limit(1))


def last_period(session: Session, reader: Reader) -> str | None:
    """The week of the last digest that has gone or was left out."""
    return session.scalar(select(func.max(Digest.period)).where(_is_for(reader), Digest.due_at.is_(None)))


def last_posted(session: Session, reader: Reader) -> Digest | None:
    """The last digest that has gone."""
    return session.scalar(
        select(Digest)
        .where(_is_for(reader), Digest.posted_at.is_not(None))
        .order_by(Digest.posted_at.desc())
        .limit(1)
    )


def open_ones(session: Session, now: datetime) -> Sequence[Digest]:
    """Digests of this week that have gone: later answers are edited in."""
    return session.scalars(select(Digest).where(Digest.open_until > now)).all()


def entries(session: Session, digest_id: str | None) -> Mapping[str, Entry]:
    """Outcome id → how that digest showed it."""
    if digest_id is None:
        return {}
    found = session.scalars(select(Entry).where(Entry.digest_id == digest_id))
    return {one.outcome_id: one for one in found}


def _is_for(reader: Reader) -> ColumnElement[bool]:
    return Digest.team_id == reader.id if isinstance(reader, Team) else Digest.leader_id == reader.id
