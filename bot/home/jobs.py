"""Posting what waits for people, and the notices that may wait for a better hour."""

from datetime import datetime, timedelta

from sqlalchemy import and_, select, update

from bot.core import pending
from bot.core.db import Session
from bot.core.jobs import Later, Sweep, falls_due
from bot.home import service
from bot.home.rules import Step, Waits
from bot.home.waiting import waiting
from bot.outbox import service as outbox
from bot.people import queries as people, service as people_service
from bot.people.model import Notice, Person

# Who puts off what they owe until the first team is started.
HELD_BACK = ("asks.begin", "home.waiting")
A_DAY = timedelta(days=1)


def begun(session: Session, team_id: str, now: datetime) -> None:
    """A team has been started: what was held back until the first one was goes out now."""
    pending.hurry(session, HELD_BACK, now)
    session.execute(update(Notice).where(Notice.due_at > now, Notice.sent_at.is_(None)).values(due_at=now))


def show_waiting(session: Session, person_id: str, now: datetime) -> Later | None:
    """What waits for the person has changed: post, edit, or come back in their working hours.

    Nothing is posted before the first team is started.
    """
    who = session.find(Person, person_id)
    if who is None or who.is_gone or who.is_bot:
        return None
    if not people.has_begun(session):
        return Later(now + A_DAY)
    items = [Waits(item.id, item.is_urgent, item.came_up) for item in waiting(session, who, now)]
    open_post = service.open_post(session, who)
    step = service.plan(session, who, items, now)
    if step is Step.WAIT:
        return Later(service.next_chance(session, who, now))
    if step is Step.EDIT and open_post is not None:
        service.tell_of(open_post, items)
        outbox.touch(session, open_post.key)
    if step is Step.POST:
        if open_post is not None:
            open_post.is_open = False
            outbox.touch(session, open_post.key)
        post = service.post_anew(session, who, items, now)
        outbox.say(session, key=post.key, to=who.slack_id, kind="home.waiting", ref=post.id)
    return None


def _send_notice(session: Session, id: str, now: datetime) -> None:
    notice = session.scalar(select(Notice).where(Notice.id == id).with_for_update())
    if notice is None or notice.sent_at is not None or notice.due_at is None or notice.due_at > now:
        return
    if not people.has_begun(session):
        notice.due_at = now + A_DAY
        return
    who = people.person(session, notice.person_id)
    later = service.may_send_notice(session, who, now)
    if later is not None:
        notice.due_at = later
        return
    notice.sent_at, notice.due_at = now, None
    outbox.say(session, key=people_service.key_of(notice), to=who.slack_id, kind=notice.kind, ref=notice.ref)


def tell_of_trouble(session: Session, key: str, now: datetime) -> Later | None:
    """Something cannot be delivered: whoever can mend it hears so once."""
    found = outbox.delivery(session, key)
    if found is None or found.why is None:
        return None
    place = outbox.place_of(found.to, found.why)
    if people.is_lost(session, place):
        # Its leaders hear that from where channels are watched, with the way to choose another one.
        return None
    for person in service.menders(session, place):
        people_service.tell(
            session,
            person.id,
            kind="home.trouble",
            ref=f"{place}:{found.why}",
            key=f"trouble:{place}:{found.why}:{person.id}:{now:%Y-%m-%d}",
            now=now,
        )
    return None


def tell_of_end(session: Session, ref: str, now: datetime) -> None:
    """What stood in the way is mended: what was told of it says so."""
    people_service.tell_again(session, and_(Notice.kind == "home.trouble", Notice.ref == ref))


SWEEPS = (
    Sweep("home.begun", begun),
    Sweep("home.waiting", show_waiting),
    Sweep("home.parked", tell_of_trouble),
    Sweep("home.mended", tell_of_end),
)
DUE = (falls_due("a notice", Notice.due_at, _send_notice),)
