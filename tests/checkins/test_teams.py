"""Starting a team: preview first, then one tap; and the words of `/checkin`."""

from datetime import date

import pytest

from bot.core.errors import NotAllowed
from bot.outcomes import service as outcome_service
from bot.people.model import Person
from bot.slack.answers import Open
from tests.checkins.desk import Desk, buttons, modal, read, read_answer, refusal

FAR = date(2026, 12, 31)
TEAM_BUTTONS = ("preview", "preview_person", "start", "now", "pause", "resume")


@pytest.fixture
def support(desk: Desk) -> str:
    return desk.world.ids["support"]


def test_the_preview_says_who_gets_what_and_when_in_their_own_time(desk: Desk, support: str) -> None:
    desk.owns("alice", "Triage in 15 minutes", FAR)
    desk.owns("bob", "Macro library", FAR)
    text = read_answer(desk.clicks("ana", "checkin.preview", team=support))
    assert "None of it has been sent." in text
    assert "2 people are asked about 2 outcomes, on Wed 18 Nov" in text
    assert "*Bob* Wed 18 Nov 10:00 their time" in text
    assert "How is it going?* 1 outcome\n*Triage in 15 minutes*" in text
    assert desk.said("checkins.prompt") == []


def test_another_persons_prompt_can_be_chosen_and_its_buttons_do_nothing(desk: Desk, support: str) -> None:
    desk.owns("alice", "Triage in 15 minutes", FAR)
    desk.owns("bob", "Macro library", FAR)
    answer = desk.clicks("ana", "checkin.preview_person", choice=desk.world.ids["bob"], team=support)
    text = read_answer(answer)
    assert "How is it going?* 1 outcome\n*Macro library*" in text
    for block in modal(answer).blocks:
        if block["type"] == "actions":
            assert all(one["action_id"].startswith("checkin.sample:") for one in block["elements"])
    assert "nothing was kept" in read_answer(desk.clicks("ana", "checkin.sample:1"))


def test_the_preview_says_what_to_put_right_first(desk: Desk, support: str) -> None:
    for name in ("support", "cx", "harbor"):
        desk.set_team(name, channel=None)
    desk.set_team("support", leader_id=None)
    desk.owns("alice", "Triage in 15 minutes", FAR)
    desk.owns("bob", "Macro library", None, done_sentence="It covers 40")
    with desk.session() as session:
        outcome_service.register(
            session,
            title="Router access",
            owner_id=desk.world.ids["bob"],
            due=FAR,
            by=desk.world.ids["ana"],
            now=desk.now,
        )
    text = read_answer(desk.clicks("priya", "checkin.preview", team=support))
    assert "1 outcome without an owner's yes, not asked about: O-3" in text
    assert "1 outcome without a date: O-2" in text
    assert "1 outcome that doesn't say when it is done: O-1" in text
    assert "The team has no channel" in text
    assert "Nobody leads the team" in text


def test_the_preview_names_who_is_left_out_and_why(desk: Desk, support: str) -> None:
    desk.owns("alice", "Triage in 15 minutes", FAR)
    desk.owns("bob", "Macro library", FAR)
    desk.away("bob", date(2026, 11, 16), date(2026, 11, 27))
    text = read_answer(desk.clicks("ana", "checkin.preview", team=support))
    assert "Bob: away, not asked" in text
    assert "1 person is asked about 1 outcome" in text


def test_a_team_without_a_yes_has_nobody_to_ask(desk: Desk, support: str) -> None:
    text = read_answer(desk.clicks("ana", "checkin.preview", team=support))
    assert "nobody here has said yes to an outcome yet" in text
    answer = read_answer(desk.clicks("ana", "checkin.start", team=support))
    assert "when somebody has said yes" in answer
    assert "nobody to ask" in refusal(lambda: desk.clicks("ana", "checkin.now", team=support))


def test_start_says_when_the_first_check_in_is_and_works_once(desk: Desk, support: str) -> None:
    desk.owns("alice", "Triage in 15 minutes", FAR)
    assert "first check-in is on Wed 18 Nov" in read_answer(desk.clicks("ana", "checkin.start", team=support))
    assert "started already" in refusal(lambda: desk.clicks("ana", "checkin.start", team=support))


def test_the_preview_can_start(desk: Desk, support: str) -> None:
    desk.owns("alice", "Triage in 15 minutes", FAR)
    form = desk.clicks("ana", "checkin.preview", team=support)
    assert modal(form).submit == "Start"
    assert "is started" in read_answer(desk.submits("ana", form))
    assert modal(desk.clicks("ana", "checkin.preview", team=support)).submit is None


def test_pause_and_resume_take_one_tap_each(desk: Desk, support: str) -> None:
    desk.owns("alice", "Triage in 15 minutes", FAR)
    desk.start()
    assert "is paused" in read_answer(desk.clicks("ana", "checkin.pause", team=support))
    assert "paused already" in refusal(lambda: desk.clicks("ana", "checkin.pause", team=support))
    assert "next check-in is on Wed 18 Nov" in read_answer(desk.clicks("ana", "checkin.resume", team=support))
    assert "is not paused" in refusal(lambda: desk.clicks("ana", "checkin.resume", team=support))


def test_check_in_now_says_how_many_are_asked_now_and_later(desk: Desk, support: str) -> None:
    desk.owns("alice", "Triage in 15 minutes", FAR)
    desk.owns("bob", "Macro library", FAR)
    desk.to("2026-11-16 10:00")
    answer = read_answer(desk.clicks("ana", "checkin.now", team=support))
    assert "1 person is asked now, 1 when their working hours begin" in answer
    assert desk.asked("alice") == ["Mon 16 11:00"]


