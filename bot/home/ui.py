"""How *Waiting for you* looks, and the forms for what was typed."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.asks.model import Ask
from bot.home.model import Heard
from bot.outcomes.model import Outcome
from bot.people.model import Person
from bot.slack.blocks import (
    Block,
    Item,
    Message,
    Modal,
    asks,
    context,
    divider,
    header,
    line_input,
    search,
    section,
)
from bot.slack.templates import Words, unescaped

WAITING = Words("home/waiting")
HEARD = Words("home/heard")
TROUBLE = Words("home/trouble")
AT_ONCE = 6


def waiting_message(items: Sequence[Item]) -> Message:
    """One thing stands alone; several get a heading. `covers` are the ids that are really shown."""
    if not items:
        text = WAITING("nothing")
        return Message(text, [section(text)])
    if len(items) == 1:
        return Message(items[0].text, items[0].blocks, (items[0].id,))
    shown = items[:AT_ONCE]
    blocks: list[Block] = [header(WAITING("heading", count=len(items)))]
    for item in shown:
        blocks += [divider(), *item.blocks]
    if len(items) > len(shown):
        blocks.append(context(WAITING("more", count=len(items) - len(shown))))
    text = WAITING("lock_screen", count=len(items), first=Markup(items[0].text))
    return Message(text, blocks, tuple(item.id for item in shown))


def moved_down() -> Message:
    text = WAITING("moved_down")
    return Message(text, [context(text)])


def answer_form(found: Heard, ask: Ask, asker: Person) -> Modal:
    typed = line_input(unescaped(found.text), multiline=True)
    text = asks("text", f"Your answer to {asker.name}", typed)
    quoted = section(HEARD("quoted", text=ask.what))
    value = {"heard": found.id, "ask": ask.id}
    return Modal("home.answer", "Your answer", [quoted, text], submit="Send", value=value)


def reason_form(found: Heard, outcome: Outcome) -> Modal:
    text = asks("text", "What is up?", line_input(unescaped(found.text), multiline=True))
    title = section(HEARD("quoted", text=outcome.title))
    value = {"heard": found.id, "id": outcome.id}
    return Modal("home.reason", f"O-{outcome.number}", [title, text], submit="Save", value=value)


def question_form(found: Heard) -> Modal:
    pick = search("needs.outcomes", placeholder="Search by words or number")
    hint = unescaped(HEARD("who_reads_owner"))
    typed = line_input(unescaped(found.text), multiline=True)
    fields = [
        asks("outcome", "About which outcome?", pick),
        asks("text", "What do you want to know?", typed, hint=hint),
    ]
    return Modal("home.question", "Ask the owner", fields, submit="Ask", value={"heard": found.id})


def trouble(place: str, reason: str) -> Message:
    """What keeps messages from a channel or a person, and what to do about it."""
    text = TROUBLE("trouble", where=_where(place), reason=reason)
    return Message(text, [section(text)])


def mended(place: str) -> Message:
    text = TROUBLE("mended", where=_where(place))
    return Message(text, [section(text)], is_afterword=True)


def _where(place: str) -> Markup:
    return Markup(f"<#{place}>" if place.startswith(("C", "G")) else "some people")
