"""The way of one question, from Wednesday to Friday."""

from datetime import date

from bot.outcomes.rules.lifecycle import Status
from tests.escalations.desk import LEGAL, TRIAGE, Desk, buttons, outcome_of, read


def test_a_question_goes_from_omar_by_way_of_ana_to_priyas_deputy_and_is_answered(
    any_desk: Desk,
) -> None:
    desk = any_desk
    desk.goes_away("priya", date(2026, 11, 20))
    triage = desk.owns("alice")
    desk.is_blocked("alice", triage, tried="asked Legal twice")

    # Omar hears it at once; nobody else does.
    assert desk.when_told("omar") == ["Wed 18 09:02"]
    shown = desk.reads("omar")
    assert shown.startswith("*Alice needs something from you*, by Thu 26 Nov")
    assert LEGAL in shown
    assert TRIAGE in shown
    assert "Without a reply by Thu 19 Nov 09:02 UTC, Ana is asked." in shown
    assert desk.reads("ana") == ""
    assert desk.channel("escalations.in_round") == []
    assert desk.channel() == []

    # Thursday, a working day later: Ana, and the channel.
    desk.at("2026-11-19 09:01")
    assert desk.asked() == ["omar"]
    desk.at("2026-11-19 09:02")
    assert desk.asked() == ["omar", "ana"]
    assert desk.when_told("ana") == ["Thu 19 09:02"]
    assert "Alice is stuck and needs you" in desk.reads("ana")
    assert "Omar was asked Wed 18 Nov 09:02 UTC and has not replied." in desk.reads("ana")
    (message,) = desk.channel()
    first, *rest = message.splitlines()
    assert first.startswith(f"🔴 *Blocked: {TRIAGE}* · Alice")
    assert "Tried so far: asked Legal twice" in rest
    asked = rest[-1] if rest[-1].startswith("Asked") else next(one for one in rest if "Asked" in one)
    assert "Omar, Wed 18 Nov 09:02 UTC" in asked
    assert "*Ana, Thu 19 Nov 09:02 UTC*" in asked
    assert asked.endswith("next: Priya, Fri 20 Nov 09:02 UTC")

    # At half her time Ana is told that the next one will be.
    desk.at("2026-11-19 13:16")
    assert desk.notices("ana", "still_open") == []
    desk.at("2026-11-19 13:17")
    (notice,) = desk.notices("ana", "still_open")
    assert "Priya is asked Fri 20 Nov 09:02 UTC, unless you take it" in read(notice)

    # Friday: Priya is away, so her deputy is asked at once, and everybody can read why.
    desk.at("2026-11-20 09:02")
    assert desk.asked() == ["omar", "ana", "nadia for priya"]
    assert desk.lines()[-1] == "*Nadia* is asked now, for Priya, who is away."
    assert "You speak for Priya, who is away." in desk.reads("nadia")
    assert "*Nadia for Priya, who is away, Fri 20 Nov 09:02 UTC*" in desk.channel()[0]

    # She decides: Alice has her answer, and nothing waits for anybody else.
    desk.does("answer", "nadia", text="Legal agrees, with a 30-day limit.")
    assert [desk.reads(name) for name in ("omar", "ana", "nadia")] == ["", "", ""]
    (answer,) = desk.waits("alice")
    assert answer.came_up
    assert "Legal agrees, with a 30-day limit. (Nadia, for Priya)" in desk.reads("alice")
    assert buttons(answer) == ["I can go on", "Not enough…"]
    assert desk.channel()[0].startswith(
        "✅ *Answered by Nadia, for Priya, after 2 working days:* Legal agrees, with a 30-day limit."
    )
    assert f"Needed {LEGAL}, from Omar" in desk.channel()[0]
    assert desk.lines()[-1] == "✅ Nadia, for Priya: Legal agrees, with a 30-day limit."
    assert outcome_of(desk, triage).status is Status.BLOCKED
