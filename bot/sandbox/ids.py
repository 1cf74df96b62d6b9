"""Ids and timestamps that look like Slack's."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import Counter
from collections.abc import Callable

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Ids:
    """Ids that follow from their order: the same configuration gives the same ids every time."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def new(self, prefix: str) -> str:
        self._counts[prefix] += 1
        digest = hashlib.blake2b(f"{prefix}{self._counts[prefix]}".encode(), digest_size=9).digest()
        return prefix + "0" + "".join(_ALPHABET[byte % 36] for byte in digest)


class Timestamps:
    """Message timestamps: wall clock in microseconds, never twice the same, never going back."""

    def __init__(self, wall: Callable[[], float] = time.time):
        self._wall = wall
        self._last = 0

    def new(self) -> str:
        self._last = max(int(self._wall() * 1_000_000), self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


def secret(size: int = 24) -> str:
    return secrets.token_hex(size // 2)
