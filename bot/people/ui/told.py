"""What people are told without having asked, and the sample."""

from dataclasses import replace
from datetime import date

from bot.people.model import Absence, Channel, Person, Team
from bot.people.rules import Rhythm
from bot.people.ui.settings import days_words
from bot.people.ui.words import rhythm_words, short
from bot.slack.blocks import Block, Element, Message, actions, button, context, divider, section
from bot.slack.templates import Words

TOLD = Words("people/told")


def read_by_others(team: Team, channel: Channel) -> Message:
    facts = {"team": team.name, "shared": channel.is_shared_outside}
    text = TOLD("read_by", id=channel.id, guests=channel.has_guests, **facts)
    fine = button("It's fine", "team.accept_channel", {"team": team.id, "channel": channel.id})
    return Message(
        TOLD("read_by_short", name=channel.name, **facts),
        [section(text), actions(_other_channel(team), fine)],
    )


def channel_lost(team: Team, channel: Channel) -> Message:
    text = TOLD(
        "lost", id=channel.id, team=team.name, archived=channel.is_archived, private=channel.is_private
    )
    short_text = TOLD("lost_short", name=channel.name, team=team.name)
    return Message(short_text, [section(text), actions(_other_channel(team))])


def _other_channel(team: Team) -> Element:
    return button("Use another channel", "team.change", {"team": team.id})


def leader_left(who: Person, team: Team, following: Person) -> Message:
    text = TOLD("leader_left", name=who.name, team=team.name, next=short(following))
    name = button("Name somebody", "team.change", {"team": team.id}, style="primary")
    return Message(TOLD("leader_left_short", name=who.name, team=team.name), [section(text), actions(name)])


def admin_taken(who: Person) -> Message:
    text = TOLD("admin_taken", name=who.name)
    return Message(text, [section(text), context(TOLD("admin_taken_note"))])


def away_noted(one: Absence, by: Person, today: date) -> Message:
    text = TOLD("away_noted", by=short(by), days=days_words(one, today))
    return Message(text, [section(text), actions(button("Change…", "people.settings"))])


def plainly(macro: str, **facts: object) -> Message:
    """A message that is one sentence."""
    text = TOLD(macro, **facts)
    return Message(text, [section(text)])


def over(macro: str, **facts: object) -> Message:
    """The sentence instead of what was told and does not hold any more."""
    return replace(plainly(macro, **facts), is_afterword=True)


def sample(team: Team, rhythm: Rhythm, due: date, today: date) -> Message:
    """What an owner gets, with an outcome that does not exist. Its buttons say that it is a sample."""
    labels = ("🟢 On track", "🟠 At risk", "🔴 Blocked", "✅ Done")
    taps = [button(label, f"team.sample_tap:{n}") for n, label in enumerate(labels)]
    blocks: list[Block] = [
        section(TOLD("sample_intro", team=team.name, rhythm=rhythm_words(rhythm))),
        divider(),
        section(TOLD("sample_heading")),
        section(TOLD("sample_item", due=due, today=today)),
        actions(*taps),
        context(TOLD("sample_note")),
    ]
    return Message(TOLD("sample_short", team=team.name), blocks)
