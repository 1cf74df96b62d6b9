"""Second looks: the owner hears first and alone, then everybody sees report and facts side by side."""

from collections.abc import Sequence
from datetime import datetime

from bot.core import calendar, journal, pending
from bot.core.db import Session, lock
from bot.core.errors import InvalidInput, NotAllowed, Outdated
from bot.digests import queries
from bot.digests.model import SecondLook
from bot.digests.rules import looks
from bot.digests.rules.looks import Fact
from bot.needs import queries as needs
from bot.outbox import service as outbox
from bot.outcomes import queries as outcomes, service as outcome_service
from bot.outcomes.model import Outcome
from bot.outcomes.rules.lifecycle import Lifecycle, Status
from bot.outcomes.rules.states import FlagKind
from bot.people import queries as people, service as people_service
from bot.people.model import Person

ALONE = 1
"""Working days for which the owner alone knows."""


def evaluate(session: Session, outcome_id: str, now: datetime) -> None:
    """Works out anew whether the facts agree with the report.

    New facts are told to the owner, who reads them alone for a working day. The report itself stays.
    """
    outcome = lock(session, Outcome, outcome_id)
    if outcome is None:
        return
    found = _facts(session, outcome, now)
    open_looks = queries.open_looks(session, outcome.id)
    if not found:
        _end(session, outcome, open_looks, now)
        return
    marks = " ".join(fact.mark for fact in found)
    latest = open_looks[-1] if open_looks else None
    if latest is not None and (latest.marks, latest.owner_id) == (marks, outcome.owner_id):
        latest.facts = _kept(found)
        return
    _find(session, outcome, found, marks, [one for one in open_looks if one.shown_at is None], now)


def _find(
    session: Session,
    outcome: Outcome,
    found: Sequence[Fact],
    marks: str,
    unseen: Sequence[SecondLook],
    now: datetime,
) -> None:
    """Newer facts replace those that nobody but the owner has seen; what others see stays until they come."""
    for one in unseen:
        _over(session, one, now)
    made = SecondLook(
        id=session.free_id(SecondLook, outcome.id, marks, f"{queries.looked(session, outcome.id)}"),
        outcome_id=outcome.id,
        owner_id=outcome.owner_id,
        facts=_kept(found),
        marks=marks,
        found_at=now,
    )
    session.add(made)
    session.flush()
    people_service.tell(
        session,
        outcome.owner_id,
        kind="digests.second_look",
        ref=made.id,
        key=queries.notice_key(made.id),
        now=now,
    )


def _kept(found: Sequence[Fact]) -> list[dict[str, object]]:
    return [{"signal": fact.signal, "n": fact.n, "who": fact.who} for fact in found]


def _facts(session: Session, outcome: Outcome, now: datetime) -> tuple[Fact, ...]:
    is_on_track = outcome.lifecycle is Lifecycle.ACTIVE and outcome.status is Status.ON_TRACK
    if not is_on_track or not queries.runs(people.team(session, outcome.team_id)):
        return ()
    if people.person(session, outcome.owner_id).is_gone or not outcomes.is_leaf(session, outcome.id):
        return ()
    return looks.facts(queries.evidence(session, outcome, now))


def _end(session: Session, outcome: Outcome, open_looks: Sequence[SecondLook], now: datetime) -> None:
    for one in open_looks:
        _over(session, one, now)
    outcome_service.clear_flag(session, outcome.id, FlagKind.SECOND_LOOK, now=now)


def _over(session: Session, look: SecondLook, now: datetime) -> None:
    look.ended_at, look.shows_at = now, None
    _reads_anew(session, look)


def _reads_anew(session: Session, look: SecondLook) -> None:
    """What the owner was told reads differently now."""
    session.flush()
    key = queries.message_key(session, look.id)
    if key is not None:
        outbox.touch(session, key)


def evaluate_around(session: Session, outcome_id: str, now: datetime) -> None:
    """The outcome, and whatever needs something from it: their facts may be different, too."""
    evaluate(session, outcome_id, now)
    for id in dict.fromkeys(need.consumer_id for need in needs.on_provider(session, outcome_id)):
        evaluate(session, id, now)


def told(session: Session, look_id: str, at: datetime, now: datetime) -> None:
    """The owner has been told, or can't be: from then on it is theirs alone for a working day."""
    found = queries.look(session, look_id)
    if found is None or found.told_at is not None or found.ended_at is not None:
        return
    owner = people.person(session, found.owner_id)
    found.told_at = at
    found.shows_at = calendar.add_working_days(people.hours(owner, people.day_of(owner, at)), at, ALONE)


def show(session: Session, look_id: str, now: datetime) -> None:
    """From now on others see it, in place of older facts."""
    coming = queries.look(session, look_id)
    if coming is None or lock(session, Outcome, coming.outcome_id) is None:
        return
    found = lock(session, SecondLook, look_id)
    if found is None or found.shows_at is None or found.shows_at > now:
        return
    for one in queries.open_looks(session, found.outcome_id):
        if one.id != found.id and one.shown_at is not None:
            _over(session, one, now)
    found.shows_at, found.shown_at = None, now
    _reads_anew(session, found)
    why = "The report says on track; the facts say something else."
    outcome_service.raise_flag(
        session, found.outcome_id, FlagKind.SECOND_LOOK, why=why, ref=found.id, now=now
    )


def confirm(session: Session, look_id: str | None, *, words: str, by: Person, now: datetime) -> SecondLook:
    """The owner says in a sentence why it is on track all the same; it is shown beside the facts.

    Marks `words`.
    """
    found = open_look(session, look_id, by)
    text = " ".join(words.split())
    if not text:
        raise InvalidInput("words", "What makes you sure? One sentence is enough.")
    journal.record(
        session,
        actor=by.id,
        subject=f"outcome:{found.outcome_id}",
        field="second look",
        before=found.words,
        after=text,
        now=now,
    )
    found.words, found.words_at = text, now
    _reads_anew(session, found)
    pending.note(session, "outcome.changed", found.outcome_id, now)
    return found


def open_look(session: Session, look_id: str | None, by: Person) -> SecondLook:
    """The second look, if it is still open and this person owns what it is about."""
    found = queries.look(session, look_id)
    if found is None or found.ended_at is not None:
        raise Outdated("The facts have changed since; there is nothing left to say here.")
    if outcomes.outcome(session, found.outcome_id).owner_id != by.id:
        owner = people.person(session, found.owner_id)
        raise NotAllowed(f"Only {owner.name} can say why it is on track. Ask {owner.name}.")
    return found
