"""Wednesday's check-in, as people see and answer it."""

from datetime import date

import pytest

from bot.checkins import service
from bot.core.errors import InvalidInput, InvalidInputs, NotAllowed, Outdated
from bot.needs import service as needs
from bot.outbox.kinds import Skip
from bot.outcomes import queries as outcomes, service as outcome_service
from bot.outcomes.rules.lifecycle import Lifecycle, Status
from bot.slack.answers import Open, Reply
from tests.checkins.desk import Desk, beginning, buttons, modal, read, read_answer, refusal

TRIAGE = "Priority tickets are triaged within 15 minutes"
MACROS = "The macro library covers 40 questions"
QUEUE = "The queue is forecast"
SOON, FAR = date(2026, 11, 30), date(2026, 12, 31)
THURSDAY = date(2026, 11, 26)


@pytest.fixture
def asked(desk: Desk) -> Desk:
    """Alice has three outcomes and her prompt; it is Wednesday, 10:00 in Paris."""
    desk.triage = desk.owns("alice", TRIAGE, SOON)
    desk.macros = desk.owns("alice", MACROS, FAR)
    desk.queue = desk.owns("alice", QUEUE, FAR)
    desk.start()
    desk.to("2026-11-18 09:00")
    return desk


def test_the_prompt_asks_about_everything_soonest_due_first(asked: Desk) -> None:
    found = asked.prompt("alice")
    text = read(found)
    assert "*How is it going?* 3 outcomes" in text
    assert text.index(TRIAGE) < text.index(MACROS) < text.index(QUEUE)
    assert "due Mon 30 Nov" in text
    assert "⚪ No word yet" in text
    assert found.text.startswith("⚪ How is it going with 3 outcomes?")
    assert buttons(found)[-3:] == ["🟢 2 due later: on track", "Ask me later", "I'm away…"]


def test_the_first_message_to_a_person_says_once_who_writes_and_who_reads(asked: Desk) -> None:
    text = read(asked.prompt("alice"))
    assert "I'm Throughline" in text
    assert "<#CSUPPORT> and by the leaders above you" in text
    assert buttons(asked.prompt("alice"))[:2] == ["Choose when I ask", "What I store"]
    asked.to("2026-11-25 09:00")
    assert "I'm Throughline" not in read(asked.prompt("alice"))


def test_one_tap_says_on_track_and_the_prompt_edits_itself(asked: Desk) -> None:
    asked.taps("alice", "🟢 On track", MACROS)
    text = read(asked.prompt("alice"))
    assert f"🟢 On track · *{MACROS}*" in text
    with asked.session() as session:
        assert asked.outcome(session, asked.macros).status is Status.ON_TRACK


def test_a_second_tap_on_the_same_button_changes_nothing(asked: Desk) -> None:
    for _ in range(2):
        with asked.session() as session:
            item = asked.item(session, asked.macros)
            service.on_track(session, item, by=asked.world.person(session, "alice"), now=asked.now)
    with asked.session() as session:
        assert len(outcomes.changes(session, asked.macros)) == 1


def test_all_on_track_covers_only_what_is_far_away_and_says_how_many(asked: Desk) -> None:
    asked.taps("alice", "🔴", TRIAGE)
    asked.taps("alice", "🟢 2 due later")
    text = read(asked.prompt("alice"))
    assert text.count("🟢 On track ·") == 2
    assert "That's all" not in text
    with asked.session() as session:
        assert asked.outcome(session, asked.triage).status is None


def test_after_an_answer_the_button_speaks_of_the_others(asked: Desk) -> None:
    asked.taps("alice", "🟢 On track", TRIAGE)
    assert "🟢 The other 2 on track" in buttons(asked.prompt("alice"))


def test_the_last_answer_ends_the_prompt_with_thanks_and_the_next_time(asked: Desk) -> None:
    asked.taps("alice", "🟢 On track", TRIAGE)
    asked.taps("alice", "🟢 The other 2 on track")
    found = asked.prompt("alice")
    assert "*That's all, thank you.* Next time: Wed 25 Nov." in read(found)
    assert "Undo" in buttons(found)
    assert buttons(found).count("Edit") == 3


