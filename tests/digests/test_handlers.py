"""What people type and click, and who may."""

from datetime import date

import pytest

from bot.asks.model import AskState
from bot.core.errors import InvalidInput, NotAllowed, NotFound, Outdated
from bot.digests import queries
from bot.outcomes import queries as outcomes
from bot.slack.answers import Open, Reply
from tests.digests.desk import Desk
from tests.digests.reading import read

DECEMBER = date(2026, 12, 11)


def _works(desk: Desk) -> tuple[str, str]:
    desk.starts("support", "harbor", "billing")
    triage = desk.owns("alice", "Priority tickets", DECEMBER)
    archive = desk.owns("dana", "Archive", DECEMBER)
    desk.is_blocked("alice", triage)
    desk.is_on_track("dana", archive)
    return triage, archive


def _reply(desk: Desk, who: str, key: str, text: str = "") -> str:
    kind = "word" if " " in key else "command"
    answer = desk.acts(who, kind, key, text=text)
    assert isinstance(answer, Reply)
    return read(answer.message)


def test_a_leader_sees_their_own_and_when_it_comes(desk: Desk) -> None:
    _works(desk)
    desk.changes("harbor")
    shown = _reply(desk, "lena", "/digest").splitlines()
    assert shown[0] == "*Harbor, week 46. No decision waits for you. One outcome got worse.*"
    assert shown[-1] == "Only you see this. It goes to you Fri 13 Nov 09:00 UTC."


def test_a_member_sees_what_the_channel_of_their_team_will_read(desk: Desk) -> None:
    _works(desk)
    desk.changes("harbor")
    shown = _reply(desk, "alice", "/digest").splitlines()
    assert shown[0] == "*Support, week 46. One outcome got worse.*"
    assert shown[-1] == "Only you see this. It goes to <#CSUPPORT> Fri 13 Nov 10:00 UTC."


@pytest.mark.parametrize("typed", ["Billing", "bill", "BILLING"])
def test_a_team_is_found_by_its_name_or_the_beginning_of_it(desk: Desk, typed: str) -> None:
    _works(desk)
    assert _reply(desk, "alice", "/digest team", typed).startswith("*Billing, week 46. All is well.*")
    assert _reply(desk, "alice", "/digest", typed).startswith("*Billing, week 46.")


def test_a_leader_sees_the_channels_digest_with_a_word_and_never_anothers_own(desk: Desk) -> None:
    triage, _ = _works(desk)
    desk.asks_for("alice", "lena", "Phone numbers or not?", triage)
    assert "Phone numbers" in _reply(desk, "lena", "/digest")
    assert "Phone numbers" not in _reply(desk, "lena", "/digest team")
    for name in ("ana", "grace", "alice", "priya"):
        assert "Phone numbers" not in _reply(desk, name, "/digest")
        assert "Phone numbers" not in _reply(desk, name, "/digest team", "Harbor")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Suport", "I know no team called *Suport*. There is Support."),
        ("<@U1>", "I know no team called *&lt;@U1&gt;*."),
        (
            "Platform",
            "*Platform* has not been started, so there is no digest yet. `/team` shows how to begin.",
        ),
    ],
)
def test_what_cannot_be_shown_is_said(desk: Desk, typed: str, said: str) -> None:
    _works(desk)
    assert _reply(desk, "alice", "/digest team", typed) == said


def test_a_team_that_follows_nothing_and_somebody_without_a_team(desk: Desk) -> None:
    desk.starts("cx")
    assert "follows nothing yet" in _reply(desk, "nadia", "/digest")
    desk.joins("zoe", "Europe/Paris", "cx")
    with desk.session() as session:
        desk.leaves_team(session, "zoe")
    assert "You are in no team yet" in _reply(desk, "zoe", "/digest")


def test_a_private_team_is_shown_to_its_people_only(desk: Desk) -> None:
    _works(desk)
    with desk.session() as session:
        desk.world.team(session, "billing").is_private = True
    assert "Archive" in _reply(desk, "dana", "/digest")
    assert "no team called" in _reply(desk, "alice", "/digest team", "Billing")
    assert "Archive" in _reply(desk, "marcus", "/digest team", "Billing")


def test_the_command_only_reads_and_explains_itself(desk: Desk) -> None:
    entry = desk.entry("command", "/digest")
    assert entry.reads
    assert not entry.rule.guests
    assert "`/digest team`" in desk.help("/digest")


# ---- clicks ----


def test_agreeing_to_the_suggested_day_answers_the_question_as_well(desk: Desk) -> None:
    triage, _ = _works(desk)
    desk.moves_confirmer("lena", triage)
    ask = desk.asks_for("alice", "lena", "A later day, or fewer tickets?", triage)
    change = desk.suggests("alice", triage, date(2027, 1, 15))
    value = {"ask": ask, "id": triage, "change": change}
    assert "[Agree]" in desk.buttons_of("lena", "2026-11-13 09:00")
    for other in ("bob", "alice", "dana"):
        with pytest.raises(NotAllowed):
            desk.acts(other, "action", "digests.agree", value=value)
    assert desk.acts("lena", "action", "digests.agree:0", value=value) is None
    with desk.session() as session:
        assert outcomes.outcome(session, triage).due == date(2027, 1, 15)
        found = desk.ask(session, ask)
        assert (found.state, found.answer) == (AskState.ANSWERED, "Agreed: Fri 15 Jan")
    with pytest.raises(Outdated):
        desk.acts("lena", "action", "digests.agree", value=value)
    with pytest.raises(NotFound):
        desk.acts("lena", "action", "digests.agree", value={"change": "of another workspace"})


def test_the_owner_fills_in_a_sentence_and_nobody_else_can(desk: Desk) -> None:
    desk.starts("support")
    macros = desk.owns("bob", "Macro library", date(2026, 11, 20))
    desk.is_on_track("bob", macros)
    desk.moves("ana", macros, DECEMBER)
    desk.looks_twice(macros)
    (look,) = desk.looks(macros)
    value = {"look": look.id}
    for other in ("ana", "lena", "alice"):
        for kind in ("action", "submit"):
            with pytest.raises(NotAllowed, match="Ask Bob"):
                desk.acts(other, kind, "digests.because", value=value, fields={"words": "No"})
    opened = desk.acts("bob", "action", "digests.because", value=value)
    assert isinstance(opened, Open)
    assert "its date slipped by 21 days" in opened.modal.blocks[0]["text"]["text"]
    with pytest.raises(InvalidInput):
        desk.acts("bob", "submit", "digests.because", value=value, fields={"words": " "})
    desk.acts("bob", "submit", "digests.because", value=value, fields={"words": "the draft is read"})
    with desk.session() as session:
        assert queries.open_looks(session, macros)[0].words == "the draft is read"
    with pytest.raises(Outdated):
        desk.acts("bob", "submit", "digests.because", value={"look": "nothing"}, fields={"words": "x"})
