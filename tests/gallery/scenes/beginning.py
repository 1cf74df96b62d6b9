"""Before anybody hears anything: an empty Home, the path to the first check-in, its preview, the start."""

from bot.checkins import service as checkins
from bot.core.calendar import Cadence
from tests.gallery.company import Company


def nothing_is_there(company: Company) -> None:
    """The admin looks at what could be set up, and asks for a sample; the others read that nothing is yet."""
    lena = company.hand("lena")
    lena.clicks("team.sample", on=lena.types("/team", "list")[-1])
    for name in ("ana", "charlie", "eve"):
        company.hand(name).opens_home()


def the_first_outcomes(company: Company) -> None:
    """An intent, its parts, and what people own of them; one is still to be answered."""
    texts = company.texts
    company.goal = company.owns(
        "lena",
        why=texts.sentence(),
        must=texts.sentence(),
        must_not=texts.sentence(),
        not_included=texts.sentence(),
        done_sentence=None,
    )
    part = company.owns("priya", parent_id=company.goal, done_sentence=None)
    helpers = [company.ids[one] for one in ("lena", "omar", "bob")]
    for name in ("alice", "ana", "bob", "alice", "alice", "alice", "alice", "alice"):
        company.owns(name, parent_id=part, contributors=helpers, deliverable=texts.sentence())
    company.owns("dana", by="lena", parent_id=company.goal)


def teams_start(company: Company) -> None:
    """One from its preview; Support is asked every day, Customer Experience never."""
    lena = company.hand("lena")
    with company.session() as session:
        company.team(session, "support").cadence = Cadence.DAILY
    lena.submits(lena.clicks("checkin.preview", on=lena.opens_home()))
    with company.session() as session:
        for name in ("platform", "billing"):
            checkins.start(session, company.team(session, name), by=company.ids["lena"], now=company.now_is)
    company.settle()


SCENES = (nothing_is_there, the_first_outcomes, teams_start)