def test_three_items_that_go_well_take_two_taps(asked: Desk) -> None:
    asked.taps("alice", "🟢 On track", TRIAGE)
    asked.taps("alice", "🟢 The other 2")
    assert "That's all" in read(asked.prompt("alice"))


def test_undo_takes_the_last_tap_back_and_no_more(asked: Desk) -> None:
    asked.taps("alice", "🟢 On track", TRIAGE)
    asked.to("2026-11-18 09:01")
    asked.taps("alice", "🟢 The other 2")
    asked.taps("alice", "Undo")
    text = read(asked.prompt("alice"))
    assert "That's all" not in text
    assert f"🟢 On track · *{TRIAGE}*" in text
    with asked.session() as session:
        assert asked.outcome(session, asked.macros).status is None
        assert asked.outcome(session, asked.triage).status is Status.ON_TRACK


def test_undo_of_a_changed_answer_brings_the_first_one_back(asked: Desk) -> None:
    asked.taps("alice", "🟢 2 due later")
    asked.to("2026-11-18 09:01")
    asked.taps("alice", "🟢 On track", TRIAGE)
    asked.to("2026-11-18 09:02")
    asked.taps("alice", "Edit", TRIAGE)
    asked.submits("alice", asked.taps("alice", "🟠", TRIAGE), cause="scope", note="drop phone numbers")
    asked.taps("alice", "Undo")
    assert f"🟢 On track · *{TRIAGE}*" in read(asked.prompt("alice"))


def test_edit_shows_the_buttons_again(asked: Desk) -> None:
    asked.taps("alice", "🟢 On track", MACROS)
    asked.taps("alice", "Edit", MACROS)
    assert "so far 🟢 On track" in read(asked.prompt("alice"))
    form = asked.taps("alice", "🟠", MACROS)
    asked.submits("alice", form, cause="people", note="two more days of Bob")
    assert "🟠 At risk, two more days of Bob (people or time)" in read(asked.prompt("alice"))


def test_at_risk_asks_what_has_to_change_and_who_reads_it(asked: Desk) -> None:
    form = asked.taps("alice", "🟠", TRIAGE)
    text = read_answer(form)
    assert "What has to change?" in text
    assert "A decision" in text
    assert "Seen by" in text
    with pytest.raises(InvalidInput) as refused:
        asked.submits("alice", form, note="Legal decides")
    assert refused.value.field == "cause"
    with pytest.raises(InvalidInput) as refused:
        asked.submits("alice", form, cause="decision", note="  ")
    assert refused.value.field == "note"
    asked.submits("alice", form, cause="decision", note="Legal decides")
    assert "🟠 At risk, Legal decides (a decision)" in read(asked.prompt("alice"))


def test_the_last_answer_stands_in_the_form(asked: Desk) -> None:
    asked.submits("alice", asked.taps("alice", "🟠", TRIAGE), cause="decision", note="Legal decides")
    asked.to("2026-11-25 09:00")
    assert "last week 🟠 At risk" in read(asked.prompt("alice"))
    kept = beginning(modal(asked.taps("alice", "🟠", TRIAGE)))
    assert kept == {"cause": "decision", "note": "Legal decides"}


def test_blocked_names_who_is_asked_for_what_by_when(asked: Desk) -> None:
    form = asked.taps("alice", "🔴", MACROS)
    asked.submits(
        "alice",
        form,
        note="Legal's yes",
        waiting_for="UOMAR",
        needed_by=THURSDAY,
        tried="asked Legal twice",
        otherwise="go on without phone numbers",
    )
    text = read(asked.prompt("alice"))
    assert "🔴 Blocked, Omar is asked for Legal's yes by Thu 26 Nov; else go on without phone numbers" in text
    with asked.session() as session:
        said = outcomes.last_change(session, asked.outcome(session, asked.macros))
        assert said is not None
        assert (said.with_leader, said.otherwise_on) == (False, THURSDAY)
        assert said.tried == "asked Legal twice"
        assert said.since == date(2026, 11, 18)


def test_when_it_is_urgent_both_are_chosen_and_the_form_says_why(asked: Desk) -> None:
    form = asked.taps("alice", "🔴", MACROS)
    assert "ask" in beginning(modal(form))
    item = modal(form).value["item"]
    drawn = asked.clicks(
        "alice",
        "checkin.redraw:day",
        {"waiting_for": "UOMAR", "needed_by": date(2026, 11, 19)},
        item=item,
    )
    assert beginning(modal(drawn))["ask_urgent"] == "both"
    text = read_answer(drawn)
    assert "Omar and Ana now" in text
    assert "because you need it within 2 working days" in text


