"""People at their keyboards: drives the sandbox the way the page does, and reads what a person sees.

alice.types("/outcome")            a command or a message
alice.clicks("On track")           the newest button that says so
alice.fills(needed="Legal's yes")  fields of the open form, by name
alice.submits()
"""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
PATIENCE = 70.0


class Refused(AssertionError):
    """The sandbox would not do it: no such button, no such command, a form that is not open."""


@dataclass
class Workspace:
    """The sandbox at `url`. `settle` lets the bot come to rest: everything due is done, all is sent."""

    url: str
    settle: Callable[[], object] = lambda: None
    users: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = self.get("workspace")
        self.users = {one["name"]: one["id"] for one in known["users"]}
        self.channels = {one["name"]: one["id"] for one in known["channels"]}

    def person(self, name: str) -> "Client":
        return Client(self, name, self.users[name])

    def get(self, path: str, **query: str) -> Json:
        asked = urllib.parse.urlencode({k: v for k, v in query.items() if v})
        return self._call(urllib.request.Request(f"{self.url}/client/{path}?{asked}"))

    def post(self, path: str, body: Json, method: str = "POST") -> Json:
        request = urllib.request.Request(
            f"{self.url}/client/{path}",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
            method=method,
        )
        return self._call(request)

    def _call(self, request: urllib.request.Request) -> Json:
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                found: Json = json.load(answer)
                return found
        except urllib.error.HTTPError as error:
            raise Refused(f"{request.full_url}: {error.read().decode()[:500]}") from None


@dataclass(frozen=True)
class Shown:
    """A message as somebody sees it."""

    raw: Json
    channel: str

    @property
    def ts(self) -> str:
        return str(self.raw["ts"])

    @property
    def text(self) -> str:
        """Everything that can be read in the open window, top to bottom."""
        blocks = self.raw.get("blocks")
        return "\n".join(_texts(blocks)) if blocks else str(self.raw.get("text", ""))

    @property
    def lock_screen(self) -> str:
        return str(self.raw.get("text", ""))

    @property
    def buttons(self) -> list[str]:
        return [element["text"]["text"] for _, element in _elements(self.raw.get("blocks") or [])
                if element["type"] == "button"]  # fmt: skip


