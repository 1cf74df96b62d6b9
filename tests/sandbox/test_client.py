"""The client API: what a person sees, and what keeps strangers out of it."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from bot.sandbox.server import start
from bot.sandbox.wire import Refused
from tests.sandbox.support import (
    FakeBot,
    Json,
    Slack,
    actions,
    button,
    config,
    modal,
    option,
    section,
    send,
)


def says(slack: Slack, name: str, text: str, channel: str | None = None, **more: str) -> str:
    order = {"user": slack.users[name], "channel": channel or slack.channels["team"], "text": text, **more}
    return str(slack.post("message", **order)["ts"])


# The workspace


def test_the_workspace_shows_its_people_channels_and_app(slack: Slack) -> None:
    shown = slack.get("workspace")
    people = {user["name"]: user for user in shown["users"]}
    assert people["bob"]["dm"].startswith("D")
    assert people["demo"]["is_bot"]
    assert people["demo"]["dm"] is None
    assert [channel["name"] for channel in shown["channels"]] == ["team", "elsewhere", "secret", "leads"]
    assert [command["command"] for command in shown["app"]["commands"]] == ["/demo", "/raw"]
    assert {shortcut["type"] for shortcut in shown["app"]["shortcuts"]} == {"global", "message"}
    assert shown["app"]["home_tab"]
    assert shown["clock"] is None


def test_without_an_app_there_is_a_workspace_and_nothing_to_click() -> None:
    with start({}) as running:
        slack = Slack(running)
        shown = slack.get("workspace")
        assert shown["app"] is None
        assert all(user["dm"] is None for user in shown["users"])
        assert running.info["bot_token"] is None
        where = {"user": slack.users["alice"], "channel": slack.channels["general"]}
        assert slack.refused("command", **where, text="/demo") == "no_app"
        assert slack.api("auth.test")["error"] == "not_authed"


def test_the_same_configuration_gives_the_same_ids() -> None:
    with start(config()) as first, start(config()) as second:
        assert first.info["users"] == second.info["users"]
        assert first.info["channels"] == second.info["channels"]
        assert first.info["bot_token"] != second.info["bot_token"]


@pytest.mark.parametrize(
    "broken",
    [
        {"colour": "red"},
        {"users": [{"name": "a", "tz": "Mars/North"}]},
        {"users": [{"name": "a", "shoe_size": 43}]},
        {"users": [{"name": "a"}, {"name": "a"}]},
        {"channels": [{"name": "c", "members": ["nobody"]}]},
        {"rate_limits": "sometimes"},
        {"timings": {"patience": 1}},
        {"manifest": {}},
    ],
)
def test_a_configuration_with_a_mistake_does_not_start(broken: Json) -> None:
    with pytest.raises(Refused):
        start(broken)


# Reading


def test_a_channel_shows_roots_and_a_thread_shows_its_replies(slack: Slack) -> None:
    root = says(slack, "bob", "root")
    reply = says(slack, "alice", "reply", thread_ts=root)
    shown = slack.seen("bob", slack.channels["team"])
    assert [(one["text"], one["reply_count"], one["latest_reply"]) for one in shown] == [("root", 1, reply)]
    assert [one["text"] for one in slack.seen("bob", slack.channels["team"], thread_ts=root)] == [
        "root",
        "reply",
    ]


def test_what_was_not_seen_is_unread_until_it_is_marked(slack: Slack) -> None:
    team, bob = slack.channels["team"], slack.users["bob"]
    says(slack, "alice", "Hello")
    last = says(slack, "alice", "Hello @bob")
    assert slack.get("unread", user=bob)["channels"] == {team: {"unread": 2, "mentions": 1}}
    assert [one["unread"] for one in slack.seen("bob", team)] == [True, True]
    assert [one["unread"] for one in slack.seen("alice", team)] == [False, False]
    slack.post("mark", user=bob, channel=team, ts=last)
    assert slack.get("unread", user=bob)["channels"] == {}


def test_everybodys_marks_are_asked_for_at_once(slack: Slack) -> None:
    slack.post("message", user=slack.users["alice"], channel=slack.channels["team"], text="Hello @bob")
    found = slack.get("unread")["users"]
    assert found[slack.users["bob"]] == slack.get("unread", user=slack.users["bob"])["channels"]
    assert found[slack.users["alice"]] == {}


def test_of_a_conversation_its_newest_part_can_be_asked_for(slack: Slack) -> None:
    alice, bob, team = slack.users["alice"], slack.users["bob"], slack.channels["team"]
    sent = [slack.post("message", user=alice, channel=team, text=str(n))["ts"] for n in range(5)]

    def asked(**part: str) -> tuple[list[str], bool]:
        found = slack.get("conversation", user=bob, channel=team, **part)
        assert found["first_unread"] == sent[0]
        return [one["ts"] for one in found["messages"]], found["has_earlier"]

    assert asked(limit="2") == (sent[3:], True)
    assert asked(oldest=sent[3]) == (sent[3:], True)
    assert asked(oldest=sent[3], limit="2") == (sent[1:], True)
    assert asked(oldest=sent[1], limit="9") == (sent, False)
    assert asked() == (sent, False)


def test_a_reply_is_unread_for_those_who_follow_the_thread(slack: Slack) -> None:
    team = slack.channels["team"]
    root = says(slack, "bob", "root")
    slack.post("mark", user=slack.users["alice"], channel=team, ts=root)
    slack.done("chat.postMessage", channel=team, text="reply", thread_ts=root)
    assert slack.get("unread", user=slack.users["bob"])["channels"] == {team: {"unread": 1, "mentions": 0}}
    assert slack.get("unread", user=slack.users["alice"])["channels"] == {}


def test_every_direct_message_counts_as_a_mention(slack: Slack) -> None:
    slack.done("chat.postMessage", channel=slack.users["bob"], text="Hello")
    found = slack.get("unread", user=slack.users["bob"])["channels"]
    assert found == {slack.dm("bob"): {"unread": 1, "mentions": 1}}


def test_a_file_can_be_sent_along(slack: Slack, bot: FakeBot) -> None:
    order = {"user": slack.users["bob"], "channel": slack.dm("bob"), "text": ""}
    slack.post("message", **order, files=[{"name": "plan.pdf", "mimetype": "application/pdf"}])
    event = bot.of("message")[0]["event"]
    assert (event["subtype"], event["files"][0]["name"]) == ("file_share", "plan.pdf")


def test_where_a_person_may_not_write_they_are_told_why(slack: Slack) -> None:
    def refused(name: str, channel: str, text: str = "x") -> str:
        return slack.refused("message", user=slack.users[name], channel=slack.channels[channel], text=text)

    assert refused("bob", "leads") == "channel_not_found"
    assert refused("bob", "elsewhere") == "not_in_channel"
    assert refused("bob", "team", "  ") == "no_text"
    slack.patch(f"channels/{slack.channels['team']}", is_archived=True)
    assert refused("bob", "team") == "is_archived"


def test_a_direct_message_is_closed_unless_the_manifest_opens_it(workspace: Callable[..., Slack]) -> None:
    slack = workspace(app_home={"home_tab_enabled": True, "messages_tab_enabled": True})
    order = {"user": slack.users["bob"], "channel": slack.dm("bob"), "text": "Hello"}
    assert slack.refused("message", **order) == "dm_read_only"


# The inspector


def test_the_inspector_shows_both_directions_and_no_secrets(slack: Slack, bot: FakeBot) -> None:
    slack.done("chat.postMessage", channel=slack.channels["team"], text="x", blocks=[actions(button())])
    slack.call("auth.test", token="", token_copy=slack.token)
    slack.post("command", user=slack.users["bob"], channel=slack.channels["team"], text="/demo")
    entries = slack.get("inspector", after="0")["entries"]
    assert [(one["direction"], one["kind"], one["name"], one["status"]) for one in entries] == [
        ("out", "api", "chat.postMessage", "ok"),
        ("out", "api", "auth.test", "not_authed"),
        ("in", "slash_commands", "/demo", "200"),
    ]
    assert entries[0]["request"]["blocks"][0]["type"] == "actions"
    assert entries[2]["user"] == slack.users["bob"]
    text = json.dumps(entries)
    for key in ("bot_token", "app_token", "signing_secret"):
        assert slack.running.info[key] not in text
    assert bot.of("command")[0]["token"] not in text
    assert slack.get("inspector", after=str(entries[-1]["n"]))["entries"] == []


def test_the_inspector_keeps_the_last_five_hundred(slack: Slack) -> None:
    for _ in range(510):
        slack.api("api.test")
    numbers = [entry["n"] for entry in slack.get("inspector", after="0")["entries"]]
    assert (len(numbers), numbers[0], numbers[-1]) == (500, 11, 510)


# The stream


def test_every_change_is_streamed_to_whom_it_concerns(slack: Slack, bot: FakeBot) -> None:
    with urlopen(f"{slack.url}/client/stream?user={slack.users['bob']}", timeout=5) as stream:
        assert stream.readline() == b": here\n"
        slack.done(
            "chat.postEphemeral", channel=slack.channels["team"], user=slack.users["alice"], text="psst"
        )
        says(slack, "bob", "Hello")
        slack.post("command", user=slack.users["bob"], channel=slack.channels["team"], text="/demo")
        slack.done("views.open", trigger_id=bot.of("command")[0]["trigger_id"], view=modal())
        seen: list[Json] = []
        while not seen or seen[-1]["type"] != "modal":
            line = stream.readline()
            if line.startswith(b"data: "):
                seen.append(json.loads(line.removeprefix(b"data: ")))
    told = [change for change in seen if change["type"] != "inspector"]
    team, bob = slack.channels["team"], slack.users["bob"]
    assert told[0] == {"type": "message", "channel": team}
    assert {"type": "unread", "channel": team} in told
    assert told[-1] == {"type": "modal", "user": bob}


# The clock


class Clock:
    """The bot's clock: knows a secret, and moves when told."""

    def __init__(self) -> None:
        clock = self
        self.now = "2026-11-20T09:00:00+00:00"
        self.is_up = True
        self.orders: list[Json] = []
        self.on_the_way: Callable[[], None] = lambda: None

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer({"now": clock.now})

            def do_POST(self) -> None:
                order = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                clock.orders.append(order)
                clock.on_the_way()
                clock.now = order.get("to", "2026-11-25T10:00:00+00:00")
                self._answer({"now": clock.now, "fired": [{"at": clock.now, "what": "round"}]})

            def _answer(self, answer: Json) -> None:
                allowed = clock.is_up and self.headers["Authorization"] == "Bearer s3cret"
                body = json.dumps(answer if allowed else {"error": "no"}).encode()
                self.send_response(200 if allowed else 403)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Keeps the test output quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/clock"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def clock() -> Iterator[Clock]:
    clock = Clock()
    yield clock
    clock.server.shutdown()
    clock.server.server_close()


