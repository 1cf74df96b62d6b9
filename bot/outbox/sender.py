"""Takes up what is due and sends it, on threads of its own or in the caller's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from slack_sdk import WebClient

from bot.core.clock import Clock
from bot.core.db import Database, Session
from bot.outbox.kinds import Kind


@dataclass(frozen=True)
class Slack:
    """One workspace's clients (see `slack.client`), who we are there, and the workspace's own address."""

    writing: WebClient
    reading: WebClient
    bot_user: str
    bot_id: str
    url: str


class Sender:
    """`slack(workspace)` gives the clients, or None while the workspace has no usable token."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        kinds: Mapping[str, Kind],
        slack: Callable[[str], Slack | None],
        base_url: str,
        posts_per_minute: int = 240,
        updates_per_minute: int = 50,
        workers: int = 4,
        on_parked: Callable[[str, str, str], None] | None = None,
    ) -> None: ...

    def drain(self, *, hurry: bool = False, until: float | None = None) -> int: ...

    def has_work(self, session: Session) -> bool: ...

    def start(self) -> None: ...

    def wake(self) -> None: ...

    def stop(self) -> None: ...
