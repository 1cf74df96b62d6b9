"""The first hour of a workspace: from an empty Home to the first check-in, over the wire."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from tests.support.harbor import Story, running
from tests.support.slack import Client, wait_for

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
OUTCOME = "Customers get a first answer within 12 hours"
NOBODY = "Nobody has received anything from me yet."


@contextmanager
def arrived(url: str, *, admins: tuple[str, ...] = ("lena",), socket_mode: bool = False) -> Iterator[Story]:
    """Monday, 10:00 in Berlin: the bot has just been connected and knows nothing but who is in Slack.

    `admins` are the people whose ids stand in `ADMINS`. Lena owns the Slack workspace.
    """
    with running(url, socket_mode=socket_mode, admins=admins) as story:
        story.bot.set_clock(MONDAY)
        yield story


@pytest.fixture
def new(sqlite_url: str) -> Iterator[Story]:
    with arrived(sqlite_url) as story:
        yield story


@pytest.fixture(params=[False, True], ids=["http", "socket"])
def new_over(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[Story]:
    """The same over each transport."""
    with arrived(sqlite_url, socket_mode=request.param) as story:
        yield story


def sets_up_support(story: Story, lena: Client) -> None:
    """By the form on Home; Ana leads, Alice and Bob are in it."""
    lena.home()
    lena.clicks_at_home("Set up a team")
    users = story.slack.users
    members = [users[one] for one in ("ana", "alice", "bob")]
    channel = story.slack.channels["support"]
    assert lena.submits(name="Support", leader=users["ana"], members=members, channel=channel) == {}
    lena.closes()


def writes(who: Client, owner: Client) -> None:
    """An outcome, from Home."""
    who.home()
    who.clicks_at_home("Write")
    assert who.submits(title=OUTCOME, owner=owner.id, due="2026-12-18") == {}
    if who.has_modal:
        who.closes()


def steps(who: Client) -> list[str]:
    """The path on Home, line by line, with how far it is; nothing where it is not shown."""
    _, _, path = who.home_text().partition("Four steps to the first check-in")
    path, _, _ = path.partition(NOBODY.rstrip("."))
    return [line for line in path.splitlines() if line.startswith(("✅", "⚪"))]


def everybody_who_heard(story: Story) -> set[str]:
    """Who has a message of the bot's, be it in a channel or in a conversation of their own."""
    bot = story.slack.users["throughline"]
    people = [story.person(name) for name in story.slack.users if name != "throughline"]
    heard = {
        one.name for one in people for said in one.messages()
        if said.raw["user"] == bot and not said.raw["is_ephemeral"]
    }  # fmt: skip
    posted = {
        channel for channel in ("harbor", "support")
        for said in story.person("lena").messages(channel)
        if said.raw["user"] == bot and not said.raw["is_ephemeral"]
    }  # fmt: skip
    return heard | posted


def test_from_an_empty_home_to_the_first_check_in(new_over: Story) -> None:
    new = new_over
    lena, ana, alice, bob = (new.person(one) for one in ("lena", "ana", "alice", "bob"))
    connected, team, outcome, preview, start = steps(lena)
    assert connected.startswith("✅ *Connected*")
    assert [one[0] for one in (team, outcome, preview, start)] == ["⚪"] * 4
    assert NOBODY in lena.home_text()

    sets_up_support(new, lena)
    assert steps(lena)[1] == "✅ *First team:* Support"
    writes(alice, alice)
    assert [one[0] for one in steps(lena)] == ["✅", "✅", "✅", "⚪", "⚪"]

    lena.clicks_at_home("Preview")
    assert "Nothing has been sent to anybody." in lena.modal_text
    assert "1 person is asked about 1 outcome, on Wed 18 Nov" in lena.modal_text
    assert "*Alice* Wed 18 Nov 10:00 their time · 1 outcome" in lena.modal_text
    assert f"*{OUTCOME}*" in lena.modal_text
    lena.closes()

    # The usual hour comes, and nobody has been asked for anything.
    new.at(18, 16)
    assert NOBODY in lena.home_text()
    assert everybody_who_heard(new) == set()

    lena.home()
    lena.clicks_at_home("Start")
    assert steps(lena) == []
    assert NOBODY not in lena.home_text()
    new.at(25, 8, 59)
    alice.does_not_see("How is it going?")
    new.at(25, 9)
    first = alice.sees("How is it going?")
    assert "I read no messages but those to me, and I rate nobody." in first.text
    assert {"Choose when I ask", "What I store"} <= set(first.buttons)
    alice.clicks("On track")
    alice.sees("That's all, thank you.")
    assert ana.sees("Check-in, week 48", "support")
    assert bob.messages() == []

    # A week later it asks without introducing itself.
    new.at(2, 9, month=12)
    again = alice.sees("How is it going?")
    assert again.ts != first.ts
    assert "Choose when I ask" not in again.buttons


