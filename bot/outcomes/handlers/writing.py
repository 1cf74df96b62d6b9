"""Writing outcomes down and editing them: the command, the form, and what the form does while it is open."""

from dataclasses import replace
from datetime import date
from typing import Any

from bot.core.errors import InvalidInput
from bot.outcomes import queries, service
from bot.outcomes.handlers import understanding
from bot.outcomes.handlers.shared import is_held, may_either, named, people_in, person, somebody
from bot.outcomes.handlers.understanding import Understanding
from bot.outcomes.model import Outcome
from bot.outcomes.rules.permissions import Action
from bot.outcomes.ui import forms
from bot.outcomes.ui.forms import Typed
from bot.outcomes.ui.labels import label
from bot.people import queries as people
from bot.people.model import Person
from bot.people.ui import short
from bot.slack.answers import Answer, Change, Open, Options, Reply
from bot.slack.blocks import Modal, option
from bot.slack.listeners import MEMBERS, Listeners, Work


def register(on: Listeners) -> None:
    def start_or_help(work: Work) -> Answer:
        return start(work) if work.text else Reply(forms.beginning(on.commands["/outcome"].help()))

    edit = may_either(editing, "edit it")
    on.command(
        "/outcome",
        start_or_help,
        rule=MEMBERS,
        about="Write down what will be true, who owns it and by when; or look at what there is",
        usage="[what will be true] [@owner] [by a day] [under O-12]",
        reads=True,
    )
    on.word("/outcome", "add", start, rule=MEMBERS, help=label("help_add"), reads=True)
    on.word("/outcome", "edit", open_edit, rule=edit, help=label("help_edit"), reads=True)
    on.shortcut("outcome.new", start, rule=MEMBERS, name=label("new_title"), about=label("shortcut_about"))
    on.action("outcome.new", start, rule=MEMBERS, reads=True)
    on.action("outcome.edit", open_edit, rule=edit, reads=True)
    on.action("outcome.reword", reword, rule=edit, reads=True)
    for id in ("outcome.owner", "outcome.due", "outcome.parent", "outcome.more_fields", "outcome.take_day"):
        on.action(id, redraw, rule=MEMBERS, reads=True)
    on.options("outcome.parent", find_parents, rule=MEMBERS)
    on.submit("outcome.save", save, rule=MEMBERS)


def editing(outcome: Outcome) -> Action:
    return Action.EDIT_PROPOSAL if outcome.agreed_at is None else Action.EDIT


def start(work: Work) -> Answer:
    """The form, with everything that could be understood of the line."""
    actor = person(work)
    found = understanding.from_line(work.session, actor, work.text, work.now)
    around = understanding.around(work.session, actor, found, work.now)
    return Open(forms.form(found.typed, replace(around, advice=understanding.advice(found.typed))))


def open_edit(work: Work) -> Answer:
    found = named(work)
    typed = understanding.from_outcome(work.session, found)
    return Open(_edit_form(work, found, typed))


def reword(work: Work) -> Answer:
    """The form to edit, in place of the window that says that it was saved."""
    found = named(work)
    typed = understanding.from_outcome(work.session, found)
    return Change(_edit_form(work, found, typed, with_advice=True))


def _edit_form(
    work: Work,
    outcome: Outcome,
    typed: Typed,
    *,
    newer: str | None = None,
    with_advice: bool = False,
    with_more: bool = False,
    chosen_day: date | None = None,
) -> Modal:
    actor = person(work)
    around = understanding.around(work.session, actor, typed, work.now)
    return forms.form(
        typed,
        replace(
            around,
            editing=outcome,
            owner=people.person(work.session, outcome.owner_id),
            confirmer=queries.confirmer(work.session, outcome),
            is_promised=outcome.agreed_at is not None,
            is_agreed_with=outcome.owner_id == actor.id,
            teams=(),
            newer=newer,
            advice=understanding.advice(typed) if with_advice else None,
            with_more=with_more,
            chosen_day=chosen_day,
        ),
    )


def redraw(work: Work) -> Answer:
    """The open form after a choice in it: what was typed stays, what is said beside it is up to date."""
    typed = understanding.from_form(work.form)
    chosen = date.fromisoformat(work.value["chosen"]) if "chosen" in work.value else None
    if "day" in work.value:
        chosen = date.fromisoformat(work.value["day"])
        typed = replace(typed, due=chosen)
    pressed = work.payload.get("actions") or [{}]
    with_more = "more" in work.value or pressed[0].get("action_id") == "outcome.more_fields"
    if "id" in work.value:
        outcome = named(work)
        stored = understanding.from_outcome(work.session, outcome)
        typed = understanding.from_form(work.form, stored)
        typed = replace(typed, due=chosen) if "day" in work.value else typed
        return Change(_edit_form(work, outcome, typed, with_more=with_more, chosen_day=chosen))
    found = Understanding(typed, needs=work.value.get("needs", ""))
    around = understanding.around(work.session, person(work), found, work.now)
    return Change(forms.form(typed, replace(around, with_more=with_more, chosen_day=chosen)))