def test_a_block_that_names_nobody_goes_to_the_leader(asked: Desk) -> None:
    form = asked.taps("alice", "🔴", MACROS)
    assert "Without a name, Ana is asked." in read_answer(form)
    asked.submits("alice", form, note="a phone line", needed_by=THURSDAY)
    assert "🔴 Blocked, Ana is asked for a phone line by Thu 26 Nov" in read(asked.prompt("alice"))


def test_a_leader_who_is_waited_on_is_not_asked_twice(asked: Desk) -> None:
    form = asked.taps("alice", "🔴", MACROS)
    asked.submits("alice", form, note="a decision", waiting_for="UANA", needed_by=THURSDAY)
    with asked.session() as session:
        said = outcomes.last_change(session, asked.outcome(session, asked.macros))
        assert said is not None
        assert not said.with_leader


def test_a_block_without_what_and_when_marks_the_fields(asked: Desk) -> None:
    form = asked.taps("alice", "🔴", MACROS)
    with pytest.raises(InvalidInputs) as refused:
        asked.submits("alice", form, waiting_for="UALICE", since=date(2026, 12, 1))
    assert set(refused.value.errors) == {"note", "waiting_for", "needed_by", "since"}


def test_done_asks_where_to_see_it_and_says_who_confirms(asked: Desk) -> None:
    form = asked.taps("alice", "✅", TRIAGE)
    assert "Ana looks and confirms" in read_answer(form)
    with pytest.raises(InvalidInput) as refused:
        asked.submits("alice", form, evidence="")
    assert refused.value.field == "evidence"
    asked.submits("alice", form, evidence="https://wiki.example/triage")
    assert "✅ Done, Ana is asked to confirm" in read(asked.prompt("alice"))
    with asked.session() as session:
        assert asked.outcome(session, asked.triage).lifecycle is Lifecycle.CLAIMED_DONE


def test_an_outcome_that_is_not_mine_any_more_says_whose_it_is(asked: Desk) -> None:
    form = asked.taps("alice", "🟠", TRIAGE)
    with asked.session() as session:
        outcome = asked.outcome(session, asked.triage)
        outcome_service.hand_over(
            session,
            outcome,
            to_id=asked.world.ids["bob"],
            by=asked.world.ids["ana"],
            why="leave",
            now=asked.now,
        )
    asked.settle()
    assert f"Bob owns *{TRIAGE}* now" in read(asked.prompt("alice"))
    with pytest.raises(Outdated, match="Bob owns this one now"):
        asked.submits("alice", form, cause="scope", note="less")


def test_a_dropped_outcome_is_asked_about_no_more(asked: Desk) -> None:
    with asked.session() as session:
        outcome = asked.outcome(session, asked.triage)
        outcome_service.drop(session, outcome, by=asked.world.ids["ana"], why="not needed", now=asked.now)
    asked.settle()
    asked.taps("alice", "🟢 2 due later")
    text = read(asked.prompt("alice"))
    assert "That's all" in text
    assert f"⚪ Dropped · *{TRIAGE}*" in text


def test_what_was_said_elsewhere_is_taken_over(asked: Desk) -> None:
    with asked.session() as session:
        outcome = asked.outcome(session, asked.triage)
        alice = asked.world.person(session, "alice")
        outcome_service.report_status(
            session, outcome, status=Status.ON_TRACK, by=alice, now=asked.now, source="command"
        )
    asked.settle()
    assert f"🟢 On track · *{TRIAGE}*" in read(asked.prompt("alice"))


def test_nobody_answers_for_somebody_else(asked: Desk) -> None:
    with asked.session() as session:
        item = asked.item(session, asked.triage).id
    with pytest.raises(NotAllowed, match="Only Alice answers here"):
        asked.clicks("bob", "checkin.on_track", item=item)


