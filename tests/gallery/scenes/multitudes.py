"""Far more of everything than anybody has: 5,000 outcomes, forty levels, a team of sixty."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from bot.core.db import new_id
from bot.outcomes.model import Outcome
from bot.outcomes.rules.lifecycle import Level, Lifecycle, Status
from bot.people import service as people
from tests.gallery.company import DUE, Company
from tests.support.world import WORKSPACE

OUTCOMES, LEVELS, MEMBERS = 5_000, 40, 60
# As many have titles as long as they can be: more than are ever shown at once.
LONG = 150
# The numbers of outcomes that are put there many at once begin here.
FIRST = 10_000
STATUSES = (Status.ON_TRACK, Status.AT_RISK, Status.BLOCKED, None)
# Who owns how many of them, of a hundred: most are in a team that is not asked.
OWNERS = ("omar",) * 96 + ("alice", "bob", "dana", "marcus")


def everything_is_many(company: Company) -> None:
    """Put there at once: to write them down one by one would take minutes. Only at its worst."""
    if not company.texts.is_worst:
        return
    with company.session() as session:
        session.execute(insert(Outcome), [*_chain(company), *_leaves(company)])
        members = [people.keep(session, one, now=company.now_is).id for one in company.strangers(MEMBERS)]
        team = company.team(session, "platform")
        people.set_members(session, team, [company.ids["marcus"], *members], by=None, now=company.now_is)
    company.settle()


def _chain(company: Company) -> Iterator[dict[str, Any]]:
    above = company.goal
    for n in range(LEVELS):
        owner = ("lena", "priya", "alice")[n % 3] if n < LEVELS - 1 else "alice"
        made = _outcome(company, n, owner, above)
        above = made["id"]
        yield made


def _leaves(company: Company) -> Iterator[dict[str, Any]]:
    for n in range(OUTCOMES):
        yield _outcome(company, LEVELS + n, OWNERS[n % len(OWNERS)], company.goal)


def _outcome(company: Company, n: int, owner: str, parent: str) -> dict[str, Any]:
    title = company.texts.title() if n < LONG or n % LONG == 0 else f"Outcome {n} is there"
    at = company.now_is - timedelta(days=n % 30)
    status = STATUSES[n % len(STATUSES)]
    return {
        "workspace": WORKSPACE,
        "id": new_id(),
        "number": FIRST + n,
        "title": title,
        "title_folded": title.casefold(),
        "parent_id": parent,
        "level": Level.INDIVIDUAL,
        "team_id": company.ids[company.team_of(owner)],
        "owner_id": company.ids[owner],
        "proposer_id": company.ids[owner],
        "lifecycle": Lifecycle.ACTIVE,
        "done_sentence": title,
        "is_private": False,
        "due": DUE + timedelta(days=n % 60),
        "promised_for": DUE,
        "created_at": at,
        "agreed_at": at,
        "activated_at": at,
        "status": status,
        "status_at": at if status else None,
        "version": 1,
        "nudges": 0,
    }


SCENES = (everything_is_many,)
