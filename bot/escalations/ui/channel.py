"""An escalation in its channel, several folded into one, and the line before a leader is reached."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, assert_never

from markupsafe import Markup

from bot.asks.model import AskState, Happened, Origin
from bot.asks.queries import reads_at
from bot.asks.rules.states import OPEN
from bot.escalations.queries import Facts
from bot.escalations.ui.parts import (
    PARTS,
    entries,
    held_list,
    labelled,
    named,
    show_outcome,
    title_of,
    why_absent,
)
from bot.people.model import Person
from bot.slack.blocks import Block, Element, Message, actions, confirmation, context, divider, section
from bot.slack.templates import Words, unescaped

WORDS = Words("escalations/channel")


def opened(facts: Facts, today: date) -> Message:
    """The message of one escalation. `today` is the date in the team's zone."""
    first = first_line(facts, today)
    body = "\n".join([first, *_body(facts, today)])
    blocks = [section(body)]
    who = _who(facts, today)
    if facts.ask.state in OPEN and who:
        blocks.append(context(who))
    blocks.append(actions(*_buttons(facts)))
    return Message(first, [block for block in blocks if block.get("elements") != []])


def first_line(facts: Facts, today: date) -> str:
    """How it stands, in one line."""
    ask, asker = facts.ask, named(facts.asker)
    about = {"asker": asker, **title_of(facts)}
    by = named(facts.person(ask.answered_by_id))
    absent = named(facts.person(ask.answered_for_id))
    match ask.state:
        case AskState.ASKED | AskState.PROMISED:
            return _open(facts, about, today)
        case AskState.ANSWERED:
            return WORDS("answered", by=by, absent=absent, days=facts.days, answer=ask.answer or "")
        case AskState.DECLINED:
            return WORDS("declined", by=by, absent=absent, days=facts.days, answer=ask.answer or "")
        case AskState.SETTLED:
            return WORDS("settled", asker=asker, days=facts.days, answer=ask.answer or _last_text(facts))
        case AskState.WITHDRAWN:
            return WORDS("withdrawn", **about)
        case AskState.WENT_AHEAD:
            return WORDS(
                "went_ahead", asker=asker, otherwise=ask.otherwise or "", day=ask.otherwise_on, today=today
            )
        case _:
            assert_never(ask.state)


def _open(facts: Facts, about: dict[str, Any], today: date) -> str:
    ask = facts.ask
    if ask.is_unasked:
        return WORDS("unasked", **about)
    if ask.paused_at is not None:
        return WORDS("paused", **about)
    if ask.state is AskState.PROMISED:
        by = named(facts.person(ask.promised_by_id))
        day = ask.promised_for
        return WORDS("promised", is_blocked=facts.is_blocked, by=by, day=day, today=today, **about)
    by = named(_on_top(facts))
    if ask.top_since is not None and by:
        return WORDS("on_top", is_blocked=facts.is_blocked, by=by, since=ask.top_since, **about)
    return WORDS("open", is_blocked=facts.is_blocked, **about)


def _on_top(facts: Facts) -> Person | None:
    """With whom it stays because nobody is above."""
    found = [event.to_id for event in facts.events if event.kind is Happened.ON_TOP]
    return facts.person(found[-1]) if found else None


def _last_text(facts: Facts) -> str | None:
    return facts.events[-1].text if facts.events else None


def _body(facts: Facts, today: date) -> Iterator[str]:
    ask = facts.ask
    names_it = ask.state in OPEN or ask.state is AskState.WITHDRAWN
    if not names_it and facts.outcome is not None:
        yield WORDS("whose", asker=named(facts.asker), **title_of(facts))
    if ask.origin is Origin.DIRECT:
        yield WORDS("decides", what=ask.what, needed_by=ask.needed_by, today=today)
    else:
        about = {"source": named(facts.to) or ask.to_text, "is_over": ask.state not in OPEN}
        yield WORDS("needs", what=ask.what, needed_by=ask.needed_by, today=today, **about)
    if ask.state not in OPEN:
        return
    if ask.tried:
        yield PARTS("tried", tried=ask.tried)
    if ask.options:
        yield PARTS("options", options=ask.options)
    if facts.held_up is not None:
        yield held_list(facts.held_up)
    if ask.otherwise and ask.otherwise_on:
        yield PARTS(
            "otherwise",
            asker=named(facts.asker),
            otherwise=ask.otherwise,
            day=ask.otherwise_on,
            today=today,
        )
    if ask.question is not None:
        name = named(facts.person(ask.question_by_id))
        yield WORDS("question", name=name, asker=named(facts.asker), question=ask.question)


def _who(facts: Facts, today: date) -> str:
    """Who was asked, and who is next."""
    found = entries(facts)
    following = _next(facts, today)
    if following is not None:
        found.append(Markup(following))
    return WORDS("asked", entries=found) if found else ""


