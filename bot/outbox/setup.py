"""What every part of the sending needs, put together once by the `Sender`."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.core.clock import Clock
from bot.core.db import Database, Session
from bot.outbox.kinds import Kind
from bot.outbox.lanes import Paces
from bot.outbox.wire import Slack


@dataclass(frozen=True)
class Timings:
    """Seconds of machine time.

    A request (ten seconds, and a margin) must end before the `lease` does. `settle`: how long Slack may take
    to show a message in its history. `retry`: the first wait after a certain no. `outage`: the wait while
    Slack cannot be reached or asked, or the workspace has no token. `late`: how long after a message was
    posted again the post before it may still come through, and is looked for.
    """

    lease: float = 60.0
    request: float = 15.0
    settle: float = 30.0
    retry: float = 5.0
    outage: float = 30.0
    late: float = 600.0


class Tally:
    """How often what happened, since the start of this process."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def add(self, what: str) -> None:
        with self._lock:
            self._counts[what] += 1

    def counts(self) -> dict[str, int]:
        with self._lock:
            return dict(self._counts)


def nothing(*_: object) -> None:
    """For whoever does not want to be told."""


@dataclass(frozen=True)
class Setup:
    """`at(point)` is called at each point where a crash would leave a different trace (for tests)."""

    database: Database
    clock: Clock
    kinds: Mapping[str, Kind]
    slack: Callable[[str], Slack | None]
    base_url: str
    paces: Paces
    timings: Timings = field(default_factory=Timings)
    on_parked: Callable[[str, str, str], None] = nothing
    on_noted: Callable[[], None] = nothing
    at: Callable[[str], None] = nothing
    tally: Tally = field(default_factory=Tally)

    @contextmanager
    def unit(self, workspace: str) -> Iterator[Session]:
        """A transaction; who has to know is told after the commit."""
        with self.database.transaction(workspace) as session:
            yield session
        for told in session.info.get("parked", ()):
            self.on_parked(*told)
        if session.info.get("noted"):
            self.on_noted()
