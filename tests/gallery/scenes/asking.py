"""What is asked of people: answers, other days, questions back, going up, going ahead, deciding."""

from datetime import date

from bot.outcomes import service as outcomes
from bot.outcomes.rules.lifecycle import Status
from bot.people import service as people
from tests.gallery.company import Company


def somebody_is_stuck(company: Company) -> None:
    """Bob is, five times over: Omar asks back, promises a day, passes on, answers, says no, and is silent."""
    texts, omar, bob = company.texts, company.hand("omar"), company.hand("bob")
    company.at(18, 14, 30)
    stuck = [_is_blocked(company, n) for n in range(5)]
    company.settle()
    asked_back, passed_on, answered, refused, _silent = (company.ask_about(one) for one in stuck)
    omar.submits(omar.clicks("asks.question", having=asked_back), text=texts.line())
    bob.submits(bob.clicks("asks.reply"), text=texts.answer())
    omar.submits(omar.clicks("asks.promise", having=asked_back), day="2026-12-20")
    bob.submits(bob.clicks("asks.not_enough"), text=texts.answer())
    omar.submits(omar.clicks("asks.pass_on", having=passed_on), to="UPRIYA", why=texts.sentence())
    omar.submits(omar.clicks("asks.answer", having=answered), text=texts.answer())
    bob.clicks("escalations.go_on", having=answered)
    omar.submits(omar.clicks("asks.answer", having=refused), text=texts.answer(), verdict="no")


def _is_blocked(company: Company, n: int) -> str:
    """A new outcome of Bob's that is part of nothing, so that he may go ahead."""
    texts = company.texts
    outcome = company.owns("bob")
    company.reports(
        "bob", outcome, Status.BLOCKED,
        note=texts.sentence(), tried=texts.sentence(), otherwise=texts.sentence(),
        otherwise_on=date(2026, 11, 19 if n == 4 else 30), needed_by=date(2026, 11, 26 + n),
        since=date(2026, 11, 12), waiting_for="omar", with_leader=n == 0, is_urgent=n == 0,
    )  # fmt: skip
    return outcome


def a_decision_is_wanted(company: Company) -> None:
    """Dana asks for one after the other, until they share one message; Grace decides, and leaves."""
    texts, dana, grace = company.texts, company.hand("dana"), company.hand("grace")
    decided, withdrawn, *others = (company.owns("dana", parent_id=company.goal) for _ in range(4))
    moved = company.owns("bob")
    for outcome in (decided, withdrawn, *others):
        _wants_a_decision(company, outcome)
    company.does(outcomes.propose_change, "bob", moved, due=date(2027, 1, 15), why=texts.sentence())
    _wants_a_decision(company, moved, "bob", to="UANA")
    company.settle()
    dana.types("/escalate", company.number(withdrawn))
    dana.clicks("escalations.withdraw", having=company.ask_about(withdrawn))
    form = grace.clicks("escalations.decided", having=company.ask_about(decided))
    grace.submits(form, text=texts.answer())
    helper = company.hand("alice")
    form = helper.clicks("asks.help", having=company.ask_about(others[0]))
    helper.submits(form, text=texts.line())
    with company.session() as session:
        people.change_team(
            session, company.team(session, "platform"), leader_id=None, by=None, now=company.now_is
        )
    company.leaves("grace")
    company.settle()


def _wants_a_decision(company: Company, outcome: str, name: str = "dana", **fields: str) -> None:
    texts, hand = company.texts, company.hand(name)
    hand.submits(
        hand.types("/escalate", company.number(outcome))[-1],
        what=texts.sentence(),
        needed_by="2026-11-26",
        options=texts.sentence(),
        tried=texts.sentence(),
        **fields,
    )


SCENES = (somebody_is_stuck, a_decision_is_wanted)
