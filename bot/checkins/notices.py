"""The messages of check-ins, made from the facts at the moment they are sent."""

from collections.abc import Callable
from datetime import datetime

from bot.checkins import queries
from bot.checkins.model import Prompt, Round
from bot.checkins.ui import prompt as prompt_ui, round as round_ui
from bot.core.db import Session
from bot.outbox.kinds import Kind, Priority, Skip
from bot.outcomes.model import Outcome
from bot.slack.blocks import Message

GONE = Skip("what it is about is not there any more")
PRIVATE = Skip("it is for its people only")
COUNTER_SPACING = 30.0


def _prompt(again: bool) -> Callable[[Session, str, datetime], Message | Skip]:
    def render(session: Session, ref: str, now: datetime) -> Message | Skip:
        lead = session.find(Prompt, ref)
        if lead is None or lead.lead_id is None:
            return GONE
        if not again and queries.is_asked_below(session, lead):
            return prompt_ui.moved_down(queries.ask(session, lead, now))
        return prompt_ui.prompt(queries.ask(session, lead, now, again=again), again=again)

    return render


def _reminder(session: Session, ref: str, now: datetime) -> Message | Skip:
    lead = session.find(Prompt, ref)
    if lead is None:
        return GONE
    facts = queries.ask(session, lead, now, again=True)
    if facts.waiting and (facts.closes_at is None or facts.closes_at > now):
        return prompt_ui.prompt(facts, again=True)
    if queries.was_said(session, lead):
        return prompt_ui.prompt(facts, again=True)
    return Skip("there is nothing left to remind of")


def _round(session: Session, ref: str, now: datetime) -> Message | Skip:
    found = session.find(Round, ref)
    return GONE if found is None else round_ui.heading(queries.heading(session, found, now))


def _said(session: Session, ref: str, now: datetime) -> Message | Skip:
    round_id, _, outcome_id = ref.partition(" ")
    found, outcome = session.find(Round, round_id), session.find(Outcome, outcome_id)
    if found is None or outcome is None:
        return GONE
    facts = queries.said(session, found, outcome, now)
    return PRIVATE if facts is None else round_ui.said(facts)


def _on_track(session: Session, ref: str, now: datetime) -> Message | Skip:
    found = session.find(Round, ref)
    lines = queries.all_on_track(session, found) if found else []
    return round_ui.on_track(lines) if lines else Skip("nothing to list")


def _agreed(session: Session, ref: str, now: datetime) -> Message | Skip:
    found = queries.owned(session, ref)
    return PRIVATE if found is None else round_ui.agreed(found)


def _claimed(session: Session, ref: str, now: datetime) -> Message | Skip:
    found = queries.claimed(session, ref)
    return PRIVATE if found is None else round_ui.claimed(found)


def _confirmed(session: Session, ref: str, now: datetime) -> Message | Skip:
    owner_id, _, week = ref.partition(" ")
    found = queries.confirmed(session, owner_id, week)
    return round_ui.confirmed(found) if found else Skip("nothing is confirmed any more")


KINDS: tuple[Kind, ...] = (
    Kind("checkins.prompt", _prompt(again=False), Priority.PROMPT),
    Kind("checkins.copy", _prompt(again=True), Priority.PROMPT, starts_clock=True),
    Kind("checkins.reminder", _reminder, Priority.REMINDER, starts_clock=True),
    Kind("checkins.round", _round, Priority.PROMPT, spacing=COUNTER_SPACING),
    Kind("checkins.said", _said, Priority.PROMPT),
    Kind("checkins.on_track", _on_track, Priority.PROMPT),
    Kind("checkins.agreed", _agreed, Priority.PROMPT),
    Kind("checkins.claimed", _claimed, Priority.PROMPT),
    Kind("checkins.confirmed", _confirmed, Priority.PROMPT),
)
