"""What must hold after every run. The sandbox says what was delivered, the database what we believe.

I1  whatever was to be said is said, skipped with its reason, or set aside or parked where somebody sees it
I2  no message stands in Slack twice
I3  nothing was said before it was due
I4  nobody was asked twice in one period
I5  the message that we believe in is the one that stands in Slack, in these words
I6  no lease of the dead is left behind
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.db import machine_now
from bot.outbox.model import Delivery
from bot.outbox.rules import State
from faults.notes import NOW, Office, words

Json = Mapping[str, Any]
# Rows that look for copies and take them back say nothing themselves.
ABOUT_COPIES = ("copy:", "copies:")


@dataclass
class Finding:
    """What one run lost or doubled, and every sentence that did not hold."""

    lost: int = 0
    doubled: int = 0
    broken: list[str] = field(default_factory=list)

    def add(self, other: "Finding") -> None:
        self.lost += other.lost
        self.doubled += other.doubled
        self.broken += other.broken


def nonce(message: Json) -> str:
    """What a message of ours is found again by; "" when it carries nothing."""
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return str(payload.get("k", ""))


def judge(
    office: Office,
    *,
    stopped: Collection[State] = (),
    text: Callable[[Delivery], str] | None = None,
    rows: Iterable[Delivery] | None = None,
) -> Finding:
    """Everything has come to rest. `stopped`: states besides sent and skipped that may be the end."""
    delivered: dict[str, list[Json]] = {}
    for message in office.slack.messages():
        delivered.setdefault(nonce(message), []).append(message)
    finding = Finding()
    everything = [row for row in office.rows() if not row.key.startswith(ABOUT_COPIES)]
    for row in everything if rows is None else rows:
        _look(row, delivered.get(row.nonce, []), finding, stopped, text or _words)
    for row in everything:
        delivered.pop(row.nonce, None)
    finding.doubled += sum(len(found) for found in delivered.values())
    finding.broken += [f"nobody knows of {found[0]['text']!r}" for found in delivered.values()]
    finding.broken += _left_behind(office)
    return finding


def _words(row: Delivery) -> str:
    return words(row.key, row.rendered)


def _look(
    row: Delivery,
    found: list[Json],
    finding: Finding,
    stopped: Collection[State],
    text: Callable[[Delivery], str],
) -> None:
    wanted = 1 if row.state is State.SENT else 0
    if len(found) > 1:
        finding.doubled += len(found) - 1
        finding.broken.append(f"I2: {row.key} stands there {len(found)} times")
    is_open = row.state in (State.WAITING, State.SENDING) or (
        row.state in (State.PARKED, State.SET_ASIDE) and row.state not in stopped
    )
    if is_open or len(found) < wanted:
        finding.lost += 1
        finding.broken.append(
            f"I1: {row.key} is {row.state}, found {len(found)} times: {row.last_error or row.why}"
        )
    elif row.state is not State.SENT and not row.why:
        finding.broken.append(f"I1: {row.key} is {row.state} without a reason")
    elif len(found) > wanted:
        finding.doubled += 1
        finding.broken.append(f"I2: {row.key} is {row.state} and stands there")
    if row.posted_at is not None and row.posted_at < NOW:
        finding.broken.append(f"I3: {row.key} was said too early")
    if len(found) == 1 and wanted:
        _compare(row, found[0], finding, text)


def _compare(row: Delivery, message: Json, finding: Finding, text: Callable[[Delivery], str]) -> None:
    if (row.channel, row.ts) != (message["channel"], message["ts"]):
        finding.broken.append(f"I5: {row.key} is elsewhere than we believe")
    if row.rendered != row.wanted or message["text"] != text(row):
        finding.broken.append(f"I5: {row.key} reads {message['text']!r}")


def _left_behind(office: Office) -> list[str]:
    with office.database.across(read_only=True) as session:
        now = machine_now(session)
    lease = office.timings.lease
    return [
        f"I6: {row.key} is held by somebody who is gone"
        for row in office.rows()
        if row.lease_owner is not None
        and (row.available_at is None or (now - row.available_at).total_seconds() > 2 * lease)
    ]


def copies_taken(taken: Mapping[str, int]) -> int:
    """How many copies Slack took beyond the first of each message, also those that were deleted since."""
    return sum(Counter(taken).values()) - len(taken)
