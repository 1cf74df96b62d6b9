"""Socket Mode: Slack's requests over a connection that we open."""

import threading
from contextlib import suppress
from socket import SHUT_RDWR

from slack_bolt import App
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler

from bot.slack import client

CLOSE_WITHIN = 3


class SocketMode:
    def __init__(self, app: App, token: str, base_url: str) -> None:
        self._handler = SocketModeHandler(app, token, web_client=client.reading("", base_url))

    @property
    def is_connected(self) -> bool:
        return self._handler.client.is_connected()

    def connect(self) -> None:
        """Raises `SlackApiError` when the token is refused. From then on slack_sdk keeps it connected."""
        self._handler.connect()  # type: ignore[no-untyped-call]  # Bolt left it without types

    def close(self) -> None:
        """What has been begun is acknowledged before; Slack repeats or refuses the rest."""
        # slack_sdk's close can wait for a thread that it has just told to go on.
        closing = threading.Thread(target=self._close, name="close", daemon=True)
        closing.start()
        closing.join(CLOSE_WITHIN)

    def _close(self) -> None:
        slack = self._handler.client
        slack.closed = True  # Or its processor would wait for messages for ever.
        slack.message_processor.shutdown()  # type: ignore[no-untyped-call]  # slack_sdk's as well
        slack.message_workers.shutdown(wait=True)
        self._hang_up()
        # slack_sdk's reading thread may forget the connection while this one closes it.
        with suppress(AttributeError):
            self._handler.close()  # type: ignore[no-untyped-call]  # Bolt left it without types

    def _hang_up(self) -> None:
        """Ends what the reading thread waits for: it would hold up the close until Slack says something."""
        slack = self._handler.client
        slack.auto_reconnect_enabled = False
        slack.current_session_state.terminated = True
        with suppress(OSError):
            if slack.current_session is not None and slack.current_session.sock is not None:
                slack.current_session.sock.shutdown(SHUT_RDWR)
