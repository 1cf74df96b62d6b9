"""How it is going, pausing, going on, and dropping."""

from bot.outcomes import queries, service, ui
from bot.outcomes.handlers.shared import (
    after,
    is_held,
    may,
    may_either,
    named,
    person,
    somebody,
    split_number,
)
from bot.outcomes.model import Outcome
from bot.outcomes.rules import urgency
from bot.outcomes.rules.lifecycle import Status
from bot.outcomes.rules.permissions import Action
from bot.outcomes.ui import answers, reports
from bot.outcomes.ui.labels import label
from bot.outcomes.ui.reports import Report
from bot.people import queries as people
from bot.people.model import Person
from bot.people.ui import short
from bot.slack.answers import Answer, Change, Open
from bot.slack.blocks import Modal
from bot.slack.listeners import Listeners, Work

WORDS = answers.WORDS


def register(on: Listeners) -> None:
    report, pause = may(Action.REPORT), may(Action.PAUSE)
    drop = may_either(dropping, "drop it")
    on.word("/outcome", "status", open_status, rule=report, help=label("help_status"), reads=True)
    on.action("outcome.status", open_status, rule=report, reads=True)
    on.action("outcome.status_kind", redraw_status, rule=report, reads=True)
    on.submit("outcome.status", say_status, rule=report)
    on.action("outcome.word", open_word, rule=report, reads=True)
    on.submit("outcome.word", say_word, rule=report)
    on.action("outcome.pause", open_pause, rule=pause, reads=True)
    on.submit("outcome.pause", say_pause, rule=pause)
    on.action("outcome.resume", resume, rule=pause)
    on.word("/outcome", "drop", open_drop, rule=drop, help=label("help_drop"), reads=True)
    on.action("outcome.drop", open_drop, rule=drop, reads=True)
    on.submit("outcome.drop", say_drop, rule=drop)


def dropping(outcome: Outcome) -> Action:
    return Action.WITHDRAW if outcome.agreed_at is None else Action.DROP


def open_status(work: Work) -> Answer:
    """With the last word filled in, or the one that the line names. A parent takes a word instead."""
    found = named(work)
    if not queries.is_leaf(work.session, found.id):
        return Open(answers.word(found))
    typed = "" if "id" in work.value else split_number(work.text)[1].lower().replace(" ", "_")
    status = Status(typed) if typed in set(Status) else found.status
    return Open(_status_form(work, found, status))


def redraw_status(work: Work) -> Answer:
    chosen = work.form.choice("status")
    return Change(_status_form(work, named(work), Status(chosen) if chosen else None))


def say_status(work: Work) -> Answer | None:
    found, form = named(work), work.form
    said = service.report_status(
        work.session,
        found,
        status=Status(form.choice("status") or Status.ON_TRACK),
        by=person(work),
        now=work.now,
        note=form.text("note"),
        waiting_for_id=somebody(work, "waiting_for"),
        since=form.day("since"),
        needed_by=form.day("needed_by"),
        tried=form.text("tried"),
        otherwise=form.text("otherwise"),
        otherwise_on=form.day("otherwise_on"),
        with_leader=form.choice("ask") == reports.BOTH,
        expected=form.day("expected"),
        source="command",
    )
    standing = ui.status_word(said.status)
    held = said.status is Status.BLOCKED and is_held(work)
    return after(work, WORDS("status_saved", number=found.number, standing=standing, held=held), found)


def _status_form(work: Work, found: Outcome, status: Status | None) -> Modal:
    actor = person(work)
    owner = people.person(work.session, found.owner_id)
    last = queries.last_change(work.session, found)
    waiting_for = work.session.find(Person, last.waiting_for_id) if last else None
    leader = _leader(work, found)
    today = people.day_of(owner, work.now)
    hours = people.hours(owner, today)
    is_urgent = urgency.is_urgent(hours, today, due=found.due, needed_by=None)
    return reports.report(
        Report(
            outcome=found,
            status=status,
            today=today,
            readers=_readers(work, found),
            leader=short(leader) if leader else None,
            last=last,
            waiting_for=waiting_for.slack_id if waiting_for else None,
            on_behalf_of=short(owner) if owner.id != actor.id else None,
            because=label("due_soon") if leader and is_urgent else None,
        )
    )


def _leader(work: Work, found: Outcome) -> Person | None:
    """Who is asked together with somebody: the first leader above who is not the owner."""
    rungs = people.rungs(work.session, found.team_id)
    return next((rung.leader for rung in rungs if rung.leader and rung.leader.id != found.owner_id), None)


def _readers(work: Work, found: Outcome) -> str:
    team = people.team(work.session, found.team_id)
    count = len(people.members(work.session, team.id))
    return label("readers", team=team.name, people=count)


def open_word(work: Work) -> Answer:
    return Open(answers.word(named(work)))


def say_word(work: Work) -> Answer | None:
    found = named(work)
    service.add_word(work.session, found, text=work.form.text("word"), by=person(work), now=work.now)
    return after(work, WORDS("word_saved", number=found.number), found)


def open_pause(work: Work) -> Answer:
    return Open(answers.pause(named(work)))


def say_pause(work: Work) -> Answer | None:
    found = named(work)
    service.pause(work.session, found, by=person(work), why=work.form.text("why"), now=work.now)
    return after(work, WORDS("paused", number=found.number), found)


def resume(work: Work) -> Answer | None:
    found = named(work)
    service.resume(work.session, found, by=person(work), now=work.now)
    return after(work, WORDS("resumed", number=found.number), found)


def open_drop(work: Work) -> Answer:
    return Open(answers.drop(named(work)))


def say_drop(work: Work) -> Answer | None:
    found = named(work)
    service.drop(work.session, found, by=person(work), why=work.form.text("why"), now=work.now)
    return after(work, WORDS("dropped", number=found.number), found)