def test_the_reminder_comes_the_next_day_with_what_is_still_open(asked: Desk) -> None:
    asked.taps("alice", "🟢 2 due later")
    asked.to("2026-11-19 09:00")
    assert asked.reminded("alice") == ["Thu 19 10:00"]
    found = asked.reminder("alice")
    assert not isinstance(found, Skip)
    assert "*Still open: how is it going?* 1 outcome, until" in read(found)
    assert "Ask me later" not in buttons(found)
    asked.taps("alice", "🟢 On track", TRIAGE)
    assert isinstance(asked.reminder("alice"), Skip)


def test_who_has_answered_is_not_reminded(asked: Desk) -> None:
    asked.on_track("alice", asked.triage, asked.macros, asked.queue)
    asked.to("2026-11-20 12:00")
    assert asked.reminded("alice") == []


def test_ask_me_later_moves_the_one_reminder(asked: Desk) -> None:
    asked.taps("alice", "Ask me later")
    assert "I ask again" in read(asked.prompt("alice"))
    asked.to("2026-11-20 12:00")
    assert asked.reminded("alice") == ["Wed 18 13:00"]


def test_ask_me_later_twice_means_tomorrow(asked: Desk) -> None:
    asked.taps("alice", "Ask me later")
    asked.taps("alice", "Ask me later")
    asked.to("2026-11-20 12:00")
    assert asked.reminded("alice") == ["Thu 19 10:00"]


def test_ask_me_later_too_late_says_until_when_an_answer_counts(asked: Desk) -> None:
    asked.to("2026-11-19 08:00")
    asked.taps("alice", "Ask me later")
    asked.taps("alice", "Ask me later")
    answer = asked.taps("alice", "Ask me later")
    assert isinstance(answer, Reply)
    assert "before I could ask again" in read_answer(answer)


def test_who_goes_away_after_being_asked_is_not_reminded(asked: Desk) -> None:
    asked.away("alice", date(2026, 11, 19), date(2026, 11, 30))
    asked.to("2026-11-20 12:00")
    assert asked.reminded("alice") == []


def test_a_late_answer_counts_until_the_next_round_opens(asked: Desk) -> None:
    asked.to("2026-11-23 09:00")
    assert "🟢 On track" in buttons(asked.prompt("alice"))
    asked.taps("alice", "🟢 On track", TRIAGE)
    assert f"🟢 On track · *{TRIAGE}*" in read(asked.prompt("alice"))


def test_once_the_next_round_is_open_the_old_buttons_are_gone(asked: Desk) -> None:
    with asked.session() as session:
        item = asked.item(session, asked.triage).id
    old = asked.said("checkins.prompt")[0].key
    asked.to("2026-11-25 09:00")
    found = asked.message(old)
    assert not isinstance(found, Skip)
    assert "The check-in of week 47 is over" in read(found)
    assert f"⚪ No answer · *{TRIAGE}*" in read(found)
    assert [one for one in buttons(found) if one not in ("Choose when I ask", "What I store")] == []
    assert "newest one" in refusal(lambda: asked.clicks("alice", "checkin.on_track", item=item))


def test_what_had_its_word_yesterday_is_not_asked_about(desk: Desk) -> None:
    triage, macros = desk.owns("alice", TRIAGE, SOON), desk.owns("alice", MACROS, FAR)
    desk.start()
    desk.to("2026-11-17 09:00")
    with desk.session() as session:
        outcome = desk.outcome(session, triage)
        outcome_service.report_status(
            session, outcome, status=Status.ON_TRACK, by=desk.world.ids["alice"], now=desk.now
        )
    desk.to("2026-11-18 09:00")
    text = read(desk.prompt("alice"))
    assert TRIAGE not in text
    assert "*How is it going?* 1 outcome" in text
    desk.taps("alice", "🟢 On track", MACROS)
    assert "1 of 1 answered" in desk.channel()[0]
    assert "🟢 2" in desk.channel()[0]
    assert macros


def test_who_spoke_about_everything_yesterday_gets_no_prompt_and_counts_as_heard(desk: Desk) -> None:
    triage = desk.owns("alice", TRIAGE, SOON)
    desk.owns("bob", MACROS)
    desk.start()
    desk.to("2026-11-17 09:00")
    with desk.session() as session:
        outcome_service.report_status(
            session,
            desk.outcome(session, triage),
            status=Status.ON_TRACK,
            by=desk.world.ids["alice"],
            now=desk.now,
        )
    desk.to("2026-11-18 17:00")
    assert desk.asked("alice") == []
    assert desk.skipped("alice") == ["fresh"]
    assert "1 of 2 answered · 🟢 1" in desk.channel()[0]