@dataclass
class Client:
    """One person in the sandbox."""

    slack: Workspace
    name: str
    id: str

    # ---- reading ----

    @property
    def dm(self) -> str:
        known = self.slack.get("workspace")["users"]
        found = next(one["dm"] for one in known if one["id"] == self.id)
        if found is None:
            raise Refused(f"{self.name} has never heard from the bot")
        return str(found)

    def messages(self, channel: str | None = None, thread: str | None = None) -> list[Shown]:
        """What stands in a channel (by name) or, without one, in the conversation with the bot."""
        try:
            id = self.slack.channels[channel] if channel else self.dm
        except Refused:
            return []
        found = self.slack.get("conversation", user=self.id, channel=id, thread_ts=thread or "")
        return [Shown(one, id) for one in found["messages"]]

    def sees(self, text: str, channel: str | None = None, thread: str | None = None) -> Shown:
        """The newest message with these words."""
        found = [one for one in self.messages(channel, thread) if text in one.text or text in one.lock_screen]
        if not found:
            shown = "\n---\n".join(one.text for one in self.messages(channel, thread)[-6:])
            raise AssertionError(f"{self.name} does not see {text!r} in {channel or 'the DM'}:\n{shown}")
        return found[-1]

    def does_not_see(self, text: str, channel: str | None = None) -> None:
        for one in self.messages(channel):
            assert text not in one.text, one.text

    def thread_under(self, message: Shown) -> list[Shown]:
        found = self.slack.get("conversation", user=self.id, channel=message.channel, thread_ts=message.ts)
        return [Shown(one, message.channel) for one in found["messages"] if one["ts"] != message.ts]

    @property
    def modal(self) -> Json:
        """The form on top."""
        stack = self.slack.get("modal", user=self.id)["stack"]
        if not stack:
            raise AssertionError(f"{self.name} has no form open")
        top: Json = stack[-1]
        return top

    @property
    def has_modal(self) -> bool:
        return bool(self.slack.get("modal", user=self.id)["stack"])

    @property
    def modal_text(self) -> str:
        return "\n".join([self.modal["title"]["text"], *_texts(self.modal["blocks"])])

    def home(self) -> Json:
        """Opens Home and waits for the bot to show it anew."""
        before = (self._home() or {}).get("hash")
        self.slack.post("home", {"user": self.id, "tab": "home"})
        wait_for(lambda: (self._home() or {}).get("hash") != before)
        found = self._home()
        assert found is not None
        return found

    def _home(self) -> Json | None:
        found: Json | None = self.slack.get("home", user=self.id).get("view")
        return found

    def home_text(self) -> str:
        return "\n".join(_texts(self.home()["blocks"]))

    # ---- acting ----

    def types(self, text: str, channel: str | None = None) -> None:
        """A line in a channel (by name) or in the conversation with the bot; a slash makes it a command."""
        where = self.slack.channels[channel] if channel else self.dm
        self.slack.post("command" if text.startswith("/") else "message",
                        {"user": self.id, "channel": where, "text": text})  # fmt: skip
        self.slack.settle()

    def clicks(
        self, label: str, *, channel: str | None = None, near: str = "", message: Shown | None = None
    ) -> None:
        """The newest button with this label (its beginning is enough): in the form if one is open, else in
        the conversation. `near`: a piece of text of the message it must stand in, or of its block."""
        if channel is None and message is None and self.has_modal:
            self._click_in_view(self.modal, label)
        else:
            candidates = [message] if message else self.messages(channel)[::-1]
            self._click_in(candidates, label, near)
        self.slack.settle()

    def clicks_at_home(self, label: str, near: str = "") -> None:
        view = self.slack.get("home", user=self.id)["view"]
        self._click_in_view(view, label, near)
        self.slack.settle()

    def picks(self, name: str, value: Any) -> None:
        """Chooses in a select outside of a form's inputs, or in one that answers at once."""
        block, action = self._input(name)
        self.slack.post("action", {"user": self.id, "view_id": self.modal["id"], "block_id": block,
                                   "action_id": action, "value": value})  # fmt: skip
        self.slack.settle()

    def fills(self, **fields: Any) -> None:
        for name, value in fields.items():
            block, action = self._input(name)
            self.slack.post("input", {"user": self.id, "view_id": self.modal["id"], "block_id": block,
                                      "action_id": action, "value": value})  # fmt: skip

    def submits(self, **fields: Any) -> dict[str, str]:
        """Submits the form on top; returns the errors by field, empty when it was taken."""
        self.fills(**fields)
        answer = self.slack.post("submit", {"user": self.id, "view_id": self.modal["id"]})
        self.slack.settle()
        if answer.get("error"):
            raise AssertionError(f"the form broke: {answer['error']}")
        errors: dict[str, str] = answer.get("errors") or {}
        return errors

    def closes(self) -> None:
        self.slack.post("close", {"user": self.id, "view_id": self.modal["id"], "all": True})

    def uses_shortcut(self, callback: str, message: Shown | None = None) -> None:
        where = {"channel": message.channel, "message_ts": message.ts} if message else {}
        self.slack.post("shortcut", {"user": self.id, "callback_id": callback, **where})
        self.slack.settle()

    def _input(self, name: str) -> tuple[str, str]:
        for block in self.modal["blocks"]:
            if block.get("block_id") == name and block["type"] == "input":
                return name, block["element"]["action_id"]
        names = [block.get("block_id") for block in self.modal["blocks"] if block["type"] == "input"]
        raise AssertionError(f"the form has no field {name!r}, only {names}")

    def _click_in(self, candidates: list[Shown], label: str, near: str) -> None:
        for one in candidates:
            place = {"channel": one.channel, "message_ts": one.ts}
            if self._press(one.raw.get("blocks") or [], label, near, place, one.text):
                return
        shown = [one.buttons for one in candidates[:4]]
        raise AssertionError(f"{self.name} finds no button {label!r} near {near!r}, only {shown}")

    def _click_in_view(self, view: Json, label: str, near: str = "") -> None:
        if not self._press(view["blocks"], label, near, {"view_id": view["id"]}, ""):
            found = [element["text"]["text"] for _, element in _elements(view["blocks"])
                     if element["type"] == "button"]  # fmt: skip
            raise AssertionError(f"{self.name} finds no button {label!r}, only {found}")

    def _press(self, blocks: list[Json], label: str, near: str, place: Json, whole: str) -> bool:
        above = ""
        chosen: tuple[Json, Json] | None = None
        for block in blocks:
            if block["type"] != "actions":
                above = "\n".join(_texts([block]))
            for element in _of(block):
                if element["type"] != "button" or not _says(element["text"]["text"], label):
                    continue
                if near in above or (near in whole and chosen is None):
                    chosen = (block, element)
                    if near and near in above:
                        break
            if chosen and (not near or near in above):
                break
        if chosen is None:
            return False
        block, element = chosen
        self.slack.post("action", {"user": self.id, **place, "block_id": block["block_id"],
                                   "action_id": element["action_id"]})  # fmt: skip
        return True


def wait_for(found: Callable[[], Any]) -> Any:
    """What `found` returns as soon as it is something; fails when it never is."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        result = found()
        if result:
            return result
        time.sleep(0.02)
    raise AssertionError("it did not happen")


def _says(text: str, label: str) -> bool:
    bare = text.lstrip("🟢🟠🔴✅⚪ ")
    return text.startswith(label) or bare.startswith(label)


def _of(block: Json) -> list[Json]:
    found = list(block.get("elements") or []) if block["type"] == "actions" else []
    if block.get("accessory"):
        found.append(block["accessory"])
    return found


def _elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    for block in blocks:
        for element in _of(block):
            yield block, element


def _texts(part: Any) -> list[str]:
    if isinstance(part, list):
        return [text for one in part for text in _texts(one)]
    if not isinstance(part, dict):
        return []
    if part.get("type") in ("mrkdwn", "plain_text") and isinstance(part.get("text"), str):
        return [part["text"]]
    return [
        text for key, one in part.items() if key not in ("confirm", "placeholder") for text in _texts(one)
    ]
