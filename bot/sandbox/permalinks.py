"""The addresses of messages, which lead to their place on the page."""

from __future__ import annotations

import re

from aiohttp import web

from bot.sandbox.platform import Platform
from bot.sandbox.records import Message

_MESSAGE = re.compile(r"p(\d{10})(\d{6})")


class Permalinks:
    def __init__(self, platform: Platform):
        self._platform = platform

    async def follow(self, request: web.Request) -> web.Response:
        """To the page, where the message stands in its thread; without replies it is a thread by itself."""
        message = self._find(request.match_info["channel"], request.match_info["message"])
        if message is None:
            raise web.HTTPNotFound(text="There is no such message in this workspace.")
        # Who is looking is known to the page only.
        raise web.HTTPFound(f"/#/-/{message.channel}/{message.thread_ts or message.ts}")

    def _find(self, channel_id: str, name: str) -> Message | None:
        channel = self._platform.workspace.channels.get(channel_id)
        digits = _MESSAGE.fullmatch(name)
        if channel is None or digits is None:
            return None
        return channel.messages.get(f"{digits[1]}.{digits[2]}")
