"""Modals in their stacks and Home pages: what `views.*` and the client do to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox import slack_files
from bot.sandbox.app import App
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.blockkit.payloads import MOST_VIEW_BYTES, check_view
from bot.sandbox.content import complete
from bot.sandbox.element_state import Values, values_of
from bot.sandbox.ids import secret
from bot.sandbox.stream import Stream
from bot.sandbox.wire import SlackError, dump, invalid_arguments
from bot.sandbox.workspace import Workspace

DEEPEST = 3


@dataclass(slots=True)
class View:
    id: str
    user: str
    source: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    values: Values = field(default_factory=dict)
    app_id: str = ""
    bot_id: str = ""
    team_id: str = ""

    @property
    def external_id(self) -> str:
        return str(self.source.get("external_id", ""))

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.source["blocks"]
        return blocks

    def as_json(self, *, without_inputs: bool = False) -> Json:
        """The view object as Slack sends it; `view_closed` comes without what is in input blocks."""
        inputs = (
            {block["block_id"] for block in self.blocks if block["type"] == "input"} if without_inputs else ()
        )
        values = {block: dict(state) for block, state in self.values.items() if block not in inputs}
        shown: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "type": self.source["type"],
            "blocks": self.blocks,
            "private_metadata": self.source.get("private_metadata", ""),
            "callback_id": self.source.get("callback_id", ""),
            "state": {"values": values},
            "hash": self.hash,
            "title": self.source.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
            "clear_on_close": self.source.get("clear_on_close", False),
            "notify_on_close": self.source.get("notify_on_close", False),
            "close": self.source.get("close"),
            "submit": self.source.get("submit"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": self.app_id,
            "external_id": self.external_id,
            "app_installed_team_id": self.team_id,
            "bot_id": self.bot_id,
        }
        return shown


class Views:
    def __init__(self, workspace: Workspace, stream: Stream):
        self._workspace = workspace
        self._stream = stream
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}

    def stack(self, user: str) -> list[View]:
        """The person's open modals, the one on top last."""
        return self.stacks.get(user, [])

    def find(self, view_id: str) -> View | None:
        return next((view for view in self._all() if view.id == view_id), None)

    def check(self, source: Any, kind: str | None = None) -> Json:
        """The view, ids filled in, once Slack would take it."""
        problems = check_view(source)
        if problems:
            raise invalid_arguments(str(problem.under("/view")) for problem in problems)
        view: Json = source
        if kind is not None and view["type"] != kind:
            raise invalid_arguments([f"unsupported type: {view['type']} [json-pointer:/view/type]"])
        if len(dump(view)) > MOST_VIEW_BYTES:
            raise SlackError("view_too_large")
        missing = slack_files.fill_in(self._workspace.files, view["blocks"])
        if missing:
            raise invalid_arguments(str(problem.under("/view/blocks")) for problem in missing)
        complete(view["blocks"])
        return view

    def open(self, app: App, user: str, source: Json) -> View:
        """A new modal; whatever modal the person had open is gone."""
        self._demand_free(source)
        view = self._new(app, user, source)
        self.stacks[user] = [view]
        self._stream.publish("modal", user=user)
        return view

    def push(self, app: App, user: str, source: Json) -> View:
        stack = self.stack(user)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= DEEPEST:
            raise SlackError("push_limit_reached")
        self._demand_free(source)
        view = self._new(app, user, source)
        view.root_id, view.previous_id = stack[0].id, stack[-1].id
        stack.append(view)
        self._stream.publish("modal", user=user)
        return view

    def update(self, view: View, source: Json) -> None:
        """Shows something else in the same view; what was entered stays where block and action do."""
        if source["type"] != view.source["type"]:
            wanted = view.source["type"]
            raise invalid_arguments(
                [f"must match the `type` of the view: {wanted} [json-pointer:/view/type]"]
            )
        self._demand_free(source, besides=view)
        view.source = source
        view.values = values_of(source["blocks"], view.values)
        view.hash = self._new_hash()
        self._stream.publish("home" if source["type"] == "home" else "modal", user=view.user)

    def publish(self, app: App, user: str, source: Json) -> View:
        known = self.homes.get(user)
        if known is not None:
            self.update(known, source)
            return known
        self._demand_free(source)
        view = self.homes[user] = self._new(app, user, source)
        self._stream.publish("home", user=user)
        return view

    def close(self, view: View) -> None:
        """Takes this view away, with everything that was pushed onto it."""
        stack = self.stack(view.user)
        if view in stack:
            del stack[stack.index(view) :]
        self._stream.publish("modal", user=view.user)

    def clear(self, user: str) -> None:
        self.stacks.pop(user, None)
        self._stream.publish("modal", user=user)

    def _new(self, app: App, user: str, source: Json) -> View:
        view_id = self._workspace.ids.new("V")
        view = View(view_id, user, source, self._new_hash(), view_id)
        view.values = values_of(source["blocks"])
        view.app_id, view.bot_id, view.team_id = app.id, app.bot_id, self._workspace.team.id
        return view

    def _new_hash(self) -> str:
        return f"{self._workspace.timestamps.new().split('.')[0]}.{secret(8)}"

    def _demand_free(self, source: Json, besides: View | None = None) -> None:
        external_id = source.get("external_id")
        if external_id and any(
            view.external_id == external_id for view in self._all() if view is not besides
        ):
            raise SlackError("duplicate_external_id")

    def _all(self) -> Iterator[View]:
        for stack in self.stacks.values():
            yield from stack
        yield from self.homes.values()

    def find_external(self, external_id: str) -> View | None:
        return next((view for view in self._all() if view.external_id == external_id), None)
