"""The edge: the only code that acknowledges, opens transactions and turns errors into answers.

A handler is `(Work) -> Answer | None`. The edge runs it in one transaction, commits, and only then answers:
an acknowledgement means "kept". Nothing but our database stands before it, except opening a form, which
Slack allows only until the answer. Every registration states its rule; `Rule` says who may.
"""

import hashlib
import json
import logging
import re
import secrets
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from slack_bolt import App, BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError
from sqlalchemy.exc import DBAPIError, TimeoutError as PoolTimeout

from bot.core import received
from bot.core.clock import Clock
from bot.core.db import Busy, Database, Session
from bot.core.errors import InvalidInput, InvalidInputs, NotAllowed, UserError
from bot.slack import blocks, client, forms
from bot.slack.answers import Answer, Change, Clear, Home, Open, Options, Reply
from bot.slack.blocks import Click, Message, Modal, modal_view
from bot.slack.templates import escaped
from bot.slack.words import Command, Word

log = logging.getLogger(__name__)

NOT_SAVED = "I could not save that just now; nothing was changed. Please try again."
TOO_LATE = "That took too long to open. Please click once more."
OUTDATED = "This button is from an older version of me. Type `help` here and I show you what works now."


@dataclass(frozen=True)
class Deadlines:
    """Seconds from receipt: all database work ends within `save`, the answer is given within `answer`.

    Slack waits for three.
    """

    save: float = 1.5
    answer: float = 2.5


BEFORE_SLACK_GIVES_UP = Deadlines()


class Actor(Protocol):
    """The person who acted, as far as the edge needs to know them."""

    id: str
    slack_id: str


@dataclass(frozen=True)
class Sender:
    """Who Slack says has acted: a user id, the workspace they are at home in (if told), their name."""

    slack_id: str
    home: str | None
    name: str


@dataclass(frozen=True)
class Place:
    """Where the person acted."""

    channel: str | None = None
    message_ts: str | None = None
    thread_ts: str | None = None
    view_id: str | None = None
    surface: str = "message"  # message, modal, home, command or event


@dataclass
class Work:
    """One unit of work: everything a handler needs, nothing that it has to look up at Slack."""

    session: Session
    actor: Actor
    now: datetime
    value: Mapping[str, str] = field(default_factory=dict)
    form: forms.Form = field(default_factory=lambda: forms.Form({}))
    text: str = ""
    click: Click | None = None
    place: Place = field(default_factory=Place)
    payload: Mapping[str, Any] = field(default_factory=dict)
    choice: str | None = None


@dataclass(frozen=True)
class Rule:
    """Who may do it. `check` raises `NotAllowed` with a sentence that says what to do instead.

    `guests` lets guests through to `check`; everybody else who is not a full member never gets there.
    `unattended`: nobody acts, Slack tells of something; then nobody has to be admitted (see `SLACK_ITSELF`).
    """

    name: str
    check: Callable[[Work], None]
    guests: bool = False
    unattended: bool = False


@dataclass
class Nobody:
    """The actor where nobody acts."""

    id: str = ""
    slack_id: str = ""


def anybody(work: Work) -> None:
    """Every full member of the workspace."""


MEMBERS = Rule("every full member", anybody)
# An event names whom it is about, who may be a bot, a guest or somebody we have never heard of.
SLACK_ITSELF = Rule("Slack itself", anybody, unattended=True)

Handler = Callable[[Work], Answer | None]


@dataclass(frozen=True)
class Entry:
    """One registration: what runs, who may, and whether it only reads."""

    handler: Handler
    rule: Rule
    reads: bool = False


class Admit(Protocol):
    def __call__(self, session: Session, sender: Sender, *, guests: bool, now: datetime) -> Actor:
        """The actor for a sender; raises `NotAllowed` for whoever may not use the bot."""


@dataclass(frozen=True)
class Shortcut:
    callback: str
    name: str
    description: str
    kind: str  # global or message


