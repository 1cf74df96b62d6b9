"""Cards of teams, and the list of them."""

from collections.abc import Sequence
from datetime import date

from bot.core import calendar
from bot.people.model import Team
from bot.people.queries import TeamFacts
from bot.people.ui.settings import settings_button
from bot.people.ui.words import TEAM, closing_words, rhythm_words, short
from bot.slack.blocks import Block, Element, Message, actions, button, context, divider, fitted, section

CARDS_AT_ONCE = 8
OTHERS_AT_ONCE = 20


def team_card(facts: TeamFacts, today: date) -> list[Block]:
    """Who, where, when and how it stands; with buttons for whoever may change it."""
    notes = [TEAM("asks", rhythm=rhythm_words(facts.rhythm)), closing_words(facts.rhythm, facts.zone)]
    blocks: list[Block] = [section("\n".join(_lines(facts, today))), context(" · ".join(notes))]
    return [*blocks, actions(*team_buttons(facts.team))] if facts.may_change else blocks


def _lines(facts: TeamFacts, today: date) -> list[str]:
    team, parent = facts.team, facts.parent
    people = TEAM(
        "people",
        leader=short(facts.leader) if facts.leader else None,
        deputy=short(facts.deputy) if facts.deputy else None,
        size=facts.size,
    )
    above = facts.channel_of.name if facts.channel_of and facts.channel_of.id != team.id else None
    return [
        TEAM("name", team=team.name, parent=parent.name if parent else None, is_private=team.is_private),
        f"{people} · {TEAM('channel', id=facts.channel, above=above)}",
        *_trouble(facts),
        _standing(team, facts.zone, today),
    ]


def _trouble(facts: TeamFacts) -> list[str]:
    channel = facts.channel_facts
    if channel is None:
        return []
    if channel.is_archived:
        return [TEAM("trouble_archived", id=channel.id)]
    if not channel.is_member:
        return [TEAM("trouble_not_in", id=channel.id)]
    if channel.is_shared_outside and channel.accepted_at is None:
        return [TEAM("trouble_shared", id=channel.id)]
    return [TEAM("note_guests", id=channel.id)] if channel.has_guests else []


def _standing(team: Team, zone: str, today: date) -> str:
    if team.started_at is None:
        return TEAM("not_started")
    if team.paused_at is not None:
        return TEAM("paused")
    since = calendar.local_day(team.started_at, calendar.zone(zone))
    return TEAM("started", since=since, today=today)


def team_buttons(team: Team) -> list[Element]:
    """What can be done with a team now. The buttons of check-ins belong to that feature."""
    value, of = {"team": team.id}, team.name
    change = button("Change…", "team.change", value, label=f"Change {of}")
    look_first = "primary" if team.started_at is None else None
    preview = button("Preview", "checkin.preview", value, style=look_first, label=f"Preview what {of} gets")
    away = button("Somebody is away…", "people.away", value, label=f"Somebody of {of} is away")
    if team.started_at is None:
        sample = button("Send me a sample", "team.sample", value, label=f"Send me a sample for {of}")
        start = button("Start", "checkin.start", value, label=f"Start {of}")
        return [preview, start, sample, change]
    if team.paused_at is not None:
        return [button("Resume", "checkin.resume", value, label=f"Resume {of}"), preview, change, away]
    now = button("Check in now", "checkin.now", value, label=f"{of}: check in now")
    pause = button("Pause", "checkin.pause", value, label=f"Pause {of}")
    return [preview, now, pause, change, away]


def teams_page(
    mine: Sequence[TeamFacts], others: Sequence[TeamFacts], *, hidden: int, today: date, may_add: bool
) -> Message:
    """One's own teams as cards, the others in a line each; `hidden` more have no room here."""
    heading = TEAM("heading", count=len(mine))
    blocks: list[Block] = [section(f"*{heading}*")]
    for one in mine:
        blocks += [divider(), *team_card(one, today)]
    if others:
        blocks += [divider(), section(TEAM("others")), *[_line(one) for one in others]]
    if hidden:
        blocks.append(context(TEAM("more", count=hidden)))
    blocks.append(actions(*([new_button()] if may_add else []), settings_button()))
    return fitted(Message(heading, blocks))


def _line(facts: TeamFacts) -> Block:
    team, parent, leader = facts.team, facts.parent, facts.leader
    text = TEAM(
        "other",
        team=team.name,
        parent=parent.name if parent else None,
        leader=short(leader) if leader else None,
    )
    return section(text, button("Show", "team.show", {"team": team.id}, label=f"Show {team.name}"))


def new_button(*, is_first: bool = False) -> Element:
    return button("New team…", "team.new", style="primary" if is_first else None)


def no_teams(who: str | None, *, is_admin: bool) -> Message:
    """There is no team in the workspace yet. `who` can set up the first one."""
    text = TEAM("no_team_admin") if is_admin else TEAM("no_team", who=who)
    blocks = [section(text)]
    return Message(text, [*blocks, actions(new_button(is_first=True))] if is_admin else blocks)


def said(macro: str, **facts: object) -> Message:
    text = TEAM(macro, **facts)
    return Message(text, [section(text)])


def shown(facts: TeamFacts, today: date) -> Message:
    blocks = team_card(facts, today)
    return Message(facts.team.name, blocks)
