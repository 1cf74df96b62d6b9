"""`/digest`, agreeing to a suggested day, and the owner's word about a second look."""

from difflib import get_close_matches

from bot.digests import queries, service, ui
from bot.digests.queries import Facts, Reader
from bot.people import queries as people
from bot.people.model import Person, Team
from bot.people.rules.permissions import Action, may
from bot.slack.answers import Answer, Open, Reply
from bot.slack.blocks import Message
from bot.slack.listeners import MEMBERS, Listeners, Rule, Work


def register(on: Listeners) -> None:
    owner = Rule("the owner", _is_owner)
    on.command("/digest", show, rule=MEMBERS, about=ui.WORDS("about"), usage="team Support", reads=True)
    on.word("/digest", "team", show_team, rule=MEMBERS, help=ui.WORDS("help_team"), reads=True)
    on.action("digests.agree", agree, rule=Rule("who may agree to the change", _may_agree))
    on.action("digests.because", open_because, rule=owner, reads=True)
    on.submit("digests.because", because, rule=owner)


# /digest


def show(work: Work) -> Answer | None:
    """A leader's own, which nobody else gets; everybody else their team's."""
    actor, forest = _actor(work), queries.forest(work.session)
    if work.text.strip():
        return show_team(work)
    if service.leads(forest, actor):
        scope = queries.scope_of_leader(work.session, forest, actor)
        facts = queries.preview(work.session, actor, scope, work.now)
        return Reply(_preview(work, actor, facts, channel=None))
    return show_team(work)


def show_team(work: Work) -> Answer | None:
    """What the channel of a team reads; without a name, of one's own."""
    actor = _actor(work)
    team = _named(work, actor) if work.text.strip() else people.home_team(work.session, actor.id)
    if team is None:
        return Reply(_unknown(work, actor) if work.text.strip() else ui.no_team())
    forest = queries.forest(work.session)
    if not queries.runs(team):
        return Reply(ui.not_started(team.name))
    if team.is_private:
        scope = queries.scope_of_team_for(work.session, forest, team, actor)
    else:
        scope = queries.scope_of_team(forest, team)
    facts = queries.preview(work.session, team, scope, work.now)
    return Reply(_preview(work, team, facts, channel=forest.channel(team)))


def _preview(work: Work, reader: Reader, facts: Facts, *, channel: str | None) -> Message:
    if facts.is_empty:
        return ui.nothing_to_show(facts.scope.names[0])
    planned = queries.planned(work.session, reader)
    return ui.preview(facts, at=planned.due_at if planned else None, channel=channel)


def _named(work: Work, actor: Person) -> Team | None:
    """The team with this name, if the person may see it; its beginning is enough where only one begins so."""
    typed = work.text.strip().casefold()
    seen = _seen(work, actor)
    exact = [team for team in seen if team.name.casefold() == typed]
    begin = [team for team in seen if team.name.casefold().startswith(typed)]
    found = exact or (begin if len(begin) == 1 else [])
    return found[0] if found else None


def _seen(work: Work, actor: Person) -> list[Team]:
    every = people.teams(work.session)
    return [team for team in every if not team.is_private or _may_see(work, actor, team)]


def _may_see(work: Work, actor: Person, team: Team) -> bool:
    return may(people.roles(work.session, actor, team.id), Action.SEE_PRIVATE_TEAM)


def _unknown(work: Work, actor: Person) -> Message:
    names = {team.name.casefold(): team.name for team in _seen(work, actor)}
    near = get_close_matches(work.text.strip().casefold(), names, n=3)
    return ui.which_team(work.text.strip()[:40], [names[one] for one in near])


# What is suggested


def agree(work: Work) -> Answer | None:
    actor = _actor(work)
    _, amendment = service.suggestion(work.session, work.value.get("change"), actor)
    words = ui.WORDS("agreed", day=amendment.due, today=people.day_of(actor, work.now))
    service.agree(work.session, amendment, work.value.get("ask"), words=words, by=actor, now=work.now)
    return None


def _may_agree(work: Work) -> None:
    service.suggestion(work.session, work.value.get("change"), _actor(work))


# Second looks


def open_because(work: Work) -> Answer | None:
    look = service.open_look(work.session, work.value.get("look"), _actor(work))
    return Open(ui.because(queries.look_facts(work.session, look)))


def because(work: Work) -> Answer | None:
    words = work.form.text("words")
    service.confirm(work.session, work.value.get("look"), words=words, by=_actor(work), now=work.now)
    return None


def _is_owner(work: Work) -> None:
    service.open_look(work.session, work.value.get("look"), _actor(work))


def _actor(work: Work) -> Person:
    return people.person(work.session, work.actor.id)
