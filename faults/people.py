"""People at their keyboards, many at once: each answers what they are asked, and knows what came of it."""

import time
import urllib.error
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from faults.stage import Json, Slack

HANDS = 8
# How long somebody looks at a button that does nothing before they press it once more.
IMPATIENCE = 2.0
ON_TRACK, BLOCKED = "checkin.on_track", "checkin.blocked"
WORDS = {ON_TRACK: "🟢 On track", BLOCKED: "🔴 Blocked"}


@dataclass
class Owner:
    """Somebody who is asked, and will answer so. `helper` is whom a block waits for, by `day`.

    `was_told`: the form closed, so that they believe it is kept. `is_shown`: they read their answer.
    `refusals`: how often nobody was there. `questions`: where they were asked.
    """

    user: str
    place: str
    answer: str
    helper: str
    day: str
    was_told: bool = False
    is_shown: bool = False
    refusals: int = 0
    rests_until: float = 0.0
    questions: set[str] = field(default_factory=set)


def answer(slack: Slack, owners: Sequence[Owner], *, since: float, patience: float) -> None:
    """All of them at once, until everybody reads their answer, or nobody has more patience."""
    end = time.monotonic() + patience
    with ThreadPoolExecutor(HANDS) as hands:
        open_ones = list(owners)
        while open_ones and time.monotonic() < end:
            list(hands.map(lambda one: _turn(slack, one, since), open_ones))
            open_ones = [one for one in open_ones if not one.is_shown]


def _turn(slack: Slack, owner: Owner, since: float) -> None:
    """Looks once, and does what there is to do."""
    if time.monotonic() < owner.rests_until:
        time.sleep(0.01)
        return
    owner.rests_until = time.monotonic() + IMPATIENCE / 4
    message = _question(slack, owner, since)
    if message is None:
        return
    button = _button(message, owner.answer)
    if button is None:
        owner.is_shown = WORDS[owner.answer] in str(message["blocks"])
    elif not owner.was_told:
        _press(slack, owner, message, button)


def _question(slack: Slack, owner: Owner, since: float) -> Json | None:
    found = slack.get(f"conversation?user={owner.user}&channel={owner.place}&limit=20")["messages"]
    asked = [one for one in found if float(one["ts"]) > since and _is_question(one)]
    owner.questions |= {one["ts"] for one in asked}
    return asked[-1] if asked else None


def _is_question(message: Json) -> bool:
    """Whether it asks, or asked, how it is going."""
    return "checkin." in str(message.get("blocks"))


def _button(message: Json, action: str) -> Json | None:
    for block in message.get("blocks") or []:
        for element in block.get("elements") or [] if block["type"] == "actions" else []:
            if element.get("action_id", "").partition(":")[0] == action:
                return {"block_id": block["block_id"], "action_id": element["action_id"]}
    return None


def _press(slack: Slack, owner: Owner, message: Json, button: Json) -> None:
    owner.rests_until = time.monotonic() + IMPATIENCE
    where = {"user": owner.user, "channel": owner.place, "message_ts": message["ts"]}
    try:
        slack.post("action", {**where, **button})
        owner.was_told = owner.answer == BLOCKED and _fill_in(slack, owner)
    except urllib.error.HTTPError:
        owner.refusals += 1


def _fill_in(slack: Slack, owner: Owner) -> bool:
    """Whether the form that came closed when it was sent. Nobody is there any more: it is filled in again."""
    stack = _forms(slack, owner)
    if not stack:
        return False
    values = {"note": "Legal's word", "waiting_for": owner.helper, "needed_by": owner.day}
    said = slack.post(
        "submit", {"user": owner.user, "view_id": stack[-1]["id"], "values": _values(stack[-1], values)}
    )
    owner.refusals += not said["closed"]
    return bool(said["closed"])


def _forms(slack: Slack, owner: Owner) -> Sequence[Json]:
    """The bot opens a form after it has acknowledged the click, or dies before."""
    end = time.monotonic() + IMPATIENCE
    while time.monotonic() < end:
        stack: Sequence[Json] = slack.get(f"modal?user={owner.user}")["stack"]
        if stack:
            return stack
        time.sleep(0.05)
    return ()


def _values(form: Json, wanted: dict[str, str]) -> dict[str, dict[str, Any]]:
    return {
        block["block_id"]: {block["element"]["action_id"]: wanted[block["block_id"]]}
        for block in form["blocks"]
        if block.get("block_id") in wanted
    }
