"""Changing an outcome. What was promised changes by agreement, or by a leader with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete

from bot.core.db import Session
from bot.core.errors import InvalidInput, Marks, Outdated
from bot.outcomes import queries
from bot.outcomes.model import Amendment, Contributor, Outcome
from bot.outcomes.rules import lifecycle
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.outcomes.rules.line import shown
from bot.outcomes.rules.permissions import Action
from bot.outcomes.rules.states import AmendmentState
from bot.outcomes.service import checks, kept
from bot.outcomes.service.asking import move_to
from bot.outcomes.service.flagging import watch_due
from bot.outcomes.service.lapsing import lapse_amendment
from bot.people import queries as people
from bot.people.model import Person

PROMISED = ("due", "done_sentence")
"""What the owner said yes to: after that, only by agreement."""

_SENTENCES = ("done_sentence", "deliverable", "why", "must", "must_not", "not_included")
_EDITABLE = (
    "title",
    "due",
    "parent_id",
    "confirmer_id",
    "team_id",
    "is_private",
    "decided_on",
    "review_by",
    *_SENTENCES,
)
WHY = "Say why. It is kept in the history, for everybody to read."


@dataclass(frozen=True)
class Changed:
    """What came of a change: the names of the columns changed, and what waits for the confirmer's yes."""

    fields: tuple[str, ...]
    amendment: Amendment | None = None


def change(
    session: Session,
    outcome: Outcome,
    *,
    by: Person | str,
    now: datetime,
    reason: str | None = None,
    version: int | None = None,
    contributors: Sequence[str] | None = None,
    **values: Any,
) -> Changed:
    """Sets columns (`title`, `due`, `parent_id`, `done_sentence` …); a value that is there is no change.

    Day and done sentence after the owner's yes: the owner's change waits for the confirmer (an amendment),
    a leader's or an admin's takes a `reason`. `version` is the one that the person looked at: raises
    `Outdated` when there is a newer one. Marks the fields that cannot be, and `reason`.
    """
    actor = checks.acting(session, by, outcome)
    checks.require(
        session, actor, outcome, Action.EDIT_PROPOSAL if outcome.agreed_at is None else Action.EDIT
    )
    if version is not None and version != outcome.version:
        raise Outdated(f"{shown(outcome.number)} was changed while you were writing. Look at it again first.")
    wanted = _different(session, outcome, values, actor, now)
    promised = {name: wanted.pop(name) for name in PROMISED if name in wanted and _is_promised(outcome)}
    amendment = None
    if promised:
        amendment = _change_promise(session, outcome, actor, promised, reason, now)
    for name, value in wanted.items():
        _put(session, outcome, name, value, actor, reason, now)
    fields = tuple(wanted) + (() if amendment else tuple(promised))
    if contributors is not None and _set_helpers(session, outcome, contributors, actor, now):
        fields += ("contributors",)
    if fields:
        watch_due(session, outcome, now)
        kept.changed(session, outcome, now)
        _tell_about(session, outcome, actor, fields, now)
    return Changed(fields, amendment)


def propose_change(
    session: Session,
    outcome: Outcome,
    *,
    why: str | None,
    by: Person | str,
    now: datetime,
    due: date | None = None,
    done_sentence: str | None = None,
    owner_id: str | None = None,
) -> Amendment | None:
    """The owner wants another day, done sentence or owner; the confirmer has to agree.

    None when nobody can confirm: then it holds at once. Marks `due`, `owner` and `reason`.
    """
    owner = checks.acting(session, by, outcome)
    checks.require(session, owner, outcome, Action.PROPOSE_CHANGE)
    checks.state(outcome, Lifecycle.ACTIVE, Lifecycle.PAUSED)
    marks = Marks()
    with marks.check():
        reason = checks.sentence(why, "reason", WHY)
    with marks.check():
        if due is not None:
            checks.day(due, owner, now)
    with marks.check():
        if owner_id is not None and checks.owner(session, owner_id).id == owner.id:
            raise InvalidInput("owner", "That is you. Choose somebody else.")
    marks.settle()
    asked = queries.confirmer(session, outcome)
    if owner_id is not None and asked is not None and asked.id == owner_id:
        asked = queries.next_confirmer(session, outcome, asked.id) or asked
    made = Amendment(
        outcome_id=outcome.id,
        at=now,
        by_id=owner.id,
        asked_id=asked.id if asked else owner.id,
        why=reason,
        due=due,
        done_sentence=checks.optional(done_sentence),
        owner_id=owner_id,
    )
    lapse_amendment(session, outcome, now)
    if asked is None:
        _apply(session, outcome, made, owner, now)
        return None
    made.state = AmendmentState.OPEN
    session.add(made)
    kept.changed(session, outcome, now)
    kept.waits(session, now, asked.id)
    return made


def answer_change(
    session: Session,
    amendment: Amendment,
    *,
    agree: bool,
    by: Person | str,
    now: datetime,
    words: str | None = None,
) -> None:
    """The confirmer agrees, and the change holds; or does not, with a sentence (marks `words`)."""
    outcome = queries.outcome(session, amendment.outcome_id)
    actor = checks.acting(session, by, outcome)
    if amendment.asked_id != actor.id:
        checks.require(session, actor, outcome, Action.ANSWER_CHANGE)
    if amendment.state is not AmendmentState.OPEN:
        raise Outdated(f"This change of {shown(outcome.number)} does not wait for an answer any more.")
    if not agree:
        words = checks.sentence(words, "words", "Say why not, so that you two can find another way.")
    owner = people.person(session, amendment.by_id)
    amendment.state = AmendmentState.AGREED if agree else AmendmentState.REFUSED
    amendment.ended_at, amendment.ended_by_id, amendment.words = now, actor.id, checks.optional(words)
    kept.entry(
        session, outcome, "change", "proposed", amendment.state, by=actor, now=now, why=amendment.words
    )
    if agree:
        _apply(session, outcome, amendment, owner, now)
    else:
        kept.changed(session, outcome, now)
    kept.waits(session, now, amendment.asked_id, actor.id)
    kept.tell(session, owner.id, "change_answered", outcome, now, ref=amendment.id)


