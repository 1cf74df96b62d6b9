"""Looking asks up: what waits for whom, who is asked, and who would be asked next."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import and_, or_, select

from bot.asks.model import Ask, AskState, Event, Origin, Step
from bot.asks.rules import chain
from bot.asks.rules.chain import Known, Place, Seat
from bot.asks.rules.states import CLIMBING, OPEN, TO_LOOK_AT, Passed
from bot.core import calendar
from bot.core.calendar import WorkingHours
from bot.core.db import Session
from bot.core.errors import NotFound
from bot.people import queries as people
from bot.people.model import Person, Team

NOT_HERE = "That question is not here any more."
_STILL_WELCOME = (None, Passed.NOT_REACHED, Passed.AWAY)
"""Who was passed over for one of these may answer all the same."""
_ASKED = (None, Passed.NOT_REACHED, Passed.PASSED_ON, Passed.REPLACED)
"""Who was passed over for one of these is not asked a second time."""


def ask(session: Session, id: str) -> Ask:
    """The ask with this id, which must exist (a foreign key says so)."""
    found = session.find(Ask, id)
    if found is None:
        raise LookupError(f"ask {id} is not known")
    return found


def ask_or_nothing(session: Session, id: str | None) -> Ask:
    """The ask with this id; raises `NotFound`, for the eyes of a person, when there is none."""
    found = session.find(Ask, id)
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def by_origin(session: Session, origin: Origin, ref: str) -> Ask | None:
    return session.scalar(select(Ask).where(Ask.origin == origin, Ask.origin_ref == ref))


def steps(session: Session, ask_id: str) -> Sequence[Step]:
    """Everybody who was asked or passed over, in order."""
    return session.scalars(select(Step).where(Step.ask_id == ask_id).order_by(Step.n)).all()


def events(session: Session, ask_id: str) -> Sequence[Event]:
    """Everything that happened, in order."""
    return session.scalars(select(Event).where(Event.ask_id == ask_id).order_by(Event.n)).all()


def open_about(session: Session, about: str) -> Sequence[Ask]:
    """What was asked for this and is not over: open ones, and answers that nobody went on with yet."""
    return session.scalars(
        select(Ask).where(Ask.about == about, Ask.state.in_(OPEN | TO_LOOK_AT)).order_by(Ask.asked_at, Ask.id)
    ).all()


def open_in_team(session: Session, team_ids: Iterable[str]) -> Sequence[Ask]:
    """Open asks about what belongs to these teams."""
    return session.scalars(
        select(Ask).where(Ask.team_id.in_(list(team_ids)), Ask.state.in_(OPEN)).order_by(Ask.asked_at, Ask.id)
    ).all()


def unasked(session: Session) -> Sequence[Ask]:
    """Open asks of which nobody has heard yet, because no team is started."""
    return session.scalars(select(Ask).where(Ask.is_unasked, Ask.state.in_(OPEN)).order_by(Ask.id)).all()


def waiting_for(session: Session, person_id: str) -> Sequence[Ask]:
    """Where it is this person's turn: to answer, to answer a question, or to look at an answer."""
    asked = select(Step.ask_id).where(
        Step.workspace == Ask.workspace,
        Step.ask_id == Ask.id,
        Step.person_id == person_id,
        Step.passed_over.is_(None),
    )
    may_be_asked = and_(Ask.state.in_(OPEN), asked.exists())
    is_theirs = and_(
        Ask.asker_id == person_id,
        or_(Ask.state.in_(TO_LOOK_AT), and_(Ask.state.in_(OPEN), Ask.question.is_not(None))),
    )
    found = session.scalars(select(Ask).where(or_(may_be_asked, is_theirs)).order_by(Ask.asked_at, Ask.id))
    return [one for one in found if one.asker_id == person_id or is_asked(session, one, person_id)]


def is_asked(session: Session, ask: Ask, person_id: str) -> bool:
    """Whether it is this person's turn to answer: not while another one has promised it, and not while they
    wait for what they asked back."""
    if ask.state not in OPEN or (ask.question and ask.question_by_id == person_id):
        return False
    if ask.state is AskState.PROMISED and ask.promised_by_id != person_id:
        return False
    return any(step.person_id == person_id for step in addressees(session, ask.id))


def addressees(session: Session, ask_id: str) -> list[Step]:
    """Everybody who is asked now; whoever was asked first stays asked when it goes up."""
    return [step for step in steps(session, ask_id) if step.passed_over is None]


def current(taken: Iterable[Step]) -> Step | None:
    """The step whose clock counts: the leader who was asked last, else the one asked last at all."""
    asked = [step for step in taken if step.passed_over is None]
    counting = [step for step in asked if step.team_id is not None] or asked
    return counting[-1] if counting else None


def leaders_asked(taken: Iterable[Step]) -> int:
    return sum(1 for step in taken if step.team_id is not None and step.person_id and not step.passed_over)


def step_of(taken: Sequence[Step], person_id: str) -> Step | None:
    """The last step at which the person was really asked."""
    mine = [step for step in taken if step.person_id == person_id and step.passed_over in _STILL_WELCOME]
    return mine[-1] if mine else None


def item_id(ask: Ask) -> str:
    """Names the ask among what waits for who is asked; another one when it has come back to them."""
    return f"ask:{ask.id}:{ask.turn}" if ask.turn else f"ask:{ask.id}"


def ask_of(item: str) -> str | None:
    """The id of the ask that an item is about; None for other items."""
    kind, _, rest = item.partition(":")
    return rest.partition(":")[0] if kind == "ask" else None


