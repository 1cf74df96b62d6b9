"""What the clock does with an ask: it warns, lets promises lapse, and asks the next one."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.asks import queries
from bot.asks.model import Ask, AskState, Happened, Origin, Passed, Step
from bot.asks.rules import clock
from bot.asks.rules.chain import Place, Seat
from bot.asks.rules.states import CLIMBING, OPEN
from bot.asks.service import kept
from bot.core import calendar
from bot.core.db import Session
from bot.people import queries as people
from bot.people.model import Person

A_MINUTE = timedelta(minutes=1)


def begin(session: Session, ask: Ask, now: datetime) -> None:
    """Asks the first one, and the nearest leader as well when it is urgent or the asker wants it.

    Until a team of the workspace is started nobody is asked, and no clock runs.
    """
    ask.is_unasked, ask.asked_at = not people.has_begun(session), now
    if ask.is_unasked:
        return
    climb(session, ask, now)
    taken = queries.steps(session, ask.id)
    together = (ask.is_urgent or ask.with_leader) and not queries.leaders_asked(taken)
    if together and queries.next_up(session, ask) is not None:
        climb(session, ask, now)


def begin_after_all(session: Session, ask: Ask, now: datetime) -> None:
    """A team has been started since: whoever should have been asked is asked now, with their whole time.

    Silence counts from now on, too: nobody goes ahead on a day on which nobody had been asked.
    """
    if not ask.is_unasked or ask.state not in OPEN or ask.paused_at is not None:
        return
    if ask.otherwise_on is not None:
        asker = people.person(session, ask.asker_id)
        next_day = calendar.nth_working_day_after(queries.hours(asker, now), people.day_of(asker, now), 1)
        ask.otherwise_on = max(ask.otherwise_on, next_day)
    begin(session, ask, now)
    kept.changed(session, ask, now)


def climb(session: Session, ask: Ask, now: datetime, *, may_pass_leader: bool = True) -> None:
    """Asks the next one on the way up, who is looked up now; those passed over are kept with the reason.

    Unless it `may_pass_leader`, it is held as soon as one leader was asked. On top it stays with who was
    asked last, and is offered to their deputy.
    """
    taken = queries.steps(session, ask.id)
    around = queries.places(session, ask, taken)
    if around and not may_pass_leader and queries.leaders_asked(taken):
        _hold(session, ask, now)
        return
    _seat(session, ask, queries.seats(session, ask, taken, around, now), now)
    if not _is_asked_anew(session, ask, taken):
        _stay_on_top(session, ask, now)
    reschedule(session, ask, now)


def _seat(session: Session, ask: Ask, seats: Sequence[Seat], now: datetime) -> None:
    for seat in seats:
        kept.add_step(session, ask, seat, now)
        if seat.passed is None:
            ask.held_since = ask.top_since = None
            kept.happened(session, ask, Happened.ASKED, by=None, now=now, to_id=seat.person_id)


def _is_asked_anew(session: Session, ask: Ask, before: Sequence[Step]) -> bool:
    return any(step.passed_over is None for step in queries.steps(session, ask.id)[len(before) :])


def _hold(session: Session, ask: Ask, now: datetime) -> None:
    if ask.held_since is None:
        ask.held_since = now
        kept.happened(session, ask, Happened.HELD, by=None, now=now)
    reschedule(session, ask, now)


def _stay_on_top(session: Session, ask: Ask, now: datetime) -> None:
    if ask.top_since is not None or ask.origin is Origin.QUESTION:
        return
    ask.top_since = now
    taken = queries.steps(session, ask.id)
    last = queries.current(taken)
    kept.happened(session, ask, Happened.ON_TOP, by=None, now=now, to_id=last.person_id if last else None)
    deputy = _deputy_of(session, ask, taken, last, now) if last and last.team_id else None
    if deputy is not None:
        kept.add_step(session, ask, deputy, now)


def _deputy_of(session: Session, ask: Ask, taken: Sequence[Step], step: Step, now: datetime) -> Seat | None:
    """The first deputy of who is asked in this step who can be asked; None when there is none."""
    assert step.person_id is not None
    person = people.person(session, step.person_id)
    team = people.team(session, step.team_id) if step.team_id else None
    around = [Place(step.team_id, one) for one in queries.deputies(session, person.id, team)]
    found = queries.seats(session, ask, taken, around, now)
    if not found or found[-1].passed is not None:
        return None
    return Seat(step.team_id, found[-1].person_id, for_id=step.person_id)


def move(session: Session, ask: Ask, now: datetime, *, may_pass_leader: bool) -> None:
    """Does what is due by now, which is one thing: going ahead, a lapsed promise, the next one, a warning."""
    step = queries.current(queries.steps(session, ask.id))
    if ask.state not in OPEN or ask.paused_at is not None:
        reschedule(session, ask, now)
        return
    if _has_come(_goes_ahead_at(session, ask), now):
        _go_ahead(session, ask, now)
    elif ask.state is AskState.PROMISED and _has_come(_lapses_at(session, ask), now):
        _lapse(session, ask, now)
        climb(session, ask, now, may_pass_leader=may_pass_leader)
    elif ask.state is AskState.ASKED and step is None and ask.top_since is None:
        climb(session, ask, now, may_pass_leader=may_pass_leader)
    elif ask.state is AskState.ASKED and step is not None and _runs(ask):
        _move_step(session, ask, step, now, may_pass_leader)
    reschedule(session, ask, now)
    kept.changed(session, ask, now)


def _move_step(session: Session, ask: Ask, step: Step, now: datetime, may_pass_leader: bool) -> None:
    if _has_come(_deadline(step), now):
        if step.told_at is None:
            step.passed_over = Passed.NOT_REACHED
        climb(session, ask, now, may_pass_leader=may_pass_leader)
    elif step.person_id and queries.is_away(session, people.person(session, step.person_id), now):
        _leave(session, ask, step, now, may_pass_leader)
    elif _has_come(_warns_at(session, step), now):
        step.warned_at = now


def leave(session: Session, ask: Ask, step: Step, now: datetime, *, may_pass_leader: bool) -> None:
    """Who was asked is away or has left: their deputy is asked at once, else the next one."""
    if step.passed_over is None and ask.state in OPEN:
        _leave(session, ask, step, now, may_pass_leader)
        kept.changed(session, ask, now)


def _leave(session: Session, ask: Ask, step: Step, now: datetime, may_pass_leader: bool) -> None:
    assert step.person_id is not None
    person = people.person(session, step.person_id)
    taken = queries.steps(session, ask.id)
    is_last = step is queries.current(taken)
    deputy = _deputy_of(session, ask, taken, step, now)
    step.passed_over = Passed.AWAY if queries.can_be_asked(person) else Passed.GONE
    if deputy is not None:
        _seat(session, ask, [deputy], now)
    elif is_last and ask.state is AskState.ASKED:
        climb(session, ask, now, may_pass_leader=may_pass_leader)
    reschedule(session, ask, now)


def _lapse(session: Session, ask: Ask, now: datetime) -> None:
    kept.happened(
        session, ask, Happened.LAPSED, by=None, now=now, to_id=ask.promised_by_id, day=ask.promised_for
    )
    kept.become(session, ask, AskState.ASKED, by=None, now=now)
    ask.promised_for = ask.promised_by_id = ask.promised_at = None


def _go_ahead(session: Session, ask: Ask, now: datetime) -> None:
    kept.become(session, ask, AskState.WENT_AHEAD, by=None, now=now, why=ask.otherwise)
    kept.happened(
        session, ask, Happened.WENT_AHEAD, by=None, now=now, text=ask.otherwise, day=ask.otherwise_on
    )
    ask.settled_at = now


# Being told


def tell(session: Session, ask: Ask, step: Step, told: datetime, now: datetime) -> None:
    """The person has been told: their clock starts, at the next opening of their hours if that is later."""
    if step.told_at is not None or step.passed_over is not None:
        return
    expected = step.take_by
    before = [one for one in queries.steps(session, ask.id) if one.n < step.n]
    step.told_at = kept.start_clock(session, ask, step, told, queries.leaders_asked(before))
    reschedule(session, ask, now)
    # What was said when it was sent still holds to the minute, most of the time.
    if expected is None or step.take_by is None or abs(step.take_by - expected) >= A_MINUTE:
        kept.changed(session, ask, now)


def miss(session: Session, ask: Ask, step: Step, now: datetime) -> None:
    """The person could not be told: they are passed over, and the next one is asked at once."""
    if step.told_at is not None or step.passed_over is not None or ask.state not in OPEN:
        return
    was_current = step is queries.current(queries.steps(session, ask.id))
    step.passed_over = Passed.NOT_REACHED
    if was_current and ask.state is AskState.ASKED:
        ask.moves_at = now
    kept.changed(session, ask, now)


def inherit(session: Session, ask: Ask, step: Step, now: datetime, *, may_pass_leader: bool) -> None:
    """Somebody else leads the team now and is asked instead, with the whole time."""
    if step.team_id is None or ask.state not in OPEN:
        return
    is_last = step is queries.current(queries.steps(session, ask.id))
    step.passed_over = Passed.REPLACED
    around = [queries.place_of(session, people.team(session, step.team_id))]
    taken = queries.steps(session, ask.id)
    seats = queries.seats(session, ask, taken, around, now)
    _seat(session, ask, seats, now)
    if is_last and seats[-1].passed is not None and ask.state is AskState.ASKED:
        climb(session, ask, now, may_pass_leader=may_pass_leader)
    reschedule(session, ask, now)
    kept.changed(session, ask, now)


# Standing still


def pause(session: Session, ask: Ask, now: datetime) -> None:
    """All clocks of the ask stand still."""
    if ask.paused_at is None and ask.state in OPEN:
        ask.paused_at = now
        reschedule(session, ask, now)
        kept.changed(session, ask, now)


def resume(session: Session, ask: Ask, now: datetime) -> None:
    """The clock goes on; who was asked last has their whole time again."""
    if ask.paused_at is None:
        return
    ask.paused_at = None
    if ask.is_unasked:
        begin_after_all(session, ask, now)
        return
    restart(session, ask, now)
    kept.changed(session, ask, now)


def restart(session: Session, ask: Ask, now: datetime) -> None:
    """Who was asked last has their whole time again, from now on."""
    taken = queries.steps(session, ask.id)
    step = queries.current(taken)
    if step is not None:
        before = [one for one in taken if one.n < step.n]
        kept.start_clock(session, ask, step, now, queries.leaders_asked(before))
        step.taken_at = None
    reschedule(session, ask, now)


def release(session: Session, ask: Ask, now: datetime) -> None:
    """What was held at a leader goes on to the next one."""
    if ask.held_since is not None and ask.state in OPEN:
        climb(session, ask, now)
        kept.changed(session, ask, now)


def go_up(session: Session, ask: Ask, *, by: Person, now: datetime) -> None:
    """Somebody wants the next one to be asked now, although the team is new to this."""
    ask.may_go_up = True
    kept.happened(session, ask, Happened.SENT_ON, by=by, now=now)
    if ask.state is AskState.ASKED and ask.top_since is None:
        climb(session, ask, now)
    kept.changed(session, ask, now)


# The next instant


def reschedule(session: Session, ask: Ask, now: datetime) -> None:
    """Works out anew when the clock has to look at this ask again."""
    ask.moves_at = min(_moments(session, ask, now), default=None)


def _moments(session: Session, ask: Ask, now: datetime) -> Iterator[datetime]:
    if ask.state not in OPEN or ask.paused_at is not None or ask.is_unasked:
        return
    goes_ahead = _goes_ahead_at(session, ask)
    if goes_ahead is not None:
        yield goes_ahead
    if ask.state is AskState.PROMISED:
        lapses = _lapses_at(session, ask)
        if lapses is not None:
            yield lapses
    elif _runs(ask):
        yield from _step_moments(session, ask, now)


def _step_moments(session: Session, ask: Ask, now: datetime) -> Iterator[datetime]:
    step = queries.current(queries.steps(session, ask.id))
    if step is None:
        yield now
        return
    deadline, warns = _deadline(step), _warns_at(session, step)
    if warns is not None:
        yield warns
    if deadline is not None and step.person_id is not None:
        yield deadline
        absence = queries.next_absence(session, people.person(session, step.person_id), now, deadline)
        if absence is not None:
            yield absence


def _runs(ask: Ask) -> bool:
    """Whether somebody's time is running: not while the asker owes an answer, nor where nobody is next."""
    is_still = ask.question is not None or ask.held_since is not None or ask.top_since is not None
    return ask.origin in CLIMBING and not is_still


