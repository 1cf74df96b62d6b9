"""Done and not yet, and changes of what was promised."""

from bot.core.errors import NotFound
from bot.outcomes import queries, service
from bot.outcomes.handlers.shared import after, is_held, may, named, person, somebody, split_number
from bot.outcomes.model import Amendment, Outcome
from bot.outcomes.rules.lifecycle import is_open
from bot.outcomes.rules.permissions import Action
from bot.outcomes.ui import answers
from bot.outcomes.ui.labels import label
from bot.people import queries as people
from bot.people.ui import short
from bot.slack.answers import Answer, Open
from bot.slack.listeners import Listeners, Work

WORDS = answers.WORDS


def register(on: Listeners) -> None:
    claim, confirm, agree = may(Action.CLAIM), may(Action.CONFIRM), may(Action.ANSWER_CHANGE)
    on.word("/outcome", "done", open_claim, rule=claim, help=label("help_done"), reads=True)
    on.action("outcome.claim", open_claim, rule=claim, reads=True)
    on.submit("outcome.claim", say_done, rule=claim)
    on.action("outcome.confirm", say_confirmed, rule=confirm)
    on.action("outcome.confirm_words", open_confirm, rule=confirm, reads=True)
    on.submit("outcome.confirm_words", say_confirmed, rule=confirm)
    on.action("outcome.not_yet", open_not_yet, rule=confirm, reads=True)
    on.submit("outcome.not_yet", say_not_yet, rule=confirm)
    on.action("outcome.change_yes", agree_to_change, rule=agree)
    on.action("outcome.change_no", open_keep, rule=agree, reads=True)
    on.submit("outcome.change_no", keep_it, rule=agree)


def open_claim(work: Work) -> Answer:
    found = named(work)
    confirmer = queries.confirmer(work.session, found)
    under = queries.children(work.session, found.id)
    return Open(
        answers.done(
            found,
            confirmer=short(confirmer) if confirmer else None,
            open_below=sum(is_open(one.lifecycle) for one in under),
            evidence="" if "id" in work.value else split_number(work.text)[1],
        )
    )


def say_done(work: Work) -> Answer | None:
    found = named(work)
    made = service.claim_done(
        work.session,
        found,
        evidence=work.form.text("evidence"),
        by=person(work),
        now=work.now,
        confirmer_id=somebody(work, "confirmer"),
    )
    confirmer = short(people.person(work.session, made.asked_id or ""))
    return after(work, WORDS("claimed", number=found.number, confirmer=confirmer, held=is_held(work)), found)


def say_confirmed(work: Work) -> Answer | None:
    """With a word of the confirmer's or without."""
    found = named(work)
    words = work.form.text("words")
    service.confirm(work.session, found, by=person(work), now=work.now, words=words)
    return after(
        work, WORDS("confirmed", number=found.number, owner=_owner(work, found), held=is_held(work)), found
    )


def open_confirm(work: Work) -> Answer:
    found = named(work)
    return Open(answers.with_words(found, owner=_owner(work, found)))


def open_not_yet(work: Work) -> Answer:
    found = named(work)
    return Open(answers.not_yet(found, owner=_owner(work, found)))


def say_not_yet(work: Work) -> Answer | None:
    found = named(work)
    service.give_back(work.session, found, why=work.form.text("why"), by=person(work), now=work.now)
    return after(
        work, WORDS("returned", number=found.number, owner=_owner(work, found), held=is_held(work)), found
    )


def agree_to_change(work: Work) -> Answer | None:
    found = named(work)
    service.answer_change(work.session, _amendment(work), agree=True, by=person(work), now=work.now)
    return after(work, WORDS("change_agreed", number=found.number), found)


def open_keep(work: Work) -> Answer:
    found = named(work)
    return Open(answers.keep_it(found, _amendment(work), owner=_owner(work, found)))


def keep_it(work: Work) -> Answer | None:
    found = named(work)
    service.answer_change(
        work.session,
        _amendment(work),
        agree=False,
        by=person(work),
        now=work.now,
        words=work.form.text("words"),
    )
    return after(work, WORDS("change_refused", owner=_owner(work, found), held=is_held(work)), found)


def _amendment(work: Work) -> Amendment:
    found = work.session.find(Amendment, work.value.get("change"))
    if found is None or found.outcome_id != work.value.get("id"):
        raise NotFound(queries.NOT_HERE)
    return found


def _owner(work: Work, outcome: Outcome) -> str:
    return short(people.person(work.session, outcome.owner_id))
