"""Done: claimed with where to see it, and confirmed by somebody else. Never assumed."""

from datetime import datetime

from bot.core.db import Session
from bot.core.errors import InvalidInput, Marks
from bot.outcomes import queries
from bot.outcomes.model import Claim, Outcome
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.outcomes.rules.permissions import Action
from bot.outcomes.rules.states import ClaimState
from bot.outcomes.service import checks, kept
from bot.outcomes.service.flagging import watch_due
from bot.outcomes.service.lapsing import lapse_amendment
from bot.people import queries as people
from bot.people.model import Person

PASS_ON_AFTER = 5
"""Working days of the confirmer after which the next leader above may say it too."""


def claim_done(
    session: Session,
    outcome: Outcome,
    *,
    evidence: str,
    by: Person | str,
    now: datetime,
    confirmer_id: str | None = None,
) -> Claim:
    """The owner says that it is done and where to see it (`evidence`: a link or words).

    `confirmer_id` is needed where nobody can confirm by the rule. Marks `evidence` and `confirmer`.
    """
    owner = checks.acting(session, by, outcome)
    checks.require(session, owner, outcome, Action.CLAIM)
    checks.state(outcome, Lifecycle.ACTIVE)
    marks = Marks()
    with marks.check():
        evidence = checks.sentence(evidence, "evidence", "Where can one see it? A link, or a few words.")
    with marks.check():
        asked = _asked(session, outcome, confirmer_id, owner, now)
    marks.settle()
    made = Claim(outcome_id=outcome.id, at=now, by_id=owner.id, evidence=evidence, asked_id=asked.id)
    made.asked_at = now if people.has_begun(session) else None
    session.add(made)
    lapse_amendment(session, outcome, now)
    kept.become(session, outcome, Lifecycle.CLAIMED_DONE, by=owner, now=now, why=evidence)
    outcome.claimed_at, outcome.evidence = now, evidence
    outcome.nudge_at = kept.clock(session, asked.id, now, PASS_ON_AFTER)
    watch_due(session, outcome, now)
    kept.changed(session, outcome, now, "outcome.claimed")
    kept.waits(session, now, asked.id)
    return made


def confirm(
    session: Session, outcome: Outcome, *, by: Person | str, now: datetime, words: str | None = None
) -> None:
    """The confirmer says that it is done, in words of their own if they like."""
    confirmer = checks.acting(session, by, outcome)
    claim = _open_claim(session, outcome, confirmer)
    _answer(claim, ClaimState.CONFIRMED, confirmer, checks.optional(words), now)
    kept.become(session, outcome, Lifecycle.DONE, by=confirmer, now=now, why=claim.words)
    outcome.done_at, outcome.nudge_at = now, None
    kept.changed(session, outcome, now, "outcome.confirmed")
    kept.waits(session, now, claim.asked_id, confirmer.id)
    kept.tell(session, outcome.owner_id, "confirmed", outcome, now)


def give_back(session: Session, outcome: Outcome, *, why: str, by: Person | str, now: datetime) -> None:
    """Not yet: the confirmer says what is missing; marks `why` when they do not."""
    confirmer = checks.acting(session, by, outcome)
    claim = _open_claim(session, outcome, confirmer)
    missing = checks.sentence(why, "why", "What is missing? One sentence, so that it can be finished.")
    _answer(claim, ClaimState.RETURNED, confirmer, missing, now)
    kept.become(session, outcome, Lifecycle.ACTIVE, by=confirmer, now=now, why=missing)
    outcome.claimed_at = outcome.evidence = outcome.nudge_at = None
    watch_due(session, outcome, now)
    kept.changed(session, outcome, now, "outcome.returned")
    kept.waits(session, now, claim.asked_id, confirmer.id)
    kept.tell(session, outcome.owner_id, "returned", outcome, now)


def pass_on_claim(session: Session, outcome: Outcome, now: datetime) -> None:
    """The one who was asked to confirm stays silent: the next leader above is asked, while there is one."""
    claim = queries.open_claim(session, outcome.id)
    outcome.nudge_at = None
    if claim is None:
        return
    silent_id = claim.asked_id
    nearest = queries.next_confirmer(session, outcome, silent_id)
    if nearest is None:
        return
    kept.entry(session, outcome, "asked to confirm", silent_id, nearest.id, by=None, now=now)
    claim.asked_id, claim.asked_at = nearest.id, now if people.has_begun(session) else None
    outcome.nudge_at = kept.clock(session, nearest.id, now, PASS_ON_AFTER)
    kept.changed(session, outcome, now)
    kept.waits(session, now, silent_id, nearest.id)


def _asked(
    session: Session, outcome: Outcome, confirmer_id: str | None, owner: Person, now: datetime
) -> Person:
    chosen = checks.confirmer(session, confirmer_id, owner.id)
    if chosen is not None:
        kept.put(session, outcome, "confirmer_id", chosen.id, by=owner, now=now)
        return chosen
    by_rule = queries.confirmer(session, outcome)
    if by_rule is None:
        raise InvalidInput("confirmer", "Nobody leads above you here. Choose who confirms that it is done.")
    return by_rule


def _open_claim(session: Session, outcome: Outcome, confirmer: Person) -> Claim:
    checks.require(session, confirmer, outcome, Action.CONFIRM)
    claim = queries.open_claim(session, outcome.id)
    if claim is None:
        checks.state(outcome, Lifecycle.CLAIMED_DONE)
        raise LookupError(f"outcome {outcome.id} is claimed done without a claim")
    return claim


def _answer(claim: Claim, state: ClaimState, by: Person, words: str | None, now: datetime) -> None:
    claim.state, claim.answered_at, claim.answered_by_id, claim.words = state, now, by.id, words
