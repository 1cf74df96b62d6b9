"""What people are told once, and that waits for nothing."""

from collections.abc import Iterator
from datetime import date

from markupsafe import Markup

from bot.asks.model import AskState, Event, Happened
from bot.asks.rules.states import OPEN
from bot.escalations.queries import Facts, Quiet
from bot.escalations.ui.parts import labelled, named, show_outcome, title_of, why_absent
from bot.people.model import Team
from bot.slack.blocks import Block, Element, Message, actions, context, section
from bot.slack.templates import Words

WORDS = Words("escalations/notices")
MOST = 8
"""So many outcomes of each kind are listed for a leader."""


def still_open(facts: Facts) -> Message | None:
    """To who is asked, at half their time; None when nobody is asked after them, or it moved on."""
    if facts.ask.state is not AskState.ASKED or facts.next_up is None or facts.next_at is None:
        return None
    text = WORDS(
        "still_open",
        asker=named(facts.asker),
        what=facts.ask.what,
        name=named(facts.next_up),
        at=facts.next_at,
        **title_of(facts),
    )
    return _message(text, facts, *_ways_to_take(facts))


def _ways_to_take(facts: Facts) -> Iterator[Element]:
    """As on what waits for them: a leader takes it on or decides, everybody else answers."""
    is_leader = facts.is_decision or (facts.current is not None and facts.current.step.team_id is not None)
    if is_leader:
        yield labelled(WORDS, "take_it", "asks.promise", facts, style="primary")
        yield labelled(WORDS, "decide_it", "asks.answer", facts)
    else:
        yield labelled(WORDS, "here_is_the_answer", "asks.answer", facts, style="primary")
        yield labelled(WORDS, "have_it_by", "asks.promise", facts)


def open_no_more(facts: Facts, person_id: str) -> Message:
    """What the last one becomes once the person took it, somebody else is asked, or it is over."""
    ask, asker, to = facts.ask, named(facts.asker), ""
    if ask.state is AskState.ASKED and facts.current and facts.current.step.person_id != person_id:
        to = named(facts.current.person)
    return _message(WORDS("open_no_more", asker=asker, what=ask.what, to=to, **title_of(facts)), facts)


def moved_on(facts: Facts, event: Event) -> Message | None:
    """To the asker: the next one is asked; None when it has gone on since."""
    current = facts.current
    if facts.ask.state is not AskState.ASKED or current is None or current.step.person_id != event.to_id:
        return None
    text = WORDS(
        "moved_on",
        to=named(current.person),
        absent=named(current.absent),
        why=why_absent(current),
        what=facts.ask.what,
        **title_of(facts),
    )
    return _message(text, facts)


def promised(facts: Facts, event: Event, today: date) -> Message:
    """To the asker: somebody gets it by a day, which may be too late."""
    ask = facts.ask
    by, what = named(facts.person(event.by_id)), ask.what
    text = WORDS("promised", by=by, what=what, day=event.day, today=today, **title_of(facts))
    is_late = ask.needed_by is not None and event.day is not None and event.day > ask.needed_by
    if not is_late or ask.state is not AskState.PROMISED:
        return _message(text, facts)
    blocks = _message(text, facts, labelled(WORDS, "too_late_button", "asks.not_enough", facts)).blocks
    return Message(text, [*blocks, context(WORDS("too_late", needed_by=ask.needed_by, today=today))])


def helped(facts: Facts, event: Event) -> Message:
    """To the asker: somebody can help."""
    by, what = named(facts.person(event.by_id)), facts.ask.what
    return _message(WORDS("help", by=by, text=event.text or "", what=what, **title_of(facts)), facts)


def stopped(facts: Facts, event: Event) -> Message:
    """To the asker, who was about to go ahead."""
    by = named(facts.person(event.by_id))
    return _message(WORDS("stopped", by=by, what=facts.ask.what, **title_of(facts)), facts)


def went_ahead(facts: Facts, event: Event, today: date) -> Message:
    """To everybody who was asked and did not answer."""
    text = WORDS(
        "went_ahead",
        asker=named(facts.asker),
        otherwise=event.text or "",
        what=facts.ask.what,
        day=event.day,
        today=today,
        **title_of(facts),
    )
    if facts.ask.state is not AskState.WENT_AHEAD:
        return _message(text, facts)
    return _message(text, facts, labelled(WORDS, "stop", "asks.stop", facts, style="danger"))


def settled(facts: Facts, event: Event) -> Message:
    """To who answered: it helped."""
    answer = facts.ask.answer
    return _message(WORDS("settled", asker=named(facts.asker), answer=answer, **title_of(facts)), facts)


def no_leader(team: Team) -> Message:
    """To admins."""
    text = WORDS("no_leader", team=team.name)
    return Message(text, [section(text)])


def silence(found: Quiet) -> Message:
    """To a team's leader after a round: one message for all people and outcomes."""
    silent = [
        WORDS(
            "silent",
            owner=named(one.owner),
            title=one.outcome.title,
            number=one.outcome.number,
            rounds=one.rounds,
        )
        for one in found.silent
    ]
    at_risk = [
        WORDS(
            "at_risk",
            owner=named(one.owner),
            title=one.outcome.title,
            number=one.outcome.number,
            rounds=one.rounds,
            note=one.word.note if one.word else None,
        )
        for one in found.at_risk
    ]
    text = WORDS("silence_text", team=found.team.name, silent=len(silent), at_risk=len(at_risk))
    lines = [*_short(silent), *_short(at_risk)]
    body = "\n".join([WORDS("silence", team=found.team.name), *lines])
    return Message(text, [section(body), context(WORDS("only_you"))])


def _short(lines: list[str]) -> list[str]:
    rest = len(lines) - MOST
    return lines if rest <= 0 else [*lines[:MOST], WORDS("more", count=rest)]


def of_event(facts: Facts, event: Event, today: date) -> Message | None:
    """What is told of this event; None when nothing is."""
    match event.kind:
        case Happened.ASKED:
            return moved_on(facts, event)
        case Happened.PROMISED if facts.ask.state in OPEN:
            return promised(facts, event, today)
        case Happened.HELP:
            return helped(facts, event)
        case Happened.STOPPED:
            return stopped(facts, event)
        case Happened.WENT_AHEAD:
            return went_ahead(facts, event, today)
        case Happened.SETTLED:
            return settled(facts, event)
        case _:
            return None


def _message(text: str, facts: Facts, *buttons: Element) -> Message:
    blocks: list[Block] = [section(text, show_outcome(WORDS, facts))]
    if buttons:
        blocks.append(actions(*buttons))
    if facts.thread:
        blocks.append(context(WORDS("thread", url=Markup(facts.thread))))
    return Message(text, blocks)
