"""Being away: oneself, or somebody whom one leads."""

from bot.core.errors import InvalidInput, NotAllowed, NotFound
from bot.people import queries, service
from bot.people.handlers.common import actor, team
from bot.people.model import Person
from bot.people.rules import permissions
from bot.people.rules.permissions import Action
from bot.people.ui import settings as ui
from bot.slack.answers import Answer, Open
from bot.slack.listeners import Listeners, Rule, Work


def register(on: Listeners) -> None:
    says = Rule("oneself, their leader, deputy or an admin", _may_say, guests=True)
    on.action("people.away", open_form, rule=says, reads=True)
    on.submit("people.away", save, rule=says)


def open_form(work: Work) -> Answer | None:
    """For oneself; with a person in the button for that one; with a team for one of its people."""
    if "team" in work.value:
        of, people = team(work), _may_speak_of(work)
        return Open(ui.away_form(None, queries.day_of(actor(work), work.now), team=of, people=people))
    whom = _whom(work)
    is_other = whom.id != work.actor.id
    return Open(ui.away_form(whom if is_other else None, queries.day_of(whom, work.now)))


def save(work: Work) -> Answer | None:
    first = work.form.day("first")
    if first is None:
        raise InvalidInput("first", "From when? Choose the first day.")
    last = work.form.day("last") or first
    service.go_away(work.session, _whom(work), first, last, by=work.actor.id, now=work.now)
    return None


def _whom(work: Work) -> Person:
    found = work.session.find(Person, work.form.choice("who") or work.value.get("person") or work.actor.id)
    if found is None:
        raise NotFound("I don't know this person any more.")
    return found


def _may_speak_of(work: Work) -> list[Person]:
    who = actor(work)
    return [
        one
        for one in queries.members(work.session, team(work).id)
        if permissions.may(queries.roles_over(work.session, who, one), Action.NOTE_ABSENCE)
    ]


def _may_say(work: Work) -> None:
    service.require_own_part(work.session, work.actor.id)
    if "team" not in work.value:
        service.require_say(work.session, actor(work), _whom(work))
    elif not _may_speak_of(work):
        raise NotAllowed(permissions.instead(Action.NOTE_ABSENCE, team(work).name))
