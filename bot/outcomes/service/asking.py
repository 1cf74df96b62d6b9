"""Asking somebody to own it: somebody else, once more, oneself; and what happens while they are silent."""

from datetime import datetime

from bot.core.db import Session
from bot.core.errors import InvalidInput, Outdated
from bot.outcomes import queries
from bot.outcomes.model import Outcome
from bot.outcomes.queries import ASKED_TWICE
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.outcomes.rules.line import shown
from bot.outcomes.rules.permissions import Action
from bot.outcomes.service import checks, kept
from bot.outcomes.service.lapsing import lapse_amendment, lapse_condition
from bot.outcomes.service.owning import agree
from bot.outcomes.service.registering import REMIND_AFTER, propose
from bot.people import queries as people
from bot.people.model import Person

TELL_PROPOSER_AFTER = 5
"""Working days of the owner after which the one who asked hears that there is no answer."""


def hand_over(
    session: Session,
    outcome: Outcome,
    *,
    to_id: str | None,
    by: Person | str,
    why: str | None = None,
    now: datetime,
    team_id: str | None = None,
) -> None:
    """Asks somebody else to own it. Before the yes the one who asked may; after it leaders, with a reason.

    The owner proposes it instead (see `changing.propose_change`). Marks `owner`, `team` and `reason`.
    """
    actor = checks.acting(session, by, outcome)
    had_agreed = outcome.agreed_at is not None
    checks.require(session, actor, outcome, Action.CHANGE if had_agreed else Action.REASSIGN)
    if had_agreed:
        why = checks.sentence(why, "reason", "Say why. It is kept in the history, for everybody to read.")
    move_to(session, outcome, to_id, by=actor, why=why, now=now, team_id=team_id)


def move_to(
    session: Session,
    outcome: Outcome,
    to_id: str | None,
    *,
    by: Person,
    why: str | None,
    now: datetime,
    team_id: str | None = None,
) -> None:
    """Makes somebody else the one who is asked to own it. Who may is checked by the caller."""
    checks.state(outcome, Lifecycle.DRAFT, Lifecycle.PROPOSED, Lifecycle.ACTIVE, Lifecycle.PAUSED)
    new, old_id = checks.owner(session, to_id), outcome.owner_id
    if new.id == old_id and outcome.declined_at is None:
        raise InvalidInput("owner", "That is the one already. Choose somebody else.")
    _move_team(session, outcome, new, team_id, by, now)
    if outcome.confirmer_id == new.id:
        kept.put(session, outcome, "confirmer_id", None, by=by, now=now)
    had_agreed = outcome.agreed_at is not None
    lapse_condition(session, outcome, by, now)
    lapse_amendment(session, outcome, now)
    old_proposer = outcome.proposer_id
    kept.put(session, outcome, "owner_id", new.id, by=by, now=now, why=why)
    outcome.proposer_id = by.id
    propose(session, outcome, now)
    kept.changed(session, outcome, now)
    kept.waits(session, now, new.id, old_id, by.id, old_proposer)
    if had_agreed and old_id != by.id:
        kept.tell(session, old_id, "handed_over", outcome, now)


def own_it(
    session: Session, outcome: Outcome, *, by: Person | str, now: datetime, done_sentence: str | None = None
) -> None:
    """The one who asked (or a leader) owns it themselves, which is the yes. Marks `done`."""
    actor = checks.acting(session, by, outcome)
    checks.require(session, actor, outcome, Action.REASSIGN)
    if outcome.agreed_at is not None:
        raise Outdated(f"{shown(outcome.number)} has its owner's yes already. Look at it again first.")
    if outcome.owner_id != actor.id:
        move_to(session, outcome, actor.id, by=actor, why=None, now=now)
    agree(session, outcome, by=actor, now=now, done_sentence=done_sentence)


def ask_again(session: Session, outcome: Outcome, *, by: Person | str, now: datetime) -> None:
    """The one who asked asks the same person once more; the clock starts anew."""
    actor = checks.acting(session, by, outcome)
    checks.require(session, actor, outcome, Action.REASSIGN)
    checks.state(outcome, Lifecycle.PROPOSED)
    propose(session, outcome, now)
    kept.entry(session, outcome, "asked again", None, outcome.owner_id, by=actor, now=now)
    kept.changed(session, outcome, now)
    kept.waits(session, now, outcome.owner_id, actor.id)


def ask_about_drafts(session: Session, owner_id: str, *, now: datetime) -> int:
    """Has somebody asked, once and in one message, about every draft that names them; how many there are."""
    drafts = [
        one
        for one in queries.owned_by(session, owner_id)
        if one.lifecycle is Lifecycle.DRAFT and one.asked_at is None
    ]
    for one in drafts:
        one.asked_at = now
    if drafts:
        session.flush()
        kept.waits(session, now, owner_id)
    return len(drafts)


def told(session: Session, outcome_id: str, at: datetime) -> None:
    """The owner's question has reached them: the clock starts there, not where it was asked."""
    outcome = session.find(Outcome, outcome_id)
    if outcome is None or outcome.lifecycle is not Lifecycle.PROPOSED or outcome.nudges:
        return
    if outcome.asked_at is None or outcome.asked_at < at:
        outcome.asked_at = at
        outcome.nudge_at = kept.after_working_days(session, outcome.owner_id, at, REMIND_AFTER)


def remind(session: Session, outcome: Outcome, now: datetime) -> None:
    """The owner has not answered: first they are reminded, then the one who asked is told."""
    owner = people.person(session, outcome.owner_id)
    asked_at = outcome.asked_at or outcome.created_at
    if people.is_away(session, owner, people.day_of(owner, now)) and not owner.is_gone:
        outcome.nudge_at = kept.after_working_days(session, owner.id, now, 1)
    elif queries.open_condition(session, outcome.id) is not None:
        outcome.nudge_at = None
    elif outcome.nudges + 1 < ASKED_TWICE:
        outcome.nudges += 1
        outcome.nudge_at = max(
            kept.after_working_days(session, owner.id, asked_at, TELL_PROPOSER_AFTER),
            kept.after_working_days(session, owner.id, now, 1),
        )
        kept.tell(session, owner.id, "reminder", outcome, now)
    else:
        outcome.nudges, outcome.nudge_at = ASKED_TWICE, None
        kept.waits(session, now, outcome.proposer_id)


def _move_team(
    session: Session, outcome: Outcome, new: Person, team_id: str | None, by: Person, now: datetime
) -> None:
    """It stays in its team while the new owner is in it, else it goes to the new owner's home."""
    teams = {team.id for team in people.teams_of(session, new.id)}
    if team_id is None and outcome.team_id in teams:
        return
    team = checks.home(session, new, team_id)
    kept.put(session, outcome, "team_id", team.id, by=by, now=now)
