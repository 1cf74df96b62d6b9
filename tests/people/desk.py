"""Somebody at work with teams and settings: runs what is registered as the edge does, without Slack.

Every answer is held against Slack's rules for blocks, as the sandbox knows them.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bot.core.db import Session
from bot.outbox.kinds import Skip
from bot.people import handlers, notices, queries, service as people
from bot.people.model import Notice
from bot.sandbox.blockkit.payloads import check_message_blocks, check_view
from bot.slack.answers import Answer, Change, Open, Options, Reply
from bot.slack.blocks import Message, Modal, modal_view
from bot.slack.forms import Form
from bot.slack.listeners import Listeners, Nobody, Place, Work
from tests.support.forms import filled as filled_in, initially
from tests.support.world import WORKSPACE, World, slack_user

ELSEWHERE = "T0ELSEWHERE"
KINDS = {kind.name: kind for kind in notices.KINDS}


class Desk:
    def __init__(self, world: World) -> None:
        self.world = world
        self.on = Listeners()
        self.keeps = True
        handlers.register(self.on)

    # ---- acting ----

    def does(
        self, kind: str, name: str, who: str = "", *, home: str | None = WORKSPACE, **facts: Any
    ) -> Answer | None:
        """Runs one registration as that person; raises what the edge would turn into a sentence."""
        entry = self.on.find(kind, name)
        assert entry is not None, f"{kind} {name} is not registered"
        with self.world.database.transaction(WORKSPACE, read_only=entry.reads) as session:
            actor: Any = Nobody()
            if not entry.rule.unattended:
                slack_id = self.world.slack(who)
                actor = people.admit(session, slack_id, home, guests=entry.rule.guests, now=self.world.now)
            work = Work(session=session, actor=actor, now=self.world.now, **facts)
            entry.rule.check(work)
            answer = entry.handler(work)
            if not self.keeps:
                session.rollback()
        hold_against_slack(answer)
        return answer

    def clicks(self, who: str, action: str, /, **value: str) -> Answer | None:
        return self.does("action", action, who, value=value)

    def clicks_in(self, who: str, modal: Modal, action: str, /, **typed: Any) -> Answer | None:
        """A click inside a form that is filled in so far."""
        facts = {"value": modal.value, "form": filled(modal, typed), "place": Place(surface="modal")}
        return self.does("action", action, who, **facts)

    def types(self, who: str, line: str) -> Answer | None:
        """A line of `/team`."""
        chosen = self.on.commands["/team"].choose(line)
        if chosen.reply is not None:
            return Reply(Message(chosen.reply))
        if chosen.word:
            return self.does("word", f"/team {chosen.word}", who, text=chosen.rest)
        return self.does("command", "/team", who, text=chosen.rest)

    def submits(self, who: str, modal: Modal, /, **typed: Any) -> Answer | None:
        """The form as it was shown, with these fields changed. None empties a field."""
        return self.submits_from(WORKSPACE, who, modal, **typed)

    def submits_from(self, home: str, who: str, modal: Modal, /, **typed: Any) -> Answer | None:
        """The same by somebody whose home may be another workspace."""
        facts = {"value": modal.value, "form": filled(modal, typed), "place": Place(surface="modal")}
        return self.does("submit", modal.callback, who, home=home, **facts)

    def hears(self, event: str, **facts: Any) -> None:
        self.does("event", event, payload={"event": {"type": event, **facts}})

    # ---- looking ----

    def notices(self) -> list[tuple[str, str]]:
        """(who, kind) of all that is to be told, in the order in which it came up."""
        with self.world.session() as session:
            rows = session.query(Notice).order_by(Notice.made_at, Notice.id).all()
            return [(queries.person(session, row.person_id).name.lower(), row.kind) for row in rows]

    def told(self, kind: str) -> Message | Skip:
        """What the newest notice of that kind says now."""
        with self.world.session() as session:
            row = session.query(Notice).filter(Notice.kind == kind).order_by(Notice.id.desc()).first()
            assert row is not None, f"nobody is told of {kind}"
            found = KINDS[kind].render(session, row.ref, self.world.now)
        if isinstance(found, Message):
            assert not check_message_blocks(list(found.blocks))
        return found

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.world.session() as session:
            yield session

    def change(self, change: Callable[[Session], object]) -> None:
        with self.world.session() as session:
            change(session)

    def start(self, *teams: str) -> None:
        """As if the teams had been started."""
        with self.world.session() as session:
            for name in teams:
                self.world.team(session, name).started_at = self.world.now


def with_an_admin(world: World) -> Desk:
    """Eve is the only admin, and in no team."""
    with world.session() as session:
        eve = people.keep(session, slack_user("eve"), now=world.now)
        eve.is_admin = True
        world.ids["eve"] = eve.id
        world.person(session, "lena").is_admin = False
    return Desk(world)


# ---- forms ----


def filled(modal: Modal, typed: Mapping[str, Any]) -> Form:
    """What Slack sends for the form: what it was shown with, then what was typed."""
    fields: dict[str, dict[str, Any]] = {}
    for block in modal.blocks:
        if block["type"] == "input":
            fields[block["block_id"]] = initially(block["element"])
    for name, value in typed.items():
        assert name in fields, f"the form has no field {name}, only {list(fields)}"
        element = next(block["element"] for block in modal.blocks if block.get("block_id") == name)
        fields[name] = filled_in(element, value)
    return Form(fields)


def fields_of(modal: Modal) -> list[str]:
    return [block["block_id"] for block in modal.blocks if block["type"] == "input"]


# ---- answers ----


def form(answer: Answer | None) -> Modal:
    """The form that an answer shows."""
    assert isinstance(answer, Open | Change), answer
    return answer.modal


def words(answer: Answer | Message | None) -> str:
    """Everything that can be read in an answer."""
    if isinstance(answer, Open | Change):
        return "\n".join([answer.modal.title, *texts(list(answer.modal.blocks))])
    if isinstance(answer, Reply):
        return words(answer.message)
    assert isinstance(answer, Message), answer
    return "\n".join([answer.text, *texts(list(answer.blocks))])


def texts(part: Any) -> list[str]:
    if isinstance(part, list):
        return [text for one in part for text in texts(one)]
    if not isinstance(part, dict):
        return []
    if part.get("type") in ("mrkdwn", "plain_text"):
        return [part["text"]]
    return [text for one in part.values() for text in texts(one)]


def buttons(answer: Answer | Message | None) -> dict[str, str]:
    """Label → action of every button in an answer."""
    if isinstance(answer, Open | Change):
        return _buttons(list(answer.modal.blocks))
    return _buttons(list(answer.message.blocks if isinstance(answer, Reply) else answer.blocks))  # type: ignore


def _buttons(part: Any) -> dict[str, str]:
    if isinstance(part, list):
        return {label: id for one in part for label, id in _buttons(one).items()}
    if not isinstance(part, dict):
        return {}
    if part.get("type") == "button":
        return {part["text"]["text"]: part["action_id"]}
    return {label: id for one in part.values() for label, id in _buttons(one).items()}


def hold_against_slack(answer: Answer | None) -> None:
    match answer:
        case Open(modal) | Change(modal):
            assert not check_view(modal_view(modal))
        case Reply(message):
            assert not check_message_blocks(list(message.blocks))
        case Options(options):
            assert len(options) <= 100
