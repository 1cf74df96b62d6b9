"""Looking in Slack for a message that may be there already, before it is posted."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.outbox import queries, recovery
from bot.outbox.lanes import Pace
from bot.outbox.lease import Lease
from bot.outbox.recovery import Gap
from bot.outbox.rules import Posted
from bot.outbox.setup import Setup
from bot.outbox.wire import Problem, Wire


@dataclass(frozen=True)
class Place:
    """A channel or user; for a reply `thread_ts` is the message at the top of the thread."""

    channel: str
    thread_ts: str | None = None

    @property
    def is_user(self) -> bool:
        return self.channel.startswith(("U", "W"))

    @property
    def key(self) -> str:
        return self.channel if self.thread_ts is None else f"{self.channel}:{self.thread_ts}"


class Lookout:
    """Looks for one message: found, it is settled; where it can't be looked for, it is put back."""

    def __init__(self, setup: Setup, lease: Lease, wire: Wire) -> None:
        self._setup = setup
        self._lease = lease
        self._row = lease.row
        self._wire = wire

    def is_missing(self, place: Place) -> bool:
        """Looks in Slack for a message that may have arrived. True when it should be posted (again).

        Slack may take a moment to show a message: it is missing when it was not there twice.
        """
        if not self._lease.go_ahead(self._paces_of_looking(place)):
            return False
        found = self._find(place)
        self._setup.at("looked")
        if isinstance(found, Problem):
            self._lease.troubled(found, looking=True)
        elif found is not None:
            self._adopt(found, place)
        elif self._row.looks == 0:
            self._lease.not_found()
        else:
            self._setup.tally.add("missing")
            return True
        return False

    def is_known(self, place: Place) -> bool:
        """Whether Slack has it from the time that a restore has lost, or that is not known yet."""
        if not self._lease.is_restored:
            return False
        with self._setup.database.transaction(self._row.workspace, read_only=True) as session:
            gap = recovery.gap(session, place.key)
            found = recovery.stray(session, self._row.nonce)
        if gap is not None and found is None:
            # The next claim goes on with what was read.
            self._read(place, gap)
            return True
        if found is None:
            return False
        self._adopt(found, place)
        return True

    def look_for_copies(self) -> None:
        """Looks for a copy besides the message that we know of."""
        row, since = self._row, self._row.first_attempt_at
        with self._setup.database.transaction(row.workspace) as session:
            of = queries.delivery(session, row.ref)
        if of is not None and of.ts is None and of.available_at is not None:
            self._lease.postpone(self._setup.timings.late)
        elif of is None or since is None or of.channel is None:
            self._lease.searched()
        elif self._lease.go_ahead((self._setup.paces.look(of.thread_ts),)):
            found = self._wire.find(of.channel, row.nonce, since=since, thread_ts=of.thread_ts, besides=of.ts)
            self._setup.at("looked")
            match found:
                case Problem():
                    self._lease.troubled(found, looking=True)
                case Posted():
                    self._lease.found_copy(of, found)
                case None:
                    self._lease.searched()

    def _adopt(self, found: Posted, place: Place) -> None:
        self._setup.tally.add("found")
        self._lease.sent(found, place.thread_ts, self._wire.url)
        self._setup.at("settled")

    def _read(self, place: Place, gap: Gap) -> None:
        """Takes note of everything that we said there in that time."""
        if not self._lease.go_ahead(self._paces_of_looking(place)):
            return
        found = self._said(place, gap)
        self._setup.at("looked")
        if isinstance(found, Problem):
            self._lease.troubled(found, looking=True)
            return
        with self._setup.unit(self._row.workspace) as session:
            recovery.visited(session, place.key, gap, found)
        self._lease.postpone(0)

    def _said(self, place: Place, gap: Gap) -> Mapping[str, Posted] | Problem:
        channel = self._channel(place)
        if isinstance(channel, Problem):
            return channel
        return self._wire.said(channel, since=gap.since, until=gap.until, thread_ts=place.thread_ts)

    def _paces_of_looking(self, place: Place) -> list[Pace]:
        look = self._setup.paces.look(place.thread_ts)
        return [look, self._setup.paces.open] if place.is_user else [look]

    def _channel(self, place: Place) -> str | Problem:
        return self._wire.direct(place.channel) if place.is_user else place.channel

    def _find(self, place: Place) -> Posted | Problem | None:
        channel = self._channel(place)
        if isinstance(channel, Problem):
            return channel
        since = self._row.first_attempt_at
        assert since is not None, "it is kept together with the marker"
        return self._wire.find(channel, self._row.nonce, since=since, thread_ts=place.thread_ts)
