"""How fast the sandbox takes posts, so that it never hides the bot's own speed in a measurement."""

import asyncio
import json
import time
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.figures import Measured, Spread
from benchmarks.processes import Broken, Json, Process, first_line, running

CONNECTIONS = 8
POSTS = 8_000
ROUNDS = 5
GOAL = 1 / 2_000

_CONFIG: Json = {
    "channels": [{"name": "team", "members": ["alice", "demo"]}],
    "rate_limits": "off",
    "manifest": {
        "display_information": {"name": "Demo"},
        "features": {"bot_user": {"display_name": "demo"}},
        "oauth_config": {"scopes": {"bot": ["chat:write"]}},
        "settings": {"socket_mode_enabled": True},
    },
}


def measure(folder: Path) -> Iterable[Measured]:
    """Seconds a post, by the clock and by what the server's process used, over connections that stay open."""
    config = folder / "sandbox.json"
    config.write_text(json.dumps(_CONFIG))
    with running("sandbox", ["bot.sandbox", "--config", str(config)], folder) as process:
        info = first_line(process)
        rounds = [_round(process, info) for _ in range(ROUNDS)]
    elapsed, used = (Spread(one) for one in zip(*rounds, strict=True))
    told = f"{1 / elapsed.p50:.0f} posts a second over {CONNECTIONS} connections, with four blocks each"
    yield Measured(
        "sandbox: a post, client and server at once", elapsed.p50, "s", GOAL, {"rounds": elapsed}, told
    )
    yield Measured("sandbox: a post, the server's processor time", used.p50, "s", GOAL, {"rounds": used})


def _round(process: Process, info: Json) -> tuple[float, float]:
    used, began = process.processor_seconds(), time.perf_counter()
    asyncio.run(_post_all(info))
    elapsed, used = time.perf_counter() - began, process.processor_seconds() - used
    process.check()
    return elapsed / (POSTS // ROUNDS), used / (POSTS // ROUNDS)


async def _post_all(info: Json) -> None:
    each = POSTS // ROUNDS // CONNECTIONS
    request = _request(info)
    port = urlsplit(info["url"]).port or 0
    await asyncio.gather(*(_post(port, request, each) for _ in range(CONNECTIONS)))


async def _post(port: int, request: bytes, times: int) -> None:
    """Posts one after the other over one connection. Raises `Broken` when one is refused."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(times):
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        answer = await reader.readexactly(length)
        if not answer.startswith(b'{"ok":true'):
            raise Broken(f"the sandbox refused a post: {answer[:300]!r}")
    writer.close()
    await writer.wait_closed()


def _request(info: Json) -> bytes:
    said = {"channel": info["channels"]["team"], "text": "How is O-14 going?", "blocks": _blocks()}
    body = json.dumps(said).encode()
    head = (
        "POST /api/chat.postMessage HTTP/1.1",
        f"Host: {urlsplit(info['url']).netloc}",
        f"Authorization: Bearer {info['bot_token']}",
        "Content-Type: application/json; charset=utf-8",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join((*head, "", "")).encode() + body


def _blocks() -> list[Json]:
    """What a bot of this kind posts: a title, a text with fields, two buttons, a note."""
    buttons = [
        {"type": "button", "action_id": word, "text": {"type": "plain_text", "text": word}, "value": "1"}
        for word in ("Fine", "Blocked")
    ]
    fields = [{"type": "mrkdwn", "text": word} for word in ("*Owner* Alice", "*Due* Friday")]
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "*How* is it going?"}, "fields": fields}
    return [
        {"type": "header", "text": {"type": "plain_text", "text": "O-14"}},
        section,
        {"type": "actions", "elements": buttons},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "due *today*"}]},
    ]
