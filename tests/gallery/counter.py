"""The edge as Slack meets it, without the wire: payloads go in, and what Slack would be shown comes out."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any

from slack_sdk import WebClient

from bot.core.clock import Clock
from bot.core.db import Database, Session
from bot.outbox import service as outbox
from bot.people import service as people
from bot.slack.listeners import Deadlines, Edge, Listeners
from tests.gallery.shown import ANSWER, ERRORS, HOME, MODAL, Json, Shown
from tests.support.forms import filled, initially
from tests.support.world import WORKSPACE

PATIENT = Deadlines(save=50.0, answer=55.0)
NUMBERS = itertools.count(1)


class Counter:
    """Where the people of one company act. `keeps`: whether what they do is kept, or only looked at."""

    def __init__(self, database: Database, clock: Clock, listeners: Listeners) -> None:
        self.keeps = True
        self._database = database
        self._on: dict[str, Callable[..., Any]] = {}
        self._seen: list[Json] = []
        edge = _Edge(
            self._seen,
            listeners=listeners,
            database=self,  # type: ignore[arg-type]  # the transactions of the one that it stands before
            clock=clock,
            admit=lambda session, sender, guests, now: people.admit(
                session, sender.slack_id, sender.home, guests=guests, now=now
            ),
            base_url="https://slack.test/api/",
            pool=_AtOnce(),
            clicked=lambda session, click: outbox.touch_at(session, click.channel, click.ts, click.via),
            committed=lambda: None,
            refresh_home=lambda *_: None,
            deadlines=PATIENT,
        )
        edge.install(self)  # type: ignore[arg-type]  # what it uses of Bolt

    # ---- what the edge needs: Bolt's ways to register, and a database ----

    def _keep(self, kind: str) -> Callable[..., Any]:
        def registering(_: object) -> Callable[..., None]:
            return lambda listener: self._on.update({kind: listener})

        return registering

    def __getattr__(self, kind: str) -> Callable[..., Any]:
        if kind in ("command", "action", "view", "view_closed", "options", "shortcut", "event"):
            return self._keep(kind)
        raise AttributeError(kind)

    @contextmanager
    def transaction(self, workspace: str, **chosen: Any) -> Iterator[Session]:
        """One of the database's own, taken back at the end when nothing is to be kept."""
        with self._database.transaction(workspace, **chosen) as session:
            yield session
            if not self.keeps:
                session.flush()
                session.rollback()

    # ---- what people do; each returns what they then see ----

    def clicks(self, who: str, slack_id: str, on: Shown, block: Json, element: Json) -> list[Shown]:
        chosen = choice(element)
        used = {key: element[key] for key in ("action_id", "type", "value") if key in element}
        body = {
            "type": "block_actions",
            **_person(slack_id),
            "actions": [{"block_id": block.get("block_id", ""), **used, **chosen}],
        }
        if on.view:
            view = _state_of(on, {block["block_id"]: chosen} if block["type"] == "input" else None)
            body |= {"view": view, "container": {"type": "view", "view_id": on.at["view"]}}
        else:
            body |= {"container": {"type": "message", **on.at}, "response_url": _response_url()}
        how = f"{who} uses “{_label(element)}” in {on.name}"
        return self._run("action", body, who, f"answer to {element['action_id'].partition(':')[0]}", how)

    def submits(self, who: str, slack_id: str, on: Shown, values: Mapping[str, Json]) -> list[Shown]:
        body = {"type": "view_submission", **_person(slack_id), "view": _state_of(on, values)}
        name = f"answer to {on.view['callback_id']}"
        return self._run("view", body, who, name, f"{who} sends {on.name}")

    def types(self, who: str, slack_id: str, command: str, text: str, channel: str) -> list[Shown]:
        body = {
            "command": command,
            "text": text,
            "user_id": slack_id,
            "team_id": WORKSPACE,
            "channel_id": channel,
            "trigger_id": f"trigger-{next(NUMBERS)}",
            "response_url": _response_url(),
        }
        first = " ".join(text.split()[:1])[:20]
        return self._run("command", body, who, f"answer to {command}", f"{who} types {command} {first}")

    def uses_shortcut(self, who: str, slack_id: str, callback: str) -> list[Shown]:
        body = {"type": "shortcut", "callback_id": callback, **_person(slack_id)}
        return self._run("shortcut", body, who, f"answer to {callback}", f"{who} uses {callback}")

    def hears(self, who: str, slack_id: str, event: Json) -> list[Shown]:
        body = {
            "type": "event_callback",
            "team_id": WORKSPACE,
            "event_id": f"Ev{next(NUMBERS)}",
            "event": {"user": slack_id, **event},
        }
        return self._run("event", body, who, f"answer to {event['type']}", f"{who}: {event['type']}")

    def looks_up(self, who: str, slack_id: str, on: Shown, element: Json, typed: str) -> list[Json]:
        """The options of a select that asks the bot."""
        answered: Json = {}
        body = {"action_id": element["action_id"], "value": typed, "view": _state_of(on), **_person(slack_id)}
        self._on["options"](ack=answered.update, body=body)
        return list(answered["options"])

    def _run(self, kind: str, body: Json, who: str, name: str, how: str) -> list[Shown]:
        self._seen.clear()
        client = _Client(self._seen)
        self._on[kind](ack=lambda **answer: self._seen.append({"ack": answer}), body=body, client=client)
        return [shown for one in self._seen if (shown := _shown(one, who, name, how)) is not None]


