"""Two replicas that start at the same moment, in a workspace that nobody knows yet."""

import threading
from typing import Any

from sqlalchemy import select

from bot.core.clock import WallClock
from bot.core.db import Database
from bot.people.model import Person
from bot.people.sync import Sync

USERS = [{"id": f"U{number}", "name": f"person-{number}", "profile": {}} for number in range(20)]


class Slack:
    """Lists everybody to both before either writes them down."""

    def __init__(self, both: threading.Barrier) -> None:
        self._both = both

    def auth_test(self) -> dict[str, str]:
        self._both.wait()
        return {"team_id": "T1", "team": "Acme", "user_id": "UBOT", "bot_id": "BBOT", "url": "https://acme/"}

    def users_list(self, **_: Any) -> dict[str, Any]:
        self._both.wait()
        return {"members": USERS}


def test_both_of_two_replicas_that_start_at_once_get_to_know_everybody(postgresql_url: str) -> None:
    both, failed = threading.Barrier(2, timeout=20), []
    slack: Any = Slack(both)

    def start() -> None:
        database = Database(postgresql_url)
        try:
            sync = Sync(database, WallClock(), admins=(), slack=lambda _: None, learned=lambda: None)
            sync.greet(slack, slack)
        except Exception as error:  # noqa: BLE001  (the test tells)
            failed.append(error)
            both.abort()
        finally:
            database.engine.dispose()

    replicas = [threading.Thread(target=start) for _ in range(2)]
    for replica in replicas:
        replica.start()
    for replica in replicas:
        replica.join()
    assert failed == []
    database = Database(postgresql_url)
    with database.transaction("T1") as session:
        assert len(session.scalars(select(Person.id)).all()) == len(USERS)
    database.engine.dispose()
