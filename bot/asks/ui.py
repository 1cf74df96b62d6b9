"""The forms in which people answer. What they are asked is shown on top of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.asks.model import Ask, AskState, Origin
from bot.slack.blocks import (
    Block,
    Modal,
    asks,
    choice,
    context,
    date_input,
    line_input,
    person_input,
    section,
)
from bot.slack.templates import Words, unescaped

WORDS = Words("asks/forms")

YES, NO = "yes", "no"


@dataclass(frozen=True)
class Facts:
    """An ask as one person sees it: names, and their own date."""

    ask: Ask
    asker: str
    today: date
    answerer: str = ""
    is_leader: bool = False


def answer(facts: Facts) -> Modal:
    """The answer, or the decision of a leader."""
    kind = "decide" if facts.is_leader else "answer"
    verdict = choice([(YES, _label("yes")), (NO, _label("no"))], YES, kind="radio_buttons")
    fields = [
        asks("text", _label(kind), line_input(multiline=True), hint=_readers(facts, facts.asker)),
        asks("verdict", _label("is_it"), verdict),
    ]
    return _form("asks.give_answer", f"{kind}_title", facts, fields)


def promise(facts: Facts, day: date) -> Modal:
    hint = _label("promise_hint", asker=facts.asker)
    fields = [asks("day", _label("promise_day"), date_input(day), hint=hint)]
    return _form("asks.give_day", "promise_title", facts, fields, submit="save")


def pass_on(facts: Facts) -> Modal:
    fields = [
        asks("to", _label("pass_on_to"), person_input(), hint=_label("pass_on_hint")),
        asks("why", _label("pass_on_why"), line_input(), hint=_readers(facts, facts.asker), optional=True),
    ]
    return _form("asks.give_other", "pass_on_title", facts, fields)


def question(facts: Facts) -> Modal:
    hint = _label("question_hint", asker=facts.asker)
    fields = [asks("text", _label("question"), line_input(multiline=True), hint=hint)]
    return _form("asks.give_question", "question_title", facts, fields)


def reply(facts: Facts) -> Modal:
    asked = section(WORDS("asked_back", name=facts.answerer, question=facts.ask.question or ""))
    hint = _readers(facts, facts.answerer)
    fields = [asked, asks("text", _label("reply"), line_input(multiline=True), hint=hint)]
    return _form("asks.give_reply", "reply_title", facts, fields)


def not_enough(facts: Facts) -> Modal:
    ask = facts.ask
    if ask.state is AskState.PROMISED:
        words = WORDS("the_day", name=facts.answerer, day=ask.promised_for, today=facts.today)
    else:
        words = WORDS("the_answer", name=facts.answerer, answer=ask.answer or "")
    hint = _readers(facts, facts.answerer)
    fields = [section(words), asks("text", _label("not_enough"), line_input(multiline=True), hint=hint)]
    return _form("asks.give_missing", "not_enough_title", facts, fields)


def help_out(facts: Facts) -> Modal:
    fields = [asks("text", _label("help"), line_input(multiline=True), hint=_readers(facts, facts.asker))]
    return _form("asks.give_help", "help_title", facts, fields)


def quoted(facts: Facts) -> list[Block]:
    """What is asked, and what happens without an answer."""
    ask, today = facts.ask, facts.today
    shown = [section(WORDS("quoted", what=ask.what, needed_by=ask.needed_by, today=today))]
    if ask.otherwise and ask.otherwise_on:
        words = WORDS(
            "otherwise", asker=facts.asker, otherwise=ask.otherwise, day=ask.otherwise_on, today=today
        )
        shown.append(context(words))
    return shown


def _form(callback: str, title: str, facts: Facts, fields: Sequence[Block], submit: str = "send") -> Modal:
    return Modal(
        callback,
        _label(title),
        [*quoted(facts), *fields],
        submit=_label(submit),
        value={"ask": facts.ask.id},
    )


def _readers(facts: Facts, name: str) -> str:
    """A question to an owner stays between two people; all else is said where the team talks."""
    return _label("readers", name=name, is_aside=facts.ask.origin is Origin.QUESTION)


def _label(name: str, /, **facts: Any) -> str:
    return unescaped(WORDS(name, **facts))
