"""What a prompt and its forms have to know to be put into words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.checkins.model import Prompt, PromptItem
from bot.checkins.queries import prompts
from bot.checkins.queries.outlook import Part
from bot.checkins.queries.prompts import Entry
from bot.checkins.rules import asking, periods
from bot.checkins.rules.asking import Asked
from bot.checkins.rules.states import Cause
from bot.core import calendar
from bot.core.calendar import Cadence
from bot.core.db import Session
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Flag, Outcome, StatusChange
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.outcomes.rules.states import FlagKind
from bot.people import queries as people
from bot.people.model import Channel, Person, Team


class Since(StrEnum):
    """How long ago the word before was said, as people say it."""

    LAST_TIME = "last_time"
    LAST_WEEK = "last_week"
    EARLIER = "earlier"


@dataclass(frozen=True)
class Line:
    """One outcome in a prompt.

    `last` is the word before this round, `said` the answer. `helper` is who is waited on, `leader` who is
    asked with them. `owner` is set when somebody else owns it now; `confirmer` is asked whether it is done.
    """

    item_id: str
    outcome: Outcome
    is_open: bool
    can_answer: bool
    is_editing: bool = False
    last: StatusChange | None = None
    since: Since = Since.EARLIER
    said: StatusChange | None = None
    cause: Cause | None = None
    flags: Sequence[Flag] = ()
    helper: Person | None = None
    leader: Person | None = None
    owner: Person | None = None
    confirmer: Person | None = None


@dataclass(frozen=True)
class Ask:
    """One person's prompt. `covered` is how many one tap may call on track; `label` names the round."""

    lead_id: str
    person: Person
    today: date
    label: str
    lines: Sequence[Line]
    total: int
    covered: int = 0
    introduces: bool = False
    can_snooze: bool = False
    remind_at: datetime | None = None
    closes_at: datetime | None = None
    can_undo: bool = False
    next_time: date | None = None
    channels: Sequence[str] = ()

    @property
    def is_over(self) -> bool:
        """Whether the next round has begun, so that no answer counts here any more."""
        return bool(self.lines) and not any(line.can_answer for line in self.lines)

    @property
    def waiting(self) -> list[Line]:
        return [line for line in self.lines if line.is_open]


def ask(session: Session, lead: Prompt, now: datetime, *, again: bool = False) -> Ask:
    """The prompt as it stands now; `again`: in another message than its first."""
    person = people.person(session, lead.person_id)
    today = people.day_of(person, now)
    listed = prompts.entries(session, lead)
    shown = prompts.shown(listed, lead.shown)
    held = prompts.rounds_in(session, lead)
    flags = _flags(session, lead, [entry.outcome.id for entry in shown])
    is_open = any(entry.is_open for entry in listed)
    return Ask(
        lead_id=lead.id,
        person=person,
        today=today,
        label=periods.label(held[0].cadence, held[0].period),
        lines=[
            _line(session, entry, flags.get(entry.outcome.id, []), held[0].cadence, now) for entry in shown
        ],
        total=len(listed),
        covered=len(prompts.covered(session, lead, listed, today)),
        introduces=lead.introduces and not again,
        can_snooze=is_open and lead.reminded_at is None,
        remind_at=lead.remind_at if lead.snoozed else None,
        closes_at=max(one.closes_at for one in held),
        can_undo=not is_open and bool(prompts.last_answers(listed)),
        next_time=prompts.next_time(session, person, now),
        channels=[one.channel for one in held if one.channel],
    )


def _flags(session: Session, lead: Prompt, ids: Collection[str]) -> dict[str, list[Flag]]:
    """What to show beside the outcomes: but for the lack of a word in this very round."""
    return {
        id: [one for one in found if not _is_of_this_round(one, lead)]
        for id, found in outcomes.flags(session, ids).items()
    }


def _is_of_this_round(flag: Flag, lead: Prompt) -> bool:
    return flag.kind is FlagKind.NO_WORD and lead.asked_at is not None and flag.since >= lead.asked_at


