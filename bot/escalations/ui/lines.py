"""One line in an escalation's thread for each thing that happened."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import takewhile

from markupsafe import Markup

from bot.asks.model import Event, Happened, Passed
from bot.escalations.queries import Asked, Facts
from bot.escalations.ui.parts import named, passed, why_absent
from bot.slack.blocks import Message, section
from bot.slack.templates import Words

WORDS = Words("escalations/lines")

# What the line about each kind of event speaks of; its macro has the same name.
_FACTS: Mapping[Happened, tuple[str, ...]] = {
    Happened.PROMISED: ("by", "day", "today"),
    Happened.LAPSED: ("to", "day", "today"),
    Happened.QUESTION: ("by", "asker", "text"),
    Happened.REPLY: ("by", "text"),
    Happened.PASSED_ON: ("by", "to", "text"),
    Happened.ANSWERED: ("by", "absent", "text"),
    Happened.DECLINED: ("by", "absent", "text"),
    Happened.NOT_ENOUGH: ("by", "text"),
    Happened.WENT_AHEAD: ("asker", "text", "day", "today"),
    Happened.STOPPED: ("by", "asker"),
    Happened.SETTLED: ("by", "text"),
    Happened.WITHDRAWN: ("asker", "text"),
    Happened.AMENDED: ("by", "text", "day", "today"),
    Happened.ON_TOP: ("to",),
    Happened.SENT_ON: ("by",),
    Happened.HELP: ("by", "text"),
}


def line(facts: Facts, event: Event, today: date, *, names_outcome: bool) -> Message | None:
    """What happened, in one line; None when there is nothing to say. `names_outcome`: where several share
    a thread."""
    words = _words(facts, event, today)
    if words is None:
        return None
    if names_outcome and facts.outcome is not None:
        words = WORDS("about", title=facts.outcome.title, line=Markup(words))
    return Message(words, [section(words)])


def _words(facts: Facts, event: Event, today: date) -> str | None:
    if event.kind is Happened.ASKED:
        return _asked(facts, event)
    if event.kind is Happened.HELD:
        return None
    known = {
        "by": named(facts.person(event.by_id)),
        "to": named(facts.person(event.to_id)),
        "asker": named(facts.asker),
        "absent": _absent(facts, event),
        "text": event.text or "",
        "day": event.day,
        "today": today,
    }
    return WORDS(event.kind, **{name: known[name] for name in _FACTS[event.kind]})


def _asked(facts: Facts, event: Event) -> str:
    """Who is asked, with a word about everybody who was passed over on the way."""
    mine = next((one for one in facts.asked if _is_of(one, event)), None)
    skipped = [passed(one) for one in _just_before(facts.asked, mine)]
    absent = mine.absent if mine else None
    return WORDS(
        "asked",
        to=named(facts.person(event.to_id)),
        absent=named(absent),
        why=why_absent(mine),
        passed=skipped,
    )


def _is_of(one: Asked, event: Event) -> bool:
    return one.step.person_id == event.to_id and one.step.asked_at == event.at


def _just_before(asked: Sequence[Asked], mine: Asked | None) -> list[Asked]:
    """Those who were passed over right before, but for who passed it on or is spoken for."""
    if mine is None:
        return []
    before = [one for one in asked if one.step.n < mine.step.n]
    skipped = list(takewhile(lambda one: one.step.passed_over is not None, reversed(before)))
    told = [one for one in reversed(skipped) if one.step.passed_over is not Passed.PASSED_ON]
    return [one for one in told if mine.absent is None or one.person is not mine.absent]


def _absent(facts: Facts, event: Event) -> str:
    """For whom somebody spoke who was asked in an absent one's stead."""
    asked = [one for one in facts.asked if one.step.person_id == event.by_id and one.step.n <= event.n]
    return named(asked[-1].absent) if asked else ""
