"""Takes what Slack delivers, so that it can be delivered on under a stopwatch."""

import hashlib
import hmac
import http.client
import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from benchmarks.processes import Broken

FORM = "application/x-www-form-urlencoded"


class Postbox:
    """`take` waits for the next interaction that came; events are acknowledged and forgotten."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.came: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def take(self) -> bytes:
        try:
            return self.came.get(timeout=10)
        except queue.Empty:
            raise Broken("the sandbox did not deliver a click") from None


@contextmanager
def opened() -> Iterator[Postbox]:
    """A postbox with an address of its own on loopback."""

    class Slot(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers["Content-Type"] == FORM:
                postbox.came.put(body)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            """Nothing: what comes is expected."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Slot)
    postbox = Postbox(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, name="postbox", daemon=True)
    thread.start()
    try:
        yield postbox
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(frozen=True)
class Postman:
    """Delivers to an app as Slack does, signed, over one connection that stays open."""

    connection: http.client.HTTPConnection
    secret: str

    def deliver(self, body: bytes) -> float:
        """The seconds from the request's first byte to the answer's last."""
        timestamp = str(int(time.time()))
        signature = hmac.new(self.secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
        headers = {
            "Content-Type": FORM,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": "v0=" + signature.hexdigest(),
        }
        began = time.perf_counter()
        self.connection.request("POST", "/slack/events", body, headers)
        answer = self.connection.getresponse()
        said = answer.read()
        took = time.perf_counter() - began
        if answer.status != 200:
            raise Broken(f"an interaction was answered with {answer.status}: {said[:300]!r}")
        return took


@contextmanager
def postman(port: int, secret: str) -> Iterator[Postman]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        yield Postman(connection, secret)
    finally:
        connection.close()
