"""Answering a prompt: one tap, or a form."""

from datetime import date

from bot.checkins import queries, service
from bot.checkins.model import Prompt, PromptItem
from bot.checkins.queries import Because
from bot.checkins.rules import asking
from bot.checkins.rules.states import Cause
from bot.checkins.ui import forms, replies
from bot.core.errors import InvalidInput, NotAllowed, NotFound
from bot.outcomes import queries as outcomes
from bot.outcomes.model import Outcome
from bot.outcomes.rules.lifecycle import Status
from bot.people import queries as people, service as people_service
from bot.people.model import Person
from bot.slack.answers import Answer, Change, Open, Reply
from bot.slack.blocks import Modal
from bot.slack.listeners import Listeners, Rule, Work

GONE = "That check-in is not there any more. `/checkin` brings the newest one."


def register(on: Listeners) -> None:
    on.action("checkin.on_track", on_track, rule=OWN)
    on.action("checkin.all", all_on_track, rule=OWN)
    on.action("checkin.at_risk", open_at_risk, rule=OWN, reads=True)
    on.submit("checkin.at_risk", at_risk, rule=OWN)
    on.action("checkin.blocked", open_blocked, rule=OWN, reads=True)
    on.action("checkin.redraw", redraw_blocked, rule=OWN, reads=True)
    on.submit("checkin.blocked", blocked, rule=OWN)
    on.action("checkin.done", open_done, rule=OWN, reads=True)
    on.submit("checkin.done", done, rule=OWN)
    on.action("checkin.edit", edit, rule=OWN)
    on.action("checkin.undo", undo, rule=OWN)
    on.action("checkin.later", later, rule=OWN)
    on.action("checkin.more", show_more, rule=OWN)


def on_track(work: Work) -> Answer | None:
    service.on_track(work.session, _item(work), by=_actor(work), now=work.now)
    return None


def all_on_track(work: Work) -> Answer | None:
    service.all_on_track(work.session, _lead(work), by=_actor(work), now=work.now)
    return None


def open_at_risk(work: Work) -> Answer:
    item, outcome = _asked(work)
    last = outcomes.last_change(work.session, outcome)
    note = last.note if last and last.status is Status.AT_RISK else None
    return Open(
        forms.at_risk(
            item.id,
            outcome,
            queries.readers(work.session, outcome),
            cause=queries.cause_before(work.session, item) if note else None,
            note=note,
        )
    )


def at_risk(work: Work) -> Answer | None:
    chosen = work.form.choice("cause")
    service.at_risk(
        work.session,
        _item(work),
        cause=Cause(chosen) if chosen in set(Cause) else None,
        note=work.form.text("note"),
        by=_actor(work),
        now=work.now,
    )
    return None


def open_blocked(work: Work) -> Answer:
    item, outcome = _asked(work)
    last = queries.last_block(work.session, outcome)
    helper = work.session.find(Person, last.waiting_for_id) if last else None
    needed_by = last.needed_by if last else None
    return Open(_blocked_form(work, item, outcome, helper, needed_by))


def redraw_blocked(work: Work) -> Answer:
    """Whom it waits for and by when decide whom to ask: the question names them."""
    item, outcome = _asked(work)
    slack_id = work.form.person("waiting_for")
    helper = people.by_slack(work.session, slack_id) if slack_id else None
    return Change(_blocked_form(work, item, outcome, helper, work.form.day("needed_by")))


