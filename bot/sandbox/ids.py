"""Ids and timestamps that look like Slack's."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import Counter
from collections.abc import Callable, Mapping

# A crash forgets what was given out in its last seconds; nobody gives out as many ids within that time.
_SKIPPED = 1_000
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Ids:
    """Ids that follow from their order: the same configuration gives the same ids every time."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def new(self, prefix: str) -> str:
        self._counts[prefix] += 1
        digest = hashlib.blake2b(f"{prefix}{self._counts[prefix]}".encode(), digest_size=9).digest()
        return prefix + "0" + "".join(_ALPHABET[byte % 36] for byte in digest)

    @property
    def counts(self) -> Mapping[str, int]:
        return dict(self._counts)

    def go_on(self, counts: Mapping[str, int]) -> None:
        """From now on no id that was given out up to these counts, or a little later, is given out again."""
        for prefix, count in counts.items():
            self._counts[prefix] = count + _SKIPPED


class Timestamps:
    """Message timestamps: wall clock in microseconds, never twice the same, never going back."""

    def __init__(self, wall: Callable[[], float] = time.time):
        self._wall = wall
        self._last = 0

    @property
    def last(self) -> int:
        """The last timestamp, in microseconds since 1970."""
        return self._last

    def go_on(self, last: int) -> None:
        self._last = max(self._last, last)

    def new(self) -> str:
        self._last = max(int(self._wall() * 1_000_000), self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


def secret(size: int = 24) -> str:
    return secrets.token_hex(size // 2)
