"""Delivery over HTTP, signed with the app's secret."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from aiohttp import (
    ClientConnectionError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientSSLError,
    ClientTimeout,
    TooManyRedirects,
)

from bot.sandbox.app import App
from bot.sandbox.delivery.answers import Answer, Delivery, Failure, Outcome
from bot.sandbox.ids import secret
from bot.sandbox.wire import dump, load

MOST_REDIRECTS = 2
# Slack's advice is to refuse what is older than five minutes.
STALE_SECONDS = 360
_FORM = "application/x-www-form-urlencoded"
_AGENT = {"User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}


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
        headers = {"Content-Type": content_type, **_signed(app, delivery, body), **_AGENT}
        if delivery.attempt:
            headers |= {"X-Slack-Retry-Num": str(delivery.attempt), "X-Slack-Retry-Reason": delivery.reason}
        return await self._post(url, body, headers)

    async def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
        try:
            async with self._session.post(
                url, data=body, headers=headers, timeout=self._timeout, max_redirects=MOST_REDIRECTS + 1
            ) as response:
                return await _read(response)
        except TimeoutError:
            return Failure("http_timeout", "No answer in time.")
        except TooManyRedirects:
            return Failure("too_many_redirects")
        except ClientSSLError as error:
            return Failure("ssl_error", str(error))
        except ClientConnectionError as error:
            return Failure("connection_failed", str(error))
        except ClientError as error:
            return Failure("unknown_error", str(error))


def _signed(app: App, delivery: Delivery, body: bytes) -> dict[str, str]:
    """The headers that prove it comes from Slack, and just now; or, on purpose, that it doesn't."""
    signed_at = time.time() - (STALE_SECONDS if delivery.misdeed == "stale" else 0)
    key = secret(32) if delivery.misdeed == "forge" else app.signing_secret
    timestamp = str(int(signed_at))
    return {
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature(key, timestamp, body),
    }


def _encoded(delivery: Delivery) -> tuple[str, bytes]:
    if delivery.kind == "events_api":
        return "application/json", dump(delivery.payload)
    if delivery.kind == "slash_commands":
        return _FORM, urlencode(delivery.payload).encode()
    return _FORM, urlencode({"payload": dump(delivery.payload)}).encode()


async def _read(response: ClientResponse) -> Outcome:
    text = await response.text(errors="replace")
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
