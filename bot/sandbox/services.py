"""What the workspaces of one server share."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.clock import BusinessClock
from bot.sandbox.config import Timings
from bot.sandbox.delivery.courier import Courier
from bot.sandbox.delivery.socket_mode import SocketMode
from bot.sandbox.faults import Faults
from bot.sandbox.ids import Ids, Timestamps
from bot.sandbox.limits import RateLimits
from bot.sandbox.stream import Stream
from bot.sandbox.tokens import Tokens
from bot.sandbox.traffic import Traffic


@dataclass(frozen=True, slots=True)
class Services:
    ids: Ids
    timestamps: Timestamps
    tokens: Tokens
    limits: RateLimits
    faults: Faults
    stream: Stream
    traffic: Traffic
    clock: BusinessClock
    sockets: SocketMode
    courier: Courier
    timings: Timings
