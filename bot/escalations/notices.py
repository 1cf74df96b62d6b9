"""Messages about escalations: in the channel, in threads, and to people."""

from collections.abc import Callable
from datetime import date, datetime

from bot.asks import queries as asks
from bot.asks.model import Ask, AskState, Happened
from bot.core import calendar
from bot.core.db import Session
from bot.escalations import queries, ui
from bot.escalations.queries import Facts
from bot.escalations.ui import notices as told
from bot.outbox.kinds import Kind, Priority, Skip
from bot.people import queries as people
from bot.people.model import Team
from bot.slack.blocks import Message

GONE = Skip("the ask is not there any more")
OVER = Skip("it is over")
PRIVATE = Skip("it is for its people only")

# Who reads a channel sees its counters move in steps.
SPACING = 3.0


def _opened(session: Session, ref: str, now: datetime) -> Message | Skip:
    facts = _facts(session, ref, now)
    if facts is None:
        return GONE
    return PRIVATE if facts.is_private else ui.opened(facts, _today(session, facts.ask, now))


def _folded(session: Session, ref: str, now: datetime) -> Message | Skip:
    shared = [
        queries.facts(session, asks.ask(session, one.ask_id), now)
        for one in queries.in_message(session, queries.folded_key(ref))
    ]
    public = [one for one in shared if not one.is_private]
    return ui.folded(public, _today(session, public[0].ask, now)) if public else PRIVATE


def _line(session: Session, ref: str, now: datetime) -> Message | Skip:
    ask_id, _, n = ref.partition(":")
    facts = _facts(session, ask_id, now)
    if facts is None:
        return GONE
    if facts.is_private:
        return PRIVATE
    is_shared = facts.escalation is not None and facts.escalation.folded_into is not None
    today = _today(session, facts.ask, now)
    found = ui.line(facts, facts.events[int(n) - 1], today, names_outcome=is_shared)
    return found or Skip("there is nothing to say about it")


def _in_round(session: Session, ref: str, now: datetime) -> Message | Skip:
    facts = _facts(session, ref, now)
    if facts is None:
        return GONE
    return PRIVATE if facts.is_private else ui.round_line(facts, _today(session, facts.ask, now), now)


def _still_open(session: Session, ref: str, now: datetime) -> Message | Skip:
    ask_id, n, _, person_id = ref.split(":")
    facts = _facts(session, ask_id, now)
    if facts is None:
        return GONE
    step = facts.current.step if facts.current else None
    is_theirs = step is not None and step.n == int(n) and step.person_id == person_id
    if is_theirs and step is not None and step.taken_at is None and facts.ask.state is AskState.ASKED:
        return told.still_open(facts) or OVER
    was_told = queries.said_as(session, ref) is not None
    return told.open_no_more(facts, person_id) if was_told else OVER


def _of_event(session: Session, ref: str, now: datetime) -> Message | Skip:
    ask_id, n, person_id = ref.split(":")
    facts = _facts(session, ask_id, now)
    if facts is None:
        return GONE
    today = people.day_of(people.person(session, person_id), now)
    return told.of_event(facts, facts.events[int(n) - 1], today) or OVER


def _no_leader(session: Session, ref: str, now: datetime) -> Message | Skip:
    team = session.find(Team, ref)
    return OVER if team is None or team.leader_id is not None else told.no_leader(team)


def _silence(session: Session, ref: str, now: datetime) -> Message | Skip:
    round_id, _, reader_id = ref.partition(":")
    found = queries.quiet(session, round_id, reader_id)
    return told.silence(found) if found else OVER


def _facts(session: Session, ask_id: str, now: datetime) -> Facts | None:
    ask = session.find(Ask, ask_id)
    return None if ask is None else queries.facts(session, ask, now)


def _today(session: Session, ask: Ask, now: datetime) -> date:
    """The date where the team is."""
    zone = people.zone_of(session, people.team(session, ask.team_id)) if ask.team_id else "UTC"
    return calendar.local_day(now, calendar.zone(zone))


def _event_kind(kind: Happened, render: Callable[[Session, str, datetime], Message | Skip]) -> Kind:
    return Kind(f"escalations.{kind}", render, Priority.REMINDER)


KINDS = (
    Kind("escalations.opened", _opened, Priority.ASK, spacing=SPACING),
    Kind("escalations.folded", _folded, Priority.ASK, spacing=SPACING),
    Kind("escalations.line", _line, Priority.ASK),
    Kind("escalations.in_round", _in_round, Priority.ASK),
    Kind("escalations.still_open", _still_open, Priority.REMINDER),
    _event_kind(Happened.ASKED, _of_event),
    _event_kind(Happened.PROMISED, _of_event),
    _event_kind(Happened.HELP, _of_event),
    _event_kind(Happened.STOPPED, _of_event),
    _event_kind(Happened.WENT_AHEAD, _of_event),
    _event_kind(Happened.SETTLED, _of_event),
    Kind("escalations.no_leader", _no_leader, Priority.REMINDER),
    Kind("escalations.silence", _silence, Priority.REMINDER),
)
