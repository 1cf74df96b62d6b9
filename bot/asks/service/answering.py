"""What people do with an ask: promise, answer, pass on, ask back, go on."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.asks import queries
from bot.asks.model import Ask, AskState, Happened, Passed, Step
from bot.asks.rules import clock
from bot.asks.rules.chain import Seat
from bot.asks.rules.states import OPEN, TO_LOOK_AT
from bot.asks.service import kept, moving
from bot.asks.service.standing import outdated
from bot.core import dates
from bot.core.db import Session
from bot.core.errors import InvalidInput, NotAllowed, Outdated
from bot.people import queries as people, service as people_service
from bot.people.model import Person

FURTHEST = timedelta(days=366)


def acting(session: Session, by: Person | str) -> Person:
    return people.person(session, by) if isinstance(by, str) else by


def text_of(text: str | None, field: str, missing: str) -> str:
    """What was typed, without spaces around; marks the field when there is nothing."""
    found = (text or "").strip()
    if not found:
        raise InvalidInput(field, missing)
    return found


def require_asked(session: Session, ask: Ask, person: Person, now: datetime) -> None:
    """Raises `NotAllowed` for whoever is neither asked, nor speaks for who is, nor leads above."""
    if queries.may_answer(session, ask, person, now):
        return
    last = queries.current(queries.steps(session, ask.id))
    name = people.person(session, last.person_id).name if last and last.person_id else "whoever is asked"
    asker = people.person(session, ask.asker_id).name
    raise NotAllowed(f"{name} is asked for this. Tell {name} or {asker} what you know.")


def require_asker(session: Session, ask: Ask, person: Person) -> None:
    """Raises `NotAllowed` for whoever neither asked nor owns what it is about."""
    if person.id not in (ask.asker_id, ask.owner_id):
        asker = people.person(session, ask.asker_id).name
        raise NotAllowed(f"Only {asker}, who asked, can say that. Tell {asker}.")


# Who is asked


def promise(session: Session, ask: Ask, *, by: Person | str, day: date | None, now: datetime) -> None:
    """ "I'll get it by …": the clock stands still until the end of that day of theirs. Marks `day`."""
    person = acting(session, by)
    require_asked(session, ask, person, now)
    _open(session, ask)
    day = _promised_day(person, day, now)
    kept.become(session, ask, AskState.PROMISED, by=person, now=now, why=day.isoformat())
    kept.happened(session, ask, Happened.PROMISED, by=person, now=now, day=day)
    ask.promised_for, ask.promised_by_id, ask.promised_at = day, person.id, now
    ask.held_since = ask.top_since = None
    _take(session, ask, person, now)
    _kept(session, ask, now)


def _promised_day(person: Person, day: date | None, now: datetime) -> date:
    if day is None:
        raise InvalidInput("day", "By when? Choose a day.")
    today = people.day_of(person, now)
    if day < today:
        raise InvalidInput("day", f"{dates.spoken(day, today)} has passed. Choose today or a later day.")
    if day > today + FURTHEST:
        raise InvalidInput("day", "That is more than a year away. Choose a day before that.")
    if clock.closing(queries.hours(person, now), day) <= now:
        raise InvalidInput("day", "Your working day is over. Choose a later day.")
    return day


def answer(session: Session, ask: Ask, *, by: Person | str, text: str | None, now: datetime) -> None:
    """Here it is. A late answer is welcome too. Marks `text` when it is empty."""
    person = acting(session, by)
    require_asked(session, ask, person, now)
    words = text_of(text, "text", "Write the answer in a sentence.")
    _reply_with(session, ask, AskState.ANSWERED, Happened.ANSWERED, person, words, now)


def decline(session: Session, ask: Ask, *, by: Person | str, why: str | None, now: datetime) -> None:
    """The answer is no. Marks `text` when there is no reason."""
    person = acting(session, by)
    require_asked(session, ask, person, now)
    words = text_of(why, "text", "Say why not, so that another way can be found.")
    _reply_with(session, ask, AskState.DECLINED, Happened.DECLINED, person, words, now)


def _reply_with(
    session: Session, ask: Ask, state: AskState, kind: Happened, by: Person, words: str, now: datetime
) -> None:
    if ask.state not in OPEN and ask.state is not AskState.WENT_AHEAD:
        raise outdated(session, ask)
    kept.become(session, ask, state, by=by, now=now, why=words)
    kept.happened(session, ask, kind, by=by, now=now, text=words)
    ask.answer, ask.answered_by_id, ask.answered_at = words, by.id, now
    ask.answered_for_id = queries.speaks_for(session, ask, by.id, now)
    ask.promised_for = ask.promised_by_id = ask.promised_at = None
    ask.question = ask.question_by_id = ask.questioned_at = ask.settled_at = None
    _kept(session, ask, now)


def pass_on(
    session: Session, ask: Ask, *, by: Person | str, to_id: str | None, now: datetime, why: str | None = None
) -> None:
    """Somebody else is asked instead, with the whole time. Marks `to` with what is wrong with them."""
    person = acting(session, by)
    require_asked(session, ask, person, now)
    _open(session, ask)
    taken = queries.steps(session, ask.id)
    to = _next_one(session, ask, taken, person, to_id, now)
    here = queries.step_of(taken, person.id) or queries.current(taken)
    if here is not None:
        here.passed_over = Passed.PASSED_ON
    if ask.state is AskState.PROMISED:
        ask.promised_for = ask.promised_by_id = ask.promised_at = None
        kept.become(session, ask, AskState.ASKED, by=person, now=now)
    ask.question = ask.question_by_id = ask.questioned_at = None
    ask.held_since = ask.top_since = None
    kept.add_step(session, ask, Seat(here.team_id if here else None, to.id), now)
    kept.happened(session, ask, Happened.PASSED_ON, by=person, now=now, to_id=to.id, text=why or None)
    _kept(session, ask, now)


def _next_one(
    session: Session, ask: Ask, taken: Sequence[Step], by: Person, to_id: str | None, now: datetime
) -> Person:
    if to_id is None:
        raise InvalidInput("to", "Whom should I ask? Choose a person.")
    if to_id == by.id:
        raise InvalidInput("to", "That is you. Choose somebody else.")
    to = people_service.full_member(session, people.person(session, to_id).slack_id, "to")
    if to.id in (ask.asker_id, ask.owner_id):
        raise InvalidInput("to", f"{to.name} is the one who needs it. Choose somebody else.")
    if any(step.person_id == to.id and step.passed_over is None for step in taken):
        raise InvalidInput("to", f"{to.name} is asked already. Choose somebody else.")
    if queries.is_away(session, to, now):
        raise InvalidInput("to", f"{to.name} is away. Choose somebody who is here.")
    return to


def question(session: Session, ask: Ask, *, by: Person | str, text: str | None, now: datetime) -> None:
    """Asks the asker back, which is taking it; the clock stands still until they reply. Marks `text`."""
    person = acting(session, by)
    require_asked(session, ask, person, now)
    _open(session, ask)
    words = text_of(text, "text", "Write what you need to know.")
    if ask.question is not None and ask.question_by_id is not None:
        other = people.person(session, ask.question_by_id).name
        asker = people.person(session, ask.asker_id).name
        raise Outdated(f"{other} has a question already, and {asker} has not replied yet.")
    kept.happened(session, ask, Happened.QUESTION, by=person, now=now, text=words)
    ask.question, ask.question_by_id, ask.questioned_at = words, person.id, now
    _take(session, ask, person, now)
    _kept(session, ask, now)


# Who asked


def reply(session: Session, ask: Ask, *, by: Person | str, text: str | None, now: datetime) -> None:
    """Answers what was asked back; the clock goes on. Marks `text`."""
    person = acting(session, by)
    require_asker(session, ask, person)
    words = text_of(text, "text", "Write your reply.")
    if ask.question is None or ask.state not in OPEN:
        raise outdated(session, ask)
    kept.happened(session, ask, Happened.REPLY, by=person, now=now, text=words, to_id=ask.question_by_id)
    ask.question = ask.question_by_id = ask.questioned_at = None
    ask.turn += 1
    _give_time(session, ask, now)
    _kept(session, ask, now)


def go_on(session: Session, ask: Ask, *, by: Person | str, now: datetime, text: str | None = None) -> None:
    """The asker can go on, with or without an answer; `text` says what was decided, if it was elsewhere."""
    person = acting(session, by)
    require_asker(session, ask, person)
    if ask.state in (AskState.SETTLED, AskState.WITHDRAWN):
        raise outdated(session, ask)
    kept.become(session, ask, AskState.SETTLED, by=person, now=now, why=text)
    kept.happened(session, ask, Happened.SETTLED, by=person, now=now, text=text)
    ask.settled_at, ask.question, ask.question_by_id = now, None, None
    _kept(session, ask, now)


def not_enough(session: Session, ask: Ask, *, by: Person | str, why: str | None, now: datetime) -> None:
    """An answer does not help, or a promised day is too late. Marks `text`.

    After an answer, who is asked has their whole time again. When a day is too late, the next one is asked.
    """
    person = acting(session, by)
    require_asker(session, ask, person)
    words = text_of(why, "text", "Say what is missing.")
    if ask.state not in TO_LOOK_AT and ask.state is not AskState.PROMISED:
        raise outdated(session, ask)
    was_promised = ask.state is AskState.PROMISED
    kept.become(session, ask, AskState.ASKED, by=person, now=now, why=words)
    kept.happened(session, ask, Happened.NOT_ENOUGH, by=person, now=now, text=words)
    ask.promised_for = ask.promised_by_id = ask.promised_at = None
    ask.turn += 1
    if was_promised:
        _time_is_up(session, ask, now)
    else:
        moving.restart(session, ask, now)
    _kept(session, ask, now)


def stop(session: Session, ask: Ask, *, by: Person | str, now: datetime) -> None:
    """ "Stop, let's talk", after the asker went ahead: it is open again, with the leader."""
    person = acting(session, by)
    require_asked(session, ask, person, now)
    if ask.state is not AskState.WENT_AHEAD:
        raise outdated(session, ask)
    kept.become(session, ask, AskState.ASKED, by=person, now=now)
    kept.happened(session, ask, Happened.STOPPED, by=person, now=now)
    ask.otherwise_on, ask.settled_at = None, None
    ask.turn += 1
    if queries.leaders_asked(queries.steps(session, ask.id)):
        moving.restart(session, ask, now)
    else:
        _time_is_up(session, ask, now)
    _kept(session, ask, now)


# Anybody


def help_out(session: Session, ask: Ask, *, by: Person | str, text: str | None, now: datetime) -> None:
    """Somebody says how they can help; the asker is told, nobody's clock changes. Marks `text`."""
    person = acting(session, by)
    words = text_of(text, "text", "Say in a sentence how you can help.")
    if ask.state not in OPEN | TO_LOOK_AT:
        raise outdated(session, ask)
    kept.happened(session, ask, Happened.HELP, by=person, now=now, text=words)
    kept.changed(session, ask, now)


