"""The HTTP server around the Flask application: one thread waits for requests, a few answer them."""

import threading
import time
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

THREADS = 12
END_WITHIN = 5


class Http:
    """Serves from the moment it is started. Raises `OSError` when the port cannot be had."""

    def __init__(self, app: Flask, *, host: str, port: int) -> None:
        self._sockets: dict[int, Any] = {}
        self._server: Any = create_server(
            app, map=self._sockets, host=host, port=port, threads=THREADS, ident=None
        )
        self._thread = threading.Thread(target=self._server.run, name="http", daemon=True)

    @property
    def port(self) -> int:
        """The port that is served on (also when it was asked for as 0)."""
        return int(self._server.effective_port)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Answers what has been begun, then closes every connection. A second time changes nothing."""
        if not self._thread.is_alive():
            return
        self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=END_WITHIN)
        latest = time.monotonic() + END_WITHIN
        while self._is_writing() and time.monotonic() < latest:
            time.sleep(0.005)
        # By the thread that waits on the sockets: closed under it, they would make it fail.
        self._server.trigger.pull_trigger(self._close)
        self._thread.join(END_WITHIN)
        self._server.trigger.close()

    def _close(self) -> None:
        """All but the trigger, which others may be pulling. With nothing to wait on, the thread ends."""
        for one in list(self._sockets.values()):
            if one is not self._server.trigger:
                wasyncore.dispatcher.close(one)
        self._sockets.clear()

    def _is_writing(self) -> bool:
        return any(one.total_outbufs_len for one in list(self._server.active_channels.values()))
