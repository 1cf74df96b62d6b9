"""One question and one decision as people see them, click by click, with Slack's rules in force."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from bot.checkins.model import Round
from bot.core.calendar import Cadence
from bot.outcomes import queries as outcomes, service as outcome_service
from bot.outcomes.rules.lifecycle import Status
from bot.people import queries as people, service as people_service
from bot.people.model import Person
from tests.support.harbor import Story, running

WEDNESDAY = datetime(2026, 11, 18, 9, 2, tzinfo=UTC)
TEAMS = {
    "Harbor": (None, "lena", "omar", ["lena", "omar"]),
    "Customer Experience": ("Harbor", "priya", "nadia", ["priya", "nadia"]),
    "Support": ("Customer Experience", "ana", None, ["ana", "alice", "bob"]),
}


@pytest.fixture
def small(sqlite_url: str) -> Iterator[Story]:
    """Support and who is above it; Alice owns O-1. Three rounds were held."""
    with running(sqlite_url, socket_mode=True) as story:
        story.bot.set_clock(WEDNESDAY)
        with story.bot.database.transaction(story.bot.workspace) as session:
            ids = {}
            for name in ("lena", "omar", "priya", "nadia", "ana", "alice", "bob", "grace"):
                found = people.by_slack(session, story.slack.users[name])
                assert found is not None
                ids[name] = found.id
            teams: dict[str, str] = {}
            for name, (parent, leader, deputy, members) in TEAMS.items():
                teams[name] = people_service.create_team(
                    session,
                    name=name,
                    parent_id=teams[parent] if parent else None,
                    leader_id=ids[leader],
                    deputy_id=ids[deputy] if deputy else None,
                    channel=story.slack.channels["support"],
                    members=[ids[one] for one in members],
                    by=None,
                    now=WEDNESDAY,
                ).id
            for n in range(3):
                session.add(
                    Round(
                        team_id=teams["Support"],
                        period=f"2026-R{n}",
                        cadence=Cadence.WEEKLY,
                        day=WEDNESDAY.date(),
                        opens_at=WEDNESDAY,
                        closes_at=WEDNESDAY,
                        opened_at=WEDNESDAY,
                        closed_at=WEDNESDAY,
                    )
                )
            outcome_service.register(
                session,
                title="Triage takes 15 minutes",
                owner_id=ids["alice"],
                due=date(2026, 12, 11),
                by=ids["alice"],
                now=WEDNESDAY,
            )
        story.begin()
        story.settle()
        yield story


def is_blocked(story: Story) -> None:
    with story.bot.database.transaction(story.bot.workspace) as session:
        alice, omar = (one(story, session, name) for name in ("alice", "omar"))
        outcome = outcomes.by_number(session, 1)
        assert outcome is not None
        outcome_service.report_status(
            session,
            outcome,
            status=Status.BLOCKED,
            by=alice,
            now=WEDNESDAY,
            note="Legal's yes",
            waiting_for_id=omar.id,
            needed_by=date(2026, 11, 26),
        )
    story.settle()


def one(story: Story, session: object, name: str) -> Person:
    found = people.by_slack(session, story.slack.users[name])  # type: ignore[arg-type]
    assert found is not None
    return found


def test_a_question_is_asked_back_promised_passed_on_and_answered(small: Story) -> None:
    alice, omar, ana, grace = (small.person(name) for name in ("alice", "omar", "ana", "grace"))
    is_blocked(small)

    omar.clicks("I need to know more", near="Legal's yes")
    assert set(omar.submits(text=" ")) == {"text"}
    assert not omar.submits(text="Which countries?")
    alice.clicks("Reply", near="Which countries?")
    assert not alice.submits(text="All of them")
    omar.clicks("You'll have it by", near="All of them")
    assert set(omar.submits(day="2026-11-17")) == {"day"}
    assert not omar.submits(day="2026-11-18")
    omar.sees("You get this for Alice by Wed 18 Nov")

    # The day passes: Ana, and the channel.
    small.at(19, 9, 1)
    top = alice.sees("🔴 *Blocked: Triage takes 15 minutes*", channel="support")
    ana.clicks("Pass on", near="Legal's yes")
    assert set(ana.submits(to=small.slack.users["charlie"])) == {"to"}
    assert not ana.submits(to=grace.id, why="She knows them")
    grace.sees("Ana passed it on.")

    # Anybody may help; who is asked decides, in the channel.
    small.person("dana").clicks("I can help", message=alice.sees("Blocked", channel="support"))
    assert not small.person("dana").submits(text="I have their number")
    grace.clicks("It's decided here", message=alice.sees("Blocked", channel="support"))
    assert not grace.submits(text="Legal agrees")
    assert [line.text for line in alice.thread_under(top)] == [
        "Ana passed it on: *Grace* is asked now. She knows them",
        "Dana can help: I have their number",
        "✅ Grace: Legal agrees",
    ]
    assert alice.sees("Legal agrees", channel="support").text.startswith("✅ *Answered by Grace after 1")

    alice.clicks("I can go on", near="You have your answer")
    alice.sees("O-1 is on track again")
    assert "✅ *Alice can go on*" in alice.sees("Alice can go on", channel="support").text
    with small.bot.database.transaction(small.bot.workspace) as session:
        outcome = outcomes.by_number(session, 1)
        assert outcome is not None
        assert outcome.status is Status.ON_TRACK


def test_a_warning_has_the_buttons_of_the_question_and_follows_what_comes_of_it(small: Story) -> None:
    omar, ana = small.person("omar"), small.person("ana")
    is_blocked(small)
    small.at(18, 15)
    warning = omar.sees("Still open with you, Alice needs it")
    assert warning.buttons == ["Show O-1", "Here is the answer…", "You'll have it by…"]

    small.at(19, 9, 3)
    omar.does_not_see("unless you take it")
    assert omar.sees("Ana is asked now too").buttons == ["Show O-1"]

    small.at(19, 15)
    warning = ana.sees("Still open with you, Alice needs it")
    assert warning.buttons == ["Show O-1", "I'll get it by…", "Decide…"]
    omar.clicks("Here is the answer", near="Legal's yes")
    assert not omar.submits(text="Legal agrees")
    for one in (omar, ana):
        one.does_not_see("unless you take it")
        assert one.sees("Not open with you any more").buttons == ["Show O-1"]


def test_a_decision_is_asked_for_by_command_and_taken_back(small: Story) -> None:
    alice, ana = small.person("alice"), small.person("ana")
    alice.types("/escalate O-1", channel="support")
    assert set(alice.submits(what=" ", needed_by="2026-11-17")) == {"what", "needed_by"}
    assert not alice.submits(what="Half of it, or later?", needed_by="2026-11-26", options="half, or later")
    assert "Ana is asked" in alice.modal_text
    alice.closes()
    ana.sees("Alice asks for your decision")
    message = alice.sees("Waits for a decision: Triage", channel="support")

    # A bystander can't take it back; who asked can, in the channel or by the command.
    small.person("dana").clicks("Not needed any more", message=message)
    ana.sees("Alice asks for your decision")
    alice.types("/escalate O-1", channel="support")
    alice.sees("One question about it is open already", channel="support")
    alice.types("/escalate withdraw O-1", channel="support")
    assert "nobody is asked about O-1" in alice.messages("support")[-1].text
    ana.sees("Nothing here waits for you any more")
    alice.sees("✅ *Not needed any more: Triage", channel="support")


def test_help_and_numbers_that_are_none_are_answered(small: Story) -> None:
    alice = small.person("alice")
    alice.types("/escalate help", channel="support")
    alice.sees("asks for a decision", channel="support")
    for text in ("/escalate", "/escalate O-99", "/escalate “O-1”"):
        alice.types(text, channel="support")
    if alice.has_modal:
        alice.closes()
    alice.sees("O-99 is not an outcome here", channel="support")