def _next(facts: Facts, today: date) -> str | None:
    ask = facts.ask
    if ask.paused_at is not None:
        return None
    if ask.top_since is not None:
        return WORDS("top")
    if ask.held_since is not None and facts.current is not None:
        return WORDS("held", name=named(facts.current.person))
    if facts.next_up is None or facts.next_at is None:
        return None
    if ask.state is AskState.PROMISED:
        return WORDS("next_after", name=named(facts.next_up), day=ask.promised_for, today=today)
    return WORDS("next", name=named(facts.next_up), at=facts.next_at)


def _buttons(facts: Facts) -> Iterator[Element]:
    ask = facts.ask
    if ask.state in OPEN:
        yield labelled(WORDS, "decided_here", "escalations.decided", facts)
        yield labelled(WORDS, "can_help", "asks.help", facts)
        if ask.held_since is not None and facts.next_up is not None:
            yield labelled(WORDS, "ask_now", "escalations.go_up", facts, name=named(facts.next_up))
        if ask.origin is Origin.CONDITION:
            yield labelled(WORDS, "without_it", "escalations.waive", facts)
        if ask.origin is Origin.DIRECT:
            yield withdraw_button(facts)
    shown = show_outcome(WORDS, facts)
    if shown is not None:
        yield shown


def withdraw_button(facts: Facts) -> Element:
    made = labelled(WORDS, "withdraw", "escalations.withdraw", facts)
    title = unescaped(WORDS("withdraw"))
    made["confirm"] = confirmation(f"{title}?", facts.ask.what, title)
    return made


def folded(all_of_them: Sequence[Facts], today: date) -> Message:
    """Several escalations in one message: what is open first, one line each with its buttons."""
    still_open = [one for one in all_of_them if one.ask.state in OPEN]
    over = [one for one in all_of_them if one.ask.state not in OPEN]
    first = WORDS("folded", count=len(still_open)) if still_open else WORDS("folded_none")
    blocks: list[Block] = [section(first)]
    for one in still_open:
        words = "\n".join([first_line(one, today), *_body(one, today)][:2])
        blocks += [divider(), section(words), context(_who(one, today)), actions(*_buttons(one))]
    if over:
        blocks.append(divider())
    blocks += [section(f"{first_line(one, today)}\n{_title(one)}") for one in over]
    return Message(first, blocks)


def _title(facts: Facts) -> str:
    return WORDS("whose", asker=named(facts.asker), **title_of(facts))


def round_line(facts: Facts, today: date, now: datetime) -> Message:
    """One line in the round's thread: who is asked, and later what became of it."""
    ask, about = facts.ask, title_of(facts)
    text = _round_line(facts, about, today, now)
    if ask.state in OPEN and facts.escalation is not None and facts.current is not None:
        text = WORDS("line_with_leader", name=named(facts.current.person), **about)
    return Message(text, [section(text)])


def _round_line(facts: Facts, about: dict[str, Any], today: date, now: datetime) -> str:
    ask = facts.ask
    name, asker = named(facts.person(ask.answered_by_id)), named(facts.asker)
    match ask.state:
        case AskState.ASKED:
            return _round_asked(facts, about, today, now)
        case AskState.PROMISED:
            by = named(facts.person(ask.promised_by_id))
            return WORDS("line_promised", name=by, what=ask.what, day=ask.promised_for, today=today, **about)
        case AskState.ANSWERED:
            return WORDS("line_answered", name=name, answer=ask.answer or "", **about)
        case AskState.DECLINED:
            return WORDS("line_declined", name=name, answer=ask.answer or "", **about)
        case AskState.SETTLED:
            return WORDS("line_settled", asker=asker, **about)
        case AskState.WITHDRAWN:
            return WORDS("line_withdrawn", asker=asker, **about)
        case AskState.WENT_AHEAD:
            return WORDS("line_went_ahead", asker=asker, otherwise=ask.otherwise or "", **about)
        case _:
            assert_never(ask.state)


def _round_asked(facts: Facts, about: dict[str, Any], today: date, now: datetime) -> str:
    ask, current = facts.ask, facts.current
    person = current.person if current else None
    opens = reads_at(person, current.step.asked_at) if person and current else None
    is_later = current is not None and opens is not None and opens > current.step.asked_at
    return WORDS(
        "line_asked",
        name=named(person) or "nobody",
        absent=named(current.absent) if current else "",
        why=why_absent(current),
        what=ask.what,
        needed_by=ask.needed_by,
        today=today,
        at=opens if is_later and opens is not None and opens > now else None,
        is_condition=ask.origin is Origin.CONDITION,
        asker=named(facts.asker),
        **about,
    )
