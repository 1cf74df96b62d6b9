"""The addresses at which files arrive and are read."""

from __future__ import annotations

import base64

from aiohttp import BodyPartReader, StreamReader, web

from bot.sandbox.platform import Platform
from bot.sandbox.wire import SlackError

# Opened by itself, a file could otherwise run scripts with the page's rights.
_INERT = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cache-Control": "private, max-age=3600",
}


class FileServer:
    def __init__(self, platform: Platform):
        self._platform = platform

    def routes(self, prefix: str) -> list[web.RouteDef]:
        return [
            web.post(f"{prefix}/upload/v1/{{file}}/{{ticket}}", self._take),
            web.get(f"{prefix}/files/{{file}}/{{name}}", self._show),
        ]

    async def _take(self, request: web.Request) -> web.Response:
        """The bytes as the body, or as the first part of a form; answered in plain text."""
        where = request.match_info
        try:
            body = await _bytes(request, self._platform.uploads.most_bytes)
            self._platform.uploads.receive(where["file"], where["ticket"], body)
        except SlackError as error:
            return web.Response(text=error.code, status=error.status)
        return web.Response(text=f"OK - {len(body)}")

    async def _show(self, request: web.Request) -> web.Response:
        file = self._platform.workspace.files.get(request.match_info["file"])
        if file is None or not file.content:
            raise web.HTTPNotFound(text="There is no such file in this workspace.")
        headers = {**_INERT, "Content-Type": file.mimetype}
        return web.Response(body=base64.b64decode(file.content), headers=headers)


async def _bytes(request: web.Request, most: int) -> bytes:
    if request.content_type != "multipart/form-data":
        return await _within(request.content, most)
    part = await (await request.multipart()).next()
    if not isinstance(part, BodyPartReader):
        raise SlackError("file_update_failed", status=400)
    return await part.read(decode=True)


async def _within(content: StreamReader, most: int) -> bytes:
    body = bytearray()
    async for chunk in content.iter_any():
        body += chunk
        if len(body) > most:
            raise SlackError("file_upload_size_restricted", status=413)
    return bytes(body)
