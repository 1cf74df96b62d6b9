"""`/checkin` and its words."""

from bot.checkins import queries, service
from bot.checkins.rules.states import Came
from bot.checkins.ui import replies
from bot.checkins.ui.labels import label
from bot.core import dates
from bot.core.dates import NotUnderstood
from bot.people import queries as people, service as people_service
from bot.people.model import Person
from bot.people.ui.settings import away_form
from bot.slack.answers import Answer, Open, Reply
from bot.slack.blocks import Message
from bot.slack.listeners import Listeners, Rule, Work
from bot.slack.templates import unescaped

WORDS = replies.WORDS


def register(on: Listeners) -> None:
    def come_or_help(work: Work) -> Answer:
        return _help(on) if work.text else come(work)

    about, usage = unescaped(WORDS("about")), unescaped(WORDS("usage"))
    on.command("/checkin", come_or_help, rule=OWN_PART, about=about, usage=usage)
    on.word("/checkin", "now", come, rule=OWN_PART, help=WORDS("help_now"))
    on.word("/checkin", "status", status, rule=OWN_PART, help=WORDS("help_status"), reads=True)
    on.word("/checkin", "away", away, rule=OWN_PART, help=WORDS("help_away"))


def come(work: Work) -> Answer:
    """What can be answered now, early or late, in a message of its own."""
    person = _actor(work)
    came = service.come(work.session, person, work.now)
    if came is not Came.NOTHING:
        return Reply(replies.said(WORDS("sent")))
    idle = queries.idle_leaves(work.session, person.id)
    if idle:
        teams = dict.fromkeys(people.team(work.session, one.team_id).name for one in idle)
        return Reply(replies.said(WORDS("not_started", count=len(idle), teams=", ".join(teams))))
    today = people.day_of(person, work.now)
    day = queries.next_time(work.session, person, work.now)
    return Reply(replies.said(WORDS("nothing", next_time=day, today=today)))


def status(work: Work) -> Answer:
    """Who has answered in the person's teams."""
    person = _actor(work)
    today = people.day_of(person, work.now)
    found = [
        replies.TeamNow(
            team=team,
            standing=queries.current_standing(work.session, team, work.now),
            next_day=queries.next_day(work.session, team.id),
            today=today,
        )
        for team in people.my_teams(work.session, person)
    ]
    return Reply(replies.status(found))


def away(work: Work) -> Answer:
    """Keeps the days that were typed and says how they were understood; without any, a form."""
    person = _actor(work)
    today = people.day_of(person, work.now)
    if not work.text:
        return Open(away_form(None, today))
    found = dates.parse_range(work.text, today)
    if isinstance(found, NotUnderstood):
        return Reply(replies.not_understood(found.reason, label("choose_days")))
    kept = people_service.go_away(work.session, person, found.first, found.last, by=person.id, now=work.now)
    return Reply(replies.away(kept.first, kept.last, today, is_doubtful=found.is_doubtful))


def _help(on: Listeners) -> Reply:
    return Reply(Message(on.commands["/checkin"].help()))


def _actor(work: Work) -> Person:
    return people.person(work.session, work.actor.id)


def _own_part(work: Work) -> None:
    people_service.require_own_part(work.session, work.actor.id)


OWN_PART = Rule("full members, and guests who may own", _own_part, guests=True)
