"""Looking escalations up, and how their messages are called."""

from collections.abc import Sequence

from sqlalchemy import func, select

from bot.asks.model import Ask, Step
from bot.asks.rules.states import OPEN
from bot.checkins import queries as checkins
from bot.core.db import Session
from bot.escalations import rules
from bot.escalations.model import Escalation
from bot.outbox import queries as outbox
from bot.outcomes.model import Outcome
from bot.people.model import Notice

_KIND = "outcome:"


def message_key(ask_id: str) -> str:
    """The outbox key of an escalation's own message."""
    return f"escalation:{ask_id}"


def line_key(ask_id: str, n: int) -> str:
    """The key of the line in its thread that tells of the ask's `n`-th event."""
    return f"escalation:{ask_id}:line:{n}"


def round_line_key(ask_id: str) -> str:
    """The key of the line in a round's thread, which tells of an ask before it reaches a leader."""
    return f"ask:{ask_id}"


def folded_key(ask_id: str) -> str:
    """The key of a message that several escalations share; the first of them names it."""
    return f"escalations:{ask_id}"


def warning_key(step: Step) -> str:
    """The key under which who is asked is told that somebody else will be (see `people.service.tell`)."""
    return f"{step.ask_id}:{step.n}:{step.warned_at:%Y%m%dT%H%M}:{step.person_id}"


def said_as(session: Session, key: str) -> str | None:
    """The outbox key of what was told under `key`; None as long as it is not posted."""
    told = session.scalar(select(Notice.id).where(Notice.key == key))
    found = outbox.delivery(session, f"notice:{told}") if told else None
    return found.key if found is not None and found.ts is not None else None


def escalation(session: Session, ask_id: str) -> Escalation | None:
    return session.scalar(select(Escalation).where(Escalation.ask_id == ask_id))


def thread_of(found: Escalation) -> str:
    """The key of the message in whose thread it is talked about."""
    return found.folded_into or message_key(found.ask_id)


def about(outcome: Outcome) -> str:
    """How asks name it."""
    return f"{_KIND}{outcome.id}"


def outcome_of(session: Session, ask: Ask) -> Outcome | None:
    """What the ask is for."""
    if ask.about is None or not ask.about.startswith(_KIND):
        return None
    return session.find(Outcome, ask.about.removeprefix(_KIND))


def standing_alone(session: Session, channel: str) -> int:
    """How many open escalations have a message of their own in the channel."""
    count = (
        select(func.count())
        .select_from(Escalation)
        .join(Ask, (Ask.workspace == Escalation.workspace) & (Ask.id == Escalation.ask_id))
        .where(Escalation.channel == channel, Escalation.folded_into.is_(None), Ask.state.in_(OPEN))
    )
    return session.scalar(count) or 0


def open_fold(session: Session, channel: str) -> str | None:
    """The key of the channel's message that open escalations share, if there is one."""
    return session.scalar(
        select(Escalation.folded_into)
        .join(Ask, (Ask.workspace == Escalation.workspace) & (Ask.id == Escalation.ask_id))
        .where(Escalation.channel == channel, Escalation.folded_into.is_not(None), Ask.state.in_(OPEN))
        .order_by(Escalation.opened_at.desc())
        .limit(1)
    )


def in_message(session: Session, key: str) -> Sequence[Escalation]:
    """Those that share the message, oldest first."""
    found = select(Escalation).where(Escalation.folded_into == key)
    return session.scalars(found.order_by(Escalation.opened_at, Escalation.id)).all()


def is_settling(session: Session, team_id: str | None) -> bool:
    """Whether nothing goes beyond the team's leader by itself yet."""
    return team_id is not None and rules.is_settling(checkins.rounds_held(session, team_id))
