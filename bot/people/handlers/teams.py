"""`/team`, the cards of teams with their buttons, and the form."""

from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from bot.core import calendar
from bot.core.calendar import Cadence
from bot.people import queries, service
from bot.people.handlers.common import actor, team
from bot.people.model import Person, Team
from bot.people.queries import TeamFacts
from bot.people.rules import Rhythm, names
from bot.people.service import Draft
from bot.people.ui import form, teams as ui, told
from bot.slack.answers import Answer, Change, Open, Options, Reply
from bot.slack.blocks import Modal, option
from bot.slack.forms import Form
from bot.slack.listeners import MEMBERS, Listeners, Rule, Work, notice

OFFERED = 100


def register(on: Listeners) -> None:
    changes = Rule("leader, deputy, leaders above, admin", _may_change)
    fills = Rule("whoever may change or add it", _may_fill)
    adds = Rule("leaders below their teams, admins anywhere", _may_add)
    about = "Your teams: who is in them and when they are asked"
    usage = "[name of a team] · list · add · me"
    on.command("/team", show_mine, rule=MEMBERS, about=about, usage=usage, reads=True)
    on.word("/team", "list", show_all, rule=MEMBERS, help="– all teams", reads=True)
    on.word("/team", "add", open_new, rule=adds, help="– a new team", reads=True)
    on.action("team.list", show_all, rule=MEMBERS, reads=True)
    on.action("team.show", show_one, rule=Rule("whoever may see it", _may_see), reads=True)
    on.action("team.new", open_new, rule=adds, reads=True)
    on.action("team.change", open_form, rule=changes, reads=True)
    on.action("team.more", show_more, rule=fills, reads=True)
    on.options("team.parents", offer_parents, rule=MEMBERS)
    on.options("team.zones", offer_zones, rule=MEMBERS)
    on.submit("team.change", save, rule=fills)
    on.action("team.accept_channel", accept_channel, rule=changes)
    on.action("team.sample", send_sample, rule=changes)
    on.action("team.sample_tap", tap_sample, rule=MEMBERS, reads=True)


# ---- looking ----


def show_mine(work: Work) -> Answer | None:
    """One's own teams; for an admin all of them; after a name, that team."""
    who = actor(work)
    if work.text:
        return _named(work, who)
    mine = queries.my_teams(work.session, who)
    if who.is_admin:
        return _page(work, who, mine, _others(work, who, mine))
    if not mine:
        return _without(work, who)
    return _page(work, who, mine, [])


def show_all(work: Work) -> Answer | None:
    who = actor(work)
    mine = queries.my_teams(work.session, who)
    others = _others(work, who, mine)
    return _page(work, who, mine, others) if mine or others else _without(work, who)


def show_one(work: Work) -> Answer | None:
    shown = ui.shown(_facts(work, team(work)), _today(work))
    return Open(notice(shown.text, title="Team", blocks_=shown.blocks))


def _named(work: Work, who: Person) -> Answer:
    found = queries.find_teams(work.session, who, work.text)
    if not found:
        known = queries.seen_teams(work.session, who)
        return Reply(
            ui.said("not_found", typed=work.text, near=names.nearest(work.text, [one.name for one in known]))
        )
    if len(found) > 1:
        return Reply(ui.said("several", names=[one.name for one in found[:8]]))
    return Reply(ui.shown(_facts(work, found[0]), _today(work)))


def _page(work: Work, who: Person, mine: list[Team], others: list[Team]) -> Answer:
    if not mine and not others:
        return _without(work, who)
    cards, lines = mine[: ui.CARDS_AT_ONCE], others[: ui.OTHERS_AT_ONCE]
    return Reply(
        ui.teams_page(
            [_facts(work, one) for one in cards],
            [_facts(work, one) for one in lines],
            hidden=len(mine) + len(others) - len(cards) - len(lines),
            today=_today(work),
            may_add=service.may_add_somewhere(work.session, who),
        )
    )


def _without(work: Work, who: Person) -> Answer:
    """Somebody without a team, or a workspace without any."""
    ask = queries.answers_for(work.session, None)
    name = ask.name if ask else None
    if queries.teams(work.session):
        return Reply(ui.said("in_no_team", who=name))
    return Reply(ui.no_teams(name, is_admin=who.is_admin))


def _others(work: Work, who: Person, mine: list[Team]) -> list[Team]:
    own = {one.id for one in mine}
    return [one for one in queries.seen_teams(work.session, who) if one.id not in own]


def _facts(work: Work, of: Team) -> TeamFacts:
    return queries.team_facts(work.session, of, actor(work))


