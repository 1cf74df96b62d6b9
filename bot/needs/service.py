"""Saying what is needed, promising it, and who is affected when a promise is in danger."""

from datetime import date, datetime

from bot.core import journal, pending
from bot.core.db import Session
from bot.core.errors import InvalidInput, NotAllowed, Outdated
from bot.needs import queries, rules
from bot.needs.model import Need
from bot.needs.rules import OPEN, NeedState, Trouble
from bot.outcomes import queries as outcomes, service as outcome_service
from bot.outcomes.model import Outcome
from bot.outcomes.rules import tree
from bot.outcomes.rules.states import FlagKind
from bot.people import queries as people, service as people_service
from bot.people.model import Person

LONGEST_YEARS = 5


def declare(
    session: Session,
    consumer: Outcome,
    *,
    what: str,
    needed_by: date | None,
    by: Person,
    now: datetime,
    provider_id: str | None = None,
    provider_outcome: Outcome | None = None,
) -> Need:
    """Says that `consumer` needs something from a person, or from an outcome and so from its owner.

    What somebody needs from themself is promised at once. Raises `InvalidInput` for `what`, `needed_by`,
    `provider` or `provider_outcome`; a circle is refused with its outcomes named.
    """
    what = what.strip()
    if not what:
        raise InvalidInput("what", "What do you need? One line is enough.")
    day = _day(session, needed_by, by, now)
    provider = _provider(session, consumer, provider_id, provider_outcome)
    need = Need(
        consumer_id=consumer.id,
        provider_id=provider.id,
        provider_outcome_id=provider_outcome.id if provider_outcome else None,
        what=what,
        needed_by=day,
        state=NeedState.ASKED,
        declared_by_id=by.id,
        declared_at=now,
        is_declared_late=_has_begun(consumer) or bool(provider_outcome and _has_begun(provider_outcome)),
    )
    session.add(need)
    session.flush()
    _keep(session, need, by.id, None, "asked", now)
    if provider.id in (by.id, consumer.owner_id):
        _promise(session, need, need.needed_by, by.id, now)
    else:
        pending.note(session, "person.waiting", provider.id, now)
    refresh(session, consumer, now=now)
    return need


def promise(session: Session, need: Need, *, by: Person, day: date | None = None, now: datetime) -> None:
    """The provider says yes, for the day needed or for another one (`day`)."""
    _require_provider(session, need, by)
    if need.state not in OPEN:
        raise Outdated("This is not needed any more.")
    _promise(session, need, _day(session, day, by, now, "day") if day else need.needed_by, by.id, now)
    _answered(session, need, now)


def refuse(session: Session, need: Need, *, by: Person, why: str, now: datetime) -> None:
    """The provider says no, with a reason that the consumer's owner reads."""
    _require_provider(session, need, by)
    if need.state not in OPEN:
        raise Outdated("This is not needed any more.")
    if not why.strip():
        raise InvalidInput("why", "Say why, so that they can look for another way.")
    _keep(session, need, by.id, need.state, NeedState.DECLINED, now, why.strip())
    need.state, need.why, need.answered_at = NeedState.DECLINED, why.strip(), now
    _answered(session, need, now)


def drop(session: Session, need: Need, *, by: Person, now: datetime) -> None:
    """Whoever said it, or the consumer's owner, takes it back: it is not needed any more."""
    consumer = outcomes.outcome(session, need.consumer_id)
    if by.id not in (need.declared_by_id, consumer.owner_id):
        owner = people.person(session, consumer.owner_id)
        raise NotAllowed(f"Only {owner.name} can take this back. Tell {owner.name}.")
    if need.state is NeedState.DROPPED:
        return
    _keep(session, need, by.id, need.state, NeedState.DROPPED, now)
    need.state, need.answered_at = NeedState.DROPPED, now
    pending.note(session, "person.waiting", need.provider_id, now)
    refresh(session, consumer, now=now)


def met(session: Session, provider: Outcome, *, now: datetime) -> None:
    """The outcome that others needed is done: their needs are met."""
    for need in queries.on_provider(session, provider.id):
        _keep(session, need, None, need.state, NeedState.MET, now)
        need.state, need.answered_at = NeedState.MET, now
        refresh(session, outcomes.outcome(session, need.consumer_id), now=now)


def refresh(session: Session, consumer: Outcome, *, now: datetime) -> bool:
    """Works out anew whether the outcome is affected and whether something it needs is not confirmed.

    Returns whether it is affected. Their own report is never changed.
    """
    needs = queries.of_consumer(session, consumer.id)
    waits = [(need, _trouble(session, need)) for need in needs if need.state in OPEN]
    affected = [(need, why) for need, why in waits if why is not None]
    declined = [need for need in needs if need.state is NeedState.DECLINED]
    if affected or declined:
        why = _words(session, *affected[0]) if affected else _no(session, declined[0])
        ref = affected[0][0].id if affected else declined[0].id
        outcome_service.raise_flag(session, consumer.id, FlagKind.AFFECTED, why=why, ref=ref, now=now)
    else:
        outcome_service.clear_flag(session, consumer.id, FlagKind.AFFECTED, now=now)
    open_asks = [need for need in needs if need.state is NeedState.ASKED]
    if open_asks:
        provider = people.person(session, open_asks[0].provider_id)
        why = f"{provider.name} has not said yet whether: {open_asks[0].what}"
        outcome_service.raise_flag(
            session, consumer.id, FlagKind.NOT_CONFIRMED, why=why, ref=open_asks[0].id, now=now
        )
    else:
        outcome_service.clear_flag(session, consumer.id, FlagKind.NOT_CONFIRMED, now=now)
    return bool(affected or declined)


