"""`/outcome` with nothing, a typo, an unknown number, another workspace's number."""

import pytest

from bot.outcomes import service as outcomes
from tests.bad_input.conftest import DUE, Office
from tests.support import world
from tests.support.slack import Client


def reply(person: Client) -> str:
    return person.messages("support")[-1].text


def test_with_nothing_there_is_help_that_begins_with_the_form(alice: Client) -> None:
    alice.types("/outcome", "support")
    assert not alice.has_modal
    help = alice.messages("support")[-1]
    assert help.buttons == ["New outcome"]
    assert help.raw["blocks"][0]["accessory"]["text"]["text"] == "New outcome"
    assert help.text.splitlines()[0].startswith("*/outcome* ")
    assert "• `/outcome list`" in help.text
    assert "• `/outcome hand over`" in help.text
    alice.clicks("New outcome", message=help)
    assert "What will be true?" in alice.modal_text
    assert "@owner by a day under O-12" in alice.modal_text


def test_with_nothing_to_ask_about_ones_own_outcomes_are_offered(office: Office) -> None:
    mara = office.person("mara")
    mara.types("/escalate", "support")
    nothing = mara.messages("support")[-1]
    assert (nothing.buttons, mara.has_modal) == ([], False)
    assert "• `/escalate withdraw`" in nothing.text
    made = office.outcome("The queue is forecast a week ahead", owner="mara")
    mara.types("/escalate", "support")
    which = mara.messages("support")[-1]
    assert which.text.splitlines()[0].startswith("Which outcome?")
    assert which.buttons == [f"O-{made.number} The queue is forecast a week ahead"]
    mara.clicks(f"O-{made.number}", message=which)
    assert "The queue is forecast a week ahead" in mara.modal_text


def test_what_is_typed_without_a_number_goes_on_into_the_form(office: Office) -> None:
    kofi = office.person("kofi")
    kofi.types("/escalate we need *Legal's* yes & a day", "support")
    assert "You wrote: we need" in kofi.messages("support")[-1].text
    made = office.outcome("Half of all questions are answered by a page", owner="kofi")
    kofi.types("/escalate we need *Legal's* yes & a day", "support")
    kofi.clicks(f"O-{made.number}", message=kofi.messages("support")[-1])
    (what,) = (one["element"] for one in kofi.modal["blocks"] if one.get("block_id") == "what")
    assert what["initial_value"] == "we need *Legal's* yes & a day"


@pytest.mark.parametrize(
    ("command", "shown"),
    [("/team", "Support"), ("/digest", "Support"), ("/checkin", "Check-ins of Support are not running")],
)
def test_what_has_a_meaning_without_a_word_does_that(
    alice: Client, office: Office, command: str, shown: str
) -> None:
    office.outcome()
    alice.types(command, "support")
    assert shown in reply(alice)
    assert not alice.has_modal


@pytest.mark.parametrize("line", ["help", "?", "  HELP "])
def test_help_lists_every_word(alice: Client, line: str) -> None:
    alice.types(f"/outcome {line}", "support")
    assert "• `/outcome list`" in reply(alice)
    assert "• `/outcome hand over`" in reply(alice)


@pytest.mark.parametrize(("typed", "meant"), [("lsit", "list"), ("shwo O-1", "show"), ("histroy", "history")])
def test_a_typo_names_the_nearest_word(alice: Client, typed: str, meant: str) -> None:
    alice.types(f"/outcome {typed}", "support")
    assert f"Did you mean `/outcome {meant}`?" in reply(alice)
    assert not alice.has_modal


@pytest.mark.parametrize(
    "word", ["show", "edit", "status", "done", "drop", "history", "why", "needs", "hand over"]
)
def test_an_unknown_number_is_not_an_outcome_here(alice: Client, word: str) -> None:
    alice.types(f"/outcome {word} O-999", "support")
    assert reply(alice) == "O-999 is not an outcome here."
    assert not alice.has_modal


@pytest.mark.parametrize("line", ["/escalate O-999", "/outcome show 999", "/outcome show #999"])
def test_however_the_number_is_written(alice: Client, line: str) -> None:
    alice.types(line, "support")
    assert "O-999 is not an outcome here." in reply(alice)


def test_another_workspaces_number_reads_like_one_that_nobody_has(office: Office, alice: Client) -> None:
    """Nothing tells that it exists elsewhere."""
    database = office.story.bot.database
    there = world.settle(database, "T0ELSEWHERE")
    with database.transaction("T0ELSEWHERE") as session:
        lena = there.person(session, "lena")
        made = outcomes.register(
            session, title="Their secret", owner_id=lena.id, due=DUE, by=lena, now=world.START
        )
        made.number = 777
    alice.types("/outcome show O-777", "support")
    assert reply(alice) == "O-777 is not an outcome here."
    alice.types(f"/outcome Ours <@{alice.id}> by 1 December under O-777", "support")
    assert "O-777 is not an outcome here. Search for the one you mean." in alice.modal_text
    assert "Their secret" not in alice.modal_text
