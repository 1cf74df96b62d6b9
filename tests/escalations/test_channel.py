"""What stands in channels: one message each with its thread, several folded, nothing of what is private."""

from datetime import date

from bot.escalations import ui
from bot.outcomes import queries as outcomes, service as outcome_service
from bot.outcomes.rules.lifecycle import Status
from bot.slack.blocks import Message, fitted
from tests.escalations.desk import LEGAL, Desk, buttons, read


def reaches_ana(desk: Desk, title: str, **facts: object) -> str:
    """Something of Alice's that Ana is asked for at once."""
    outcome = desk.owns("alice", title)
    desk.is_blocked("alice", outcome, by=None, note=f"{title}: a yes", **facts)
    return outcome


def first_line(desk: Desk) -> str:
    return desk.channel()[0].splitlines()[0]


def test_before_a_leader_is_reached_one_line_in_the_rounds_thread_says_what_came_of_it(
    desk: Desk,
) -> None:
    triage = desk.owns("alice")
    desk.is_blocked("alice", triage)
    # Who is asked stands there already, with the block.
    assert desk.deliveries("escalations.in_round") == []
    desk.does("promise", "omar", day=date(2026, 11, 20))
    (sent,) = desk.deliveries("escalations.in_round")
    assert sent.to == "CSUPPORT"
    assert sent.thread_of is not None
    assert sent.thread_of.startswith("round:")
    assert (
        "Omar promises Legal's yes to storing phone numbers by Fri 20 Nov"
        in desk.channel("escalations.in_round")[0]
    )
    desk.does("answer", "omar", text="Yes")
    assert desk.channel("escalations.in_round")[0].startswith("✅ ")
    assert desk.channel() == []


def test_the_message_has_its_own_thread_and_says_each_step_in_it(desk: Desk) -> None:
    reaches_ana(desk, "Triage")
    (message,) = desk.deliveries("escalations.opened")
    assert (message.to, message.thread_of) == ("CSUPPORT", None)
    assert desk.lines() == []
    desk.does("help_out", "bob", text="I know the supplier")
    desk.does("question", "ana", text="Which one?")
    desk.does("reply", "alice", text="The big one")
    desk.does("promise", "ana", day=date(2026, 11, 19))
    desk.at("2026-11-19 17:30")
    desk.does("pass_on", "priya", to_id="nadia", why="She knows them")
    desk.does("decline", "nadia", why="They closed")
    desk.does("not_enough", "alice", why="I need a way round")
    desk.does("answer", "nadia", text="Take the other one")
    desk.does("go_on", "alice")
    assert desk.lines() == [
        "Bob can help: I know the supplier",
        "Ana asks Alice: Which one?",
        "Alice replies: The big one",
        "Ana gets it by *Thu 19 Nov*.",
        "Thu 19 Nov has passed, and there is no answer from Ana.",
        "*Priya* is asked now.",
        "Priya passed it on: *Nadia* is asked now. She knows them",
        "Nadia says no: They closed",
        "Alice: that does not help yet. I need a way round",
        "✅ Nadia: Take the other one",
        "✅ Alice can go on.",
    ]
    threads = {one.thread_of for one in desk.deliveries("escalations.line")}
    assert threads == {message.key}


def test_its_first_line_always_says_how_it_stands(desk: Desk) -> None:
    reaches_ana(desk, "Triage")
    assert first_line(desk).startswith("🔴 *Blocked: Triage* · Alice")
    desk.does("promise", "ana", day=date(2026, 11, 26))
    assert first_line(desk).startswith("🔴 *Blocked, taken by Ana until Thu 26 Nov: Triage*")
    desk.does("decline", "ana", why="Too late")
    assert first_line(desk) == "🔴 *Ana says no the same day:* Too late"
    desk.does("not_enough", "alice", why="Please")
    desk.does("answer", "ana", text="All right")
    assert first_line(desk) == "✅ *Answered by Ana the same day:* All right"
    desk.does("go_on", "alice")
    assert first_line(desk) == "✅ *Alice can go on* the same day: All right"


def test_what_is_over_has_no_buttons_to_decide(desk: Desk) -> None:
    reaches_ana(desk, "Triage")
    with desk.session() as session:
        facts = desk.facts(session)
        assert buttons(ui.opened(facts, date(2026, 11, 18)))[:2] == ["It's decided here…", "I can help…"]
    desk.does("answer", "ana", text="Yes")
    with desk.session() as session:
        assert buttons(ui.opened(desk.facts(session), date(2026, 11, 18))) == ["Show O-1"]


