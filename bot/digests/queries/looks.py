"""Second looks: what is open, what others see, and what the facts say."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from bot.asks.queries import called
from bot.checkins.queries.history import silent_rounds
from bot.core import journal
from bot.core.db import Session
from bot.digests.model import SecondLook
from bot.digests.rules.looks import Evidence, Fact, Late, Move, Signal
from bot.needs import queries as needs
from bot.needs.rules import OPEN
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Outcome
from bot.outcomes.rules.states import FlagKind
from bot.people import queries as people
from bot.people.model import Notice, Person


@dataclass(frozen=True)
class LookFacts:
    """A second look with what it is about; `names` are those of the people in its facts, by id."""

    look: SecondLook
    outcome: Outcome
    names: Mapping[str, str]


def notice_key(look_id: str) -> str:
    """The key under which the owner is told (see `people.service.tell`)."""
    return f"second_look:{look_id}"


def message_key(session: Session, look_id: str) -> str | None:
    """The outbox key of what the owner was told; None while it waits for a better hour."""
    found = session.scalar(select(Notice.id).where(Notice.key == notice_key(look_id)))
    return None if found is None else f"notice:{found}"


def look(session: Session, id: str | None) -> SecondLook | None:
    return session.find(SecondLook, id)


def look_facts(session: Session, look: SecondLook) -> LookFacts:
    ids = {fact.who for fact in facts_of(look) if fact.who}
    found = session.scalars(select(Person).where(Person.id.in_(ids)))
    names = {one.id: called(one) for one in found}
    return LookFacts(look, outcomes.outcome(session, look.outcome_id), names)


def open_looks(session: Session, outcome_id: str) -> Sequence[SecondLook]:
    """Those of the outcome that are not over, oldest first: one that others see, and one that they will."""
    return session.scalars(
        select(SecondLook)
        .where(SecondLook.outcome_id == outcome_id, SecondLook.ended_at.is_(None))
        .order_by(SecondLook.found_at, SecondLook.id)
    ).all()


def looked(session: Session, outcome_id: str) -> int:
    """How often the facts have spoken against the outcome's reports."""
    return session.scalar(select(func.count()).where(SecondLook.outcome_id == outcome_id)) or 0


def shown(session: Session, outcome_ids: Collection[str]) -> Mapping[str, SecondLook]:
    """Outcome id → the second look that others see; one look-up for all."""
    found = session.scalars(
        select(SecondLook)
        .where(
            SecondLook.outcome_id.in_(outcome_ids),
            SecondLook.ended_at.is_(None),
            SecondLook.shown_at.is_not(None),
        )
        .order_by(SecondLook.shown_at)
    )
    return {one.outcome_id: one for one in found}


def facts_of(look: SecondLook) -> list[Fact]:
    return [Fact(Signal(one["signal"]), int(one["n"]), one["who"]) for one in look.facts]


def evidence(session: Session, outcome: Outcome, now: datetime) -> Evidence:
    """What is known of an outcome that is reported on track."""
    owner = people.person(session, outcome.owner_id)
    said = outcomes.changes(session, outcome.id)
    return Evidence(
        late=_late(session, outcome, now),
        moves=_moves(session, outcome),
        began=people.day_of(owner, outcome.agreed_at) if outcome.agreed_at else None,
        promised_for=outcome.promised_for,
        believed=_latest(outcome.due, outcome.expected),
        silent=_silent(session, outcome),
        notes=[(one.status, one.note) for one in said],
    )


def _silent(session: Session, outcome: Outcome) -> int:
    """Check-ins without a word; any word since then ends the count."""
    flags = outcomes.flags(session, [outcome.id]).get(outcome.id, ())
    has_no_word = any(flag.kind is FlagKind.NO_WORD for flag in flags)
    return silent_rounds(session, outcome.id) if has_no_word else 0


def _late(session: Session, outcome: Outcome, now: datetime) -> list[Late]:
    found = []
    for need in needs.of_consumer(session, outcome.id):
        spare = needs.to_spare(session, need) if need.state in OPEN else None
        if spare is not None and spare < 0:
            found.append(Late(need.provider_id, -spare))
    return found


def _moves(session: Session, outcome: Outcome) -> list[Move]:
    """The changes of its day since the owner's yes, which is what they promised."""
    return [
        Move(date.fromisoformat(entry.before), date.fromisoformat(entry.after))
        for entry in journal.history(session, outcomes.subject(outcome))
        if entry.field == "due" and entry.before and entry.after and _is_since_the_yes(entry, outcome)
    ]


def _is_since_the_yes(entry: journal.Entry, outcome: Outcome) -> bool:
    return outcome.agreed_at is not None and entry.at >= outcome.agreed_at


def _latest(*days: date | None) -> date | None:
    return max((day for day in days if day is not None), default=None)
