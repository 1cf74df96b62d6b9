"""What a command or a button answers, to one person alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from bot.checkins.queries import Standing
from bot.checkins.rules import periods
from bot.checkins.ui.labels import label
from bot.people.model import Team
from bot.people.ui import settings_button, short
from bot.slack.blocks import Block, Message, actions, button, context, fitted, section
from bot.slack.templates import Words, escaped

WORDS = Words("checkins/replies")
MOST_NAMES = 30


@dataclass(frozen=True)
class TeamNow:
    """A team in the answer to `status`: its current round, or the day of the next one."""

    team: Team
    standing: Standing | None
    next_day: date | None
    today: date


def said(text: str) -> Message:
    return Message(text, [section(text)])


def status(found: Sequence[TeamNow]) -> Message:
    """Who has answered; names only of people who were asked and are here."""
    if not found:
        return said(WORDS("no_team"))
    heading = WORDS("status_heading")
    blocks: list[Block] = [section(heading)]
    for one in found:
        blocks.extend(_team(one))
    return fitted(Message(heading.replace("*", ""), blocks))


def _team(found: TeamNow) -> Iterator[Block]:
    stands = found.standing
    if stands is None:
        state = _state(found.team)
        yield section(
            WORDS("status_idle", team=found.team.name, day=found.next_day, today=found.today, state=state)
        )
        return
    yield section(
        WORDS(
            "status_line",
            team=found.team.name,
            label=periods.label(stands.round.cadence, stands.round.period),
            heard=stands.heard,
            asked=stands.asked,
            to_come=len(stands.to_come),
            is_closed=stands.round.closed_at is not None,
        )
    )
    waiting = [
        Markup(WORDS("status_name", name=short(one.person), answered=one.answered, total=one.total))
        for one in stands.shares
        if one.answered < one.total
    ]
    if waiting:
        yield context(WORDS("status_open", names=waiting[:MOST_NAMES]))


def _state(team: Team) -> str:
    if team.started_at is None:
        return "not_started"
    return "paused" if team.paused_at is not None else "running"


def away(first: date, last: date, today: date, *, is_doubtful: bool) -> Message:
    """What was understood, with a way to change it."""
    macro = "away_doubtful" if is_doubtful else "away"
    text = WORDS(macro, first=first, last=last, today=today)
    return Message(text, [section(text), actions(settings_button())])


def not_understood(reason: str, choose: str) -> Message:
    """Why the days were not understood, with a form to choose them."""
    text = escaped(reason)
    return Message(text, [section(text), actions(button(choose, "people.away", {}))])


def started(team: Team, day: date | None, today: date, at: datetime | None, *, is_first: bool) -> Message:
    """`is_first`: nobody could hear from us before, so that something may have waited."""
    return said(WORDS("started", team=team.name, day=day, today=today, at=at, is_first=is_first))


def paused(team: Team) -> Message:
    """With the way back, in one tap as well."""
    text = WORDS("paused", team=team.name)
    resume = button(label("resume"), "checkin.resume", {"team": team.id})
    return Message(text, [section(text), actions(resume)])


def resumed(team: Team, day: date | None, today: date) -> Message:
    return said(WORDS("resumed", team=team.name, day=day, today=today))


def held(team: Team, now: int, later: int) -> Message:
    return said(WORDS("held", team=team.name, now=now, later=later))
