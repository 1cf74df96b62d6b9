"""What people will get once a team is started, before anybody gets anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, or_, select

from bot.checkins.queries import outlook, rounds
from bot.checkins.queries.outlook import Outlook, Part
from bot.core import calendar
from bot.core.db import Session
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Outcome
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.people import queries as people
from bot.people.model import Person, Team


@dataclass(frozen=True)
class Mend:
    """What would be better put right first, each with the outcomes that it is about."""

    no_yes: Sequence[Outcome]
    no_date: Sequence[Outcome]
    no_done_sentence: Sequence[Outcome]
    no_channel: bool
    no_leader: bool

    @property
    def is_needed(self) -> bool:
        return bool(self.no_yes or self.no_date or self.no_done_sentence or self.no_channel or self.no_leader)


@dataclass(frozen=True)
class Preview:
    """The next round of a team as it would be held now; `held` is None when there is nobody to ask.

    `has_begun`: some team of the workspace is started, so that people hear from us already. `owning`: whose
    owners are asked for their yes at the start, because nobody could be asked before.
    """

    team: Team
    has_begun: bool
    today: date
    channel: str | None
    held: Outlook | None
    owning: Sequence[tuple[Outcome, Person]]
    mend: Mend

    @property
    def asked(self) -> list[Part]:
        """Who is asked, soonest first."""
        parts = self.held.parts if self.held else []
        return sorted((one for one in parts if isinstance(one.when, datetime)), key=_by_moment)

    @property
    def left_out(self) -> list[Part]:
        return [one for one in (self.held.parts if self.held else []) if not isinstance(one.when, datetime)]


def _by_moment(part: Part) -> tuple[datetime, str]:
    assert isinstance(part.when, datetime)
    return part.when, part.person.name


def preview(session: Session, team: Team, now: datetime) -> Preview:
    held = outlook.next_round(session, team, rounds.planned(session, team.id), now)
    return Preview(
        team=team,
        has_begun=people.has_begun(session),
        today=calendar.local_day(now, calendar.zone(people.zone_of(session, team))),
        channel=people.channel_of(session, team),
        held=held,
        owning=[
            (one, people.person(session, one.owner_id))
            for one in outcomes.unasked(session)
            if one.team_id == team.id
        ],
        mend=_mend(session, team),
    )


def _mend(session: Session, team: Team) -> Mend:
    leaves = outcomes.leaves_of_team(session, team.id)
    rung = people.rungs(session, team.id)[0]
    return Mend(
        no_yes=_without_yes(session, team),
        no_date=[one for one in leaves if one.due is None],
        no_done_sentence=[one for one in leaves if not (one.done_sentence or "").strip()],
        no_channel=people.channel_of(session, team) is None,
        no_leader=rung.leader is None,
    )


def _without_yes(session: Session, team: Team) -> Sequence[Outcome]:
    return session.scalars(
        select(Outcome)
        .where(
            Outcome.team_id == team.id,
            or_(
                Outcome.lifecycle == Lifecycle.DRAFT,
                and_(Outcome.lifecycle == Lifecycle.PROPOSED, Outcome.asked_at.is_not(None)),
            ),
            Outcome.declined_at.is_(None),
        )
        .order_by(Outcome.number)
    ).all()
