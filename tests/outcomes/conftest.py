from collections.abc import Iterator

import pytest

from bot.core.clock import TravelClock
from bot.people import queries, service as people
from tests.outcomes.desk import Desk
from tests.support.harbor import Story, running
from tests.support.world import START, World


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


@pytest.fixture
def office(sqlite_url: str) -> Iterator[Story]:
    """Slack with the sample's people and two teams, and no outcome yet; Wednesday 09:30 in Paris."""
    with running(sqlite_url, socket_mode=True) as story:
        assert isinstance(story.bot.clock, TravelClock)
        with story.bot.database.across() as session:
            story.bot.clock.travel(session, START)
        with story.bot.database.transaction(story.bot.workspace) as session:
            known = {name: queries.by_slack(session, id) for name, id in story.slack.users.items()}
            ids = {name: person.id for name, person in known.items() if person}
            for name, leader, members in (
                ("Support", "ana", ("alice", "bob")),
                ("Billing", "grace", ("dana",)),
            ):
                people.create_team(
                    session,
                    name=name,
                    leader_id=ids[leader],
                    channel=story.slack.channels[name.lower()],
                    members=[ids[one] for one in (leader, *members)],
                    by=None,
                    now=START,
                )
        story.begin()
        yield story
