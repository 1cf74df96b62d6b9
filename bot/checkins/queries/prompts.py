"""Looking up who is asked what, and what they answered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select

from bot.checkins.model import Prompt, PromptItem, Round
from bot.checkins.queries import rounds
from bot.checkins.rules import asking
from bot.checkins.rules.states import Cause, Skipped
from bot.core.db import Session
from bot.outbox import queries as outbox
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Outcome
from bot.people import queries as people
from bot.people.model import Notice, Person

# Asked all the time, and put together once.
_OF_ROUND = select(Prompt).where(Prompt.round_id == bindparam("round")).order_by(Prompt.id)
_FOLLOWERS = select(Prompt).where(Prompt.lead_id == bindparam("lead")).order_by(Prompt.id)
_ITEMS_OF = (
    select(PromptItem)
    .where(PromptItem.prompt_id.in_(bindparam("prompts", expanding=True)))
    .order_by(PromptItem.n, PromptItem.id)
)
_ASKABLE = outcomes.active_leaves().where(Outcome.id.in_(bindparam("outcomes", expanding=True)))
_ROUNDS_IN = (
    select(Round)
    .where(Round.id.in_(select(Prompt.round_id).where(Prompt.lead_id == bindparam("lead"))))
    .order_by(Round.closes_at, Round.id)
)
_TO_ASK = (
    select(Prompt)
    .where(Prompt.person_id.in_(bindparam("people", expanding=True)), Prompt.due_at.is_not(None))
    .order_by(Prompt.due_at, Prompt.id)
)
_NOTICE = select(Notice.id).where(Notice.key == bindparam("key"))
_NEXT_TIME = select(func.min(Prompt.due_at)).where(
    Prompt.person_id == bindparam("person"), Prompt.due_at > bindparam("now", type_=Prompt.due_at.type)
)


def prompt_key(lead_id: str) -> str:
    """The outbox key of a prompt's message."""
    return f"prompt:{lead_id}"


def copy_key(lead_id: str, n: int) -> str:
    """The outbox key of another copy that the person asked for; counted from 1."""
    return f"prompt:{lead_id}:copy:{n}"


def reminder_key(lead_id: str) -> str:
    """The key under which its reminder is told (see `people.service.tell`)."""
    return f"prompt:{lead_id}:reminder"


def copies(session: Session, lead: Prompt) -> list[str]:
    """The keys of all messages that show this prompt: its own, those asked for, and the reminder."""
    keys = [prompt_key(lead.id), *(copy_key(lead.id, n) for n in range(1, lead.copies + 1))]
    reminder = session.scalar(_NOTICE, {"key": reminder_key(lead.id)})
    return keys if reminder is None else [*keys, f"notice:{reminder}"]


def was_said(session: Session, lead: Prompt) -> bool:
    """Whether the reminder is posted already, so that it goes on being edited."""
    told = session.scalar(_NOTICE, {"key": reminder_key(lead.id)})
    found = outbox.delivery(session, f"notice:{told}") if told else None
    return found is not None and found.ts is not None


def is_asked_below(session: Session, lead: Prompt) -> bool:
    """Whether a newer message, the reminder or a copy, asks the same as its first one."""
    if lead.reminded_at is None and not lead.copies:
        return False
    newer = [outbox.delivery(session, key) for key in copies(session, lead)[1:]]
    return any(one is not None and one.ts is not None for one in newer)


def prompts_of(session: Session, round_id: str) -> Sequence[Prompt]:
    return session.scalars(_OF_ROUND, {"round": round_id}).all()


def leads_of(session: Session, round_id: str) -> Sequence[Prompt]:
    """The prompts whose messages ask for this round, those of other rounds included."""
    ids = select(Prompt.lead_id).where(Prompt.round_id == round_id, Prompt.lead_id.is_not(None))
    return session.scalars(select(Prompt).where(Prompt.id.in_(ids)).order_by(Prompt.id)).all()


def followers(session: Session, lead_id: str) -> Sequence[Prompt]:
    """The parts that one message asks about, the lead's own included."""
    return session.scalars(_FOLLOWERS, {"lead": lead_id}).all()


def items_of(session: Session, prompt_ids: Collection[str]) -> Sequence[PromptItem]:
    """In the order in which they are shown."""
    return session.scalars(_ITEMS_OF, {"prompts": [*prompt_ids]}).all()


