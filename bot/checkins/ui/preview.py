"""The preview of a team's check-in, in a window."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.checkins.queries import Ask, Mend, Part, Preview
from bot.checkins.ui.labels import label
from bot.checkins.ui.prompt import prompt
from bot.core import calendar, dates
from bot.outcomes.model import Outcome
from bot.outcomes.rules.line import shown
from bot.people.ui import short
from bot.slack.blocks import Block, Element, Modal, actions, choice, context, divider, section
from bot.slack.templates import Words, unescaped

WORDS = Words("checkins/preview")
MOST_PEOPLE = 30
MOST_NUMBERS = 8
SAMPLE = "checkin.sample"


def preview(facts: Preview, sample: Ask | None, zone: str) -> Modal:
    """`sample`: the prompt of the person who was chosen, as they would get it. `zone`: of who looks at it."""
    is_started = facts.team.started_at is not None
    lead = WORDS("lead", team=facts.team.name, is_started=is_started, has_begun=facts.has_begun)
    blocks: list[Block] = [section(lead)]
    blocks.extend(_mend(facts.mend))
    if facts.owning:
        blocks.append(section(WORDS("owning", count=len(facts.owning), whose=_owners(facts))))
    blocks.extend(_people(facts, zone))
    if not facts.has_begun:
        blocks.append(context(WORDS("meanwhile")))
    if facts.asked:
        blocks.append(divider())
        blocks.append(section(WORDS("whose"), _chooser(facts, sample)))
    if sample is not None:
        blocks.extend(_inert(block) for block in prompt(sample).blocks)
    return Modal(
        "checkin.preview",
        unescaped(WORDS("title")),
        blocks,
        submit=None if is_started else unescaped(WORDS("start")),
        close=label("close"),
        value={"team": facts.team.id},
    )


def _mend(mend: Mend) -> Iterator[Block]:
    if not mend.is_needed:
        return
    lines = [WORDS("mend_heading")]
    for macro, found in (
        ("no_yes", mend.no_yes),
        ("no_date", mend.no_date),
        ("no_done", mend.no_done_sentence),
    ):
        if found:
            lines.append("• " + WORDS(macro, count=len(found), numbers=_numbers(found)))
    if mend.no_channel:
        lines.append("• " + WORDS("no_channel"))
    if mend.no_leader:
        lines.append("• " + WORDS("no_leader"))
    yield section("\n".join(lines))


def _owners(facts: Preview) -> list[Markup]:
    whose = [
        Markup(WORDS("owner", name=short(owner), number=shown(one.number)))
        for one, owner in facts.owning[:MOST_NUMBERS]
    ]
    more = len(facts.owning) - len(whose)
    return [*whose, Markup(WORDS("more", count=more))] if more else whose


def _numbers(found: Sequence[Outcome]) -> str:
    listed = ", ".join(shown(one.number) for one in found[:MOST_NUMBERS])
    return f"{listed} …" if len(found) > MOST_NUMBERS else listed


def _people(facts: Preview, zone: str) -> Iterator[Block]:
    if facts.held is None or not facts.asked:
        yield section(WORDS("nobody", is_owning=bool(facts.owning)))
        return
    yield section(
        WORDS(
            "summary",
            count=len(facts.asked),
            items=sum(len(part.leaves) for part in facts.asked),
            day=facts.held.slot.day,
            closes_at=facts.held.closes_at,
            channel=facts.channel,
            today=facts.today,
        )
    )
    lines = [_person(part, facts, zone) for part in facts.asked]
    if len(lines) > MOST_PEOPLE:
        lines = [*lines[:MOST_PEOPLE], WORDS("more", count=len(lines) - MOST_PEOPLE)]
    yield section("\n".join(lines))
    if facts.left_out:
        yield context("\n".join(_left_out(one) for one in facts.left_out[:MOST_PEOPLE]))


def _person(part: Part, facts: Preview, zone: str) -> str:
    assert isinstance(part.when, datetime)
    place = calendar.zone(part.person.zone)
    is_elsewhere = _offset(part.when, place) != _offset(part.when, calendar.zone(zone))
    local = part.when.astimezone(place)
    return WORDS(
        "person",
        name=short(part.person),
        when=f"{dates.spoken(local.date(), facts.today)} {local:%H:%M}",
        count=len(part.leaves),
        here=part.when if is_elsewhere else None,
    )


def _left_out(part: Part) -> str:
    return WORDS("left_out", name=short(part.person), why=WORDS(str(part.when)))


def _offset(moment: datetime, place: ZoneInfo) -> object:
    return moment.astimezone(place).utcoffset()


def _chooser(facts: Preview, sample: Ask | None) -> Element:
    options = [(part.person.id, part.person.name) for part in facts.asked]
    chosen = sample.person.id if sample else None
    return choice(options, chosen, action="checkin.preview_person", placeholder=unescaped(WORDS("choose")))


def _inert(block: Block) -> Block:
    """The same block, whose buttons do nothing but say so."""
    if block["type"] == "actions":
        return actions(*(_asleep(element, n) for n, element in enumerate(block["elements"])))
    if "accessory" in block:
        return {**block, "accessory": _asleep(block["accessory"], 0)}
    return block


def _asleep(element: Element, n: int) -> Element:
    return {**element, "action_id": f"{SAMPLE}:{n}"}
