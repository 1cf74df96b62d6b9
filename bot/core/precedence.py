"""People first: what follows a commit lets those pass who wait for an answer of this process."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# Seconds for which what follows is put off at most: whoever is told of it waits, too.
LONGEST = 0.1


class Precedence:
    """Counts the people who are being answered, and runs `follow` when nobody is."""

    def __init__(self, follow: Callable[[], None], longest: float = LONGEST) -> None:
        self._follow = follow
        self._longest = longest
        self._changed = threading.Condition()
        self._people = 0
        self._waiting = threading.Lock()

    @contextmanager
    def person(self) -> Iterator[None]:
        """Somebody waits for what is done in here."""
        with self._changed:
            self._people += 1
        try:
            yield
        finally:
            with self._changed:
                self._people -= 1
                self._changed.notify_all()

    def follow(self) -> None:
        """Has it run, on the caller's thread; whoever comes while one waits is served by that one."""
        if not self._waiting.acquire(blocking=False):
            return
        try:
            with self._changed:
                self._changed.wait_for(lambda: not self._people, self._longest)
        finally:
            # Before it runs: whoever comes from now on may have something that it does not see.
            self._waiting.release()
        self._follow()
