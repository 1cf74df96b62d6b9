"""Rounds: who is asked answers in every way, is reminded, asks for more, and comes late."""

from datetime import date

from sqlalchemy import select

from bot.checkins import service as checkins
from bot.outcomes import service as outcomes
from bot.outcomes.model import Outcome
from bot.outcomes.rules.lifecycle import Lifecycle, Status
from tests.gallery.company import Company, Hand


def the_first_round(company: Company) -> None:
    """Alice answers each in another way, then all that is left; Ana leaves it for later; Bob is silent."""
    texts, alice = company.texts, company.hand("alice")
    for hour in (8, 9, 10):
        company.at(18, hour, 5)
    alice.clicks("checkin.more")
    alice.clicks("checkin.on_track")
    company.settle()
    _is_at_risk(alice)
    for helper, day in (("UOMAR", "2026-11-26"), ("UMARCUS", "2026-11-19")):
        company.settle()
        alice.submits(
            alice.clicks("checkin.blocked"),
            note=texts.sentence(),
            waiting_for=helper,
            needed_by=day,
            tried=texts.sentence(),
        )
    company.settle()
    alice.submits(alice.clicks("checkin.done"), evidence=texts.sentence())
    company.settle()
    alice.clicks("checkin.all")
    ana = company.hand("ana")
    ana.clicks("checkin.later")
    ana.types("/checkin", "status")


def _is_at_risk(hand: Hand) -> None:
    form = hand.clicks("checkin.at_risk")
    assert form is not None
    causes = form.element("cause")["options"]
    hand.submits(form, cause=causes[0]["value"], note=hand.company.texts.sentence())


def the_facts_disagree(company: Company) -> None:
    """On track, though the day was moved twice: Bob is told first and alone."""
    for n in range(2):
        moved = company.owns("bob", parent_id=company.goal, due=date(2026, 12, 9))
        company.reports("bob", moved, Status.ON_TRACK)
        for day in (10, 11 + n):
            why = company.texts.sentence()
            company.does(outcomes.change, "ana", moved, due=date(2026, 12, day), reason=why)
    done = company.owns("alice", parent_id=company.goal)
    company.does(outcomes.claim_done, "alice", done, evidence=company.texts.sentence())
    company.does(outcomes.confirm, "lena", done, words=company.texts.answer())
    company.settle()


def the_week_ends(company: Company) -> None:
    """Reminders, the ends of rounds, at risk and silent again, and the digests."""
    for hour in (9, 16):
        company.at(19, hour, 5)
    bob = company.hand("bob")
    bob.submits(bob.clicks("digests.because"), words=company.texts.sentence())
    _is_at_risk(company.hand("alice"))
    company.hand("lena").types("/checkin", "now")
    company.settle()
    company.hand("alice").clicks("checkin.all")
    company.hand("ana").clicks("checkin.on_track")
    with company.session() as session:
        team = company.team(session, "platform")
        checkins.pause(session, team, by=company.ids["marcus"], now=company.now_is)
    lena = company.hand("lena")
    lena.types("/team", "list")
    lena.clicks("team.show", having=company.ids["platform"])
    for hour in (8, 10, 11, 16, 18):
        company.at(20, hour, 5)
    company.hand("omar").clicks("asks.stop")
    days_pass_without_an_answer(company)


def days_pass_without_an_answer(company: Company) -> None:
    """Dana has not said whether she owns what Lena asked for: Lena is told, as she would be in some days."""
    with company.session() as session:
        waiting = select(Outcome).where(
            Outcome.owner_id == company.ids["dana"], Outcome.lifecycle == Lifecycle.PROPOSED
        )
        for one in session.scalars(waiting):
            outcomes.remind(session, one, company.now_is)
            outcomes.remind(session, one, company.now_is)
    company.settle()


SCENES = (the_first_round, the_facts_disagree)
LAST = (the_week_ends,)
