"""Files that people hand over, in messages and in forms: what Slack tells of them, without their content."""

from __future__ import annotations

from typing import Any

from bot.sandbox.blockkit.engine import Json, array, number, record, string
from bot.sandbox.platform import Platform
from bot.sandbox.wire import Refused

# One that was handed over before comes back with its id.
_KNOWN = dict.fromkeys(("id", "title", "filetype", "user", "mode"), string())
_FILES = array(
    record({"name": string(least=1), "mimetype": string(least=1)}, {"size": number, **_KNOWN}), most=10
)


def taken(platform: Platform, user: str, files: Any) -> list[Json]:
    """The file objects of what this person hands over; `Refused` when that is no list of files."""
    if not files:
        return []
    if _FILES(files):
        raise Refused("invalid_files", "Files are a list of objects with `name` and `mimetype`.")
    return [_file(platform, user, one) for one in files]


def _file(platform: Platform, user: str, one: Json) -> Json:
    return {
        "id": one.get("id") or platform.workspace.ids.new("F"),
        "name": one["name"],
        "title": one["name"],
        "mimetype": one["mimetype"],
        "filetype": one["name"].rpartition(".")[2],
        "user": user,
        "mode": "hosted",
        "size": one.get("size", 0),
    }