def test_the_time_machine_asks_the_bot_with_the_operators_secret(
    workspace: Callable[..., Slack], clock: Clock
) -> None:
    slack = workspace(clock_url=clock.url, clock_secret="s3cret")
    assert slack.get("clock")["now"] == "2026-11-20T09:00:00+00:00"
    assert slack.get("workspace")["clock"]["can_travel"]
    answer = slack.post("clock", to="2026-11-24T08:00:00+00:00")
    assert answer["fired"] == [{"at": "2026-11-24T08:00:00+00:00", "what": "round"}]
    slack.post("clock", next=True)
    assert clock.orders == [{"to": "2026-11-24T08:00:00+00:00"}, {"next": True}]


def test_messages_carry_the_business_time_of_their_arrival(
    workspace: Callable[..., Slack], clock: Clock
) -> None:
    slack = workspace(clock_url=clock.url, clock_secret="s3cret")
    slack.get("clock")
    says(slack, "bob", "before")
    slack.post("clock", next=True)
    says(slack, "bob", "after")
    before, after = (str(one["business_time"]) for one in slack.seen("bob", slack.channels["team"]))
    assert re.match(r"2026-11-20T09:00:0\d\+00:00", before)
    assert re.match(r"2026-11-25T10:00:0\d\+00:00", after)


