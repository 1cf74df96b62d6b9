"""Double click, double submit, the same event twice with the same or another id, Slack's retries.

At the edge alone: tests/slack/test_edge.py. Two people at the same moment, on both databases:
tests/outcomes/test_databases.py.
"""

import threading
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.core import journal
from bot.home.model import Heard
from bot.outcomes.model import Outcome, StatusChange
from tests.bad_input.conftest import Office
from tests.support.slack import Client


def twice(name: str) -> dict[str, Any]:
    return {"name": name, "do": "duplicate", "times": 1}


def fill(alice: Client, title: str) -> None:
    alice.types("/outcome add", "support")
    alice.fills(title=title, owner=alice.id, due="2026-12-15", done="It is so")


def words_on(office: Office, outcome: Outcome) -> int:
    with office.session() as session:
        counted = select(func.count()).select_from(StatusChange)
        return session.scalar(counted.where(StatusChange.outcome_id == outcome.id)) or 0


def heard(office: Office, text: str) -> int:
    with office.session() as session:
        return session.scalar(select(func.count()).select_from(Heard).where(Heard.text == text)) or 0


def test_a_submit_that_arrives_twice_makes_one_outcome(office: Office, alice: Client) -> None:
    fill(alice, "Saved by one who taps twice")
    office.plans(twice("outcome.save"))
    assert alice.submits() == {}
    assert len(office.titled("Saved by one who taps twice")) == 1


def test_two_submits_at_the_same_moment_make_one_outcome(office: Office, alice: Client) -> None:
    fill(alice, "Saved twice at once")
    view = alice.modal["id"]
    presses = [threading.Thread(target=press, args=(alice, view)) for _ in range(2)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert len(office.titled("Saved twice at once")) == 1


def press(person: Client, view: str) -> None:
    try:
        person.slack.post("submit", {"user": person.id, "view_id": view})
    except AssertionError:
        # The second press may find the form gone already.
        return


def test_a_submit_whose_answer_was_lost_is_not_kept_twice(office: Office, alice: Client) -> None:
    """The person reads that there was trouble, changes nothing, and presses again."""
    fill(alice, "Saved although it did not look so")
    office.plans({"name": "outcome.save", "do": "lose_ack", "times": 1})
    view = alice.modal["id"]
    assert alice.slack.post("submit", {"user": alice.id, "view_id": view})["error"]
    alice.submits()
    assert len(office.titled("Saved although it did not look so")) == 1


def test_a_form_corrected_after_an_error_is_no_double(office: Office, alice: Client) -> None:
    fill(alice, "Corrected once")
    assert set(alice.submits(due="2020-01-01")) == {"due"}
    assert set(alice.submits(due="2020-01-02")) == {"due"}
    assert alice.submits(due="2026-12-15") == {}
    assert len(office.titled("Corrected once")) == 1


def test_the_same_mistake_twice_is_marked_twice(office: Office, alice: Client) -> None:
    """What was refused leaves no mark: the second time is no silence either."""
    fill(alice, "Never saved")
    for _ in range(2):
        assert set(alice.submits(due="2020-01-01")) == {"due"}
    assert office.titled("Never saved") == []


@pytest.fixture
def asked(office: Office, alice: Client) -> tuple[Client, Outcome]:
    """Dana, who is asked for something, and the outcome of Alice's that needs it."""
    dana, made = office.person("dana"), office.outcome()
    line = f"/outcome needs O-{made.number} the list of {made.title} from <@{dana.id}> by 26 November"
    alice.types(line, "support")
    assert alice.submits() == {}
    alice.closes()
    return dana, made


def said_about(office: Office, outcome: Outcome) -> list[str | None]:
    """What was kept of the need, from the first to the last."""
    with office.session() as session:
        found = journal.history(session, f"outcome:{outcome.id}")
        return sorted(str(one.after) for one in found if one.field.startswith("needs: "))


def test_a_click_that_arrives_twice_has_one_effect(office: Office, asked: tuple[Client, Outcome]) -> None:
    dana, made = asked
    office.plans(twice("needs.promise"))
    dana.clicks("Yes, by then", near=made.title)
    assert said_about(office, made) == ["2026-11-26", "asked"]


def test_a_double_click_has_one_effect(office: Office, asked: tuple[Client, Outcome]) -> None:
    """Two clicks of one person, each with a trigger of its own, before the message has changed."""
    dana, made = asked
    settle, dana.slack.settle = dana.slack.settle, lambda: None
    try:
        for _ in range(2):
            dana.clicks("Yes, by then", near=made.title)
    finally:
        dana.slack.settle = settle
    office.story.settle()
    assert said_about(office, made) == ["2026-11-26", "asked"]


def test_a_report_that_arrives_twice_counts_once(office: Office, alice: Client) -> None:
    made = office.outcome()
    alice.types(f"/outcome status O-{made.number} on track", "support")
    office.plans(twice("outcome.status"))
    assert alice.submits() == {}
    assert words_on(office, made) == 1


def test_a_command_that_arrives_twice_opens_one_form(office: Office, alice: Client) -> None:
    office.plans(twice("/outcome"))
    alice.types("/outcome add", "support")
    assert len(alice.slack.get("modal", user=alice.id)["stack"]) == 1


def event(office: Office, text: str, ts: str, id: str) -> dict[str, Any]:
    alice = office.person("alice")
    said = {"type": "message", "channel_type": "im", "user": alice.id, "text": text, "ts": ts}
    return {
        "type": "event_callback",
        "team_id": office.story.bot.workspace,
        "event_id": id,
        "event": {**said, "channel": alice.dm},
    }


def test_the_same_event_with_the_same_id_is_heard_once(office: Office) -> None:
    body = event(office, "the same id", "1795000001.000100", "Ev0SAME")
    assert [office.delivers(body) for _ in range(2)] == [200, 200]
    assert heard(office, "the same id") == 1


def test_the_same_message_with_another_event_id_is_heard_once(office: Office) -> None:
    for id in ("Ev0ONE", "Ev0TWO"):
        assert office.delivers(event(office, "another id", "1795000002.000100", id)) == 200
    assert heard(office, "another id") == 1


def test_a_retry_of_what_was_heard_is_acknowledged_and_does_nothing(office: Office) -> None:
    body = event(office, "a retry", "1795000003.000100", "Ev0RETRY")
    assert office.delivers(body) == 200
    for number, reason in (("1", "http_timeout"), ("2", "http_error")):
        headers = {"X-Slack-Retry-Num": number, "X-Slack-Retry-Reason": reason}
        assert office.delivers(body, **headers) == 200
    assert heard(office, "a retry") == 1


def test_a_retry_of_what_never_arrived_is_heard(office: Office) -> None:
    """The header alone makes nothing a double."""
    body = event(office, "arrived late", "1795000004.000100", "Ev0LATE")
    headers = {"X-Slack-Retry-Num": "3", "X-Slack-Retry-Reason": "http_timeout"}
    assert office.delivers(body, **headers) == 200
    assert heard(office, "arrived late") == 1
