"""`/outcome needs`, the form behind it, and the provider's answer."""

from bot.core.errors import InvalidInput, NotFound
from bot.needs import queries, service, ui
from bot.needs.model import Need
from bot.needs.rules import OPEN
from bot.outcomes import queries as outcomes, service as outcome_service
from bot.outcomes.model import Outcome
from bot.outcomes.rules import line, permissions
from bot.outcomes.rules.permissions import Action
from bot.people import queries as people
from bot.people.model import Person
from bot.slack.answers import Answer, Change, Open, Options, Reply
from bot.slack.blocks import Message, option
from bot.slack.listeners import MEMBERS, Listeners, Rule, Work, notice

GONE = "This is not asked any more; nothing was changed."


def register(on: Listeners) -> None:
    says = Rule("say what is needed", _may_say)
    provides = Rule("answer as the provider", _is_provider)
    about = "O-14 – what it needs from others, and who waits for it"
    on.word("/outcome", "needs", show, rule=MEMBERS, help=about, reads=True)
    on.action("needs.open", open_form, rule=says, reads=True)
    on.options("needs.outcomes", offer, rule=MEMBERS)
    on.submit("needs.declare", declare, rule=says)
    on.action("needs.drop", drop, rule=Rule("whoever asked, or the owner", _is_there))
    on.action("needs.promise", promise, rule=provides)
    on.action("needs.promise_other", ask_day, rule=provides, reads=True)
    on.submit("needs.promise_day", promise_day, rule=provides)
    on.action("needs.refuse", ask_why, rule=provides, reads=True)
    on.submit("needs.refuse_why", refuse, rule=provides)


def show(work: Work) -> Answer | None:
    """`needs O-14`, or with more: `needs O-14 legal's yes from @omar by 26 Nov` opens the form filled in."""
    first, _, rest = work.text.partition(" ")
    number = line.number_of(first)
    if number is None:
        return Reply(ui.said("which"))
    outcome = outcome_service.seen(work.session, _actor(work), number)
    if not rest.strip():
        return Reply(_page(work, outcome))
    outcome_service.require(work.session, _actor(work), outcome, Action.SAY_NEED)
    today = people.day_of(_actor(work), work.now)
    read = line.parse(rest.replace(" from ", " "), today=today)
    return Open(
        ui.form(
            outcome,
            what=read.title,
            provider=read.owners[0] if len(read.owners) == 1 else None,
            provider_outcome=_named(work, read.needs[0]) if read.needs else None,
            day=read.due.day if read.due else None,
        )
    )


def open_form(work: Work) -> Answer | None:
    return Open(ui.form(_outcome(work)))


def offer(work: Work) -> Answer | None:
    found = outcomes.find(work.session, work.text, _actor(work), limit=50)
    return Options([option(f"O-{one.number} {one.title}", one.id) for one in found])


def declare(work: Work) -> Answer | None:
    chosen = work.form.choice("provider_outcome")
    provider = work.form.person("provider")
    if chosen and provider:
        raise InvalidInput("provider", "Choose an outcome or a person, not both.")
    known = people.by_slack(work.session, provider) if provider else None
    if provider and known is None:
        raise InvalidInput("provider", "I don't know this person yet. Try again in a minute.")
    need = service.declare(
        work.session,
        _outcome(work),
        what=work.form.text("what"),
        needed_by=work.form.day("needed_by"),
        by=_actor(work),
        now=work.now,
        provider_id=known.id if known else None,
        provider_outcome=work.session.find(Outcome, chosen),
    )
    giver = people.person(work.session, need.provider_id)
    is_promised, held = need.promised_for is not None, not people.has_begun(work.session)
    saved = ui.said("saved", provider=giver.name, is_promised=is_promised, held=held)
    return Change(notice(saved.text, title="Saved"))


def drop(work: Work) -> Answer | None:
    service.drop(work.session, _need(work), by=_actor(work), now=work.now)
    return Reply(ui.said("dropped"))


def promise(work: Work) -> Answer | None:
    service.promise(work.session, _need(work), by=_actor(work), now=work.now)
    return None


def ask_day(work: Work) -> Answer | None:
    need = _asked(work)
    today = people.day_of(_actor(work), work.now)
    return Open(ui.day_form(need, _consumers_owner(work, need), today))


def promise_day(work: Work) -> Answer | None:
    day = work.form.day("day")
    if day is None:
        raise InvalidInput("day", "By when? Choose a day.")
    service.promise(work.session, _need(work), by=_actor(work), day=day, now=work.now)
    return None


def ask_why(work: Work) -> Answer | None:
    need = _asked(work)
    return Open(ui.no_form(need, _consumers_owner(work, need)))


def refuse(work: Work) -> Answer | None:
    service.refuse(work.session, _need(work), by=_actor(work), why=work.form.text("why"), now=work.now)
    return None


def _page(work: Work, outcome: Outcome) -> Message:
    person = _actor(work)
    today = people.day_of(person, work.now)
    shown = [
        ui.Shown(
            need,
            people.person(work.session, need.provider_id),
            work.session.find(Outcome, need.provider_outcome_id),
            queries.to_spare(work.session, need),
        )
        for need in queries.of_consumer(work.session, outcome.id)
    ]
    others = [
        (need, outcomes.outcome(work.session, need.consumer_id))
        for need in queries.on_provider(work.session, outcome.id)
    ]
    seen = [(need, other) for need, other in others if outcomes.is_visible(work.session, person, other)]
    may_say = permissions.may(outcomes.roles(work.session, person, outcome), Action.SAY_NEED)
    return Message(f"O-{outcome.number}", ui.page(outcome, shown, seen, today, may_say))


def _named(work: Work, number: int) -> tuple[str, str] | None:
    found = outcomes.by_number(work.session, number)
    if found is None or not outcomes.is_visible(work.session, _actor(work), found):
        return None
    return found.id, f"O-{found.number} {found.title}"


def _actor(work: Work) -> Person:
    return people.person(work.session, work.actor.id)


def _outcome(work: Work) -> Outcome:
    return outcomes.outcome_or_nothing(work.session, work.value.get("outcome"))


def _need(work: Work) -> Need:
    found = work.session.find(Need, work.value.get("need"))
    if found is None:
        raise NotFound(GONE)
    return found


def _asked(work: Work) -> Need:
    need = _need(work)
    if need.state not in OPEN:
        raise NotFound(GONE)
    return need


def _consumers_owner(work: Work, need: Need) -> Person:
    return people.person(work.session, outcomes.outcome(work.session, need.consumer_id).owner_id)


def _may_say(work: Work) -> None:
    outcome_service.require(work.session, _actor(work), _outcome(work), Action.SAY_NEED)


def _is_there(work: Work) -> None:
    _need(work)


def _is_provider(work: Work) -> None:
    need = _need(work)
    if need.provider_id != work.actor.id:
        provider = people.person(work.session, need.provider_id)
        raise NotFound(f"Only {provider.name} can answer this.")
