"""The outcomes that a digest tells of: one look-up for each kind of fact, however many outcomes there are."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from bot.core.db import Session
from bot.digests.model import Entry
from bot.digests.rules.pictures import Picture, shown_status
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Flag, Outcome, StatusChange
from bot.outcomes.rules.lifecycle import Lifecycle, Status
from bot.outcomes.rules.states import FlagKind

_RUNNING = (Lifecycle.ACTIVE, Lifecycle.CLAIMED_DONE)
_TROUBLED = (Status.AT_RISK, Status.BLOCKED)


@dataclass(frozen=True)
class Leaf:
    """One outcome as it stands; `before` is how the last digest showed it, None when it did not.

    `same_since` is since when it has stood like that.
    """

    outcome: Outcome
    flags: Sequence[Flag]
    picture: Picture
    before: Picture | None
    same_since: datetime
    was_told_done: bool = False

    @property
    def is_active(self) -> bool:
        return self.outcome.lifecycle is Lifecycle.ACTIVE

    @property
    def is_running(self) -> bool:
        return self.outcome.lifecycle in _RUNNING


def leaves(
    session: Session,
    team_ids: Collection[str],
    eyes: ColumnElement[bool],
    *,
    since: datetime,
    quarter: tuple[date, date],
    before: Mapping[str, Entry],
    now: datetime,
) -> list[Leaf]:
    """What these teams follow, soonest due first: everything that runs, what was done since then, and what
    was promised for a day of the `quarter` (its first day and today)."""
    found = _rows(session, team_ids, eyes, since, quarter)
    ids = [one.id for one in found]
    flags = outcomes.flags(session, ids)
    runs = status_runs(session, [one.id for one in found if one.status in _TROUBLED])
    return [_leaf(one, flags.get(one.id, ()), before.get(one.id), runs.get(one.id), now) for one in found]


# Made once: every alias works its columns out anew.
_CHILD = aliased(Outcome)
_PARENTS = select(_CHILD.id).where(
    _CHILD.workspace == Outcome.workspace,
    _CHILD.parent_id == Outcome.id,
    _CHILD.lifecycle != Lifecycle.DROPPED,
)


def _rows(
    session: Session,
    team_ids: Collection[str],
    eyes: ColumnElement[bool],
    since: datetime,
    quarter: tuple[date, date],
) -> Sequence[Outcome]:
    first, today = quarter
    is_told = or_(
        Outcome.lifecycle.in_(_RUNNING),
        Outcome.done_at > since,
        # A day more than today: owners live in other zones.
        Outcome.promised_for.between(first, today + timedelta(days=1)),
    )
    return session.scalars(
        select(Outcome)
        .where(Outcome.team_id.in_(team_ids), eyes, is_told, ~_PARENTS.exists())
        .order_by(Outcome.due.is_(None), Outcome.due, Outcome.number)
    ).all()


def _leaf(
    one: Outcome, flags: Sequence[Flag], entry: Entry | None, run: datetime | None, now: datetime
) -> Leaf:
    kinds = frozenset(flag.kind for flag in flags)
    picture = Picture(shown_status(one.status, kinds), one.due, kinds)
    before = None if entry is None else _shown(entry)
    return Leaf(
        outcome=one,
        flags=flags,
        picture=picture,
        before=before,
        same_since=_same_since(picture, before, entry, flags, run, now),
        was_told_done=entry is not None and entry.is_done,
    )


def _shown(entry: Entry) -> Picture:
    return Picture(entry.status, entry.due, frozenset(FlagKind(kind) for kind in entry.flags))


def _same_since(
    picture: Picture,
    before: Picture | None,
    entry: Entry | None,
    flags: Iterable[Flag],
    run: datetime | None,
    now: datetime,
) -> datetime:
    if entry is not None and before is not None and before.watched == picture.watched:
        return entry.same_since
    moments = [flag.since for flag in flags if flag.kind in (FlagKind.LATE, FlagKind.SECOND_LOOK)]
    if run is not None:
        moments.append(run)
    if before is not None and before.due != picture.due:
        moments.append(now)
    return max(moments, default=now)


def status_runs(session: Session, ids: Collection[str]) -> dict[str, datetime]:
    """Outcome id → since when its owner has been saying what they say now, without anything else between."""
    said = session.execute(
        select(StatusChange.outcome_id, StatusChange.status, StatusChange.at)
        .where(StatusChange.outcome_id.in_(ids), StatusChange.undone_at.is_(None))
        .order_by(StatusChange.at.desc(), StatusChange.id.desc())
    )
    latest: dict[str, Status] = {}
    found: dict[str, datetime] = {}
    over: set[str] = set()
    for id, status, at in said:
        if latest.setdefault(id, status) is not status:
            over.add(id)
        if id not in over:
            found[id] = at
    return found
