"""Home as people see it, with Slack's rules in force."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from bot.outcomes import service as outcomes
from bot.people import queries, service as people
from tests.support.harbor import Story, running
from tests.support.slack import Client, wait_for

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
GOAL = "Customers get help before they lose patience"
TRIAGE = "Priority tickets are triaged within 15 minutes"
MACROS = "The macro library covers 40 questions"


@pytest.fixture
def support(sqlite_url: str) -> Iterator[Story]:
    """Ana leads Support and owns a goal; Alice owns two parts of it, one within the other."""
    with running(sqlite_url, socket_mode=True) as story:
        story.bot.set_clock(MONDAY)
        with story.bot.database.transaction(story.bot.workspace) as session:
            ana, alice, team = story.support(session)
            above = None
            for title, owner in ((GOAL, ana), (TRIAGE, alice), (MACROS, alice)):
                made = outcomes.register(
                    session,
                    title=title,
                    owner_id=owner.id,
                    due=date(2026, 12, 15),
                    by=owner,
                    now=MONDAY,
                    team_id=team.id,
                    parent_id=above,
                    done_sentence="Anybody can see it",
                )
                above = made.id
        story.settle()
        yield story


def sees_at_home(person: Client, text: str) -> str:
    """All that Home says once it says this: the page of before may still stand there for a moment."""
    return str(wait_for(lambda: shown if text in (shown := person.home_text()) else None))


def test_a_check_in_that_is_open_waits_on_home_and_is_answered_there(support: Story) -> None:
    ana, alice = support.person("ana"), support.person("alice")
    sees_at_home(alice, "Nothing waits for you.")
    ana.types("/team", "support")
    ana.clicks("Start", channel="support")
    support.at(18, 9)
    text = sees_at_home(alice, "Waiting for you: 1")
    assert "Nothing waits" not in text
    assert "Still open: how is it going?" in text

    alice.clicks_at_home("🟢 On track", near=MACROS)
    sees_at_home(alice, "Nothing waits for you.")
    alice.sees("That's all, thank you.")


def test_a_check_in_that_has_closed_waits_no_more_and_counts_who_was_silent(support: Story) -> None:
    ana, alice = support.person("ana"), support.person("alice")
    ana.types("/team", "support")
    ana.clicks("Start", channel="support")
    support.at(18, 9)
    alice.clicks("🟢 On track", near=MACROS)
    sees_at_home(alice, "*Support* · 🟢 1 on track")
    support.at(27, 15)
    text = sees_at_home(alice, "Nothing waits for you.")
    # Green before, silent since: the team is counted as its lines read.
    assert f"⚪ No word yet, 🟢 On track before · *{MACROS}*" in text
    assert "*Support* · ⚪ 1 no word yet" in text


def test_the_board_shows_what_is_part_of_what(support: Story) -> None:
    lines = sees_at_home(support.person("ana"), "from the goals down").splitlines()
    board = lines[lines.index("Everything, from the goals down") :]
    beginnings = {title: line[: line.index("⚪")] for line in board for title in (GOAL, TRIAGE, MACROS)
                  if f"*{title}*" in line}  # fmt: skip
    assert beginnings == {GOAL: "", TRIAGE: "\u200b↳ ", MACROS: "\u200b\u2003↳ "}


def test_the_outcomes_of_a_team_open_on_home_and_turn_their_pages_in_one_window(support: Story) -> None:
    alice = support.person("alice")
    with support.bot.database.transaction(support.bot.workspace) as session:
        who = queries.by_slack(session, alice.id)
        assert who is not None
        for n in range(40):
            outcomes.register(
                session, title=f"Outcome {n}", owner_id=who.id, due=date(2026, 12, 15), by=who, now=MONDAY
            )
    sees_at_home(alice, "*Support*")
    alice.clicks_at_home("Show", near="*Support*")
    wait_for(lambda: alice.has_modal)
    for left in (33, 23, 13, 3):
        alice.clicks(f"{left} more")
    assert "more" not in alice.modal_text
    assert len(support.slack.get("modal", user=alice.id)["stack"]) == 1


def test_a_guest_reads_who_can_help_them(support: Story) -> None:
    assert sees_at_home(support.person("charlie"), people.NO_GUESTS) == people.NO_GUESTS
