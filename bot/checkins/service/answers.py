"""What owners answer, and what follows from it in the round."""

from datetime import date, datetime

from bot.checkins import queries
from bot.checkins.model import Prompt, PromptItem, Round
from bot.checkins.rules.states import Answer, Cause
from bot.checkins.service import lines, rounds
from bot.core.db import Session, lock
from bot.core.errors import InvalidInput, Outdated
from bot.outbox import service as outbox
from bot.outcomes import queries as outcomes, service as outcomes_service
from bot.outcomes.model import Outcome, StatusChange
from bot.outcomes.rules.lifecycle import Lifecycle, Status
from bot.outcomes.rules.states import FlagKind
from bot.people import queries as people
from bot.people.model import Person

SOURCE = "checkin"


def on_track(session: Session, item: PromptItem, *, by: Person, now: datetime) -> None:
    """One tap: as written and by its date. A second tap on the same button changes nothing."""
    outcome = still_asked(session, item, by)
    if item.answer is Answer.ON_TRACK and item.status_change_id == outcome.status_change_id:
        item.is_editing = False
        return
    said = outcomes_service.report_status(
        session, outcome, status=Status.ON_TRACK, by=by, now=now, source=SOURCE
    )
    _answered(session, item, said, now)


def at_risk(
    session: Session, item: PromptItem, *, cause: Cause | None, note: str, by: Person, now: datetime
) -> None:
    """Only if something named changes; marks `cause` and `note`."""
    outcome = still_asked(session, item, by)
    if cause is None:
        raise InvalidInput("cause", "What kind of change is it? Choose the nearest.")
    said = outcomes_service.report_status(
        session, outcome, status=Status.AT_RISK, by=by, now=now, note=note, source=SOURCE
    )
    item.cause = cause
    _answered(session, item, said, now)


def blocked(
    session: Session,
    item: PromptItem,
    *,
    by: Person,
    now: datetime,
    note: str,
    needed_by: date | None,
    waiting_for_id: str | None = None,
    waiting_for_text: str | None = None,
    since: date | None = None,
    tried: str | None = None,
    otherwise: str | None = None,
    otherwise_on: date | None = None,
    with_leader: bool = False,
    is_urgent: bool = False,
) -> None:
    """Can't go on; marks the fields of `outcomes.service.report_status`."""
    outcome = still_asked(session, item, by)
    said = outcomes_service.report_status(
        session,
        outcome,
        status=Status.BLOCKED,
        by=by,
        now=now,
        note=note,
        needed_by=needed_by,
        waiting_for_id=waiting_for_id,
        waiting_for_text=waiting_for_text,
        since=since,
        tried=tried,
        otherwise=otherwise,
        otherwise_on=otherwise_on,
        with_leader=with_leader,
        is_urgent=is_urgent,
        source=SOURCE,
    )
    _answered(session, item, said, now)


def done(
    session: Session,
    item: PromptItem,
    *,
    evidence: str,
    by: Person,
    now: datetime,
    confirmer_id: str | None = None,
) -> None:
    """It is done, and this is where to see it; marks `evidence` and `confirmer`."""
    outcome = still_asked(session, item, by)
    outcomes_service.claim_done(
        session, outcome, evidence=evidence, by=by, now=now, confirmer_id=confirmer_id
    )
    claimed(session, item, now)


def all_on_track(session: Session, lead: Prompt, *, by: Person, now: datetime) -> int:
    """One tap for everything far away that is shown and has no signal against it; how many that were."""
    lock(session, Person, by.id)
    today = people.day_of(by, now)
    covered = queries.covered(session, lead, queries.entries(session, lead), today)
    for entry in covered:
        on_track(session, entry.item, by=by, now=now)
    return len(covered)


def edit(session: Session, item: PromptItem, *, by: Person) -> None:
    """Shows the buttons of an answered outcome again."""
    still_asked(session, item, by)
    item.is_editing = True
    session.flush()


def undo(session: Session, lead: Prompt, *, by: Person, now: datetime) -> int:
    """Takes the last answer back, or the last ones if they came in one tap; how many that were."""
    lock(session, Person, by.id)
    last = queries.last_answers(queries.entries(session, lead))
    for entry in last:
        said = session.find(StatusChange, entry.item.status_change_id)
        if said is not None:
            outcomes_service.undo_status(session, said, by=by, now=now)
        _forget(entry.item)
        # An answer that was changed before: the first one holds again.
        _take_over(session, entry.item, entry.outcome, now)
    if last:
        refresh(session, lead, now)
    return len(last)


def _forget(item: PromptItem) -> None:
    item.answer = item.answered_at = item.status_change_id = item.cause = None
    item.is_editing = False


