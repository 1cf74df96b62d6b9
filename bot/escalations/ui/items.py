"""What waits for a person, with the buttons that settle it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, assert_never

from markupsafe import Markup

from bot.asks.model import AskState, Origin
from bot.asks.queries import item_id
from bot.core.db import Session
from bot.escalations import queries
from bot.escalations.queries import Turn, Waiting, waiting
from bot.escalations.ui.parts import background, before, labelled, named, show_outcome, title_of
from bot.people.model import Person
from bot.slack.blocks import Block, Element, Item, actions, context, section
from bot.slack.templates import Words

WORDS = Words("escalations/items")


def items(session: Session, person: Person, now: datetime) -> list[Item]:
    """Every ask that waits for this person."""
    return [item(one) for one in queries.waiting_for(session, person.id, now)]


def item(one: Waiting) -> Item:
    """One ask that waits, complete with its buttons."""
    match one.turn:
        case Turn.ANSWER | Turn.DECIDE:
            text, blocks = _asked(one)
        case Turn.KEEP:
            text, blocks = _promised(one)
        case Turn.REPLY:
            text, blocks = _asked_back(one)
        case Turn.LOOK:
            text, blocks = _answered(one)
        case _:
            assert_never(one.turn)
    return Item(
        id=_id(one),
        text=text,
        blocks=blocks,
        since=waiting.since(one),
        is_urgent=one.ask.is_urgent,
        came_up=_came_up(one),
    )


def _came_up(one: Waiting) -> bool:
    """Whether it comes from below, or back to who waits for it: both must be noticed."""
    if one.turn in (Turn.REPLY, Turn.LOOK):
        return True
    return one.step is not None and one.step.step.team_id is not None


def _id(one: Waiting) -> str:
    """An answer or a question is another thing than the ask, and told anew each time."""
    match one.turn:
        case Turn.REPLY:
            return f"question:{one.ask.id}:{one.ask.turn}"
        case Turn.LOOK:
            return f"answer:{one.ask.id}:{one.ask.turn}"
        case _:
            return item_id(one.ask)


def _asked(one: Waiting) -> tuple[str, list[Block]]:
    ask, kind = one.ask, _kind(one)
    about = {"asker": named(one.facts.asker), "what": ask.what, "needed_by": ask.needed_by}
    lines = [*before(one.facts, one.step), *background(one.facts, one.today)]
    words = WORDS(kind, **about, today=one.today, lines=lines, **title_of(one.facts))
    text = WORDS(f"{kind}_text", **about, today=one.today)
    return text, [_section(words, one), actions(*_buttons(one)), *_notes(_what_next(one), one)]


def _kind(one: Waiting) -> str:
    if one.ask.origin is Origin.QUESTION:
        return "question"
    if one.ask.origin is Origin.DIRECT:
        return "decision"
    if _is_condition(one):
        return "condition"
    return "decide" if one.turn is Turn.DECIDE else "answer"


def _is_condition(one: Waiting) -> bool:
    """Whether the owner's yes hangs on it."""
    outcome = one.facts.outcome
    return one.ask.origin is Origin.CONDITION and outcome is not None and outcome.agreed_at is None


def _buttons(one: Waiting) -> Iterator[Element]:
    is_leader = one.turn is Turn.DECIDE or one.ask.origin is Origin.DIRECT
    if is_leader:
        yield _button("get_it_by", "asks.promise", one)
        yield _button("decide_it", "asks.answer", one, style="primary")
        yield _button("pass_on", "asks.pass_on", one)
        yield _button("ask_a_question", "asks.question", one)
    else:
        yield _button("here_is_the_answer", "asks.answer", one, style="primary")
        if one.ask.origin is not Origin.QUESTION:
            yield _button("have_it_by", "asks.promise", one)
        yield _button("ask_someone_else", "asks.pass_on", one)
        yield _button("know_more", "asks.question", one)
    if one.turn is Turn.DECIDE and _is_condition(one):
        yield _button("without_it", "escalations.waive", one)


def _what_next(one: Waiting) -> str | None:
    facts, ask = one.facts, one.ask
    if ask.paused_at is not None:
        return WORDS("standing_still")
    if ask.top_since is not None:
        return WORDS("on_top", since=ask.top_since)
    if ask.held_since is not None:
        return WORDS("held")
    if facts.next_up is not None and facts.next_at is not None:
        return WORDS("next", name=named(facts.next_up), at=facts.next_at)
    return None


def _promised(one: Waiting) -> tuple[str, list[Block]]:
    ask, facts = one.ask, one.facts
    about = {"asker": named(facts.asker), "what": ask.what, "promised_for": ask.promised_for}
    words = WORDS("keep", **about, today=one.today, **title_of(facts))
    buttons = actions(
        _button("here_is_the_answer", "asks.answer", one, style="primary"),
        _button("another_day", "asks.promise", one),
        _button("pass_on", "asks.pass_on", one),
        _button("ask_a_question", "asks.question", one),
    )
    note = WORDS("after_promise", name=named(facts.next_up)) if facts.next_up else None
    return WORDS("keep_text", **about, today=one.today), [_section(words, one), buttons, *_notes(note, one)]


def _asked_back(one: Waiting) -> tuple[str, list[Block]]:
    name = named(one.facts.person(one.ask.question_by_id))
    question = one.ask.question or ""
    words = WORDS("reply", name=name, question=question, what=one.ask.what, **title_of(one.facts))
    buttons = actions(_button("reply_button", "asks.reply", one, style="primary"))
    text = WORDS("reply_text", name=name, question=question)
    return text, [_section(words, one), buttons, *_notes(None, one)]


def _answered(one: Waiting) -> tuple[str, list[Block]]:
    ask, facts = one.ask, one.facts
    kind = "look_no" if ask.state is AskState.DECLINED else "look"
    by, absent = named(facts.person(ask.answered_by_id)), named(facts.person(ask.answered_for_id))
    answer = ask.answer or ""
    words = WORDS(kind, answer=answer, by=by, absent=absent, what=ask.what, **title_of(facts))
    buttons = actions(
        _button("go_on", "escalations.go_on", one, style="primary"),
        _button("not_enough", "asks.not_enough", one),
    )
    return WORDS(f"{kind}_text", answer=answer, by=by), [
        _section(words, one),
        buttons,
        *_notes(_what_follows(one), one),
    ]


def _what_follows(one: Waiting) -> str | None:
    """What going on does besides."""
    outcome = one.facts.outcome
    if outcome is None or outcome.owner_id != one.person.id:
        return None
    if _is_condition(one):
        return WORDS("will_be_yours", number=outcome.number)
    if one.ask.origin is Origin.BLOCK and one.facts.is_blocked:
        return WORDS("will_be_on_track", number=outcome.number)
    return None


def _notes(note: str | None, one: Waiting) -> list[Block]:
    """What happens next, and where it is talked about."""
    thread = WORDS("thread", url=Markup(one.facts.thread)) if one.facts.thread else None
    texts = [text for text in (note, thread) if text]
    return [context(*texts)] if texts else []


def _section(words: str, one: Waiting) -> Block:
    return section(words, show_outcome(WORDS, one.facts))


def _button(name: str, action: str, one: Waiting, **more: Any) -> Element:
    return labelled(WORDS, name, action, one.facts, **more)