def _apply(session: Session, outcome: Outcome, amendment: Amendment, owner: Person, now: datetime) -> None:
    for name in PROMISED:
        value = getattr(amendment, name)
        if value is not None:
            kept.put(session, outcome, name, value, by=owner, now=now, why=amendment.why)
    if amendment.due is not None:
        outcome.expected = amendment.due
    watch_due(session, outcome, now)
    if amendment.owner_id is not None:
        move_to(session, outcome, amendment.owner_id, by=owner, why=amendment.why, now=now)
    else:
        kept.changed(session, outcome, now)


def _is_promised(outcome: Outcome) -> bool:
    return outcome.agreed_at is not None


def _change_promise(
    session: Session,
    outcome: Outcome,
    actor: Person,
    promised: dict[str, Any],
    reason: str | None,
    now: datetime,
) -> Amendment | None:
    """None when it may be changed at once."""
    checks.state(outcome, Lifecycle.ACTIVE, Lifecycle.PAUSED)
    if any(value is None for value in promised.values()):
        name = next(name for name, value in promised.items() if value is None)
        field = "done" if name == "done_sentence" else name
        raise InvalidInput(field, "It was promised with this. Change it rather than clear it.")
    if actor.id == outcome.owner_id:
        # The first done sentence of one's own outcome takes nothing back.
        if set(promised) == {"done_sentence"} and outcome.done_sentence is None:
            kept.put(session, outcome, "done_sentence", promised["done_sentence"], by=actor, now=now)
            return None
        return propose_change(session, outcome, why=reason, by=actor, now=now, **promised)
    checks.require(session, actor, outcome, Action.CHANGE)
    reason = checks.sentence(reason, "reason", WHY)
    for name, value in promised.items():
        _put(session, outcome, name, value, actor, reason, now)
    if "due" in promised:
        outcome.expected = outcome.due
    return None


def _different(
    session: Session, outcome: Outcome, values: dict[str, Any], actor: Person, now: datetime
) -> dict[str, Any]:
    """The values that are new, checked."""
    unknown = set(values) - set(_EDITABLE)
    if unknown:
        raise TypeError(f"these cannot be changed: {sorted(unknown)}")
    marks = Marks()
    wanted: dict[str, Any] = {}
    for name, value in values.items():
        with marks.check():
            clean = _clean(session, outcome, name, value, actor, now)
            if clean != getattr(outcome, name):
                wanted[name] = clean
    marks.settle()
    return wanted


def _clean(session: Session, outcome: Outcome, name: str, value: Any, actor: Person, now: datetime) -> Any:
    if name in _SENTENCES:
        return checks.optional(value)
    if value == getattr(outcome, name):
        return value
    match name:
        case "title":
            return checks.title(value)
        case "due":
            return checks.day(value, people.person(session, outcome.owner_id), now)
        case "parent_id":
            checks.parent(session, value, actor, outcome)
        case "confirmer_id":
            checks.confirmer(session, value, outcome.owner_id)
        case "team_id":
            return checks.home(session, people.person(session, outcome.owner_id), value).id
    return value


def _put(
    session: Session,
    outcome: Outcome,
    name: str,
    value: Any,
    actor: Person,
    reason: str | None,
    now: datetime,
) -> None:
    old_parent = outcome.parent_id
    kept.put(session, outcome, name, value, by=actor, now=now, why=checks.optional(reason))
    if name == "title":
        outcome.title_folded = outcome.title.casefold()
    if name == "parent_id":
        _settle_levels(session, outcome)
        for one in (old_parent, outcome.parent_id):
            if one is not None:
                kept.changed(session, queries.outcome(session, one), now)


def _settle_levels(session: Session, moved: Outcome) -> None:
    """What moved, and all under it, stand one level below what they are part of."""
    for one in queries.below(session, [moved.id]):
        parent = session.find(Outcome, one.parent_id)
        one.level = lifecycle.level_below(parent.level if parent else None)


def _set_helpers(
    session: Session, outcome: Outcome, ids: Sequence[str], actor: Person, now: datetime
) -> bool:
    wanted = checks.helpers(session, ids, outcome.owner_id)
    present = queries.contributors(session, outcome.id)
    if {one.id for one in wanted} == {one.id for one in present}:
        return False
    session.execute(delete(Contributor).where(Contributor.outcome_id == outcome.id))
    session.add_all(Contributor(outcome_id=outcome.id, person_id=one.id) for one in wanted)
    before, after = (", ".join(sorted(one.name for one in some)) or None for some in (present, wanted))
    kept.entry(session, outcome, "contributors", before, after, by=actor, now=now)
    return True


def _tell_about(
    session: Session, outcome: Outcome, actor: Person, fields: Sequence[str], now: datetime
) -> None:
    if outcome.lifecycle is Lifecycle.PROPOSED:
        kept.waits(session, now, outcome.owner_id)
    elif outcome.owner_id != actor.id and set(fields) & set(PROMISED):
        kept.tell(session, outcome.owner_id, "changed", outcome, now)