def test_a_long_list_shows_five_and_the_rest_behind_a_button(desk: Desk) -> None:
    for n in range(1, 8):
        desk.owns("alice", f"Outcome number {n}", FAR)
    desk.start()
    desk.to("2026-11-18 09:00")
    text = read(desk.prompt("alice"))
    assert "7 outcomes" in text
    assert "Outcome number 5" in text
    assert "Outcome number 6" not in text
    assert "2 more wait behind these." in text
    desk.taps("alice", "🟢 5 due later")
    # Once these are answered the others come by themselves.
    text = read(desk.prompt("alice"))
    assert "Outcome number 7" in text
    desk.taps("alice", "🟢 The other 2")
    assert "That's all" in read(desk.prompt("alice"))


def test_show_more_shows_the_rest_at_once(desk: Desk) -> None:
    for n in range(1, 8):
        desk.owns("alice", f"Outcome number {n}", FAR)
    desk.start()
    desk.to("2026-11-18 09:00")
    desk.taps("alice", "Show 2 more")
    assert "Outcome number 7" in read(desk.prompt("alice"))
    assert "🟢 All 7 on track" in buttons(desk.prompt("alice"))


def test_what_people_type_cannot_mention_anybody(desk: Desk) -> None:
    desk.owns("alice", "<!channel> & *bold*", FAR)
    desk.start()
    desk.to("2026-11-18 09:00")
    assert "&lt;!channel&gt; &amp;" in read(desk.prompt("alice"))
    form = desk.taps("alice", "🟠")
    assert isinstance(form, Open)
    desk.submits("alice", form, cause="other", note="<@UANA> must hurry")
    assert "&lt;@UANA&gt; must hurry" in read(desk.prompt("alice"))
    assert "&lt;@UANA&gt; must hurry" in desk.channel("checkins.said")[0]


def test_the_lack_of_a_word_is_a_flag_in_the_next_prompt_and_not_in_this_one(asked: Desk) -> None:
    asked.to("2026-11-20 12:00")
    assert "_no word yet_" not in read(asked.prompt("alice"))
    asked.to("2026-11-25 09:00")
    text = read(asked.prompt("alice"))
    assert text.count("_no word yet_") == 3
    # What had no answer last week deserves a look of its own.
    assert not any("on track" in one and "due later" in one for one in buttons(asked.prompt("alice")))


def test_when_others_have_nothing_to_spare_both_are_chosen(asked: Desk) -> None:
    with asked.session() as session:
        macros = asked.outcome(session, asked.macros)
        pilot = outcome_service.register(
            session,
            title="Phone pilot",
            owner_id=asked.world.ids["bob"],
            due=FAR,
            by=asked.world.ids["bob"],
            now=asked.now,
        )
        needs.declare(
            session,
            pilot,
            what="the macros",
            needed_by=FAR,
            by=asked.world.person(session, "bob"),
            now=asked.now,
            provider_outcome=macros,
        )
    form = asked.taps("alice", "🔴", MACROS)
    assert beginning(modal(form))["ask_urgent"] == "both"
    assert "others wait for it and have nothing to spare" in read_answer(form)


def test_every_message_that_shows_a_prompt_is_edited_with_it(asked: Desk) -> None:
    asked.types("alice", "now")
    before = {one.key: one.wanted for one in (*asked.said("checkins.prompt"), *asked.said("checkins.copy"))}
    assert len(before) == 2
    asked.taps("alice", "🟢 On track", MACROS)
    after = {one.key: one.wanted for one in (*asked.said("checkins.prompt"), *asked.said("checkins.copy"))}
    assert all(after[key] > before[key] for key in before)
    asked.to("2026-11-24 12:00")
    before = {one.key: one.wanted for one in (*asked.said("checkins.prompt"), *asked.said("checkins.copy"))}
    asked.to("2026-11-25 09:00")
    after = {one.key: one.wanted for one in (*asked.said("checkins.prompt"), *asked.said("checkins.copy"))}
    assert all(after[key] > before[key] for key in before)
