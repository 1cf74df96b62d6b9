"""People at check-ins without Slack: handlers run as at the edge, messages read as they would be sent."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from bot.checkins import handlers, jobs, notices
from bot.core.errors import UserError
from bot.core.jobs import Due
from bot.outbox.kinds import Skip
from bot.outbox.model import Delivery
from bot.people import service as people
from bot.people.model import Notice
from bot.slack import blocks, forms
from bot.slack.answers import Answer, Change, Open, Reply
from bot.slack.blocks import Message, Modal
from bot.slack.listeners import Listeners, Place, Work
from tests.checkins.walking import Walk
from tests.support.world import World

KINDS = {kind.name: kind for kind in notices.KINDS}


class Desk(Walk):
    def __init__(self, world: World, dues: Sequence[Due] = jobs.DUE) -> None:
        super().__init__(world, dues=dues)
        self.on = Listeners()
        handlers.register(self.on)

    # ---- reading ----

    def message(self, key: str) -> Message | Skip:
        """What stands under an outbox key now."""
        with self.session() as session:
            found = session.scalar(select(Delivery).where(Delivery.key == key))
            assert found is not None, f"nothing was said as {key}"
            return KINDS[found.kind].render(session, found.ref, self.now)

    def prompt(self, name: str) -> Message:
        """The person's newest prompt."""
        with self.session() as session:
            key = session.scalar(
                select(Delivery.key)
                .where(Delivery.to == self.world.slack(name), Delivery.kind == "checkins.prompt")
                .order_by(Delivery.id.desc())
            )
        assert key is not None, f"{name} was not asked"
        return shown(self.message(key))

    def reminder(self, name: str) -> Message | Skip:
        with self.session() as session:
            found = session.scalar(
                select(Notice).where(
                    Notice.kind == "checkins.reminder", Notice.person_id == self.world.ids[name]
                )
            )
            assert found is not None, f"{name} was not reminded"
            return KINDS[found.kind].render(session, found.ref, self.now)

    def channel(self, kind: str = "checkins.round") -> list[str]:
        """What a kind of message says in channels, oldest first."""
        keys = [one.key for one in self.said(kind)]
        return [read(found) for key in keys if isinstance(found := self.message(key), Message)]

    # ---- acting ----

    def types(self, who: str, line: str = "") -> str:
        """A line after `/checkin`; what it answers."""
        chosen = self.on.commands["/checkin"].choose(line)
        if chosen.reply is not None:
            return chosen.reply
        kind, key = ("word", f"/checkin {chosen.word}") if chosen.word else ("command", "/checkin")
        answer = self._run(kind, key, who, text=chosen.rest, place=Place(surface="command"))
        return read_answer(answer)

    def taps(self, who: str, label: str, title: str = "") -> Answer | None:
        """The button with that label in the person's newest prompt, below the outcome of that title."""
        return self._press(who, self.prompt(who).blocks, label, title)

    def _press(self, who: str, found: Sequence[Mapping[str, Any]], label: str, title: str) -> Answer | None:
        above = ""
        for block in found:
            if block["type"] != "actions":
                above = read_block(block)
            for element in elements(block):
                if element.get("type") == "button" and label in element["text"]["text"] and title in above:
                    return self.clicks(who, element["action_id"], **blocks.unpacked(element.get("value")))
        raise AssertionError(f"no button {label!r} below {title!r}")

    def clicks(
        self,
        who: str,
        action: str,
        fields: Mapping[str, Any] | None = None,
        choice: str | None = None,
        **value: str,
    ) -> Answer | None:
        answer = self._run("action", action, who, value=value, form=filled(fields or {}), choice=choice)
        self.settle()
        return answer

    def submits(self, who: str, form: Answer | None, **fields: Any) -> Answer | None:
        """The form that is open; fields that are not named keep what they began with."""
        found = modal(form)
        kept = {**beginning(found), **fields}
        answer = self._run("submit", found.callback, who, value=found.value, form=filled(kept))
        self.settle()
        return answer

    def _run(self, kind: str, key: str, who: str, **facts: Any) -> Answer | None:
        entry = self.on.find(kind, key)
        assert entry is not None, f"nothing is registered for {kind} {key}"
        with self.session() as session:
            actor = people.admit(session, self.world.slack(who), None, guests=entry.rule.guests, now=self.now)
            work = Work(session=session, actor=actor, now=self.now, **facts)
            entry.rule.check(work)
            return entry.handler(work)


def shown(found: Message | Skip) -> Message:
    assert isinstance(found, Message), found
    return found


def read(found: Message) -> str:
    """Everything that can be read, top to bottom; times of day as their fallback says."""
    texts = [text for block in found.blocks for text in _texts(block)] or [found.text]
    return _plain("\n".join(texts))


def read_block(block: Mapping[str, Any]) -> str:
    return _plain("\n".join(_texts(block)))


def read_answer(answer: Answer | None) -> str:
    match answer:
        case Open(found) | Change(found):
            return "\n".join([found.title, *(read_block(block) for block in found.blocks)])
        case Reply(message):
            return read(message)
        case _:
            return ""


def _plain(text: str) -> str:
    return re.sub(r"<!date\^[^|]*\|([^>]*)>", r"\1", text)


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from _texts(one)
    elif isinstance(part, Mapping):
        if isinstance(part.get("text"), str):
            yield part["text"]
        for key, value in part.items():
            if key != "placeholder" and not isinstance(value, str):
                yield from _texts(value)


def elements(block: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = list(block.get("elements", ()))
    return [*found, block["accessory"]] if "accessory" in block else found


def buttons(found: Message | Modal) -> list[str]:
    every = [one for block in found.blocks for one in elements(block)]
    return [one["text"]["text"] for one in every if one.get("type") == "button"]


def modal(answer: Answer | None) -> Modal:
    assert isinstance(answer, Open | Change), answer
    return answer.modal


def beginning(found: Modal) -> dict[str, Any]:
    """What each field of a form begins with: text, date, Slack id, or the value of a choice."""
    kept = {}
    for block in found.blocks:
        if block["type"] == "input":
            kept[block["block_id"]] = _begins(block["element"])
    return kept


def _begins(element: Mapping[str, Any]) -> Any:
    if "initial_option" in element:
        return element["initial_option"]["value"]
    if "initial_date" in element:
        return date.fromisoformat(element["initial_date"])
    return element.get("initial_user") or element.get("initial_value")


def filled(fields: Mapping[str, Any]) -> forms.Form:
    return forms.Form({name: _state(name, value) for name, value in fields.items()})


def _state(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, date) or name in ("needed_by", "since"):
        return {"type": "datepicker", "selected_date": value.isoformat() if value else None}
    if name in ("waiting_for", "confirmer"):
        return {"type": "users_select", "selected_user": value}
    if name in ("cause", "ask", "ask_urgent"):
        return {"type": "radio_buttons", "selected_option": {"value": value} if value else None}
    return {"type": "plain_text_input", "value": value}


def refusal(run: Any) -> str:
    """What somebody is told who may not, or came too late."""
    try:
        run()
    except UserError as error:
        return error.text
    raise AssertionError("it was not refused")
