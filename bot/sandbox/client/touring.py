"""What the page keeps of a tour: where its visitors are, and that they want it from the start."""

from __future__ import annotations

from bot.sandbox.blockkit.engine import Json, boolean, integer, record
from bot.sandbox.platform import Platform
from bot.sandbox.wire import Refused, absent

_MOVE = record({"step": integer(0, 10_000), "is_open": boolean})


def move(platform: Platform, order: Json) -> Json:
    if platform.tour.story is None:
        raise absent("no_tour", "This workspace was started without a tour.")
    problems = _MOVE(order)
    if problems:
        raise Refused("invalid_tour", "; ".join(str(problem) for problem in problems))
    platform.tour.move(order["step"], order["is_open"])
    platform.stream.publish("tour")
    return platform.tour.as_json()


def start_over(platform: Platform) -> Json:
    if platform.tour.start_over is None:
        raise absent("no_start_over", "This workspace can't begin anew by itself.")
    platform.tour.start_over()
    return {}
