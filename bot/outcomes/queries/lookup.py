"""Single outcomes and what belongs to them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import aliased

from bot.core import journal
from bot.core.db import Session
from bot.core.errors import NotFound
from bot.outcomes.model import Amendment, Claim, Condition, Contributor, Flag, Outcome, StatusChange
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.outcomes.rules.states import AmendmentState, ClaimState, ConditionState
from bot.people.model import Person

NOT_HERE = "That outcome is not here."


def outcome(session: Session, id: str) -> Outcome:
    """The outcome with this id, which must exist (a foreign key says so)."""
    found = session.find(Outcome, id)
    if found is None:
        raise LookupError(f"outcome {id} is not known")
    return found


def outcome_or_nothing(session: Session, id: str | None) -> Outcome:
    """The outcome with this id; raises `NotFound`, for the eyes of a person, when there is none."""
    found = session.find(Outcome, id)
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def by_number(session: Session, number: int) -> Outcome | None:
    return session.scalar(select(Outcome).where(Outcome.number == number))


def by_form(session: Session, form_id: str) -> Outcome | None:
    """The outcome that was saved from this form, if it was saved before."""
    return session.scalar(select(Outcome).where(Outcome.form_id == form_id))


def subject(outcome: Outcome) -> str:
    """How the journal and asks name it."""
    return f"outcome:{outcome.id}"


def contributors(session: Session, outcome_id: str) -> Sequence[Person]:
    """Who helps, by name."""
    joined = select(Person).join(
        Contributor, (Contributor.workspace == Person.workspace) & (Contributor.person_id == Person.id)
    )
    return session.scalars(joined.where(Contributor.outcome_id == outcome_id).order_by(Person.name)).all()


# Made once: every alias works its columns out anew, which took a fifth of a click.
_CHILD = aliased(Outcome)
_HAS_CHILDREN = (
    select(_CHILD.id)
    .where(
        _CHILD.workspace == Outcome.workspace,
        _CHILD.parent_id == Outcome.id,
        _CHILD.lifecycle != Lifecycle.DROPPED,
    )
    .exists()
)
_ACTIVE_LEAVES = (
    select(Outcome)
    .where(Outcome.lifecycle == Lifecycle.ACTIVE, ~_HAS_CHILDREN)
    .order_by(Outcome.due.is_(None), Outcome.due, Outcome.number)
)


_LEAVES_OF = _ACTIVE_LEAVES.where(Outcome.owner_id.in_(bindparam("owners", expanding=True)))
_LEAVES_OF_TEAM = _ACTIVE_LEAVES.where(Outcome.team_id == bindparam("team"))
_FLAGS = (
    select(Flag)
    .where(Flag.outcome_id.in_(bindparam("outcomes", expanding=True)))
    .order_by(Flag.since, Flag.kind)
)


def active_leaves() -> Select[Outcome]:
    """Active outcomes without children that count, soonest due first, those without a date last."""
    return _ACTIVE_LEAVES


def leaves_of(session: Session, owner_id: str) -> Sequence[Outcome]:
    """What check-ins ask this owner about, soonest due first."""
    return session.scalars(_LEAVES_OF, {"owners": [owner_id]}).all()


def leaves_of_each(session: Session, owner_ids: Collection[str]) -> dict[str, list[Outcome]]:
    """The same of several owners, by owner."""
    found: dict[str, list[Outcome]] = {id: [] for id in owner_ids}
    for leaf in session.scalars(_LEAVES_OF, {"owners": [*owner_ids]}):
        found[leaf.owner_id].append(leaf)
    return found


def leaves_of_team(session: Session, team_id: str) -> Sequence[Outcome]:
    """What check-ins ask this team about, soonest due first."""
    return session.scalars(_LEAVES_OF_TEAM, {"team": team_id}).all()


def owned_by(session: Session, person_id: str) -> Sequence[Outcome]:
    """Everything that somebody owns or was asked to own and that is not over, soonest due first."""
    over = (Lifecycle.DONE, Lifecycle.DROPPED)
    return session.scalars(
        select(Outcome)
        .where(Outcome.owner_id == person_id, Outcome.lifecycle.not_in(over), Outcome.declined_at.is_(None))
        .order_by(Outcome.due.is_(None), Outcome.due, Outcome.number)
    ).all()


def unasked(session: Session) -> Sequence[Outcome]:
    """What somebody is to own who was not asked yet, because no team was started."""
    return session.scalars(
        select(Outcome)
        .where(Outcome.lifecycle == Lifecycle.PROPOSED, Outcome.asked_at.is_(None))
        .order_by(Outcome.number)
    ).all()


def unasked_claims(session: Session) -> Sequence[Claim]:
    """What is said to be done, where the confirmer was not asked yet for the same reason."""
    return session.scalars(
        select(Claim).where(Claim.state == ClaimState.OPEN, Claim.asked_at.is_(None)).order_by(Claim.id)
    ).all()


def changes(session: Session, outcome_id: str) -> Sequence[StatusChange]:
    """What was said about how it is going and not taken back, latest first."""
    return session.scalars(
        select(StatusChange)
        .where(StatusChange.outcome_id == outcome_id, StatusChange.undone_at.is_(None))
        .order_by(StatusChange.at.desc(), StatusChange.id.desc())
    ).all()


def last_change(session: Session, outcome: Outcome) -> StatusChange | None:
    """The owner's last word, with what came with it."""
    return session.find(StatusChange, outcome.status_change_id)


