"""The cascade: what is above, what is below, and how it stands all together. Looked up level by level."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import BindParameter, bindparam, select

from bot.core.db import Session
from bot.outcomes.model import Flag, Outcome
from bot.outcomes.rules import lifecycle
from bot.outcomes.rules.lifecycle import Child, Lifecycle, Status
from bot.outcomes.rules.states import FlagKind

_NOT_COUNTED = (Lifecycle.DRAFT, Lifecycle.DROPPED)

# Asked all the time, and put together once.
_OF_THESE: BindParameter[list[str]] = bindparam("ids", expanding=True)
_THESE = select(Outcome).where(Outcome.id.in_(_OF_THESE)).order_by(Outcome.number)
_NEXT_LEVEL = select(Outcome).where(Outcome.parent_id.in_(_OF_THESE)).order_by(Outcome.number)
_PARENTS = select(Outcome.parent_id).where(
    Outcome.parent_id.in_(_OF_THESE), Outcome.lifecycle != Lifecycle.DROPPED
)
_A_CHILD = (
    select(Outcome.id)
    .where(Outcome.parent_id == bindparam("parent"), Outcome.lifecycle != Lifecycle.DROPPED)
    .limit(1)
)
_SILENT = select(Flag.outcome_id).where(Flag.outcome_id.in_(_OF_THESE), Flag.kind == FlagKind.NO_WORD)


@dataclass(frozen=True)
class Node:
    """An outcome in its tree; the root has depth 0."""

    outcome: Outcome
    depth: int


@dataclass(frozen=True)
class RollUp:
    """How an outcome stands by what is under it. The counts are of leaves and add up to `leaves`.

    A leaf without a word is one that nobody has spoken for, the owner's yes included.
    """

    status: Status | None
    leaves: int = 0
    on_track: int = 0
    at_risk: int = 0
    blocked: int = 0
    no_word: int = 0
    done: int = 0


def children(session: Session, outcome_id: str, *, with_dropped: bool = False) -> Sequence[Outcome]:
    """The outcomes directly under it, by number; dropped ones on demand."""
    found = select(Outcome).where(Outcome.parent_id == outcome_id).order_by(Outcome.number)
    return session.scalars(
        found if with_dropped else found.where(Outcome.lifecycle != Lifecycle.DROPPED)
    ).all()


def is_leaf(session: Session, outcome_id: str) -> bool:
    """Whether it has no children that are not dropped."""
    return session.scalar(_A_CHILD, {"parent": outcome_id}) is None


def with_children(session: Session, ids: Collection[str]) -> set[str]:
    """Those of the ids that are no leaves."""
    return {parent for parent in session.scalars(_PARENTS, {"ids": [*ids]}) if parent is not None}


def ancestors(session: Session, outcome: Outcome) -> list[Outcome]:
    """Its parent first, the intent last; empty for an intent."""
    found: list[Outcome] = []
    above = session.find(Outcome, outcome.parent_id)
    while above is not None and above not in found:
        found.append(above)
        above = session.find(Outcome, above.parent_id)
    return found


def intents(session: Session) -> Sequence[Outcome]:
    """The goals that are not over, by number."""
    over = (Lifecycle.DONE, Lifecycle.DROPPED)
    return session.scalars(
        select(Outcome)
        .where(Outcome.parent_id.is_(None), Outcome.lifecycle.not_in(over))
        .order_by(Outcome.number)
    ).all()


def below(session: Session, ids: Collection[str]) -> list[Outcome]:
    """These outcomes and all under them, parents before children; one look-up for each level."""
    found = list(session.scalars(_THESE, {"ids": [*ids]})) if ids else []
    seen, level = {one.id for one in found}, {one.id for one in found}
    while level:
        nearer = session.scalars(_NEXT_LEVEL, {"ids": [*level]})
        new = [one for one in nearer if one.id not in seen]
        level = {one.id for one in new}
        seen |= level
        found.extend(new)
    return found


def tree(session: Session, root: Outcome) -> list[Node]:
    """The outcome and all under it as they are read: each followed by its own children; dropped ones not."""
    return forest(below(session, [root.id]), [root])


def forest(every: Iterable[Outcome], roots: Iterable[Outcome]) -> list[Node]:
    """The trees of these roots one after the other, out of what has been looked up already."""
    under: dict[str | None, list[Outcome]] = defaultdict(list)
    for one in sorted(every, key=lambda one: one.number):
        if one.lifecycle is not Lifecycle.DROPPED:
            under[one.parent_id].append(one)
    return [node for root in roots for node in _walk(root, under, 0)]


def _walk(at: Outcome, under: Mapping[str | None, list[Outcome]], depth: int) -> Iterator[Node]:
    yield Node(at, depth)
    for child in under[at.id]:
        yield from _walk(child, under, depth + 1)


def height(session: Session, outcome: Outcome) -> int:
    """How many levels the outcome and what is under it take; 1 for a leaf."""
    return 1 + max(node.depth for node in tree(session, outcome))


def rolled_up(session: Session, ids: Collection[str]) -> dict[str, Status | None]:
    """Outcome id → the weakest child's status; of a leaf, its own. None: no word."""
    return {id: found.status for id, found in roll_ups(session, ids).items()}


