"""The one table: who reacts to which fact, and what falls due by time."""

from collections.abc import Mapping

from bot.asks import jobs as asks
from bot.checkins import jobs as checkins
from bot.core import received
from bot.core.clock import Clock
from bot.core.db import Database
from bot.core.jobs import Due, Sweep
from bot.digests import jobs as digests
from bot.escalations import jobs as escalations
from bot.home import jobs as home
from bot.needs import jobs as needs
from bot.outcomes import jobs as outcomes
from bot.people import jobs as people

# kind of fact → the sweeps that owe a reaction
CONSUMERS: Mapping[str, tuple[str, ...]] = {
    "status.reported": ("checkins.heard", "needs.on_status", "escalations.block"),
    "outcome.changed": (
        "checkins.outcomes",
        "needs.on_outcome",
        "escalations.outcomes",
        "digests.outcome_changed",
    ),
    "outcome.agreed": ("checkins.agreed", "checkins.outcomes"),
    "outcome.claimed": ("checkins.claimed",),
    "outcome.confirmed": ("checkins.confirmed", "needs.on_outcome"),
    "need.changed": ("digests.need_changed",),
    "ask.made": ("asks.begin",),
    "ask.changed": ("outcomes.conditions", "escalations.follow", "digests.ask_changed"),
    "person.waiting": ("home.waiting",),
    "person.left": (
        "people.left",
        "outcomes.left",
        "checkins.people",
        "escalations.away",
        "digests.person_changed",
    ),
    "person.moved": ("outcomes.moved", "checkins.people", "digests.person_changed"),
    "person.away": ("checkins.people", "escalations.away", "digests.person_changed"),
    "team.started": (
        "checkins.teams",
        "people.channel",
        "escalations.pauses",
        "digests.team_started",
        "home.begun",
    ),
    "team.changed": ("checkins.teams", "people.channel", "escalations.leaders", "digests.team_changed"),
    "team.paused": ("checkins.teams", "escalations.pauses", "digests.team_changed"),
    "round.opened": ("escalations.rounds",),
    "round.closed": ("escalations.silence", "digests.round_closed"),
    "delivered:home.waiting": ("asks.told", "outcomes.clocks"),
    "delivered:digests.second_look": ("digests.owner_told",),
    "delivered:checkins.reminder": ("checkins.asked_anew",),
    "delivered:checkins.copy": ("checkins.asked_anew",),
    "parked": ("people.access", "home.parked"),
    "mended": ("home.mended",),
}

SWEEPS: tuple[Sweep, ...] = (
    *people.SWEEPS,
    *asks.SWEEPS,
    *outcomes.SWEEPS,
    *needs.SWEEPS,
    *checkins.SWEEPS,
    *escalations.SWEEPS,
    *digests.SWEEPS,
    *home.SWEEPS,
)
DUE: tuple[Due, ...] = (*people.DUE, *outcomes.DUE, *checkins.DUE, *escalations.DUE, *digests.DUE, *home.DUE)


def forget_old(database: Database, clock: Clock) -> None:
    """Housekeeping: marks of what came in long ago."""
    with database.across() as session:
        received.forget(session, clock.now(session))
