"""A channel archived, left or private, a DM closed, a token revoked.

Every word that Slack refuses with, and what a sender does then: tests/outbox/test_trouble.py.
Guests and other companies in a channel: tests/people/test_channels.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.outbox import queries as outbox_queries, service as outbox
from bot.people import service as people
from tests.bad_input.conftest import NUMBERS, Office, at_work
from tests.support.databases import Sqlite
from tests.support.slack import Client, Shown

# Each leads one team only: nobody is told more than two things a day.
LEADERS = iter(("elif", "peter", "nadia", "miguel", "aisha", "hana", "ishaan", "chen"))


@dataclass
class Room:
    """A started team with a channel of its own, and who leads it."""

    office: Office
    leader: Client
    channel: str
    team: str

    def is_changed(self, **order: Any) -> None:
        self.office.story.slack.post(f"channels/{self.channel}", order, "PATCH")
        self.office.story.settle()

    def is_to_read(self, key: str) -> None:
        """The bot has something to say there."""
        with self.office.session() as session:
            outbox.say(session, key=key, to=self.channel, kind="people.sample", ref=self.team)
        self.office.story.settle()

    def said(self) -> list[Shown]:
        found = self.office.story.slack.get("conversation", user=self.leader.id, channel=self.channel)
        return [Shown(one, self.channel) for one in found["messages"] if one.get("bot_id")]

    def told(self) -> list[str]:
        """What its leader reads of it in the conversation with the bot."""
        return [one.text for one in self.leader.messages() if self.channel in one.text]


def room(office: Office, *, private: bool = False) -> Room:
    leader = office.person(next(LEADERS))
    name = f"room-{next(NUMBERS)}"
    order = {"name": name, "members": [leader.id], "is_private": private}
    channel: str = office.story.slack.post("channels", order)["channel"]["id"]
    with office.session() as session:
        team = people.create_team(
            session,
            name=name,
            leader_id=office.someone(session, leader.name).id,
            channel=channel,
            members=[office.someone(session, leader.name).id],
            by=None,
            now=office.story.now,
        )
        team.started_at = office.story.now
    office.story.settle()
    return Room(office, leader, channel, team.id)


BREAKS = {
    "archived": ({"is_archived": True}, {"is_archived": False}, "it is archived"),
    "left": ({"remove_bot": True}, {"add_bot": True}, "I am not in it"),
}


@pytest.mark.parametrize(("broken", "mended", "reason"), BREAKS.values(), ids=BREAKS.keys())
def test_a_channel_that_is_lost_is_told_once_to_its_leader_and_goes_on_when_mended(
    office: Office, broken: dict[str, Any], mended: dict[str, Any], reason: str
) -> None:
    here = room(office)
    here.is_to_read(f"before:{here.channel}")
    assert len(here.said()) == 1
    here.is_changed(**broken)
    for key in ("one", "two"):
        here.is_to_read(f"{key}:{here.channel}")
    [told] = here.told()
    assert reason in told
    assert "What I would say there waits." in told
    assert not [one for one in office.person("alice").messages() if here.channel in one.text]
    assert len(here.said()) == 1

    here.is_changed(**mended)
    assert len(here.said()) == 3
    [told] = here.told()
    assert "works again" in told
    assert "can't post" not in told


def test_a_private_channel_without_the_bot_waits_for_its_leader_to_invite_it(office: Office) -> None:
    here = room(office, private=True)
    here.is_to_read("private")
    [told] = here.told()
    assert "I am not in it" in told
    assert here.said() == []
    here.is_changed(add_bot=True)
    assert len(here.said()) == 1


def test_a_channel_that_was_lost_before_slack_told_of_it_is_told_once(office: Office) -> None:
    """Slack refuses the message first; that it was archived is heard afterwards, or never."""
    here = room(office)
    office.story.slack.post("faults", {"next": [{"method": "chat.postMessage", "do": "error:is_archived"}]})
    here.is_to_read("refused")
    [told] = here.told()
    assert "archived" in told
    with office.session() as session:
        outbox.unpark(session, to=here.channel)
    office.story.settle()
    assert len(here.said()) == 1
    [told] = here.told()
    assert told == f"✅ I can write to <#{here.channel}> again, and what waited goes on."


# ---- the conversation with the bot, and the token ----


@pytest.fixture
def alone(sqlite: Sqlite, sqlite_template: str) -> Iterator[Office]:
    """An office of its own, where nothing works for a while."""
    with at_work(sqlite.make(sqlite_template)) as found:
        yield found


def asks_dana(office: Office, key: str) -> None:
    with office.session() as session:
        team = people.create_team(
            session,
            name=key,
            leader_id=office.someone(session, "lena").id,
            channel=office.story.slack.channels["harbor"],
            members=[],
            by=None,
            now=office.story.now,
        )
        outbox.say(session, key=key, to=office.users["dana"], kind="people.sample", ref=team.id)
    office.story.settle()


def waiting(office: Office) -> list[str | None]:
    """Why each message that could not be said waits."""
    with office.session() as session:
        return [one.why for one in outbox_queries.unfinished(session, outbox_queries.State.PARKED)]


def test_what_a_closed_conversation_keeps_back_is_told_to_the_admin_and_comes_when_it_is_open(
    alone: Office,
) -> None:
    fault = {"method": "chat.postMessage", "do": "error:messages_tab_disabled"}
    alone.story.slack.post("faults", {"next": [fault]})
    asks_dana(alone, "first")
    assert len([one for one in alone.person("dana").messages() if "A sample" in one.text]) == 1
    # That the admin could be told shows that it is mended: the notice says so by now.
    lena = alone.person("lena")
    lena.sees("I can write to some people again")
    lena.does_not_see("is switched off")


REFUSED = "Slack refuses our token"


def answers(office: Office, word: str) -> None:
    """Slack says this to whatever the bot asks; it does not tell of it by itself."""
    office.story.slack.post("faults", {"next": [{"method": "*", "do": f"error:{word}", "times": 1000}]})


def read_anew(office: Office) -> None:
    """Every team's channel has to be read at Slack again."""
    with office.session() as session:
        people.look_at_all_again(session)
    office.story.settle()


