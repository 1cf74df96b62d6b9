"""What brings a prompt back: its one reminder, *Ask me later*, and people who come by themselves."""

from datetime import date, datetime

from bot.checkins import queries
from bot.checkins.model import Prompt, Round
from bot.checkins.rules import asking, timing
from bot.checkins.rules.states import Came
from bot.checkins.service import planning, prompts
from bot.core import calendar
from bot.core.db import Session, lock
from bot.outbox import service as outbox
from bot.people import queries as people, service as people_service
from bot.people.model import Person


def remind_due(session: Session, lead_id: str, now: datetime) -> None:
    """Reminds, once, of what one message still asks."""
    lead = session.find(Prompt, lead_id)
    if lead is None or lock(session, Person, lead.person_id) is None:
        return
    lead = planning.as_it_is(session, Prompt, lead_id)
    if lead is None or lead.remind_at is None or lead.remind_at > now:
        return
    person = people.person(session, lead.person_id)
    lead.remind_at = None
    closes_at = queries.waits_until(session, lead, now)
    if closes_at is None or person.is_gone:
        return
    diary = queries.diary(session, person, people.day_of(person, now))
    opening = calendar.next_opening(diary.present, now)
    if opening > now:
        # Away since it was planned, or the bot was not running: at the next good moment, if there is one.
        lead.remind_at = opening if opening < closes_at else None
        return
    lead.reminded_at = now
    people_service.tell(
        session,
        person.id,
        kind="checkins.reminder",
        ref=lead.id,
        key=queries.reminder_key(lead.id),
        now=now,
    )


def copy(session: Session, lead: Prompt, person: Person) -> None:
    """Sends the person the same prompt anew, because they asked for it."""
    lead.copies += 1
    session.flush()
    key = queries.copy_key(lead.id, lead.copies)
    outbox.say(session, key=key, to=person.slack_id, kind="checkins.copy", ref=lead.id)


def come(session: Session, person: Person, now: datetime) -> Came:
    """Somebody came by themselves, early or late: they get what they can answer now, in a new message.

    A round that has not opened yet does so at its own time, whoever has answered before.
    """
    lock(session, Person, person.id)
    leads = queries.current_leads(session, person.id)
    waiting = [lead for lead in leads if any(one.is_open for one in queries.entries(session, lead))]
    if waiting:
        copy(session, waiting[0], person)
        return Came.AGAIN
    early = _can_begin(session, person, now, is_first=not leads)
    if early and prompts.ask(session, person, early, now, is_wanted=True) is not None:
        return Came.ASKED
    if leads:
        copy(session, leads[0], person)
        return Came.AGAIN
    return Came.NOTHING


def asked_anew(session: Session, key: str, now: datetime) -> None:
    """A reminder or a copy has arrived: the first message points down to it instead of asking twice."""
    newer = outbox.delivery(session, key)
    if newer is not None:
        outbox.touch(session, queries.prompt_key(newer.ref))


def _can_begin(session: Session, person: Person, now: datetime, *, is_first: bool) -> list[Prompt]:
    """What the person is asked next, if its period has begun, or if they were never asked before."""
    today = people.day_of(person, now)
    soon = [(one, held) for one in queries.to_ask(session, person.id) if (held := _round(session, one))]
    if not soon:
        return []
    day = soon[0][1].day
    return [one for one, held in soon if held.day == day and (is_first or _begins(session, held) <= today)]


def _begins(session: Session, held: Round) -> date:
    team = people.team(session, held.team_id)
    return calendar.period_first_day(held.cadence, held.day, team.first_round_on or held.day)


def _round(session: Session, prompt: Prompt) -> Round | None:
    return session.find(Round, prompt.round_id)


def snooze(session: Session, lead: Prompt, now: datetime) -> datetime | None:
    """*Ask me later*: moves the one reminder; when it comes, or None when the check-in closes before."""
    closes_at = queries.waits_until(session, lead, now)
    if closes_at is None or lead.reminded_at is not None:
        return None
    person = people.person(session, lead.person_id)
    diary = queries.diary(session, person, people.day_of(person, now))
    at = diary.asked_at or timing.local_time(lead.asked_at or now, person.zone)
    moment = timing.snoozed(diary, at, closes_at, now, lead.snoozed)
    if moment is not None:
        lead.remind_at = moment
        lead.snoozed += 1
    return moment


def show_more(session: Session, lead: Prompt) -> None:
    """Shows the next outcomes of a long prompt."""
    lead.shown += asking.SHOWN
    session.flush()
