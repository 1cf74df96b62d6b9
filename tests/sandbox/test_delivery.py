"""Events: what reaches the bot, and how often; and an app of slack_bolt's that hears them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from slack_bolt import Ack, App, BoltRequest, Say
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.sandbox.delivery.volume import Volume
from tests.sandbox.support import FakeBot, Json, Received, Slack, manifest, modal, send

# Events


def test_a_message_to_the_bot_is_told_once(slack: Slack, bot: FakeBot) -> None:
    dm = slack.dm("bob")
    ts = slack.post("message", user=slack.users["bob"], channel=dm, text="Is <this> R&D, @alice?")["ts"]
    envelope = bot.of("event")[0]
    event = envelope["event"]
    assert (event["type"], event["channel"], event["channel_type"], event["ts"]) == ("message", dm, "im", ts)
    assert event["text"] == f"Is &lt;this&gt; R&amp;D, <@{slack.users['alice']}>?"
    assert (envelope["type"], envelope["authorizations"][0]["is_bot"]) == ("event_callback", True)
    assert envelope["event_id"].startswith("Ev")


def test_the_bot_hears_its_own_messages_and_edits_in_a_direct_message(slack: Slack, bot: FakeBot) -> None:
    where = slack.done("chat.postMessage", channel=slack.users["bob"], text="one")
    slack.done("chat.update", channel=where["channel"], ts=where["ts"], text="two")
    slack.post("message", user=slack.users["bob"], channel=where["channel"], text="three")
    events = [envelope["event"] for envelope in bot.of("message")]
    # Slack promises no order, and neither does this.
    assert {(event.get("subtype"), event.get("bot_id") is not None) for event in events} == {
        (None, True),
        ("message_changed", False),
        (None, False),
    }


def test_a_mention_is_told_where_the_bot_is_a_member(slack: Slack, bot: FakeBot) -> None:
    for channel in ("team", "elsewhere"):
        slack.post("message", user=slack.users["alice"], channel=slack.channels[channel], text="@demo help")
    mentions = bot.of("app_mention")
    assert [envelope["event"]["channel"] for envelope in mentions] == [slack.channels["team"]]
    assert "channel_type" not in mentions[0]["event"]


def test_what_the_manifest_does_not_subscribe_to_is_not_sent(
    workspace: Callable[..., Slack], bot: FakeBot
) -> None:
    slack = workspace(events=["team_join"])
    slack.post("message", user=slack.users["bob"], channel=slack.dm("bob"), text="Hello")
    slack.post("home", user=slack.users["bob"], tab="home")
    assert bot.received == []


def test_people_and_channels_that_change_are_told(slack: Slack, bot: FakeBot) -> None:
    dora = slack.post("users", name="dora", real_name="Dora", tz="Europe/Paris")["user"]["id"]
    slack.patch(f"users/{dora}", tz="Asia/Tokyo")
    slack.patch(f"users/{dora}", dnd={"dnd_enabled": True})
    slack.patch(f"channels/{slack.channels['team']}", members=["alice", "dora"])
    slack.patch(f"channels/{slack.channels['team']}", is_archived=True)
    told = [envelope["event"]["type"] for envelope in bot.of("event")]
    assert told[:2] == ["team_join", "user_change"]
    assert sorted(told[2:4]) == ["dnd_updated_user", "user_change"]
    assert told[4:] == ["member_joined_channel", "channel_archive"]
    assert bot.of("user_change")[0]["event"]["user"]["tz"] == "Asia/Tokyo"


def test_people_change_and_delete_what_they_said_and_nothing_else(
    workspace: Callable[..., Slack], bot: FakeBot
) -> None:
    slack = workspace(events=["message.channels"])
    team, bob = slack.channels["team"], slack.users["bob"]
    mine = {"user": bob, "channel": team}
    ts = slack.post("message", **mine, text="Tuesday")["ts"]
    slack.post("edit", **mine, message_ts=ts, text="Friday, @alice & <b>")
    assert slack.refused("edit", **mine, message_ts=ts, text=" ") == "no_text"
    slack.post("delete", **mine, message_ts=ts)
    changed, deleted = (one["event"] for one in bot.of("message")[1:])
    assert (changed["subtype"], changed["channel_type"]) == ("message_changed", "channel")
    assert changed["message"]["text"] == f"Friday, <@{slack.users['alice']}> &amp; &lt;b&gt;"
    assert changed["message"]["edited"]["user"] == bob
    assert changed["previous_message"]["text"] == "Tuesday"
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", ts)
    assert slack.seen("bob", team) == []
    theirs = slack.done("chat.postMessage", channel=team, text="From the bot")["ts"]
    for act in ("edit", "delete"):
        assert slack.refused(act, **mine, message_ts=theirs, text="x") == "not_yours"


CHANGES: list[tuple[str, str, Json, set[str]]] = [
    ("user_status_changed", "users/bob", {"status_text": "Away"}, {"cache_ts", "event_ts", "type", "user"}),
    ("user_change", "users/bob", {"deleted": True}, {"cache_ts", "event_ts", "type", "user"}),
    ("channel_rename", "channels/team", {"name": "crew"}, {"channel", "event_ts", "type"}),
    ("group_rename", "channels/leads", {"name": "heads"}, {"channel", "event_ts", "type"}),
    ("group_archive", "channels/leads", {"is_archived": True}, {"channel", "event_ts", "type", "user"}),
    (
        "member_left_channel",
        "channels/team",
        {"members": ["alice"]},
        {"channel", "channel_type", "event_ts", "team", "type", "user"},
    ),
    ("channel_left", "channels/team", {"remove_bot": True}, {"actor_id", "channel", "event_ts", "type"}),
    ("group_left", "channels/leads", {"remove_bot": True}, {"actor_id", "channel", "event_ts", "type"}),
    (
        "channel_id_changed",
        "channels/leads",
        {"new_id": True},
        {"event_ts", "new_channel_id", "old_channel_id", "type"},
    ),
]


@pytest.mark.parametrize(("event", "path", "change", "fields"), CHANGES, ids=[row[0] for row in CHANGES])
def test_a_change_is_told_with_its_fields(
    workspace: Callable[..., Slack], bot: FakeBot, event: str, path: str, change: Json, fields: set[str]
) -> None:
    slack = workspace(events=[event])
    kind, _, name = path.partition("/")
    ids = slack.users if kind == "users" else slack.channels
    slack.patch(f"{kind}/{ids[name]}", **change)
    (told,) = (envelope["event"] for envelope in bot.of("event"))
    assert (told["type"], set(told)) == (event, fields)


def test_what_happens_where_the_bot_is_not_is_not_told(slack: Slack, bot: FakeBot) -> None:
    elsewhere = slack.channels["elsewhere"]
    slack.patch(f"channels/{elsewhere}", is_archived=True)
    slack.patch(f"channels/{elsewhere}", members=["bob"], new_id=True)
    assert bot.received == []


def test_a_channel_with_another_id_goes_on_under_that_one_only(
    workspace: Callable[..., Slack], bot: FakeBot
) -> None:
    slack = workspace(events=["channel_id_changed"])
    old = slack.channels["leads"]
    order = {"user": slack.users["alice"], "channel": old, "text": "/demo"}
    slack.post("command", **order)
    url = str(bot.of("command")[0]["response_url"])
    ts = slack.done("chat.postMessage", channel=old, text="one")["ts"]
    slack.post("mark", user=slack.users["alice"], channel=old, ts=ts)
    new = slack.patch(f"channels/{old}", new_id=True)["channel"]["id"]
    assert bot.of("channel_id_changed")[0]["event"]["new_channel_id"] == new
    assert slack.api("chat.postMessage", channel=old, text="two")["error"] == "channel_not_found"
    assert send(url, b'{"text": "two"}', {"Content-Type": "application/json"}).text == "channel_not_found"
    slack.done("chat.update", channel=new, ts=ts, text="two")
    assert [(one["text"], one["unread"]) for one in slack.seen("alice", new)] == [("two", False)]


def test_the_bot_is_told_when_it_is_added(slack: Slack, bot: FakeBot) -> None:
    slack.patch(f"channels/{slack.channels['elsewhere']}", add_bot=True)
    event = bot.of("member_joined_channel")[0]["event"]
    assert (event["user"], event["channel_type"]) == (slack.users["demo"], "C")


def test_a_revoked_app_is_told_so_and_then_nothing_more(slack: Slack, bot: FakeBot) -> None:
    slack.post("revoke", uninstall=True)
    slack.post("message", user=slack.users["bob"], channel=slack.dm("bob"), text="Anybody?")
    told = {envelope["event"]["type"]: envelope["event"] for envelope in bot.of("event")}
    assert set(told) == {"tokens_revoked", "app_uninstalled"}
    assert told["tokens_revoked"]["tokens"] == {"oauth": [], "bot": [slack.users["demo"]]}


class Attempts:
    """Fails a number of deliveries, and says when the expected number has come in."""

    def __init__(self, expected: int, answers: list[Any]):
        self.seen: list[Received] = []
        self.complete = threading.Event()
        self._expected = expected
        self._answers = answers

    def __call__(self, delivery: Received) -> Any:
        self.seen.append(delivery)
        if len(self.seen) == self._expected:
            self.complete.set()
        return self._answers[min(len(self.seen), len(self._answers)) - 1]


def test_a_failed_event_comes_again_three_times_with_number_and_reason(
    workspace: Callable[..., Slack], bot: FakeBot
) -> None:
    slack = workspace(timings={"retry_delays": [0, 0, 0]})
    bot.answer = attempts = Attempts(4, [(500, b"")])
    slack.post("message", user=slack.users["bob"], channel=slack.dm("bob"), text="Hello")
    assert attempts.complete.wait(5)
    numbers = [delivery.headers.get("X-Slack-Retry-Num") for delivery in attempts.seen]
    assert numbers == [None, "1", "2", "3"]
    assert attempts.seen[1].headers["X-Slack-Retry-Reason"] == "http_error"
    assert len({delivery.payload["event_id"] for delivery in attempts.seen}) == 1


def test_repeating_ends_with_the_first_acknowledgement(workspace: Callable[..., Slack], bot: FakeBot) -> None:
    slack = workspace(timings={"retry_delays": [0, 0, 0]})
    bot.answer = attempts = Attempts(2, [(500, b""), (200, b"")])
    slack.post("message", user=slack.users["bob"], channel=slack.dm("bob"), text="Hello")
    assert attempts.complete.wait(5)
    slack.post("message", user=slack.users["bob"], channel=slack.dm("bob"), text="Again")
    assert [delivery.payload["event"]["text"] for delivery in attempts.seen] == ["Hello", "Hello", "Again"]


def test_an_answer_that_asks_for_no_repetition_gets_none(
    workspace: Callable[..., Slack], bot: FakeBot
) -> None:
    slack = workspace(timings={"retry_delays": [0, 0, 0]})
    bot.answer = attempts = Attempts(2, [(500, b"", {"X-Slack-No-Retry": "1"}), (200, b"")])
    for text in ("Hello", "Again"):
        slack.post("message", user=slack.users["bob"], channel=slack.dm("bob"), text=text)
    assert attempts.complete.wait(5)
    assert [delivery.payload["event"]["text"] for delivery in attempts.seen] == ["Hello", "Again"]


@pytest.mark.parametrize(("hops", "reason"), [(2, None), (3, "too_many_redirects")])
def test_two_redirects_are_followed_and_a_third_is_not(
    workspace: Callable[..., Slack], bot: FakeBot, hops: int, reason: str | None
) -> None:
    slack = workspace(timings={"retry_delays": [0]})
    onward = (307, b"", {"Location": bot.url})
    bot.answer = attempts = Attempts(hops + 1, [onward] * hops + [(200, b"")])
    slack.post("message", user=slack.users["bob"], channel=slack.dm("bob"), text="Hello")
    assert attempts.complete.wait(5)
    assert attempts.seen[-1].headers.get("X-Slack-Retry-Reason") == reason


@pytest.mark.parametrize(
    ("address", "reason"),
    [("https://127.0.0.1:{port}/", "ssl_error"), ("http://127.0.0.1:1/", "connection_failed")],
)
def test_the_reason_says_what_kind_of_failure_it_was(
    workspace: Callable[..., Slack], bot: FakeBot, address: str, reason: str
) -> None:
    slack = workspace(timings={"retry_delays": []})
    port = bot.url.rpartition(":")[2].partition("/")[0]
    slack.post("install", manifest=manifest(), request_url=address.format(port=port))
    slack.post("message", user=slack.users["bob"], channel=slack.dm("bob"), text="Hello")
    (entry,) = slack.get("inspector", after="0")["entries"]
    assert entry["status"] == reason


def test_an_answer_in_no_known_writing_is_an_answer_all_the_same(slack: Slack, bot: FakeBot) -> None:
    bot.answer = lambda _: (200, b"Gr\xfc\xdfe")
    slack.post("command", user=slack.users["bob"], channel=slack.channels["team"], text="/demo")
    assert slack.seen("bob", slack.channels["team"])[0]["text"] == "Gr��e"


# How many


class FakeTime:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_app_that_fails_nearly_everything_for_an_hour_gets_no_more_events() -> None:
    volume = Volume(lambda: True)
    for number in range(999):
        volume.note(failed=number >= 40)
    assert not volume.is_off
    for _ in range(200):
        volume.note(failed=True)
    assert volume.is_off
    volume.start()
    assert not volume.is_off


def test_failures_of_more_than_an_hour_ago_are_forgotten() -> None:
    time = FakeTime()
    volume = Volume(lambda: True, time)
    for _ in range(999):
        volume.note(failed=True)
    time.now = 3600
    volume.note(failed=True)
    assert not volume.is_off


def test_an_hour_has_thirty_thousand_events_unless_limits_are_off() -> None:
    time, limited = FakeTime(), [True]
    volume = Volume(lambda: limited[0], time)
    for _ in range(30_000):
        volume.note(failed=False)
    assert volume.is_full()
    assert [volume.is_new_minute() for _ in range(2)] == [True, False]
    time.now = 61
    assert volume.is_new_minute()
    limited[0] = False
    assert not volume.is_full()
    limited[0], time.now = True, 3600
    assert not volume.is_full()


def test_the_app_is_told_that_it_gets_no_more(
    workspace: Callable[..., Slack], bot: FakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.delivery.volume.MOST_AN_HOUR", 1)
    slack = workspace(rate_limits="slack")
    for text in ("one", "two", "three"):
        slack.post("message", user=slack.users["bob"], channel=slack.dm("bob"), text=text)
    told, limited = (one.payload for one in bot.received)
    assert told["event"]["text"] == "one"
    assert set(limited) == {"token", "type", "team_id", "minute_rate_limited", "api_app_id"}
    assert (limited["type"], limited["minute_rate_limited"] % 60) == ("app_rate_limited", 0)


def test_an_app_that_was_switched_off_is_switched_on_by_its_address(
    workspace: Callable[..., Slack], bot: FakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.delivery.volume.LEAST_TO_JUDGE", 1)
    slack = workspace(timings={"retry_delays": []})
    bot.answer = lambda _: (500, b"")
    for text in ("one", "two"):
        slack.post("message", user=slack.users["bob"], channel=slack.dm("bob"), text=text)
    assert len(bot.received) == 1
    bot.answer = challenged
    assert slack.post("verify")["verified"] == ["events", "/demo", "/raw"]
    slack.post("message", user=slack.users["bob"], channel=slack.dm("bob"), text="three")
    assert bot.received[-1].payload["event"]["text"] == "three"


# Addresses


def challenged(delivery: Received) -> tuple[int, Any]:
    """What a right app says to a challenge."""
    return 200, {"challenge": delivery.payload.get("challenge")}


@pytest.mark.parametrize("form", ["{challenge}", "challenge={challenge}", "  {challenge}\n"])
def test_a_challenge_may_be_answered_as_text_or_form(slack: Slack, bot: FakeBot, form: str) -> None:
    bot.answer = lambda one: (200, form.format(challenge=one.payload.get("challenge")).encode())
    assert slack.post("verify")["verified"][0] == "events"
    asked, ssl_check = bot.received[0], bot.received[1]
    assert set(asked.payload) == {"token", "challenge", "type"}
    assert (asked.kind, asked.payload["type"]) == ("event", "url_verification")
    assert (ssl_check.kind, ssl_check.payload["ssl_check"]) == ("command", "1")


@pytest.mark.parametrize(
    "answer", [(200, b""), (200, b"yes"), (200, {"challenge": "another"}), (200, {}), (404, b"")]
)
def test_an_address_that_does_not_answer_the_challenge_is_refused(
    slack: Slack, bot: FakeBot, answer: Any
) -> None:
    bot.answer = lambda _: answer
    assert slack.refused("verify") == "url_not_verified"
    assert len(bot.received) == 1


def test_a_command_whose_address_is_down_is_refused(slack: Slack, bot: FakeBot) -> None:
    bot.answer = lambda one: (404, b"") if one.kind == "command" else challenged(one)
    reply = slack.order("verify")
    assert (reply.status, reply.json["error"]) == (400, "url_not_verified")
    assert "/demo" in reply.json["detail"]


# A real Bolt app


@pytest.mark.parametrize(("do", "status"), [("forge", "HTTP 401"), ("stale", "HTTP 401"), (None, "200")])
def test_a_bolt_app_takes_only_what_slack_signed_just_now(
    workspace: Callable[..., Slack], bot: FakeBot, do: str | None, status: str
) -> None:
    slack = workspace(timings={"retry_delays": []})
    app = App(
        signing_secret=slack.running.info["signing_secret"],
        client=WebClient(slack.token, base_url=slack.running.info["api_url"]),
        process_before_response=True,
    )
    app.command("/demo")(lambda ack: ack())

    def answer(delivery: Received) -> tuple[int, Any]:
        response = app.dispatch(BoltRequest(body=delivery.raw.decode(), headers=dict(delivery.headers)))
        return response.status, response.body.encode()

    bot.answer = answer
    slack.post("faults", deliveries=[{"name": "/demo", "do": do}] if do else [])
    slack.post("command", user=slack.users["bob"], channel=slack.channels["team"], text="/demo")
    entry = slack.get("inspector", after="0")["entries"][-1]
    assert status in (entry["status"], entry["response"])


@pytest.fixture
def bolt(workspace: Callable[..., Slack]) -> Iterator[tuple[Slack, App]]:
    """An app of slack_bolt's, connected over Socket Mode."""
    slack = workspace(socket_mode=True)
    client = WebClient(slack.token, base_url=slack.running.info["api_url"])
    app = App(client=client, process_before_response=True)
    handler = SocketModeHandler(app, slack.running.info["app_token"])
    handler.client.web_client = client
    connected = threading.Event()
    handler.client.message_listeners.append(
        lambda _, message, __: message.get("type") == "hello" and connected.set()
    )
    handler.connect()
    assert connected.wait(5)
    yield slack, app
    # With the server gone first, the client's reading thread ends at once instead of after its timeout.
    handler.client.auto_reconnect_enabled = False
    slack.running.stop()
    # slack_sdk's reading thread may forget the connection while this one closes it.
    with suppress(AttributeError):
        handler.close()