@pytest.mark.parametrize(
    ("word", "first"), [("token_revoked", "read"), ("invalid_auth", "write"), ("account_inactive", "write")]
)
def test_a_refused_token_is_told_once_in_the_log_and_by_readiness_until_slack_takes_it_again(
    alone: Office, caplog: pytest.LogCaptureFixture, word: str, first: str
) -> None:
    assert not [one for one in alone.not_ready() if REFUSED in one]
    answers(alone, word)
    if first == "read":
        read_anew(alone)
    for key in ("first", "second"):
        asks_dana(alone, key)
        read_anew(alone)
        alone.story.bot.sync()
        alone.story.bot.regain_access()
    [told] = [one for one in alone.not_ready() if REFUSED in one]
    assert "SLACK_BOT_TOKEN" in told
    assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == [
        f"{REFUSED} ({word}): install the app again. What has to be said waits."
    ]
    assert not [one for one in caplog.records if one.exc_info or one.levelname == "WARNING"]
    assert set(waiting(alone)) == {word}

    alone.story.slack.post("faults", {"next": []})
    alone.story.bot.regain_access()
    alone.story.settle()
    assert not [one for one in alone.not_ready() if REFUSED in one]
    assert waiting(alone) == []
    assert len([one for one in alone.person("dana").messages() if "A sample" in one.text]) == 2


def test_a_channel_that_slack_does_not_tell_of_is_one_line_in_the_log(
    alone: Office, caplog: pytest.LogCaptureFixture
) -> None:
    fault = {"method": "conversations.info", "do": "error:internal_error"}
    alone.story.slack.post("faults", {"next": [fault]})
    read_anew(alone)
    [line] = [one for one in caplog.records if "asked again later" in one.getMessage()]
    assert line.exc_info is None
    assert "internal_error" in line.getMessage()


def test_with_the_token_revoked_nothing_is_lost_and_all_goes_on_with_a_new_one(alone: Office) -> None:
    bot, slack = alone.story.bot, alone.story.slack
    slack.post("revoke", {})
    for key in ("first", "second"):
        asks_dana(alone, key)
    assert alone.person("dana").messages() == []
    assert set(waiting(alone)) <= {"token_revoked", "account_inactive", "invalid_auth"}
    assert len(waiting(alone)) >= 2
    assert [one for one in alone.not_ready() if REFUSED in one]

    bot.settings = bot.settings.model_copy(
        update={"slack_bot_token": slack.post("reinstall", {})["bot_token"]}
    )
    bot.connect()
    alone.story.settle()
    assert waiting(alone) == []
    assert not [one for one in alone.not_ready() if REFUSED in one]
    assert len([one for one in alone.person("dana").messages() if "A sample" in one.text]) == 2
    # What could be told only when it was mended is told no more.
    assert not [one for one in alone.person("lena").messages() if "token" in one.text]