def blocked(work: Work) -> Answer | None:
    item, outcome = _asked(work)
    helper = _helper(work)
    needed_by = work.form.day("needed_by")
    facts = queries.stuck(work.session, outcome, work.now, helper=helper, needed_by=needed_by)
    otherwise = work.form.text("otherwise")
    service.blocked(
        work.session,
        item,
        by=_actor(work),
        now=work.now,
        note=work.form.text("note"),
        needed_by=needed_by,
        waiting_for_id=helper.id if helper else None,
        waiting_for_text=work.form.text("waiting_for_text"),
        since=work.form.day("since"),
        tried=work.form.text("tried"),
        otherwise=otherwise,
        otherwise_on=needed_by if otherwise else None,
        with_leader=asking.asks_leader(
            leader=facts.leader.id if facts.leader else None,
            helper=helper.id if helper else None,
            is_chosen=_wants_both(work, facts.because),
        ),
        is_urgent=facts.because is not None,
    )
    return None


def open_done(work: Work) -> Answer:
    item, outcome = _asked(work)
    confirmer = outcomes.confirmer(work.session, outcome)
    readers = queries.readers(work.session, outcome)
    return Open(forms.done(item.id, outcome, readers, confirmer=confirmer))


def done(work: Work) -> Answer | None:
    chosen = work.form.person("confirmer")
    confirmer = people_service.accountable(work.session, chosen, "confirmer") if chosen else None
    service.done(
        work.session,
        _item(work),
        evidence=work.form.text("evidence"),
        confirmer_id=confirmer.id if confirmer else None,
        by=_actor(work),
        now=work.now,
    )
    return None


def edit(work: Work) -> Answer | None:
    service.edit(work.session, _item(work), by=_actor(work))
    return None


def undo(work: Work) -> Answer | None:
    count = service.undo(work.session, _lead(work), by=_actor(work), now=work.now)
    return None if count else Reply(replies.said(replies.WORDS("undone", count=0)))


def later(work: Work) -> Answer | None:
    lead = _lead(work)
    if service.snooze(work.session, lead, work.now) is not None:
        return None
    closes_at = queries.waits_until(work.session, lead, work.now)
    return Reply(replies.said(replies.WORDS("no_later", at=closes_at)))


def show_more(work: Work) -> Answer | None:
    service.show_more(work.session, _lead(work))
    return None


# ---- what all of them begin with ----


def _actor(work: Work) -> Person:
    return people.person(work.session, work.actor.id)


def _item(work: Work) -> PromptItem:
    found = work.session.find(PromptItem, work.value.get("item"))
    if found is None:
        raise NotFound(GONE)
    return found


def _lead(work: Work) -> Prompt:
    found = work.session.find(Prompt, work.value.get("prompt"))
    if found is None:
        raise NotFound(GONE)
    return found


def _asked(work: Work) -> tuple[PromptItem, Outcome]:
    """The item and its outcome, if the person may still answer."""
    item = _item(work)
    return item, service.still_asked(work.session, item, _actor(work))


def _blocked_form(
    work: Work, item: PromptItem, outcome: Outcome, helper: Person | None, needed_by: date | None
) -> Modal:
    facts = queries.stuck(work.session, outcome, work.now, helper=helper, needed_by=needed_by)
    return forms.blocked(item.id, facts)


def _helper(work: Work) -> Person | None:
    slack_id = work.form.person("waiting_for")
    if slack_id is None:
        return None
    found = people.by_slack(work.session, slack_id)
    if found is None:
        raise InvalidInput("waiting_for", people_service.NOT_MET)
    return found


def _wants_both(work: Work, because: Because | None) -> bool:
    chosen = work.form.choice(forms.ASK_URGENTLY) or work.form.choice(forms.ASK_CALMLY)
    return chosen == forms.BOTH if chosen else because is not None


def _own(work: Work) -> None:
    people_service.require_own_part(work.session, work.actor.id)
    asked = _lead(work) if "prompt" in work.value else work.session.find(Prompt, _item(work).prompt_id)
    if asked is None:
        raise NotFound(GONE)
    if asked.person_id != work.actor.id:
        owner = people.person(work.session, asked.person_id)
        raise NotAllowed(f"Only {owner.name} answers here. `/outcome status` speaks for those you lead.")


OWN = Rule("whose prompt it is", _own, guests=True)