def test_what_is_said_before_the_clock_was_ever_read_has_its_time_all_the_same(
    workspace: Callable[..., Slack], clock: Clock
) -> None:
    clock.is_up = False
    slack = workspace(clock_url=clock.url, clock_secret="s3cret")
    assert slack.get("clock")["now"] is None
    clock.is_up = True
    slack.api("chat.postMessage", channel=slack.channels["team"], text="first")
    (first,) = slack.seen("bob", slack.channels["team"])
    assert str(first["business_time"]).startswith("2026-11-20T09:00")


def test_what_is_said_on_a_journey_has_the_time_of_its_saying(
    workspace: Callable[..., Slack], clock: Clock
) -> None:
    slack = workspace(clock_url=clock.url, clock_secret="s3cret")
    stops = ["2026-11-21T08:00:00+00:00", "2026-11-22T11:30:00+00:00"]

    def call_at_both() -> None:
        for clock.now in stops:
            assert slack.api("chat.postMessage", channel=slack.channels["team"], text="here")["ok"]

    clock.on_the_way = call_at_both
    slack.get("clock")
    slack.post("clock", to="2026-11-24T08:00:00+00:00")
    told = [str(one["business_time"]) for one in slack.seen("bob", slack.channels["team"])]
    assert [moment[:16] for moment in told] == [stop[:16] for stop in stops]


