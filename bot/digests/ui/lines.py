"""The lines of a digest: one text for each part, as long as its limits allow."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from markupsafe import Markup

from bot.asks.queries import called
from bot.digests.queries import Facts, Finished, Look, Owed, Still, What, Worse, facts_of
from bot.digests.rules import weeks
from bot.digests.ui.size import short
from bot.outcomes import ui as outcomes
from bot.outcomes.rules.states import FlagKind
from bot.slack.templates import Words

WORDS = Words("digests/digest")

T = TypeVar("T")


@dataclass(frozen=True)
class Limits:
    """How much of each part is told by name, in how many words; the rest is counted."""

    owed: int
    worse: int
    looks: int
    still: int
    good: int
    lines: int
    title: int
    words: int


def title(facts: Facts) -> Markup:
    return Markup(WORDS("title", names=_few(facts.scope.names), week=weeks.number(facts.period)))


def _few(names: Sequence[str]) -> list[str]:
    shown = [short(name, 5) for name in names[:2]]
    return shown if len(names) <= 2 else [*shown, "…"]


def rest_of_headline(facts: Facts) -> str:
    """What the first line says: the weightiest thing there is."""
    if facts.owed:
        return WORDS("owed_count", n=len(facts.owed))
    if facts.worse:
        return WORDS("worse_count", n=len(facts.worse), for_leader=facts.is_for_leader)
    if facts.looks:
        return WORDS("look_count", n=len(facts.looks), for_leader=facts.is_for_leader)
    below = sum(line.counts.at_risk + line.counts.blocked for line in facts.lines)
    if below:
        return WORDS("below_count", n=below)
    return WORDS("nothing_new", for_leader=facts.is_for_leader)


def owed(one: Owed, today: date, limits: Limits) -> str:
    number = one.outcome.number if one.outcome else None
    text, who = short(one.text, limits.words), called(one.who)
    match one.what:
        case What.DECISION:
            return WORDS(
                "decision",
                text=text,
                who=who,
                on=one.on,
                today=today,
                holds_up=one.holds_up,
                day=one.day,
                is_on_top=one.is_on_top,
                is_decision=one.is_decision,
                number=number,
            )
        case What.PROMISE:
            return WORDS("promise", text=text, who=who, day=one.day, today=today, number=number)
        case What.CHANGE:
            return WORDS("change", text=text, who=who, on=one.on, today=today, day=one.day, number=number)
        case What.DONE:
            return WORDS("done", text=text, who=who, on=one.on, today=today, number=number)


def exceptions(facts: Facts, limits: Limits) -> Iterator[str]:
    """What got worse, where report and facts disagree, and what has not moved."""
    if facts.worse:
        told = _told(facts.worse, limits.worse, lambda one: _worse(one, facts.today, limits))
        yield f"{WORDS('worse_label')} · {told}"
    if facts.looks:
        told = _told(facts.looks, limits.looks, lambda one: _look(one, facts, limits))
        yield f"{WORDS('look_label')} · {told}"
    if facts.still:
        told = _told(still(facts), limits.still, lambda one: _still(one, facts.today, limits))
        yield f"{WORDS('still_label')} · {told}"


def still(facts: Facts) -> list[Still]:
    """The ones that ask what is to happen first, the longest unchanged of all leading."""
    return sorted(facts.still, key=lambda one: -(one.weeks or 0))


def _worse(one: Worse, today: date, limits: Limits) -> str:
    leaf = one.leaf
    is_late = FlagKind.LATE in leaf.picture.flags
    return WORDS(
        "worse",
        standing=Markup(outcomes.status_word(leaf.picture.status)),
        title=short(leaf.outcome.title, limits.title),
        number=leaf.outcome.number,
        status=leaf.picture.status,
        needs=short(one.said.note or "", limits.words) if one.said else "",
        waits_for=short(one.waits_for, 4) if one.waits_for else None,
        day=one.day,
        asked=one.asked,
        asked_on=one.asked_on,
        promised_for=one.promised_for,
        is_answered=one.is_answered,
        late_since=leaf.outcome.due if is_late else None,
        today=today,
    )


def _look(one: Look, facts: Facts, limits: Limits) -> str:
    return WORDS(
        "look",
        title=short(one.leaf.outcome.title, limits.title),
        number=one.leaf.outcome.number,
        facts=[Markup(fact) for fact in look_facts(one, facts)][:2],
        owner=one.owner,
        words=short(one.words, limits.words) if one.words else None,
    )


def look_facts(one: Look, facts: Facts) -> list[str]:
    return [
        WORDS("fact", signal=fact.signal, n=fact.n, who=facts.names.get(fact.who or "", ""))
        for fact in facts_of(one.look)
    ]


def _still(one: Still, today: date, limits: Limits) -> str:
    leaf = one.leaf
    return WORDS(
        "still",
        standing=Markup(outcomes.status_word(leaf.picture.status)),
        title=short(leaf.outcome.title, limits.title),
        number=leaf.outcome.number,
        weeks=one.weeks,
        asks=one.asks,
        was=Markup(outcomes.status_word(one.was)) if one.was else None,
        due=leaf.outcome.due,
        is_look=FlagKind.SECOND_LOOK in leaf.picture.flags,
        is_late=FlagKind.LATE in leaf.picture.flags,
        today=today,
    )


def prospects(facts: Facts, limits: Limits) -> Iterator[str]:
    """What is due soon, what was done, promises kept, and the teams below."""
    if facts.soon.total:
        yield WORDS("soon", counts=facts.soon)
    if facts.finished:
        told = _told(facts.finished, limits.good, lambda one: _good(one, limits))
        yield f"{WORDS('good_label')} · {told}"
    if facts.on_time is not None:
        yield WORDS("on_time", kept=facts.on_time.kept, due=facts.on_time.due)
    yield from teams(facts, limits)


def teams(facts: Facts, limits: Limits) -> Iterator[str]:
    lines = [line for line in facts.lines if line.counts.total]
    for line in lines[: limits.lines]:
        yield WORDS("line", name=short(line.team.name, 4), counts=line.counts)
    if len(lines) > limits.lines:
        yield WORDS("more", n=len(lines) - limits.lines)


def _good(one: Finished, limits: Limits) -> str:
    found = short(one.outcome.title, limits.title)
    return WORDS("good", title=found, owner=one.owner, late=one.late, number=one.outcome.number)


def quiet(facts: Facts, limits: Limits) -> Iterator[str]:
    """All is well: how many, and what was finished and comes next."""
    total = facts.standing.total + sum(line.counts.total for line in facts.lines)
    on_track = facts.standing.on_track + sum(line.counts.on_track for line in facts.lines)
    if total:
        yield WORDS("agree", on_track=on_track, total=total)
    shown = facts.finished[: limits.good]
    following = facts.next_due
    end = WORDS(
        "quiet_end",
        finished=[
            Markup(WORDS("finished", title=short(one.outcome.title, limits.title), owner=one.owner))
            for one in shown
        ],
        more=len(facts.finished) - len(shown),
        next_title=short(following.outcome.title, limits.title) if following else None,
        next_day=following.outcome.due if following else None,
        today=facts.today,
    )
    if end:
        yield end


def ending(facts: Facts) -> str:
    """From whom the rounds heard, where the rest stands, and of which day this is when edited later."""
    parts = []
    if facts.heard is not None:
        found = facts.heard
        parts.append(WORDS("heard", people=found.people, asked=found.asked, still_open=found.still_open))
    if facts.posted_on is not None and facts.leaves:
        parts.append(WORDS("details"))
    if facts.posted_on is not None and facts.today > facts.posted_on:
        parts.append(WORDS("as_of", day=facts.today, today=facts.today))
    return " ".join(parts)


def _told(found: Sequence[T], most: int, line: Callable[[T], str]) -> str:
    shown = [line(one) for one in found[:most]]
    if len(found) > most:
        shown.append(WORDS("more", n=len(found) - most))
    return "\n".join(shown)
