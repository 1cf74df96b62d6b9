"""The calls to Slack, each with what came of it as a value. Nothing here raises, and nothing is repeated."""

import errno
import json
import logging
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.outbox import rules
from bot.outbox.lanes import DELETE, LOOK, LOOK_IN_THREAD, OPEN, POST, UPDATE
from bot.outbox.rules import Posted as Posted, Verdict
from bot.slack import client

log = logging.getLogger(__name__)

EVENT_TYPE = "throughline_message"
# Slack's clock and the database's may differ by this much.
SKEW = timedelta(seconds=60)
UNREACHABLE = (errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN)


@dataclass(frozen=True)
class Slack:
    """One workspace's clients (see `slack.client`), who we are there, and the workspace's own address."""

    writing: WebClient
    reading: WebClient
    bot_user: str
    bot_id: str
    url: str


@dataclass(frozen=True)
class Problem:
    """An answer that is not yes. `seconds` is how long Slack wants us to stay away from `method`."""

    verdict: Verdict
    method: str
    error: str
    seconds: float = 0.0


@dataclass(frozen=True)
class Done:
    data: Mapping[str, Any]


class Wire:
    """One workspace's line to Slack, for one message. `calls` counts the requests; `url` is its address."""

    def __init__(self, slack: Slack, base_url: str) -> None:
        self._slack = slack
        self._base_url = base_url
        self.url = slack.url
        self.calls = 0

    def post(
        self, channel: str, said: Mapping[str, Any], *, nonce: str, thread_ts: str | None
    ) -> Posted | Problem:
        """The metadata is how the message is found again when the answer is lost."""
        message = {
            **said,
            "channel": channel,
            "unfurl_links": False,
            "unfurl_media": False,
            "link_names": False,
            "client_msg_id": nonce,
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"k": nonce}},
        }
        if thread_ts is not None:
            message["thread_ts"] = thread_ts
        match self._write(POST, message):
            case Done({"channel": str(place), "ts": str(ts)}):
                return Posted(place, ts)
            case Done():
                return Problem(Verdict.UNCLEAR, POST, "an answer without a ts")
            case problem:
                return problem

    def update(self, channel: str, ts: str, said: Mapping[str, Any]) -> Done | Problem:
        return self._write(
            UPDATE, {**said, "channel": channel, "ts": ts, "link_names": False, "parse": "none"}
        )

    def delete(self, channel: str, ts: str) -> Done | Problem:
        return self._write(DELETE, {"channel": channel, "ts": ts})

    def replace(self, url: str, said: Mapping[str, Any]) -> bool:
        """Edits the message of a click by its response_url; False when that did not certainly work."""
        self.calls += 1
        try:
            answer = client.response(url, self._base_url).send_dict({**said, "replace_original": True})
        except Exception:
            log.info("an edit by response_url failed", exc_info=True)
            return False
        return answer.status_code == 200 and _is_yes(answer.body)

    def direct(self, user: str) -> str | Problem:
        """The channel of our conversation with a user."""
        match self._write(OPEN, {"users": user}):
            case Done({"channel": {"id": str(channel)}}):
                return channel
            case Done():
                return Problem(Verdict.UNCLEAR, OPEN, "an answer without a channel")
            case problem:
                return problem

    def find(
        self, channel: str, nonce: str, *, since: datetime, thread_ts: str | None, besides: str | None = None
    ) -> Posted | Problem | None:
        """Our message with this nonce, posted after `since`; None when Slack does not show it.

        The one whose ts is `besides` is passed over.
        """
        for message in self._history(channel, since=since, thread_ts=thread_ts):
            if isinstance(message, Problem):
                return message
            if _nonce(message) == nonce and message["ts"] != besides:
                return Posted(channel, message["ts"])
        return None

    def said(
        self, channel: str, *, since: datetime, until: datetime, thread_ts: str | None
    ) -> dict[str, Posted] | Problem:
        """All that we posted there in that time, by nonce. A thread that is gone has nothing."""
        found: dict[str, Posted] = {}
        for message in self._history(channel, since=since, until=until, thread_ts=thread_ts):
            if isinstance(message, Problem):
                return {} if message.error == "thread_not_found" else message
            nonce = _nonce(message)
            if isinstance(nonce, str):
                found[nonce] = Posted(channel, message["ts"])
        return found

    def _history(
        self, channel: str, *, since: datetime, until: datetime | None = None, thread_ts: str | None
    ) -> Iterator[Mapping[str, Any] | Problem]:
        """Our messages in a conversation or thread, as Slack lists them; a problem is the last to come."""
        method = LOOK if thread_ts is None else LOOK_IN_THREAD
        page: dict[str, Any] = {
            "channel": channel,
            "oldest": f"{(since - SKEW).timestamp():.6f}",
            "include_all_metadata": True,
            "limit": 200,
        }
        if until is not None:
            page["latest"] = f"{(until + SKEW).timestamp():.6f}"
        if thread_ts is not None:
            page["ts"] = thread_ts
        while True:
            answer = self._call(self._slack.reading, method, params=page)
            if isinstance(answer, Problem):
                yield answer
                return
            yield from (one for one in answer.data.get("messages", ()) if self._is_ours(one))
            cursor = (answer.data.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
            page["cursor"] = cursor

    def _is_ours(self, message: Mapping[str, Any]) -> bool:
        return message.get("bot_id") == self._slack.bot_id or message.get("user") == self._slack.bot_user

    def _write(self, method: str, arguments: Mapping[str, Any]) -> Done | Problem:
        return self._call(self._slack.writing, method, json=dict(arguments))

    def _call(self, web: WebClient, method: str, **arguments: Any) -> Done | Problem:
        self.calls += 1
        try:
            return Done(web.api_call(method, **arguments).data)  # type: ignore[arg-type]  # bytes are for files
        except SlackApiError as error:
            return _refusal(method, error)
        except Exception as error:
            never_left = _never_left(error)
            log.warning("%s: no answer", method, exc_info=True)
            return Problem(Verdict.UNREACHED if never_left else Verdict.UNCLEAR, method, repr(error))


def _refusal(method: str, error: SlackApiError) -> Problem:
    response = error.response
    said = str(response.get("error") or "")
    found = rules.verdict(response.status_code, said)
    headers = {name.lower(): value for name, value in response.headers.items()}
    seconds = rules.retry_after(headers.get("retry-after")) if found is Verdict.LIMITED else 0.0
    return Problem(found, method, said, seconds)


def _never_left(error: Exception) -> bool:
    """Whether the connection was never made, so that Slack cannot have seen the request."""
    if not isinstance(error, URLError):
        return False
    reason = error.reason
    if isinstance(reason, socket.gaierror | ssl.SSLCertVerificationError):
        return True
    return isinstance(reason, OSError) and reason.errno in UNREACHABLE


def _nonce(message: Mapping[str, Any]) -> Any:
    return ((message.get("metadata") or {}).get("event_payload") or {}).get("k")


def _is_yes(body: str) -> bool:
    """A response_url answers with the word ok, or with JSON."""
    if body.strip() in ("", "ok"):
        return True
    try:
        answer = json.loads(body)
    except ValueError:
        return False
    return isinstance(answer, dict) and answer.get("ok") is True
