"""The edge: one transaction a handler, one effect a click, and an answer for whatever goes wrong."""

import itertools
import json
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import Any

import pytest
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy.exc import OperationalError

from bot.core import journal
from bot.core.errors import InvalidInput, NotAllowed
from bot.people import service as people
from bot.slack import client, listeners
from bot.slack.answers import Answer, Change, Open, Reply
from bot.slack.blocks import Click, Message, Modal, asks, line_input, modal_view, section
from bot.slack.listeners import (
    BEFORE_SLACK_GIVES_UP,
    MEMBERS,
    SLACK_ITSELF,
    Deadlines,
    Edge,
    Listeners,
    Rule,
    Work,
)
from tests.support.world import START, WORKSPACE, World

NUMBERS = itertools.count(1)


class AtOnce(Executor):
    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


class Still:
    def now(self, session: object) -> Any:
        return START


class Bench:
    """An edge over the cast's database, with one handler at a time; nothing of it reaches a network."""

    def __init__(self, world: World, deadlines: Deadlines = BEFORE_SLACK_GIVES_UP) -> None:
        self.world = world
        self.on = Listeners()
        self.woken = 0
        self.clicked: list[Click] = []
        self.homes: list[str] = []
        self.edge = Edge(
            listeners=self.on,
            database=world.database,
            clock=Still(),
            admit=lambda session, sender, *, guests, now: people.admit(
                session, sender.slack_id, sender.home, guests=guests, now=now
            ),
            base_url="http://127.0.0.1:9/api/",
            pool=AtOnce(),
            clicked=lambda session, click: self.clicked.append(click),
            committed=self._wake,
            refresh_home=lambda workspace, person: self.homes.append(person),
            deadlines=deadlines,
        )
        self.app = App(
            client=client.writing("xoxb-test", "http://127.0.0.1:9/api/"),
            signing_secret="secret",
            authorize=lambda team_id, enterprise_id: AuthorizeResult(
                enterprise_id=None, team_id=team_id, bot_token="xoxb-test", bot_user_id="UBOT"
            ),
            process_before_response=True,
            listener_executor=AtOnce(),
        )
        self.edge.install(self.app)

    def _wake(self) -> None:
        self.woken += 1

    def sends(self, body: dict[str, Any]) -> BoltResponse:
        return self.app.dispatch(BoltRequest(mode="socket_mode", body=body))

    def entries(self) -> list[str | None]:
        with self.world.session() as session:
            return [entry.after for entry in journal.history(session, "test")]


@pytest.fixture
def bench(world: World) -> Bench:
    return Bench(world)


def write(work: Work) -> Answer | None:
    word = work.value.get("word") or work.text
    journal.record(
        work.session, actor=work.actor.id, subject="test", field="x", before=None, after=word, now=work.now
    )
    return None


def click(
    word: str = "yes", *, trigger: str | None = None, user: str = "UALICE", action: str = "test.write"
) -> dict:
    return {
        "type": "block_actions",
        "team": {"id": WORKSPACE},
        "user": {"id": user, "team_id": WORKSPACE},
        "trigger_id": trigger or f"{next(NUMBERS)}.1.abc",
        "container": {"type": "message", "channel_id": "D1", "message_ts": "1.2"},
        "api_app_id": "A1",
        "actions": [{"type": "button", "action_id": action, "value": json.dumps({"word": "yes"})}],
    }


def submission(word: str = "typed", *, view: str = "V1") -> dict:
    return {
        "type": "view_submission",
        "team": {"id": WORKSPACE},
        "user": {"id": "UALICE", "team_id": WORKSPACE},
        "trigger_id": f"{next(NUMBERS)}.1.abc",
        "view": {
            "id": view,
            "hash": "1.h",
            "type": "modal",
            "callback_id": "test.form",
            "blocks": [asks("word", "Word", line_input())],
            "private_metadata": json.dumps({"v": {"word": word}, "click": None}),
            "state": {"values": {"word": {"value": {"type": "plain_text_input", "value": word}}}},
        },
    }


def command(text: str) -> dict:
    return {
        "command": "/test", "text": text, "team_id": WORKSPACE, "user_id": "UALICE", "channel_id": "C1",
        "trigger_id": f"{next(NUMBERS)}.1.abc",
    }  # fmt: skip


def said(answer: BoltResponse) -> str:
    """What the person reads: an acknowledgement with words alone is plain text."""
    return json.loads(answer.body)["text"] if answer.body.startswith("{") else answer.body


