"""The courier: takes each delivery the way the app is set up for, and repeats events that fail."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

from bot.sandbox.app import App
from bot.sandbox.delivery.answers import Answer, Delivery, Failure, Outcome
from bot.sandbox.delivery.over_http import HttpDelivery
from bot.sandbox.delivery.socket_mode import SocketMode
from bot.sandbox.faults import Faults
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

    async def send(self, app: App, delivery: Delivery) -> Outcome:
        """One attempt. Never raises: what goes wrong is the outcome."""
        started = time.perf_counter()
        outcome = await self._carry(app, delivery)
        self._traffic.record(
            "in",
            delivery.kind,
            delivery.name,
            user=delivery.user,
            status=str(outcome.status) if isinstance(outcome, Answer) else outcome.reason,
            ms=(time.perf_counter() - started) * 1000,
            request=delivery.payload,
            response=outcome.body if isinstance(outcome, Answer) else outcome.detail,
        )
        return outcome

    async def _carry(self, app: App, delivery: Delivery) -> Outcome:
        transport = self._sockets if app.manifest.socket_mode else self._http
        fault = self._faults.take_delivery(delivery.name)
        if fault is None:
            return await transport.send(app, delivery)
        if fault.do == "duplicate":
            await transport.send(app, delivery)
            return await transport.send(app, delivery)
        if fault.do == "lose_ack":
            await transport.send(app, delivery)
        return Failure("timeout" if app.manifest.socket_mode else "http_timeout", "Lost on purpose.")

    def send_event(self, app: App, delivery: Delivery) -> asyncio.Task[Outcome]:
        """Starts the first attempt, which the task ends with; repetitions follow by themselves."""
        task = self._keep(asyncio.create_task(self.send(app, delivery)))
        task.add_done_callback(lambda done: self._repeat_if_failed(app, delivery, done))
        return task

    def _repeat_if_failed(self, app: App, delivery: Delivery, done: asyncio.Task[Outcome]) -> None:
        if done.cancelled():
            return
        outcome = done.result()
        if isinstance(outcome, Failure) and not outcome.no_retry:
            self._keep(asyncio.create_task(self._repeat(app, delivery, outcome)))

    async def _repeat(self, app: App, delivery: Delivery, failure: Failure) -> Outcome:
        outcome: Outcome = failure
        for attempt, delay in enumerate(self._retry_delays, start=1):
            if not isinstance(outcome, Failure) or outcome.no_retry:
                break
            await asyncio.sleep(delay)
            outcome = await self.send(app, replace(delivery, attempt=attempt, reason=outcome.reason))
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
