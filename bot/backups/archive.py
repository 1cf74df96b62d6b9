"""The file: JSON, one value a line, compressed. It belongs to no kind of database.

The first line says what it is and of when; each table begins with its name and columns, then come its rows;
the last line holds the number of rows and a checksum of all lines before it, so that a file which was cut off
or damaged is found out.
"""

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from gzip import GzipFile
from pathlib import Path
from typing import Any

from bot.backups.errors import Refused

FORMAT = "throughline backup"
VERSION = 1
NEWER = "{path} was written by a newer version of Throughline. Install that one, and restore with it."
NOT_OURS = "{path} is not a backup of Throughline."
DAMAGED = "{path} is damaged or not complete. Use another backup."


@dataclass(frozen=True)
class About:
    """`taken_at` is machine time, aware UTC; `revision` is the version of the tables."""

    taken_at: datetime
    revision: str
    database: str


Row = Sequence[Any]
Table = tuple[str, Sequence[str]]


class Writer:
    def __init__(self, file: GzipFile, about: About) -> None:
        self._file = file
        self._sum = hashlib.sha256()
        self._counts: dict[str, int] = {}
        self._table = ""
        self._write(
            {
                "format": FORMAT,
                "version": VERSION,
                "taken_at": about.taken_at.isoformat(),
                "revision": about.revision,
                "database": about.database,
            }
        )

    def table(self, name: str, columns: Sequence[str]) -> None:
        self._table, self._counts[name] = name, 0
        self._write({"table": name, "columns": list(columns)})

    def row(self, values: Row) -> None:
        self._counts[self._table] += 1
        self._write(list(values))

    def end(self) -> Mapping[str, int]:
        """The number of rows of each table."""
        self._write({"rows": self._counts, "sha256": self._sum.hexdigest()})
        return self._counts

    def _write(self, value: Any) -> None:
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        self._sum.update(line)
        self._file.write(line)


@contextmanager
def writing(path: Path, about: About, *, force: bool) -> Iterator[Writer]:
    """A new file that only its owner may read; it is there when it is whole and on the disk."""
    if path.exists() and not force:
        raise Refused(f"{path} is there already; --force replaces it.")
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
            with GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as packed:
                yield Writer(packed, about)
            raw.flush()
            os.fsync(raw.fileno())
        os.replace(draft, path)
        keep_folder(path.parent)
    except OSError as error:
        raise Refused(f"{path} cannot be written ({error.strerror or error}).") from None
    finally:
        draft.unlink(missing_ok=True)


def keep_folder(folder: Path) -> None:
    """What was renamed in it outlives a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Reader:
    """Reads a file once from beginning to end. Raises `Refused` where it is not as it was written."""

    def __init__(self, path: Path, lines: Iterator[bytes]) -> None:
        self._path = path
        self._lines = lines
        self._sum = hashlib.sha256()
        self.counts: dict[str, int] = {}
        self.about = self._begin()

    def rows(self) -> Iterator[tuple[Table, Row]]:
        """Every row with its table. It is whole only when the last one has come."""
        table: Table | None = None
        for value in self._values():
            match value:
                case {"table": str(name), "columns": [*columns]}:
                    table, self.counts[name] = (name, columns), 0
                case [*row] if table is not None:
                    self.counts[table[0]] += 1
                    yield table, row
                case {"rows": rows, "sha256": _} if rows == self.counts and not [*self._lines]:
                    return
                case _:
                    break
        raise Refused(DAMAGED.format(path=self._path))

    def read_through(self) -> None:
        """Raises `Refused` unless the file is whole and as it was written."""
        for _ in self.rows():
            pass

    def _begin(self) -> About:
        match next(self._values(), None):
            case {
                "format": str(name),
                "version": int(version),
                "taken_at": str(taken_at),
                "revision": str(revision),
                "database": str(database),
            } if name == FORMAT:
                if version > VERSION:
                    raise Refused(NEWER.format(path=self._path))
                return About(datetime.fromisoformat(taken_at), revision, database)
        raise Refused(NOT_OURS.format(path=self._path))

    def _values(self) -> Iterator[Any]:
        for line in self._lines:
            so_far = self._sum.hexdigest()
            self._sum.update(line)
            try:
                value = json.loads(line)
            except ValueError:
                break
            if isinstance(value, dict) and value.get("sha256", so_far) != so_far:
                break
            yield value


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    with closing(_lines(path)) as lines:
        yield Reader(path, lines)


def _lines(path: Path) -> Generator[bytes, None, None]:
    has_begun = False
    try:
        with gzip.open(path, "rb") as packed:
            for line in packed:
                has_begun = True
                yield line
    except (EOFError, zlib.error, gzip.BadGzipFile):
        trouble = DAMAGED if has_begun else NOT_OURS
        raise Refused(trouble.format(path=path)) from None
    except OSError as error:
        raise Refused(f"{path} cannot be read ({error.strerror or error}).") from None
