"""Where the demo plays: the files that it leaves, and the business time at which it was left."""

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


class Occupied(Exception):
    """Another process plays here. Its text is the address of the page, empty while there is none."""


@dataclass(frozen=True)
class Stage:
    """The folder of one demo. What the story began with (`history`) is kept from one to the next."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "harbor.db"

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace.json"

    @property
    def history(self) -> Path:
        return self.folder / "history"

    @property
    def _story(self) -> Path:
        return self.folder / "story.json"

    @property
    def can_go_on(self) -> bool:
        """Whether a story has begun here, with all that belongs to it."""
        return all(file.exists() for file in (self.database, self.workspace, self._story))

    @contextmanager
    def alone(self) -> Iterator[Callable[[str], None]]:
        """No other process plays here meanwhile; raises `Occupied` while one does.

        Yields what tells the others our address. The lock is the system's: it ends with the process, however
        that ends, and the file may stay.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "lock", "a+") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                held.seek(0)
                raise Occupied(held.read()) from None
            held.truncate(0)

            def tell(address: str) -> None:
                held.write(address)
                held.flush()

            yield tell

    def clear(self) -> None:
        """Takes the last story away. A beginning that is broken off leaves none to go on with."""
        self.folder.mkdir(parents=True, exist_ok=True)
        logs = [self.database.with_name(f"{self.database.name}-{log}") for log in ("wal", "shm")]
        for file in (self._story, self.workspace, self.database, *logs):
            file.unlink(missing_ok=True)

    def goes_on(self) -> None:
        """The story is under way. When it ends without a word, nobody knows at which time."""
        self._story.write_text(json.dumps({"left_at": None}))

    def left(self, now: datetime) -> None:
        """The story stops at this business time."""
        self._story.write_text(json.dumps({"left_at": now.isoformat()}))

    @property
    def left_at(self) -> datetime | None:
        """Business time when the story stopped; None when that isn't known."""
        with suppress(ValueError, KeyError, TypeError):
            return datetime.fromisoformat(json.loads(self._story.read_text())["left_at"])
        return None
