"""What a test, or a person at the page, wants to go wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.platform import Platform
from bot.sandbox.wire import Refused


def _orders(platform: Platform) -> Mapping[str, Callable[[Any], None]]:
    faults = platform.faults
    return {
        "rate_limits": platform.limits.set,
        "latency_ms": faults.plan_latency,
        "jitter_ms": faults.plan_jitter,
        "next": faults.plan_calls,
        "deliveries": faults.plan_deliveries,
        "random": faults.plan_chaos,
        "silent_sockets": platform.sockets.silence,
    }


def change(platform: Platform, order: Json) -> Json:
    """Sets what is named; the rest stays as it is."""
    orders = _orders(platform)
    unknown = set(order) - set(orders)
    if unknown:
        raise Refused("invalid_faults", f"Unknown faults: {', '.join(sorted(unknown))}.")
    for name, value in order.items():
        orders[name](value)
    platform.stream.publish("faults")
    return shown(platform)


def end(platform: Platform) -> Json:
    """Back to normal. Rate limits are no trouble: they stay."""
    platform.faults.clear()
    platform.sockets.silence(False)
    platform.stream.publish("faults")
    return shown(platform)


def shown(platform: Platform) -> Json:
    return {
        "rate_limits": platform.limits.setting,
        **platform.faults.as_json(),
        "silent_sockets": platform.sockets.silent,
    }
