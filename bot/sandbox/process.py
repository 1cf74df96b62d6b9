"""The app as a running program, for whoever started it beside the sandbox and keeps it going."""

from __future__ import annotations

from typing import Protocol


class AppProcess(Protocol):
    @property
    def is_up(self) -> bool:
        """Whether the app is at work."""

    def crash(self) -> None:
        """Ends it as it stands, without a word to it, and returns at once. It is started again by itself."""
