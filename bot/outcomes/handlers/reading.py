"""Looking at outcomes: lists, words, one with everything, its past, and what it is good for."""

import re

from bot.core.errors import NotFound
from bot.outcomes import queries, ui
from bot.outcomes.handlers.shared import OWN_THINGS, may, named, person, split_number
from bot.outcomes.queries import Wanted, Which
from bot.outcomes.rules.permissions import Action
from bot.outcomes.rules.slacktext import Kind, mark
from bot.outcomes.ui.labels import label
from bot.people import queries as people
from bot.people.model import Person
from bot.people.ui import short
from bot.slack.answers import Answer, Change, Reply
from bot.slack.blocks import Message
from bot.slack.listeners import Listeners, Work, notice

A_PAGE = 10
NO_TEAM = "You are in no team yet. Try `/outcome list all`."


def register(on: Listeners) -> None:
    see = may(Action.SEE)
    on.word("/outcome", "list", list_outcomes, rule=OWN_THINGS, help=label("help_list"), reads=True)
    on.word("/outcome", "find", find, rule=OWN_THINGS, help=label("help_find"), reads=True)
    on.word("/outcome", "show", show, rule=see, help=label("help_show"), reads=True)
    on.word("/outcome", "history", history, rule=see, help=label("help_history"), reads=True)
    on.word("/outcome", "why", why, rule=see, help=label("help_why"), reads=True)
    on.action("outcome.show", show, rule=see, reads=True)
    on.action("outcome.history", history, rule=see, reads=True)
    on.action("outcome.more", more, rule=OWN_THINGS, reads=True)


def list_outcomes(work: Work) -> Answer:
    return Reply(_page(work, _wanted(work)))


def find(work: Work) -> Answer:
    """By words; a number leads straight to the outcome."""
    if not work.text.strip():
        raise NotFound("Find what? Write a word of it: `/outcome find macro library`.")
    number, rest = split_number(work.text)
    if (
        number is not None
        and not rest
        and queries.listed(work.session, person(work), Wanted(Which.WORDS, words=work.text)).total
    ):
        return show(work)
    return Reply(_page(work, Wanted(Which.WORDS, words=work.text.strip())))


def more(work: Work) -> Answer:
    value = work.value
    wanted = Wanted(Which(value["which"]), value.get("of") or None, value.get("words", ""))
    return _turned(work, _page(work, wanted, start=int(value.get("start", "0"))))


def _turned(work: Work, page: Message) -> Answer:
    """In a window a page takes the place of the one before: Slack puts three on top of each other at most."""
    if work.place.surface == "modal":
        return Change(notice(page.text, blocks_=page.blocks))
    return Reply(page)


def show(work: Work) -> Answer:
    facts = queries.card(work.session, named(work), person(work), work.now)
    return Reply(ui.card(facts))


def history(work: Work) -> Answer:
    found = named(work)
    events, start = queries.events(work.session, found), int(work.value.get("start", "0"))
    page = ui.history(found, events, start)
    return _turned(work, page) if start else Reply(page)


def why(work: Work) -> Answer:
    """The chain from the goal; what this person may not see is left out and said so."""
    found = named(work)
    above = queries.ancestors(work.session, found)
    seen = queries.visible(work.session, person(work), above)
    return Reply(ui.why([*reversed(seen), found], hidden=len(seen) < len(above)))


def _wanted(work: Work) -> Wanted:
    text = " ".join(work.text.lower().split())
    actor = person(work)
    if text in ("", "mine", "me", "my"):
        return Wanted(Which.MINE)
    if text in (Which.AT_RISK, Which.LATE, Which.ALL):
        return Wanted(Which(text))
    if text in ("risk", "blocked", "at-risk"):
        return Wanted(Which.AT_RISK)
    if text == "team" or text.startswith("team "):
        return Wanted(Which.TEAM, _team(work, text.removeprefix("team").strip(), actor))
    mentioned = [one for one in mark(work.text).mentions.values() if one.kind is Kind.PERSON]
    if mentioned:
        found = people.by_slack(work.session, mentioned[0].id)
        if found is None:
            raise NotFound("I don't know this person yet. Try again in a minute.")
        return Wanted(Which.PERSON, found.id)
    return Wanted(Which.WORDS, words=re.sub(r"^@", "", work.text.strip()))


def _team(work: Work, name: str, actor: Person) -> str:
    if name:
        named_so = [one for one in people.teams(work.session) if one.name.casefold() == name.casefold()]
        if not named_so:
            raise NotFound("There is no team of that name. `/outcome list team` shows your own.")
        return named_so[0].id
    home = people.home_team(work.session, actor.id)
    if home is None:
        raise NotFound(NO_TEAM)
    return home.id


def _page(work: Work, wanted: Wanted, start: int = 0) -> Message:
    session, actor = work.session, person(work)
    found = queries.listed(session, actor, wanted, start=start, size=A_PAGE)
    ids = [one.id for one in found.outcomes]
    parents = queries.with_children(session, ids)
    return ui.page(
        found,
        wanted,
        whose=_whose(work, wanted),
        today=people.day_of(actor, work.now),
        owners={one.owner_id: short(people.person(session, one.owner_id)) for one in found.outcomes},
        flags=queries.flags(session, ids),
        rolled=queries.rolled_up(session, sorted(parents)),
    )


def _whose(work: Work, wanted: Wanted) -> str:
    match wanted.which:
        case Which.PERSON:
            return short(people.person(work.session, wanted.of or ""))
        case Which.TEAM:
            return people.team(work.session, wanted.of or "").name
        case _:
            return ""
