"""The owner's yes, yes-if and no, and asking somebody else."""

from datetime import date, datetime

from bot.asks import service as asks
from bot.asks.model import Ask, Origin
from bot.core import dates
from bot.core.db import Session
from bot.core.errors import InvalidInput, Marks, NotAllowed, Outdated
from bot.outcomes import queries
from bot.outcomes.model import Condition, Outcome
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.outcomes.rules.line import shown
from bot.outcomes.rules.permissions import Action
from bot.outcomes.rules.states import ConditionState
from bot.outcomes.service import checks, kept
from bot.outcomes.service.lapsing import end_condition, lapse_condition
from bot.outcomes.service.registering import begin, propose
from bot.people import queries as people
from bot.people.model import Person

NOW_WHAT = "How will we know that it is done? One sentence that anybody could check."
"""What the owner is asked with the yes."""

_UNANSWERED = (Lifecycle.PROPOSED, Lifecycle.DRAFT)


def needs_done_sentence(session: Session, outcome: Outcome) -> bool:
    """Whether the yes has to say how we will know: a leaf below a goal that says nothing yet."""
    return (
        outcome.done_sentence is None
        and outcome.parent_id is not None
        and queries.is_leaf(session, outcome.id)
    )


def agree(
    session: Session, outcome: Outcome, *, by: Person | str, now: datetime, done_sentence: str | None = None
) -> None:
    """Yes, I own it. A leaf needs its done sentence by now; marks `done` when it is missing."""
    owner = checks.acting(session, by, outcome)
    _answering(session, outcome, owner)
    _past_due(outcome, owner, now)
    _with_done_sentence(session, outcome, owner, done_sentence, now)
    lapse_condition(session, outcome, owner, now)
    _yes(session, outcome, owner, now)


def agree_if_date(
    session: Session,
    outcome: Outcome,
    *,
    by: Person | str,
    day: date | None,
    now: datetime,
    done_sentence: str | None = None,
) -> Condition:
    """Yes, if it is by another day; the one who asked agrees or keeps the day. Marks `day`."""
    owner = checks.acting(session, by, outcome)
    _answering(session, outcome, owner)
    day = checks.day(day, owner, now, "day")
    if day == outcome.due:
        raise InvalidInput("day", "That is the day it has now. Choose another one, or just say yes.")
    return _condition(session, outcome, owner, Condition(day=day), done_sentence, now)


def agree_if_need(
    session: Session,
    outcome: Outcome,
    *,
    by: Person | str,
    what: str,
    from_id: str | None,
    by_day: date | None,
    now: datetime,
    done_sentence: str | None = None,
) -> Condition:
    """Yes, if somebody gives something by a day: they are asked, and it is active when that is settled.

    Marks `what`, `from` and `by_day`.
    """
    owner = checks.acting(session, by, outcome)
    _answering(session, outcome, owner)
    marks = Marks()
    with marks.check():
        what = checks.sentence(what, "what", "What do you need? Say it in one sentence.")
    with marks.check():
        helper = checks.owner(session, from_id, "from")
        if helper.id == owner.id:
            raise InvalidInput("from", "Name somebody else: this is what you need from others.")
    with marks.check():
        by_day = checks.day(by_day, owner, now, "by_day")
    marks.settle()
    made = _condition(
        session,
        outcome,
        owner,
        Condition(what=what, from_id=helper.id, needed_by=by_day),
        done_sentence,
        now,
    )
    made.ask_id = asks.ask(
        session,
        asker_id=owner.id,
        to_id=helper.id,
        what=what,
        needed_by=by_day,
        about=queries.subject(outcome),
        team_id=outcome.team_id,
        origin=Origin.CONDITION,
        origin_ref=made.id,
        is_urgent=False,
        now=now,
    ).id
    if outcome.proposer_id != owner.id:
        kept.tell(session, outcome.proposer_id, "condition", outcome, now)
    return made


def answer_condition(
    session: Session, outcome: Outcome, *, agree: bool, by: Person | str, now: datetime
) -> None:
    """The one who asked takes the owner's other day, which makes it a yes, or keeps theirs."""
    proposer = checks.acting(session, by, outcome)
    checks.require(session, proposer, outcome, Action.ANSWER_CONDITION)
    condition = queries.open_condition(session, outcome.id)
    if condition is None or condition.day is None:
        raise Outdated(f"{shown(outcome.number)} has no other day to answer any more.")
    if agree:
        checks.day(condition.day, people.person(session, outcome.owner_id), now)
    end_condition(
        session, outcome, condition, ConditionState.MET if agree else ConditionState.KEPT, proposer, now
    )
    if agree:
        kept.put(session, outcome, "due", condition.day, by=proposer, now=now)
        _yes(session, outcome, people.person(session, outcome.owner_id), now, by=proposer)
    else:
        propose(session, outcome, now)
        kept.changed(session, outcome, now)
        kept.waits(session, now, outcome.owner_id, proposer.id)


