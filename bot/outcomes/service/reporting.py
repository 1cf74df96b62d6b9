"""The owner's word: how it is going."""

from datetime import date, datetime

from bot.asks import service as asks
from bot.core import pending
from bot.core.db import Session
from bot.core.errors import InvalidInput, Marks, NotAllowed, Outdated
from bot.outcomes import queries
from bot.outcomes.model import Outcome, StatusChange
from bot.outcomes.rules import urgency
from bot.outcomes.rules.lifecycle import Lifecycle, Status
from bot.outcomes.rules.line import shown
from bot.outcomes.rules.permissions import Action
from bot.outcomes.rules.states import FlagKind
from bot.outcomes.service import checks, kept
from bot.outcomes.service.flagging import clear_flag
from bot.outcomes.service.registering import begin
from bot.people import queries as people
from bot.people.model import Person

WHAT_CHANGES = "What has to change so that it can still be met? One sentence is enough."
WHAT_NEEDED = "What do you need to go on? One sentence is enough."


def report_status(
    session: Session,
    outcome: Outcome,
    *,
    status: Status,
    by: Person | str,
    now: datetime,
    on_behalf: bool = False,
    note: str | None = None,
    waiting_for_id: str | None = None,
    waiting_for_text: str | None = None,
    since: date | None = None,
    needed_by: date | None = None,
    tried: str | None = None,
    otherwise: str | None = None,
    otherwise_on: date | None = None,
    with_leader: bool = False,
    is_urgent: bool = False,
    expected: date | None = None,
    source: str = "checkin",
) -> StatusChange:
    """Keeps what the owner says, or their leader or deputy on their behalf, and tells who reacts to it.

    At risk says what has to change (marks `note`); blocked says what is needed (`note`) and by when
    (`needed_by`), from a person or something else where that is known; since when is today unless given.
    Also marks `waiting_for`, `since`, `otherwise`, `otherwise_on` and `expected`.
    A draft becomes active with its owner's first word.
    """
    speaker = checks.acting(session, by, outcome)
    owner = people.person(session, outcome.owner_id)
    _may_report(session, outcome, speaker)
    said = StatusChange(
        outcome_id=outcome.id,
        at=now,
        by_id=speaker.id,
        on_behalf=on_behalf or speaker.id != owner.id,
        status=status,
        note=checks.optional(note),
        source=source,
    )
    marks = Marks()
    if status is Status.AT_RISK:
        with marks.check():
            checks.sentence(note, "note", WHAT_CHANGES)
    if status is Status.BLOCKED:
        said.waiting_for_id, said.waiting_for_text = waiting_for_id, checks.optional(waiting_for_text)
        said.since, said.needed_by, said.tried = since, needed_by, checks.optional(tried)
        said.otherwise, said.otherwise_on = checks.optional(otherwise), otherwise_on
        said.with_leader = with_leader
        _check_block(session, outcome, said, owner, now, marks)
        hours, today = people.hours(owner, now.date()), people.day_of(owner, now)
        said.is_urgent = is_urgent or urgency.is_urgent(hours, today, due=outcome.due, needed_by=needed_by)
    with marks.check():
        if expected is not None:
            checks.day(expected, owner, now, "expected")
    marks.settle()
    _keep(session, outcome, said, speaker, expected, now)
    return said


def undo_status(session: Session, change: StatusChange, *, by: Person | str, now: datetime) -> None:
    """Takes back the last word, by who said it or the owner; the one before holds again.

    Those who react to a report are told of it again and see that it was taken back.
    """
    outcome = queries.outcome(session, change.outcome_id)
    speaker = checks.acting(session, by, outcome)
    if speaker.id not in (change.by_id, outcome.owner_id):
        raise NotAllowed("Only who said it can take it back. Say how it is going instead.")
    if change.undone_at is not None:
        return
    if outcome.status_change_id != change.id:
        raise Outdated(f"There is a newer word on {shown(outcome.number)}. Say how it is going now.")
    change.undone_at = now
    session.flush()
    before = next(iter(queries.changes(session, outcome.id)), None)
    kept.put(session, outcome, "status", before.status if before else None, by=speaker, now=now, why="undo")
    outcome.status_at = before.at if before else None
    outcome.status_change_id = before.id if before else None
    kept.changed(session, outcome, now)
    pending.note(session, "status.reported", change.id, now)


