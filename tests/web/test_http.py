"""The server around Flask starts and stops cleanly, whoever is connected."""

import http.client
import threading

from flask import Flask

from bot.web.http import Http


def slow_app(entered: threading.Event, go_on: threading.Event) -> Flask:
    app = Flask("slow")

    @app.get("/")
    def answer() -> str:
        return "here"

    @app.get("/slow")
    def slow() -> str:
        entered.set()
        go_on.wait(5)
        return "late"

    return app


def serve(app: Flask) -> Http:
    served = Http(app, host="127.0.0.1", port=0)
    served.start()
    return served


def test_a_stop_closes_connections_that_are_kept_alive() -> None:
    # A socket closed under the waiting thread makes that thread fail, which pytest turns into an error.
    for _ in range(20):
        served = serve(slow_app(threading.Event(), threading.Event()))
        kept = http.client.HTTPConnection("127.0.0.1", served.port, timeout=5)
        kept.request("GET", "/")
        assert kept.getresponse().read() == b"here"
        served.stop()
        kept.close()


def test_a_request_that_has_begun_is_answered_before_the_end() -> None:
    entered, go_on = threading.Event(), threading.Event()
    served = serve(slow_app(entered, go_on))
    asking = http.client.HTTPConnection("127.0.0.1", served.port, timeout=5)
    asking.request("GET", "/slow")
    assert entered.wait(5)
    stopping = threading.Thread(target=served.stop)
    stopping.start()
    go_on.set()
    assert asking.getresponse().read() == b"late"
    stopping.join(5)
    assert not stopping.is_alive()
    asking.close()


def test_a_second_stop_changes_nothing() -> None:
    served = serve(slow_app(threading.Event(), threading.Event()))
    served.stop()
    served.stop()
