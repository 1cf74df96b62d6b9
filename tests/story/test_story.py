"""Five minutes with the product, over the wire: what its people type, tap and read, in business time.

Once over signed HTTP and once over Socket Mode; the bot speaks through the real slack_sdk.
"""

from tests.support.harbor import Story
from tests.support.slack import Client

LINE = "/outcome Billing tickets reach Billing without passing Support @dana by 29 April under O-12"


def blocks_on_omar(alice: Client) -> None:
    """Alice says what she needs, from whom and by when."""
    alice.clicks("Blocked", near="Priority tickets")
    assert (
        alice.submits(
            note="Legal's yes to storing phone numbers",
            waiting_for=alice.slack.users["omar"],
            needed_by="2026-11-26",
            tried="asked Legal twice",
            otherwise="go on without phone numbers",
        )
        == {}
    )


def test_the_story(story_over: Story) -> None:
    story = story_over
    alice, dana, omar, ana = (story.person(name) for name in ("alice", "dana", "omar", "ana"))
    nadia, lena, chen, grace = (story.person(name) for name in ("nadia", "lena", "chen", "grace"))

    # Alice writes an outcome down: one line, everything understood, Dana is asked.
    alice.types(LINE, "support")
    form = alice.modal_text
    assert "What will be true?" in form
    assert "O-12 First-response time" in form
    assert alice.submits() == {}
    assert "O-31, asked of Dana" in alice.modal_text
    alice.closes()
    asked = dana.sees("will you own this?")
    assert asked.buttons == ["Yes, I own it", "Yes, if…", "Not me…"]
    assert "Nobody counts on it until you answer." in asked.text

    # Ten o'clock in Paris: the check-in. Dana says yes meanwhile, and her team's round hears of it.
    story.at(18, 9, 2)
    dana.clicks("Yes, I own it")
    assert dana.submits(done="No billing ticket is answered by Support for a week") == {}
    alice.sees("Dana says yes")
    round_of_billing = grace.sees("Check-in, week 47", "billing")
    assert any("Dana" in line.text and "O-31" in line.text for line in grace.thread_under(round_of_billing))

    prompt = alice.sees("How is it going?")
    assert prompt.buttons.count("🔴 Blocked") == 3
    blocks_on_omar(alice)
    prompt = alice.sees("How is it going?")
    assert "🔴 Blocked, Omar is asked for Legal's yes to storing phone numbers by Thu 26 Nov" in prompt.text
    alice.clicks("The other 2")
    alice.sees("Next time: Wed 25 Nov")

    # The one who can unblock hears it first.
    ask = omar.sees("Alice needs something from you")
    assert "2 others wait for it" in ask.text
    assert "2 working days to spare" in ask.text
    assert "Ana is asked" in ask.text
    round_of_support = alice.sees("Check-in, week 47", "support")
    assert "3 of 4 answered, 3 are asked later today · 🟢 3 🟠 1 🔴 1" in round_of_support.text
    assert any("Omar is asked" in line.text for line in alice.thread_under(round_of_support))
    alice.does_not_see("Asked: Omar", "support")

    # Chen, whose pilot waits for it, reads so in the check-in that he has anyway.
    assert "affected: waits for" in chen.sees("The phone-triage pilot").text

    # Nobody answers for a working day: the leader, in a message of its own with its thread.
    story.at(19, 9, 5)
    trouble = alice.sees("Blocked: Priority tickets", "support")
    assert "Ana" in trouble.text
    assert "next: Priya" in trouble.text
    assert {"It's decided here…", "I can help…"} <= set(trouble.buttons)
    leaders = ana.sees("Alice is stuck and needs you")
    assert "Omar was asked" in leaders.text
    assert "I'll get it by…" in leaders.buttons
    story.at(19, 17, 0)
    ana.sees("Still open with you")

    # Friday: Priya is away, so Nadia is asked at once, and decides.
    story.at(20, 9, 5)
    assert "You speak for Priya, who is away" in nadia.sees("Alice is stuck and needs you").text
    nadia.clicks("Decide", near="Legal's yes")
    assert nadia.submits(text="Legal agrees, with a 30-day limit.") == {}
    answer = alice.sees("You have your answer")
    assert "(Nadia, for Priya)" in answer.text
    assert alice.sees("Answered by Nadia", "support").ts == trouble.ts
    alice.clicks("I can go on")
    assert "Alice can go on" in alice.sees("can go on", "support").text

    # Friday's digests.
    story.at(20, 10, 30)
    digest = alice.sees("Support, week 47", "support")
    assert "Worth a second look" in digest.text
    assert "Decide" not in digest.buttons
    assert alice.thread_under(digest)
    for_lena = lena.sees("Harbor, week 47")
    assert "One decision waits for you" in for_lena.text
    assert "done on its day (Chen)" in for_lena.text
    assert len(for_lena.text.split()) <= 200
    assert "Heard from 18 of 19 people" in for_lena.text
    lena.clicks("Agree", message=for_lena)
    assert "One decision waits" not in lena.sees("Harbor, week 47").text
    # Tom reads it when Los Angeles begins to work.
    story.at(20, 17, 30)
    story.person("tom").sees("Agreed: Fri 15 Jan")

    # Home, for an owner and for a leader.
    assert "Nothing waits for you." in alice.home_text()
    board = lena.home_text()
    assert "Everything, from the goals down" in board
    assert "Customers get help before they lose patience" in board


def test_somebody_without_outcomes_is_left_alone(story: Story) -> None:
    charlie = story.person("charlie")
    story.at(20, 12)
    assert charlie.messages() == []


def test_the_agreed_help_of_a_condition_makes_the_outcome_count(story: Story) -> None:
    alice, dana, tom = (story.person(name) for name in ("alice", "dana", "tom"))
    alice.types(LINE, "support")
    alice.submits()
    alice.closes()
    dana.clicks("Yes, if…")
    dana.picks("kind", "need")
    dana.fills(**{"from": tom.id})
    done = "No billing ticket is answered by Support for a week"
    assert dana.submits(what="access to the router", by_day="2026-11-24", done=done) == {}
    # Los Angeles wakes up at 17:00 UTC.
    story.at(18, 17, 30)
    assert "access to the router" in tom.sees("Dana says yes if you help").text
    tom.clicks("Here is the answer…", near="access to the router")
    assert tom.submits(text="You have it.") == {}
    alice.types("/outcome show O-31", "support")
    shown = alice.messages("support")[-1].text
    assert "Dana" in shown
    assert "asked, no answer yet" not in shown
