"""Messages that are posted later."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from bot.sandbox.server import start
from tests.sandbox.support import Slack, config, section

DAY = 24 * 3600


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    with start(config("http://127.0.0.1:9/", events=[], scopes=["chat:write", "commands"])) as sandbox:
        yield Slack(sandbox)


def scheduled(slack: Slack, seconds: float, **said: Any) -> str:
    given = {
        "channel": slack.channels["team"],
        "text": "Later",
        "post_at": int(time.time() + seconds),
        **said,
    }
    planned: str = slack.done("chat.scheduleMessage", **given)["scheduled_message_id"]
    return planned


def waiting(slack: Slack) -> list[str]:
    return [one["id"] for one in slack.done("chat.scheduledMessages.list")["scheduled_messages"]]


def until_posted(slack: Slack, text: str) -> None:
    end = time.monotonic() + 10
    while text not in [one["text"] for one in slack.seen("alice", slack.channels["team"])]:
        assert time.monotonic() < end, f"{text} was not posted"
        time.sleep(0.05)


def test_a_message_is_posted_when_its_time_has_come(slack: Slack) -> None:
    planned = scheduled(slack, 1.2, text="Good morning", blocks=[section("Good *morning*")])
    assert planned in waiting(slack)
    until_posted(slack, "Good morning")
    assert planned not in waiting(slack)
    again = slack.api(
        "chat.deleteScheduledMessage", channel=slack.channels["team"], scheduled_message_id=planned
    )
    assert again["error"] == "invalid_scheduled_message_id"


def test_a_message_can_be_called_off(slack: Slack) -> None:
    planned = scheduled(slack, DAY)
    here = {"channel": slack.channels["team"], "scheduled_message_id": planned}
    elsewhere = {**here, "channel": slack.dm("bob")}
    assert slack.api("chat.deleteScheduledMessage", **elsewhere)["error"] == "invalid_scheduled_message_id"
    slack.done("chat.deleteScheduledMessage", **here)
    assert planned not in waiting(slack)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"post_at": "1000"}, "time_in_past"),
        ({"post_at": str(int(time.time()) + 121 * DAY)}, "time_too_far"),
        ({"post_at": "soon"}, "invalid_time"),
        ({"text": ""}, "no_text"),
        ({"blocks": [section("")]}, "invalid_blocks"),
        ({"channel": "C0"}, "channel_not_found"),
        ({"thread_ts": "1.000001"}, "cannot_reply_to_message"),
    ],
)
def test_what_cannot_be_posted_later_is_refused_now(
    slack: Slack, changes: dict[str, Any], error: str
) -> None:
    given = {"channel": slack.channels["team"], "text": "x", "post_at": str(int(time.time()) + DAY)}
    assert slack.api("chat.scheduleMessage", **(given | changes))["error"] == error


def test_where_the_bot_may_not_post_it_schedules_nothing(slack: Slack) -> None:
    given = {"text": "x", "post_at": str(int(time.time()) + DAY)}
    answer = slack.api("chat.scheduleMessage", channel=slack.channels["elsewhere"], **given)
    assert answer["error"] == "not_in_channel"


def test_five_minutes_take_thirty_messages_of_a_channel(slack: Slack) -> None:
    window = (int(time.time()) + 2 * DAY) // 300 * 300
    bob = slack.dm("bob")
    for second in range(30):
        slack.done("chat.scheduleMessage", channel=bob, text="x", post_at=window + second)
    crowded = slack.api("chat.scheduleMessage", channel=bob, text="x", post_at=window + 31)
    assert crowded["error"] == "restricted_too_many"
    slack.done("chat.scheduleMessage", channel=bob, text="x", post_at=window + 300)
    listed = slack.done(
        "chat.scheduledMessages.list", channel=bob, limit=10, oldest=window, latest=window + 9
    )
    assert len(listed["scheduled_messages"]) == 10


def test_a_message_of_me_is_said_as_one(slack: Slack) -> None:
    team = slack.channels["team"]
    ts = slack.done("chat.meMessage", channel=team, text="waves")["ts"]
    shown = next(one for one in slack.seen("alice", team) if one["ts"] == ts)
    assert (shown["subtype"], shown["text"]) == ("me_message", "waves")
