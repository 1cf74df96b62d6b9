"""Answers that come in over a response URL."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from bot.sandbox import content
from bot.sandbox.app import App
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.platform import Platform
from bot.sandbox.records import Channel, Message
from bot.sandbox.response_urls import ResponseUrl
from bot.sandbox.wire import SlackError, load

_GONE = {"no_service": 404, "expired_url": 404, "used_url": 404}


class Hooks:
    def __init__(self, platform: Platform):
        self._platform = platform

    async def answer(self, request: web.Request) -> web.Response:
        """`ok`, or a plain-text code: response URLs speak no JSON."""
        started = time.perf_counter()
        body: Any = None
        try:
            body = _payload(await request.read(), request.content_type)
            self._use(request.path.removeprefix("/hooks"), body)
            said, status = "ok", 200
        except SlackError as error:
            said, status = error.code, error.status if error.status != 200 else 400
        milliseconds = (time.perf_counter() - started) * 1000
        self._platform.traffic.record(
            "out",
            "response_url",
            request.path,
            user=None,
            status=said,
            ms=milliseconds,
            request=body,
            response=said,
        )
        return web.Response(text=said, status=status)

    def _use(self, path: str, body: Json) -> None:
        app = self._platform.app
        url = self._platform.urls.use(path)
        if isinstance(url, str):
            raise SlackError(url, status=_GONE[url])
        if app is None or app.is_revoked:
            raise SlackError("invalid_token", status=403)
        channel = self._platform.workspace.channels.get(url.channel)
        if channel is None:
            raise SlackError("channel_not_found", status=404)
        original = channel.messages.get(url.message_ts or "") or channel.ephemerals.get(url.message_ts or "")
        if body.get("delete_original"):
            self._delete(channel, original)
            return
        said = content.read(body, limit_blocks=False)
        if said.is_empty:
            raise SlackError("no_text")
        if body.get("replace_original") and original is not None:
            self._replace(app, channel, original, said)
        else:
            self._post(app, url, channel, body, said)

    def _delete(self, channel: Channel, original: Message | None) -> None:
        if original is None:
            raise SlackError("message_not_found", status=404)
        if original.only_for is not None:
            self._platform.messages.remove_ephemeral(channel, original)
        else:
            self._platform.messages.delete(channel, original)

    def _replace(self, app: App, channel: Channel, original: Message, said: content.Content) -> None:
        """The original keeps its visibility, whatever `response_type` says."""
        if original.only_for is not None:
            self._platform.messages.replace_ephemeral(channel, original, said)
        else:
            self._platform.messages.edit(channel, original, said, app.bot_user_id)

    def _post(self, app: App, url: ResponseUrl, channel: Channel, body: Json, said: content.Content) -> None:
        if channel.is_archived:
            raise SlackError("channel_is_archived", status=410)
        thread_ts = body.get("thread_ts")
        if thread_ts is not None and (type(thread_ts) is not str or thread_ts not in channel.messages):
            raise SlackError("cannot_reply_to_message")
        in_channel = body.get("response_type") == "in_channel"
        self._platform.messages.say_as_bot(
            app, channel, said, thread_ts=thread_ts, only_for=None if in_channel else url.user
        )


def _payload(body: bytes, content_type: str) -> Json:
    try:
        if content_type == "application/x-www-form-urlencoded":
            parsed = load(dict(parse_qsl(body.decode())).get("payload", ""))
        else:
            parsed = load(body)
    except ValueError as error:
        raise SlackError("invalid_payload", status=400) from error
    if type(parsed) is not dict:
        raise SlackError("invalid_payload", status=400)
    return parsed
