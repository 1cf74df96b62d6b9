"""The courier: takes each delivery the way the app is set up for, and repeats events that fail."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from bot.sandbox.app import App
from bot.sandbox.delivery.answers import Answer, Delivery, Failure, Outcome
from bot.sandbox.delivery.over_http import HttpDelivery
from bot.sandbox.delivery.socket_mode import SocketMode
from bot.sandbox.delivery.volume import Volume
from bot.sandbox.faults import MISSIGNED, PUT_OFF, Fault, Faults
from bot.sandbox.ids import secret
from bot.sandbox.traffic import Traffic


class Courier:
    """`retry_delays` are the seconds before the first, second and third repetition of an event."""

    def __init__(
        self,
        http: HttpDelivery,
        sockets: SocketMode,
        traffic: Traffic,
        faults: Faults,
        retry_delays: Sequence[float],
    ):
        self._http = http
        self._sockets = sockets
        self._traffic = traffic
        self._faults = faults
        self._retry_delays = retry_delays
        self._tasks: set[asyncio.Task[Outcome]] = set()
        self._held_back: list[asyncio.Event] = []

    async def send(self, app: App, delivery: Delivery) -> Outcome:
        """One attempt. Never raises: what goes wrong is the outcome."""
        return await self._attempt(app, delivery, self._faults.take_delivery(delivery.name))

    async def _attempt(self, app: App, delivery: Delivery, fault: Fault | None) -> Outcome:
        if fault is not None:
            self._record("fault", delivery, fault.do)
            await self._hold_back(fault)
        started = time.perf_counter()
        outcome = await self._carry(app, delivery, fault.do if fault else None)
        self._let_pass(fault)
        status = str(outcome.status) if isinstance(outcome, Answer) else outcome.reason
        response = outcome.body if isinstance(outcome, Answer) else outcome.detail
        self._record(delivery.kind, delivery, status, (time.perf_counter() - started) * 1000, response)
        return outcome

    def _record(
        self, kind: str, delivery: Delivery, status: str, ms: float = 0.0, response: Any = None
    ) -> None:
        self._traffic.record(
            "in",
            kind,
            delivery.name,
            user=delivery.user,
            status=status,
            ms=ms,
            request=delivery.payload,
            response=response,
        )

    async def _hold_back(self, fault: Fault) -> None:
        """`delay` waits its time; `reorder` only until something else has overtaken it."""
        if fault.do == "delay":
            await asyncio.sleep(fault.ms / 1000)
        if fault.do == "reorder":
            overtaken = asyncio.Event()
            self._held_back.append(overtaken)
            with suppress(TimeoutError):
                await asyncio.wait_for(overtaken.wait(), fault.ms / 1000)

    def _let_pass(self, fault: Fault | None) -> None:
        if fault is None or fault.do != "reorder":
            for overtaken in self._held_back:
                overtaken.set()
            self._held_back.clear()

    async def _carry(self, app: App, delivery: Delivery, do: str | None) -> Outcome:
        transport = self._sockets if app.manifest.socket_mode else self._http
        if do in MISSIGNED:
            return await transport.send(app, delivery.again(misdeed=do))
        if do == "duplicate":
            await transport.send(app, delivery)
        if do == "duplicate_anew":
            await transport.send(app, _anew(delivery))
        if do == "duplicate_at_once":
            outcome, _ = await asyncio.gather(
                transport.send(app, delivery), transport.send(app, delivery.again())
            )
            return outcome
        if do == "lose_ack":
            await transport.send(app, delivery)
        if do in ("lose", "lose_ack"):
            return Failure("timeout" if app.manifest.socket_mode else "http_timeout", "Lost on purpose.")
        return await transport.send(app, delivery)

    def send_event(self, app: App, delivery: Delivery, volume: Volume) -> asyncio.Task[Outcome] | None:
        """Starts the first attempt; repetitions follow by themselves. None when nobody needs to wait."""
        if volume.is_off:
            return None
        if volume.is_full():
            return self._tell_of_limit(app, delivery) if volume.is_new_minute() else None
        fault = self._faults.take_delivery(delivery.name)
        task = self._keep(asyncio.create_task(self._attempt(app, delivery, fault)))
        task.add_done_callback(lambda done: self._repeat_if_failed(app, delivery, volume, done))
        return None if fault is not None and fault.do in PUT_OFF else task

    def _tell_of_limit(self, app: App, delivery: Delivery) -> asyncio.Task[Outcome]:
        """`app_rate_limited`, once in each minute in which events are dropped."""
        told = {key: delivery.payload[key] for key in ("token", "team_id", "api_app_id")}
        payload = {**told, "type": "app_rate_limited", "minute_rate_limited": int(time.time()) // 60 * 60}
        return self._keep(
            asyncio.create_task(self.send(app, Delivery("events_api", "app_rate_limited", payload)))
        )

    def _repeat_if_failed(
        self, app: App, delivery: Delivery, volume: Volume, done: asyncio.Task[Outcome]
    ) -> None:
        if done.cancelled():
            return
        outcome = done.result()
        volume.note(failed=isinstance(outcome, Failure))
        if isinstance(outcome, Failure) and not outcome.no_retry:
            self._keep(asyncio.create_task(self._repeat(app, delivery, volume, outcome)))

    async def _repeat(self, app: App, delivery: Delivery, volume: Volume, failure: Failure) -> Outcome:
        outcome: Outcome = failure
        for attempt, delay in enumerate(self._retry_delays, start=1):
            if not isinstance(outcome, Failure) or outcome.no_retry:
                break
            await asyncio.sleep(delay)
            outcome = await self.send(app, delivery.again(attempt=attempt, reason=outcome.reason))
            volume.note(failed=isinstance(outcome, Failure))
        return outcome

    def _keep(self, task: asyncio.Task[Outcome]) -> asyncio.Task[Outcome]:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._sockets.close()


def _anew(delivery: Delivery) -> Delivery:
    """The same thing that happened, told as if it had happened again."""
    payload = delivery.payload
    if "event_id" in payload:
        payload = {**payload, "event_id": f"Ev0{secret(18).upper()}"}
    return delivery.again(payload=payload)
