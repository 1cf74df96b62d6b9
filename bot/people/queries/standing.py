"""Who leads, speaks or answers for whom."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.core.db import Session
from bot.people.model import Person, Team
from bot.people.queries.lookup import admins, line_of, rungs, teams_of
from bot.people.rules import Role


def answers_for(session: Session, team_id: str | None) -> Person | None:
    """Whom to ask about a team: its leader, else the nearest one above, else an admin; None without any."""
    leaders = (rung.leader for rung in (rungs(session, team_id) if team_id else ()))
    return next((leader for leader in leaders if leader), None) or next(iter(admins(session)), None)


def roles_over(session: Session, who: Person, whom: Person) -> set[Role]:
    """What one person is to another: the other's leader or deputy, an admin, or the same (as owner).

    Whoever leads a team has the leader of the team above as leader.
    """
    found = {Role.OWNER} if who.id == whom.id else set()
    if who.is_admin:
        found.add(Role.ADMIN)
    for team in teams_of(session, whom.id):
        first = _led_by_others(session, team, whom)
        if first and first.leader_id == who.id:
            found.add(Role.LEADER)
        if (first and first.deputy_id == who.id) or team.deputy_id == who.id:
            found.add(Role.DEPUTY)
    return found


def guest_owners(session: Session) -> Sequence[Person]:
    """The guests whom an admin lets own outcomes."""
    return session.scalars(
        select(Person).where(Person.may_own_as_guest, Person.is_guest, ~Person.is_gone).order_by(Person.name)
    ).all()


def may_take_admin(who: Person) -> bool:
    """Whether the person administers this Slack workspace, and could take the role of an admin here."""
    return who.runs_slack and not who.is_admin and not who.is_gone and not who.is_guest


def _led_by_others(session: Session, team: Team, whom: Person) -> Team | None:
    """The team itself or, for who leads it, the one above."""
    return next((one for one in line_of(session, team.id) if one.leader_id not in (None, whom.id)), None)
