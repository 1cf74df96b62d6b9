"""My settings, days away, and what is kept about me."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from bot.core.errors import InvalidInput, InvalidInputs, NotAllowed, NotFound
from bot.people import queries, service as people
from bot.people.rules import countries
from bot.slack.answers import Change, Options
from bot.slack.blocks import Modal
from tests.people.desk import Desk, buttons, fields_of, form, texts, words

TODAY = date(2026, 11, 18)


def mine(desk: Desk, who: str) -> Modal:
    return form(desk.clicks(who, "people.settings"))


def errors(desk: Desk, who: str, modal: Modal, **typed: Any) -> dict[str, str]:
    with pytest.raises((InvalidInput, InvalidInputs)) as refused:
        desk.submits(who, modal, **typed)
    wrong = refused.value
    return wrong.errors if isinstance(wrong, InvalidInputs) else {wrong.field: wrong.text}


def shown(modal: Modal) -> str:
    return "\n".join(texts(list(modal.blocks)))


def offered(desk: Desk, id: str, typed: str = "", **value: str) -> list[str]:
    answer = desk.does("options", id, "alice", text=typed, value=value)
    assert isinstance(answer, Options)
    return [one["text"]["text"] for one in answer.options]


def test_saving_what_is_shown_changes_nothing(desk: Desk) -> None:
    with desk.session() as session:
        before = dict(vars(desk.world.person(session, "alice")))
    desk.submits("alice", mine(desk, "alice"))
    with desk.session() as session:
        after = dict(vars(desk.world.person(session, "alice")))
    before.pop("_sa_instance_state"), after.pop("_sa_instance_state")
    assert after == before


def test_hours_and_days_are_kept_and_shown(desk: Desk) -> None:
    typed = {"days": ["6", "0", "1", "2", "3"], "starts": time(8), "ends": time(16), "asked_at": time(8, 30)}
    desk.submits("dana", mine(desk, "dana"), **typed)
    with desk.session() as session:
        dana = desk.world.person(session, "dana")
        assert dana.working_days == "01236"
        hours = queries.hours(dana, TODAY)
        assert (hours.start, hours.end, dana.asked_at) == (time(8), time(16), time(8, 30))
    assert "Monday, Tuesday, Wednesday, Thursday, Sunday, 08:00–16:00; " in words(
        desk.clicks("dana", "people.stored")
    )


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"days": []}, "days"),
        ({"starts": time(17), "ends": time(9)}, "ends"),
        ({"starts": time(9), "ends": time(9)}, "ends"),
        ({"asked_at": time(8)}, "asked_at"),
        ({"asked_at": time(17, 30)}, "asked_at"),
        ({"speaker": "UALICE"}, "speaker"),
        ({"speaker": "UCHARLIE"}, "speaker"),
        ({"paused_until": TODAY - timedelta(days=1)}, "paused_until"),
        ({"paused_until": date(2040, 1, 1)}, "paused_until"),
        ({"away_first": TODAY, "away_last": TODAY - timedelta(days=1)}, "away_last"),
        ({"away_first": date(2026, 11, 2), "away_last": date(2026, 11, 6)}, "away_last"),
        ({"away_first": TODAY, "away_last": date(2040, 1, 1)}, "away_last"),
        ({"away_last": TODAY}, "away_first"),
    ],
)
def test_what_can_not_be_is_marked(desk: Desk, typed: dict[str, Any], field: str) -> None:
    assert set(errors(desk, "alice", mine(desk, "alice"), **typed)) == {field}


def test_several_mistakes_are_marked_together(desk: Desk) -> None:
    typed = {"ends": time(8), "paused_until": date(2026, 1, 1), "away_last": TODAY}
    found = errors(desk, "alice", mine(desk, "alice"), **typed)
    assert set(found) == {"ends", "paused_until", "away_first"}


def test_the_country_is_guessed_and_shown_as_a_guess(desk: Desk) -> None:
    assert "France (my guess from your time zone)" in shown(mine(desk, "alice"))
    desk.submits("alice", mine(desk, "alice"))
    with desk.session() as session:
        assert desk.world.person(session, "alice").country is None
    desk.submits("alice", mine(desk, "alice"), country="FR")
    assert "guess" not in shown(mine(desk, "alice"))


def test_another_country_offers_its_regions_and_keeps_what_was_typed(desk: Desk) -> None:
    before = mine(desk, "dana")
    assert "region" not in fields_of(before)
    answer = desk.clicks_in("dana", before, "people.countries", country="DE", starts=time(7))
    assert isinstance(answer, Change)
    assert answer.modal.value == {"country": "DE"}
    assert "region" in fields_of(answer.modal)
    desk.submits("dana", answer.modal, region="BY")
    with desk.session() as session:
        dana = desk.world.person(session, "dana")
        assert (dana.country, dana.region, dana.day_starts) == ("DE", "BY", time(7))
        # Epiphany is free in Bavaria, not in all of Germany.
        assert date(2027, 1, 6) in queries.hours(dana, TODAY).free_days
    assert "Germany, Bayern" in words(desk.clicks("dana", "people.stored"))


def test_a_region_of_another_country_is_dropped(desk: Desk) -> None:
    with desk.session() as session:
        alice = desk.world.person(session, "alice")
        alice.country, alice.region = "DE", "BY"
    desk.submits("alice", mine(desk, "alice"), country="PT")
    with desk.session() as session:
        alice = desk.world.person(session, "alice")
        assert (alice.country, alice.region) == ("PT", None)


def test_nobody_has_to_have_holidays(desk: Desk) -> None:
    desk.submits("alice", mine(desk, "alice"), country=countries.NO_HOLIDAYS)
    with desk.session() as session:
        assert queries.hours(desk.world.person(session, "alice"), TODAY).free_days == frozenset()
    assert "No public holidays" in shown(mine(desk, "alice"))


def test_countries_and_regions_are_found_as_one_types(desk: Desk) -> None:
    assert offered(desk, "people.countries")[:2] == [
        "France (my guess from your time zone)",
        "No public holidays",
    ]
    assert offered(desk, "people.countries", "united") == ["United Arab Emirates", "United States"]
    assert offered(desk, "people.regions", "bay", country="DE") == ["Bayern"]
    assert offered(desk, "people.regions", "", country="IL") == []


def test_days_away_are_added_listed_and_removed(desk: Desk) -> None:
    desk.submits("alice", mine(desk, "alice"), away_first=date(2026, 12, 21), away_last=date(2027, 1, 3))
    desk.submits("alice", mine(desk, "alice"), away_first=date(2026, 11, 20))
    again = mine(desk, "alice")
    assert "Away Fri 20 Nov\n" in shown(again)
    assert "Away Mon 21 Dec to Sun 3 Jan" in shown(again)
    with desk.session() as session:
        found = queries.absences(session, desk.world.ids["alice"], TODAY)
        id = found[0].id
    place = desk.clicks_in("alice", with_value(again, absence=id), "people.come_back", starts=time(8))
    assert "Fri 20 Nov" not in shown(form(place))
    assert "21 Dec" in shown(form(place))
    starts = next(one for one in form(place).blocks if one.get("block_id") == "starts")
    assert starts["element"]["initial_time"] == "08:00"


def test_nobody_removes_the_absence_of_somebody_else(desk: Desk) -> None:
    with desk.session() as session:
        bob = desk.world.person(session, "bob")
        made = people.go_away(session, bob, TODAY, TODAY, by=bob.id, now=desk.world.now)
    with pytest.raises(NotFound):
        desk.clicks("alice", "people.come_back", absence=made.id)


def test_a_pause_counts_as_away_until_it_is_over(desk: Desk) -> None:
    until = TODAY + timedelta(days=7)
    desk.submits("alice", mine(desk, "alice"), paused_until=until)
    with desk.session() as session:
        alice = desk.world.person(session, "alice")
        assert queries.is_away(session, alice, until)
        assert not queries.is_away(session, alice, until + timedelta(days=1))
    desk.world.travel(days=20)
    over = mine(desk, "alice")
    desk.submits("alice", over)
    with desk.session() as session:
        assert desk.world.person(session, "alice").paused_until is None


def test_who_speaks_for_me_is_kept(desk: Desk) -> None:
    desk.submits("alice", mine(desk, "alice"), speaker="UBOB")
    assert "Bob speaks for you" in words(desk.clicks("alice", "people.stored"))
    desk.submits("alice", mine(desk, "alice"), speaker=None)
    assert "speaks for you" not in words(desk.clicks("alice", "people.stored"))


def test_whoever_is_in_several_teams_chooses_where_home_is(desk: Desk) -> None:
    assert "home" not in fields_of(mine(desk, "alice"))
    with desk.session() as session:
        cx = desk.world.team(session, "cx")
        everybody = [desk.world.ids[name] for name in ("priya", "nadia", "alice")]
        people.set_members(session, cx, everybody, by=None, now=desk.world.now)
    desk.submits("alice", mine(desk, "alice"), home=desk.world.ids["cx"])
    with desk.session() as session:
        home = queries.home_team(session, desk.world.ids["alice"])
        assert home is not None
        assert home.name == "Customer Experience"


def test_what_is_stored_says_what_is_there_and_what_is_not(desk: Desk) -> None:
    text = words(desk.clicks("alice", "people.stored"))
    assert "Alice Moreau" in text
    assert "Europe/Paris" in text
    assert "France (my guess)" in text
    assert "*Your teams:* Support." in text
    assert "0 messages" in text
    assert "I don't read your channels" in text


# ---- away ----


def test_a_prompt_s_button_opens_days_away_for_oneself(desk: Desk) -> None:
    shown_form = form(desk.clicks("alice", "people.away"))
    assert "who" not in fields_of(shown_form)
    desk.submits("alice", shown_form, last=date(2026, 11, 20))
    with desk.session() as session:
        found = queries.absences(session, desk.world.ids["alice"], TODAY)
        assert [(one.first, one.last, one.set_by) for one in found] == [
            (TODAY, date(2026, 11, 20), desk.world.ids["alice"])
        ]
    assert desk.notices() == []


def test_a_leader_notes_it_for_somebody_who_reads_who_did(desk: Desk) -> None:
    desk.start("support")
    shown_form = form(desk.clicks("ana", "people.away", team=desk.world.ids["support"]))
    desk.submits("ana", shown_form, who=desk.world.ids["bob"], first=TODAY + timedelta(days=2))
    assert desk.notices() == [("bob", "people.away_noted")]
    assert "Ana noted that you are away*: Fri 20 Nov." in words(desk.told("people.away_noted"))
    assert "noted by Ana" in shown(mine(desk, "bob"))
    with desk.session() as session:
        found = queries.absences(session, desk.world.ids["bob"], TODAY)[0]
        people.come_back(session, desk.world.person(session, "bob"), found.id, now=desk.world.now)
    assert words(desk.told("people.away_noted")).startswith("This absence is not there any more.")


def test_before_a_team_is_started_nobody_is_told(desk: Desk) -> None:
    shown_form = form(desk.clicks("ana", "people.away", team=desk.world.ids["support"]))
    desk.submits("ana", shown_form, who=desk.world.ids["bob"])
    assert desk.notices() == []


@pytest.mark.parametrize(
    ("who", "whom"), [("alice", "bob"), ("ana", "dana"), ("priya", "alice"), ("bob", "ana")]
)
def test_nobody_else_says_that_somebody_is_away(desk: Desk, who: str, whom: str) -> None:
    with pytest.raises(NotAllowed):
        desk.clicks(who, "people.away", person=desk.world.ids[whom])


@pytest.mark.parametrize(
    ("who", "whom"), [("ana", "bob"), ("eve", "bob"), ("priya", "ana"), ("nadia", "priya")]
)
def test_leader_deputy_and_admin_may(desk: Desk, who: str, whom: str) -> None:
    shown_form = form(desk.clicks(who, "people.away", person=desk.world.ids[whom]))
    desk.submits(who, shown_form)
    with desk.session() as session:
        assert queries.is_away(session, desk.world.person(session, whom), TODAY)


def test_a_form_for_a_team_takes_nobody_of_another_team(desk: Desk) -> None:
    shown_form = form(desk.clicks("ana", "people.away", team=desk.world.ids["support"]))
    with pytest.raises(NotAllowed):
        desk.submits("ana", shown_form, who=desk.world.ids["dana"])


def test_the_form_of_a_team_offers_those_for_whom_one_may_speak(desk: Desk) -> None:
    assert "Ana" not in buttons(desk.clicks("priya", "people.away", team=desk.world.ids["cx"]))
    listed = shown(form(desk.clicks("priya", "people.away", team=desk.world.ids["cx"])))
    assert "Nadia" in listed
    # Priya may say it of herself; of Support's people her leaders say it.
    assert "Alice" not in listed


def with_value(modal: Modal, **value: str) -> Modal:
    """As the edge hands over a click in a form: what the form carries, and the button's own value."""
    return Modal(modal.callback, modal.title, modal.blocks, modal.submit, value={**modal.value, **value})
