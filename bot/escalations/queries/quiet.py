"""What a leader hears of after a round: who was silent, and what stays at risk. It goes no further."""

from dataclasses import dataclass

from bot.checkins import queries as checkins
from bot.checkins.model import Round
from bot.checkins.queries import Running
from bot.core.db import Session
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Outcome, StatusChange
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.people import queries as people
from bot.people.model import Person, Team

TWICE = 2


@dataclass(frozen=True)
class Worry:
    """One outcome with its owner and for how many rounds; `word` is what was said last."""

    outcome: Outcome
    owner: Person
    rounds: int
    word: StatusChange | None


@dataclass(frozen=True)
class Quiet:
    """What one round of a team left: outcomes without a word, and outcomes at risk, twice running or more."""

    team: Team
    silent: tuple[Worry, ...]
    at_risk: tuple[Worry, ...]

    def __bool__(self) -> bool:
        return bool(self.silent or self.at_risk)


def quiet(session: Session, round_id: str, reader_id: str | None = None) -> Quiet | None:
    """What there is to say after this round, to this reader: not what is their own. None: no such round."""
    found = session.find(Round, round_id)
    if found is None:
        return None
    running = [
        one
        for one in checkins.running(session, round_id)
        if one.outcome.lifecycle is Lifecycle.ACTIVE and one.outcome.owner_id != reader_id
    ]
    return Quiet(
        people.team(session, found.team_id),
        tuple(_worry(session, one, one.silent) for one in running if one.silent >= TWICE),
        tuple(_worry(session, one, one.at_risk) for one in running if one.at_risk >= TWICE),
    )


def _worry(session: Session, one: Running, rounds: int) -> Worry:
    owner = people.person(session, one.outcome.owner_id)
    return Worry(one.outcome, owner, rounds, outcomes.last_change(session, one.outcome))
