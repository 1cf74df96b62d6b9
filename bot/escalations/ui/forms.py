"""`/escalate` and *It's decided here…*."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.asks import ui as ask_ui
from bot.escalations.queries import Facts
from bot.escalations.ui.channel import first_line, withdraw_button
from bot.escalations.ui.parts import FORMS, labelled, named
from bot.outcomes.model import Outcome
from bot.slack.blocks import (
    Block,
    Message,
    Modal,
    actions,
    asks,
    button,
    context,
    date_input,
    line_input,
    person_input,
    section,
)
from bot.slack.templates import Words, inert, unescaped

CHANNEL = Words("escalations/channel")
OFFERED = 5
CARRIED = 900  # quotes and backslashes take two of the 2,000 characters that a button holds


def escalate(outcome: Outcome, *, leader: str | None, has_channel: bool, what: str = "") -> Modal:
    """What has to be decided, by whom and by when. `leader` is who is asked when nobody is chosen."""
    example = _label("what_example")
    fields = [
        asks("what", _label("what"), line_input(what, placeholder=example, multiline=True)),
        asks(
            "to",
            _label("from_whom"),
            person_input(),
            hint=_label("from_hint", name=leader),
            optional=leader is not None,
        ),
        asks("needed_by", _label("by_when"), date_input()),
        asks("options", _label("options"), line_input(multiline=True), optional=True),
        asks("tried", _label("tried"), line_input(), optional=True),
        context(FORMS("readers", channel=has_channel)),
    ]
    heading = section(FORMS("heading", title=outcome.title, number=outcome.number))
    return Modal(
        "escalations.ask", _label("title"), [heading, *fields], submit=_label("ask"), value={"id": outcome.id}
    )


def which(mine: Sequence[Outcome], help: str, *, what: str) -> Message:
    """Without a number: the person's own to choose from, and what the command can do.

    `what` they typed instead goes on into the form, as far as a button can hold it.
    """
    text = FORMS("which_of_yours" if mine else "which", what=what)
    typed = "".join(sign for sign in what if sign >= " " or sign == "\n")
    carried = {"what": typed[:CARRIED]} if typed else {}
    choices = [
        button(f"O-{one.number} {one.title}", f"escalations.open:{one.number}", {"id": one.id, **carried})
        for one in mine[:OFFERED]
    ]
    shown = [actions(*choices)] if choices else []
    return Message(text, [section(text), *shown, section(help)])


def decided(facts: Facts, today: date, *, is_own: bool) -> Modal:
    """What was decided where it was talked about."""
    asker = named(facts.asker)
    hint = _label("decided_own_hint") if is_own else _label("decided_hint", asker=asker)
    shown = ask_ui.quoted(ask_ui.Facts(facts.ask, asker=asker, today=today))
    field = asks("text", _label("decided"), line_input(multiline=True), hint=hint)
    return Modal(
        "escalations.keep_decision",
        _label("decided_title"),
        [*shown, field],
        submit=_label("save"),
        value={"ask": facts.ask.id},
    )


def open_already(outcome: Outcome, found: Sequence[Facts], today: date) -> Message:
    """What is open about the outcome, with what can be done about it."""
    text = FORMS("open_already", count=len(found))
    blocks: list[Block] = [section(text)]
    for facts in found:
        buttons = [withdraw_button(facts)]
        if facts.next_up is not None and facts.ask.promised_for is None and not facts.ask.is_unasked:
            name = named(facts.next_up)
            buttons.insert(0, labelled(CHANNEL, "ask_now", "escalations.go_up", facts, name=name))
        blocks += [section(f"{first_line(facts, today)}\n{inert(facts.ask.what)}"), actions(*buttons)]
    another = button(_label("another"), "escalations.open", {"id": outcome.id})
    return Message(text, [*blocks, actions(another)])


def _label(name: str, /, **facts: Any) -> str:
    return unescaped(FORMS(name, **facts))
