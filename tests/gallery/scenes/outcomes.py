"""Owners answer, change their minds, finish, and hand over; what others hear of it."""

from datetime import date

from bot.outcomes import service
from tests.gallery.company import Company

SOON, LATER, LAST = date(2026, 12, 10), date(2027, 1, 15), date(2027, 2, 1)


def owners_answer(company: Company) -> None:
    """Each in another way: yes, another day, something first, somebody else, and nothing at all."""
    what = company.texts.sentence()
    asked = [company.owns("dana", by="lena", parent_id=company.goal, due=SOON) for _ in range(7)]
    company.owns("dana", by="ana", parent_id=company.goal, due=SOON)
    bare = [
        company.owns("dana", by="lena", parent_id=company.goal, due=SOON, done_sentence=None)
        for _ in range(2)
    ]
    for _ in range(6):
        company.owns("grace", by="lena", parent_id=company.goal, as_draft=True)
    with company.session() as session:
        service.ask_about_drafts(session, company.ids["grace"], now=company.now_is)
    company.at(17, 7, 30)
    for one in asked[:1]:
        company.does(service.agree, "dana", one)
    for one in asked[1:3]:
        company.does(service.agree_if_date, "dana", one, day=LATER)
    for one in asked[3:5]:
        company.does(
            service.agree_if_need, "dana", one, what=what, from_id=company.ids["marcus"], by_day=SOON
        )
    dana = company.hand("dana")
    dana.clicks("outcome.yes", having=bare[0])
    company.does(service.refuse, "dana", bare[1], why=what)
    company.at(17, 8, 30)


def promises_change(company: Company) -> None:
    """Proposers and leaders answer; days move; things are finished, returned, paused and dropped."""
    texts, lena = company.texts, company.hand("lena")
    lena.clicks("outcome.own_it")
    lena.clicks("outcome.agree_day")
    lena.clicks("outcome.waive")
    mine = [company.owns("bob", by="lena", parent_id=company.goal) for _ in range(6)]
    for one in mine:
        company.does(service.agree, "bob", one)
    agreed, refused, waits, paused, dropped, handed = mine
    for one in (agreed, refused):
        why = texts.sentence()
        company.does(service.change, "lena", one, due=LATER, done_sentence=texts.sentence(), reason=why)
        company.does(service.propose_change, "bob", one, due=LAST, why=why)
    company.does(
        service.propose_change, "bob", waits,
        due=LATER, done_sentence=texts.sentence(), owner_id=company.ids["alice"], why=texts.sentence(),
    )  # fmt: skip
    company.does(service.pause, "lena", paused, why=texts.sentence())
    company.does(service.drop, "lena", dropped, why=texts.sentence())
    company.does(service.hand_over, "lena", handed, to_id=company.ids["alice"], why=texts.sentence())
    done, returned, claimed = (company.owns("alice", parent_id=company.goal) for _ in range(3))
    for one in (done, returned, claimed):
        company.does(service.claim_done, "alice", one, evidence=texts.sentence())
    company.settle()
    lena.clicks("outcome.change_yes", having=agreed)
    lena.submits(lena.clicks("outcome.change_no", having=refused), words=texts.answer())
    lena.submits(lena.clicks("outcome.confirm_words", having=done), words=texts.answer())
    lena.submits(lena.clicks("outcome.not_yet", having=returned), why=texts.answer())


def needs_are_answered(company: Company) -> None:
    """Alice needs things from Marcus and from an outcome of Dana's: yes, another day, no, and not yet."""
    alice, marcus = company.hand("alice"), company.hand("marcus")
    consumer = company.number(company.owns("alice", parent_id=company.goal, due=SOON))
    for day in ("2026-12-02", "2026-12-03", "2026-12-04", "2026-12-01"):
        alice.types("/outcome", f"needs {consumer}")
        form = alice.clicks("needs.open")
        alice.submits(form, what=company.texts.sentence(), provider="UMARCUS", needed_by=day)
    company.at(17, 16)
    marcus.clicks("needs.promise")
    marcus.submits(marcus.clicks("needs.promise_other"), day="2026-12-20")
    marcus.submits(marcus.clicks("needs.refuse"), why=company.texts.sentence())
    alice.types("/outcome", f"needs {consumer}")
    alice.types("/outcome", f"show {consumer}")


SCENES = (owners_answer, promises_change, needs_are_answered)
