"""How needs and promises look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.db import Session
from bot.needs import queries
from bot.needs.model import Need
from bot.needs.rules import NeedState
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Outcome
from bot.people import queries as people
from bot.people.model import Person
from bot.slack.blocks import (
    Block,
    Item,
    Message,
    Modal,
    actions,
    asks,
    button,
    context,
    date_input,
    divider,
    line_input,
    person_input,
    search,
    section,
)
from bot.slack.templates import Words, unescaped

WORDS = Words("needs/needs")


@dataclass(frozen=True)
class Shown:
    """One need with what its line says. `spare` is in working days of the provider."""

    need: Need
    provider: Person
    provider_outcome: Outcome | None
    spare: int | None


def item(need: Need, asker: Person, consumer: Outcome, provider_outcome: Outcome | None, today: date) -> Item:
    """What the provider is asked, for *Waiting for you*."""
    value = {"need": need.id}
    text = WORDS(
        "asked",
        asker=asker.name,
        what=need.what,
        needed_by=need.needed_by,
        today=today,
        consumer=consumer.title,
        number=consumer.number,
    )
    notes = [WORDS("until_answered")]
    if provider_outcome is not None:
        notes.insert(0, WORDS("asked_of", title=provider_outcome.title, number=provider_outcome.number))
    short = WORDS("asked_short", asker=asker.name, what=need.what, needed_by=need.needed_by, today=today)
    return Item(
        id=f"need:{need.id}",
        text=short,
        blocks=[
            section(text),
            actions(
                button("Yes, by then", "needs.promise", value, style="primary", label=f"Yes: {need.what}"),
                button("Yes, by…", "needs.promise_other", value, label=f"Yes, by another day: {need.what}"),
                button("No…", "needs.refuse", value, label=f"No: {need.what}"),
            ),
            context(*notes),
        ],
        since=need.declared_at,
    )


def answered(need: Need, provider: Person, consumer: Outcome, today: date) -> Message:
    """What the consumer's owner hears of the provider's answer."""
    facts = {"provider": provider.name, "what": need.what}
    outcome = {"consumer": consumer.title, "number": consumer.number}
    if need.state is NeedState.DECLINED:
        text = WORDS("refused", **facts, **outcome, why=need.why or "")
    else:
        days = {"promised_for": need.promised_for, "needed_by": need.needed_by, "today": today}
        text = WORDS("promised", **facts, **days, **outcome)
    return Message(text.split("\n")[0], [section(text)])


def page(
    consumer: Outcome,
    needs: Sequence[Shown],
    waiting: Sequence[tuple[Need, Outcome]],
    today: date,
    may_say: bool,
) -> list[Block]:
    """What one outcome needs, and who waits for it."""
    blocks: list[Block] = [section(WORDS("heading", title=consumer.title, number=consumer.number))]
    blocks += [_line(one, today) for one in needs[:20]] or [context(WORDS("nothing"))]
    if waiting:
        blocks += [divider(), section(WORDS("provides_heading"))]
        blocks += [section(provides(other, need, today)) for need, other in waiting[:20]]
    if may_say:
        add = button("Needs something…", "needs.open", {"outcome": consumer.id}, style="primary")
        blocks.append(actions(add))
    return blocks


def provides(other: Outcome, need: Need, today: date) -> str:
    facts = {"consumer": other.title, "number": other.number}
    return WORDS("provides", **facts, what=need.what, needed_by=need.needed_by, today=today)


def line(one: Shown, today: date) -> str:
    return WORDS(
        "line",
        provider=one.provider.name,
        what=one.need.what,
        needed_by=one.need.needed_by,
        today=today,
        state=one.need.state.value,
        promised_for=one.need.promised_for,
        spare=one.spare,
        title=one.provider_outcome.title if one.provider_outcome else "",
    )


def _line(one: Shown, today: date) -> Block:
    if one.need.state in (NeedState.MET, NeedState.DROPPED):
        return section(line(one, today))
    take_back = button(
        "Not needed any more", "needs.drop", {"need": one.need.id}, label="Take this need back"
    )
    return section(line(one, today), take_back)


def form(
    consumer: Outcome,
    *,
    what: str = "",
    provider: str | None = None,
    provider_outcome: tuple[str, str] | None = None,
    day: date | None = None,
) -> Modal:
    """What is needed, from whom, by when. `provider` is a Slack id, `provider_outcome` (id, text)."""
    pick = search("needs.outcomes", provider_outcome, placeholder="Search by words or number")
    fields = [
        asks("what", "What do you need?", line_input(what), hint=WORDS("who_reads")),
        asks("provider_outcome", "From which outcome?", pick, optional=True),
        asks("provider", "Or from whom?", person_input(provider), optional=True),
        asks("needed_by", "By when?", date_input(day)),
    ]
    title = WORDS("heading", title=consumer.title, number=consumer.number)
    return Modal(
        "needs.declare",
        "Needs something",
        [context(title), *fields],
        submit="Ask for it",
        value={"outcome": consumer.id},
    )


def day_form(need: Need, owner: Person, today: date) -> Modal:
    """Yes, by another day."""
    day = asks("day", "By when can you?", date_input(max(need.needed_by, today)))
    note = context(WORDS("who_reads_no", owner=owner.name))
    return Modal(
        "needs.promise_day", "Yes, by…", [section(_quoted(need)), day, note], "Promise", value=_of(need)
    )


def no_form(need: Need, owner: Person) -> Modal:
    hint = unescaped(WORDS("who_reads_no", owner=owner.name))
    why = asks("why", "Why not?", line_input(multiline=True), hint=hint)
    return Modal("needs.refuse_why", "No…", [section(_quoted(need)), why], "Send", value=_of(need))


def _of(need: Need) -> dict[str, str]:
    return {"need": need.id}


def _quoted(need: Need) -> str:
    return WORDS("quoted", what=need.what, needed_by=need.needed_by, today=need.needed_by)


def said(macro: str, **facts: object) -> Message:
    text = WORDS(macro, **facts)
    return Message(text, [section(text)])


def items(session: Session, person: Person, now: datetime) -> list[Item]:
    """What this person was asked to promise."""
    today = people.day_of(person, now)
    return [
        item(
            need,
            people.person(session, need.declared_by_id),
            outcomes.outcome(session, need.consumer_id),
            session.find(Outcome, need.provider_outcome_id),
            today,
        )
        for need in queries.unanswered(session, person.id)
    ]