def test_the_preview_starts_as_well(new: Story) -> None:
    lena = new.person("lena")
    sets_up_support(new, lena)
    lena.home()
    lena.clicks_at_home("Preview")
    assert "nobody here has said yes to an outcome yet" in lena.modal_text
    assert lena.submits() == {}
    assert steps(lena) == []


def test_a_member_reads_whom_to_ask(new: Story) -> None:
    lena, alice, ana = (new.person(one) for one in ("lena", "alice", "ana"))
    assert "Lena" in alice.home_text()
    assert "Four steps" not in alice.home_text()
    sets_up_support(new, lena)
    assert "Lena" in alice.home_text()
    assert "Ana" in alice.home_text()
    # Who leads the team may look and start, too.
    assert "not started" in ana.home_text()
    ana.clicks_at_home("Team…")
    ana.clicks("Start")
    assert "Lena" not in alice.home_text()


def test_whoever_runs_the_slack_workspace_takes_the_role_when_nobody_has_it(sqlite_url: str) -> None:
    with arrived(sqlite_url, admins=()) as story:
        lena, alice = story.person("lena"), story.person("alice")
        assert "Take the admin role" not in str(alice.home())
        assert "administers this Slack workspace" in alice.home_text()
        assert "Throughline has no admin yet." in lena.home_text()
        assert steps(lena) == []

        lena.clicks_at_home("Take the admin role")
        wait_for(lambda: len(steps(lena)) == 5)
        assert "Take the admin role" not in str(lena.home())
        assert "Lena" in alice.home_text()
        sets_up_support(story, lena)
        assert steps(lena)[1] == "✅ *First team:* Support"


def test_what_is_asked_before_the_start_goes_out_at_the_start(new: Story) -> None:
    lena, alice = new.person("lena"), new.person("alice")
    sets_up_support(new, lena)
    lena.home()
    lena.clicks_at_home("Write")
    assert lena.submits(title=OUTCOME, owner=alice.id, due="2026-12-18") == {}
    saved = lena.modal_text
    assert "O-1, for Alice" in saved
    assert "Alice is asked as soon as the first team is started. Until then I write to nobody." in saved
    lena.closes()
    assert "⚪ *Start.* Only then does anybody hear from me. What waits until then goes to Alice." in steps(
        lena
    )
    assert "⚪ Not asked yet" in lena.home_text()

    # Days pass, and nobody is asked, reminded, or said to be silent.
    new.at(25, 9)
    assert everybody_who_heard(new) == set()
    assert NOBODY in lena.home_text()

    lena.home()
    lena.clicks_at_home("Start")
    asked = alice.sees("will you own this?")
    assert asked.buttons == ["Yes, I own it", "Yes, if…", "Not me…"]
    assert len(alice.messages()) == 1
    assert "⚪ Asked, no answer yet" in lena.home_text()
    # Her time begins now: two working days later she is reminded.
    new.at(27, 8, 59)
    assert len(alice.messages()) == 1
    new.at(27, 9, 5)
    assert len(alice.messages()) == 2
    alice.clicks("Yes, I own it")
    lena.sees("Alice says yes")


def test_a_decision_asked_for_before_the_start_is_kept(new: Story) -> None:
    lena, ana, alice = (new.person(one) for one in ("lena", "ana", "alice"))
    sets_up_support(new, lena)
    writes(alice, alice)
    alice.types("/escalate O-1", "support")
    assert alice.submits(what="Three more weeks?", needed_by="2026-12-01") == {}
    assert (
        "Ana is asked as soon as the first team is started. Until then I write to nobody." in alice.modal_text
    )
    alice.closes()
    alice.types("/escalate O-1", "support")
    assert "Asked as soon as the first team is started" in alice.sees("open already", "support").text
    new.at(18, 10)
    assert everybody_who_heard(new) == set()
    lena.home()
    lena.clicks_at_home("Start")
    ana.sees("Three more weeks?")
    ana.sees("Waits for a decision", "support")


def test_who_turns_to_the_bot_is_answered_before_the_start(new: Story) -> None:
    lena, alice = new.person("lena"), new.person("alice")
    sets_up_support(new, lena)
    alice.home()
    alice.types("help")
    alice.sees("What you can do here")
    assert (
        "Nobody has received anything from me yet, but answers to what they did themselves."
        in lena.home_text()
    )
    assert len(steps(lena)) == 5
