"""`/escalate`, deciding in the channel, going on, and going up now."""

from bot.asks import queries as asks, service as ask_service
from bot.asks.model import Ask
from bot.asks.rules.states import OPEN
from bot.core.errors import NotFound, Outdated
from bot.escalations import queries, service, ui
from bot.outcomes import queries as outcomes, service as outcome_service
from bot.outcomes.model import Outcome
from bot.outcomes.rules.lifecycle import Status
from bot.outcomes.rules.line import number_of
from bot.outcomes.rules.permissions import Action
from bot.outcomes.rules.slacktext import mark
from bot.people import queries as people, service as people_service
from bot.people.model import Person
from bot.slack.answers import Answer, Change, Open, Reply
from bot.slack.blocks import Message
from bot.slack.listeners import MEMBERS, Listeners, Rule, Work, notice

TROUBLED = (Status.BLOCKED, Status.AT_RISK)


def register(on: Listeners) -> None:
    def escalate_or_help(work: Work) -> Answer:
        if _number(work) is not None:
            return escalate(work)
        return _which(work, on.commands["/escalate"].help())

    may_ask = Rule("owner, contributors, leader, deputy", _may_ask)
    may_decide = Rule("whoever asked or is asked, deputies, leaders above", _may_decide, guests=True)
    asker = Rule("who asked, or the owner", _is_asker, guests=True)
    on.command(
        "/escalate", escalate_or_help, rule=MEMBERS, about="asks for a decision", usage="O-14", reads=True
    )
    on.word("/escalate", "withdraw", withdraw, rule=MEMBERS, help="O-14 – you need no decision any more")
    on.action("escalations.open", open_form, rule=may_ask, reads=True)
    on.submit("escalations.ask", ask, rule=may_ask)
    on.action("escalations.decided", open_decided, rule=may_decide, reads=True)
    on.submit("escalations.keep_decision", decided, rule=may_decide)
    on.action("escalations.go_on", go_on, rule=asker)
    on.action("escalations.go_up", go_up, rule=Rule("who may ask for a decision", _may_ask_about))
    on.action("escalations.withdraw", take_back, rule=asker)
    on.action("escalations.waive", waive, rule=Rule("a leader of the team or above", _may_waive))


# /escalate


def _which(work: Work, help: str) -> Answer:
    """Without a number: one's own outcomes, those in trouble first. What was typed goes on into the form."""
    mine = outcomes.leaves_of(work.session, work.actor.id)
    in_trouble_first = sorted(mine, key=lambda one: one.status not in TROUBLED)
    return Reply(ui.which(in_trouble_first, help, what=_as_read(work.text.strip())))


def escalate(work: Work) -> Answer:
    """The form; or, when something about the outcome is open already, how that stands."""
    outcome = _named(work)
    service.require_ask(work.session, _actor(work), outcome)
    found = [
        queries.facts(work.session, one, work.now)
        for one in asks.open_about(work.session, queries.about(outcome))
        if one.state in OPEN
    ]
    if found:
        return Reply(ui.open_already(outcome, found, people.day_of(_actor(work), work.now)))
    return _form(work, outcome, what=_as_read(work.text.partition(" ")[2]))


def _as_read(text: str) -> str:
    """What was typed in a command, without Slack's escapes."""
    marked = mark(text)
    return marked.written_out(marked.text, {})


def open_form(work: Work) -> Answer | None:
    return _form(work, _chosen(work), what=work.value.get("what", ""))


def _form(work: Work, outcome: Outcome, what: str = "") -> Answer:
    own = {_actor(work).id, outcome.owner_id}
    rungs = people.rungs(work.session, outcome.team_id)
    leader = next((one.leader for one in rungs if one.leader and one.leader.id not in own), None)
    channel = people.channel_of(work.session, people.team(work.session, outcome.team_id))
    has_channel = channel is not None and not outcomes.is_private(work.session, outcome)
    name = asks.called(leader) if leader else None
    return Open(ui.escalate(outcome, leader=name, has_channel=has_channel, what=what))


def ask(work: Work) -> Answer | None:
    chosen = work.form.person("to")
    to = people_service.full_member(work.session, chosen, "to") if chosen else None
    made = service.escalate(
        work.session,
        _chosen(work),
        by=_actor(work),
        what=work.form.text("what"),
        to_id=to.id if to else None,
        needed_by=work.form.day("needed_by"),
        options=work.form.text("options"),
        tried=work.form.text("tried"),
        form_id=work.place.view_id or "",
        now=work.now,
    )
    return Change(notice(_saved(work, made).text, title="Saved"))