def _today(work: Work) -> date:
    return queries.day_of(actor(work), work.now)


# ---- the form ----


def open_new(work: Work) -> Answer | None:
    """A new team; below one's own for whoever leads one and is no admin."""
    who = actor(work)
    led = [] if who.is_admin else queries.my_teams(work.session, who)
    parent = led[0].id if led else None
    return Open(_form(work, Draft(name="", leader=None, members=[], parent_id=parent), None))


def open_form(work: Work) -> Answer | None:
    changed = team(work)
    return Open(_form(work, service.draft_of(work.session, changed), changed))


def show_more(work: Work) -> Answer | None:
    changed = work.session.find(Team, work.value.get("team"))
    draft = _filled(work.form)
    if changed is not None:
        kept = service.draft_of(work.session, changed).settings
        draft = replace(draft, settings={**kept, **draft.settings})
    return Change(_form(work, draft, changed, has_more=True))


def save(work: Work) -> Answer | None:
    draft = _filled(work.form)
    if "team" in work.value:
        service.edit_team(work.session, team(work), draft, by=actor(work), now=work.now)
        return None
    made = service.add_team(work.session, draft, by=actor(work), now=work.now)
    said = ui.said("added", team=made.name)
    card = ui.team_card(_facts(work, made), _today(work))
    return Change(notice(said.text, title="Saved", blocks_=[*said.blocks, *card]))


def _form(work: Work, draft: Draft, changed: Team | None, *, has_more: bool = False) -> Modal:
    parent = work.session.find(Team, draft.parent_id)
    others = [one for one in queries.teams(work.session) if one is not changed]
    return form.team_form(
        draft,
        team_id=changed.id if changed else None,
        parent=parent.name if parent else None,
        above=queries.rhythm(work.session, parent) if parent else Rhythm(),
        is_only=not others,
        has_more=has_more,
    )


def _filled(typed: Form) -> Draft:
    settings: dict[str, Any] = {"weekday": _weekday(typed, "weekday"), "at": typed.time("at")}
    if typed.has("cadence"):
        cadence, zone = typed.choice("cadence"), typed.choice("zone")
        settings |= {
            "cadence": None if cadence in (None, form.ABOVE) else Cadence(cadence),
            "closes_weekday": _weekday(typed, "closes_weekday"),
            "closes_at": typed.time("closes_at"),
            "digest_weekday": _weekday(typed, "digest_weekday"),
            "digest_at": typed.time("digest_at"),
            "zone": zone if zone and calendar.is_zone(zone) else None,
            "is_private": "private" in typed.choices("private"),
        }
    return Draft(
        name=typed.text("name"),
        leader=typed.person("leader"),
        members=typed.people("members"),
        parent_id=typed.choice("parent"),
        deputy=typed.person("deputy"),
        channel=typed.conversation("channel"),
        settings=settings,
    )


def _weekday(typed: Form, name: str) -> int | None:
    found = typed.choice(name)
    return None if found in (None, form.ABOVE) else int(found)


def offer_parents(work: Work) -> Answer | None:
    found = queries.find_teams(work.session, actor(work), work.text)
    this = work.value.get("team")
    return Options([option(one.name, one.id) for one in found if one.id != this][:OFFERED])


def offer_zones(work: Work) -> Answer | None:
    """Those of the people here, or those with what was typed in their name."""
    typed = work.text.strip().replace(" ", "_").casefold()
    found = sorted(one for one in available_timezones() if typed in one.casefold())
    return Options(
        [option(one, one) for one in (found if typed else queries.zones_used(work.session))[:OFFERED]]
    )


# ---- other buttons ----


def accept_channel(work: Work) -> Answer | None:
    channel = work.value.get("channel", "")
    service.accept_readers(work.session, team(work), channel, by=actor(work), now=work.now)
    return None


def send_sample(work: Work) -> Answer | None:
    service.ask_for_sample(work.session, team(work), by=actor(work))
    return Reply(ui.said("sample_sent"))


def tap_sample(work: Work) -> Answer | None:
    return Reply(told.plainly("sample_tapped"))


# ---- rules ----


def _may_see(work: Work) -> None:
    service.require_see(work.session, actor(work), team(work))


def _may_change(work: Work) -> None:
    service.require_change(work.session, actor(work), team(work))


def _may_add(work: Work) -> None:
    if not service.may_add_somewhere(work.session, actor(work)):
        service.require_add(work.session, actor(work), None)


def _may_fill(work: Work) -> None:
    if "team" in work.value:
        _may_change(work)
    else:
        _may_add(work)