@pytest.mark.parametrize("verb", TEAM_BUTTONS)
@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("ana", True),
        ("priya", True),
        ("nadia", True),
        ("lena", True),
        ("omar", True),
        ("alice", False),
        ("grace", False),
        ("charlie", False),
    ],
)
def test_only_leaders_and_admins_run_a_team(desk: Desk, support: str, verb: str, who: str, may: bool) -> None:
    desk.owns("alice", "Triage in 15 minutes", FAR)
    if verb in ("pause", "resume"):
        desk.start()
    if verb == "resume":
        desk.clicks("ana", "checkin.pause", team=support)
    if may:
        desk.clicks(who, f"checkin.{verb}", team=support)
    else:
        with pytest.raises(NotAllowed):
            desk.clicks(who, f"checkin.{verb}", team=support)


def test_a_team_that_is_gone_or_not_here_is_not_found(desk: Desk) -> None:
    assert "not there any more" in refusal(lambda: desk.clicks("ana", "checkin.start", team="elsewhere"))


# ---- /checkin ----


def test_without_a_running_team_it_says_so(desk: Desk) -> None:
    desk.owns("alice", "Triage in 15 minutes", FAR)
    text = desk.types("alice")
    assert "Check-ins of Support are not running" in text
    assert "`/outcome status" in text
    assert desk.said("checkins.prompt") == []


def test_who_owns_nothing_is_told_what_to_do(desk: Desk) -> None:
    assert "You own nothing that a check-in asks about" in desk.types("bob")


def test_early_it_asks_at_once_and_late_it_sends_it_again(desk: Desk) -> None:
    one = desk.owns("alice", "Triage in 15 minutes", FAR)
    desk.start()
    desk.to("2026-11-16 12:00")
    assert "sent it to you" in desk.types("alice", "now")
    assert desk.asked("alice") == ["Mon 16 13:00"]
    desk.to("2026-11-24 12:00")
    assert "sent it to you" in desk.types("alice")
    (copy,) = desk.said("checkins.copy")
    found = desk.message(copy.key)
    assert "Triage in 15 minutes" in read(found)
    assert "I'm Throughline" not in read(found)
    desk.on_track("alice", one)
    assert "That's all" in read(desk.message(copy.key))


def test_after_the_answer_it_shows_the_summary_to_edit(desk: Desk) -> None:
    one = desk.owns("alice", "Triage in 15 minutes", FAR)
    desk.start()
    desk.to("2026-11-18 09:00")
    desk.on_track("alice", one)
    desk.types("alice")
    (copy,) = desk.said("checkins.copy")
    assert "Edit" in buttons(desk.message(copy.key))


def test_status_names_who_has_not_answered_and_nobody_away(desk: Desk) -> None:
    one = desk.owns("alice", "Triage in 15 minutes", FAR)
    desk.owns("bob", "Macro library", FAR)
    desk.owns("ana", "Queue forecast", FAR)
    desk.start()
    assert "*Support*: next Wed 18 Nov" in desk.types("alice", "status")
    desk.to("2026-11-18 10:00")
    desk.on_track("alice", one)
    text = desk.types("ana", "status")
    assert "*Support*, week 47: 1 of 2 answered, 1 still to be asked" in text
    assert "Not yet: Ana" in text
    desk.away("ana", date(2026, 11, 18), date(2026, 11, 19))
    assert "Ana" not in desk.types("alice", "status")


def test_status_in_no_team_says_so(desk: Desk) -> None:
    with desk.session() as session:
        session.add(Person(slack_id="UNEW", name="New", zone="UTC"))
    assert "in no team" in desk.types("new", "status")


def test_away_is_understood_and_kept(desk: Desk) -> None:
    desk.owns("alice", "Triage in 15 minutes", FAR)
    desk.start()
    text = desk.types("alice", "away 18 to 20 Nov")
    assert "away from Wed 18 Nov to Fri 20 Nov" in text
    desk.to("2026-11-24 00:00")
    assert desk.asked("alice") == []


def test_away_without_days_opens_the_form(desk: Desk) -> None:
    found = desk.on.find("word", "/checkin away")
    assert found is not None
    assert desk.types("alice", "away").startswith("Away")


@pytest.mark.parametrize(
    ("typed", "told"),
    [("soonish", "can't read this as a date"), ("3 Jan to 20 Dec 2026", "before it begins")],
)
def test_days_that_are_not_understood_are_asked_for(desk: Desk, typed: str, told: str) -> None:
    assert told in desk.types("alice", f"away {typed}")


def test_an_unknown_word_answers_with_the_list(desk: Desk) -> None:
    for line in ("help", "statsu", "what is this"):
        assert "`/checkin status`" in desk.types("alice", line)


def test_a_guest_may_not_and_a_guest_who_owns_may(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        desk.types("charlie")
    with desk.session() as session:
        desk.world.person(session, "charlie").may_own_as_guest = True
    assert "own nothing" in desk.types("charlie")


def test_every_form_opens_for_a_click(desk: Desk) -> None:
    desk.owns("alice", "Triage in 15 minutes", FAR)
    desk.start()
    desk.to("2026-11-18 09:00")
    for label in ("🟠", "🔴", "✅"):
        assert isinstance(desk.taps("alice", label), Open)