def find_parents(work: Work) -> Answer:
    """What it could become part of, for the words typed so far."""
    found = queries.possible_parents(work.session, work.text, person(work))
    return Options(
        [option(forms.parent_option(one), one.id) for one in found if one.id != work.value.get("id")]
    )


def save(work: Work) -> Answer:
    """Keeps a new outcome, or the changes to one; also when the same form is sent again with other values."""
    if "id" in work.value:
        return _save_edit(work, named(work))
    view_id = work.place.view_id
    before = queries.by_form(work.session, view_id) if view_id else None
    return _save_new(work) if before is None else _save_again(work, before)


def _save_new(work: Work) -> Answer:
    actor, typed = person(work), understanding.from_form(work.form)
    owner_id = somebody(work, "owner")
    _own_done_sentence(actor, owner_id, typed)
    twin = queries.similar(work.session, " ".join(typed.title.split()), actor)
    made = service.register(
        work.session,
        title=typed.title,
        owner_id=owner_id,
        due=typed.due,
        parent_id=typed.parent,
        by=actor,
        now=work.now,
        done_sentence=typed.done,
        deliverable=typed.deliverable,
        confirmer_id=somebody(work, "confirmer"),
        contributors=people_in(work, "contributors"),
        team_id=typed.team,
        why=typed.why,
        must=typed.must,
        must_not=typed.must_not,
        not_included=typed.not_included,
        decided_on=typed.decided_on,
        review_by=typed.review_by,
        is_private=typed.private,
        form_id=work.place.view_id,
    )
    return _saved(work, made, typed, twin=twin)


def _own_done_sentence(actor: Person, owner_id: str | None, typed: Typed) -> None:
    """For one's own outcome saving is the yes, and the yes says how we will know."""
    if owner_id == actor.id and typed.parent and not typed.done:
        raise InvalidInput("done", label("done_missing"))


def _save_again(work: Work, before: Outcome) -> Answer:
    typed = understanding.from_form(work.form)
    owner_id = somebody(work, "owner")
    if owner_id is not None and owner_id != before.owner_id:
        service.hand_over(work.session, before, to_id=owner_id, by=person(work), now=work.now)
    changed = _change(work, before, typed, reason=label("corrected"))
    return _saved(work, before, typed, again=True, asked_id=changed)


def _saved(
    work: Work,
    made: Outcome,
    typed: Typed,
    *,
    twin: Outcome | None = None,
    again: bool = False,
    asked_id: str | None = None,
) -> Answer:
    actor = person(work)
    return Change(
        forms.saved(
            forms.Saved(
                outcome=made,
                owner=people.person(work.session, made.owner_id),
                is_own=made.owner_id == actor.id,
                today=people.day_of(actor, work.now),
                advice=understanding.advice(typed),
                twin=twin,
                needs=work.value.get("needs", ""),
                again=again,
                agreed_by=people.person(work.session, asked_id) if asked_id else None,
                held=is_held(work),
            )
        )
    )


def _save_edit(work: Work, outcome: Outcome) -> Answer:
    actor = person(work)
    typed = understanding.from_form(work.form, understanding.from_outcome(work.session, outcome))
    if work.value.get("version") != str(outcome.version):
        owner = people.person(work.session, outcome.owner_id)
        newer = forms.current_line(outcome, people.day_of(actor, work.now), short(owner))
        return Change(_edit_form(work, outcome, typed, newer=newer, with_more="more" in work.value))
    version = outcome.version
    asked_id = _change(work, outcome, typed, reason=typed.reason)
    agreed_by = short(people.person(work.session, asked_id)) if asked_id else None
    if outcome.version == version:
        text = forms.WORDS("unchanged", number=outcome.number)
    else:
        facts = {"title": outcome.title, "number": outcome.number, "agreed_by": agreed_by}
        text = forms.WORDS("edited", **facts, held=is_held(work))
    return Change(forms.settled(text, outcome))


def _change(work: Work, outcome: Outcome, typed: Typed, *, reason: str) -> str | None:
    """Who has to agree to what was changed, if anybody."""
    values: dict[str, Any] = {
        "title": typed.title,
        "due": typed.due,
        "parent_id": typed.parent,
        "done_sentence": typed.done,
    }
    if work.form.has("confirmer"):
        values |= {
            "deliverable": typed.deliverable,
            "confirmer_id": somebody(work, "confirmer"),
            "is_private": typed.private,
        }
    if work.form.has("decided_on"):
        names = ("why", "must", "must_not", "not_included", "decided_on", "review_by")
        values |= {name: getattr(typed, name) for name in names}
    changed = service.change(
        work.session,
        outcome,
        by=person(work),
        now=work.now,
        reason=reason,
        contributors=people_in(work, "contributors") if work.form.has("contributors") else None,
        **values,
    )
    return changed.amendment.asked_id if changed.amendment else None
