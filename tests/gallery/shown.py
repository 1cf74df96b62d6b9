"""One thing that the bot shows, as Slack gets it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

# What Slack draws: a message that stays, an answer for one person, a form, Home, the refusals of a form.
MESSAGE, ANSWER, MODAL, HOME, ERRORS = "message", "answer", "modal", "home", "errors"


@dataclass(frozen=True)
class Shown:
    """`name` is what the gallery lists it under; `how` says in words how one gets to see it.

    `who` reads it: the name of a person, or None in a channel.
    """

    surface: str
    name: str
    who: str | None
    how: str
    text: str | None = None
    blocks: list[Json] = field(default_factory=list)
    view: Json = field(default_factory=dict)
    # Where it stands: a message's channel and ts, a view's id.
    at: Mapping[str, str] = field(default_factory=dict)

    def pressable(self) -> Iterator[tuple[Json, Json]]:
        """(block, element) of everything that tells the bot when it is used."""
        for block in self.blocks:
            for element in elements(block):
                if "action_id" in element and (block["type"] != "input" or block.get("dispatch_action")):
                    yield block, element

    def element(self, name: str) -> Json:
        """The input of a form, by the name of its field."""
        return next(block["element"] for block in self.blocks if block.get("block_id") == name)


def elements(block: Mapping[str, Any]) -> list[Json]:
    found = list(block.get("elements", ())) if block["type"] == "actions" else []
    return [*found, *(block[key] for key in ("accessory", "element") if key in block)]


def verb(id: str) -> str:
    """The registered name of an action id, without what keeps it apart from others."""
    return id.partition(":")[0]
