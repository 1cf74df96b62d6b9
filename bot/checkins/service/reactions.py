"""What follows for check-ins from facts of teams, people and outcomes."""

from datetime import datetime

from sqlalchemy import select

from bot.checkins import queries
from bot.checkins.model import Prompt, Round
from bot.checkins.service import answers, lines, planning, rounds
from bot.core.db import Session
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Outcome
from bot.people import queries as people
from bot.people.model import Person, Team


def team_changed(session: Session, team_id: str, now: datetime) -> None:
    """Its rhythm, zone or place in the tree may be another one, and with it those of the teams below."""
    if session.find(Team, team_id) is None:
        return
    for team in people.below(session, team_id):
        planning.plan(session, team.id, now)


def person_changed(session: Session, person_id: str, now: datetime) -> None:
    """They moved zone, set other hours, are away, or have left."""
    person = session.find(Person, person_id)
    if person is None:
        return
    own = {leaf.team_id for leaf in outcomes.leaves_of(session, person_id)}
    asked = {one.team_id for one in queries.rounds_asking(session, person_id)}
    for prompt in [*queries.to_ask(session, person_id), *queries.left_out_as_away(session, person_id)]:
        _place_again(session, prompt, now)
    for team_id in sorted(own | asked):
        planning.plan(session, team_id, now)
        rounds.touch_current(session, team_id)
    # A team without a zone of its own lives in its leader's.
    for team in people.teams_led_by(session, person_id):
        team_changed(session, team.id, now)


def _place_again(session: Session, prompt: Prompt, now: datetime) -> None:
    """Somebody who is still to be asked in an open round is asked at the right moment where they are now."""
    found = session.find(Round, prompt.round_id)
    if found is not None and found.opened_at is not None:
        planning.set_moment(prompt, queries.moment_again(session, found, prompt, now))
        session.flush()


def outcome_changed(session: Session, outcome_id: str, now: datetime) -> None:
    """Who is asked about what may be different, in the round to come and in the one that is open."""
    outcome = session.find(Outcome, outcome_id)
    if outcome is None:
        return
    answers.stands_differently(session, outcome, now)
    lines.stands_differently(session, outcome)
    teams = {outcome.team_id, *_parents_team(session, outcome), *_asked_before(session, outcome)}
    for team_id in sorted(teams):
        planning.plan(session, team_id, now)


def _parents_team(session: Session, outcome: Outcome) -> list[str]:
    """With its first child a leaf stops being asked about; with the last one gone it is asked again."""
    parent = session.find(Outcome, outcome.parent_id)
    return [] if parent is None else [parent.team_id]


def _asked_before(session: Session, outcome: Outcome) -> list[str]:
    """Teams with a round to come for which the owner is planned: they may have owned nothing else there."""
    planned = select(Round.team_id).where(
        Round.opened_at.is_(None),
        Round.closed_at.is_(None),
        Round.id.in_(select(Prompt.round_id).where(Prompt.person_id == outcome.owner_id)),
    )
    return list(session.scalars(planned))
