"""Outcomes through somebody's eyes: what they may see, what they are to it, who confirms it."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import aliased

from bot.core.db import Session
from bot.outcomes.model import Claim, Contributor, Outcome
from bot.outcomes.queries.lookup import open_claim
from bot.outcomes.rules import confirming, permissions
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.outcomes.rules.permissions import Action
from bot.outcomes.rules.states import ClaimState
from bot.people import queries as people
from bot.people.model import Person, Team
from bot.people.rules import Role

# Made once: every alias works its columns out anew.
_PARENT = aliased(Outcome)
_NOT_AGREED = (Lifecycle.DRAFT, Lifecycle.PROPOSED)


def visible_to(session: Session, person: Person) -> ColumnElement[bool]:
    """What to narrow a look-up of outcomes with, so that it finds only what this person may see."""
    if person.is_guest or person.is_stranger:
        return Outcome.owner_id == person.id
    if _sees_everything(person):
        return true()
    hidden_teams = select(Team.id).where(Team.is_private)
    is_open = ~Outcome.is_private & Outcome.team_id.not_in(hidden_teams)
    return or_(is_open, _concerns(person.id), Outcome.team_id.in_(_own_teams(session, person.id)))


def _sees_everything(person: Person) -> bool:
    return person.is_admin and not (person.is_guest or person.is_stranger)


def _concerns(person_id: str) -> ColumnElement[bool]:
    helps = select(Contributor.outcome_id).where(
        Contributor.workspace == Outcome.workspace,
        Contributor.outcome_id == Outcome.id,
        Contributor.person_id == person_id,
    )
    owns_parent = select(_PARENT.id).where(
        _PARENT.workspace == Outcome.workspace,
        _PARENT.id == Outcome.parent_id,
        _PARENT.owner_id == person_id,
    )
    is_asked = select(Claim.id).where(
        Claim.workspace == Outcome.workspace,
        Claim.outcome_id == Outcome.id,
        Claim.asked_id == person_id,
        Claim.state == ClaimState.OPEN,
    )
    return or_(
        Outcome.owner_id == person_id,
        Outcome.proposer_id == person_id,
        Outcome.confirmer_id == person_id,
        helps.exists(),
        owns_parent.exists(),
        is_asked.exists(),
    )


def _own_teams(session: Session, person_id: str) -> set[str]:
    """The person's teams, and all at and below those that they lead or deputize in."""
    found = {team.id for team in people.teams_of(session, person_id)}
    every = people.teams(session)
    children: dict[str | None, list[Team]] = defaultdict(list)
    for team in every:
        children[team.parent_id].append(team)
    level = [team for team in every if person_id in (team.leader_id, team.deputy_id)]
    while level:
        found.update(team.id for team in level)
        level = [child for team in level for child in children[team.id] if child.id not in found]
    return found


def is_visible(session: Session, person: Person, outcome: Outcome) -> bool:
    if outcome.owner_id == person.id:
        return True
    found = select(Outcome.id).where(Outcome.id == outcome.id, visible_to(session, person))
    return session.scalar(found) is not None


def visible(session: Session, person: Person, outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Those that the person may see, in the same order; one look-up for all."""
    wanted = list(outcomes)
    if _sees_everything(person):
        return wanted
    ids = [one.id for one in wanted]
    seen = set(session.scalars(select(Outcome.id).where(Outcome.id.in_(ids), visible_to(session, person))))
    return [one for one in wanted if one.id in seen]


def is_private(session: Session, outcome: Outcome) -> bool:
    """Whether only its people may see it, by its own setting or its team's."""
    return outcome.is_private or people.team(session, outcome.team_id).is_private


def confirmer(session: Session, outcome: Outcome) -> Person | None:
    """Who says that it is done: the one chosen, else the parent's owner, else the next leader."""
    candidates = _confirmers(session, outcome)
    found = confirming.first_fit(candidates, owner_id=outcome.owner_id, able=_able(session, candidates))
    return session.find(Person, found)


def next_confirmer(session: Session, outcome: Outcome, asked_id: str | None) -> Person | None:
    """Who may confirm when the one who was asked stays silent; None at the top."""
    candidates = _confirmers(session, outcome)
    able = _able(session, candidates)
    return session.find(
        Person, confirming.next_after(candidates, asked_id, owner_id=outcome.owner_id, able=able)
    )


def _confirmers(session: Session, outcome: Outcome) -> list[str | None]:
    parent = session.find(Outcome, outcome.parent_id)
    parent_owner = parent.owner_id if parent and parent.lifecycle not in _NOT_AGREED else None
    leaders = [team.leader_id for team in people.line_of(session, outcome.team_id)]
    return [outcome.confirmer_id, parent_owner, *leaders]


def _able(session: Session, candidates: Iterable[str | None]) -> set[str]:
    """Full members of the workspace who are still here."""
    found = [session.find(Person, one) for one in candidates]
    return {
        one.id for one in found if one and not (one.is_gone or one.is_guest or one.is_stranger or one.is_bot)
    }


def roles(session: Session, person: Person, outcome: Outcome) -> set[Role]:
    """What the person is to the outcome; never empty. A guest is at most its owner."""
    found = people.roles(session, person, outcome.team_id)
    if outcome.owner_id == person.id:
        found |= as_owner(outcome)
    if Role.GUEST in found:
        return found & {Role.GUEST, Role.OWNER, Role.PROPOSED_OWNER}
    if outcome.proposer_id == person.id:
        found.add(Role.PROPOSER)
    key = {"workspace": session.workspace, "outcome_id": outcome.id, "person_id": person.id}
    if session.get(Contributor, key) is not None:
        found.add(Role.CONTRIBUTOR)
    if outcome.owner_id != person.id and _may_confirm(session, person, outcome):
        found.add(Role.CONFIRMER)
    return found


def as_owner(outcome: Outcome) -> set[Role]:
    """Who was asked to own is not the owner yet; who declined is nothing to it any more."""
    if outcome.declined_at is not None:
        return set()
    return {Role.PROPOSED_OWNER} if outcome.agreed_at is None else {Role.OWNER}


def _may_confirm(session: Session, person: Person, outcome: Outcome) -> bool:
    claim = open_claim(session, outcome.id)
    if claim is not None and claim.asked_id == person.id:
        return True
    by_rule = confirmer(session, outcome)
    return by_rule is not None and by_rule.id == person.id


def may(session: Session, person: Person, outcome: Outcome, action: Action) -> bool:
    """Whether the matrix lets this person do it. What they may not see, they may do nothing with."""
    return is_visible(session, person, outcome) and permissions.may(roles(session, person, outcome), action)