def _deadline(step: Step) -> datetime | None:
    return step.answer_by if step.taken_at is not None else step.take_by


def next_at(session: Session, ask: Ask) -> datetime | None:
    """When the next one is asked unless something happens; None when nobody will be, or it stands still."""
    if ask.state is AskState.PROMISED:
        return _lapses_at(session, ask)
    step = queries.current(queries.steps(session, ask.id))
    is_still = ask.state is not AskState.ASKED or ask.paused_at is not None or not _runs(ask)
    return None if step is None or is_still else _deadline(step)


def _warns_at(session: Session, step: Step) -> datetime | None:
    deadline = _deadline(step)
    if step.warned_at is not None or deadline is None or step.person_id is None:
        return None
    began = step.began_at or step.asked_at
    return clock.warn_at(queries.hours(people.person(session, step.person_id), began), began, deadline)


def _lapses_at(session: Session, ask: Ask) -> datetime | None:
    """The end of the promised day, for who promised it."""
    if ask.promised_for is None or ask.promised_by_id is None:
        return None
    who = people.person(session, ask.promised_by_id)
    return clock.closing(people.hours(who, ask.promised_for), ask.promised_for)


def _goes_ahead_at(session: Session, ask: Ask) -> datetime | None:
    """The end of the day, for the asker, after which silence means going on."""
    if not ask.otherwise or ask.otherwise_on is None:
        return None
    asker = people.person(session, ask.asker_id)
    return clock.closing(people.hours(asker, ask.otherwise_on), ask.otherwise_on)


def _has_come(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now