def test_a_clock_that_refuses_or_is_not_there_is_no_clock(
    workspace: Callable[..., Slack], clock: Clock
) -> None:
    wrong = workspace(clock_url=clock.url, clock_secret="wrong")
    assert wrong.get("workspace")["clock"] is None
    assert wrong.refused("clock", next=True) == "clock_refused"
    none = workspace()
    assert none.get("clock") == {"ok": True, "now": None, "can_travel": False}
    assert none.refused("clock", next=True) == "no_clock"
    says(none, "bob", "x")
    assert none.seen("bob", none.channels["team"])[0]["business_time"] is None


# Strangers and bad input


def test_a_page_from_elsewhere_cannot_drive_it(slack: Slack) -> None:
    port = slack.url.rpartition(":")[2]
    assert send(f"{slack.url}/client/workspace", headers={"Host": f"evil.example:{port}"}).status == 403
    assert send(f"{slack.url}/api/auth.test", b"", {"Host": "evil.example"}).status == 403
    assert send(f"{slack.url}/client/workspace", headers={"Host": f"localhost:{port}"}).status == 200
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert send(f"{slack.url}/client/revoke", b"{}", form).status == 415
    assert send(f"{slack.url}/client/revoke", b"{}", {"Content-Type": "text/plain"}).status == 415
    assert slack.api("auth.test")["ok"]


@pytest.mark.parametrize("body", [b"{nonsense", b"[1]", b'"x"'])
def test_a_body_that_is_no_object_is_refused(slack: Slack, body: bytes) -> None:
    reply = send(f"{slack.url}/client/message", body, {"Content-Type": "application/json"})
    assert (reply.status, reply.json["error"]) == (400, "invalid_json")


@pytest.mark.parametrize(
    "path",
    [
        "conversation?user=U0&channel=C0", "unread?user=U0", "modal", "home?user=U0", "inspector?after=x",
        "nonsense",
    ],
)  # fmt: skip
def test_an_unknown_thing_is_refused_and_not_a_crash(slack: Slack, path: str) -> None:
    assert send(f"{slack.url}/client/{path}").status in (400, 404, 405)


@pytest.mark.parametrize(
    "act", ["message", "command", "action", "input", "submit", "close", "shortcut", "options", "home", "mark"]
)
def test_an_empty_order_is_refused_and_not_a_crash(slack: Slack, act: str) -> None:
    assert slack.order(act).status in (400, 404)


