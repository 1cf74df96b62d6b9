"""The week's digests and what they ask; second looks, which owners answer."""

from datetime import date

from bot.outcomes import service
from bot.outcomes.rules.lifecycle import Status
from tests.gallery.company import Company


def the_facts_disagree(company: Company) -> None:
    """On track, though the day was moved twice: Bob is told, says why, and everybody reads both."""
    moved = company.owns("bob", parent_id=company.goal, due=date(2026, 12, 9))
    other = company.owns("bob", parent_id=company.goal, due=date(2026, 12, 9))
    for one in (moved, other):
        company.reports("bob", one, Status.ON_TRACK)
        for day in (16, 18):
            company.does(
                service.change, "ana", one, due=date(2026, 12, day), reason=company.texts.sentence()
            )
    company.at(3, 14, month=12)
    bob = company.hand("bob")
    bob.submits(bob.clicks("digests.because"), words=company.texts.sentence())
    company.at(4, 17, month=12)


SCENES = (the_facts_disagree,)