def _shown(seen: Json, who: str, name: str, how: str) -> Shown | None:
    said = seen.get("ack", seen)
    if "view" in said:
        view = said["view"]
        surface = HOME if view["type"] == "home" else MODAL
        listed = name if view["callback_id"] == "notice" else f"{surface} {view['callback_id']}"
        at = {"view": f"V{next(NUMBERS)}"}
        return Shown(
            surface, "home" if surface == HOME else listed, who, how,
            blocks=view["blocks"], view=view, at=at,
        )  # fmt: skip
    if "errors" in said:
        text = "\n".join(f"{field}: {sentence}" for field, sentence in said["errors"].items())
        return Shown(ERRORS, f"{name}, refused", who, how, text=text)
    if "text" in said:
        where = {"channel_id": "D1", "message_ts": f"{next(NUMBERS)}.0"}
        return Shown(ANSWER, name, who, how, text=said["text"], blocks=said.get("blocks") or [], at=where)
    return None


def _person(slack_id: str) -> Json:
    team = {"id": WORKSPACE}
    user = {"id": slack_id, "team_id": WORKSPACE}
    return {"team": team, "user": user, "trigger_id": f"trigger-{next(NUMBERS)}"}


def _response_url() -> str:
    return f"https://slack.test/hooks/{next(NUMBERS)}"


def _label(element: Json) -> str:
    return str(element["text"]["text"] if "text" in element else element["action_id"])[:60]


# What people choose where there is nothing to choose from: a Sunday, so that there is something to say to it.
CHOSEN: dict[str, Any] = {
    "users_select": "UBOB",
    "multi_users_select": ["UBOB", "UALICE", "UANA"],
    "conversations_select": "CSUPPORT",
    "datepicker": "2026-12-13",
    "timepicker": "09:30",
}


def choice(element: Json) -> Json:
    """The state of a field after something else was chosen in it; nothing for a button."""
    kind = element["type"]
    if kind in CHOSEN:
        return filled(element, CHOSEN[kind])
    if kind == "checkboxes":
        return filled(element, [one["value"] for one in element["options"]])
    return filled(element, element["options"][-1]["value"]) if element.get("options") else {}


def _state_of(on: Shown, values: Mapping[str, Json] | None = None) -> Json:
    chosen = values or {}
    state = {
        block["block_id"]: {
            block["element"]["action_id"]: chosen.get(block["block_id"]) or initially(block["element"])
        }
        for block in on.blocks
        if block["type"] == "input"
    }
    return {**on.view, "id": on.at["view"], "hash": f"hash-{next(NUMBERS)}", "state": {"values": state}}


class _Edge(Edge):
    """Answers by response_url are kept instead of sent."""

    def __init__(self, seen: list[Json], **parts: Any) -> None:
        super().__init__(**parts)
        self._heard = seen

    def _respond(self, url: str, message: Mapping[str, Any]) -> None:
        self._heard.append(dict(message))


class _Client(WebClient):
    """Views are kept instead of sent."""

    def __init__(self, seen: list[Json]) -> None:
        super().__init__()
        self._heard = seen

    def api_call(self, api_method: str, **call: Any) -> Any:
        self._heard.append(dict(call["json"]))


class _AtOnce(Executor):
    """What follows an answer is done in the caller's thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        fn(*args, **kwargs)
        return Future()