def waive(session: Session, outcome: Outcome, *, by: Person | str, now: datetime) -> None:
    """A leader lets the condition go, by name: it is a yes from now on. What was asked for stays asked."""
    leader = checks.acting(session, by, outcome)
    checks.require(session, leader, outcome, Action.WAIVE)
    condition = queries.open_condition(session, outcome.id)
    if condition is None or condition.what is None:
        raise Outdated(f"{shown(outcome.number)} waits for no help any more.")
    end_condition(session, outcome, condition, ConditionState.WAIVED, leader, now)
    _yes(session, outcome, people.person(session, outcome.owner_id), now, by=leader)


def settle_condition(session: Session, ask: Ask, *, is_met: bool, now: datetime) -> None:
    """What the owner needed is there (then it is a yes), or will not come (then the owner answers anew)."""
    condition = queries.condition_of(session, ask.id)
    if condition is None or condition.state is not ConditionState.OPEN:
        return
    outcome = queries.outcome(session, condition.outcome_id)
    owner = people.person(session, outcome.owner_id)
    end_condition(
        session, outcome, condition, ConditionState.MET if is_met else ConditionState.LAPSED, None, now
    )
    if is_met:
        _yes(session, outcome, owner, now, by=None)
    else:
        propose(session, outcome, now)
        kept.changed(session, outcome, now)
        kept.waits(session, now, owner.id)


def refuse(session: Session, outcome: Outcome, *, by: Person | str, why: str, now: datetime) -> None:
    """Not me. The reason goes to the one who asked and to nobody else; marks `why` when there is none."""
    owner = checks.acting(session, by, outcome)
    _answering(session, outcome, owner)
    reason = checks.sentence(why, "why", "Say why, so that the right person can be asked.")
    lapse_condition(session, outcome, owner, now)
    kept.entry(session, outcome, "answer", None, "declined", by=owner, now=now)
    outcome.lifecycle = Lifecycle.DRAFT
    outcome.asked_at = outcome.asked_at or now
    outcome.declined_at, outcome.declined_why = now, reason
    outcome.nudge_at = None
    kept.changed(session, outcome, now, "outcome.declined")
    kept.waits(session, now, owner.id, outcome.proposer_id)


def _answering(session: Session, outcome: Outcome, owner: Person) -> None:
    if outcome.owner_id == owner.id and outcome.agreed_at is not None:
        raise Outdated(f"You own {shown(outcome.number)} already.")
    checks.require(session, owner, outcome, Action.ANSWER)
    checks.state(outcome, *_UNANSWERED)


def _past_due(outcome: Outcome, owner: Person, now: datetime) -> None:
    today = people.day_of(owner, now)
    if outcome.due is not None and outcome.due < today:
        raise NotAllowed(
            f"{dates.spoken(outcome.due, today)} has passed. Choose *Yes, if…* and say which day can be met."
        )


def _with_done_sentence(
    session: Session, outcome: Outcome, owner: Person, done_sentence: str | None, now: datetime
) -> None:
    given = checks.optional(done_sentence)
    if given is not None:
        kept.put(session, outcome, "done_sentence", given, by=owner, now=now)
    elif needs_done_sentence(session, outcome):
        raise InvalidInput("done", NOW_WHAT)


def _condition(
    session: Session,
    outcome: Outcome,
    owner: Person,
    made: Condition,
    done_sentence: str | None,
    now: datetime,
) -> Condition:
    _with_done_sentence(session, outcome, owner, done_sentence, now)
    lapse_condition(session, outcome, owner, now)
    if outcome.lifecycle is Lifecycle.DRAFT:
        propose(session, outcome, now)
    made.outcome_id, made.by_id, made.at, made.state = outcome.id, owner.id, now, ConditionState.OPEN
    session.add(made)
    session.flush()
    # Whoever answers has been asked, if only by their Home.
    outcome.asked_at, outcome.nudge_at = outcome.asked_at or now, None
    kept.entry(session, outcome, "answer", None, "yes, if", by=owner, now=now, why=made.what)
    kept.changed(session, outcome, now)
    kept.waits(session, now, owner.id, outcome.proposer_id)
    return made


def _yes(
    session: Session, outcome: Outcome, owner: Person, now: datetime, *, by: Person | str | None = "owner"
) -> None:
    """`by` is whose act made it a yes; the owner's unless given."""
    actor = owner if isinstance(by, str) else by
    begin(session, outcome, by=actor, now=now)
    kept.changed(session, outcome, now, "outcome.agreed")
    kept.waits(session, now, owner.id, outcome.proposer_id)
    if outcome.proposer_id not in (owner.id, actor.id if actor else None):
        kept.tell(session, outcome.proposer_id, "agreed", outcome, now)
    if actor is not owner:
        kept.tell(session, owner.id, "settled", outcome, now)