def _saved(work: Work, made: Ask) -> Message:
    step = asks.current(asks.steps(work.session, made.id))
    following = asks.next_up(work.session, made) if made.is_unasked else None
    if following is not None and following.person_id is not None:
        who = people.person(work.session, following.person_id)
        return ui.said("saved_for_later", name=asks.called(who))
    if step is None or step.person_id is None:
        return ui.said("saved_nobody", held=made.is_unasked)
    who = people.person(work.session, step.person_id)
    opens = asks.reads_at(who, work.now)
    return ui.said("saved", name=asks.called(who), at=opens if opens > work.now else None)


def withdraw(work: Work) -> Answer | None:
    outcome = _named(work)
    count = service.withdraw(work.session, outcome, by=_actor(work), now=work.now)
    return Reply(ui.said("withdrawn", count=count, number=outcome.number))


# In the channel


def open_decided(work: Work) -> Answer | None:
    found, actor = _ask(work), _actor(work)
    if found.state not in OPEN:
        raise Outdated(ask_service.standing(work.session, found))
    is_own = actor.id in (found.asker_id, found.owner_id)
    facts = queries.facts(work.session, found, work.now)
    return Open(ui.decided(facts, people.day_of(actor, work.now), is_own=is_own))


def decided(work: Work) -> Answer | None:
    service.decided(work.session, _held(work), by=_actor(work), text=work.form.text("text"), now=work.now)
    return None


def go_up(work: Work) -> Answer | None:
    service.go_up(work.session, _held(work), by=_actor(work), now=work.now)
    return None


def take_back(work: Work) -> Answer | None:
    found = _held(work)
    if found.settled_at is not None:
        raise Outdated(ask_service.standing(work.session, found))
    ask_service.withdraw(work.session, found, by=_actor(work), now=work.now)
    return None


def waive(work: Work) -> Answer | None:
    found = _ask(work)
    outcome = _outcome_of(work, found)
    outcome_service.waive(work.session, outcome, by=_actor(work), now=work.now)
    asker = asks.called(people.person(work.session, found.asker_id))
    return Reply(ui.said("waived", asker=asker, number=outcome.number))


# In *Waiting for you*


def go_on(work: Work) -> Answer | None:
    found = _held(work)
    is_on_track = service.go_on(work.session, found, by=_actor(work), now=work.now)
    if not is_on_track:
        return Reply(ui.said("gone_on"))
    return Reply(ui.said("on_track_again", number=_outcome_of(work, found).number))


def _actor(work: Work) -> Person:
    return people.person(work.session, work.actor.id)


def _named(work: Work) -> Outcome:
    number = _number(work)
    if number is None:
        raise NotFound(ui.said("which").text)
    return outcome_service.seen(work.session, _actor(work), number)


def _number(work: Work) -> int | None:
    return number_of(work.text.partition(" ")[0].strip("\"'"))


def _chosen(work: Work) -> Outcome:
    return outcomes.outcome_or_nothing(work.session, work.value.get("id"))


def _ask(work: Work) -> Ask:
    return asks.ask_or_nothing(work.session, work.value.get("ask"))


def _held(work: Work) -> Ask:
    return ask_service.held(work.session, work.value.get("ask", ""))


def _outcome_of(work: Work, found: Ask) -> Outcome:
    outcome = queries.outcome_of(work.session, found)
    if outcome is None:
        raise NotFound(outcomes.NOT_HERE)
    return outcome


def _may_ask(work: Work) -> None:
    service.require_ask(work.session, _actor(work), _chosen(work))


def _may_ask_about(work: Work) -> None:
    outcome_service.require(work.session, _actor(work), _outcome_of(work, _ask(work)), Action.ASK_DECISION)


def _may_decide(work: Work) -> None:
    found, actor = _ask(work), _actor(work)
    if actor.id not in (found.asker_id, found.owner_id):
        ask_service.require_asked(work.session, found, actor, work.now)


def _is_asker(work: Work) -> None:
    ask_service.require_asker(work.session, _ask(work), _actor(work))


def _may_waive(work: Work) -> None:
    outcome_service.require(work.session, _actor(work), _outcome_of(work, _ask(work)), Action.WAIVE)
