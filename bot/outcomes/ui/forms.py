"""The form in which an outcome is written down or edited: three questions, the rest on demand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from markupsafe import Markup

from bot.outcomes.model import Outcome
from bot.outcomes.rules.lint import Advice
from bot.outcomes.ui import marks
from bot.outcomes.ui.labels import label
from bot.people.model import Person, Team
from bot.people.ui import short
from bot.slack import blocks
from bot.slack.blocks import Block, Message, Modal, asks, button, context, section
from bot.slack.templates import Words

WORDS = Words("outcomes/forms")
OPTION = 75


@dataclass(frozen=True)
class Typed:
    """What stands in the form. People by Slack id, teams and outcomes by ours."""

    title: str = ""
    owner: str | None = None
    due: date | None = None
    parent: str | None = None
    done: str = ""
    deliverable: str = ""
    confirmer: str | None = None
    contributors: tuple[str, ...] = ()
    private: bool = False
    team: str | None = None
    why: str = ""
    must: str = ""
    must_not: str = ""
    not_included: str = ""
    decided_on: date | None = None
    review_by: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class Around:
    """What the form shows beside the fields.

    `remarks`: field → what stands under it (mrkdwn), for what was not understood or is worth a look.
    `better_day` is offered instead of a free one; `chosen_day` is one that was put in by a button: the field
    gets a new name then, or Slack would keep the old one. `teams` are to choose from, if the owner has none
    or several.
    """

    today: date
    parent: Outcome | None = None
    remarks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    better_day: date | None = None
    chosen_day: date | None = None
    teams: Sequence[Team] = ()
    advice: Advice | None = None
    with_more: bool = False
    needs: str = ""
    editing: Outcome | None = None
    owner: Person | None = None
    confirmer: Person | None = None
    is_promised: bool = False
    is_agreed_with: bool = False
    newer: str | None = None


def beginning(help: str) -> Message:
    """What the command can do, with the form behind its first line."""
    first, _, rest = help.partition("\n")
    new = button(label("new_title"), "outcome.new", {}, style="primary")
    return Message(help, [section(first, new), section(rest)])


def form(typed: Typed, around: Around) -> Modal:
    """The form with these values in it; drawn anew it keeps what was typed."""
    editing = around.editing
    kept = {
        "more": "1" if around.with_more else "",
        "needs": around.needs,
        "chosen": around.chosen_day.isoformat() if around.chosen_day else "",
        "id": editing.id if editing else "",
        "version": str(editing.version) if editing else "",
    }
    title = label("edit_title", number=editing.number) if editing else label("new_title")
    return Modal(
        "outcome.save",
        title,
        list(_form_blocks(typed, around)),
        submit=label("save"),
        value={name: value for name, value in kept.items() if value},
    )


def _form_blocks(typed: Typed, around: Around) -> Iterator[Block]:
    if around.newer is not None:
        yield section(WORDS("newer", line=Markup(around.newer)))
    yield asks(
        "title",
        label("what_will_be_true"),
        blocks.line_input(typed.title, placeholder=label("title_example")),
        hint=_reader("title_hint", typed),
    )
    yield from _remark(around, "title")
    yield from _lint(around)
    yield from _owner(typed, around)
    yield from _due(typed, around)
    yield from _part_of(typed, around)
    yield asks(
        "done",
        label("how_will_we_know"),
        blocks.line_input(typed.done, multiline=True),
        hint=_reader("done_hint", typed),
        optional=True,
    )
    yield from _remark(around, "done")
    if around.is_promised:
        hint = "reason_agreed_hint" if around.is_agreed_with and around.confirmer else "reason_hint"
        confirmer = short(around.confirmer) if around.confirmer else ""
        yield asks(
            "reason",
            label("why_the_change"),
            blocks.line_input(typed.reason),
            hint=label(hint, confirmer=confirmer),
            optional=True,
        )
    if around.with_more:
        yield from _more(typed, around)
    else:
        yield blocks.actions(button(label("more"), "outcome.more_fields"))
    if typed == Typed() and around.editing is None:
        yield context(WORDS("in_one_line"))


def _reader(hint: str, typed: Typed) -> str:
    """The hint, with who will read what is typed."""
    return f"{label(hint)} {label('read_by_its_people' if typed.private else 'read_by_everybody')}".strip()


def _remark(around: Around, name: str) -> Iterator[Block]:
    for text in around.remarks.get(name, ()):
        yield context(WORDS("remark", text=Markup(text)))


def _lint(around: Around) -> Iterator[Block]:
    if around.advice is not None and around.advice.findings:
        yield context(advice_words(around.advice))


def advice_words(advice: Advice) -> str:
    """The quiet hint: what is hard to agree on, and a better sentence where there is one."""
    return WORDS("advice", sentence=advice.findings[0].sentence, rewrite=advice.rewrite)


def _owner(typed: Typed, around: Around) -> Iterator[Block]:
    if around.editing is not None:
        name = short(around.owner) if around.owner else ""
        yield context(WORDS("owned_by", owner=name, number=around.editing.number))
        return
    person = blocks.person_input(typed.owner, action="outcome.owner")
    yield asks("owner", label("who_owns_it"), person, hint=label("owner_hint"), dispatch=True)
    yield from _remark(around, "owner")
    if around.teams:
        options = [(team.id, team.name) for team in around.teams]
        chosen = typed.team if typed.team in dict(options) else None
        yield asks("team", label("which_team"), blocks.choice(options, chosen), hint=label("team_hint"))


def _due(typed: Typed, around: Around) -> Iterator[Block]:
    name = f"outcome.due:{around.chosen_day.isoformat()}" if around.chosen_day else "outcome.due"
    yield asks("due", label("by_when"), blocks.date_input(typed.due, action=name), dispatch=True)
    yield from _remark(around, "due")
    if around.better_day is not None:
        take = label("take_day", day=around.better_day, today=around.today)
        yield blocks.actions(button(take, "outcome.take_day", {"day": around.better_day.isoformat()}))


def _part_of(typed: Typed, around: Around) -> Iterator[Block]:
    parent = around.parent
    initial = (parent.id, parent_option(parent)) if parent else None
    found = blocks.search("outcome.parent", initial, placeholder=label("search"))
    yield asks("parent", label("part_of"), found, hint=label("parent_hint"), optional=True, dispatch=True)
    yield from _remark(around, "parent")


def parent_option(parent: Outcome) -> str:
    """How an outcome reads in a list to choose from: the number first, so that it is never cut off."""
    return blocks.fit(f"O-{parent.number} {' '.join(parent.title.split())}", OPTION)


def _more(typed: Typed, around: Around) -> Iterator[Block]:
    yield asks(
        "deliverable",
        label("what_handed_over"),
        blocks.line_input(typed.deliverable),
        hint=_reader("deliverable_hint", typed),
        optional=True,
    )
    yield asks(
        "confirmer",
        label("who_confirms"),
        blocks.person_input(typed.confirmer),
        hint=label("confirmer_hint"),
        optional=True,
    )
    yield asks(
        "contributors",
        label("who_helps"),
        blocks.people_input(typed.contributors),
        hint=label("helpers_hint"),
        optional=True,
    )
    yield asks(
        "private",
        label("who_sees_it"),
        blocks.choices([("private", label("its_people_only"))], ["private"] if typed.private else []),
        hint=label("private_hint"),
        optional=True,
    )
    if around.parent is None:
        yield from _goal(typed)


def _goal(typed: Typed) -> Iterator[Block]:
    """What only an intent has."""
    for name in ("why", "must", "must_not", "not_included"):
        yield asks(
            name,
            label(f"{name}_label"),
            blocks.line_input(getattr(typed, name), multiline=True),
            hint=_reader("goal_hint", typed),
            optional=True,
        )
    yield asks("decided_on", label("decided_on_label"), blocks.date_input(typed.decided_on), optional=True)
    yield asks("review_by", label("review_by_label"), blocks.date_input(typed.review_by), optional=True)


@dataclass(frozen=True)
class Saved:
    """What to say once it is kept. `again`: the same form had been saved before, and this was an edit.

    `held`: nobody is asked before a team is started.
    """

    outcome: Outcome
    owner: Person
    is_own: bool
    today: date
    advice: Advice | None = None
    twin: Outcome | None = None
    needs: str = ""
    again: bool = False
    agreed_by: Person | None = None
    held: bool = False


def saved(facts: Saved) -> Modal:
    """The small window that takes the form's place, for its author alone."""
    found = facts.outcome
    words = WORDS(
        "saved",
        title=found.title,
        number=found.number,
        owner=short(facts.owner),
        is_own=facts.is_own,
        due=found.due,
        today=facts.today,
        again=facts.again,
        agreed_by=short(facts.agreed_by) if facts.agreed_by else None,
        held=facts.held,
    )
    shown = [section(words)]
    hints = [advice_words(facts.advice)] if facts.advice and facts.advice.findings else []
    if facts.twin is not None:
        hints.append(WORDS("twin", title=facts.twin.title, number=facts.twin.number))
    if facts.needs:
        hints.append(WORDS("needs", needs=facts.needs, number=found.number))
    shown += [context(hint) for hint in hints]
    buttons = [button(label("show"), "outcome.show", {"id": found.id})]
    if facts.advice and facts.advice.findings:
        buttons.append(button(label("reword"), "outcome.reword", {"id": found.id}))
    shown.append(blocks.actions(*buttons))
    return Modal("outcome.saved", label("saved_title"), shown, close=label("close"))


def settled(text: str, outcome: Outcome | None = None) -> Modal:
    """A small window that says what came of a form, in mrkdwn, with a way to look at the outcome."""
    shown = [section(text)]
    if outcome is not None:
        shown.append(blocks.actions(button(label("show"), "outcome.show", {"id": outcome.id})))
    return Modal("outcome.settled", label("saved_title"), shown, close=label("close"))


def current_line(outcome: Outcome, today: date, owner: str) -> str:
    """How the outcome stands now, for a form that was written against an older version."""
    return marks.line(outcome, today=today, owner=owner)
