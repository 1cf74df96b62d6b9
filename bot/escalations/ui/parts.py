"""What several messages share: names, who was asked, what waits."""

from collections.abc import Iterator
from datetime import date
from typing import Any, assert_never

from markupsafe import Markup

from bot.asks.model import Happened, Passed
from bot.asks.queries import called
from bot.escalations.queries import Asked, Facts, HeldUp, Why
from bot.people.model import Person
from bot.slack.blocks import Element, Message, button, section
from bot.slack.templates import Words, unescaped

PARTS = Words("escalations/parts")
FORMS = Words("escalations/forms")


def named(person: Person | None) -> str:
    return called(person) if person is not None else ""


def why_absent(one: Asked | None) -> str | None:
    """Why somebody else speaks for them; None when it is only offered to who does."""
    if one is None or one.why is None or one.why is Why.SILENT:
        return None
    return PARTS(f"why_{one.why}")


def title_of(facts: Facts) -> dict[str, Any]:
    """What the ask is for; nothing when it is for nothing in particular."""
    one = facts.outcome
    return {"title": one.title if one else None, "number": one.number if one else 0}


def held(found: HeldUp) -> Markup:
    nearest = found.nearest.title if found.nearest else None
    return Markup(PARTS("held", count=found.count, nearest=nearest, to_spare=found.to_spare))


def held_list(found: HeldUp) -> Markup:
    first = [found.nearest] if found.nearest else []
    named = [
        Markup(PARTS("held_one", title=one.title, to_spare=found.to_spare if one is found.nearest else None))
        for one in (*first, *found.others)
    ]
    if not named:
        return held(found)
    return Markup(PARTS("held_list", count=found.count, named=named))


def background(facts: Facts, today: date) -> Iterator[Markup]:
    """What was tried, which options there are, what waits for it, and what happens without an answer."""
    ask = facts.ask
    if ask.tried:
        yield Markup(PARTS("tried", tried=ask.tried))
    if ask.options:
        yield Markup(PARTS("options", options=ask.options))
    if facts.held_up is not None:
        yield held(facts.held_up)
    if ask.otherwise and ask.otherwise_on:
        asker = named(facts.asker)
        yield Markup(
            PARTS("otherwise", asker=asker, otherwise=ask.otherwise, day=ask.otherwise_on, today=today)
        )


def before(facts: Facts, mine: Asked | None) -> Iterator[Markup]:
    """To somebody who is asked now: who was asked before them, and why it is with them."""
    for one in facts.asked:
        if mine is not None and one.step.n >= mine.step.n:
            break
        if one.step.passed_over is not None:
            yield passed(one)
        elif one.person is facts.person(facts.ask.question_by_id):
            yield Markup(PARTS("asked_back", name=named(one.person), at=one.step.asked_at))
        else:
            yield Markup(PARTS("no_reply", name=named(one.person), at=one.step.asked_at))
    if mine is not None and mine.absent is not None:
        yield Markup(PARTS("you_speak_for", name=named(mine.absent), why=why_absent(mine)))
    yield from _exchanges(facts)


def _exchanges(facts: Facts) -> Iterator[Markup]:
    """What was asked back and replied, and which answer was no help."""
    asker, question, answer = named(facts.asker), None, None
    for event in facts.events:
        by, text = named(facts.person(event.by_id)), event.text or ""
        match event.kind:
            case Happened.QUESTION:
                question = event
            case Happened.REPLY if question is not None:
                known = {"by": named(facts.person(question.by_id)), "question": question.text or ""}
                yield Markup(PARTS("exchange", **known, asker=asker, reply=text))
            case Happened.ANSWERED | Happened.DECLINED:
                answer = f"{text} ({by})"
            case Happened.NOT_ENOUGH:
                yield Markup(PARTS("not_enough", asker=asker, answer=answer, text=text))
            case _:
                pass


def passed(one: Asked) -> Markup:
    """Why somebody on the way up is not asked, as a sentence."""
    words = _passed(one)
    return Markup(words[:1].upper() + words[1:] + ".")


def _passed(one: Asked) -> str:
    name, team = named(one.person), one.team.name if one.team else ""
    match one.step.passed_over:
        case None:
            return ""
        case Passed.NOBODY_LEADS:
            return PARTS("passed_nobody", team=team)
        case Passed.PASSED_ON:
            return PARTS("passed_on", name=name)
        case Passed.REPLACED:
            return PARTS("passed_replaced", name=name, team=team)
        case Passed.OWN | Passed.ASKED_ALREADY | Passed.AWAY | Passed.GONE | Passed.NOT_REACHED:
            return PARTS(f"passed_{one.step.passed_over}", name=name)
        case _:
            assert_never(one.step.passed_over)


def entries(facts: Facts) -> list[Markup]:
    """Everybody who was asked or passed over, in order, the current one in bold."""
    found = []
    for one in facts.asked:
        if one.step.passed_over is not None:
            found.append(Markup(_passed(one)))
            continue
        found.append(
            Markup(
                PARTS(
                    "asked",
                    name=named(one.person),
                    absent=named(one.absent),
                    why=why_absent(one),
                    at=one.step.told_at or one.step.asked_at,
                    is_current=one.is_current,
                )
            )
        )
    return found


def labelled(
    words: Words, label: str, action: str, facts: Facts, /, *, style: str | None = None, **about: Any
) -> Element:
    """A button about the ask; its id ends in the ask's, so that several items may stand in one message."""
    text = unescaped(words(label, **about))
    return button(
        text,
        f"{action}:{facts.ask.id}",
        {"ask": facts.ask.id},
        style=style,
        label=f"{text} {facts.ask.what}",
    )


def show_outcome(words: Words, facts: Facts) -> Element | None:
    if facts.outcome is None:
        return None
    text = unescaped(words("show", number=facts.outcome.number))
    return button(text, f"outcome.show:{facts.ask.id}", {"id": facts.outcome.id})


def said(macro: str, **about: Any) -> Message:
    """A sentence for the person who just did something."""
    text = FORMS(macro, **about)
    return Message(text, [section(text)])
