"""Having people told of things that ask nothing of them."""

from datetime import datetime

from sqlalchemy import ColumnElement, select

from bot.core.db import Session, id_of
from bot.outbox import service as outbox
from bot.people import queries
from bot.people.model import Notice, Person


def tell(session: Session, person_id: str, *, kind: str, ref: str, key: str, now: datetime) -> None:
    """Have something told to a person, in their working hours and within two such messages a day.

    `kind` is an outbox kind that renders the message from `ref`. The same `key` is told once.
    """
    if session.scalar(select(Notice.id).where(Notice.key == key)) is None:
        id = id_of("notices", key)
        session.add(Notice(id=id, key=key, person_id=person_id, kind=kind, ref=ref, made_at=now, due_at=now))
        session.flush()


def key_of(notice: Notice) -> str:
    """The key of its message."""
    return f"notice:{notice.id}"


def tell_again(session: Session, told: ColumnElement[bool]) -> None:
    """What was told in these notices may read differently now."""
    for notice in session.scalars(select(Notice).where(told, Notice.sent_at.is_not(None))):
        outbox.touch(session, key_of(notice))


def is_under_way(session: Session, who: Person) -> bool:
    """Whether a team of the person's has been started: before that, nobody hears from us unasked."""
    return any(team.started_at is not None for team in queries.my_teams(session, who))