class Listeners:
    """Where features register what they answer to. `install` hands all of it to Bolt."""

    def __init__(self) -> None:
        self.commands: dict[str, Command] = {}
        self.entries: dict[tuple[str, str], Entry] = {}
        self.shortcuts: list[Shortcut] = []

    def command(
        self, name: str, handler: Handler, *, rule: Rule, about: str, usage: str = "", reads: bool = False
    ) -> None:
        """What a command does when no word of its own is given; `about` and `usage` are shown by Slack."""
        command = self.commands.setdefault(name, Command(name))
        command.about, command.usage = about, usage
        self._add("command", name, Entry(handler, rule, reads))

    def word(
        self, command: str, word: str, handler: Handler, *, rule: Rule, help: str, reads: bool = False
    ) -> None:
        """A word of a command. `help` is its line in the command's help: `list mine – what you own`."""
        self.commands.setdefault(command, Command(command)).words[word] = Word(word, help)
        self._add("word", f"{command} {word}", Entry(handler, rule, reads))

    def action(self, id: str, handler: Handler, *, rule: Rule, reads: bool = False) -> None:
        """A click or choice; also answers ids that add a suffix after a colon."""
        self._add("action", id, Entry(handler, rule, reads))

    def submit(self, callback: str, handler: Handler, *, rule: Rule) -> None:
        self._add("submit", callback, Entry(handler, rule))

    def options(self, id: str, handler: Handler, *, rule: Rule) -> None:
        self._add("options", id, Entry(handler, rule, reads=True))

    def shortcut(
        self, callback: str, handler: Handler, *, rule: Rule, name: str, about: str, kind: str = "global"
    ) -> None:
        self.shortcuts.append(Shortcut(callback, name, about, kind))
        self._add("shortcut", callback, Entry(handler, rule, reads=True))

    def event(self, type: str, handler: Handler, *, rule: Rule, reads: bool = False) -> None:
        """What Slack tells of. Only here may a rule be `unattended`."""
        self._add("event", type, Entry(handler, rule, reads))

    def _add(self, kind: str, name: str, entry: Entry) -> None:
        if (kind, name) in self.entries:
            raise ValueError(f"{kind} {name} is registered twice")
        if entry.rule.unattended and kind != "event":
            raise ValueError(f"somebody acts in {kind} {name}, and has to be admitted")
        self.entries[kind, name] = entry

    def find(self, kind: str, name: str) -> Entry | None:
        return self.entries.get((kind, name)) or self.entries.get((kind, name.partition(":")[0]))


@dataclass(frozen=True)
class Outcome:
    """How a unit of work ended: an answer, or what to tell the person instead.

    `sentence` and `errors` are plain: they may name what people typed, and are escaped where mrkdwn is read.
    """

    answer: Answer | None = None
    errors: Mapping[str, str] | None = None
    sentence: str | None = None


