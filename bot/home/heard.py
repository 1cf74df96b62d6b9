"""Answers to typed text: never silence, and never a guess."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.asks import queries as asks
from bot.asks.model import Ask
from bot.core.db import Session
from bot.core.errors import UserError
from bot.home.model import Heard
from bot.home.rules import Said, understood
from bot.outbox.kinds import Kind, Priority, Skip
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Outcome
from bot.outcomes.rules.lifecycle import Status
from bot.people import queries as people
from bot.people.model import Person
from bot.slack.answers import Answer, Reply
from bot.slack.blocks import Element, Message, actions, button, context, section
from bot.slack.listeners import Entry, Listeners, Place, Work
from bot.slack.templates import Words, escaped, unescaped

WORDS = Words("home/heard")
ANSWERS = 2


@dataclass(frozen=True)
class Uses:
    """What a text could be used as: an answer to one of these, a reason for this one."""

    answers: Sequence[tuple[Ask, str]]
    reason: Outcome | None


def kind(on: Listeners) -> Kind:
    """The bot's answer to one typed text; a command that only looks is carried out while it is rendered."""

    def render(session: Session, ref: str, now: datetime) -> Message | Skip:
        found = session.find(Heard, ref)
        if found is None:
            return Skip("the text is not there any more")
        who = people.person(session, found.person_id)
        if who.is_guest and not who.may_own_as_guest:
            return _says("guest")
        said, name, rest = understood(found.text, on.commands)
        answer = _PLAIN.get(said)
        if answer is not None:
            return answer(found)
        if said is Said.COMMAND:
            return _command(session, on, found, who, name, rest, now)
        return _uses(found, uses(session, who, now))

    return Kind("home.heard", render, Priority.ASK)


def uses(session: Session, who: Person, now: datetime) -> Uses:
    """What this person could mean now."""
    waiting = [ask for ask in asks.waiting_for(session, who.id) if asks.is_asked(session, ask, who.id)]
    troubled = (Status.AT_RISK, Status.BLOCKED)
    mine = [one for one in outcomes.leaves_of(session, who.id) if one.status in troubled]
    return Uses(
        answers=[(ask, people.person(session, ask.asker_id).name) for ask in waiting[:ANSWERS]],
        reason=mine[0] if mine else None,
    )


def _command(
    session: Session, on: Listeners, found: Heard, who: Person, name: str, rest: str, now: datetime
) -> Message:
    chosen = on.commands[name].choose(rest)
    if chosen.reply is not None:
        return Message(chosen.reply, [section(chosen.reply)])
    entry = on.find("word", f"{name} {chosen.word}") if chosen.word else on.find("command", name)
    if entry is not None and entry.reads:
        place = Place(channel=found.channel, surface="command")
        answer = _look(entry, Work(session=session, actor=who, now=now, text=chosen.rest, place=place))
        if isinstance(answer, Reply):
            return answer.message
    line = unescaped(f"{name} {rest}".strip())
    text = WORDS("command", line=line)
    open_it = button("Open it", "home.run", {"heard": found.id}, style="primary", label=line)
    return Message(text, [section(text), actions(open_it)])


def _look(entry: Entry, work: Work) -> Answer | None:
    """What the command answers; also when it is that the person may not, or that there is no such thing."""
    try:
        entry.rule.check(work)
        return entry.handler(work)
    except UserError as error:
        text = escaped(error.text)
        return Reply(Message(text, [section(text)]))


def _uses(found: Heard, could: Uses) -> Message:
    if found.used:
        text = WORDS("used", **{"as": found.used})
        return Message(text, [section(WORDS("quoted", text=unescaped(found.text))), context(text)])
    value = {"heard": found.id}
    buttons: list[Element] = [
        button(
            unescaped(WORDS("as_answer", name=name)),
            f"home.as_answer:{ask.id}",
            {**value, "ask": ask.id},
            style="primary",
        )
        for ask, name in could.answers
    ]
    if could.reason is not None:
        label = unescaped(WORDS("as_reason", number=could.reason.number))
        buttons.append(button(label, "home.as_reason", {**value, "id": could.reason.id}))
    buttons.append(button(unescaped(WORDS("as_question")), "home.as_question", value))
    if len(buttons) < 4:
        buttons.append(button(unescaped(WORDS("as_outcome")), "home.as_outcome", value))
    shown = [section(WORDS("quoted", text=unescaped(found.text) or "…")), section(WORDS("what_is_it"))]
    notes = [context(WORDS("picture"))] if found.has_file else []
    return Message(WORDS("what_is_it"), [*shown, actions(*buttons[:4]), *notes])


def _says(name: str) -> Message:
    text = WORDS(name)
    return Message(text, [section(text)])


def _settings(found: Heard) -> Message:
    text = WORDS("settings")
    return Message(text, [section(text), actions(button("My settings", "people.settings", {}))])


_PLAIN: dict[Said, Callable[[Heard], Message]] = {
    Said.HELP: lambda found: _says("help"),
    Said.QUIET: lambda found: _says("quiet"),
    Said.BACK: lambda found: _says("back"),
    Said.SETTINGS: _settings,
}
