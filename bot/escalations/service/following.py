"""What is said when an ask has changed: the channel's message, the lines in its thread, and who is told."""

from datetime import datetime

from bot.asks import queries as asks
from bot.asks.model import Ask, AskState, Event, Happened, Origin, Passed, Step
from bot.checkins import queries as checkins
from bot.core.db import Session
from bot.escalations import queries, rules
from bot.escalations.model import Escalation
from bot.outbox import service as outbox
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Outcome
from bot.people import queries as people, service as people_service

_NO_LINE = frozenset({Happened.HELD})


def follow(session: Session, ask_id: str, now: datetime) -> None:
    """The ask has changed: whatever is not said yet is said, and what was said is brought up to date."""
    ask = session.find(Ask, ask_id)
    if ask is None or ask.is_unasked:
        return
    outcome = queries.outcome_of(session, ask)
    found = queries.escalation(session, ask.id)
    if found is None and _reaches_a_leader(session, ask):
        found = start(session, ask, now)
    elif found is None and outcome is not None:
        _say_in_round(session, ask, outcome, now)
    if found is not None:
        _say_lines(session, ask, found)
    outbox.touch(session, queries.round_line_key(ask.id))
    _tell(session, ask, now)


def _reaches_a_leader(session: Session, ask: Ask) -> bool:
    """A question to an owner stays between two people."""
    if ask.origin is Origin.QUESTION:
        return False
    return ask.origin is Origin.DIRECT or asks.leaders_asked(asks.steps(session, ask.id)) > 0


def start(session: Session, ask: Ask, now: datetime) -> Escalation:
    """The ask has reached a leader: a message of its own in the channel, or in the one that others share."""
    made = Escalation(ask_id=ask.id, channel=_channel(session, ask), opened_at=now, said_to=0)
    made.said_to = len(asks.events(session, ask.id))
    if made.channel is not None and rules.folds(queries.standing_alone(session, made.channel)):
        made.folded_into = queries.open_fold(session, made.channel) or queries.folded_key(ask.id)
    session.add(made)
    session.flush()
    if made.channel is not None:
        kind = "escalations.folded" if made.folded_into else "escalations.opened"
        key = queries.thread_of(made)
        outbox.say(session, key=key, to=made.channel, kind=kind, ref=key.partition(":")[2])
    return made


def _channel(session: Session, ask: Ask) -> str | None:
    outcome = queries.outcome_of(session, ask)
    if ask.team_id is None or (outcome is not None and outcomes.is_private(session, outcome)):
        return None
    return people.channel_of(session, people.team(session, ask.team_id))


def _say_in_round(session: Session, ask: Ask, outcome: Outcome, now: datetime) -> None:
    """Until a leader is reached: one line in the round's thread, which then shows what became of it."""
    key = checkins.thread_key(session, outcome.team_id, now)
    channel = checkins.thread_channel(session, outcome.team_id)
    is_hidden = ask.origin is Origin.QUESTION or outcomes.is_private(session, outcome)
    if key is None or channel is None or is_hidden or not _is_news(session, ask):
        return
    outbox.say(
        session,
        key=queries.round_line_key(ask.id),
        to=channel,
        kind="escalations.in_round",
        ref=ask.id,
        thread_of=key,
    )


def _is_news(session: Session, ask: Ask) -> bool:
    """Whether there is more to say than that the person is asked, which the thread has with the block itself:
    somebody else is asked, they read it later, or something came of it."""
    if ask.state in (AskState.WITHDRAWN, AskState.SETTLED):
        return False
    step = asks.current(asks.steps(session, ask.id))
    if ask.origin is not Origin.BLOCK or ask.state is not AskState.ASKED or step is None:
        return True
    if step.person_id is None or step.person_id != ask.to_id:
        return True
    return asks.reads_at(people.person(session, step.person_id), step.asked_at) > step.asked_at


def _say_lines(session: Session, ask: Ask, found: Escalation) -> None:
    """Edits notify nobody, so each step is also a line in the thread."""
    if found.channel is None:
        return
    key = queries.thread_of(found)
    outbox.touch(session, key)
    for event in asks.events(session, ask.id)[found.said_to :]:
        if event.kind not in _NO_LINE:
            outbox.say(
                session,
                key=queries.line_key(ask.id, event.n),
                to=found.channel,
                kind="escalations.line",
                ref=f"{ask.id}:{event.n}",
                thread_of=key,
            )
        found.said_to = event.n


# Messages to people, which share the budget of two a day


def _tell(session: Session, ask: Ask, now: datetime) -> None:
    for event in asks.events(session, ask.id):
        for person_id in _concerned(session, ask, event):
            _once(session, person_id, event.kind, f"{ask.id}:{event.n}", now)
    for step in asks.steps(session, ask.id):
        if step.warned_at is not None and step.person_id is not None:
            _warn(session, step, step.person_id, now)
        if step.passed_over is Passed.NOBODY_LEADS and step.team_id is not None:
            _tell_admins(session, step, now)


def _concerned(session: Session, ask: Ask, event: Event) -> list[str]:
    """Who hears of it besides those for whom something waits now."""
    match event.kind:
        case Happened.ASKED if event.at > ask.asked_at:
            return [ask.asker_id]
        case Happened.PROMISED | Happened.HELP | Happened.STOPPED:
            return [ask.asker_id]
        case Happened.WENT_AHEAD:
            told = [step for step in asks.addressees(session, ask.id) if step.asked_at <= event.at]
            return [step.person_id for step in told if step.person_id]
        case Happened.SETTLED if ask.answered_by_id is not None:
            return [ask.answered_by_id]
        case _:
            return []


def _warn(session: Session, step: Step, person_id: str, now: datetime) -> None:
    """Tells who is asked that somebody else will be; what was told follows what comes of it."""
    key = queries.warning_key(step)
    if not people.person(session, person_id).is_gone:
        people_service.tell(session, person_id, kind="escalations.still_open", ref=key, key=key, now=now)
    said = queries.said_as(session, key)
    if said is not None:
        outbox.touch(session, said)


def _once(session: Session, person_id: str, what: str, ref: str, now: datetime) -> None:
    if people.person(session, person_id).is_gone:
        return
    kind = f"escalations.{what}"
    key = f"{kind}:{ref}:{person_id}"
    people_service.tell(session, person_id, kind=kind, ref=f"{ref}:{person_id}", key=key, now=now)


def _tell_admins(session: Session, step: Step, now: datetime) -> None:
    """Once a month for each team that nobody leads."""
    for admin in people.admins(session):
        key = f"escalations.no_leader:{step.team_id}:{step.asked_at:%Y-%m}:{admin.id}"
        people_service.tell(
            session, admin.id, kind="escalations.no_leader", ref=step.team_id or "", key=key, now=now
        )