class Edge:
    """Runs the registered handlers for what Bolt hands over."""

    def __init__(
        self,
        *,
        listeners: Listeners,
        database: Database,
        clock: Clock,
        admit: Admit,
        base_url: str,
        pool: Executor,
        clicked: Callable[[Session, Click], None],
        committed: Callable[[], None],
        refresh_home: Callable[[str, str], None],
        deadlines: Deadlines = BEFORE_SLACK_GIVES_UP,
    ) -> None:
        """`clicked` is told, in the transaction, of every click in a message of ours (also by way of a form)
        that may have changed it. `committed` is called after each commit that left something to do;
        `refresh_home(workspace, slack user id)` after a click inside Home, and after what was done in a form
        that was opened there. These two run on `pool` and never delay an answer."""
        self.listeners = listeners
        self._database = database
        self._clock = clock
        self._admit = admit
        self._base_url = base_url
        self._pool = pool
        self._clicked = clicked
        self._committed = committed
        self._refresh_home = refresh_home
        self._deadlines = deadlines

    def install(self, app: App) -> None:
        anything = re.compile(".*", re.DOTALL)
        app.command(anything)(self._on_command)
        app.action(anything)(self._on_action)
        app.view(anything)(self._on_submit)
        app.view_closed(anything)(_just_ack)
        app.options(anything)(self._on_options)
        app.shortcut(anything)(self._on_shortcut)
        app.event(anything)(self._on_event)

    # ---- what Bolt calls: find the entry, run it, answer in the way of this kind of payload ----

    def _on_command(self, ack: Any, body: dict[str, Any], client: WebClient) -> None:
        started = time.monotonic()
        name = "/" + body["command"].lstrip("/").rpartition("-")[2]
        command = self.listeners.commands.get(name)
        if command is None:
            ack(text=OUTDATED)
            return
        chosen = command.choose(body.get("text") or "")
        if chosen.reply is not None:
            ack(text=chosen.reply)
            return
        kind, key = ("word", f"{name} {chosen.word}") if chosen.word else ("command", name)
        entry = self.listeners.entries[kind, key]
        outcome = self._run(
            entry,
            body,
            started,
            key=f"trigger:{body['trigger_id']}",
            text=chosen.rest,
            place=Place(channel=body.get("channel_id"), surface="command"),
        )
        answer = outcome.answer
        if isinstance(answer, Open):
            late = self._open(client, answer.modal, body, started)
            ack(text=late) if late else ack()
        elif isinstance(answer, Reply):
            ack(**_spoken(answer.message))
        else:
            ack(text=escaped(outcome.sentence)) if outcome.sentence else ack()

    def _on_action(self, ack: Any, body: dict[str, Any], client: WebClient) -> None:
        started = time.monotonic()
        action = body["actions"][0]
        entry = self.listeners.find("action", action["action_id"])
        view = body.get("view")
        carried, opened_by = forms.carried(view) if view else ({}, None)
        place = _place_of(body)
        click = opened_by or _click_of(body)
        if entry is None:
            ack()
            if action.get("url") is None:
                self._tell(client, OUTDATED, body, place, started)
            return
        outcome = self._run(
            entry,
            body,
            started,
            key=f"trigger:{body['trigger_id']}",
            value={**carried, **_value_of(action)},
            form=forms.read(view or body),
            click=click,
            place=place,
            choice=_choice_of(action),
        )
        self._answer(outcome, client, body, place, started, click)
        ack()
        if place.surface == "home" or not entry.reads:
            self._home_changed(body)

    def _on_submit(self, ack: Any, body: dict[str, Any], client: WebClient) -> None:
        started = time.monotonic()
        view = body["view"]
        entry = self.listeners.find("submit", view["callback_id"])
        if entry is None:
            ack(response_action="update", view=modal_view(notice(OUTDATED)))
            return
        value, click = forms.carried(view)
        outcome = self._run(
            entry,
            body,
            started,
            key=f"view:{view['id']}:{view.get('hash')}:{_digest(view.get('state'))}",
            value=value,
            form=forms.read(view),
            click=click,
            place=Place(view_id=view["id"], surface="modal"),
        )
        self._answer_submission(ack, outcome, view, click)
        self._home_changed(body)

    def _answer_submission(
        self, ack: Any, outcome: Outcome, view: Mapping[str, Any], click: Click | None
    ) -> None:
        inputs = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
        if outcome.errors:
            # A field that this form does not show cannot be marked: Slack would show a useless banner.
            known = (
                {(k if k in inputs else inputs[0]): v for k, v in outcome.errors.items()} if inputs else {}
            )
            if known:
                ack(response_action="errors", errors=known)
                return
        sentence = outcome.sentence
        if sentence and inputs:
            ack(response_action="errors", errors={inputs[0]: sentence})
            return
        from_home = forms.is_from_home(view)
        match outcome.answer:
            case Open(modal):
                ack(response_action="push", view=modal_view(modal, click, from_home=from_home))
            case Change(modal):
                ack(response_action="update", view=modal_view(modal, click, from_home=from_home))
            case Clear():
                ack(response_action="clear")
            case Reply(message):
                shown = notice(message.text, blocks_=message.blocks)
                ack(response_action="update", view=modal_view(shown, from_home=from_home))
            case _ if sentence:
                ack(response_action="update", view=modal_view(notice(escaped(sentence))))
            case _:
                ack()

    def _on_options(self, ack: Any, body: dict[str, Any]) -> None:
        started = time.monotonic()
        entry = self.listeners.find("options", body["action_id"])
        if entry is None:
            ack(options=[])
            return
        view = body.get("view")
        value = forms.carried(view)[0] if view else {}
        outcome = self._run(entry, body, started, key="", value=value, text=body.get("value") or "")
        ack(options=list(outcome.answer.options)[:100] if isinstance(outcome.answer, Options) else [])

    def _on_shortcut(self, ack: Any, body: dict[str, Any], client: WebClient) -> None:
        started = time.monotonic()
        entry = self.listeners.find("shortcut", body["callback_id"])
        channel = (body.get("channel") or {}).get("id")
        place = Place(channel=channel, message_ts=body.get("message_ts"), surface="shortcut")
        if entry is None:
            ack()
            self._tell(client, OUTDATED, body, place, started)
            return
        outcome = self._run(entry, body, started, key="", place=place)
        self._answer(outcome, client, body, place, started, None)
        ack()

    def _on_event(self, ack: Any, body: dict[str, Any], client: WebClient) -> BoltResponse | None:
        started = time.monotonic()
        event = body["event"]
        entry = self.listeners.find("event", event["type"])
        if entry is None:
            ack()
            return None
        channel = event.get("channel")
        outcome = self._run(
            entry,
            body,
            started,
            key=_event_key(body),
            text=event.get("text") or "",
            place=Place(
                channel=channel if isinstance(channel, str) else None,
                message_ts=event.get("ts"),
                thread_ts=event.get("thread_ts"),
                surface="event",
            ),
        )
        if outcome.sentence == NOT_SAVED:
            # Slack delivers an event again that was not acknowledged, which is what an unsaved one needs.
            return BoltResponse(status=503)
        ack()
        if isinstance(outcome.answer, Home):
            self._later(self.publish_home, client, event["user"], outcome.answer)
        return None

    # ---- one unit of work ----

    def _run(
        self,
        entry: Entry,
        body: Mapping[str, Any],
        started: float,
        *,
        key: str,
        **facts: Any,
    ) -> Outcome:
        # To a database no time at all would mean no limit.
        left = max(self._deadlines.save - (time.monotonic() - started), 0.001)
        noted = False
        try:
            with self._database.transaction(_workspace(body), read_only=entry.reads, limit=left) as session:
                now = self._clock.now(session)
                if not entry.reads and not received.is_first(session, key, now):
                    return Outcome()
                answer = self._in_transaction(entry, session, body, now, facts)
                noted = bool(session.info.get("noted"))
        except InvalidInput as error:
            return Outcome(errors={error.field: error.text}, sentence=error.text)
        except InvalidInputs as error:
            return Outcome(errors=error.errors, sentence=error.text)
        except UserError as error:
            return Outcome(sentence=error.text)
        except (Busy, DBAPIError, PoolTimeout):
            log.warning("nothing saved", exc_info=True)
            return Outcome(sentence=NOT_SAVED)
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("reference %s", reference)
            return Outcome(
                sentence=f"Something went wrong on my side; nothing was changed. Reference: {reference}"
            )
        if noted:
            self._later(self._committed)
        return Outcome(answer=answer)

    def _in_transaction(
        self, entry: Entry, session: Session, body: Mapping[str, Any], now: datetime, facts: Mapping[str, Any]
    ) -> Answer | None:
        actor = self._actor(entry.rule, session, body, now)
        work = Work(session=session, actor=actor, now=now, payload=body, **facts)
        entry.rule.check(work)
        if work.click is not None and not entry.reads:
            self._clicked(session, work.click)
        return entry.handler(work)

    def _actor(self, rule: Rule, session: Session, body: Mapping[str, Any], now: datetime) -> Actor:
        if rule.unattended:
            return Nobody()
        return self._admit(session, _sender(body), guests=rule.guests, now=now)

    # ---- answering ----

    def _answer(
        self,
        outcome: Outcome,
        client: WebClient,
        body: Mapping[str, Any],
        place: Place,
        started: float,
        click: Click | None,
    ) -> None:
        match outcome.answer:
            case Open(modal):
                late = self._open(client, modal, body, started, click)
                if late:
                    self._tell(client, late, body, place, started)
            case Change(modal):
                self._change(client, modal, body, click)
            case Reply(message):
                self._tell(client, message.text, body, place, started, message.blocks)
            case Home() as home:
                self._later(self.publish_home, client, body["user"]["id"], home)
            case _:
                if outcome.sentence:
                    self._tell(client, escaped(outcome.sentence), body, place, started)

    def _open(
        self,
        client: WebClient,
        modal: Modal,
        body: Mapping[str, Any],
        started: float,
        click: Click | None = None,
    ) -> str | None:
        """Opens a form; what to say when Slack would not. On top of the form from which the click came."""
        left = self._deadlines.answer - (time.monotonic() - started)
        if left <= 0:
            return TOO_LATE
        inside = (body.get("view") or {}).get("type") == "modal"
        method = "views.push" if inside else "views.open"
        view = modal_view(modal, click, from_home=forms.is_from_home(body.get("view")))
        try:
            client.api_call(method, json={"trigger_id": body["trigger_id"], "view": view})
        except SlackClientError as error:
            log.warning("%s refused: %s", method, error)
            return TOO_LATE
        except OSError:
            log.warning("%s not answered", method, exc_info=True)
            return TOO_LATE
        return None

    def _change(self, client: WebClient, modal: Modal, body: Mapping[str, Any], click: Click | None) -> None:
        view = body["view"]
        shown = modal_view(modal, click, from_home=forms.is_from_home(view))
        try:
            client.views_update(view_id=view["id"], hash=view.get("hash"), view=shown)
        except (SlackClientError, OSError):
            log.warning("a form could not be redrawn", exc_info=True)

    def _tell(
        self,
        client: WebClient,
        text: str,
        body: Mapping[str, Any],
        place: Place,
        started: float,
        shown: Any = (),
    ) -> None:
        """Words for one person: where they clicked, or in a small window when they are in Home or a form."""
        url = body.get("response_url")
        if url:
            self._later(self._respond, url, {"text": text, "blocks": list(shown) or None})
        elif body.get("trigger_id"):
            self._open(client, notice(text, blocks_=shown), body, started)

    def _respond(self, url: str, message: Mapping[str, Any]) -> None:
        sent = {k: v for k, v in message.items() if v is not None}
        answer = client.response(url, self._base_url).send_dict(
            {**sent, "response_type": "ephemeral", "replace_original": False}
        )
        if answer.status_code != 200:
            log.warning("an answer for one person was refused: %s %s", answer.status_code, answer.body[:200])

    def publish_home(self, web: WebClient, slack_id: str, home: Home) -> None:
        try:
            web.views_publish(user_id=slack_id, view=blocks.home_view(home.blocks))
        except (SlackClientError, OSError):
            log.warning("Home could not be shown", exc_info=True)

    def _home_changed(self, body: Mapping[str, Any]) -> None:
        if forms.is_from_home(body.get("view")):
            self._later(self._refresh_home, body["team"]["id"], body["user"]["id"])

    def _later(self, work: Callable[..., None], *arguments: Any) -> None:
        """On the edge's own threads: what follows an answer and must not delay it."""
        self._pool.submit(_logged, work, *arguments)