def items_of_round(session: Session, round_id: str) -> Sequence[PromptItem]:
    joined = select(PromptItem).join(
        Prompt, (Prompt.workspace == PromptItem.workspace) & (Prompt.id == PromptItem.prompt_id)
    )
    return session.scalars(joined.where(Prompt.round_id == round_id).order_by(PromptItem.n)).all()


def item_in(session: Session, round_id: str, outcome_id: str) -> PromptItem | None:
    """Where this round asks about the outcome."""
    joined = select(PromptItem).join(
        Prompt, (Prompt.workspace == PromptItem.workspace) & (Prompt.id == PromptItem.prompt_id)
    )
    return session.scalar(joined.where(Prompt.round_id == round_id, PromptItem.outcome_id == outcome_id))


def unanswered(session: Session, prompt_ids: Collection[str]) -> list[tuple[PromptItem, Outcome]]:
    """What still waits for an answer: asked, the person's own, active and without children."""
    asked = session.find_all(Prompt, prompt_ids)
    return _waiting(session, asked, items_of(session, prompt_ids))


def _waiting(
    session: Session, asked: Mapping[str, Prompt], listed: Sequence[PromptItem]
) -> list[tuple[PromptItem, Outcome]]:
    items = [one for one in listed if one.answer is None and not one.is_fresh]
    leaves = askable(session, [one.outcome_id for one in items]) if items else {}
    owners = {id: one.person_id for id, one in asked.items()}
    return [
        (one, leaves[one.outcome_id])
        for one in items
        if one.outcome_id in leaves and leaves[one.outcome_id].owner_id == owners[one.prompt_id]
    ]


def askable(session: Session, outcome_ids: Collection[str]) -> dict[str, Outcome]:
    """Those of these outcomes that check-ins ask about, by id."""
    return {one.id: one for one in session.scalars(_ASKABLE, {"outcomes": [*outcome_ids]})}


def is_current(session: Session, found: Round) -> bool:
    """Whether answers to this round still count: until the team's next round opens."""
    latest = rounds.latest(session, found.team_id)
    return found.opened_at is None or latest is None or latest.id == found.id


def current_item(session: Session, outcome_id: str) -> tuple[PromptItem, Prompt, Round] | None:
    """Where the current round of the outcome's team asks about it, if it does."""
    found = session.execute(
        select(PromptItem, Prompt, Round)
        .join(Prompt, (Prompt.workspace == PromptItem.workspace) & (Prompt.id == PromptItem.prompt_id))
        .join(Round, (Round.workspace == Prompt.workspace) & (Round.id == Prompt.round_id))
        .where(PromptItem.outcome_id == outcome_id)
        .order_by(Round.day.desc(), PromptItem.id.desc())
        .limit(1)
    ).first()
    if found is None or not is_current(session, found[2]):
        return None
    return found[0], found[1], found[2]


def current_leads(session: Session, person_id: str) -> list[Prompt]:
    """The person's messages in which something can still be answered, latest first."""
    asked = session.scalars(
        select(Prompt)
        .where(Prompt.person_id == person_id, Prompt.asked_at.is_not(None), Prompt.lead_id == Prompt.id)
        .order_by(Prompt.asked_at.desc())
        .limit(20)
    )
    return [lead for lead in asked if any(is_current(session, one) for one in rounds_in(session, lead))]


def rounds_in(session: Session, lead: Prompt) -> Sequence[Round]:
    """The rounds that this message asks for, the first one to close first."""
    return session.scalars(_ROUNDS_IN, {"lead": lead.id}).all()


def to_ask(session: Session, person_id: str) -> Sequence[Prompt]:
    """This person's parts in rounds to come or open for which they have not been asked yet, soonest first."""
    return to_ask_each(session, [person_id])


def to_ask_each(session: Session, person_ids: Collection[str]) -> Sequence[Prompt]:
    """The same of several people."""
    return session.scalars(_TO_ASK, {"people": [*person_ids]}).all()


def left_out_as_away(session: Session, person_id: str) -> Sequence[Prompt]:
    """The parts of this person in open rounds that passed them over because they were away."""
    is_open = select(Round.id).where(Round.opened_at.is_not(None), Round.closed_at.is_(None))
    return session.scalars(
        select(Prompt).where(
            Prompt.person_id == person_id, Prompt.skipped == Skipped.AWAY, Prompt.round_id.in_(is_open)
        )
    ).all()


