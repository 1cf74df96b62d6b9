"""The messages of digests: the week's own, the reply with everything, and the second look."""

from datetime import datetime

from bot.core.db import Session
from bot.digests import queries, ui
from bot.digests.model import Digest
from bot.outbox.kinds import Kind, Priority, Skip
from bot.people import queries as people
from bot.slack.blocks import Message

GONE = Skip("the digest is not there any more")
SPACING = 30.0


def _digest(session: Session, ref: str, now: datetime) -> Message | Skip:
    found = session.find(Digest, ref)
    return GONE if found is None else ui.digest(queries.of_digest(session, found, now))


def _details(session: Session, ref: str, now: datetime) -> Message | Skip:
    found = session.find(Digest, ref)
    if found is None:
        return GONE
    facts = queries.of_digest(session, found, now)
    if not facts.leaves:
        return Skip("there is nothing more to tell")
    names = {team.id: team.name for team in people.teams(session) if team.id in facts.scope.team_ids}
    return ui.details(facts, names)


def _second_look(session: Session, ref: str, now: datetime) -> Message | Skip:
    found = queries.look(session, ref)
    if found is None:
        return Skip("the second look is not there any more")
    if found.ended_at is not None and found.told_at is None:
        return Skip("the facts agreed again before it was told")
    return ui.look_notice(queries.look_facts(session, found))


KINDS = (
    Kind("digests.team", _digest, Priority.DIGEST, spacing=SPACING),
    Kind("digests.leader", _digest, Priority.DIGEST),
    Kind("digests.details", _details, Priority.DIGEST, spacing=SPACING),
    Kind("digests.second_look", _second_look, Priority.REMINDER, starts_clock=True),
)