def notice(text: str, *, title: str = "Throughline", blocks_: Any = ()) -> Modal:
    """A small window that only says something."""
    return Modal("notice", title, list(blocks_) or [blocks.section(text)], close="OK")


def refuse(text: str) -> None:
    raise NotAllowed(text)


def _logged(work: Callable[..., None], *arguments: Any) -> None:
    try:
        work(*arguments)
    except Exception:
        log.exception("work after an answer failed")


def _just_ack(ack: Any) -> None:
    ack()


def _spoken(message: Message) -> dict[str, Any]:
    spoken: dict[str, Any] = {"text": message.text}
    if message.blocks:
        spoken["blocks"] = list(message.blocks)
    return spoken


def _workspace(body: Mapping[str, Any]) -> str:
    team = body.get("team")
    found = body.get("team_id") or (team.get("id") if isinstance(team, Mapping) else None)
    return str(found or (body.get("user") or {}).get("team_id") or "")


def _sender(body: Mapping[str, Any]) -> Sender:
    if "user_id" in body:
        return Sender(body["user_id"], None, body.get("user_name") or "")
    user = body.get("user")
    if isinstance(user, Mapping):
        return Sender(user["id"], user.get("team_id"), user.get("username") or user.get("name") or "")
    event = body.get("event") or {}
    author = event.get("user")
    if isinstance(author, Mapping):
        return Sender(author["id"], author.get("team_id"), author.get("name") or "")
    return Sender(author or "", event.get("user_team"), "")


