"""*Waiting for you* and the notices: when to post, when to edit, when to wait for working hours."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from bot.core import calendar, pending
from bot.core.db import Session
from bot.home import rules
from bot.home.model import Heard, WaitingPost
from bot.home.rules import Posts, Step, Waits
from bot.people import queries as people
from bot.people.model import Notice, Person

FOR_EVER = date(9999, 12, 31)


def plan(session: Session, who: Person, items: Sequence[Waits], now: datetime) -> Step:
    """What to do now that `items` wait for this person."""
    posts = _posts_today(session, who, now)
    return rules.next_step(items, posts, is_working=is_reachable(session, who, now), now=now)


def open_post(session: Session, who: Person) -> WaitingPost | None:
    """The posting that is edited as things come and go."""
    return session.scalar(
        select(WaitingPost)
        .where(WaitingPost.person_id == who.id, WaitingPost.is_open)
        .order_by(WaitingPost.posted_at.desc())
        .limit(1)
    )


def post_anew(session: Session, who: Person, items: Sequence[Waits], now: datetime) -> WaitingPost:
    """A new posting; the open one is closed (its message then points down to the new one)."""
    nth = _posts_today(session, who, now).today + 1
    id = session.free_id(WaitingPost, who.id, f"{people.day_of(who, now)}", f"{nth}")
    made = WaitingPost(id=id, person_id=who.id, posted_at=now, shown=[item.id for item in items])
    session.add(made)
    session.flush()
    return made


def tell_of(post: WaitingPost, items: Sequence[Waits]) -> None:
    """The posting has been edited to tell of these items too."""
    post.shown = list(dict.fromkeys([*post.shown, *(item.id for item in items)]))


def is_reachable(session: Session, who: Person, now: datetime) -> bool:
    """Whether something new may be posted to the person now: working hours, not away."""
    if people.is_away(session, who, people.day_of(who, now)):
        return False
    return calendar.is_working(people.hours(who, now.date()), now)


def next_chance(session: Session, who: Person, now: datetime) -> datetime:
    """The next opening of the person's working hours on a day on which they are here."""
    hours = people.hours(who, now.date())
    moment = calendar.next_opening(hours, now)
    for _ in range(120):
        day = people.day_of(who, moment)
        if not people.is_away(session, who, day):
            return moment
        tomorrow = calendar.at_local(day + timedelta(days=1), time(0), calendar.zone(who.zone))
        moment = calendar.next_opening(hours, tomorrow)
    return moment


def may_send_notice(session: Session, who: Person, now: datetime) -> datetime | None:
    """None when a notice may be sent now, else when to try again: two a day, in working hours."""
    if not is_reachable(session, who, now):
        return next_chance(session, who, now)
    midnight = _midnight(who, now)
    sent = session.scalar(
        select(func.count(Notice.id)).where(Notice.person_id == who.id, Notice.sent_at >= midnight)
    )
    if (sent or 0) < rules.NOTICES_A_DAY:
        return None
    return next_chance(session, who, _midnight(who, now + timedelta(days=1)))


def hear(
    session: Session, who: Person, *, channel: str, ts: str, text: str, has_file: bool, now: datetime
) -> Heard:
    """Keeps a typed text before anything is answered."""
    made = Heard(person_id=who.id, channel=channel, ts=ts, text=text, has_file=has_file, at=now)
    session.add(made)
    session.flush()
    return made


def be_quiet(who: Person) -> None:
    """Nothing is posted to them from now on; what waits stays on Home."""
    who.paused_until = FOR_EVER


def come_back(session: Session, who: Person, now: datetime) -> None:
    who.paused_until = None
    pending.note(session, "person.away", who.id, now)
    pending.note(session, "person.waiting", who.id, now)


def _posts_today(session: Session, who: Person, now: datetime) -> Posts:
    post = open_post(session, who)
    since = session.scalars(
        select(WaitingPost.posted_at)
        .where(WaitingPost.person_id == who.id, WaitingPost.posted_at >= _midnight(who, now))
        .order_by(WaitingPost.posted_at)
    ).all()
    return Posts(
        today=len(since),
        last=since[-1] if since else None,
        has_open=post is not None,
        told=frozenset(post.shown if post else ()),
    )


def _midnight(who: Person, now: datetime) -> datetime:
    return calendar.at_local(people.day_of(who, now), time(0), calendar.zone(who.zone))


def menders(session: Session, place: str) -> list[Person]:
    """Who can mend what keeps messages from a place: leaders of the teams that talk there, else admins.

    `place` is a channel or a person, or "" for the whole workspace.
    """
    teams = [team for team in people.teams(session) if team.channel == place]
    leaders = [session.find(Person, team.leader_id) for team in teams]
    found = [one for one in leaders if one is not None and not one.is_gone]
    return found or list(people.admins(session))
