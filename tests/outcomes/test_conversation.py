"""Alice writes an outcome down and Dana answers, as both see it in Slack."""

from datetime import date

import pytest

from tests.support.harbor import Story
from tests.support.slack import Client

LINE = "Billing tickets reach Billing without passing Support"


@pytest.fixture
def alice(office: Story) -> Client:
    found = office.person("alice")
    found.types("/outcome Nobody waits for help @alice by 15 December", channel="support")
    assert found.submits() == {}
    found.closes()
    return found


@pytest.fixture
def dana(office: Story) -> Client:
    return office.person("dana")


def ask(alice: Client) -> None:
    alice.types(f"/outcome {LINE} <@{alice.slack.users['dana']}> by 9 December under O-1", channel="support")
    assert alice.submits() == {}
    assert "*O-2, asked of Dana*, by Wed 9 Dec" in alice.modal_text
    alice.closes()


def test_from_the_line_to_the_yes(alice: Client, dana: Client) -> None:
    ask(alice)
    asked = dana.sees("asks: will you own this?")
    assert f"*{LINE}*, by Wed 9 Dec, part of *Nobody waits for help* · _O-2_" in asked.text
    dana.clicks("Yes, I own it", message=asked)
    assert dana.submits(done="No billing ticket was with Support for a week") == {}
    assert not dana.has_modal
    dana.does_not_see("will you own this?")
    assert "says yes" in alice.sees(LINE).text


def test_another_day_goes_back_and_forth_in_the_messages(alice: Client, dana: Client) -> None:
    ask(alice)
    dana.clicks("Yes, if…")
    assert dana.submits(day="2026-12-16", done="Nothing is left") == {}
    question = alice.sees("says yes, if it is by Wed 16 Dec")
    alice.clicks("Keep Wed 9 Dec", message=question)
    assert "keeps Wed 9 Dec, not Wed 16 Dec." in dana.sees("will you own this?").text
    dana.clicks("Yes, I own it")
    dana.does_not_see("will you own this?")


def test_a_free_day_is_said_while_the_form_is_open(alice: Client) -> None:
    alice.types(f"/outcome {LINE} <@{alice.slack.users['alice']}>", channel="support")
    alice.picks("due", "2026-12-12")
    assert "Sat 12 Dec is not a working day for" in alice.modal_text
    alice.fills(title="Something else is typed")
    alice.clicks("Take Fri 11 Dec")
    alice.clicks("More…")
    assert "What will be handed over?" in alice.modal_text
    assert alice.submits() == {}
    assert "Something else is typed" in alice.modal_text
    assert "by Fri 11 Dec" in alice.modal_text


def test_done_is_confirmed_by_the_leader(office: Story, alice: Client) -> None:
    ana = office.person("ana")
    alice.types("/outcome done O-1", channel="support")
    assert alice.submits(evidence="https://queue.test") == {}
    alice.closes()
    office.at(18, 9)
    ana.clicks("Yes, with a word…", message=ana.sees("says that this is done"))
    assert ana.submits(words="Well done") == {}
    assert "“Well done”" in alice.sees("confirms: it is done").text


def test_a_form_that_cannot_be_saved_marks_its_fields(alice: Client) -> None:
    alice.types("/outcome add", channel="support")
    errors = alice.submits(
        title="Something", owner=alice.slack.users["charlie"], due=date(2026, 12, 9).isoformat()
    )
    assert list(errors) == ["owner"]
    assert "guest" in errors["owner"]
