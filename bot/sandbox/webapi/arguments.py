"""The arguments of a call: a query, a form, JSON or multipart, each where Slack takes it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.wire import SlackError, load

_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"
_MULTIPART = "multipart/form-data"
_CHARSETS = frozenset({"", "utf-8", "utf8", "iso-8859-1"})


async def read(request: web.Request, *, takes_json: bool) -> tuple[Mapping[str, Any], bool]:
    """The arguments, and whether they came as JSON; raises what Slack answers to what it can't read."""
    query = dict(request.query) if request.query_string else {}
    if request.method == "GET" or not request.body_exists:
        return query, False
    given = request.headers.get("Content-Type")
    if given is None:
        raise SlackError("missing_post_type")
    content_type, charset = _understood(given)
    if charset not in _CHARSETS:
        raise SlackError("invalid_charset")
    if content_type == _JSON and takes_json:
        parsed = _json(await request.read())
        return ({**query, **parsed} if query else parsed), True
    if content_type == _FORM:
        return {**query, **_form(await request.read())}, False
    if content_type == _MULTIPART:
        return {**query, **await _multipart(request)}, False
    raise SlackError("invalid_post_type")


def client_of(authorization: str) -> dict[str, str]:
    """An app's id and secret from a header of basic authorization; nothing from any other."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return {}
    return {"client_id": client_id, "client_secret": secret}


@lru_cache(maxsize=64)
def _understood(header: str) -> tuple[str, str]:
    """The content type and the charset, lower case; clients send the same few again and again."""
    content_type, *parameters = header.lower().split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset":
            return content_type.strip(), value.strip().strip('"')
    return content_type.strip(), ""


def _form(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
    except ValueError as error:
        raise SlackError("invalid_form_data") from error


async def _multipart(request: web.Request) -> dict[str, str]:
    try:
        fields = await request.post()
    except ValueError as error:
        raise SlackError("invalid_form_data") from error
    return {key: value for key, value in fields.items() if isinstance(value, str)}


def _json(body: bytes) -> Json:
    try:
        parsed = load(body)
    except ValueError as error:
        raise SlackError("invalid_json") from error
    if type(parsed) is not dict:
        raise SlackError("json_not_object")
    return parsed