# Who stands where


def deputies(session: Session, person_id: str, team: Team | None = None) -> tuple[str, ...]:
    """Who speaks for the person: the deputy of the team, whom they chose, the deputies where they lead."""
    person = people.person(session, person_id)
    led = people.teams_led_by(session, person_id)
    named = [team.deputy_id if team else None, person.speaker_id, *(one.deputy_id for one in led)]
    return tuple(dict.fromkeys(one for one in named if one and one != person_id))


def places(session: Session, ask: Ask, taken: Sequence[Step]) -> list[Place]:
    """The way up from here: what was not asked yet, nearest first."""
    found = [] if taken else _first(session, ask)
    if ask.origin not in CLIMBING:
        return found
    line = list(people.line_of(session, ask.team_id))
    visited = {step.team_id for step in taken} | {place.team_id for place in found}
    last = max((n for n, team in enumerate(line) if team.id in visited), default=-1)
    return found + [place_of(session, team) for team in line[last + 1 :]]


def _first(session: Session, ask: Ask) -> list[Place]:
    if ask.to_id is None:
        return []
    if ask.origin is Origin.DIRECT:
        for team in people.line_of(session, ask.team_id):
            if ask.to_id in (team.leader_id, team.deputy_id):
                return [Place(team.id, ask.to_id, deputies(session, ask.to_id, team))]
    return [Place(None, ask.to_id, deputies(session, ask.to_id))]


def place_of(session: Session, team: Team) -> Place:
    leader = team.leader_id
    return Place(team.id, leader, deputies(session, leader, team) if leader else ())


def known(session: Session, ask: Ask, taken: Iterable[Step], around: Iterable[Place], now: datetime) -> Known:
    """What counts for who is asked at these places, if they are asked now."""
    own = frozenset((ask.asker_id, ask.owner_id))
    asked = frozenset(step.person_id for step in taken if step.person_id and step.passed_over in _ASKED)
    ids = {id for place in around for id in (place.person_id, *place.deputies) if id is not None}
    found = [people.person(session, id) for id in ids]
    gone = frozenset(one.id for one in found if not can_be_asked(one))
    away = frozenset(one.id for one in found if is_away(session, one, now))
    return Known(own=own, asked=asked, away=away - gone, gone=gone)


def called(person: Person) -> str:
    """What the person is called where there is little room."""
    return person.short_name or person.name


def can_be_asked(person: Person) -> bool:
    return not (person.is_gone or person.is_bot or person.is_stranger)


def is_away(session: Session, person: Person, now: datetime) -> bool:
    """Whether the person is away on the day on which they would read it."""
    return people.is_away(session, person, people.day_of(person, reads_at(person, now)))


def reads_at(person: Person, now: datetime) -> datetime:
    """When somebody sees what is sent now: at once, or at the next opening of their working hours."""
    return calendar.next_opening(hours(person, now), now)


def hours(person: Person, at: datetime) -> WorkingHours:
    return people.hours(person, people.day_of(person, at))


def next_up(session: Session, ask: Ask) -> Place | None:
    """Who is asked next if nobody answers, as the teams stand now; absence is looked up on arrival."""
    taken = steps(session, ask.id)
    present = Known(
        own=frozenset((ask.asker_id, ask.owner_id)),
        asked=frozenset(step.person_id for step in taken if step.person_id and step.passed_over in _ASKED),
    )
    found = (place for place in places(session, ask, taken) if chain.seat(place, present).passed is None)
    return next(found, None)


def seats(
    session: Session, ask: Ask, taken: Sequence[Step], around: Sequence[Place], now: datetime
) -> list[Seat]:
    return chain.way_up(around, known(session, ask, taken, around, now))


def next_absence(session: Session, person: Person, after: datetime, before: datetime) -> datetime | None:
    """When the person's next absence begins, if that is between these two instants."""
    zone = calendar.zone(person.zone)
    first_days = [one.first for one in people.absences(session, person.id, people.day_of(person, after))]
    starts = (calendar.at_local(day, person.day_starts, zone) for day in first_days)
    return next((start for start in starts if after < start < before), None)


# Who may


def may_answer(session: Session, ask: Ask, person: Person, now: datetime) -> bool:
    """Whoever is or was asked, their deputies while they are away, and every leader above."""
    taken = steps(session, ask.id)
    if step_of(taken, person.id) is not None:
        return True
    if any(person.id in _speaks_for(session, step, now) for step in taken if step.passed_over is None):
        return True
    line = people.line_of(session, ask.team_id)
    return any(person.id in (team.leader_id, team.deputy_id) for team in line)


def speaks_for(session: Session, ask: Ask, person_id: str, now: datetime) -> str | None:
    """The absent one for whom this person answers, if they were not asked in their own name."""
    taken = steps(session, ask.id)
    own = step_of(taken, person_id)
    if own is not None:
        return own.for_id
    for step in taken:
        if step.passed_over in _STILL_WELCOME and person_id in _speaks_for(session, step, now):
            return step.person_id
    return None


def _speaks_for(session: Session, step: Step, now: datetime) -> tuple[str, ...]:
    if step.person_id is None:
        return ()
    person = people.person(session, step.person_id)
    team = session.find(Team, step.team_id)
    return deputies(session, person.id, team) if is_away(session, person, now) else ()


def needed_on(ask: Ask, person: Person, now: datetime) -> date:
    """The day that a promise is most likely for: when it is needed, else tomorrow; where the person is."""
    today = people.day_of(person, now)
    return max(ask.needed_by or today, today)
