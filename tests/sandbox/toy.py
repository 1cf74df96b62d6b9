"""A small app and a sandbox with it in, for what the page is tried on."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode
from urllib.request import Request, urlopen

from bot.sandbox import server

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def button(text: str, action: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action, **more}


def field(block: str, label: str, element: str, **more: Any) -> Json:
    return {
        "type": "input",
        "block_id": block,
        "label": plain(label),
        "element": {"type": element, "action_id": "value"},
        **more,
    }


SCOPES = ["chat:write", "commands", "im:history", "channels:history", "reactions:write", "pins:write"]
QUESTION = [
    {"type": "section", "text": mrkdwn("How is *O-14* going?")},
    {"type": "actions", "elements": [button("On track", "fine"), button("Blocked", "blocked")]},
]
FORM = {
    "type": "modal",
    "callback_id": "need",
    "title": plain("What do you need?"),
    "submit": plain("Ask"),
    "blocks": [
        field("need", "The need", "plain_text_input"),
        field("whom", "From whom?", "users_select", dispatch_action=True),
    ],
}
THANKS = {
    "type": "modal",
    "title": plain("Saved"),
    "blocks": [{"type": "section", "text": mrkdwn("Thank you.")}],
}
LATER = {"type": "section", "text": mrkdwn("It is night there; the answer may take until tomorrow.")}


def home(count: int) -> Json:
    counter = button(f"Counted {count}", "count", value=str(count))
    return {"type": "home", "blocks": [{"type": "actions", "elements": [counter]}]}


class ToyApp:
    """An app as small as the tests allow: a question, a form, a Home that counts."""

    def __init__(self) -> None:
        app = self

        class Ear(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.answer({"now": app.now, "can_travel": True})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                told = json.loads(body) if body.startswith("{") else dict(parse_qsl(body))
                self.answer(app.travel() if self.path == "/clock" else app.hear(told))

            def answer(self, answer: Json | None) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(answer).encode() if answer else b"")

            def log_message(self, *_: object) -> None:
                pass

        self.begin()
        self.ear = ThreadingHTTPServer(("127.0.0.1", 0), Ear)
        root = f"http://127.0.0.1:{self.ear.server_port}"
        self.url, self.clock_url = f"{root}/slack/events", f"{root}/clock"
        threading.Thread(target=self.ear.serve_forever, args=(0.01,), daemon=True).start()

    def begin(self) -> None:
        """As if it had just been started."""
        self.now = "2026-11-18T09:02:00+00:00"
        self.form = FORM
        self.actions: list[Json] = []  # what was clicked and chosen
        self.submitted: list[Json] = []  # the values of each form

    def join(self, info: Json) -> None:
        self.api, self.token = info["api_url"], info["bot_token"]

    def close(self) -> None:
        self.ear.shutdown()
        self.ear.server_close()

    def call(self, method: str, **args: Any) -> Json:
        """A call of the Web API that has to work."""
        form = {name: value if type(value) is str else json.dumps(value) for name, value in args.items()}
        headers = {"Authorization": f"Bearer {self.token}"}
        with urlopen(Request(f"{self.api}{method}", urlencode(form).encode(), headers)) as response:
            answer: Json = json.load(response)
        assert answer["ok"], answer
        return answer

    def travel(self) -> Json:
        """Wherever one wants to go: the next day, with a reminder on the way."""
        self.now = "2026-11-19T09:02:00+00:00"
        return {"now": self.now, "fired": [{"at": "2026-11-18T14:00:00+00:00", "what": "Reminder to Omar"}]}

    def hear(self, told: Json) -> Json | None:
        """What the app answers to a command, an event or a click; what it calls meanwhile is done by then."""
        if "command" in told:
            self.call("views.open", trigger_id=told["trigger_id"], view=self.form)
            return None
        if told.get("type") == "event_callback":
            event = told["event"]
            if event["type"] == "app_home_opened" and event["tab"] == "home":
                self.call("views.publish", user_id=event["user"], view=home(0))
            return None
        return self.interact(json.loads(told["payload"]))

    def interact(self, payload: Json) -> Json | None:
        if payload["type"] == "block_suggestion":
            found = [name for name in ("Billing", "Router") if payload["value"].lower() in name.lower()]
            return {"options": [{"text": plain(name), "value": name.lower()} for name in found]}
        if payload["type"] == "view_submission":
            values = payload["view"]["state"]["values"]
            self.submitted.append(values)
            wish = values.get("need", {}).get("value", {}).get("value")
            if wish == "thanks":
                return {"response_action": "update", "view": THANKS}
            words = "Say what would help."
            return {"response_action": "errors", "errors": {"need": words}} if wish == "?" else None
        action = payload["actions"][0]
        self.actions.append(action)
        if "view" in payload and payload["view"]["type"] == "modal":
            longer = FORM | {"blocks": [LATER, *FORM["blocks"]]}
            self.call("views.update", view_id=payload["view"]["id"], view=longer)
        elif action["action_id"] == "blocked":
            self.call("views.open", trigger_id=payload["trigger_id"], view=FORM)
        elif action["action_id"] == "count":
            self.call("views.publish", user_id=payload["user"]["id"], view=home(int(action["value"]) + 1))
        elif action["action_id"] == "fine":
            where = {"channel": payload["channel"]["id"], "ts": payload["message"]["ts"]}
            thanks = [{"type": "section", "text": mrkdwn("On track, thank you.")}]
            self.call("chat.update", **where, text="On track", blocks=thanks)
        return None


def manifest(url: str) -> Json:
    command = {"description": "Write one down", "usage_hint": "[what will be true]", "url": url}
    return {
        "display_information": {"name": "Toy"},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "bot_user": {"display_name": "Toy"},
            "shortcuts": [
                {"name": "New one", "type": "global", "callback_id": "new", "description": "Write one down"}
            ],
            "slash_commands": [{"command": "/outcome", **command}, {"command": "/checkin", **command}],
        },
        "oauth_config": {"scopes": {"bot": SCOPES}},
        "settings": {
            "event_subscriptions": {"request_url": url, "bot_events": ["app_home_opened"]},
            "interactivity": {"is_enabled": True, "request_url": url},
            "socket_mode_enabled": False,
        },
    }


class Workspace:
    """A running sandbox with the toy app in it."""

    def __init__(self, app: ToyApp):
        people = [
            {"name": "alice", "real_name": "Alice Moreau", "title": "Customer care", "tz": "Europe/Paris"},
            {"name": "omar", "real_name": "Omar Haddad", "tz": "Europe/London"},
        ]
        everybody = [{"name": "support", "members": ["alice", "omar"]}]
        config = {"team": {"name": "Harbor", "domain": "harbor"}, "users": people, "channels": everybody}
        config |= {"manifest": manifest(app.url), "request_url": app.url, "rate_limits": "off"}
        self.app, self.config = app, config
        self.running = self.start(0)
        self.learn()

    def start(self, port: int) -> server.Running:
        return server.start(self.config, port=port, clock_url=self.app.clock_url, clock_secret="x")

    def learn(self) -> None:
        info = self.running.info
        self.app.join(info)
        self.url, self.users, self.channels = info["url"], info["users"], info["channels"]
        self.send("PATCH", f"channels/{self.channels['support']}", {"add_bot": True})

    def restart(self) -> None:
        """Empty again, at the same address."""
        port = int(self.url.rpartition(":")[2])
        self.running.stop()
        self.running = self.start(port)
        self.learn()

    def send(self, verb: str, path: str, body: Json) -> None:
        headers = {"Content-Type": "application/json"}
        request = Request(f"{self.url}/client/{path}", json.dumps(body).encode(), headers, method=verb)
        urlopen(request).close()

    def says(self, name: str, text: str) -> None:
        """A person writes in #support."""
        self.send(
            "POST",
            "message",
            {"user": self.users[name], "channel": self.channels["support"], "text": text},
        )

    def bot_says(self, text: str, **more: Any) -> None:
        self.app.call("chat.postMessage", channel=self.channels["support"], text=text, **more)

    def at(self, name: str, place: str = "support") -> str:
        """The page's address for this person at this place."""
        return f"{self.url}/#/{self.users[name]}/{self.channels.get(place, place)}"
