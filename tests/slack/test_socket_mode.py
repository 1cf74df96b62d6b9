"""The connection that Slack's requests come over."""

import threading

from slack_bolt import App

from bot import app
from bot.sandbox import server as sandbox
from bot.slack import client
from bot.slack.manifest import manifest
from bot.slack.socket_mode import SocketMode


def test_a_quiet_connection_is_closed_at_once_and_leaves_nothing_running() -> None:
    made = manifest(app.listeners(), socket_mode=True, base_url="")
    with sandbox.start({"manifest": made}) as slack:
        url, token = slack.info["api_url"], slack.info["bot_token"]
        before = set(threading.enumerate())
        bolt = App(client=client.writing(token, url))
        socket = SocketMode(bolt, slack.info["app_token"], url)
        socket.connect()
        assert socket.is_connected
        socket.close()
        left = [one.name for one in set(threading.enumerate()) - before if one.is_alive()]
    assert left == []
