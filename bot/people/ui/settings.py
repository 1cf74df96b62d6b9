"""My settings, days away, and what is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.core.datewords import WEEKDAYS
from bot.people.model import Absence, Person, Team
from bot.people.queries import Stored
from bot.people.rules import countries
from bot.people.service import Chosen
from bot.people.ui.words import place_words, short, weekday_words
from bot.slack.blocks import (
    Block,
    Element,
    Modal,
    asks,
    button,
    choice,
    choices,
    context,
    date_input,
    divider,
    person_input,
    search,
    section,
    time_input,
)
from bot.slack.templates import Words, unescaped

SETTINGS = Words("people/settings")
GUESS = "guess"
ABSENCES_AT_ONCE = 10


@dataclass(frozen=True)
class About:
    """What the form shows besides what can be chosen. `guess` is the country of the person's zone.

    `noted_by`: person id → what to call those who noted an absence of somebody else.
    """

    zone: str
    today: date
    guess: str | None
    absences: Sequence[Absence] = ()
    noted_by: Mapping[str, str] = field(default_factory=dict)
    teams: Sequence[Team] = ()


def settings_button() -> Element:
    return button("My settings", "people.settings")


def stored_button() -> Element:
    return button("What I store", "people.stored")


def settings_form(chosen: Chosen, about: About) -> Modal:
    country = chosen.country or about.guess
    blocks = [
        context(SETTINGS("intro")),
        *_hours(chosen, about),
        *_holidays(chosen, about, country),
        *_home(chosen, about),
        divider(),
        *_away(chosen, about),
    ]
    value = {"country": country} if country else {}
    return Modal("people.settings", "My settings", blocks, "Save", value=value)


def _hours(chosen: Chosen, about: About) -> list[Block]:
    days = choices([(str(number), name) for number, name in enumerate(WEEKDAYS)], list(chosen.days))
    hint = unescaped(SETTINGS("hint_starts", zone=place_words(about.zone)))
    asked = time_input(f"{chosen.asked_at:%H:%M}" if chosen.asked_at else None)
    return [
        asks("days", "I work on", days),
        asks("starts", "From", time_input(f"{chosen.starts:%H:%M}"), hint=hint),
        asks("ends", "To", time_input(f"{chosen.ends:%H:%M}")),
        asks("asked_at", "Ask me at", asked, optional=True, hint=SETTINGS("hint_asked_at")),
    ]


def _holidays(chosen: Chosen, about: About, country: str | None) -> list[Block]:
    pick = search("people.countries", _country(chosen, about), placeholder="Search a country")
    hint = SETTINGS("hint_country")
    blocks = [asks("country", "Public holidays of", pick, hint=hint, optional=True, dispatch=True)]
    regions = countries.regions(country or "")
    if regions:
        name = regions.get(chosen.region or "")
        region = (chosen.region, name) if chosen.region and name else None
        chooser = search("people.regions", region, placeholder="Search a region")
        blocks.append(asks("region", "Region", chooser, optional=True))
    return blocks


def _country(chosen: Chosen, about: About) -> tuple[str, str] | None:
    if chosen.country is None:
        return guess_option(about.guess)
    if chosen.country == countries.NO_HOLIDAYS:
        return no_holidays_option()
    return chosen.country, countries.countries().get(chosen.country, chosen.country)


def guess_option(country: str | None) -> tuple[str, str] | None:
    """(value, text) of leaving the country to my guess; None when there is no guess."""
    name = countries.countries().get(country or "")
    return (GUESS, unescaped(SETTINGS("guess", country=name))) if name else None


def no_holidays_option() -> tuple[str, str]:
    return countries.NO_HOLIDAYS, SETTINGS("no_holidays")


def _home(chosen: Chosen, about: About) -> list[Block]:
    if len(about.teams) < 2:
        return []
    pick = choice([(team.id, team.name) for team in about.teams], chosen.home)
    return [asks("home", "My home team", pick, hint=SETTINGS("hint_home"))]


def _away(chosen: Chosen, about: About) -> list[Block]:
    first, last = chosen.away
    return [
        *[_absence(one, about) for one in about.absences[:ABSENCES_AT_ONCE]],
        asks("away_first", "I'm away from", date_input(first), optional=True),
        asks("away_last", "To", date_input(last), optional=True, hint=SETTINGS("hint_away")),
        asks(
            "speaker",
            "Who speaks for me",
            person_input(chosen.speaker),
            optional=True,
            hint=SETTINGS("hint_speaker"),
        ),
        asks(
            "paused_until",
            "Pause until",
            date_input(chosen.paused_until),
            optional=True,
            hint=SETTINGS("hint_pause"),
        ),
    ]


def _absence(one: Absence, about: About) -> Block:
    text = absence_words(one, about.today, about.noted_by.get(one.set_by or ""))
    return section(
        text, button("Remove", "people.come_back", {"absence": one.id}, label=f"Remove: {unescaped(text)}")
    )


def absence_words(one: Absence, today: date, by: str | None = None) -> str:
    return SETTINGS("absence", first=one.first, last=one.last, today=today, by=by)


def days_words(one: Absence, today: date) -> str:
    return SETTINGS("days", first=one.first, last=one.last, today=today)


def away_form(
    whom: Person | None, today: date, *, team: Team | None = None, people: Sequence[Person] = ()
) -> Modal:
    """Days on which somebody is away: oneself (`whom` None), one other person, or one of a team's."""
    blocks: list[Block] = [context(_away_intro(whom, team))]
    if team is not None:
        pick = choice([(one.id, one.name) for one in people])
        blocks.append(asks("who", "Who is away?", pick))
    blocks += [
        asks("first", "First day", date_input(today)),
        asks("last", "Last day", date_input(), optional=True, hint="Empty: one day."),
    ]
    value = {"person": whom.id} if whom else {}
    return Modal("people.away", "Away", blocks, "Save", value=value)


def _away_intro(whom: Person | None, team: Team | None) -> str:
    if team is not None:
        return SETTINGS("away_team_intro", team=team.name)
    return SETTINGS("away_for_intro", name=short(whom)) if whom else SETTINGS("away_intro")


def stored_page(stored: Stored, guess: str | None, today: date) -> list[Block]:
    who = stored.person
    ahead = next((one for one in stored.absences if one.last >= today), None)
    texts = [
        SETTINGS(
            "stored_settings",
            name=who.name,
            full_name=who.full_name,
            zone=who.zone,
            days=weekday_words(who.working_days),
            starts=who.day_starts,
            ends=who.day_ends,
            place=_place(who, guess),
            asked_at=who.asked_at,
            speaker=short(stored.speaker) if stored.speaker else None,
        ),
        SETTINGS("stored_teams", teams=[team.name for team in stored.teams]),
        SETTINGS(
            "stored_absences",
            count=len(stored.absences),
            ahead=days_words(ahead, today) if ahead else None,
        ),
        SETTINGS("stored_said", messages=stored.messages),
    ]
    return [*[section(text) for text in texts], context(SETTINGS("stored_not"))]


def _place(who: Person, guess: str | None) -> str | None:
    names = countries.countries()
    if who.country is None:
        name = names.get(guess or "")
        return SETTINGS("stored_guess", country=name) if name else None
    region = countries.regions(who.country).get(who.region or "")
    return ", ".join(filter(None, (names.get(who.country), region))) or None
