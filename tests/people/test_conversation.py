"""Setting up teams and oneself in Slack, from the first minute of a workspace on."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.core.calendar import Cadence
from bot.people.model import Channel, Person, Team
from tests.support.harbor import Story, running
from tests.support.slack import Client

WEDNESDAY = datetime(2026, 11, 18, 10, tzinfo=UTC)


@pytest.fixture
def empty(sqlite_url: str) -> Iterator[Story]:
    """Everybody of Harbor is there and at work; nothing is set up; Lena is admin."""
    with running(sqlite_url, socket_mode=False) as story:
        story.bot.set_clock(WEDNESDAY)
        story.settle()
        yield story


def set_up_support(story: Story) -> None:
    lena, users = story.person("lena"), story.slack.users
    lena.types("/team add", channel="harbor")
    team = {"name": "Support", "leader": users["ana"], "members": [users["ana"], users["alice"]]}
    assert not lena.submits(**team, channel=story.slack.channels["support"], weekday="2")
    assert "Nobody in it is asked anything yet" in lena.modal_text
    lena.closes()


def test_from_the_first_team_to_a_sample_of_what_its_people_get(empty: Story) -> None:
    lena, ana, users = empty.person("lena"), empty.person("ana"), empty.slack.users
    lena.types("/team add", channel="harbor")
    mistakes = lena.submits(name="Support", leader=users["charlie"], members=[users["throughline"]])
    assert set(mistakes) == {"leader", "members"}
    lena.closes()

    set_up_support(empty)
    lena.types("/team", channel="harbor")
    assert "Support" in lena.messages("harbor")[-1].text
    channel = only(empty, Channel)
    assert (channel.name, channel.is_member, channel.is_private) == ("support", True, False)
    assert channel.readers
    assert in_the_dm(ana) == ""

    ana.types("/team support", channel="support")
    ana.clicks("Send me a sample", channel="support")
    ana.clicks("Blocked")
    assert "Only a sample" in ana.messages()[-1].text

    ana.clicks("Change", channel="support")
    ana.fills(name="Help desk")
    ana.clicks("More settings")
    assert not ana.submits(cadence="monthly", private=["private"])
    team = only(empty, Team)
    assert (team.name, team.cadence, team.is_private) == ("Help desk", Cadence.MONTHLY, True)


def test_somebody_says_when_they_work_and_where(empty: Story) -> None:
    dana = empty.person("dana")
    dana.types("/team me", channel="harbor")
    assert "Israel (my guess from your time zone)" in str(dana.modal)
    country = looks_for(dana, "country", "germany")
    dana.fills(days=["6", "0", "1", "2", "3"])
    dana.picks("country", country)
    region = looks_for(dana, "region", "bay")
    assert not dana.submits(region=region, away_first="2026-12-24", away_last="2026-12-31")
    with empty.bot.database.transaction(empty.bot.workspace, read_only=True) as session:
        person = session.query(Person).filter(Person.slack_id == dana.id).one()
        assert (person.working_days, person.country, person.region) == ("01236", "DE", "BY")
    dana.types("/team me", channel="harbor")
    assert "Away Thu 24 Dec to Thu 31 Dec" in dana.modal_text
    dana.clicks("Remove")
    assert "24 Dec" not in dana.modal_text


def test_whoever_answers_for_a_started_team_hears_what_happens_to_it(empty: Story) -> None:
    set_up_support(empty)
    with empty.bot.database.transaction(empty.bot.workspace) as session:
        session.query(Team).one().started_at = WEDNESDAY
    ana, lena, support = empty.person("ana"), empty.person("lena"), empty.slack.channels["support"]

    changes(empty, f"channels/{support}", is_archived=True)
    assert "it is archived" in in_the_dm(ana)
    changes(empty, f"channels/{support}", is_archived=False)
    changes(empty, f"channels/{support}", members=[empty.slack.users[one] for one in ("ana", "charlie")])
    assert "Guests can read" in in_the_dm(ana)
    ana.clicks("It's fine")
    assert "It's fine that others read" in in_the_dm(ana)

    changes(empty, f"users/{ana.id}", deleted=True)
    assert "Support has no leader now" in in_the_dm(lena)
    lena.clicks("Name somebody")
    assert not lena.submits(leader=empty.slack.users["bob"])
    assert "Bob leads Support now" in in_the_dm(lena)


def looks_for(person: Client, name: str, typed: str) -> str:
    """Types into a searchable select; the value of the first that is offered."""
    block = next(one for one in person.modal["blocks"] if one.get("block_id") == name)
    where = {"view_id": person.modal["id"], "block_id": name, "action_id": block["element"]["action_id"]}
    offered = person.slack.post("options", {"user": person.id, **where, "query": typed})
    first: str = offered["options"][0]["value"]
    return first


def changes(story: Story, what: str, **order: Any) -> None:
    """Somebody changes a channel or a person in Slack."""
    story.slack.post(what, order, "PATCH")
    story.settle()


def in_the_dm(person: Client) -> str:
    return "\n---\n".join(one.text for one in person.messages())


def only(story: Story, kind: Any) -> Any:
    with story.bot.database.transaction(story.bot.workspace) as session:
        return session.query(kind).one()