def still_asked(session: Session, item: PromptItem, by: Person) -> Outcome:
    """The outcome, if this person may still answer here; raises `Outdated` with how it stands now."""
    prompt = session.find(Prompt, item.prompt_id)
    found = session.find(Round, prompt.round_id) if prompt else None
    outcome = outcomes.outcome(session, item.outcome_id)
    if found is not None and not queries.is_current(session, found):
        raise Outdated("This check-in is over. The newest one further down takes your answer.")
    if outcome.owner_id != by.id:
        owner = people.person(session, outcome.owner_id)
        raise Outdated(f"{owner.name} owns this one now. There is nothing left for you to answer here.")
    if outcome.lifecycle is not Lifecycle.ACTIVE:
        raise Outdated(_STANDS[outcome.lifecycle])
    if outcome.id not in queries.askable(session, [outcome.id]):
        raise Outdated("It has parts of its own now; what is under it is asked about instead.")
    return outcome


_STANDS = {
    Lifecycle.DRAFT: "It is a draft again, and nobody is asked about drafts.",
    Lifecycle.PROPOSED: "It waits for its owner's yes again. That comes first.",
    Lifecycle.CLAIMED_DONE: "It was said to be done, and waits for a yes to that.",
    Lifecycle.DONE: "It is done. There is nothing left to answer.",
    Lifecycle.PAUSED: "It is paused. Resume it first.",
    Lifecycle.DROPPED: "It was dropped. There is nothing left to answer.",
}


def _answered(session: Session, item: PromptItem, said: StatusChange, now: datetime) -> None:
    item.answer, item.answered_at, item.status_change_id = Answer(said.status), now, said.id
    if said.status is not Status.AT_RISK:
        item.cause = None
    _settle(session, item, now)


def claimed(session: Session, item: PromptItem, now: datetime) -> None:
    """Its owner said that it is done."""
    item.answer, item.answered_at, item.status_change_id, item.cause = Answer.DONE, now, None, None
    _settle(session, item, now)


def _settle(session: Session, item: PromptItem, now: datetime) -> None:
    item.is_editing = item.is_silent = item.is_fresh = False
    session.flush()
    outcomes_service.clear_flag(session, item.outcome_id, FlagKind.NO_WORD, now=now)
    prompt = session.find(Prompt, item.prompt_id)
    assert prompt is not None
    refresh(session, prompt, now)


def refresh(session: Session, prompt: Prompt, now: datetime) -> None:
    """What a prompt asks has changed: it may be finished now, and its messages read differently."""
    lead = session.find(Prompt, prompt.lead_id)
    if lead is not None:
        is_open = any(entry.is_open for entry in queries.entries(session, lead))
        lead.finished_at = None if is_open else lead.finished_at or now
        if not is_open:
            lead.remind_at = None
        session.flush()
        for key in queries.copies(session, lead):
            outbox.touch(session, key)
    found = session.find(Round, prompt.round_id)
    if found is not None and found.opened_at is not None:
        outbox.touch(session, queries.message_key(found.id))


def heard(session: Session, said: StatusChange, now: datetime) -> None:
    """Somebody said how it is going, wherever they did: the current round takes it over.

    What was taken back counts as not said.
    """
    outcome = outcomes.outcome(session, said.outcome_id)
    asked = queries.current_item(session, outcome.id)
    if asked is not None:
        _take_over(session, asked[0], outcome, now)
    found = asked[2] if asked else queries.latest(session, outcome.team_id)
    if found is not None and found.opened_at is not None:
        # What was answered early gets its line when the round opens.
        lines.said(session, found, outcome)
    rounds.touch_current(session, outcome.team_id)


def _take_over(session: Session, item: PromptItem, outcome: Outcome, now: datetime) -> None:
    """The owner's last word is the answer, if it was said since they were asked."""
    word = outcome.status_change_id
    if word == item.status_change_id or item.answer is Answer.DONE:
        return
    prompt = session.find(Prompt, item.prompt_id)
    assert prompt is not None
    since = item.answered_at if item.is_fresh else prompt.asked_at
    last = session.find(StatusChange, word)
    if last is not None and (since is None or last.at >= since):
        _answered(session, item, last, now)
    elif item.answer is not None:
        _forget(item)
        refresh(session, prompt, now)


def stands_differently(session: Session, outcome: Outcome, now: datetime) -> None:
    """An outcome was changed, claimed or closed: whoever is asked about it sees it."""
    asked = queries.current_item(session, outcome.id)
    if asked is None:
        return
    item, prompt, _ = asked
    if outcome.lifecycle is Lifecycle.CLAIMED_DONE and item.answer is not Answer.DONE:
        claimed(session, item, now)
    elif outcome.lifecycle is Lifecycle.ACTIVE and item.answer is Answer.DONE:
        # It was given back: it is open again, and asked about if there is still time.
        _forget(item)
        refresh(session, prompt, now)
    else:
        refresh(session, prompt, now)
