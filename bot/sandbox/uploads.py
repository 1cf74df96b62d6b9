"""Files on their way in: announced, then sent, then completed."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from urllib.parse import quote

from bot.sandbox.ids import secret
from bot.sandbox.items import File
from bot.sandbox.wire import SlackError


@dataclass(slots=True)
class _Expected:
    file: File
    ticket: str


class Uploads:
    """`address` is the workspace's own, with a slash at its end, in what is handed out here."""

    most_bytes = 20_000_000

    def __init__(self) -> None:
        self._expected: dict[str, _Expected] = {}

    def expect(self, address: str, file: File) -> str:
        """The address that the file's bytes may be sent to, once."""
        ticket = secret(32)
        self._expected[file.id] = _Expected(file, ticket)
        return f"{address}upload/v1/{file.id}/{ticket}"

    @staticmethod
    def address_of(address: str, file_id: str, name: str) -> str:
        return f"{address}files/{file_id}/{quote(name, safe='')}"

    def receive(self, file_id: str, ticket: str, body: bytes) -> None:
        expected = self._expected.get(file_id)
        if expected is None or expected.ticket != ticket:
            raise SlackError("file_not_found", status=404)
        if len(body) != expected.file.size:
            raise SlackError("file_update_failed", status=400)
        expected.file.content = base64.b64encode(body).decode()

    def arrived(self, file_id: str, user: str) -> File | None:
        """The announced file of this user, once its bytes are here."""
        expected = self._expected.get(file_id)
        if expected is None or not expected.file.content or expected.file.user != user:
            return None
        return expected.file

    def forget(self, file_id: str) -> None:
        del self._expected[file_id]
