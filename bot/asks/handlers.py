"""Answering, promising, passing on and asking back; going on is told to the outcome by those above."""

from collections.abc import Callable

from bot.asks import queries, service, ui
from bot.asks.model import Ask, AskState
from bot.asks.rules.states import OPEN, TO_LOOK_AT
from bot.asks.ui import Facts
from bot.core.errors import InvalidInput, Outdated
from bot.people import queries as people, service as people_service
from bot.people.model import Person
from bot.slack.answers import Answer, Open
from bot.slack.blocks import Modal
from bot.slack.listeners import MEMBERS, Listeners, Rule, Work


def register(on: Listeners) -> None:
    asked = Rule(
        "whoever is asked, their deputy while they are away, leaders above", _may_answer, guests=True
    )
    asker = Rule("who asked, or the owner", _is_asker, guests=True)
    on.action("asks.answer", _opens(ui.answer, _is_answerable), rule=asked, reads=True)
    on.submit("asks.give_answer", answer, rule=asked)
    on.action("asks.promise", ask_day, rule=asked, reads=True)
    on.submit("asks.give_day", promise, rule=asked)
    on.action("asks.pass_on", _opens(ui.pass_on, _is_open), rule=asked, reads=True)
    on.submit("asks.give_other", pass_on, rule=asked)
    on.action("asks.question", _opens(ui.question, _is_open), rule=asked, reads=True)
    on.submit("asks.give_question", question, rule=asked)
    on.action("asks.stop", stop, rule=asked)
    on.action("asks.reply", _opens(ui.reply, _has_question), rule=asker, reads=True)
    on.submit("asks.give_reply", reply, rule=asker)
    on.action("asks.not_enough", _opens(ui.not_enough, _has_answer), rule=asker, reads=True)
    on.submit("asks.give_missing", not_enough, rule=asker)
    on.action("asks.help", _opens(ui.help_out, _is_not_over), rule=MEMBERS, reads=True)
    on.submit("asks.give_help", help_out, rule=MEMBERS)


# Forms


def _opens(form: Callable[[Facts], Modal], fits: Callable[[Ask], bool]) -> Callable[[Work], Answer | None]:
    """Opens the form while the ask is in a state that it `fits`; else says how it stands."""

    def opens(work: Work) -> Answer | None:
        return Open(form(_facts(work, fits)))

    return opens


def ask_day(work: Work) -> Answer | None:
    facts = _facts(work, _is_open)
    return Open(ui.promise(facts, queries.needed_on(facts.ask, _actor(work), work.now)))


def _facts(work: Work, fits: Callable[[Ask], bool]) -> Facts:
    ask = queries.ask_or_nothing(work.session, work.value.get("ask"))
    if not fits(ask):
        raise Outdated(service.standing(work.session, ask))
    actor = _actor(work)
    step = queries.step_of(queries.steps(work.session, ask.id), actor.id)
    answerer = ask.question_by_id or ask.promised_by_id or ask.answered_by_id
    return Facts(
        ask,
        asker=people.person(work.session, ask.asker_id).name,
        today=people.day_of(actor, work.now),
        answerer=people.person(work.session, answerer).name if answerer else "",
        is_leader=step is None or step.team_id is not None,
    )


def _is_answerable(ask: Ask) -> bool:
    return ask.state in OPEN or ask.state is AskState.WENT_AHEAD


def _is_open(ask: Ask) -> bool:
    return ask.state in OPEN


def _has_question(ask: Ask) -> bool:
    return ask.state in OPEN and ask.question is not None


def _has_answer(ask: Ask) -> bool:
    return ask.state in TO_LOOK_AT or ask.state is AskState.PROMISED


def _is_not_over(ask: Ask) -> bool:
    return ask.state in OPEN | TO_LOOK_AT


# What was filled in


def answer(work: Work) -> Answer | None:
    text = work.form.text("text")
    if work.form.choice("verdict") == ui.NO:
        service.decline(work.session, _held(work), by=_actor(work), why=text, now=work.now)
    else:
        service.answer(work.session, _held(work), by=_actor(work), text=text, now=work.now)
    return None


def promise(work: Work) -> Answer | None:
    service.promise(work.session, _held(work), by=_actor(work), day=work.form.day("day"), now=work.now)
    return None


def pass_on(work: Work) -> Answer | None:
    chosen = work.form.person("to")
    if chosen is None:
        raise InvalidInput("to", "Whom should I ask? Choose a person.")
    to = people_service.full_member(work.session, chosen, "to")
    service.pass_on(
        work.session, _held(work), by=_actor(work), to_id=to.id, why=work.form.text("why"), now=work.now
    )
    return None


def question(work: Work) -> Answer | None:
    service.question(work.session, _held(work), by=_actor(work), text=work.form.text("text"), now=work.now)
    return None


def reply(work: Work) -> Answer | None:
    service.reply(work.session, _held(work), by=_actor(work), text=work.form.text("text"), now=work.now)
    return None


def not_enough(work: Work) -> Answer | None:
    service.not_enough(work.session, _held(work), by=_actor(work), why=work.form.text("text"), now=work.now)
    return None


def help_out(work: Work) -> Answer | None:
    service.help_out(work.session, _held(work), by=_actor(work), text=work.form.text("text"), now=work.now)
    return None


def stop(work: Work) -> Answer | None:
    service.stop(work.session, _held(work), by=_actor(work), now=work.now)
    return None


def _actor(work: Work) -> Person:
    return people.person(work.session, work.actor.id)


def _held(work: Work) -> Ask:
    return service.held(work.session, work.value.get("ask", ""))


def _may_answer(work: Work) -> None:
    ask = queries.ask_or_nothing(work.session, work.value.get("ask"))
    service.require_asked(work.session, ask, _actor(work), work.now)


def _is_asker(work: Work) -> None:
    ask = queries.ask_or_nothing(work.session, work.value.get("ask"))
    service.require_asker(work.session, ask, _actor(work))
