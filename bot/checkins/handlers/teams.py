"""The buttons of a team: preview, start, check in now, pause and resume."""

from bot.checkins import queries, service
from bot.checkins.queries import Ask, Preview
from bot.checkins.rules import periods
from bot.checkins.ui import preview as preview_ui, replies
from bot.core.errors import NotFound
from bot.people import queries as people, service as people_service
from bot.people.model import Person, Team
from bot.slack.answers import Answer, Change, Open, Reply
from bot.slack.listeners import MEMBERS, Listeners, Rule, Work


def register(on: Listeners) -> None:
    on.action("checkin.preview", open_preview, rule=LEADERS, reads=True)
    on.action("checkin.preview_person", preview_person, rule=LEADERS, reads=True)
    on.submit("checkin.preview", start, rule=LEADERS)
    on.action("checkin.sample", sample, rule=MEMBERS, reads=True)
    on.action("checkin.start", start, rule=LEADERS)
    on.action("checkin.now", check_in_now, rule=LEADERS)
    on.action("checkin.pause", pause, rule=LEADERS)
    on.action("checkin.resume", resume, rule=LEADERS)


def open_preview(work: Work) -> Answer:
    """With the prompt of whoever is asked first, word for word."""
    facts = service.preview(work.session, _team(work), work.now)
    return Open(preview_ui.preview(facts, _sample(work, facts, None), _actor(work).zone))


def preview_person(work: Work) -> Answer:
    facts = service.preview(work.session, _team(work), work.now)
    return Change(preview_ui.preview(facts, _sample(work, facts, work.choice), _actor(work).zone))


def sample(work: Work) -> Answer:
    """A button of a previewed prompt."""
    return Reply(replies.said(replies.WORDS("sample")))


def start(work: Work) -> Answer:
    team, person = _team(work), _actor(work)
    is_first = not people.has_begun(work.session)
    found = service.start(work.session, team, by=person, now=work.now)
    today = people.day_of(person, work.now)
    day, opens_at = (found.day, found.opens_at) if found else (None, None)
    return Reply(replies.started(team, day, today, opens_at, is_first=is_first))


def check_in_now(work: Work) -> Answer:
    team = _team(work)
    found = service.check_in_now(work.session, team, by=_actor(work), now=work.now)
    due = [one.due_at for one in queries.prompts_of(work.session, found.id) if one.due_at is not None]
    now = sum(moment <= work.now for moment in due)
    return Reply(replies.held(team, now, len(due) - now))


def pause(work: Work) -> Answer:
    team = _team(work)
    service.pause(work.session, team, by=_actor(work), now=work.now)
    return Reply(replies.paused(team))


def resume(work: Work) -> Answer:
    team, person = _team(work), _actor(work)
    found = service.resume(work.session, team, by=person, now=work.now)
    return Reply(replies.resumed(team, found.day if found else None, people.day_of(person, work.now)))


def _sample(work: Work, facts: Preview, person_id: str | None) -> Ask | None:
    chosen = next((one for one in facts.asked if person_id in (None, one.person.id)), None)
    if chosen is None or facts.held is None:
        return None
    label = periods.label(facts.held.cadence, facts.held.slot.period)
    return queries.ask_of_part(work.session, facts.team, chosen, work.now, label=label)


def _actor(work: Work) -> Person:
    return people.person(work.session, work.actor.id)


def _team(work: Work) -> Team:
    found = work.session.find(Team, work.value.get("team"))
    if found is None:
        raise NotFound("That team is not there any more.")
    return found


def _may_change(work: Work) -> None:
    people_service.require_change(work.session, _actor(work), _team(work))


LEADERS = Rule("leader, deputy, leaders above, admin", _may_change)
