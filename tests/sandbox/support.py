"""What the sandbox's tests talk with: a client of its HTTP interfaces, and a bot that answers as told."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode

from bot.sandbox.server import Running

Json = dict[str, Any]

SCOPES = [
    "app_mentions:read", "channels:history", "channels:join", "channels:read", "chat:write",
    "commands", "dnd:read", "groups:history", "groups:read", "im:history", "im:read", "im:write",
    "team:read", "users:read", "users:read.email",
]  # fmt: skip
EVENTS = [
    "app_home_opened", "app_mention", "app_uninstalled", "channel_archive", "dnd_updated_user",
    "member_joined_channel", "message.im", "team_join", "tokens_revoked", "user_change",
]  # fmt: skip


def manifest(**changes: Any) -> Json:
    """A manifest with everything in it; `changes` replace whole parts: scopes, events, socket_mode, …"""
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {"name": "Demo"},
        "features": {
            "app_home": changes.get(
                "app_home",
                {
                    "home_tab_enabled": True,
                    "messages_tab_enabled": True,
                    "messages_tab_read_only_enabled": False,
                },
            ),
            "bot_user": {"display_name": "demo", "always_online": True},
            "slash_commands": [
                {"command": "/demo", "description": "Try it", "usage_hint": "[help]", "should_escape": True},
                {"command": "/raw", "description": "Unescaped", "should_escape": False},
            ],
            "shortcuts": [
                {"name": "New item", "type": "global", "callback_id": "new_item", "description": "Makes one"},
                {"name": "Turn into", "type": "message", "callback_id": "turn_into", "description": "Turns"},
            ],
        },
        "oauth_config": {"scopes": {"bot": changes.get("scopes", SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": changes.get("events", EVENTS)},
            "interactivity": {"is_enabled": changes.get("interactive", True)},
            "socket_mode_enabled": changes.get("socket_mode", False),
        },
    }


def people() -> list[Json]:
    return [
        {"name": "alice", "real_name": "Alice Meyer", "tz": "Europe/Berlin"},
        {"name": "bob", "real_name": "Bob Okafor", "tz": "Europe/London"},
        {"name": "charlie", "real_name": "Charlie Dubois", "tz": "Asia/Tokyo"},
    ]


def channels() -> list[Json]:
    return [
        {"name": "team", "members": ["alice", "bob", "demo"]},
        {"name": "elsewhere", "members": ["alice"]},
        {"name": "secret", "members": ["alice", "bob"], "is_private": True},
        {"name": "leads", "members": ["alice", "demo"], "is_private": True},
    ]


def config(request_url: str | None = None, **changes: Any) -> Json:
    settings = {key: changes.pop(key) for key in ("rate_limits", "timings") if key in changes}
    return {
        "team": {"name": "Harbor", "domain": "harbor"},
        "users": people(),
        "channels": channels(),
        "manifest": manifest(**changes),
        "request_url": request_url,
        "rate_limits": "off",
        **settings,
    }


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Json:
        parsed: Json = json.loads(self.body)
        return parsed

    @property
    def text(self) -> str:
        return self.body.decode()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Goes nowhere: the redirection itself is the answer."""


def send(
    url: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    verb: str | None = None,
    *,
    follow: bool = True,
) -> Reply:
    request = urllib.request.Request(url, body, dict(headers or {}), method=verb)
    opener = urllib.request.build_opener(*([] if follow else [_Stay]))
    try:
        with opener.open(request, timeout=20) as response:
            return Reply(response.status, dict(response.headers), response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, dict(error.headers), error.read())


