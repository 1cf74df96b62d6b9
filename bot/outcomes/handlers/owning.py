"""The owner's yes, and what the one who asked does with the answer."""

from bot.core.errors import InvalidInput
from bot.outcomes import queries, service
from bot.outcomes.handlers.shared import (
    OWN_THINGS,
    after,
    is_form,
    is_held,
    may,
    may_either,
    named,
    person,
    somebody,
    split_number,
)
from bot.outcomes.model import Outcome
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.outcomes.rules.permissions import Action
from bot.outcomes.rules.slacktext import Kind, mark
from bot.outcomes.ui import answers
from bot.outcomes.ui.labels import label
from bot.people import queries as people
from bot.people.ui import short
from bot.slack.answers import Answer, Change, Open
from bot.slack.blocks import Modal
from bot.slack.listeners import Listeners, Work

WORDS = answers.WORDS


def register(on: Listeners) -> None:
    answer, reassign = may(Action.ANSWER), may(Action.REASSIGN)
    on.action("outcome.yes", say_yes, rule=answer)
    on.submit("outcome.yes", say_yes, rule=answer)
    on.action("outcome.yes_if", open_yes_if, rule=answer, reads=True)
    on.action("outcome.if_kind", open_yes_if, rule=answer, reads=True)
    on.submit("outcome.yes_if", say_yes_if, rule=answer)
    on.action("outcome.not_me", open_not_me, rule=answer, reads=True)
    on.submit("outcome.not_me", say_not_me, rule=answer)
    on.action("outcome.drafts", open_drafts, rule=OWN_THINGS, reads=True)
    on.action("outcome.someone", open_someone, rule=reassign, reads=True)
    on.action("outcome.own_it", own_it, rule=reassign)
    on.submit("outcome.own_it", own_it, rule=reassign)
    on.action("outcome.ask_again", ask_again, rule=reassign)
    on.action("outcome.agree_day", agree_day, rule=may(Action.ANSWER_CONDITION))
    on.action("outcome.keep_day", keep_day, rule=may(Action.ANSWER_CONDITION))
    on.action("outcome.waive", waive, rule=may(Action.WAIVE))
    hand_over = may_either(handing, "ask somebody else to own it")
    on.word("/outcome", "hand over", open_someone, rule=hand_over, help=label("help_hand_over"), reads=True)
    on.action("outcome.hand_over", open_someone, rule=hand_over, reads=True)
    on.submit("outcome.hand_over", ask_someone, rule=hand_over)


def handing(outcome: Outcome) -> Action:
    return Action.REASSIGN if outcome.agreed_at is None else Action.EDIT


def say_yes(work: Work) -> Answer | None:
    """One tap, unless it does not say yet how we will know."""
    found, actor = named(work), person(work)
    if not is_form(work) and service.needs_done_sentence(work.session, found):
        return Open(answers.yes(found))
    sentence = work.form.text("done") if is_form(work) else None
    service.agree(work.session, found, by=actor, now=work.now, done_sentence=sentence)
    if not is_form(work) and work.value.get("list"):
        return Change(_drafts_modal(work))
    today = people.day_of(actor, work.now)
    return after(work, WORDS("yours", number=found.number, due=found.due, today=today), found)


def open_yes_if(work: Work) -> Answer:
    found = named(work)
    kind = work.form.choice("kind")
    modal = answers.yes_if(
        found,
        kind=kind or answers.ANOTHER_DAY,
        proposer=_name(work, found.proposer_id),
        asks_done=service.needs_done_sentence(work.session, found),
        held=is_held(work),
    )
    return Open(modal) if kind is None else Change(modal)


def say_yes_if(work: Work) -> Answer | None:
    found, actor = named(work), person(work)
    sentence = work.form.text("done") or None
    if work.form.choice("kind") == answers.ANOTHER_DAY:
        service.agree_if_date(
            work.session, found, by=actor, day=work.form.day("day"), now=work.now, done_sentence=sentence
        )
        return after(
            work, WORDS("condition_sent", proposer=_name(work, found.proposer_id), held=is_held(work)), found
        )
    made = service.agree_if_need(
        work.session,
        found,
        by=actor,
        what=work.form.text("what"),
        from_id=somebody(work, "from"),
        by_day=work.form.day("by_day"),
        now=work.now,
        done_sentence=sentence,
    )
    today = people.day_of(actor, work.now)
    helper = _name(work, made.from_id or "")
    return after(
        work, WORDS("help_asked", helper=helper, day=made.needed_by, today=today, held=is_held(work)), found
    )


def open_not_me(work: Work) -> Answer:
    found = named(work)
    return Open(answers.not_me(found, proposer=_name(work, found.proposer_id)))


