"""`python -m faults.wire URL`: the line between the bot and a Slack at URL, in a process of its own.

It breaks as it is told (`POST /wire`), by a plan or by dice, and says what happened (`GET /wire`): faults,
and how often Slack took each message, by its nonce, also one that was deleted later.
"""

import asyncio
import json
import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web

# Slack never hears of it, or says no.
NOT_DONE = ("429", "500 before", "cut before", "hang before", "error")
# Slack did it, and nobody says so.
UNHEARD = ("500 after", "cut after", "hang after", "truncated")
FAULTS = (*NOT_DONE, *UNHEARD)
# How long Slack wants us to stay away, in the words of its header.
RETRY_AFTER = {"429": "1", "429 for long": "120", "429 without a word": None, "429 with nonsense": "soon"}
GIVEN_UP = 0.02


@dataclass
class Wire:
    """`next` are faults for the next calls of a method; of all others a `share` runs into one of `faults`."""

    url: str
    next: list[tuple[str, str]] = field(default_factory=list)
    share: float = 0.0
    faults: list[str] = field(default_factory=list)
    dice: random.Random = field(default_factory=random.Random)
    calls: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)

    async def tell(self, request: web.Request) -> web.Response:
        told = await request.json()
        self.next = [(method, do) for method, do in told.get("next", ())]
        self.share, self.faults = told.get("share", 0.0), told.get("faults", list(FAULTS))
        self.dice = random.Random(told.get("seed"))
        return web.json_response({})

    async def say(self, _: web.Request) -> web.Response:
        return web.json_response({"calls": self.calls, "faults": self.broken, "taken": self.taken})

    async def carry(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        body = await request.read()
        self.calls[method] += 1
        fault = self._fault(method)
        if fault is not None:
            self.broken[fault] += 1
        if fault in NOT_DONE or fault in RETRY_AFTER:
            return await self._refuse(request, fault)
        answer = await self._pass_on(request, method, body)
        return answer if fault is None else await self._hide(request, fault, answer)

    def _fault(self, method: str) -> str | None:
        for one in self.next:
            if one[0] == method:
                self.next.remove(one)
                return one[1]
        return self.dice.choice(self.faults) if self.dice.random() < self.share else None

    async def _pass_on(self, request: web.Request, method: str, body: bytes) -> web.Response:
        headers = {
            name: request.headers[name]
            for name in ("Authorization", "Content-Type")
            if name in request.headers
        }
        target = f"{self.url}{method}?{request.query_string}"
        async with self._session.request(request.method, target, data=body, headers=headers) as answered:
            said = await answered.read()
            self._note(method, body, said)
            kept = {
                name: value
                for name, value in answered.headers.items()
                if name in ("Retry-After", "x-oauth-scopes")
            }
            return web.Response(
                body=said, status=answered.status, headers=kept, content_type="application/json"
            )

    def _note(self, method: str, body: bytes, said: bytes) -> None:
        if method == "chat.postMessage" and json.loads(said)["ok"]:
            self.taken[json.loads(body)["metadata"]["event_payload"]["k"]] += 1

    async def _refuse(self, request: web.Request, fault: str) -> web.StreamResponse:
        if fault in RETRY_AFTER:
            after = RETRY_AFTER[fault]
            said = {"ok": False, "error": "ratelimited"}
            return web.json_response(said, status=429, headers={"Retry-After": after} if after else {})
        if fault == "error":
            return web.json_response({"ok": False, "error": "internal_error"})
        if fault == "500 before":
            return web.Response(status=500, text="upstream trouble")
        return await _cut(request, hangs=fault == "hang before")

    async def _hide(self, request: web.Request, fault: str, answer: web.Response) -> web.StreamResponse:
        if fault == "500 after":
            return web.Response(status=500, text="upstream trouble")
        if fault == "truncated":
            assert isinstance(answer.body, bytes)
            return web.Response(body=answer.body[: len(answer.body) // 2], content_type="application/json")
        return await _cut(request, hangs=fault == "hang after")

    async def serve(self) -> None:
        app = web.Application(client_max_size=2**21)
        app.add_routes(
            [
                web.get("/wire", self.say),
                web.post("/wire", self.tell),
                web.route("*", "/api/{method}", self.carry),
            ]
        )
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        async with ClientSession() as self._session:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            sys.stdout.write(json.dumps({"url": f"http://127.0.0.1:{runner.addresses[0][1]}"}) + "\n")
            sys.stdout.flush()
            await asyncio.Event().wait()

    _session: Any = None


async def _cut(request: web.Request, *, hangs: bool) -> web.StreamResponse:
    """Ends the connection without an answer: at once, or when the caller has given up."""
    while hangs and request.transport is not None and not request.transport.is_closing():
        await asyncio.sleep(GIVEN_UP)
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


if __name__ == "__main__":
    asyncio.run(Wire(sys.argv[1]).serve())
