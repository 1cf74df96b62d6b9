"""Opening and closing rounds."""

from datetime import datetime

from bot.checkins import queries
from bot.checkins.model import Prompt, Round
from bot.checkins.rules import periods
from bot.checkins.rules.states import Answer, Skipped
from bot.checkins.service import lines, planning
from bot.core import pending
from bot.core.db import Session, lock
from bot.outbox import service as outbox
from bot.outcomes import service as outcomes
from bot.outcomes.rules.states import FlagKind
from bot.people import queries as people
from bot.people.model import Team


def open_due(session: Session, round_id: str, now: datetime) -> None:
    """Opens or closes a round whose moment has come."""
    found = session.find(Round, round_id)
    if found is None or lock(session, Team, found.team_id) is None:
        return
    found = planning.as_it_is(session, Round, round_id)
    if found is None or found.moves_at is None or found.moves_at > now:
        return
    if found.opened_at is None:
        open_round(session, found, now)
    else:
        close(session, found, now)
        planning.plan(session, found.team_id, now)


def open_round(session: Session, found: Round, now: datetime, *, early: bool = False) -> bool:
    """Opens a planned round, after a last look at who is part of it; whether it is open now.

    It isn't when the team has stopped, when nobody can be asked any more (then the round is over before it
    began), or when the first one is due later than planned. `early`: somebody is asked before their time.
    """
    team = lock(session, Team, found.team_id)
    if team is None or not planning.runs(team):
        planning.give_up(session, found, now)
        return False
    planning.take_part(session, found, queries.parts_of(session, team, found, now))
    prompts = queries.prompts_of(session, found.id)
    due = [one.due_at for one in prompts if one.due_at is not None]
    has_begun = early or any(one.asked_at is not None for one in prompts)
    if not due and not has_begun:
        _pass_over(session, found, now)
        return False
    if not has_begun and min(due) > now:
        found.opens_at = found.moves_at = min(due)
        return False
    _begin(session, team, found, now)
    return True


def _pass_over(session: Session, found: Round, now: datetime) -> None:
    """Nobody could be asked: everybody is away or free, or the bot was not running at the time."""
    found.closed_at, found.moves_at = now, None
    session.flush()
    planning.plan(session, found.team_id, now)


def begin_at_once(session: Session, team: Team, found: Round, now: datetime) -> None:
    """Opens a round that was just made, whose people are asked from now on."""
    _begin(session, team, found, now)


def _begin(session: Session, team: Team, found: Round, now: datetime) -> None:
    before = queries.latest(session, team.id)
    for one in queries.open_rounds(session, [team.id], now):
        close(session, one, now)
    found.is_first = before is None
    found.opened_at, found.moves_at = now, found.closes_at
    found.channel = people.channel_of(session, team)
    session.flush()
    if found.channel is not None:
        outbox.say(
            session,
            key=queries.message_key(found.id),
            to=found.channel,
            kind="checkins.round",
            ref=found.id,
        )
        lines.answered_early(session, found)
    if before is not None:
        _retire(session, before)
    pending.note(session, "round.opened", found.id, now)
    planning.plan(session, team.id, now)


def _retire(session: Session, before: Round) -> None:
    """What was not answered in the round before can't be any more: its buttons go."""
    for lead in queries.leads_of(session, before.id):
        if lead.finished_at is None:
            for key in queries.copies(session, lead):
                outbox.touch(session, key)


def close(session: Session, found: Round, now: datetime) -> None:
    """Nobody is reminded or counted silent any more; answers are taken until the next round opens."""
    if found.closed_at is not None:
        return
    found.closed_at, found.moves_at = now, None
    for prompt in queries.prompts_of(session, found.id):
        _end(session, found, prompt, now)
    session.flush()
    if found.channel is not None:
        outbox.touch(session, queries.message_key(found.id))
        if any(item.answer is Answer.ON_TRACK for item in queries.items_of_round(session, found.id)):
            outbox.say(
                session,
                key=queries.on_track_key(found.id),
                to=found.channel,
                kind="checkins.on_track",
                ref=found.id,
                thread_of=queries.message_key(found.id),
            )
    pending.note(session, "round.closed", found.id, now)


def _end(session: Session, found: Round, prompt: Prompt, now: datetime) -> None:
    if prompt.due_at is not None:
        prompt.due_at, prompt.skipped = None, Skipped.MISSED
    team = people.team(session, found.team_id)
    person = people.person(session, prompt.person_id)
    is_here = planning.runs(team) and not people.is_away(session, person, people.day_of(person, now))
    if prompt.asked_at is None or not is_here:
        return
    for item, outcome in queries.unanswered(session, [prompt.id]):
        item.is_silent = True
        outcomes.raise_flag(
            session,
            outcome.id,
            FlagKind.NO_WORD,
            why=f"No answer in the check-in of {periods.label(found.cadence, found.period)}.",
            ref=found.id,
            now=now,
        )


def touch_current(session: Session, team_id: str) -> None:
    """The message of the team's latest round may read differently now."""
    latest = queries.latest(session, team_id)
    if latest is not None and latest.channel is not None:
        outbox.touch(session, queries.message_key(latest.id))
