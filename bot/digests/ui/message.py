"""A digest as a message of two hundred words at most: exceptions first, details in the thread."""

from collections.abc import Iterator

from bot.digests.queries import Facts, Owed, Still, What
from bot.digests.ui import lines
from bot.digests.ui.lines import WORDS, Limits
from bot.digests.ui.size import MOST_WORDS, words
from bot.slack.blocks import Block, Element, Message, Value, actions, button, context, section
from bot.slack.templates import unescaped

_LIMITS = (
    Limits(owed=3, worse=4, looks=3, still=4, good=4, lines=12, title=14, words=26),
    Limits(owed=3, worse=4, looks=3, still=4, good=4, lines=12, title=10, words=14),
    Limits(owed=3, worse=3, looks=2, still=3, good=3, lines=8, title=8, words=12),
    Limits(owed=2, worse=2, looks=2, still=2, good=2, lines=6, title=7, words=10),
    Limits(owed=2, worse=2, looks=1, still=1, good=1, lines=5, title=6, words=8),
    Limits(owed=1, worse=1, looks=1, still=1, good=1, lines=4, title=5, words=8),
)


def digest(facts: Facts) -> Message:
    """As much as two hundred words allow; what is left out is counted."""
    for limits in _LIMITS:
        found = _quiet(facts, limits) if facts.is_quiet else _message(facts, limits)
        if words(found.blocks) <= MOST_WORDS:
            break
    return found


def _message(facts: Facts, limits: Limits) -> Message:
    rest = lines.rest_of_headline(facts)
    blocks = [section(WORDS("headline", title=lines.title(facts), rest=rest))]
    for n, one in enumerate(facts.owed[: limits.owed]):
        blocks += [section(lines.owed(one, facts.today, limits)), actions(*_buttons(one, n))]
    if len(facts.owed) > limits.owed:
        blocks.append(context(WORDS("more", n=len(facts.owed) - limits.owed)))
    exceptions = "\n".join(lines.exceptions(facts, limits))
    if exceptions:
        blocks.append(section(exceptions))
    asks = next((one for one in lines.still(facts) if one.asks), None)
    if asks is not None:
        blocks.append(actions(*_ways_out(asks, facts)))
    prospects = "\n".join(lines.prospects(facts, limits))
    if prospects:
        blocks.append(section(prospects))
    return Message(_lock_screen(facts, rest), [*blocks, *_ending(facts)])


def _quiet(facts: Facts, limits: Limits) -> Message:
    rest = WORDS("nothing", for_leader=facts.is_for_leader)
    headline = WORDS("headline", title=lines.title(facts), rest=rest)
    shown = [headline, *lines.quiet(facts, limits), *lines.teams(facts, limits)]
    return Message(_lock_screen(facts, rest), [section("\n".join(shown))])


def _lock_screen(facts: Facts, rest: str) -> str:
    return WORDS("lock_screen", title=lines.title(facts), rest=rest)


def _ending(facts: Facts) -> list[Block]:
    found = lines.ending(facts)
    return [context(found)] if found else []


def _buttons(one: Owed, n: int) -> Iterator[Element]:
    """What settles it; the ids end in the place of the line, because several stand in one message."""
    ask = {"ask": one.ask_id or ""}
    outcome = {"id": one.outcome.id if one.outcome else "", "change": one.amendment_id or ""}
    match one.what:
        case What.DECISION:
            if one.amendment_id is not None:
                yield _button("agree_button", f"digests.agree:{n}", {**ask, **outcome}, style="primary")
            yield _button("decide" if one.is_decision else "answer", f"asks.answer:{n}", ask)
            yield _button("pass_on", f"asks.pass_on:{n}", ask)
        case What.PROMISE:
            yield _button("answer", f"asks.answer:{n}", ask)
            yield _button("another_day", f"asks.promise:{n}", ask)
        case What.CHANGE:
            yield _button("agree_button", f"outcome.change_yes:{n}", outcome, style="primary")
            yield _button("keep", f"outcome.change_no:{n}", outcome)
        case What.DONE:
            yield _button("yes_done", f"outcome.confirm:{n}", outcome, style="primary")
            yield _button("not_yet", f"outcome.not_yet:{n}", outcome)


def _ways_out(one: Still, facts: Facts) -> Iterator[Element]:
    """For what has not moved for weeks. A leader who reads it is the help."""
    found = one.leaf.outcome
    ways = [("new_date", "outcome.edit"), ("stop", "outcome.drop")]
    if not facts.is_for_leader:
        ways.append(("need_help", "escalations.open"))
    for name, action in ways:
        yield _button(name, action, {"id": found.id}, number=found.number)


def _button(name: str, action: str, value: Value, *, style: str | None = None, **about: int) -> Element:
    return button(unescaped(WORDS(name, **about)), action, value, style=style)
