"""A check-in in the sandbox, from the preview to the thanks: every block and form passes Slack's rules."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from bot.outcomes import service as outcomes
from tests.support.harbor import Story, running
from tests.support.slack import Client

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
TRIAGE = "Priority tickets are triaged within 15 minutes"
MACROS = "The macro library covers 40 questions"
QUEUE = "The queue is forecast"


@pytest.fixture
def support(sqlite_url: str) -> Iterator[Story]:
    """Ana leads Support, in which Alice owns three outcomes; nothing is started."""
    with running(sqlite_url, socket_mode=True) as story:
        story.bot.set_clock(MONDAY)
        with story.bot.database.transaction(story.bot.workspace) as session:
            _, alice, team = story.support(session)
            for title, due in ((TRIAGE, date(2026, 11, 27)), (MACROS, None), (QUEUE, date(2027, 1, 15))):
                outcomes.register(
                    session, title=title, owner_id=alice.id, due=due, by=alice, now=MONDAY, team_id=team.id
                )
        story.settle()
        yield story


def test_from_the_preview_to_the_thanks(support: Story) -> None:
    ana, alice = support.person("ana"), support.person("alice")
    ana.types("/team", "support")
    ana.clicks("Preview", channel="support")
    assert "1 person is asked about 3 outcomes" in ana.modal_text
    assert f"*{TRIAGE}*" in ana.modal_text
    ana.clicks("🟠 At risk")
    assert "nothing was kept" in ana.modal_text
    ana.closes()
    alice.does_not_see("How is it going?")

    ana.clicks("Start", channel="support")
    support.at(18, 9)
    alice.sees("How is it going?")
    alice.sees("Check-in, week 47", "support")

    alice.clicks("🟢 On track", near=QUEUE)
    alice.clicks("🟠 At risk", near=MACROS)
    assert set(alice.submits(note="Bob translates")) == {"cause"}
    assert alice.submits(cause="people") == {}
    alice.clicks("🔴 Blocked", near=TRIAGE)
    alice.picks("waiting_for", support.slack.users["omar"])
    assert "Omar and Ana now" in alice.modal_text
    errors = alice.submits(note="Legal's yes", needed_by="2020-01-01")
    assert set(errors) == {"needed_by"}
    assert alice.submits(needed_by="2026-11-20") == {}
    said = alice.sees("That's all, thank you.")
    assert "Next time: Wed 25 Nov" in said.text
    assert "Omar and Ana are asked for Legal's yes by Fri 20 Nov" in said.text

    message = alice.sees("Check-in, week 47", "support")
    assert "1 of 1 answered · 🟢 1 🟠 1 🔴 1" in message.text
    lines = [one.text for one in alice.thread_under(message)]
    assert any(line.startswith("🟠 At risk") for line in lines)
    assert any(line.startswith("🔴 Blocked") for line in lines)

    alice.clicks("Edit", near=TRIAGE)
    alice.clicks("✅ Done", near=TRIAGE)
    assert "Ana looks and confirms" in alice.modal_text
    assert alice.submits(evidence="https://wiki.example/triage") == {}
    alice.sees("Ana is asked to confirm")


def test_what_the_command_says(support: Story) -> None:
    ana, alice = support.person("ana"), support.person("alice")
    alice.types("/checkin help", "support")
    alice.sees("who has answered in your teams", "support")
    alice.types("/checkin", "support")
    alice.sees("Check-ins of Support are not running", "support")
    ana.types("/team", "support")
    ana.clicks("Start", channel="support")
    ana.types("/team", "support")
    ana.clicks("Check in now", channel="support")
    ana.sees("1 person is asked now", "support")
    alice.sees("How is it going?")
    alice.types("/checkin status", "support")
    alice.sees("0 of 1 answered", "support")
    alice.types("/checkin away 20 Dec to 3 Jan", "support")
    alice.sees("from Sun 20 Dec to Sun 3 Jan", "support")
    alice.types("/checkin", "support")
    alice.sees("Still open: how is it going?")


def test_a_question_stands_once_however_often_it_is_asked(support: Story) -> None:
    ana, alice = support.person("ana"), support.person("alice")
    ana.types("/team", "support")
    ana.clicks("Start", channel="support")
    support.at(18, 9)
    first = alice.sees("How is it going?").ts
    support.at(19, 12)
    reminder = alice.sees("Still open: how is it going?").ts
    assert standing(alice) == [reminder]
    assert "moved down" in next(one for one in alice.messages() if one.ts == first).text

    alice.clicks("🟢 On track", near=QUEUE)
    alice.types("/checkin", "support")
    assert first not in standing(alice)


def standing(person: Client) -> list[str]:
    """Which of the person's messages have buttons for their outcomes."""
    return [one.ts for one in person.messages() if "🔴 Blocked" in one.buttons]
