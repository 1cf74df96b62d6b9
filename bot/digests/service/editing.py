"""Later answers are edited into the digests of their week."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import update

from bot.asks import queries as asks
from bot.asks.model import Ask
from bot.core.db import Session
from bot.digests import queries
from bot.digests.model import Digest, Entry
from bot.outbox import service as outbox
from bot.outcomes.model import Outcome
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.people import queries as people


def outcome_changed(session: Session, outcome_id: str, now: datetime) -> None:
    """The digests of its team and of those above it read differently, until their week is over."""
    outcome, posted = session.find(Outcome, outcome_id), queries.open_ones(session, now)
    if outcome is None or not posted:
        return
    found = _of_line(session, posted, outcome.team_id)
    if outcome.lifecycle is Lifecycle.DONE:
        _praised(session, outcome.id, found)
    _touch(session, found)


def ask_changed(session: Session, ask_id: str, now: datetime) -> None:
    """Who is asked sees it, and whoever reads of what it is about."""
    ask, posted = session.find(Ask, ask_id), queries.open_ones(session, now)
    if ask is None or not posted:
        return
    asked = {step.person_id for step in asks.steps(session, ask.id)}
    found = [one for one in posted if one.leader_id is not None and one.leader_id in asked]
    _touch(session, [*found, *_of_line(session, posted, ask.team_id)])


def round_closed(session: Session, team_id: str, now: datetime) -> None:
    """Nobody is heard any more in this round."""
    _touch(session, _of_line(session, queries.open_ones(session, now), team_id))


def _of_line(session: Session, posted: Sequence[Digest], team_id: str | None) -> list[Digest]:
    line = list(people.line_of(session, team_id)) if posted else []
    teams, leaders = {team.id for team in line}, {team.leader_id for team in line}
    return [
        one
        for one in posted
        if one.team_id in teams or (one.leader_id is not None and one.leader_id in leaders)
    ]


def _praised(session: Session, outcome_id: str, found: Iterable[Digest]) -> None:
    """It was confirmed after the digest had gone and is told there: the next one does not tell it again."""
    ids = [one.id for one in found]
    session.execute(
        update(Entry).where(Entry.digest_id.in_(ids), Entry.outcome_id == outcome_id).values(is_done=True)
    )


def _touch(session: Session, found: Iterable[Digest]) -> None:
    for id in dict.fromkeys(one.id for one in found):
        outbox.touch(session, queries.key(id))
        outbox.touch(session, queries.details_key(id))
