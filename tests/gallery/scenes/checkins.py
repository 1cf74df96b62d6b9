"""Rounds: who is asked answers in every way, is reminded, asks for more, and comes late."""

from bot.outcomes.rules.lifecycle import Status
from tests.gallery.company import Company


def the_first_round(company: Company) -> None:
    """Alice answers each in another way; Ana leaves it for later; Bob is silent."""
    texts = company.texts
    company.at(18, 10, 15)
    alice = company.hand("alice")
    alice.clicks("checkin.more")
    alice.clicks("checkin.on_track")
    form = alice.clicks("checkin.at_risk")
    alice.submits(form, cause=form.element("cause")["options"][0]["value"], note=texts.sentence())
    for helper, day in (("UOMAR", "2026-11-26"), ("UMARCUS", "2026-11-19"), ("UANA", "2026-12-10")):
        form = alice.clicks("checkin.blocked")
        alice.submits(
            form,
            note=texts.sentence(),
            waiting_for=helper,
            needed_by=day,
            tried=texts.sentence(),
            otherwise=texts.sentence(),
        )
    alice.submits(alice.clicks("checkin.done"), evidence=texts.sentence())
    company.hand("ana").clicks("checkin.later")


def the_round_goes_on(company: Company) -> None:
    """Reminders go out; everybody reads where it stands; a leader asks for the status."""
    company.at(19, 16)
    ana = company.hand("ana")
    ana.types("/checkin", "status")
    company.hand("bob").types("/checkin", "now")
    company.at(20, 18)


def more_rounds(company: Company) -> None:
    """Silence twice and at risk twice, until the third round is over."""
    company.at(25, 16)
    alice = company.hand("alice")
    form = alice.clicks("checkin.at_risk")
    alice.submits(form, cause=form.element("cause")["options"][0]["value"], note=company.texts.sentence())
    alice.clicks("checkin.all")
    company.at(27, 18)
    company.at(2, 16, month=12)


SCENES = (the_first_round, the_round_goes_on, more_rounds)
