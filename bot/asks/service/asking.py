"""Asking, asking differently, and not asking any more."""

from datetime import date, datetime

from bot.asks import queries
from bot.asks.model import Ask, AskState, Happened, Origin
from bot.asks.rules import words
from bot.asks.rules.states import OPEN, TO_LOOK_AT
from bot.asks.service import kept, moving
from bot.asks.service.answering import acting, require_asker
from bot.core import db
from bot.core.db import Session
from bot.core.errors import InvalidInput, NotFound
from bot.people.model import Person

_OVER_FOR_GOOD = frozenset({AskState.WITHDRAWN, AskState.SETTLED})


def held(session: Session, id: str) -> Ask:
    """The ask, locked until the end of the transaction; raises `NotFound` when there is none."""
    found = db.lock(session, Ask, id)
    if found is None:
        raise NotFound(queries.NOT_HERE)
    return found


def ask(
    session: Session,
    *,
    asker_id: str,
    to_id: str | None,
    what: str,
    needed_by: date | None,
    about: str | None,
    team_id: str | None,
    origin: Origin,
    origin_ref: str,
    is_urgent: bool,
    now: datetime,
    tried: str | None = None,
    options: str | None = None,
    since: date | None = None,
    otherwise: str | None = None,
    otherwise_on: date | None = None,
    with_leader: bool = False,
    owner_id: str | None = None,
    to_text: str | None = None,
) -> Ask:
    """Asks a person, or (`to_id` None) the leader of the team; the same origin is asked once.

    At once, or as soon as the first team of the workspace is started: until then it `is_unasked`.
    `owner_id`: whose it is that the ask is about, if not the asker's; both are passed over on the way up.
    """
    known = queries.by_origin(session, origin, origin_ref)
    if known is not None:
        return known
    made = Ask(
        asker_id=asker_id,
        owner_id=owner_id or asker_id,
        to_id=to_id,
        to_text=to_text,
        what=what,
        needed_by=needed_by,
        about=about,
        team_id=team_id,
        origin=origin,
        origin_ref=origin_ref,
        state=AskState.ASKED,
        is_urgent=is_urgent,
        tried=tried,
        options=options,
        since=since,
        otherwise=otherwise,
        otherwise_on=otherwise_on,
        with_leader=with_leader,
        may_go_up=False,
        asked_at=now,
        turn=0,
    )
    session.add(made)
    session.flush()
    moving.begin(session, made, now)
    kept.changed(session, made, now, "ask.made")
    return made


def check_otherwise(text: str | None, boundaries: tuple[str | None, ...] = ()) -> None:
    """Marks `otherwise` when silence may not decide that; `boundaries` are the goal's must and must not."""
    problem = words.otherwise_problem(text, boundaries) if text else None
    if problem is not None:
        raise InvalidInput("otherwise", problem)


def amend(
    session: Session,
    ask: Ask,
    *,
    by: Person | str,
    now: datetime,
    what: str,
    needed_by: date | None,
    tried: str | None = None,
    otherwise: str | None = None,
    otherwise_on: date | None = None,
    origin_ref: str | None = None,
) -> None:
    """Says the same thing in other words or for another day. Whoever is asked stays asked, clocks run on.

    `origin_ref`: what it follows from now.
    """
    before = (ask.what, ask.needed_by, ask.otherwise, ask.otherwise_on, ask.origin_ref)
    if before == (what, needed_by, otherwise, otherwise_on, origin_ref or ask.origin_ref):
        return
    if (ask.what, ask.needed_by) != (what, needed_by) and not ask.is_unasked:
        kept.happened(
            session, ask, Happened.AMENDED, by=acting(session, by), now=now, text=what, day=needed_by
        )
    ask.what, ask.needed_by, ask.tried = what, needed_by, tried or ask.tried
    ask.otherwise, ask.otherwise_on = otherwise, otherwise_on
    ask.origin_ref = origin_ref or ask.origin_ref
    moving.reschedule(session, ask, now)
    kept.changed(session, ask, now)


def withdraw(
    session: Session, ask: Ask, *, by: Person | str | None, now: datetime, why: str | None = None
) -> None:
    """It is not needed any more: the asker or the owner says so, or (None) it follows from the facts.

    Nothing happens when it is over already.
    """
    person = None if by is None else acting(session, by)
    if person is not None:
        require_asker(session, ask, person)
    if ask.state in _OVER_FOR_GOOD:
        return
    kept.become(session, ask, AskState.WITHDRAWN, by=person, now=now, why=why)
    kept.happened(session, ask, Happened.WITHDRAWN, by=person, now=now, text=why)
    ask.settled_at, ask.question, ask.question_by_id = now, None, None
    moving.reschedule(session, ask, now)
    kept.changed(session, ask, now)


def revive(session: Session, ask: Ask, *, by: Person | str | None, now: datetime) -> None:
    """It is needed after all: who was asked is asked again, with their whole time."""
    if ask.state in OPEN | TO_LOOK_AT:
        return
    person = None if by is None else acting(session, by)
    kept.become(session, ask, AskState.ASKED, by=person, now=now)
    _begin_anew(session, ask, person, now)


def hand_to(session: Session, ask: Ask, *, asker_id: str, now: datetime) -> None:
    """Somebody else owns what it is about, and waits for the answer from now on."""
    if ask.asker_id == asker_id:
        return
    before = ask.asker_id
    if ask.owner_id == before:
        ask.owner_id = asker_id
    ask.asker_id = asker_id
    kept.changed(session, ask, now)
    kept.waits(session, before, now)


def _begin_anew(session: Session, ask: Ask, by: Person | None, now: datetime) -> None:
    if ask.is_unasked:
        moving.begin_after_all(session, ask, now)
        return
    ask.turn += 1
    ask.settled_at = ask.held_since = ask.top_since = None
    taken = queries.steps(session, ask.id)
    last = queries.current(taken)
    to_id = last.person_id if last else None
    kept.happened(session, ask, Happened.ASKED, by=by, now=now, to_id=to_id)
    moving.restart(session, ask, now)
    kept.changed(session, ask, now)