def expect(session: Session, outcome: Outcome, *, day: date, by: Person | str, now: datetime) -> None:
    """The owner says when they now believe it will be done; what was promised stays. Marks `expected`."""
    speaker = checks.acting(session, by, outcome)
    checks.require(session, speaker, outcome, Action.REPORT)
    checks.state(outcome, Lifecycle.ACTIVE)
    checks.day(day, people.person(session, outcome.owner_id), now, "expected")
    kept.put(session, outcome, "expected", day, by=speaker, now=now)
    kept.changed(session, outcome, now)


def add_word(session: Session, outcome: Outcome, *, text: str, by: Person | str, now: datetime) -> None:
    """The owner of a parent adds a word to what its children say; its colour stays theirs. Marks `word`."""
    speaker = checks.acting(session, by, outcome)
    checks.require(session, speaker, outcome, Action.REPORT)
    checks.state(outcome, Lifecycle.ACTIVE)
    kept.put(
        session,
        outcome,
        "word",
        checks.sentence(text, "word", "Write a word or a sentence."),
        by=speaker,
        now=now,
    )
    outcome.word_at = now
    kept.changed(session, outcome, now)


def _may_report(session: Session, outcome: Outcome, speaker: Person) -> None:
    if outcome.lifecycle is Lifecycle.DRAFT and outcome.owner_id == speaker.id and not outcome.declined_at:
        return
    if outcome.lifecycle is Lifecycle.PROPOSED:
        checks.require(session, speaker, outcome, Action.SEE)
        raise Outdated(f"{shown(outcome.number)} waits for its owner's yes. That comes first.")
    checks.require(session, speaker, outcome, Action.REPORT)
    checks.state(outcome, Lifecycle.ACTIVE)
    if not queries.is_leaf(session, outcome.id):
        raise NotAllowed(
            f"{shown(outcome.number)} stands as what is under it stands. You can add a word to it instead."
        )


def _check_block(
    session: Session, outcome: Outcome, said: StatusChange, owner: Person, now: datetime, marks: Marks
) -> None:
    today = people.day_of(owner, now)
    said.since = said.since or today
    with marks.check():
        checks.sentence(said.note, "note", WHAT_NEEDED)
    with marks.check():
        if said.waiting_for_id is not None:
            _no_self(checks.owner(session, said.waiting_for_id, "waiting_for"), owner)
    with marks.check():
        checks.day(said.needed_by, owner, now, "needed_by")
    with marks.check():
        if said.since > today:
            raise InvalidInput(
                "since", "That is in the future. Choose the day from which on you could not go on."
            )
    with marks.check():
        if said.otherwise and said.otherwise_on is None:
            raise InvalidInput("otherwise_on", "From which day on? Choose one, or clear what you would do.")
        if said.otherwise_on is not None:
            checks.day(said.otherwise_on, owner, now, "otherwise_on")
            checks.sentence(said.otherwise, "otherwise", "What would you do then? Or clear the day.")
    with marks.check():
        goal = [outcome, *queries.ancestors(session, outcome)][-1]
        asks.check_otherwise(said.otherwise, (goal.must, goal.must_not))


def _no_self(helper: Person, owner: Person) -> None:
    if helper.id == owner.id:
        raise InvalidInput("waiting_for", "Name somebody else, or nobody if it is not a person you wait for.")


def _keep(
    session: Session,
    outcome: Outcome,
    said: StatusChange,
    speaker: Person,
    expected: date | None,
    now: datetime,
) -> None:
    facts = []
    if outcome.lifecycle is Lifecycle.DRAFT:
        begin(session, outcome, by=speaker, now=now)
        kept.waits(session, now, speaker.id)
        facts.append("outcome.agreed")
    session.add(said)
    session.flush()
    kept.put(session, outcome, "status", said.status, by=speaker, now=now, why=said.note)
    outcome.status_at, outcome.status_change_id = now, said.id
    if expected is not None:
        kept.put(session, outcome, "expected", expected, by=speaker, now=now)
    clear_flag(session, outcome.id, FlagKind.NO_WORD, now=now)
    kept.changed(session, outcome, now, *facts)
    pending.note(session, "status.reported", said.id, now)
