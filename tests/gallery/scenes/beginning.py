"""Before anybody hears anything: an empty Home, the path to the first check-in, its preview, and the start."""

from bot.checkins import service as checkins
from tests.gallery.company import Company
from tests.support.world import TEAMS


def nothing_is_there(company: Company) -> None:
    """The admin looks at what could be set up, and asks for a sample; the others read that nothing is yet."""
    lena = company.hand("lena")
    lena.clicks("team.sample", on=lena.types("/team", "list")[-1])


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


def every_team_starts(company: Company) -> None:
    lena = company.hand("lena")
    lena.submits(lena.clicks("checkin.preview", on=lena.opens_home()))
    for name in TEAMS:
        with company.session() as session:
            team = company.team(session, name)
            if team.started_at is None:
                checkins.start(session, team, by=company.ids["lena"], now=company.now_is)
        company.settle()


SCENES = (nothing_is_there, the_first_outcomes, every_team_starts)
