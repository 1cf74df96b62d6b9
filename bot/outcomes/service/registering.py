"""Writing an outcome down, and asking its owner."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import update

from bot.core.db import Session
from bot.core.errors import Marks
from bot.outcomes.model import Contributor, Outcome
from bot.outcomes.rules import lifecycle
from bot.outcomes.rules.lifecycle import Level, Lifecycle
from bot.outcomes.service import checks, kept
from bot.people import queries as people
from bot.people.model import Person, Workspace

REMIND_AFTER = 2
"""Working days of the owner after which they are reminded of a question."""


def register(
    session: Session,
    *,
    title: str,
    owner_id: str | None,
    due: date | None,
    parent_id: str | None = None,
    by: Person | str,
    now: datetime,
    done_sentence: str | None = None,
    deliverable: str | None = None,
    confirmer_id: str | None = None,
    contributors: Sequence[str] = (),
    team_id: str | None = None,
    level: Level | None = None,
    why: str | None = None,
    must: str | None = None,
    must_not: str | None = None,
    not_included: str | None = None,
    decided_on: date | None = None,
    review_by: date | None = None,
    is_private: bool = False,
    form_id: str | None = None,
    as_draft: bool = False,
) -> Outcome:
    """Keeps a new outcome and asks its owner; for one's own, saving is the yes. A draft asks nobody anything.

    All ids are persons', teams' and outcomes' ids. An intent (no parent) and a draft may go without a date.
    Raises `InvalidInput` or `InvalidInputs` for title, owner, due, parent, confirmer, contributors and team.
    """
    proposer = checks.acting(session, by)
    checks.require_member(session, proposer)
    marks = Marks()
    with marks.check():
        title = checks.title(title)
    with marks.check():
        owner = checks.owner(session, owner_id)
    with marks.check():
        parent = checks.parent(session, parent_id, proposer)
    marks.settle()
    with marks.check():
        if due is not None or not (as_draft or parent is None):
            due = checks.day(due, owner, now)
    with marks.check():
        team = checks.home(session, owner, team_id)
    with marks.check():
        checks.confirmer(session, confirmer_id, owner.id)
    with marks.check():
        helpers = checks.helpers(session, contributors, owner.id)
    marks.settle()
    made = Outcome(
        number=_next_number(session),
        title=title,
        title_folded=title.casefold(),
        parent_id=parent_id,
        level=level or lifecycle.level_below(parent.level if parent else None),
        team_id=team.id,
        owner_id=owner.id,
        proposer_id=proposer.id,
        confirmer_id=confirmer_id,
        lifecycle=Lifecycle.DRAFT,
        done_sentence=checks.optional(done_sentence),
        deliverable=checks.optional(deliverable),
        is_private=is_private,
        due=due,
        created_at=now,
        why=checks.optional(why),
        must=checks.optional(must),
        must_not=checks.optional(must_not),
        not_included=checks.optional(not_included),
        decided_on=decided_on,
        review_by=review_by,
        form_id=form_id,
        version=0,
        nudges=0,
    )
    session.add(made)
    session.flush()
    session.add_all(Contributor(outcome_id=made.id, person_id=one.id) for one in helpers)
    kept.entry(session, made, "outcome", None, title, by=proposer, now=now)
    _start(session, made, proposer, now, as_draft)
    if parent is not None:
        kept.changed(session, parent, now)
    return made


def _start(session: Session, made: Outcome, proposer: Person, now: datetime, as_draft: bool) -> None:
    if as_draft:
        kept.changed(session, made, now)
    elif made.owner_id == proposer.id:
        begin(session, made, by=proposer, now=now)
        kept.changed(session, made, now, "outcome.agreed")
    else:
        propose(session, made, now)
        kept.changed(session, made, now)
        kept.waits(session, now, made.owner_id)


def propose(session: Session, outcome: Outcome, now: datetime) -> None:
    """From now on it waits for the owner's yes. Before the first team is started, nobody is asked yet."""
    outcome.lifecycle = Lifecycle.PROPOSED
    outcome.agreed_at = outcome.declined_at = outcome.declined_why = None
    outcome.asked_at, outcome.nudges = now if people.has_begun(session) else None, 0
    outcome.nudge_at = kept.clock(session, outcome.owner_id, now, REMIND_AFTER)
    outcome.late_at = None


def begin(session: Session, outcome: Outcome, *, by: Person | None, now: datetime) -> None:
    """The owner's yes: the day that holds now is what is promised."""
    kept.become(session, outcome, Lifecycle.ACTIVE, by=by, now=now)
    outcome.agreed_at = outcome.activated_at = now
    outcome.declined_at = outcome.declined_why = None
    outcome.promised_for = outcome.expected = outcome.due
    outcome.nudge_at, outcome.nudges = None, 0
    outcome.late_at = checks.late_at(session, outcome)


def _next_number(session: Session) -> int:
    """One number more for the workspace; the row stays locked until the end of the transaction."""
    taken = session.execute(
        update(Workspace)
        .where(Workspace.id == session.workspace)
        .values(next_number=Workspace.next_number + 1)
        .returning(Workspace.next_number)
        .execution_options(synchronize_session=False)
    ).scalar_one()
    return taken - 1