def test_a_fourth_one_in_a_channel_folds_with_those_that_follow(desk: Desk) -> None:
    for n in range(1, 6):
        reaches_ana(desk, f"Thing {n}")
    assert len(desk.deliveries("escalations.opened")) == 3
    (folded,) = desk.channel("escalations.folded")
    assert folded.splitlines()[0] == "🔴 *2 more are stuck here*"
    assert "Thing 4" in folded
    assert "Thing 5" in folded
    desk.does("answer", "ana", text="Yes")
    assert desk.lines() == ["*Thing 5*: ✅ Ana: Yes"]
    assert desk.channel("escalations.folded")[0].splitlines()[0] == "🔴 *1 more is stuck here*"


def test_when_there_is_room_again_the_next_one_stands_alone(desk: Desk) -> None:
    for n in range(1, 4):
        reaches_ana(desk, f"Thing {n}")
    desk.does("answer", "ana", text="Yes")
    reaches_ana(desk, "Thing 4")
    assert len(desk.deliveries("escalations.opened")) == 4
    assert desk.channel("escalations.folded") == []


def test_what_is_for_its_people_only_is_in_no_channel(desk: Desk) -> None:
    triage = desk.owns("alice", is_private=True)
    desk.is_blocked("alice", triage)
    desk.at("2026-11-19 09:02")
    assert desk.asked() == ["omar", "ana"]
    assert len(desk.waits("ana")) == 1
    kinds = ("escalations.in_round", "escalations.opened", "escalations.line", "escalations.folded")
    assert [desk.deliveries(kind) for kind in kinds] == [[], [], [], []]


def test_what_became_private_says_nothing_more(desk: Desk) -> None:
    outcome = reaches_ana(desk, "Triage")
    with desk.session() as session:
        outcomes.outcome(session, outcome).is_private = True
    assert desk.channel() == []


def test_what_waits_is_counted_and_named_unless_it_is_private(desk: Desk) -> None:
    goal = desk.owns("lena", "Customers get help", due=None)
    first = desk.owns("ana", "First response", parent_id=goal, due=date(2026, 12, 15))
    triage = desk.owns("alice", parent_id=first)
    desk.is_blocked("alice", triage, by=None)
    assert "Holds up 1: *First response* (2 working days to spare)." in desk.channel()[0]
    assert "*First response* waits for it, with 2 working days to spare." in desk.reads("ana")
    with desk.session() as session:
        outcomes.outcome(session, first).is_private = True
    assert "First response" not in desk.channel()[0]
    assert "1 other waits for it." in desk.channel()[0]


def test_nobody_can_mention_a_channel_or_make_a_link(desk: Desk) -> None:
    desk.is_blocked("alice", desk.owns("alice"), by=None, note="<!channel> & <https://x.test|yes>")
    shown = desk.channel()[0]
    assert "&lt;!channel&gt; &amp; &lt;https://x.test|yes&gt;" in shown
    assert "<!channel>" not in desk.reads("ana")


def test_the_worst_case_fits_what_slack_takes(desk: Desk) -> None:
    long = "ü" * 2900
    for n in range(9):
        reaches_ana(desk, f"{n} {long}", tried=long)
    for text in (*desk.channel(), *desk.channel("escalations.folded"), desk.reads("ana")):
        assert text
    with desk.session() as session:
        for one in ui.items(session, desk.world.person(session, "ana"), desk.world.now):
            assert len(one.text) < 3900
            for block in one.blocks:
                assert len(block.get("text", {}).get("text", "")) <= 3000
        folded = desk.rendered(session, "escalations.folded")
        assert len(fitted(folded).blocks) <= 50


def test_a_decision_that_nobody_is_blocked_by_is_not_called_a_block(desk: Desk) -> None:
    triage = desk.owns("alice")
    desk.says("alice", triage, Status.ON_TRACK)
    desk.escalates("alice", triage, "Which form?")
    assert first_line(desk).startswith("🟠 *Waits for a decision: Priority tickets")
    assert desk.reads("ana").startswith("*Alice asks for your decision*, by Thu 26 Nov")


def test_a_paused_outcome_says_so_and_nobody_is_asked_meanwhile(desk: Desk) -> None:
    triage = desk.owns("alice")
    desk.escalates("alice", triage, "Which form?")
    with desk.session() as session:
        outcome_service.pause(
            session,
            outcomes.outcome(session, triage),
            by=desk.world.person(session, "alice"),
            why="other things",
            now=desk.world.now,
        )
    desk.settle()
    assert first_line(desk).startswith("⚪ *Paused: ")
    desk.at("2026-12-01 09:00")
    assert desk.asked() == ["ana"]


def test_the_line_on_a_lock_screen_stands_alone(desk: Desk) -> None:
    desk.is_blocked("alice", desk.owns("alice"))
    (item,) = desk.waits("omar")
    assert item.text == f"Alice needs something from you by Thu 26 Nov: {LEGAL}"
    assert read(Message(item.text)) == item.text
