"""From a line of text or the fields of a form to what the form shows."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from bot.core import calendar
from bot.core.dates import Understood
from bot.core.db import Session
from bot.core.errors import InvalidInput
from bot.outcomes import queries
from bot.outcomes.model import Outcome
from bot.outcomes.rules import line, lint
from bot.outcomes.rules.line import Line, shown
from bot.outcomes.rules.slacktext import Kind, mark
from bot.outcomes.ui.forms import WORDS, Around, Typed
from bot.people import queries as people, service as people_service
from bot.people.model import Person, Team
from bot.people.ui import short
from bot.slack.forms import Form
from bot.slack.templates import escaped


@dataclass
class Understanding:
    """What the form begins with, and what to say about what was not understood."""

    typed: Typed
    remarks: dict[str, list[str]] = field(default_factory=dict)
    needs: str = ""

    def remark(self, field: str, text: str) -> None:
        """`text` is mrkdwn."""
        self.remarks.setdefault(field, []).append(text)


def from_line(session: Session, actor: Person, text: str, now: datetime) -> Understanding:
    """Everything that can be understood of a line goes into its field; the rest stays in the title."""
    said = line.parse(text, today=people.day_of(actor, now), names=_names(session, text))
    found = Understanding(Typed(title=said.title), needs=", ".join(shown(number) for number in said.needs))
    _owner(session, said, found)
    _due(said, found, actor, now)
    _parent(session, said, found, actor)
    return found


def _names(session: Session, text: str) -> dict[str, str]:
    ids = {one.id for one in mark(text).mentions.values() if one.kind is Kind.PERSON}
    rows = session.execute(select(Person.slack_id, Person.name).where(Person.slack_id.in_(ids)))
    return {slack_id: name for slack_id, name in rows}


def _owner(session: Session, said: Line, found: Understanding) -> None:
    if len(said.owners) + len(said.groups) + len(said.handles) > 1:
        names = [_name(session, one) for one in said.owners] + [f"@{one}" for one in said.handles]
        if said.groups and not names:
            found.remark("owner", WORDS("group_owner"))
        else:
            found.remark("owner", WORDS("two_owners", names=names or list(said.groups)))
    elif said.groups:
        found.remark("owner", WORDS("group_owner"))
    elif said.handles:
        _by_handle(session, said.handles[0], found)
    elif said.owners:
        _named(session, said.owners[0], found)


def _named(session: Session, slack_id: str, found: Understanding) -> None:
    try:
        person = people_service.accountable(session, slack_id, "owner")
    except InvalidInput as error:
        found.remark("owner", escaped(error.text))
    else:
        found.typed = replace(found.typed, owner=person.slack_id)


def _by_handle(session: Session, handle: str, found: Understanding) -> None:
    """A name that Slack did not turn into a person; two people who match are never guessed."""
    matching = [one for one in _everybody(session) if handle.casefold() in _called(one)]
    if len(matching) == 1:
        _named(session, matching[0].slack_id, found)
    elif matching:
        names = [one.full_name or one.name for one in matching]
        found.remark("owner", WORDS("several_such", handle=handle, names=names))
    else:
        found.remark("owner", WORDS("no_such_person", handle=handle))


def _everybody(session: Session) -> Sequence[Person]:
    return session.scalars(select(Person).where(~Person.is_gone, ~Person.is_bot)).all()


def _called(one: Person) -> set[str]:
    names = {one.name.casefold(), one.full_name.casefold()}
    return names | {name.split(" ")[0] for name in names if name} | {name.replace(" ", ".") for name in names}


def _name(session: Session, slack_id: str) -> str:
    found = people.by_slack(session, slack_id)
    return short(found) if found else slack_id


def _due(said: Line, found: Understanding, actor: Person, now: datetime) -> None:
    if said.due_problem:
        found.remark("due", escaped(said.due_problem))
    if isinstance(said.due, Understood):
        if said.due.day < people.day_of(actor, now):
            found.remark("due", WORDS("has_passed", day=said.due.day))
            return
        found.typed = replace(found.typed, due=said.due.day)
        if said.due.is_doubtful:
            found.remark("due", WORDS("doubtful", day=said.due.day, typed=said.due.as_typed))


def _parent(session: Session, said: Line, found: Understanding, actor: Person) -> None:
    if said.parent is None:
        return
    parent = queries.by_number(session, said.parent)
    if parent is None or not queries.is_visible(session, actor, parent):
        found.remark("parent", WORDS("no_such_parent", number=said.parent))
    else:
        found.typed = replace(found.typed, parent=parent.id)


def from_form(form: Form, base: Typed | None = None) -> Typed:
    """What stands in the fields that are shown; the others as in `base`."""
    typed = base or Typed()
    texts: dict[str, Any] = {
        name: form.text(name)
        for name in (
            "title",
            "done",
            "deliverable",
            "why",
            "must",
            "must_not",
            "not_included",
            "reason",
        )
        if form.has(name)
    }
    typed = replace(typed, due=form.day("due"), parent=form.choice("parent"), **texts)
    if form.has("owner"):
        typed = replace(typed, owner=form.person("owner"))
    if form.has("team"):
        typed = replace(typed, team=form.choice("team"))
    if form.has("confirmer"):
        typed = replace(
            typed,
            confirmer=form.person("confirmer"),
            contributors=tuple(form.people("contributors")),
            private=bool(form.choices("private")),
        )
    if form.has("decided_on"):
        typed = replace(typed, decided_on=form.day("decided_on"), review_by=form.day("review_by"))
    return typed


def from_outcome(session: Session, outcome: Outcome) -> Typed:
    """What stands in the form when an outcome is edited."""

    def slack(person_id: str | None) -> str | None:
        found = session.find(Person, person_id)
        return found.slack_id if found else None

    return Typed(
        title=outcome.title,
        owner=slack(outcome.owner_id),
        due=outcome.due,
        parent=outcome.parent_id,
        done=outcome.done_sentence or "",
        deliverable=outcome.deliverable or "",
        confirmer=slack(outcome.confirmer_id),
        contributors=tuple(one.slack_id for one in queries.contributors(session, outcome.id)),
        private=outcome.is_private,
        team=outcome.team_id,
        why=outcome.why or "",
        must=outcome.must or "",
        must_not=outcome.must_not or "",
        not_included=outcome.not_included or "",
        decided_on=outcome.decided_on,
        review_by=outcome.review_by,
    )


def around(session: Session, actor: Person, understood: Understanding | Typed, now: datetime) -> Around:
    """What the form shows beside these values: free days, teams to choose from, what it becomes part of."""
    found = understood if isinstance(understood, Understanding) else Understanding(understood)
    typed, today = found.typed, people.day_of(actor, now)
    owner = people.by_slack(session, typed.owner) if typed.owner else None
    parent = session.find(Outcome, typed.parent)
    if parent is not None and not queries.is_visible(session, actor, parent):
        parent = None
    better = _free_day(owner, typed.due, today, found) if typed.due and owner else None
    if typed.due and parent is not None and parent.due and typed.due > parent.due:
        found.remark("due", WORDS("after_parent", due=parent.due, number=parent.number, today=today))
    teams: tuple[Team, ...] = ()
    if owner is not None and _can_own(session, owner, found):
        teams = _teams(session, owner, found)
    return Around(
        today=today, parent=parent, remarks=found.remarks, better_day=better, teams=teams, needs=found.needs
    )


def _can_own(session: Session, owner: Person, found: Understanding) -> bool:
    try:
        people_service.accountable(session, owner.slack_id, "owner")
    except InvalidInput as error:
        found.remark("owner", escaped(error.text))
        return False
    return True


def _free_day(owner: Person, day: date, today: date, found: Understanding) -> date | None:
    """Says when the day is free for the owner, and finds the working day before it."""
    hours = people.hours(owner, day)
    if day < today or calendar.is_working_day(hours, day):
        return None
    before = calendar.nth_working_day_after(hours, day, -1)
    better = before if before >= today else calendar.nth_working_day_after(hours, day, 1)
    found.remark("due", WORDS("free_day", day=day, name=short(owner), better=better, today=today))
    return better


def _teams(session: Session, owner: Person, found: Understanding) -> tuple[Team, ...]:
    """To choose from where the owner is in several teams, or in none (then all)."""
    own = people.teams_of(session, owner.id)
    if len(own) > 1:
        return tuple(own)
    if own or people.home_team(session, owner.id) is not None:
        return ()
    found.remark("owner", WORDS("no_team", name=short(owner)))
    return tuple(people.teams(session))


def advice(typed: Typed) -> lint.Advice | None:
    """What is hard to agree on in the words of the title, else of the done sentence; None when nothing is."""
    for found in (
        lint.check_outcome(typed.title),
        # Who confirms and the day have fields of their own here.
        lint.check_done(typed.done, confirmer="them", due="then"),
    ):
        if found.findings:
            return found
    return None
