"""Friday's digest, line by line, from two weeks of facts."""

from datetime import date

from bot.outcomes.rules.lifecycle import Status
from tests.digests.reading import buttons, read
from tests.digests.walk import Walk


def test_leaders_and_channels_read_on_friday_what_needs_them_and_what_went_wrong(walk: Walk) -> None:
    walk.joins("tom", "Europe/Berlin", "platform")
    walk.joins("chen", "Europe/Paris", "support")
    walk.joins("joao", "Europe/Lisbon", "support")
    lena = walk.world.ids["lena"]
    reply = walk.owns("ana", "First-response time from 24 h to 12 h", date(2026, 12, 15))
    triage = walk.owns("alice", "Priority tickets are triaged", date(2026, 12, 11), parent_id=reply)
    macros = walk.owns("bob", "Macro library", date(2026, 11, 20), parent_id=reply)
    report = walk.owns("chen", "Queue report", date(2026, 11, 18))
    access = walk.owns("joao", "Router access", date(2026, 12, 2))
    router = walk.owns(
        "tom", "Ticket router is replaced", date(2026, 12, 9), parent_id=reply, confirmer_id=lena
    )
    walk.starts("harbor", "support", "platform")

    # Week 46: everybody is on track.
    walk.at("2026-11-11 18:00")
    for name, id in (("alice", triage), ("bob", macros), ("chen", report), ("joao", access), ("tom", router)):
        walk.is_on_track(name, id)
    walk.at("2026-11-13 12:00")
    assert walk.reads("lena") == [
        "*Harbor, week 46. Nothing needs you.*",
        "5 of 5 on track, and the facts agree.",
        "Next due: *Queue report*, Wed 18 Nov.",
    ]
    assert walk.reads("support")[0] == "*Support, week 46. All is well.*"

    # Week 47: a date moves twice, one asks for a decision, one is blocked, one is done, one says nothing.
    walk.at("2026-11-16 10:00")
    walk.moves("ana", macros, date(2026, 11, 27), date(2026, 12, 11))
    walk.at("2026-11-17 10:00")
    walk.says("tom", Status.AT_RISK, router, note="a contractor, or a later day")
    walk.asks_for("tom", "lena", "Contractor for the router, or move the date?", router)
    walk.suggests("tom", router, date(2027, 1, 15))
    walk.at("2026-11-18 09:02")
    walk.is_blocked("alice", triage)
    walk.finishes("chen", report, confirmer="ana")
    walk.at("2026-11-18 18:00")
    walk.is_on_track("bob", macros)
    walk.explains("bob", macros, "draft reviewed Monday")
    walk.at("2026-11-20 11:00")

    assert walk.posted("lena") == ["Fri 13 09:00", "Fri 20 09:00"]
    assert read(walk.got("lena")).splitlines() == [
        "*Harbor, week 47. One decision waits for you.*",
        "*Decide* · *Contractor for the router, or move the date?* Tom, since Tue; holds up 1; "
        "nobody is above you. Tom suggests Fri 15 Jan. _O-6_",
        "*Got worse* · 🟠 At risk *Ticket router is replaced*: a contractor, or a later day (day 4) _O-6_",
        "🔴 Blocked *Priority tickets are triaged*: waits for Omar, day 3, with Ana since yesterday _O-2_",
        "*Worth a second look* · 🟢 *Macro library* is reported on track; its date moved twice. "
        "Bob: “draft reviewed Monday” _O-3_",
        "*Next 4 weeks* · 4 due: 🟢 1 🟠 1 🔴 1 ⚪ 1",
        "*Good* · ✅ *Queue report* done on its day (Chen) _O-4_",
        "*On time* · 1 of 1 this quarter, by the promised day",
        "Heard from 4 of 5 people (1 round still open). Details in the thread.",
    ]
    assert buttons(walk.got("lena")) == ["Agree", "Decide…", "Pass on…"]
    assert walk.got("lena").text == "Harbor, week 47: One decision waits for you."

    assert walk.posted("support") == ["Fri 13 10:00", "Fri 20 10:00"]
    assert read(walk.got("support")).splitlines() == [
        "*Support, week 47. One outcome got worse.*",
        "*Got worse* · 🔴 Blocked *Priority tickets are triaged*: waits for Omar, day 3, "
        "with Ana since yesterday _O-2_",
        "*Worth a second look* · 🟢 *Macro library* is reported on track; its date moved twice. "
        "Bob: “draft reviewed Monday” _O-3_",
        "*Next 4 weeks* · 3 due: 🟢 1 🔴 1 ⚪ 1",
        "*Good* · ✅ *Queue report* done on its day (Chen) _O-4_",
        "*On time* · 1 of 1 this quarter, by the promised day",
        "Heard from 3 of 4 people. Details in the thread.",
    ]
    assert buttons(walk.got("support")) == []
    (access_line,) = [line for line in walk.details("support").splitlines() if "*Router access*" in line]
    assert access_line.startswith("⚪ No word yet")
