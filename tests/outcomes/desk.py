"""People at outcomes without Slack: finds the handler, asks its rule, runs it, as the edge does."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.core.db import Session
from bot.core.errors import UserError
from bot.outcomes import handlers, service
from bot.outcomes.model import Outcome
from bot.people import service as people
from bot.sandbox.blockkit import payloads
from bot.slack import forms
from bot.slack.answers import Answer, Change, Open, Reply
from bot.slack.blocks import Click, Modal, modal_view
from bot.slack.listeners import Listeners, Place, Work
from tests.support.world import World

MON_30 = date(2026, 11, 30)
FRI_11 = date(2026, 12, 11)
TUE_15 = date(2026, 12, 15)
DAY = date(2026, 11, 26)


class Desk:
    def __init__(self, world: World) -> None:
        self.world = world
        self.opened_by: Click | None = None
        self.on = Listeners()
        handlers.register(self.on)

    def types(self, who: str, line: str) -> Answer | None:
        """A line after `/outcome`."""
        command = self.on.commands["/outcome"]
        chosen = command.choose(line)
        assert chosen.reply is None, chosen.reply
        kind, key = ("word", f"/outcome {chosen.word}") if chosen.word else ("command", "/outcome")
        return self._run(kind, key, who, text=chosen.rest, place=Place(channel="C1", surface="command"))

    def clicks(
        self,
        who: str,
        action: str,
        fields: Mapping[str, Any] | None = None,
        surface: str = "modal",
        **value: str,
    ) -> Answer | None:
        """A button, or a choice in a form whose fields then stand as in `fields`."""
        return self._run(
            "action",
            action,
            who,
            value=value,
            form=filled(fields or {}),
            place=Place(view_id="V1", surface=surface),
            payload={"type": "block_actions", "actions": [{"action_id": action}]},
        )

    def submits(
        self, who: str, callback: str, fields: Mapping[str, Any], view: str = "V1", **value: str
    ) -> Answer | None:
        return self._run(
            "submit",
            callback,
            who,
            value=value,
            form=filled(fields),
            place=Place(view_id=view, surface="modal"),
            payload={"type": "view_submission"},
        )

    def searches(self, who: str, text: str) -> Answer | None:
        return self._run("options", "outcome.parent", who, text=text)

    def _run(self, kind: str, key: str, who: str, **facts: Any) -> Answer | None:
        entry = self.on.find(kind, key)
        assert entry is not None, f"nothing is registered for {kind} {key}"
        with self.world.session() as session:
            actor = people.admit(
                session, self.world.slack(who), None, guests=entry.rule.guests, now=self.world.now
            )
            work = Work(session=session, actor=actor, now=self.world.now, click=self.opened_by, **facts)
            entry.rule.check(work)
            answer = entry.handler(work)
        if isinstance(answer, Open | Change):
            assert payloads.check_view(_sent(modal_view(answer.modal))) == []
        if isinstance(answer, Reply):
            as_slack_takes_it(answer.message.blocks)
        return answer


def as_slack_takes_it(blocks: Sequence[Mapping[str, Any]]) -> None:
    """Checks the blocks of a message as strictly as Slack does."""
    assert payloads.check_message_blocks(_sent(list(blocks))) == []


def _sent(part: Any) -> Any:
    return json.loads(json.dumps(part))


def filled(fields: Mapping[str, Any]) -> forms.Form:
    """A form's state as Slack sends it, from plain values by field."""
    return forms.Form({name: _state(name, value) for name, value in fields.items()})


def _state(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, date):
        return {"type": "datepicker", "selected_date": value.isoformat()}
    if name in ("due", "day", "by_day", "needed_by", "since", "expected", "decided_on", "review_by"):
        return {"type": "datepicker", "selected_date": value}
    if name in ("owner", "confirmer", "from", "waiting_for"):
        return {"type": "users_select", "selected_user": value}
    if name == "contributors":
        return {"type": "multi_users_select", "selected_users": value}
    if name == "private":
        return {"type": "checkboxes", "selected_options": [{"value": "private"}] if value else []}
    if name in ("parent", "team", "kind", "status", "ask"):
        return {"type": "select", "selected_option": {"value": value} if value else None}
    return {"type": "plain_text_input", "value": value}


def made(
    world: World, session: Session, title: str = "Refunds are paid in two days", **facts: Any
) -> Outcome:
    """An outcome of Alice's under nothing, unless told otherwise; `owner` and `by` are names."""
    owner, by = facts.pop("owner", "alice"), facts.pop("by", None)
    confirmer = facts.pop("confirmer", None)
    return service.register(
        session,
        title=title,
        owner_id=world.ids[owner],
        due=facts.pop("due", FRI_11),
        by=world.ids[by or owner],
        now=world.now,
        confirmer_id=world.ids[confirmer] if confirmer else None,
        **facts,
    )


def refusal(run: Any) -> str:
    """What somebody is told who may not, or typed something that cannot be."""
    try:
        run()
    except UserError as error:
        return error.text
    raise AssertionError("it was not refused")


def shown(answer: Answer | None) -> str:
    """Everything that can be read in an answer, and what its fields begin with."""
    match answer:
        case Open(modal) | Change(modal):
            return "\n".join([modal.title, *_texts(list(modal.blocks))])
        case Reply(message):
            return "\n".join([message.text, *_texts(list(message.blocks))])
        case _:
            return ""


def modal(answer: Answer | None) -> Modal:
    assert isinstance(answer, Open | Change), answer
    return answer.modal


def field_of(answer: Answer | None, name: str) -> Any:
    """What the field begins with: a text, a date, a Slack id, the value of a choice; None when empty."""
    for block in modal(answer).blocks:
        if block.get("block_id") == name:
            element = block["element"]
            option = element.get("initial_option")
            for key in ("initial_value", "initial_date", "initial_user", "initial_users"):
                if key in element:
                    return element[key]
            return option["value"] if option else None
    raise AssertionError(f"the form has no field {name}")


def fields_of(answer: Answer | None) -> list[str]:
    return [block["block_id"] for block in modal(answer).blocks if block["type"] == "input"]


def buttons(blocks: Sequence[Mapping[str, Any]]) -> list[str]:
    found = []
    for block in blocks:
        elements = [*block.get("elements", ()), block.get("accessory") or {}]
        found += [one["text"]["text"] for one in elements if one.get("type") == "button"]
    return found


def _texts(part: Any) -> list[str]:
    if isinstance(part, list):
        return [text for one in part for text in _texts(one)]
    if not isinstance(part, dict):
        return []
    if part.get("type") in ("mrkdwn", "plain_text") and isinstance(part.get("text"), str):
        return [part["text"]]
    return [text for key, one in part.items() if key != "placeholder" for text in _texts(one)]
