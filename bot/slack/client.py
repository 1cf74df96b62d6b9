"""The only place that constructs Slack clients.

slack_sdk by itself repeats a request whose connection broke, also one that Slack has already carried out:
a message would be posted twice. Whatever writes goes through a client that never repeats.
"""

import ssl
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler
from slack_sdk.webhook import WebhookClient

SLACK = "https://slack.com/api/"
TIMEOUT = 10


def writing(token: str | None, base_url: str = SLACK) -> WebClient:
    """For everything that has an effect: no retry, ten seconds in all."""
    return WebClient(token=token, base_url=base_url, timeout=TIMEOUT, retry_handlers=[], ssl=_ssl(base_url))


def reading(token: str, base_url: str = SLACK) -> WebClient:
    """For calls without an effect: one more try when the connection breaks."""
    return WebClient(
        token=token,
        base_url=base_url,
        timeout=TIMEOUT,
        retry_handlers=[ConnectionErrorRetryHandler(max_retry_count=1)],
        ssl=_ssl(base_url),
    )


def response(url: str, base_url: str = SLACK) -> WebhookClient:
    """For one response_url; refuses a host that is neither Slack's nor that of the configured Web API."""
    if not is_response_url(url, base_url):
        raise ValueError("not one of Slack's response URLs")
    return WebhookClient(url, timeout=5, retry_handlers=[], ssl=_ssl(base_url))


def is_response_url(url: str, base_url: str = SLACK) -> bool:
    parts, api = urlsplit(url), urlsplit(base_url)
    if parts.username or parts.password:
        return False
    if (parts.scheme, parts.netloc) == (api.scheme, api.netloc):
        return True
    return parts.scheme == "https" and parts.netloc in ("hooks.slack.com", "hooks.slack-gov.com")


def _ssl(base_url: str) -> ssl.SSLContext | None:
    return ssl.create_default_context() if base_url.startswith("https:") else None
