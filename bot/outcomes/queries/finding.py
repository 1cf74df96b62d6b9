"""Lists of outcomes: mine, a team's, what is at risk or late, and what has these words in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, bindparam, func, or_, select

from bot.core.db import Session
from bot.outcomes.model import Flag, Outcome
from bot.outcomes.queries.eyes import visible_to
from bot.outcomes.rules.lifecycle import Lifecycle, Status
from bot.outcomes.rules.line import number_of
from bot.outcomes.rules.states import FlagKind
from bot.people.model import Person

_OVER = (Lifecycle.DONE, Lifecycle.DROPPED)


class Which(StrEnum):
    """The lists that people ask for; a person's and a team's need to know whose."""

    MINE = "mine"
    TEAM = "team"
    PERSON = "person"
    AT_RISK = "at risk"
    LATE = "late"
    ALL = "all"
    WORDS = "words"


@dataclass(frozen=True)
class Wanted:
    """Which list, of whom (a person's or a team's id), or with which words in it."""

    which: Which
    of: str | None = None
    words: str = ""


@dataclass(frozen=True)
class Page:
    """A part of a list; `total` counts the whole."""

    outcomes: Sequence[Outcome]
    start: int
    total: int

    @property
    def end(self) -> int:
        return self.start + len(self.outcomes)


def listed(session: Session, person: Person, wanted: Wanted, *, start: int = 0, size: int = 10) -> Page:
    """A page of what this person may see of the list, soonest due first."""
    asked = _asked(session, person, wanted)
    values = {"of": person.id if wanted.which is Which.MINE else wanted.of, "start": start, "size": size}
    found = session.scalars(asked.page, values).all()
    is_last = len(found) < size and (found or start == 0)
    return Page(found, start, start + len(found) if is_last else session.scalar(asked.count, values) or 0)


class _Asked:
    """The statements for the list of what is true of it: a page, and how many there are in all.

    Their values are `of` (whose they are), `start` and `size`.
    """

    def __init__(self, *conditions: ColumnElement[bool]) -> None:
        self.page = (
            select(Outcome)
            .where(*conditions)
            .order_by(Outcome.lifecycle.in_(_OVER), Outcome.due.is_(None), Outcome.due, Outcome.number)
            .offset(bindparam("start"))
            .limit(bindparam("size"))
        )
        self.count = select(func.count()).select_from(Outcome).where(*conditions)


_IS_OPEN = Outcome.lifecycle.not_in(_OVER)
_IS_OWN = _IS_OPEN & (Outcome.owner_id == bindparam("of")) & Outcome.declined_at.is_(None)
# Everybody sees what they own; that is asked most, and put together once.
_MINE = _Asked(_IS_OWN)


def _asked(session: Session, person: Person, wanted: Wanted) -> _Asked:
    if wanted.which is Which.MINE:
        return _MINE
    return _Asked(visible_to(session, person), _belongs(wanted))


def _belongs(wanted: Wanted) -> ColumnElement[bool]:
    match wanted.which:
        case Which.MINE | Which.PERSON:
            return _IS_OWN
        case Which.TEAM:
            return _IS_OPEN & (Outcome.team_id == bindparam("of"))
        case Which.AT_RISK:
            return (Outcome.lifecycle == Lifecycle.ACTIVE) & Outcome.status.in_(
                (Status.AT_RISK, Status.BLOCKED)
            )
        case Which.LATE:
            return _IS_OPEN & Outcome.id.in_(select(Flag.outcome_id).where(Flag.kind == FlagKind.LATE))
        case Which.ALL:
            return _IS_OPEN
        case Which.WORDS:
            return _with_words(wanted.words)


def _with_words(text: str) -> ColumnElement[bool]:
    """Every word is in the title, or the text is a number; capitals do not count in any script."""
    words = [Outcome.title_folded.contains(word, autoescape=True) for word in text.casefold().split()[:20]]
    is_titled = words[0] if words else Outcome.id.is_not(None)
    for word in words[1:]:
        is_titled = is_titled & word
    number = number_of(text)
    return is_titled if number is None else or_(is_titled, Outcome.number == number)


def find(session: Session, text: str, person: Person, *, limit: int = 10) -> Sequence[Outcome]:
    """What this person may see with all these words in its title, or with this number; open ones first."""
    return listed(session, person, Wanted(Which.WORDS, words=text), size=limit).outcomes


def possible_parents(session: Session, text: str, person: Person, *, limit: int = 50) -> Sequence[Outcome]:
    """What something may become part of: open, visible, matching, higher up first."""
    return session.scalars(
        select(Outcome)
        .where(visible_to(session, person), _with_words(text), Outcome.lifecycle.not_in(_OVER))
        .order_by(Outcome.parent_id.is_not(None), Outcome.number)
        .limit(limit)
    ).all()


def similar(session: Session, title: str, person: Person) -> Outcome | None:
    """An open outcome with the same title, which the person may see."""
    return session.scalar(
        select(Outcome)
        .where(
            visible_to(session, person),
            Outcome.title_folded == title.casefold(),
            Outcome.lifecycle.not_in(_OVER),
        )
        .limit(1)
    )
