"""Delivery over HTTP, signed with the app's secret."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, TooManyRedirects

from bot.sandbox.app import App
from bot.sandbox.delivery.answers import Answer, Delivery, Failure, Outcome
from bot.sandbox.wire import dump, load

_FORM = "application/x-www-form-urlencoded"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's version 0 request signature."""
    digest = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    return "v0=" + digest.hexdigest()


class HttpDelivery:
    def __init__(self, session: ClientSession, ack_seconds: float):
        self._session = session
        self._timeout = ClientTimeout(total=ack_seconds)

    async def send(self, app: App, delivery: Delivery) -> Outcome:
        url = app.url_for(delivery.kind, delivery.command)
        if delivery.options and not app.request_url:
            url = app.manifest.options_url or url
        if not url:
            return Failure("connection_failed", "The app has no request URL.")
        content_type, body = _encoded(delivery)
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(app.signing_secret, timestamp, body),
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }
        if delivery.attempt:
            headers |= {"X-Slack-Retry-Num": str(delivery.attempt), "X-Slack-Retry-Reason": delivery.reason}
        try:
            async with self._session.post(
                url, data=body, headers=headers, timeout=self._timeout, max_redirects=2
            ) as response:
                return await _read(response)
        except TimeoutError:
            return Failure("http_timeout", "No answer in time.")
        except TooManyRedirects:
            return Failure("too_many_redirects")
        except ClientError as error:
            return Failure("connection_failed", str(error))


def _encoded(delivery: Delivery) -> tuple[str, bytes]:
    if delivery.kind == "events_api":
        return "application/json", dump(delivery.payload)
    if delivery.kind == "slash_commands":
        return _FORM, urlencode(delivery.payload).encode()
    return _FORM, urlencode({"payload": dump(delivery.payload)}).encode()


async def _read(response: ClientResponse) -> Outcome:
    text = await response.text()
    if not 200 <= response.status < 300:
        no_retry = response.headers.get("x-slack-no-retry") == "1"
        return Failure("http_error", f"HTTP {response.status}", response.status, no_retry)
    return Answer(_parsed(text, response.content_type), response.status)


def _parsed(text: str, content_type: str) -> Any:
    if not text.strip():
        return None
    if content_type != "application/json":
        return text
    try:
        return load(text)
    except ValueError:
        return text