def say_not_me(work: Work) -> Answer | None:
    found = named(work)
    service.refuse(work.session, found, by=person(work), why=work.form.text("why"), now=work.now)
    return after(work, WORDS("declined", proposer=_name(work, found.proposer_id), held=is_held(work)))


def open_drafts(work: Work) -> Answer:
    return Open(_drafts_modal(work))


def _drafts_modal(work: Work) -> Modal:
    actor = person(work)
    mine = [
        one
        for one in queries.owned_by(work.session, actor.id)
        if one.lifecycle is Lifecycle.DRAFT and one.asked_at is not None
    ]
    return answers.drafts(mine, people.day_of(actor, work.now))


def open_someone(work: Work) -> Answer:
    """Who is asked instead; a line of text may name them already."""
    found, actor = named(work), person(work)
    is_own = found.agreed_at is not None and found.owner_id == actor.id
    confirmer = queries.confirmer(work.session, found) if is_own else None
    owner = people.person(work.session, found.owner_id)
    return Open(
        answers.someone(
            found,
            with_reason=found.agreed_at is not None,
            agreed_by=short(confirmer) if confirmer else None,
            reason=label("has_left", name=short(owner)) if owner.is_gone else "",
            owner=_mentioned(work),
        )
    )


def ask_someone(work: Work) -> Answer | None:
    found, actor = named(work), person(work)
    to_id, reason = somebody(work, "owner"), work.form.text("reason")
    if found.agreed_at is not None and found.owner_id == actor.id:
        asked = service.propose_change(
            work.session, found, owner_id=to_id, why=reason, by=actor, now=work.now
        )
        if asked is not None:
            confirmer = _name(work, asked.asked_id)
            return after(
                work,
                WORDS("agreement_asked", confirmer=confirmer, number=found.number, held=is_held(work)),
                found,
            )
    else:
        try:
            service.hand_over(
                work.session,
                found,
                to_id=to_id,
                by=actor,
                why=reason,
                now=work.now,
                team_id=work.form.choice("team"),
            )
        except InvalidInput as error:
            if error.field != "team" or work.form.has("team"):
                raise
            return Change(_with_teams(work, found, reason))
    return after(
        work,
        WORDS("asked_of", owner=_name(work, found.owner_id), number=found.number, held=is_held(work)),
        found,
    )


def _with_teams(work: Work, found: Outcome, reason: str) -> Modal:
    """The same form, with a team to choose: the new owner is in none."""
    return answers.someone(
        found,
        with_reason=found.agreed_at is not None,
        reason=reason,
        teams=people.teams(work.session),
        owner=work.form.person("owner"),
    )


def own_it(work: Work) -> Answer | None:
    found, actor = named(work), person(work)
    if not is_form(work) and service.needs_done_sentence(work.session, found):
        return Open(answers.own_it(found))
    sentence = work.form.text("done") if is_form(work) else None
    service.own_it(work.session, found, by=actor, now=work.now, done_sentence=sentence)
    today = people.day_of(actor, work.now)
    return after(work, WORDS("yours", number=found.number, due=found.due, today=today), found)


def ask_again(work: Work) -> Answer | None:
    found = named(work)
    service.ask_again(work.session, found, by=person(work), now=work.now)
    return after(work, WORDS("asked_again", owner=_name(work, found.owner_id), held=is_held(work)))


def agree_day(work: Work) -> Answer | None:
    found, actor = named(work), person(work)
    service.answer_condition(work.session, found, agree=True, by=actor, now=work.now)
    owner, today = _name(work, found.owner_id), people.day_of(actor, work.now)
    return after(work, WORDS("agreed_day", owner=owner, day=found.due, today=today))


def keep_day(work: Work) -> Answer | None:
    found = named(work)
    service.answer_condition(work.session, found, agree=False, by=person(work), now=work.now)
    return after(work, WORDS("kept", owner=_name(work, found.owner_id), held=is_held(work)))


def waive(work: Work) -> Answer | None:
    """A leader lets the owner's condition go, by name."""
    found = named(work)
    service.waive(work.session, found, by=person(work), now=work.now)
    return after(work, WORDS("waived", owner=_name(work, found.owner_id)))


def _name(work: Work, person_id: str) -> str:
    return short(people.person(work.session, person_id))


def _mentioned(work: Work) -> str | None:
    """The Slack id of the person named in a line after the number."""
    if "id" in work.value:
        return None
    _, rest = split_number(work.text)
    found = [one.id for one in mark(rest).mentions.values() if one.kind is Kind.PERSON]
    return found[0] if len(found) == 1 else None
