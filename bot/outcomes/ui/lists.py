"""Lists of outcomes, a page at a time; what happened to one; and what one is good for."""

from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup

from bot.outcomes.model import Flag, Outcome
from bot.outcomes.queries import Event, Page, Wanted
from bot.outcomes.rules.lifecycle import Status
from bot.outcomes.ui import marks
from bot.outcomes.ui.labels import label
from bot.slack.blocks import Block, Message, actions, button, context, section
from bot.slack.templates import Words, one_line

WORDS = Words("outcomes/lists")
EVENTS_A_PAGE = 15


def page(
    found: Page,
    wanted: Wanted,
    *,
    whose: str,
    today: date,
    owners: Mapping[str, str],
    flags: Mapping[str, Sequence[Flag]],
    rolled: Mapping[str, Status | None],
) -> Message:
    """A page of a list. `owners`: person id → name; `rolled`: the status of those that have children."""
    title = WORDS("title", which=wanted.which, whose=whose, words=wanted.words, count=found.total)
    if not found.outcomes:
        return _empty(wanted, whose)
    blocks: list[Block] = [section(title)]
    for one in found.outcomes:
        text = marks.line(
            one,
            today=today,
            owner=owners.get(one.owner_id),
            flags=flags.get(one.id, ()),
            rolled=rolled.get(one.id, marks.OWN),
        )
        show = button(
            label("show"), f"outcome.show:{one.number}", {"id": one.id}, label=f"Show O-{one.number}"
        )
        blocks.append(section(text, show))
    left = found.total - found.end
    if left > 0:
        value = {
            "which": wanted.which,
            "of": wanted.of or "",
            "words": one_line(wanted.words),
            "start": str(found.end),
        }
        blocks.append(actions(button(label("more_of", count=left), "outcome.more", value)))
    return Message(title, blocks)


def _empty(wanted: Wanted, whose: str) -> Message:
    text = WORDS("empty", which=wanted.which, whose=whose, words=wanted.words)
    return Message(text, [section(text), actions(button(label("write_one"), "outcome.new"))])


def history(outcome: Outcome, events: Sequence[Event], start: int = 0) -> Message:
    """What happened to it, latest first: who, when, from, to and why."""
    title = WORDS("history_title", title=outcome.title, number=outcome.number)
    shown = events[start : start + EVENTS_A_PAGE]
    blocks = [section(title), *(context(_event(one)) for one in shown)]
    if start + EVENTS_A_PAGE < len(events):
        value = {"id": outcome.id, "start": str(start + EVENTS_A_PAGE)}
        blocks.append(actions(button(label("earlier"), "outcome.history:earlier", value)))
    return Message(title, blocks)


def _event(one: Event) -> str:
    return WORDS(
        "event",
        at=one.at,
        who=one.who,
        field=one.field,
        before=_read(one.before),
        after=_read(one.after),
        why=one.why,
    )


def _read(value: str | None) -> str | None:
    """Dates as people read them; other values as they were kept."""
    if value is None:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return {"True": "yes", "False": "no"}.get(
            value, value.replace("_", " ") if value.islower() else value
        )
    return WORDS("day", day=day)


def why(chain: Sequence[Outcome], hidden: bool) -> Message:
    """From the goal down to the outcome, in four lines at most. `hidden`: more is above than may be seen."""
    shown: list[Outcome | None] = list(chain)
    if len(shown) > 4:
        shown = [chain[0], None, *chain[-2:]]
    lines = [
        Markup(WORDS("left_out", count=len(chain) - 3))
        if one is None
        else Markup(
            WORDS(
                "step", title=one.title, number=one.number, why=one.why if place == 0 else None, depth=place
            )
        )
        for place, one in enumerate(shown)
    ]
    text = WORDS("why", lines=lines, hidden=hidden)
    return Message(text, [section(text)])