def spread(session: Session, provider: Outcome, *, now: datetime) -> list[str]:
    """The provider's state may have changed: refreshes whoever waits for it. Returns the consumers' ids."""
    consumers = list(dict.fromkeys(need.consumer_id for need in queries.on_provider(session, provider.id)))
    for id in consumers:
        refresh(session, outcomes.outcome(session, id), now=now)
    return consumers


def _trouble(session: Session, need: Need) -> Trouble | None:
    provider = session.find(Outcome, need.provider_outcome_id)
    if provider is None:
        is_late = need.promised_for is not None and need.promised_for > need.needed_by
        return Trouble.MOVED if is_late else None
    found = rules.trouble(queries.state_of(session, provider), need.needed_by)
    if found is None and need.promised_for is not None and need.promised_for > need.needed_by:
        return Trouble.MOVED
    return found or _further_up(session, provider, need)


def _further_up(session: Session, provider: Outcome, need: Need) -> Trouble | None:
    """What the provider itself waits for in vain holds this one up, too."""
    seen, waiting = {need.consumer_id}, [provider]
    while waiting:
        here = waiting.pop()
        if here.id in seen:
            continue
        seen.add(here.id)
        for own in queries.of_consumer(session, here.id):
            further = session.find(Outcome, own.provider_outcome_id)
            if further is None or own.state not in OPEN:
                continue
            if rules.trouble(queries.state_of(session, further), own.needed_by) is Trouble.BLOCKED:
                return Trouble.BLOCKED
            waiting.append(further)
    return None


def _words(session: Session, need: Need, trouble: Trouble) -> str:
    provider = session.find(Outcome, need.provider_outcome_id)
    title = provider.title if provider else need.what
    match trouble:
        case Trouble.BLOCKED:
            return f"waits for “{title}”, which is blocked"
        case Trouble.LATE:
            return f"waits for “{title}”, which is late"
        case Trouble.OVER:
            return f"waited for “{title}”, which was dropped"
        case Trouble.MOVED:
            return f"waits for “{title}”, which comes after the day it is needed"


def _no(session: Session, need: Need) -> str:
    provider = people.person(session, need.provider_id)
    return f"{provider.name} cannot give: {need.what}"


def _provider(
    session: Session, consumer: Outcome, provider_id: str | None, provider_outcome: Outcome | None
) -> Person:
    if provider_outcome is None:
        if provider_id is None:
            raise InvalidInput("provider", "From whom? Choose an outcome or a person.")
        slack_id = people.person(session, provider_id).slack_id
        return people_service.accountable(session, slack_id, "provider")
    if provider_outcome.lifecycle in queries.OVER:
        raise InvalidInput(
            "provider_outcome", f"O-{provider_outcome.number} is over. Choose one that is still open."
        )
    circle = rules.path(queries.provided(session), consumer.id, provider_outcome.id)
    if circle is not None:
        numbers = [outcomes.outcome(session, id).number for id in circle]
        raise InvalidInput("provider_outcome", tree.loop_sentence(numbers))
    return people.person(session, provider_outcome.owner_id)


def _day(session: Session, day: date | None, by: Person, now: datetime, field: str = "needed_by") -> date:
    if day is None:
        raise InvalidInput(field, "By when? Choose a day.")
    today = people.day_of(by, now)
    if day < today:
        raise InvalidInput(field, "That day has passed. Choose today or a later day.")
    if day.year > today.year + LONGEST_YEARS:
        raise InvalidInput(field, f"That is more than {LONGEST_YEARS} years away. Choose a day before that.")
    return day


def _has_begun(outcome: Outcome) -> bool:
    return outcome.status is not None


def _require_provider(session: Session, need: Need, by: Person) -> None:
    if by.id != need.provider_id:
        provider = people.person(session, need.provider_id)
        raise NotAllowed(f"Only {provider.name} can promise this. Ask {provider.name}.")


def _promise(session: Session, need: Need, day: date, by_id: str, now: datetime) -> None:
    _keep(session, need, by_id, need.promised_for, day, now)
    need.state, need.promised_for, need.answered_at = NeedState.PROMISED, day, now


def _answered(session: Session, need: Need, now: datetime) -> None:
    consumer = outcomes.outcome(session, need.consumer_id)
    refresh(session, consumer, now=now)
    pending.note(session, "person.waiting", need.provider_id, now)
    pending.note(session, "need.changed", need.id, now)
    key = f"need:{need.id}:{need.state}:{need.promised_for}"
    people_service.tell(session, consumer.owner_id, kind="needs.answered", ref=need.id, key=key, now=now)


def _keep(
    session: Session,
    need: Need,
    by_id: str | None,
    before: journal.Value,
    after: journal.Value,
    now: datetime,
    why: str | None = None,
) -> None:
    journal.record(
        session,
        actor=by_id,
        subject=f"outcome:{need.consumer_id}",
        field=f"needs: {need.what}"[:40],
        before=before,
        after=after,
        now=now,
        why=why,
    )