class Slack:
    """The sandbox, as a bot and as a person's client see it."""

    def __init__(self, running: Running):
        self.running = running
        self.url = running.url
        self.token: str = running.info["bot_token"] or ""
        self.users: dict[str, str] = running.info["users"]
        self.channels: dict[str, str] = running.info["channels"]

    def call(self, method: str, token: str | None = None, **args: Any) -> Reply:
        """A Web API call with a form, as every method takes it."""
        form = {key: value if type(value) is str else json.dumps(value) for key, value in args.items()}
        authorization = (
            {"Authorization": f"Bearer {self.token if token is None else token}"} if token != "" else {}
        )
        return send(f"{self.url}/api/{method}", urlencode(form).encode(), authorization)

    def send_json(self, method: str, body: bytes | Json) -> Json:
        """A Web API call with a body of JSON, or of what claims to be JSON."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        encoded = body if type(body) is bytes else json.dumps(body).encode()
        return send(f"{self.url}/api/{method}", encoded, headers).json

    def api(self, method: str, **args: Any) -> Json:
        return self.call(method, **args).json

    def done(self, method: str, **args: Any) -> Json:
        answer = self.api(method, **args)
        assert answer["ok"], answer
        return answer

    def post(self, path: str, **order: Any) -> Json:
        """A client call that has to succeed."""
        reply = self.order(path, **order)
        assert reply.status == 200, reply.text
        return reply.json

    def order(self, path: str, verb: str = "POST", **order: Any) -> Reply:
        return send(
            f"{self.url}/client/{path}",
            json.dumps(order).encode(),
            {"Content-Type": "application/json"},
            verb,
        )

    def refused(self, path: str, verb: str = "POST", **order: Any) -> str:
        """The error code of a client call that has to be refused."""
        reply = self.order(path, verb, **order)
        assert reply.status in (400, 404), reply.text
        return str(reply.json["error"])

    def patch(self, path: str, **order: Any) -> Json:
        reply = self.order(path, "PATCH", **order)
        assert reply.status == 200, reply.text
        return reply.json

    def get(self, path: str, **query: str) -> Json:
        return send(f"{self.url}/client/{path}?{urlencode(query)}").json

    def dm(self, name: str) -> str:
        """The person's conversation with the app."""
        return next(str(user["dm"]) for user in self.get("workspace")["users"] if user["name"] == name)

    def seen(self, name: str, channel: str, **query: str) -> list[Json]:
        """The messages a person sees."""
        found: list[Json] = self.get("conversation", user=self.users[name], channel=channel, **query)[
            "messages"
        ]
        return found

    def stack(self, name: str) -> list[Json]:
        found: list[Json] = self.get("modal", user=self.users[name])["stack"]
        return found


@dataclass(frozen=True)
class Received:
    """One delivery to the bot. `kind` is event, interactive or command."""

    kind: str
    payload: Json
    headers: Mapping[str, str]
    raw: bytes


# A status and a body; a third part is headers.
Answer = Callable[[Received], Any]


def nothing(_: Received) -> tuple[int, Any]:
    return 200, b""


@dataclass
class FakeBot:
    """A bot on HTTP that keeps what it gets and answers what `answer` says."""

    answer: Answer = nothing
    received: list[Received] = field(default_factory=list)
    _server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_address[1]}/slack/events"

    def start(self) -> None:
        bot = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                delivery = _understood(raw, dict(self.headers))
                bot.received.append(delivery)
                status, body, *more = bot.answer(delivery)
                is_json = type(body) is dict
                encoded = json.dumps(body).encode() if is_json else body
                self.send_response(status)
                self.send_header("Content-Type", "application/json" if is_json else "text/plain")
                self.send_header("Content-Length", str(len(encoded)))
                for name, value in (more[0] if more else {}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(encoded)

            def log_message(self, *_: object) -> None:
                """Keeps the test output quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    def of(self, kind: str) -> list[Json]:
        """The payloads of one kind, or of one type of interaction or event."""
        return [
            one.payload
            for one in self.received
            if kind in (one.kind, one.payload.get("type"), one.payload.get("event", {}).get("type"))
        ]


def _understood(raw: bytes, headers: Mapping[str, str]) -> Received:
    if headers["Content-Type"].startswith("application/json"):
        return Received("event", json.loads(raw), headers, raw)
    form = {key: values[0] for key, values in parse_qs(raw.decode(), keep_blank_values=True).items()}
    if "payload" in form:
        return Received("interactive", json.loads(form["payload"]), headers, raw)
    return Received("command", form, headers, raw)


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "Hello", **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(action_id: str = "go", **more: Any) -> Json:
    return {"type": "button", "text": plain("Go"), "action_id": action_id, **more}


def actions(*elements: Json, block_id: str = "row") -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def option(value: str, text: str | None = None) -> Json:
    return {"text": plain(text or value), "value": value}


def field_of(element: Json, block_id: str = "field", **more: Any) -> Json:
    return {"type": "input", "block_id": block_id, "label": plain("Label"), "element": element, **more}


def text_field(block_id: str = "field", **more: Any) -> Json:
    return field_of({"type": "plain_text_input", "action_id": "text"}, block_id, **more)


def modal(*blocks: Json, **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("A form"),
        "submit": plain("Save"),
        "blocks": list(blocks) or [text_field()],
        **more,
    }


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks) or [section()], **more}