def next_time(session: Session, person: Person, now: datetime) -> date | None:
    """The day, on the person's calendar, on which they are asked next; None when nothing is planned."""
    due = session.scalar(_NEXT_TIME, {"person": person.id, "now": now})
    return people.day_of(person, due) if due else None


@dataclass(frozen=True)
class Entry:
    """One outcome in a prompt. `is_open`: it waits for an answer; `can_answer`: one would still count."""

    item: PromptItem
    outcome: Outcome
    prompt: Prompt
    is_open: bool
    can_answer: bool


def entries(session: Session, lead: Prompt) -> list[Entry]:
    """Everything that a message asks about, in the order in which it is shown."""
    parts = {one.id: one for one in followers(session, lead.id)}
    current = {one.id: is_current(session, one) for one in rounds_in(session, lead)}
    items = items_of(session, list(parts))
    waiting = {item.id for item, _ in _waiting(session, parts, items)}
    asked_about = session.find_all(Outcome, [item.outcome_id for item in items])
    return [
        Entry(
            item=item,
            outcome=asked_about[item.outcome_id],
            prompt=parts[item.prompt_id],
            is_open=item.id in waiting and current[parts[item.prompt_id].round_id],
            can_answer=current[parts[item.prompt_id].round_id],
        )
        for item in items
        if not item.is_fresh
    ]


def covered(session: Session, lead: Prompt, listed: Sequence[Entry], today: date) -> list[Entry]:
    """What one tap may call on track, of what is shown (see `asking.is_covered`). `today` is the person's."""
    waiting = [entry for entry in shown(listed, lead.shown) if entry.is_open]
    if not waiting:
        return []
    flagged = outcomes.flags(session, [entry.outcome.id for entry in waiting])
    return [
        entry
        for entry in waiting
        if asking.is_covered(
            due=entry.outcome.due,
            is_flagged=entry.outcome.id in flagged,
            status=entry.outcome.status,
            today=today,
        )
    ]


def shown(listed: Sequence[Entry], at_least: int) -> list[Entry]:
    """What a prompt shows: the first ones, and once these are answered, the next ones without being asked."""
    found = list(listed[:at_least])
    rest = listed[at_least:]
    while rest and not any(entry.is_open for entry in found):
        found, rest = [*found, *rest[: asking.SHOWN]], rest[asking.SHOWN :]
    return found


def last_answers(listed: Sequence[Entry]) -> list[Entry]:
    """What was answered last and can be taken back; several when it was one tap for all."""
    answered = [entry for entry in listed if entry.item.answered_at is not None]
    latest = max((entry.item.answered_at for entry in answered if entry.item.answered_at), default=None)
    last = [entry for entry in answered if entry.item.answered_at == latest]
    is_undoable = all(
        entry.can_answer
        and entry.item.status_change_id is not None
        and entry.item.status_change_id == entry.outcome.status_change_id
        for entry in last
    )
    return last if is_undoable else []


def last_cause(session: Session, outcome_id: str) -> Cause | None:
    """What was said to have to change when the outcome was at risk the last time."""
    return session.scalar(
        select(PromptItem.cause)
        .where(PromptItem.outcome_id == outcome_id, PromptItem.cause.is_not(None))
        .order_by(PromptItem.answered_at.desc())
        .limit(1)
    )


def waits_until(session: Session, lead: Prompt, now: datetime) -> datetime | None:
    """Until when something in this message waits for an answer; None when nothing does."""
    waiting = {one.prompt.round_id for one in entries(session, lead) if one.is_open}
    closing = [
        one.closes_at
        for one in rounds_in(session, lead)
        if one.id in waiting
        and one.closed_at is None
        and one.closes_at > now
        and people.team(session, one.team_id).paused_at is None
    ]
    return max(closing, default=None)


def idle_leaves(session: Session, person_id: str) -> list[Outcome]:
    """What the person owns in teams whose check-ins are not running."""
    return [
        one
        for one in outcomes.leaves_of(session, person_id)
        if (team := people.team(session, one.team_id)).started_at is None or team.paused_at is not None
    ]