def _open(session: Session, ask: Ask) -> None:
    if ask.state not in OPEN:
        raise outdated(session, ask)


def _take(session: Session, ask: Ask, person: Person, now: datetime) -> None:
    """Somebody has it in hand: their own step, or the current one if they speak for somebody."""
    taken = queries.steps(session, ask.id)
    step = queries.step_of(taken, person.id) or queries.current(taken)
    if step is not None and step.taken_at is None:
        step.taken_at = now
        # Whoever reacts has read it, whatever became of the message.
        step.told_at = step.told_at or now


def _give_time(session: Session, ask: Ask, now: datetime) -> None:
    """After a reply there is at least as much time left as there was to take it."""
    taken = queries.steps(session, ask.id)
    step = queries.current(taken)
    if step is None or step.person_id is None or step.answer_by is None:
        return
    hours = queries.hours(people.person(session, step.person_id), now)
    span = clock.limits(queries.leaders_asked(taken[: step.n - 1]), is_urgent=ask.is_urgent).take
    step.answer_by = max(step.answer_by, span.after(hours, now))
    step.warned_at = None


def _time_is_up(session: Session, ask: Ask, now: datetime) -> None:
    """The next one is asked at once."""
    step = queries.current(queries.steps(session, ask.id))
    if step is not None:
        step.take_by = step.answer_by = now
    ask.held_since = ask.top_since = None


def _kept(session: Session, ask: Ask, now: datetime) -> None:
    moving.reschedule(session, ask, now)
    kept.changed(session, ask, now)
