"""`python -m benchmarks.empty`: a Bolt app with its default settings and one command that does nothing.

It is served as the bot is, and stands beside it as the measure. Writes its port when it is ready.
"""

import json
import os
import signal
import sys
from typing import Any

from flask import Flask, Response, request
from slack_bolt import Ack, App
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_sdk import WebClient
from waitress.server import create_server

COMMAND = "/empty"


def main() -> None:
    token = os.environ["SLACK_BOT_TOKEN"]
    bolt = App(
        token=token,
        signing_secret=os.environ["SLACK_SIGNING_SECRET"],
        client=WebClient(token=token, base_url=os.environ["SLACK_API_URL"]),
    )
    bolt.command(COMMAND)(_nothing)
    handler = SlackRequestHandler(bolt)
    flask = Flask("empty")

    @flask.post("/slack/events")
    def events() -> Response:
        answer: Response = handler.handle(request)
        return answer

    server: Any = create_server(flask, host="127.0.0.1", port=0, threads=12, ident=None)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    sys.stdout.write(json.dumps({"port": server.effective_port}) + "\n")
    sys.stdout.flush()
    server.run()


def _nothing(ack: Ack) -> None:
    ack()


if __name__ == "__main__":
    main()