def test_a_bolt_app_works_over_socket_mode(bolt: tuple[Slack, App]) -> None:
    slack, app = bolt

    def hear(event: Json, say: Say) -> None:
        say(text=f"You said {event['text']}")

    def ask(ack: Ack, command: Json, client: WebClient) -> None:
        client.views_open(trigger_id=command["trigger_id"], view=modal())
        ack("Opening")

    def save(ack: Ack) -> None:
        ack(response_action="errors", errors={"field": "Say more."})

    app.event("message")(hear)
    app.command("/demo")(ask)
    app.view("form")(save)
    bob = {"user": slack.users["bob"], "channel": slack.dm("bob")}
    slack.post("message", **bob, text="Hello")
    slack.post("command", **bob, text="/demo")
    assert [one["text"] for one in slack.seen("bob", slack.dm("bob"))] == [
        "Hello",
        "You said Hello",
        "Opening",
    ]
    view = slack.stack("bob")[0]["id"]
    answer = slack.post("submit", user=slack.users["bob"], view_id=view, values={"field": {"text": "x"}})
    assert answer["errors"] == {"field": "Say more."}


def test_the_app_can_be_replaced_and_the_old_keys_no_longer_work(slack: Slack, bot: FakeBot) -> None:
    from_before = slack.token
    keys = slack.post("install", manifest={"display_information": {"name": "Other"}}, request_url=bot.url)
    assert slack.call("auth.test", token=from_before).json["error"] == "invalid_auth"
    assert slack.call("auth.test", token=keys["bot_token"]).json["user"] == "Other"
    assert slack.refused("command", user=slack.users["bob"], channel=slack.channels["team"], text="/demo")


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"display_information": {"name": "x" * 36}},
        {"display_information": {"name": "x"}, "colour": "red"},
        {
            "display_information": {"name": "x"},
            "settings": {"event_subscriptions": {"bot_events": ["message.im"]}},
        },
        {
            "display_information": {"name": "x"},
            "features": {"slash_commands": [{"command": "demo", "description": "x"}]},
        },
    ],
)
def test_a_manifest_slack_would_not_take_is_refused(slack: Slack, broken: Json) -> None:
    assert slack.refused("install", manifest=broken) == "invalid_manifest"
    assert slack.api("auth.test")["ok"]