def _line(session: Session, entry: Entry, flags: Sequence[Flag], cadence: Cadence, now: datetime) -> Line:
    item, outcome = entry.item, entry.outcome
    said = session.find(StatusChange, item.status_change_id)
    last = session.find(StatusChange, item.before_id)
    person = people.person(session, entry.prompt.person_id)
    is_mine = outcome.owner_id == person.id
    is_claimed = outcome.lifecycle is Lifecycle.CLAIMED_DONE
    return Line(
        item_id=item.id,
        outcome=outcome,
        is_open=entry.is_open,
        can_answer=entry.can_answer,
        is_editing=item.is_editing and entry.can_answer,
        last=last,
        since=_since(person, last, cadence, now),
        said=said,
        cause=item.cause,
        flags=flags,
        helper=session.find(Person, said.waiting_for_id) if said else None,
        leader=leader_of(session, outcome) if said and said.with_leader else None,
        owner=None if is_mine else people.person(session, outcome.owner_id),
        confirmer=_asked_to_confirm(session, outcome) if is_claimed else None,
    )


def _asked_to_confirm(session: Session, outcome: Outcome) -> Person | None:
    claim = outcomes.open_claim(session, outcome.id)
    return session.find(Person, claim.asked_id) if claim else None


def _since(person: Person, last: StatusChange | None, cadence: Cadence, now: datetime) -> Since:
    if last is None:
        return Since.EARLIER
    day, today = people.day_of(person, last.at), people.day_of(person, now)
    weeks = (_monday(today) - _monday(day)).days // 7
    if cadence is Cadence.WEEKLY and weeks == 1:
        return Since.LAST_WEEK
    return Since.LAST_TIME if cadence is Cadence.DAILY and (today - day).days <= 4 else Since.EARLIER


def _monday(day: date) -> date:
    return day - day.weekday() * calendar.ONE_DAY


def leader_of(session: Session, outcome: Outcome) -> Person | None:
    """The first leader on the way up who does not own the outcome."""
    leaders = (rung.leader for rung in people.rungs(session, outcome.team_id))
    return next((one for one in leaders if one is not None and one.id != outcome.owner_id), None)


def ask_of_part(session: Session, team: Team, part: Part, now: datetime, *, label: str) -> Ask:
    """The prompt that this person would get, word for word, before anything is sent."""
    flags = outcomes.flags(session, [one.id for one in part.leaves])
    moment = part.when if isinstance(part.when, datetime) else now
    today = people.day_of(part.person, moment)
    leaves = sorted(part.leaves, key=lambda one: asking.order(Asked(one.number, one.due, one.id in flags)))
    lines = [_line_to_come(session, one, part.person, flags.get(one.id, []), moment) for one in leaves]
    covered = [one for one in leaves[: asking.SHOWN] if _is_covered(one, flags, today)]
    channel = people.channel_of(session, team)
    return Ask(
        lead_id="",
        person=part.person,
        today=today,
        label=label,
        lines=lines[: asking.SHOWN],
        total=len(lines),
        covered=len(covered),
        introduces=part.person.met_at is None,
        can_snooze=True,
        channels=[channel] if channel else [],
    )


def _is_covered(one: Outcome, flags: dict[str, list[Flag]], today: date) -> bool:
    return asking.is_covered(due=one.due, is_flagged=one.id in flags, status=one.status, today=today)


def _line_to_come(
    session: Session, outcome: Outcome, person: Person, flags: Sequence[Flag], now: datetime
) -> Line:
    last = outcomes.last_change(session, outcome)
    return Line(
        item_id="",
        outcome=outcome,
        is_open=True,
        can_answer=True,
        last=last,
        since=_since(person, last, Cadence.WEEKLY, now),
        flags=flags,
    )


@dataclass(frozen=True)
class Readers:
    """Who reads what an owner writes: a channel with so many people, if there is one, and leaders above."""

    channel: str | None
    count: int | None
    has_channel: bool
    is_private: bool


def readers(session: Session, outcome: Outcome) -> Readers:
    channel = people.channel_of(session, people.team(session, outcome.team_id))
    is_private = outcomes.is_private(session, outcome)
    known = session.find(Channel, channel)
    return Readers(
        channel=known.name or None if known else None,
        count=known.readers if known else None,
        has_channel=channel is not None,
        is_private=is_private,
    )


def cause_before(session: Session, item: PromptItem) -> Cause | None:
    """What had to change when this outcome was at risk the last time."""
    if item.cause is not None:
        return item.cause
    return prompts.last_cause(session, item.outcome_id)