def test_a_click_is_kept_before_it_is_acknowledged(bench: Bench) -> None:
    bench.on.action("test.write", write, rule=MEMBERS)
    assert bench.sends(click()).status == 200
    assert bench.entries() == ["yes"]
    assert bench.clicked == [Click("D1", "1.2", None)]


def test_home_is_shown_anew_after_what_was_done_in_it_or_in_a_form_from_it(bench: Bench) -> None:
    form = Modal("test.form", "Form", [asks("word", "Word", line_input())])
    bench.on.action("test.write", write, rule=MEMBERS)
    bench.on.submit("test.form", lambda work: Change(form), rule=MEMBERS)
    bench.sends(click() | {"view": {"id": "V0", "type": "home"}})
    assert bench.homes == ["UALICE"]
    bench.sends(submission())
    assert bench.homes == ["UALICE"]

    sent = submission(view="V2")
    sent["view"]["private_metadata"] = modal_view(form, from_home=True)["private_metadata"]
    answer = json.loads(bench.sends(sent).body)
    assert bench.homes == ["UALICE"] * 2
    # So is it after what is done in the window that took the form's place.
    bench.sends(click() | {"view": {"id": "V2", **answer["view"]}})
    assert bench.homes == ["UALICE"] * 3


def test_the_same_click_twice_has_one_effect(bench: Bench) -> None:
    bench.on.action("test.write", write, rule=MEMBERS)
    for _ in range(2):
        assert bench.sends(click(trigger="7.7.same")).status == 200
    assert bench.entries() == ["yes"]


def test_a_suffix_keeps_action_ids_apart_and_finds_the_same_handler(bench: Bench) -> None:
    bench.on.action("test.write", write, rule=MEMBERS)
    bench.sends(click(action="test.write:2"))
    assert bench.entries() == ["yes"]


def test_the_same_form_sent_twice_has_one_effect_and_a_corrected_one_counts(bench: Bench) -> None:
    def needs_short(work: Work) -> Answer | None:
        if len(work.form.text("word")) > 5:
            raise InvalidInput("word", "Use five letters at most.")
        return write(work)

    bench.on.submit("test.form", needs_short, rule=MEMBERS)
    refused = bench.sends(submission("too long"))
    assert json.loads(refused.body) == {
        "response_action": "errors",
        "errors": {"word": "Use five letters at most."},
    }
    for _ in range(2):
        assert bench.sends(submission("short")).body == ""
    assert bench.entries() == ["short"]


def test_a_refusal_without_a_field_keeps_what_was_typed_on_the_screen(bench: Bench) -> None:
    def refuses(work: Work) -> Answer | None:
        raise NotAllowed("Only the owner can do this. Ask Alice.")

    bench.on.submit("test.form", refuses, rule=MEMBERS)
    answer = json.loads(bench.sends(submission()).body)
    assert answer["errors"] == {"word": "Only the owner can do this. Ask Alice."}


def test_a_rule_is_asked_before_the_handler(bench: Bench) -> None:
    bench.on.command("/test", write, rule=Rule("nobody", lambda work: listeners.refuse("Not you.")), about="")
    assert said(bench.sends(command(""))) == "Not you."
    assert bench.entries() == []


@pytest.mark.parametrize("user", ["UCHARLIE", "UNOBODY"])
def test_whoever_is_not_a_full_member_gets_a_sentence_and_no_effect(bench: Bench, user: str) -> None:
    bench.on.command("/test", write, rule=MEMBERS, about="")
    assert said(bench.sends({**command(""), "user_id": user}))
    assert bench.entries() == []


def test_a_bug_gives_a_reference_and_changes_nothing(bench: Bench) -> None:
    def breaks(work: Work) -> Answer | None:
        write(work)
        raise RuntimeError("a bug")

    bench.on.command("/test", breaks, rule=MEMBERS, about="")
    assert "Reference: " in said(bench.sends(command("")))
    assert bench.entries() == []


def test_a_database_that_fails_is_told_as_not_saved(bench: Bench) -> None:
    def fails(work: Work) -> Answer | None:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    bench.on.command("/test", fails, rule=MEMBERS, about="")
    assert said(bench.sends(command(""))) == listeners.NOT_SAVED