def last_changes(session: Session, outcomes: Iterable[Outcome]) -> dict[str, StatusChange]:
    """Outcome id → its last word, for those that have one; one look-up for all."""
    ids = [one.status_change_id for one in outcomes if one.status_change_id]
    found = session.scalars(select(StatusChange).where(StatusChange.id.in_(ids)))
    return {change.outcome_id: change for change in found}


def flags(session: Session, ids: Collection[str]) -> dict[str, list[Flag]]:
    """Outcome id → its flags, oldest first; outcomes without flags are not in it."""
    found: dict[str, list[Flag]] = defaultdict(list)
    for flag in session.scalars(_FLAGS, {"outcomes": [*ids]}):
        found[flag.outcome_id].append(flag)
    return dict(found)


def open_claim(session: Session, outcome_id: str) -> Claim | None:
    return session.scalar(select(Claim).where(Claim.outcome_id == outcome_id, Claim.state == ClaimState.OPEN))


def last_claim(session: Session, outcome_id: str) -> Claim | None:
    """The latest claim that it is done, whatever became of it."""
    return session.scalar(
        select(Claim)
        .where(Claim.outcome_id == outcome_id)
        .order_by(Claim.at.desc(), Claim.id.desc())
        .limit(1)
    )


def open_condition(session: Session, outcome_id: str) -> Condition | None:
    """The "Yes, if…" that nobody has answered yet."""
    return session.scalar(
        select(Condition).where(Condition.outcome_id == outcome_id, Condition.state == ConditionState.OPEN)
    )


def last_condition(session: Session, outcome_id: str) -> Condition | None:
    return session.scalar(
        select(Condition)
        .where(Condition.outcome_id == outcome_id)
        .order_by(Condition.at.desc(), Condition.id.desc())
        .limit(1)
    )


def condition_of(session: Session, ask_id: str) -> Condition | None:
    """The condition that this ask is to meet."""
    return session.scalar(select(Condition).where(Condition.ask_id == ask_id))


def open_amendment(session: Session, outcome_id: str) -> Amendment | None:
    """The change after the yes that nobody has agreed to yet."""
    return session.scalar(
        select(Amendment).where(Amendment.outcome_id == outcome_id, Amendment.state == AmendmentState.OPEN)
    )


def history(session: Session, outcome: Outcome) -> list[journal.Entry]:
    """Every kept change, oldest first."""
    return journal.history(session, subject(outcome))
