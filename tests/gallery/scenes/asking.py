"""What is asked of people: answers, other days, questions back, going up, going ahead, deciding."""

from datetime import date

from bot.outcomes.rules.lifecycle import Status
from tests.gallery.company import Company


def somebody_is_stuck(company: Company) -> None:
    """Omar is asked, asks back, names a day, and answers; it is not enough, and then it is."""
    texts, omar, bob = company.texts, company.hand("omar"), company.hand("bob")
    company.at(3, 14, month=12)
    for n in range(5):
        outcome = company.owns("bob", parent_id=company.goal)
        company.reports(
            "bob", outcome, Status.BLOCKED,
            note=texts.sentence(), tried=texts.sentence(), otherwise=texts.sentence(),
            otherwise_on=date(2026, 12, 7 if n == 4 else 14), needed_by=date(2026, 12, 8 + n),
            since=date(2026, 12, 1), waiting_for="omar", with_leader=n == 0, is_urgent=n == 0,
        )  # fmt: skip
        company.settle()
        if n == 0:
            omar.submits(omar.clicks("asks.question"), text=texts.line())
            bob.submits(bob.clicks("asks.reply"), text=texts.answer())
            omar.submits(omar.clicks("asks.promise"), day="2026-12-07")
            bob.submits(bob.clicks("asks.not_enough"), text=texts.answer())
        if n == 1:
            omar.submits(omar.clicks("asks.pass_on"), to="UPRIYA", why=texts.sentence())
        if n == 2:
            omar.submits(omar.clicks("asks.answer"), text=texts.answer())
            bob.clicks("escalations.go_on")
        if n == 3:
            omar.submits(omar.clicks("asks.answer"), text=texts.answer(), verdict="no")
    company.hand("dana").submits(company.hand("dana").clicks("asks.help"), text=texts.line())


def a_decision_is_wanted(company: Company) -> None:
    """Dana asks for one after the other, until they share one message; Marcus decides one of them."""
    texts, dana = company.texts, company.hand("dana")
    for n in range(5):
        number = company.number(company.owns("dana", parent_id=company.goal))
        form = dana.types("/escalate", number)[-1]
        dana.submits(form, what=texts.sentence(), needed_by=f"2026-12-{10 + n}", options=texts.sentence(),
                     tried=texts.sentence())  # fmt: skip
        dana.types("/escalate", number)
        if n == 1:
            dana.clicks("escalations.withdraw")
    grace = company.hand("grace")
    grace.submits(grace.clicks("escalations.decided"), text=texts.answer())
    company.at(8, 18, month=12)


SCENES = (somebody_is_stuck, a_decision_is_wanted)
