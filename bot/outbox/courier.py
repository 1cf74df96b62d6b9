"""The way of one claimed message to Slack: look for it, render it, mark it, post or edit it, settle."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.core.db import Session
from bot.outbox import copies, queries, rules
from bot.outbox.kinds import Skip
from bot.outbox.lease import WITHDRAWN, Lease
from bot.outbox.looking import Lookout, Place
from bot.outbox.model import Delivery
from bot.outbox.rules import State
from bot.outbox.setup import Setup
from bot.outbox.wire import Posted, Problem, Wire
from bot.slack.blocks import fitted

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Park:
    """It can't be said until a person has mended something."""

    why: str


@dataclass(frozen=True)
class Rendering:
    said: dict[str, Any]
    covers: tuple[str, ...]
    is_afterword: bool

    @property
    def digest(self) -> str:
        return rules.digest(self.said)


class Courier:
    def __init__(self, setup: Setup, lease: Lease, wire: Wire) -> None:
        self._setup = setup
        self._lease = lease
        self._row = lease.row
        self._wire = wire
        self._lookout = Lookout(setup, lease, wire)

    def run(self) -> None:
        is_open = self._row.ts is None and self._row.maybe_sent
        if self._is_exhausted() and not is_open:
            self._lease.set_aside(self._row.last_error or "never got through")
        elif copies.is_search(self._row):
            self._lookout.look_for_copies()
        elif self._row.ts is None:
            self._deliver()
        elif self._row.is_withdrawn:
            self._delete()
        else:
            self._edit()

    def _is_exhausted(self) -> bool:
        """Eight claims have not settled it: perhaps it is what ends our processes."""
        return self._row.attempts > rules.MAX_CLAIMS

    # ---- a message that is not in Slack, as far as we know ----

    def _deliver(self) -> None:
        match self._place():
            case Place() as place:
                is_new = not self._row.maybe_sent or self._lookout.is_missing(place)
                if is_new and not self._lookout.is_known(place):
                    self._post(place)
            case Skip(reason):
                self._lease.skipped(reason)
            case Park(why):
                self._lease.parked(why)
            case None:
                self._lease.postpone(self._setup.timings.retry)

    def _post(self, place: Place) -> None:
        if self._row.is_withdrawn:
            self._lease.skipped(WITHDRAWN)
            return
        if self._is_exhausted():
            self._lease.set_aside(self._row.last_error or "never got through")
            return
        match self._rendering():
            case Rendering(is_afterword=True):
                self._lease.skipped("it was over before it could be told")
            case Rendering() as rendering:
                self._post_once(place, rendering)
            case Skip(reason):
                self._lease.skipped(reason)

    def _post_once(self, place: Place, rendering: Rendering) -> None:
        def mark(session: Session, row: Delivery, now: datetime) -> None:
            if row.maybe_sent:
                late = timedelta(seconds=self._setup.timings.late)
                copies.look_later(session, row, row.first_attempt_at or now, now + late)
            row.maybe_sent, row.looks = True, 0
            row.first_attempt_at = row.first_attempt_at or now
            row.said, row.digest, row.covers = rendering.said, rendering.digest, list(rendering.covers)
            row.rendered = self._row.wanted

        paces = (self._setup.paces.post, self._setup.paces.channel(self._row.to))
        if not self._lease.go_ahead(paces, mark):
            return
        self._setup.at("marked")
        answer = self._wire.post(
            place.channel, rendering.said, nonce=self._row.nonce, thread_ts=place.thread_ts
        )
        self._setup.at("posted")
        self._settle(answer, place)

    def _settle(self, answer: Posted | Problem, place: Place) -> None:
        if isinstance(answer, Posted):
            self._lease.sent(answer, place.thread_ts, self._wire.url)
        else:
            self._lease.troubled(answer)
        self._setup.at("settled")

    # ---- a message that is in Slack ----

    def _edit(self) -> None:
        via = self._usable_via()
        wait = self._spacing_left()
        if wait > 0 and via is None and not self._lease.is_hurried:
            self._lease.postpone(wait, paced=True)
            return
        match self._rendering():
            case Rendering() as rendering if rendering.digest != self._row.digest:
                if via is None or not self._replace(via, rendering):
                    self._update(rendering)
            case Rendering() | Skip():
                # What was said, and has nothing new to say, is left as it reads.
                self._lease.unchanged()

    def _replace(self, via: str, rendering: Rendering) -> bool:
        """Whether the edit need not go another way."""

        def use(_: Session, row: Delivery, now: datetime) -> None:
            row.via_uses += 1

        if not self._lease.go_ahead((), use):
            return True
        if not self._wire.replace(via, rendering.said):
            return False
        self._setup.at("edited")
        self._lease.edited(rendering.said, rendering.digest, rendering.covers)
        return True

    def _update(self, rendering: Rendering) -> None:
        def use_up_via(_: Session, row: Delivery, now: datetime) -> None:
            row.via_uses = rules.VIA_USES

        channel, ts = self._address()
        if not self._lease.go_ahead((self._setup.paces.update,), use_up_via):
            return
        answer = self._wire.update(channel, ts, rendering.said)
        self._setup.at("edited")
        if isinstance(answer, Problem):
            self._lease.troubled(answer)
        else:
            self._lease.edited(rendering.said, rendering.digest, rendering.covers)

    def _delete(self) -> None:
        channel, ts = self._address()
        if not self._lease.go_ahead((self._setup.paces.delete,)):
            return
        answer = self._wire.delete(channel, ts)
        self._setup.at("deleted")
        if isinstance(answer, Problem) and answer.error != "message_not_found":
            self._lease.troubled(answer)
        else:
            self._lease.deleted()

    def _address(self) -> tuple[str, str]:
        assert self._row.channel is not None
        assert self._row.ts is not None
        return self._row.channel, self._row.ts

    def _usable_via(self) -> str | None:
        row = self._row
        is_fresh = row.via_until is not None and self._lease.claimed_at < row.via_until
        return row.via if is_fresh and row.via_uses < rules.VIA_USES else None

    def _spacing_left(self) -> float:
        if self._row.edited_at is None:
            return 0.0
        return self._lease.kind.spacing - (self._lease.claimed_at - self._row.edited_at).total_seconds()

    # ---- what is said, and where ----

    def _rendering(self) -> Rendering | Skip | None:
        """None when our own code failed; the row is back already."""
        try:
            with self._setup.database.transaction(self._row.workspace, read_only=True) as session:
                made = self._lease.kind.render(session, self._row.ref, self._setup.clock.now(session))
        except Exception as error:
            log.exception("a message could not be made: %s %s", self._row.kind, self._row.key)
            self._lease.failed(f"{type(error).__name__}: {error}")
            return None
        self._setup.at("rendered")
        if isinstance(made, Skip):
            return made
        message = fitted(made)
        said = {"text": message.text, "blocks": list(message.blocks)}
        return Rendering(said, message.covers, message.is_afterword)

    def _place(self) -> Place | Skip | Park | None:
        """None when it can't be told yet."""
        if self._row.thread_of is None:
            return Place(self._row.to)
        with self._setup.database.transaction(self._row.workspace, read_only=True) as session:
            return _below(queries.delivery(session, self._row.thread_of), self._row.to)


def _below(above: Delivery | None, to: str) -> Place | Skip | Park | None:
    """Where a reply to a message goes; `to` is where it would go on its own."""
    if above is None:
        return Skip("there is nothing to reply to")
    if above.ts is not None:
        return Place(above.channel or above.to, above.thread_ts or above.ts)
    match above.state:
        case State.SKIPPED:
            return Skip(f"what it replies to was not said: {above.why}")
        case State.PARKED:
            return Park(above.why or "")
        case State.SET_ASIDE:
            return Place(to)
        case _:
            return None