GARBAGE: list[Any] = [None, 7, True, "x", [1], [[]], {"a": 1}, {"field": 7}, {"field": {"text": {}}}]


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("message", "user channel text thread_ts files"),
        ("edit", "user channel message_ts text"),
        ("command", "user channel text thread_ts"),
        ("shortcut", "user callback_id channel message_ts"),
        ("action", "user channel message_ts block_id action_id"),
        ("input", "view_id block_id action_id value"),
        ("options", "user block_id query"),
        ("submit", "view_id values"),
        ("close", "view_id all"),
        ("home", "user tab"),
        ("mark", "user channel ts"),
        ("users", "name tz dnd"),
        ("channels", "name members"),
        ("install", "manifest request_url"),
        ("socket", "disconnect"),
        ("clock", "to"),
    ],
)
def test_a_field_of_the_wrong_kind_is_refused_and_not_a_crash(
    crowded: tuple[Slack, Json], act: str, fields: str
) -> None:
    slack, right = crowded
    order = {field: right[field] for field in ("user", *fields.split()) if field in right}
    for field in fields.split():
        for nonsense in GARBAGE:
            reply = slack.order(act, **{**order, field: nonsense})
            assert reply.status in (200, 400, 404), (field, nonsense, reply.text)


@pytest.fixture(scope="module")
def crowded() -> Iterator[tuple[Slack, Json]]:
    """A workspace with a message to click, an open modal, and everything that an order may name."""
    bot = FakeBot()
    bot.start()
    with start(config(bot.url, timings={"retry_delays": []})) as running:
        slack = Slack(running)
        bob, team = slack.users["bob"], slack.channels["team"]
        slack.post("command", user=bob, channel=team, text="/demo")
        trigger = bot.of("command")[0]["trigger_id"]
        view = slack.done("views.open", trigger_id=trigger, view=modal())["view"]["id"]
        select = {"type": "multi_static_select", "action_id": "go", "options": [option("a")]}
        said = slack.done("chat.postMessage", channel=team, text="x", blocks=[actions(select)])
        yield (
            slack,
            {
                "user": bob, "channel": team, "message_ts": said["ts"], "view_id": view, "text": "/demo",
                "block_id": "row", "action_id": "go", "callback_id": "turn_into", "name": "new",
            },
        )  # fmt: skip
    bot.stop()


def test_files_of_the_page_are_served_and_nothing_beside_them(slack: Slack) -> None:
    assert send(f"{slack.url}/static/..%2Fserver.py").status == 404
    assert send(f"{slack.url}/static/nothing.js").status == 404
    assert send(f"{slack.url}/").status in (200, 404)


# The addresses of messages


def followed(url: str) -> tuple[int, str | None]:
    """Status and target of an address, without going there."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc)
    connection.request("GET", f"{parts.path}?{parts.query}")
    with closing(connection), connection.getresponse() as response:
        return response.status, response.headers["Location"]


def test_the_address_of_a_message_leads_to_its_thread_on_the_page(slack: Slack) -> None:
    team = slack.channels["team"]
    root = says(slack, "alice", "Root")
    reply = says(slack, "bob", "Reply", thread_ts=root)
    for ts in (root, reply):
        link = slack.done("chat.getPermalink", channel=team, message_ts=ts)["permalink"]
        assert followed(link) == (302, f"/#/-/{team}/{root}")
    for nowhere in (f"{team}/p1000000000000000", f"C0/p{root.replace('.', '')}", f"{team}/{root}"):
        assert followed(f"{slack.url}/archives/{nowhere}") == (404, None)


def test_a_port_in_use_is_an_error_at_the_start(slack: Slack) -> None:
    with pytest.raises(OSError, match="address already in use"):
        start({}, port=int(slack.url.rpartition(":")[2]))


def test_a_section_typed_by_nobody_stays_as_it_was_written(slack: Slack) -> None:
    slack.done("chat.postMessage", channel=slack.channels["team"], text="x", blocks=[section("<@U1> & <b>")])
    assert slack.seen("bob", slack.channels["team"])[0]["blocks"][0]["text"]["text"] == "<@U1> & <b>"
