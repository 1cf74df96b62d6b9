"""My settings: what somebody sets for themselves, and what is kept about them."""

from dataclasses import replace

from bot.core import calendar
from bot.people import queries, service
from bot.people.handlers.common import OWN_PART, actor
from bot.people.model import Person
from bot.people.rules import countries
from bot.people.service import Chosen
from bot.people.ui import settings as ui, short
from bot.slack.answers import Answer, Change, Open, Options
from bot.slack.blocks import Modal, option
from bot.slack.listeners import Listeners, Work, notice

OFFERED = 100


def register(on: Listeners) -> None:
    on.word("/team", "me", open_form, rule=OWN_PART, help="– my hours, holidays and days away", reads=True)
    on.action("people.settings", open_form, rule=OWN_PART, reads=True)
    on.action("people.countries", choose_country, rule=OWN_PART, reads=True)
    on.options("people.countries", offer_countries, rule=OWN_PART)
    on.options("people.regions", offer_regions, rule=OWN_PART)
    on.action("people.come_back", come_back, rule=OWN_PART)
    on.submit("people.settings", save, rule=OWN_PART)
    on.action("people.stored", show_stored, rule=OWN_PART, reads=True)


def open_form(work: Work) -> Answer | None:
    return Open(_form(work, _chosen(work)))


def choose_country(work: Work) -> Answer | None:
    """Another country has other regions."""
    return Change(_form(work, replace(_filled(work), region=None)))


def come_back(work: Work) -> Answer | None:
    service.come_back(work.session, actor(work), work.value.get("absence", ""), now=work.now)
    return Change(_form(work, _filled(work))) if work.place.surface == "modal" else None


def save(work: Work) -> Answer | None:
    service.change_settings(work.session, actor(work), _filled(work), now=work.now)
    return None


def offer_countries(work: Work) -> Answer | None:
    guess = ui.guess_option(_guess(actor(work)))
    others = [ui.no_holidays_option(), *countries.find(countries.countries(), work.text)]
    typed = work.text.strip().casefold()
    special = [one for one in (guess, others[0]) if one is not None and typed in one[1].casefold()]
    return Options([option(text, value) for value, text in [*special, *others[1:]][:OFFERED]])


def offer_regions(work: Work) -> Answer | None:
    found = countries.find(countries.regions(work.value.get("country", "")), work.text)
    return Options([option(name, code) for code, name in found[:OFFERED]])


def show_stored(work: Work) -> Answer | None:
    who = actor(work)
    today = queries.day_of(who, work.now)
    blocks = ui.stored_page(queries.stored(work.session, who, work.now), _guess(who), today)
    return Open(notice("", title="What I store", blocks_=blocks))


def _form(work: Work, chosen: Chosen) -> Modal:
    who = actor(work)
    absences = queries.absences_ahead(work.session, who, work.now)
    others = {one.set_by for one in absences if one.set_by not in (None, who.id)}
    return ui.settings_form(
        chosen,
        ui.About(
            zone=who.zone,
            today=queries.day_of(who, work.now),
            guess=_guess(who),
            absences=absences,
            noted_by={id: short(queries.person(work.session, id)) for id in others if id},
            teams=queries.teams_of(work.session, who.id),
        ),
    )


def _guess(who: Person) -> str | None:
    return calendar.country_of_zone(who.zone)


def _chosen(work: Work) -> Chosen:
    """The settings as they are."""
    who = actor(work)
    speaker = work.session.find(Person, who.speaker_id)
    home = next(iter(queries.teams_of(work.session, who.id)), None)
    return Chosen(
        days=who.working_days,
        starts=who.day_starts,
        ends=who.day_ends,
        country=who.country,
        region=who.region,
        asked_at=who.asked_at,
        speaker=speaker.slack_id if speaker else None,
        paused_until=who.paused_until if not _is_over(work, who) else None,
        home=home.id if home else None,
    )


def _is_over(work: Work, who: Person) -> bool:
    return who.paused_until is not None and who.paused_until < queries.day_of(who, work.now)


def _filled(work: Work) -> Chosen:
    """The settings as the form has them at the moment."""
    typed, who = work.form, actor(work)
    country = typed.choice("country")
    return Chosen(
        days="".join(typed.choices("days")),
        starts=typed.time("starts") or who.day_starts,
        ends=typed.time("ends") or who.day_ends,
        country=None if country == ui.GUESS else country,
        region=typed.choice("region"),
        asked_at=typed.time("asked_at"),
        speaker=typed.person("speaker"),
        paused_until=typed.day("paused_until"),
        away=(typed.day("away_first"), typed.day("away_last")),
        home=typed.choice("home"),
    )