def test_a_form_that_slack_would_not_open_any_more_is_asked_for_again(world: World) -> None:
    late = Bench(world, Deadlines(answer=0.0))
    opens = Open(Modal("test.form", "A form", [section("What is it?")]))
    late.on.command("/test", lambda work: opens, rule=MEMBERS, about="", reads=True)
    assert said(late.sends(command(""))) == listeners.TOO_LATE


def test_what_could_not_be_saved_in_time_is_not_begun(world: World) -> None:
    late = Bench(world, Deadlines(save=0.0))
    late.on.command("/test", write, rule=MEMBERS, about="")
    with world.session():
        assert said(late.sends(command("too late"))) == listeners.NOT_SAVED
    assert late.entries() == []


def test_an_event_that_could_not_be_saved_is_asked_for_again(bench: Bench) -> None:
    def fails(work: Work) -> Answer | None:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    bench.on.event("message", fails, rule=MEMBERS)
    event = {
        "type": "message",
        "user": "UALICE",
        "text": "hi",
        "ts": "1.1",
        "channel": "D1",
        "channel_type": "im",
    }
    body = {"type": "event_callback", "team_id": WORKSPACE, "event_id": "Ev1", "event": event}
    assert bench.sends(body).status == 503


def test_one_message_in_two_events_has_one_effect(bench: Bench) -> None:
    bench.on.event("message", write, rule=MEMBERS)
    event = {
        "type": "message",
        "user": "UALICE",
        "text": "hi",
        "ts": "1.1",
        "channel": "D1",
        "channel_type": "im",
    }
    for id in ("Ev1", "Ev2"):
        bench.sends({"type": "event_callback", "team_id": WORKSPACE, "event_id": id, "event": event})
    assert len(bench.entries()) == 1


@pytest.mark.parametrize("about", [{"id": "UCHARLIE", "team_id": WORKSPACE}, "UNOBODY", "USLACKBOT", None])
def test_what_slack_tells_of_is_heard_whomever_it_is_about(bench: Bench, about: object) -> None:
    bench.on.event("user_change", lambda work: write(replace(work, text="heard")), rule=SLACK_ITSELF)
    event = {"type": "user_change", "user": about}
    body = {"type": "event_callback", "team_id": WORKSPACE, "event_id": "Ev1", "event": event}
    assert bench.sends(body).status == 200
    assert bench.entries() == ["heard"]


def test_nobody_acts_without_being_admitted() -> None:
    with pytest.raises(ValueError, match="admitted"):
        Listeners().action("test.write", write, rule=SLACK_ITSELF)


def test_words_of_a_command_are_found_and_slips_are_asked_about(bench: Bench) -> None:
    heard: list[tuple[str, str]] = []

    def listen(name: str) -> Callable[[Work], Answer | None]:
        return lambda work: heard.append((name, work.text))

    bench.on.command("/test", listen("whole"), rule=MEMBERS, about="tests")
    bench.on.word("/test", "hand over", listen("hand over"), rule=MEMBERS, help="O-1")
    bench.on.word("/test", "list", listen("list"), rule=MEMBERS, help="mine")
    for text in ("list mine", "  hand over O-1 “now”", "Lists of things are kept in one place", ""):
        bench.sends(command(text))
    assert heard == [
        ("list", "mine"),
        ("hand over", 'O-1 "now"'),
        ("whole", "Lists of things are kept in one place"),
        ("whole", ""),
    ]
    assert "Did you mean `/test list`?" in said(bench.sends(command("lsit")))
    assert "`/test hand over`" in said(bench.sends(command("help")))


def test_what_a_form_answers_with_becomes_slacks_word_for_it(bench: Bench) -> None:
    answers = iter([Change(Modal("x", "Saved", [section("ok")])), Open(Modal("y", "More", [section("ok")])),
                    Reply(Message("Done."))])  # fmt: skip
    bench.on.submit("test.form", lambda work: next(answers), rule=MEMBERS)
    said = [
        json.loads(bench.sends(submission(str(n), view=f"V{n}")).body)["response_action"] for n in range(3)
    ]
    assert said == ["update", "push", "update"]


def test_a_button_nobody_knows_any_more_is_acknowledged(bench: Bench) -> None:
    assert bench.sends(click(action="gone.away")).status == 200


def test_two_registrations_of_one_id_are_refused() -> None:
    on = Listeners()
    on.action("test.write", write, rule=MEMBERS)
    with pytest.raises(ValueError, match="twice"):
        on.action("test.write", write, rule=MEMBERS)
