"""What stays with a team's leader, in one message: silence, and what is at risk, twice running."""

from collections.abc import Mapping
from datetime import date, timedelta

from bot.checkins.model import Prompt, PromptItem, Round
from bot.checkins.rules.states import Answer
from bot.core import pending
from bot.core.calendar import Cadence
from bot.outcomes.rules.lifecycle import Status
from tests.escalations.desk import Desk, read


def closes(desk: Desk, answers: Mapping[str, Answer | None]) -> None:
    """A round of Support in which these outcomes were answered (None: silence) has closed."""
    desk.world.now += timedelta(weeks=1)
    with desk.session() as session:
        held = Round(
            team_id=desk.world.ids["support"],
            period=f"{desk.world.now:%Y-%m-%d}",
            cadence=Cadence.WEEKLY,
            day=desk.world.now.date(),
            opens_at=desk.world.now - timedelta(days=2),
            closes_at=desk.world.now,
            opened_at=desk.world.now - timedelta(days=2),
            closed_at=desk.world.now,
        )
        session.add(held)
        session.flush()
        prompt = Prompt(round_id=held.id, person_id=desk.world.ids["alice"], asked_at=held.opened_at)
        session.add(prompt)
        session.flush()
        for n, (outcome, answer) in enumerate(answers.items(), 1):
            item = PromptItem(prompt_id=prompt.id, outcome_id=outcome, n=n, answer=answer)
            item.is_silent = answer is None
            session.add(item)
        session.flush()
        pending.note(session, "round.closed", held.id, desk.world.now)
    desk.settle()


def test_silence_and_risk_twice_running_are_one_message_to_the_leader_and_nobody_else(desk: Desk) -> None:
    triage, macros, fine = desk.owns("alice"), desk.owns("bob", "Macros"), desk.owns("bob", "Fine")
    desk.says("bob", macros, Status.AT_RISK, note="a reviewer is missing")
    for _ in range(2):
        closes(desk, {triage: None, macros: Answer.AT_RISK, fine: Answer.ON_TRACK})
    (told,) = desk.notices("ana", "silence")
    assert told.text == "Support, for two rounds or more: no word on 1, at risk 1"
    shown = read(told)
    assert "⚪ No word for 2 rounds: *Priority tickets" in shown
    assert "🟠 At risk for 2 rounds: *Macros* · Bob: a reviewer is missing" in shown
    assert "Fine" not in shown
    for name in ("alice", "bob", "priya", "nadia", "lena"):
        assert desk.notices(name, "silence") == []


def test_once_is_not_twice(desk: Desk) -> None:
    triage = desk.owns("alice")
    closes(desk, {triage: Answer.ON_TRACK})
    closes(desk, {triage: None})
    assert desk.notices("ana", "silence") == []


def test_a_late_answer_takes_it_back(desk: Desk) -> None:
    triage = desk.owns("alice")
    for _ in range(2):
        closes(desk, {triage: None})
    assert len(desk.notices("ana", "silence")) == 1
    with desk.session() as session:
        items = session.query(PromptItem).order_by(PromptItem.id).all()
        items[-1].is_silent, items[-1].answer = False, Answer.ON_TRACK
    assert desk.notices("ana", "silence") == []


def test_a_leader_is_not_told_of_their_own_silence(desk: Desk) -> None:
    mine = desk.owns("ana", "Mine")
    for _ in range(2):
        closes(desk, {mine: None})
    assert desk.notices("ana", "silence") == []


def test_while_the_leader_is_away_the_deputy_reads_it(desk: Desk) -> None:
    with desk.session() as session:
        desk.world.team(session, "support").deputy_id = desk.world.ids["bob"]
    triage = desk.owns("alice")
    closes(desk, {triage: None})
    desk.goes_away("ana", date(2026, 12, 1), date(2026, 12, 4))
    closes(desk, {triage: None})
    assert desk.notices("ana", "silence") == []
    assert len(desk.notices("bob", "silence")) == 1