def roll_ups(session: Session, ids: Collection[str]) -> dict[str, RollUp]:
    """Outcome id → how it stands by what is under it; a look-up for each level, for all together."""
    return roll_ups_among(session, below(session, ids), ids)


def roll_ups_among(session: Session, everything: Sequence[Outcome], ids: Iterable[str]) -> dict[str, RollUp]:
    """As `roll_ups`, where `everything` that is under the ids has been looked up already."""
    under: dict[str | None, list[Outcome]] = defaultdict(list)
    for one in everything:
        if one.lifecycle not in _NOT_COUNTED:
            under[one.parent_id].append(one)
    found: dict[str, RollUp] = {}
    silent = _silent(session, [one.id for one in everything])
    for one in reversed(_parents_first(everything, under)):
        nearer = under[one.id]
        found[one.id] = _joined(nearer, found) if nearer else _of_leaf(one, is_silent=one.id in silent)
    return {id: found[id] for id in ids if id in found}


def _parents_first(every: Sequence[Outcome], under: Mapping[str | None, list[Outcome]]) -> list[Outcome]:
    """What was asked for may lie under something else that was asked for: by depth, not as looked up."""
    by_id = {one.id: one for one in every}
    depths: dict[str, int] = {}
    for one in every:
        depth, above = 0, one.parent_id
        while above in by_id and depth < len(by_id):
            depth, above = depth + 1, by_id[above].parent_id
        depths[one.id] = depth
    return sorted(every, key=lambda one: depths[one.id])


def _silent(session: Session, ids: Collection[str]) -> set[str]:
    """Those that nobody spoke for when asked last: what was on track before is grey then, never green."""
    return set(session.scalars(_SILENT, {"ids": [*ids]})) if ids else set()


def _of_leaf(one: Outcome, *, is_silent: bool) -> RollUp:
    match one.lifecycle:
        case Lifecycle.DONE | Lifecycle.CLAIMED_DONE:
            return RollUp(Status.ON_TRACK, leaves=1, done=1)
        case Lifecycle.PAUSED | Lifecycle.DROPPED:
            return RollUp(None)
        case _:
            return _counted(None if is_silent and one.status is Status.ON_TRACK else one.status)


def _counted(status: Status | None) -> RollUp:
    return RollUp(
        status,
        leaves=1,
        on_track=int(status is Status.ON_TRACK),
        at_risk=int(status is Status.AT_RISK),
        blocked=int(status is Status.BLOCKED),
        no_word=int(status is None),
    )


def _joined(nearer: Iterable[Outcome], found: Mapping[str, RollUp]) -> RollUp:
    children = list(nearer)
    parts = [found[one.id] for one in children if one.lifecycle is not Lifecycle.PAUSED]
    return RollUp(
        lifecycle.rolled_up(Child(one.lifecycle, found[one.id].status) for one in children),
        leaves=sum(part.leaves for part in parts),
        on_track=sum(part.on_track for part in parts),
        at_risk=sum(part.at_risk for part in parts),
        blocked=sum(part.blocked for part in parts),
        no_word=sum(part.no_word for part in parts),
        done=sum(part.done for part in parts),
    )