def _event_key(body: Mapping[str, Any]) -> str:
    """One message can come in several events with ids of their own; its channel and ts tell."""
    event = body["event"]
    if event["type"] in ("message", "app_mention") and "ts" in event:
        return f"message:{event['type']}:{event.get('channel')}:{event['ts']}"
    return f"event:{body.get('event_id')}"


def _place_of(body: Mapping[str, Any]) -> Place:
    container = body.get("container") or {}
    view = body.get("view") or {}
    if view:
        return Place(view_id=view.get("id"), surface="home" if view.get("type") == "home" else "modal")
    return Place(
        channel=container.get("channel_id"),
        message_ts=container.get("message_ts"),
        thread_ts=container.get("thread_ts"),
    )


def _value_of(action: Mapping[str, Any]) -> dict[str, str]:
    chosen = action.get("selected_option") or {}
    return blocks.unpacked(action.get("value") if action.get("type") == "button" else chosen.get("value"))


def _click_of(body: Mapping[str, Any]) -> Click | None:
    container = body.get("container") or {}
    if container.get("type") != "message" or container.get("is_ephemeral"):
        return None
    return Click(container["channel_id"], container["message_ts"], body.get("response_url"))


def _choice_of(action: Mapping[str, Any]) -> str | None:
    """What was picked in a select or date field outside of a form."""
    option = action.get("selected_option") or {}
    for name in ("selected_user", "selected_date", "selected_time", "selected_conversation", "value"):
        if action.get(name):
            return str(action[name])
    found = option.get("value")
    return str(found) if found else None


def _digest(state: Any) -> str:
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:24]
