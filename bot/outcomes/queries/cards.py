"""One outcome with everything that its card shows, as one person sees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.core.db import Session
from bot.outcomes.model import Amendment, Claim, Condition, Flag, Outcome, StatusChange
from bot.outcomes.queries import eyes, lookup, owed, trees
from bot.outcomes.queries.trees import RollUp
from bot.outcomes.rules import lifecycle, permissions
from bot.outcomes.rules.lifecycle import Lifecycle, Missing, Status
from bot.outcomes.rules.permissions import Action
from bot.people import queries as people
from bot.people.model import Person, Team

_RUNNING = (Lifecycle.DRAFT, Lifecycle.PROPOSED, Lifecycle.ACTIVE)


@dataclass(frozen=True)
class Card:
    """What the person may see and do. `today` is their own date.

    `missing` is what a leaf still lacks; `children` are those that the person may see, and `rolled` how those
    with children of their own stand. The others are None or empty where there is nothing.
    """

    outcome: Outcome
    viewer: Person
    today: date
    owner: Person
    proposer: Person
    team: Team
    parent: Outcome | None
    confirmer: Person | None
    contributors: Sequence[Person]
    is_leaf: bool
    is_private: bool
    roll_up: RollUp
    flags: Sequence[Flag]
    missing: Sequence[Missing]
    may: frozenset[Action]
    children: Sequence[Outcome] = ()
    rolled: Mapping[str, Status | None] = field(default_factory=dict)
    said: StatusChange | None = None
    said_by: Person | None = None
    waiting_for: Person | None = None
    condition: Condition | None = None
    helper: Person | None = None
    claim: Claim | None = None
    asked: Person | None = None
    amendment: Amendment | None = None
    new_owner: Person | None = None


def card(session: Session, outcome: Outcome, person: Person, now: datetime) -> Card:
    """The outcome as this person sees it; that they may see it is checked by the caller."""
    children = trees.children(session, outcome.id)
    inner = trees.with_children(session, [one.id for one in children])
    roles = eyes.roles(session, person, outcome)
    said = lookup.last_change(session, outcome)
    condition = lookup.open_condition(session, outcome.id)
    claim = lookup.last_claim(session, outcome.id)
    amendment = lookup.open_amendment(session, outcome.id)
    asked_id = amendment.asked_id if amendment else claim.asked_id if claim else None
    return Card(
        outcome=outcome,
        viewer=person,
        today=people.day_of(person, now),
        owner=people.person(session, outcome.owner_id),
        proposer=people.person(session, outcome.proposer_id),
        team=people.team(session, outcome.team_id),
        parent=owed.seen_parent(session, person, outcome),
        confirmer=eyes.confirmer(session, outcome),
        contributors=lookup.contributors(session, outcome.id),
        is_leaf=not children,
        is_private=eyes.is_private(session, outcome),
        roll_up=trees.roll_ups(session, [outcome.id])[outcome.id],
        flags=lookup.flags(session, [outcome.id]).get(outcome.id, ()),
        missing=_missing(outcome) if not children and outcome.lifecycle in _RUNNING else (),
        may=frozenset(action for action in Action if permissions.may(roles, action)),
        children=eyes.visible(session, person, children),
        rolled=trees.rolled_up(session, sorted(inner)),
        said=said,
        said_by=session.find(Person, said.by_id) if said else None,
        waiting_for=session.find(Person, said.waiting_for_id) if said else None,
        condition=condition,
        helper=session.find(Person, condition.from_id) if condition else None,
        claim=claim,
        asked=session.find(Person, asked_id),
        amendment=amendment,
        new_owner=session.find(Person, amendment.owner_id) if amendment else None,
    )


def _missing(outcome: Outcome) -> tuple[Missing, ...]:
    if outcome.parent_id is None:
        return ()
    return lifecycle.missing_for_start(
        owner=outcome.owner_id,
        has_agreed=outcome.agreed_at is not None,
        done_sentence=outcome.done_sentence,
        handed_over=outcome.deliverable,
        due=outcome.due,
    )
