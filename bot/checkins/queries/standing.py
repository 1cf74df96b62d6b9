"""How a round stands: who has answered, and what."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.checkins.model import Prompt, Round
from bot.checkins.queries import prompts, rounds
from bot.checkins.rules.states import Answer, Skipped
from bot.core.db import Session
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Outcome
from bot.people import queries as people
from bot.people.model import Person, Team


@dataclass(frozen=True)
class Share:
    """One person's part in a round: how many of their outcomes have an answer, and how many were asked."""

    person: Person
    prompt: Prompt
    answered: int
    total: int

    @property
    def is_asked(self) -> bool:
        return self.prompt.asked_at is not None or self.prompt.skipped is Skipped.FRESH


@dataclass(frozen=True)
class Standing:
    """A round as its team sees it. Only people who were asked and are not away are in `shares`.

    `to_come` are the moments at which others are still asked; `answers` counts what was answered, `silent`
    what was not when the round closed.
    """

    round: Round
    team: Team
    zone: str
    shares: Sequence[Share]
    to_come: Sequence[datetime]
    answers: Mapping[Answer, int]
    silent: int

    @property
    def asked(self) -> int:
        return len(self.shares)

    @property
    def heard(self) -> int:
        return sum(share.answered > 0 for share in self.shares)


def standing(session: Session, found: Round, now: datetime) -> Standing:
    everybody = prompts.prompts_of(session, found.id)
    items = prompts.items_of_round(session, found.id)
    team = people.team(session, found.team_id)
    waiting = Counter(
        item.prompt_id for item, _ in prompts.unanswered(session, [one.id for one in everybody])
    )
    answered = Counter(item.prompt_id for item in items if item.answer is not None)
    persons = session.find_all(Person, [one.person_id for one in everybody])
    shares = [
        Share(
            person=persons[one.person_id],
            prompt=one,
            answered=answered[one.id],
            total=answered[one.id] + waiting[one.id],
        )
        for one in everybody
    ]
    return Standing(
        round=found,
        team=team,
        zone=people.zone_of(session, team),
        shares=_counted(session, [one for one in shares if one.is_asked and one.total], now),
        to_come=sorted(one.due_at for one in everybody if one.due_at is not None),
        answers=Counter(item.answer for item in items if item.answer is not None),
        silent=sum(item.is_silent for item in items),
    )


def _counted(session: Session, shares: Sequence[Share], now: datetime) -> list[Share]:
    """Nobody away is counted, but what they said before they went stays said. By name."""
    silent = [share.person for share in shares if not share.answered]
    away = people.away(session, {one: people.day_of(one, now) for one in silent})
    counted = (share for share in shares if share.answered or share.person.id not in away)
    return sorted(counted, key=lambda share: share.person.name)


def current_standing(session: Session, team: Team, now: datetime) -> Standing | None:
    """The team's latest round, while its team goes on; None before the first one."""
    latest = rounds.latest(session, team.id)
    if latest is None or team.paused_at is not None:
        return None
    return standing(session, latest, now)


def on_track(session: Session, found: Round) -> list[Outcome]:
    """What was answered with on track in this round and is for everybody's eyes, soonest due first."""
    answered = [
        item.outcome_id
        for item in prompts.items_of_round(session, found.id)
        if item.answer is Answer.ON_TRACK
    ]
    known = session.find_all(Outcome, answered).values()
    listed = [one for one in known if not outcomes.is_private(session, one)]
    return sorted(listed, key=lambda one: (one.due is None, one.due, one.number))


def heard_from(session: Session, team_ids: Iterable[str], since: datetime, now: datetime) -> tuple[int, int]:
    """From how many people these teams' rounds that opened since then heard, and how many were asked.

    Somebody who is asked by several teams counts once; nobody away is counted.
    """
    held = session.scalars(
        select(Round).where(Round.team_id.in_(list(team_ids)), Round.opened_at >= since)
    ).all()
    shares = [share for one in held for share in standing(session, one, now).shares]
    heard = {share.person.id for share in shares if share.answered}
    return len(heard), len({share.person.id for share in shares})


def missed(session: Session, team_ids: Iterable[str], since: datetime) -> list[tuple[Person, Round]]:
    """Who should have been asked since then and was not, because the bot was not running."""
    found = session.execute(
        select(Prompt.person_id, Round)
        .join(Round, (Round.workspace == Prompt.workspace) & (Round.id == Prompt.round_id))
        .where(Round.team_id.in_(list(team_ids)), Round.opens_at >= since, Prompt.skipped == Skipped.MISSED)
        .order_by(Round.opens_at, Prompt.id)
    )
    return [(people.person(session, id), held) for id, held in found]
