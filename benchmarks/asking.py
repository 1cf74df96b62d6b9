"""From the submission of a block to the first message with which somebody is asked for help.

The owner says in the check-in who can help; the bot keeps it, works out who is asked, and writes to them.
"""

from datetime import UTC, datetime

from benchmarks.figures import Measured, Spread
from benchmarks.harbor import OPEN_HOURS, Harbor, Template
from benchmarks.processes import Broken
from bot.demo import harbor as sample
from tests.support.slack import wait_for

GOAL = 1.0  # seconds
NEEDED_BY = "2026-12-01"
# Noor is away this week, Charlie is a guest, and Lena has been asked for something this very morning.
HELPERS = [name for name in sample.PEOPLE if name not in ("noor", "charlie", "lena")]


def measure(template: Template) -> Measured:
    """Everybody helps once, because only the first ask of a day is posted at once."""
    with template.running() as harbor:
        harbor.travel(OPEN_HOURS)
        harbor.rest()
        took = Spread([_ask(harbor, owner, helper) for owner, helper in _pairs()])
    return Measured("From a block to the message that asks", took.p50, "s", GOAL, {"one block": took})


def _pairs() -> list[tuple[str, str]]:
    """Owners, each as often as they own something that is asked about, and somebody else to help."""
    owners = [goal.owner for goal in sample.OUTCOMES if goal.done and not goal.finished_on]
    pairs = []
    helpers = list(HELPERS)
    for owner in owners:
        helper = next((name for name in helpers if name != owner), None)
        if owner != "noor" and helper is not None:
            helpers.remove(helper)
            pairs.append((owner, helper))
    return pairs


def _ask(harbor: Harbor, owner: str, helper: str) -> float:
    """Seconds from the press on *Save* to the message in the helper's conversation."""
    client, wanted = harbor.slack.person(owner), harbor.slack.users[helper]
    client.clicks("Blocked")
    wait_for(lambda: client.has_modal)
    client.fills(note=f"Something that {helper} knows", waiting_for=wanted, needed_by=NEEDED_BY)
    harbor.rest()
    seen = _last_entry(harbor)
    pressed = datetime.now(UTC)
    client.submits()
    harbor.rest()
    return (_posted(harbor, wanted, seen) - pressed).total_seconds()


def _last_entry(harbor: Harbor) -> int:
    entries = harbor.slack.get("inspector")["entries"]
    return int(entries[-1]["n"])


def _posted(harbor: Harbor, user: str, after: int) -> datetime:
    """When the first message to that person was posted."""
    known = harbor.slack.get("workspace")["users"]
    places = {user, next(one["dm"] for one in known if one["id"] == user)}
    for entry in harbor.slack.get("inspector", after=str(after))["entries"]:
        is_post = entry["direction"] == "out" and entry["name"] == "chat.postMessage"
        if is_post and entry["request"].get("channel") in places:
            return datetime.fromisoformat(entry["at"])
    raise Broken(f"{user} was not asked at once")
