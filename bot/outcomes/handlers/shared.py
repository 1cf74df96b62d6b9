"""What every handler here starts with and ends with."""

import re
from collections.abc import Callable

from bot.core.errors import InvalidInput, NotAllowed, NotFound
from bot.outcomes import queries, service
from bot.outcomes.model import Outcome
from bot.outcomes.rules.line import number_of
from bot.outcomes.rules.permissions import Action
from bot.outcomes.ui import forms
from bot.people import queries as people, service as people_service
from bot.people.model import Person
from bot.slack.answers import Answer, Change, Clear, Reply
from bot.slack.blocks import Message, section
from bot.slack.listeners import Rule, Work

WHICH_ONE = "Which one? Write its number, like `O-14`. `/outcome find` looks for words."


def person(work: Work) -> Person:
    """Who acts."""
    return people.person(work.session, work.actor.id)


def split_number(text: str) -> tuple[int | None, str]:
    """The number at the beginning of a line, and the rest: `O-14 to @dana`."""
    found = re.match(r"(?P<number>\S+)(?:\s+(?P<rest>.*))?$", text.strip(), re.DOTALL)
    number = number_of(found["number"]) if found else None
    if found is None or number is None:
        return None, text.strip()
    return number, (found["rest"] or "").strip()


def named(work: Work) -> Outcome:
    """The outcome that a button, a form or a line of text is about; raises `NotFound`.

    Words instead of a number are enough where only one outcome has them.
    """
    if "id" in work.value:
        return queries.outcome_or_nothing(work.session, work.value["id"])
    number, words = split_number(work.text)
    if number is not None:
        return service.seen(work.session, person(work), number)
    matching = queries.find(work.session, words, person(work), limit=2) if words else ()
    if len(matching) != 1:
        raise NotFound(WHICH_ONE)
    return matching[0]


def _as_member_or_owner(work: Work) -> None:
    who = person(work)
    if who.is_guest and not who.may_own_as_guest:
        raise NotAllowed(people_service.NO_GUESTS)


OWN_THINGS = Rule("every full member, and guests who may own", _as_member_or_owner, guests=True)


def may(action: Action) -> Rule:
    """Who may do this with the outcome in question, by the matrix."""
    return may_either(lambda outcome: action, str(action))


def may_either(choose: Callable[[Outcome], Action], name: str) -> Rule:
    """The same, where the action depends on how the outcome stands."""

    def check(work: Work) -> None:
        _as_member_or_owner(work)
        found = named(work)
        service.require(work.session, person(work), found, choose(found))

    return Rule(f"who may {name}", check, guests=True)


def somebody(work: Work, field: str) -> str | None:
    """The id of the person chosen in a field; marks it when they cannot answer for anything."""
    slack_id = work.form.person(field)
    return people_service.accountable(work.session, slack_id, field).id if slack_id else None


def people_in(work: Work, field: str) -> list[str]:
    """The ids of the people chosen in a field; marks it when somebody is not known yet."""
    found = []
    for slack_id in work.form.people(field):
        one = people.by_slack(work.session, slack_id)
        if one is None:
            raise InvalidInput(field, "I don't know one of them yet. Try again in a minute.")
        found.append(one.id)
    return found


def is_held(work: Work) -> bool:
    """Whether others hear of what was done only later, because no team is started yet."""
    return not people.has_begun(work.session)


def is_form(work: Work) -> bool:
    return work.payload.get("type") == "view_submission"


def after(work: Work, text: str, outcome: Outcome | None = None) -> Answer | None:
    """How to end: our messages and Home show by themselves what came of a click; elsewhere it is said."""
    if work.click is not None:
        return Clear() if is_form(work) else None
    if is_form(work):
        return Change(forms.settled(text, outcome))
    if work.place.surface == "home":
        return None
    return Reply(Message(text, [section(text)]))
