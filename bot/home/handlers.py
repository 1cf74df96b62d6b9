"""Home is looked at, its board is turned, and typed text gets an answer."""

from collections.abc import Callable

from bot.asks import queries as ask_queries, service as asks
from bot.asks.model import Origin
from bot.core.errors import InvalidInput, NotFound
from bot.home import page, service, ui
from bot.home.model import Heard
from bot.home.rules import Said, understood
from bot.outbox import service as outbox
from bot.outcomes import queries as outcomes, service as outcome_service
from bot.outcomes.rules.permissions import Action
from bot.people import queries as people
from bot.people.model import Person
from bot.slack.answers import Answer, Clear, Open
from bot.slack.listeners import MEMBERS, Listeners, Rule, Work, anybody

EVERYBODY = Rule("everybody, guests get a sentence", anybody, guests=True)
TYPED = (None, "file_share", "me_message")


def register(on: Listeners) -> None:
    typed = Rule("who typed it", _is_mine)
    on.event("app_home_opened", look, rule=EVERYBODY, reads=True)
    on.event("message", _listens(on), rule=EVERYBODY)
    on.event("app_mention", _listens(on), rule=EVERYBODY)
    on.action("home.board", turn, rule=MEMBERS, reads=True)
    on.action("home.run", _runs(on), rule=typed, reads=True)
    on.action("home.as_answer", open_answer, rule=typed, reads=True)
    on.submit("home.answer", answer, rule=typed)
    on.action("home.as_reason", open_reason, rule=typed, reads=True)
    on.submit("home.reason", give_reason, rule=typed)
    on.action("home.as_question", open_question, rule=typed, reads=True)
    on.submit("home.question", question, rule=typed)
    on.action("home.as_outcome", _writes(on), rule=typed, reads=True)


def look(work: Work) -> Answer | None:
    if work.payload["event"].get("tab") == "messages":
        return None
    return page.home(work.session, _actor(work), work.now)


def turn(work: Work) -> Answer | None:
    return page.home(work.session, _actor(work), work.now, int(work.value.get("from", "0")))


def _listens(on: Listeners) -> Callable[[Work], Answer | None]:
    def listen(work: Work) -> Answer | None:
        event = work.payload["event"]
        is_direct = event.get("channel_type") == "im" or str(event.get("channel")).startswith("D")
        if event.get("subtype") not in TYPED or event.get("bot_id"):
            return None
        if event["type"] == "app_mention" and is_direct:
            # The same message comes as one of the conversation, too.
            return None
        who = _actor(work)
        text = _without_mention(work.text, people.workspace(work.session).bot_user)
        found = service.hear(
            work.session,
            who,
            channel=event["channel"],
            ts=event["ts"],
            text=text,
            has_file=bool(event.get("files")),
            now=work.now,
        )
        said, _, _ = understood(text, on.commands)
        if said is Said.QUIET:
            service.be_quiet(who)
        if said is Said.BACK:
            service.come_back(work.session, who, work.now)
        outbox.say(work.session, key=f"heard:{found.id}", to=who.slack_id, kind="home.heard", ref=found.id)
        return None

    return listen


def _without_mention(text: str, bot_user: str) -> str:
    return text.replace(f"<@{bot_user}>", "").strip()


def _runs(on: Listeners) -> Callable[[Work], Answer | None]:
    def run(work: Work) -> Answer | None:
        said, name, rest = understood(_heard(work).text, on.commands)
        if said is not Said.COMMAND:
            raise NotFound("I don't know this one any more.")
        return _run(on, work, name, rest)

    return run


def _writes(on: Listeners) -> Callable[[Work], Answer | None]:
    def write(work: Work) -> Answer | None:
        return _run(on, work, "/outcome", f"add {_heard(work).text}")

    return write


def _run(on: Listeners, work: Work, name: str, rest: str) -> Answer | None:
    chosen = on.commands[name].choose(rest)
    entry = on.find("word", f"{name} {chosen.word}") if chosen.word else on.find("command", name)
    if entry is None:
        raise NotFound("I don't know this one any more.")
    work.text = chosen.rest
    entry.rule.check(work)
    return entry.handler(work)


def open_answer(work: Work) -> Answer | None:
    ask = ask_queries.ask_or_nothing(work.session, work.value.get("ask"))
    asker = people.person(work.session, ask.asker_id)
    return Open(ui.answer_form(_heard(work), ask, asker))


def answer(work: Work) -> Answer | None:
    ask = asks.held(work.session, work.value["ask"])
    asker = people.person(work.session, ask.asker_id)
    asks.answer(work.session, ask, by=_actor(work), text=work.form.text("text"), now=work.now)
    _heard(work).used = f"your answer to {asker.name}"
    return Clear()


def open_reason(work: Work) -> Answer | None:
    return Open(ui.reason_form(_heard(work), outcomes.outcome(work.session, work.value["id"])))


def give_reason(work: Work) -> Answer | None:
    """The same report again, with these words as its reason."""
    outcome = outcomes.outcome(work.session, work.value["id"])
    last = outcomes.last_change(work.session, outcome)
    if last is None:
        raise NotFound("Nothing was said about this one yet. Say how it is going first.")
    outcome_service.report_status(
        work.session,
        outcome,
        status=last.status,
        by=_actor(work),
        now=work.now,
        note=work.form.text("text"),
        waiting_for_id=last.waiting_for_id,
        waiting_for_text=last.waiting_for_text,
        since=last.since,
        needed_by=last.needed_by,
        tried=last.tried,
        otherwise=last.otherwise,
        otherwise_on=last.otherwise_on,
        with_leader=last.with_leader,
        source="message",
    )
    _heard(work).used = f"the reason for O-{outcome.number}"
    return Clear()


def open_question(work: Work) -> Answer | None:
    return Open(ui.question_form(_heard(work)))


def question(work: Work) -> Answer | None:
    chosen = work.form.choice("outcome")
    if chosen is None:
        raise InvalidInput("outcome", "About which outcome? Search by words or number.")
    outcome = outcomes.outcome(work.session, chosen)
    actor = _actor(work)
    outcome_service.require(work.session, actor, outcome, Action.ASK_OWNER)
    if outcome.owner_id == actor.id:
        raise InvalidInput("outcome", "You own this one yourself. Choose another one.")
    text = work.form.required("text", "What do you want to know?")
    found = _heard(work)
    asks.ask(
        work.session,
        asker_id=actor.id,
        to_id=outcome.owner_id,
        what=text,
        needed_by=None,
        about=outcomes.subject(outcome),
        team_id=outcome.team_id,
        origin=Origin.QUESTION,
        origin_ref=found.id,
        is_urgent=False,
        now=work.now,
    )
    owner = people.person(work.session, outcome.owner_id)
    held = "" if people.has_begun(work.session) else ", who is asked as soon as the first team is started"
    found.used = f"your question to {owner.name}{held}"
    return Clear()


def _actor(work: Work) -> Person:
    return people.person(work.session, work.actor.id)


def _heard(work: Work) -> Heard:
    found = work.session.find(Heard, work.value.get("heard"))
    if found is None:
        raise NotFound("I don't have that text any more. Please type it again.")
    return found


def _is_mine(work: Work) -> None:
    if _heard(work).person_id != work.actor.id:
        raise NotFound("That was typed by somebody else.")
