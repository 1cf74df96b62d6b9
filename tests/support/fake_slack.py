"""The few methods of Slack that the outbox calls, over real HTTP, and every way in which an answer gets lost.

What it keeps is the truth of what was delivered. A fault is used up by one call: `drop_before`, `drop_after`,
`hang_before`, `hang_after`, `500_before`, `500_after`, `truncated` (after), `429:<seconds>`, `error:<code>`.
"""

import itertools
import json
import socket
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

BOT_USER, BOT_ID = "UBOT", "BBOT"


class Refused(Exception):
    """Slack's word for why not."""


@dataclass
class FakeSlack:
    faults: list[tuple[str, str]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    hidden: bool = False  # the history does not show anything yet
    _numbers: Any = field(default_factory=lambda: itertools.count(1))
    _lock: Any = field(default_factory=threading.Lock)
    released: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = False
        self._server.slack = self  # type: ignore[attr-defined]  # how a handler finds us
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/api/"

    def stop(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    # ---- what a test asks and arranges ----

    def fail(self, method: str, *faults: str) -> None:
        self.faults += [(method, fault) for fault in faults]

    def texts(self, channel: str | None = None) -> list[str]:
        return [one["text"] for one in self.messages if channel in (None, one["channel"])]

    def called(self, method: str) -> list[dict[str, Any]]:
        return [arguments for name, arguments in self.calls if name == method]

    def response_url(self, ts: str) -> str:
        return self.url.replace("/api/", f"/respond/{ts}")

    # ---- the methods ----

    def take_fault(self, method: str) -> str:
        with self._lock:
            for one in self.faults:
                if one[0] == method:
                    self.faults.remove(one)
                    return one[1]
        return ""

    def answer(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        name = method.replace(".", "_").lower()
        with self._lock:
            try:
                return {"ok": True, **getattr(self, f"_{name}")(arguments)}
            except Refused as error:
                return {"ok": False, "error": str(error)}

    def _chat_postmessage(self, sent: dict[str, Any]) -> dict[str, Any]:
        channel = _channel(sent["channel"])
        ts = f"{1_900_000_000 + next(self._numbers)}.000100"
        self.messages.append({**sent, "channel": channel, "ts": ts, "bot_id": BOT_ID})
        return {"channel": channel, "ts": ts}

    def _chat_update(self, sent: dict[str, Any]) -> dict[str, Any]:
        self._find(sent["ts"]).update(text=sent["text"], blocks=sent["blocks"])
        return {"channel": sent["channel"], "ts": sent["ts"]}

    def _chat_delete(self, sent: dict[str, Any]) -> dict[str, Any]:
        self.messages.remove(self._find(sent["ts"]))
        return {}

    def _conversations_open(self, sent: dict[str, Any]) -> dict[str, Any]:
        return {"channel": {"id": _channel(sent["users"])}}

    def _conversations_history(self, sent: dict[str, Any]) -> dict[str, Any]:
        return self._page(sent, [one for one in self.messages if not one.get("thread_ts")])

    def _conversations_replies(self, sent: dict[str, Any]) -> dict[str, Any]:
        return self._page(sent, [one for one in self.messages if one.get("thread_ts") == sent["ts"]])

    def _page(self, sent: dict[str, Any], found: list[dict[str, Any]]) -> dict[str, Any]:
        """Two a page, so that whoever does not turn pages is found out."""
        found = [] if self.hidden else [one for one in found if one["channel"] == sent["channel"]]
        if sent.get("include_all_metadata") not in ("1", "true"):
            found = [{**one, "metadata": {}} for one in found]
        start = int(sent.get("cursor") or 0)
        more = str(start + 2) if len(found) > start + 2 else ""
        return {"messages": found[start : start + 2], "response_metadata": {"next_cursor": more}}

    def _respond(self, sent: dict[str, Any]) -> dict[str, Any]:
        self._find(sent["ts"]).update(text=sent["text"], blocks=sent["blocks"])
        return {}

    def _find(self, ts: str) -> dict[str, Any]:
        for message in self.messages:
            if message["ts"] == ts:
                return message
        raise Refused("message_not_found")


def _channel(name: str) -> str:
    return "D" + name[1:] if name.startswith("U") else name


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        slack: FakeSlack = self.server.slack  # type: ignore[attr-defined]  # given in FakeSlack
        method, arguments = self._read()
        slack.calls.append((method, arguments))
        fault = slack.take_fault(method)
        if fault == "hang_before":
            slack.released.wait(30)
        if fault in ("drop_before", "hang_before"):
            self._drop()
        elif fault == "500_before":
            self._say(500, b"upstream trouble")
        elif fault.startswith("429:"):
            self._say(429, b'{"ok": false, "error": "ratelimited"}', {"Retry-After": fault[4:]})
        elif fault.startswith("error:"):
            self._say(200, json.dumps({"ok": False, "error": fault[6:]}).encode())
        else:
            self._done(slack, fault, json.dumps(slack.answer(method, arguments)).encode())

    def _done(self, slack: FakeSlack, fault: str, body: bytes) -> None:
        if fault == "hang_after":
            slack.released.wait(30)
        if fault in ("drop_after", "hang_after"):
            self._drop()
        elif fault == "500_after":
            self._say(500, b"upstream trouble")
        elif fault == "truncated":
            self._say(200, body[: len(body) // 2])
        else:
            self._say(200, body)

    def _read(self) -> tuple[str, dict[str, Any]]:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        _, kind, name = self.path.partition("?")[0].split("/", 2)
        if kind == "respond":
            return kind, {**json.loads(body), "ts": name}
        if self.headers["Content-Type"].startswith("application/json"):
            return name, json.loads(body)
        return name, {key: values[0] for key, values in parse_qs(body).items()}

    def _say(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drop(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Quiet."""
