"""What somebody sets for themselves: when they work, when they are asked, who speaks for them."""

from dataclasses import dataclass
from datetime import date, datetime, time

from bot.core import calendar, pending
from bot.core.db import Session
from bot.core.errors import InvalidInput, Marks
from bot.people import queries
from bot.people.model import Membership, Person
from bot.people.rules import countries, hours
from bot.people.service.absences import go_away
from bot.people.service.persons import full_member
from bot.people.service.teams import set_home


@dataclass(frozen=True)
class Chosen:
    """Somebody's settings as they filled them in.

    `country` is None for the guess from their zone; `speaker` is a Slack id; `away` adds days (both
    included, the last may be missing: one day), `home` is one of their teams.
    """

    days: str
    starts: time
    ends: time
    country: str | None = None
    region: str | None = None
    asked_at: time | None = None
    speaker: str | None = None
    paused_until: date | None = None
    away: tuple[date | None, date | None] = (None, None)
    home: str | None = None


def change_settings(session: Session, who: Person, chosen: Chosen, *, now: datetime) -> None:
    """Keeps a person's own settings; marks every field that is wrong."""
    marks = Marks()
    marks.add(hours.wrong_with_hours(chosen.days, chosen.starts, chosen.ends, chosen.asked_at))
    with marks.check():
        speaker_id = _speaker(session, who, chosen.speaker)
    with marks.check():
        _refuse_past_pause(who, chosen.paused_until, now)
    with marks.check():
        _add_absence(session, who, chosen.away, now)
    marks.settle()
    _set_hours(session, who, chosen, now)
    if who.paused_until != chosen.paused_until:
        who.paused_until = chosen.paused_until
        pending.note(session, "person.away", who.id, now)
    who.speaker_id = speaker_id
    _set_home(session, who, chosen.home)


def _set_hours(session: Session, who: Person, chosen: Chosen, now: datetime) -> None:
    country, region = _place(who, chosen)
    wanted = {
        "working_days": "".join(sorted(set(chosen.days))),
        "day_starts": chosen.starts,
        "day_ends": chosen.ends,
        "country": country,
        "region": region,
        "asked_at": chosen.asked_at,
    }
    if any(getattr(who, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(who, name, value)
        pending.note(session, "person.moved", who.id, now)


def _place(who: Person, chosen: Chosen) -> tuple[str | None, str | None]:
    """The country and region, each only if there is one of that code."""
    known = chosen.country in countries.countries() or chosen.country == countries.NO_HOLIDAYS
    country = chosen.country if known else None
    regions = countries.regions(country or calendar.country_of_zone(who.zone) or "")
    return country, chosen.region if chosen.region in regions else None


def _speaker(session: Session, who: Person, slack_id: str | None) -> str | None:
    if slack_id is None:
        return None
    if slack_id == who.slack_id:
        raise InvalidInput("speaker", "Name somebody else, or nobody.")
    return full_member(session, slack_id, "speaker").id


def _refuse_past_pause(who: Person, until: date | None, now: datetime) -> None:
    if until is None:
        return
    wrong = hours.wrong_with_pause(until, queries.day_of(who, now))
    if wrong:
        raise InvalidInput("paused_until", wrong)


def _add_absence(session: Session, who: Person, away: tuple[date | None, date | None], now: datetime) -> None:
    first, last = away
    if first is None and last is None:
        return
    if first is None:
        raise InvalidInput("away_first", "From when are you away? Choose the first day.")
    try:
        go_away(session, who, first, last or first, by=who.id, now=now)
    except InvalidInput as error:
        raise InvalidInput(f"away_{error.field}", error.text) from None


def _set_home(session: Session, who: Person, team_id: str | None) -> None:
    key = {"workspace": session.workspace, "team_id": team_id, "person_id": who.id}
    if team_id is not None and session.get(Membership, key) is not None:
        set_home(session, who.id, team_id)
