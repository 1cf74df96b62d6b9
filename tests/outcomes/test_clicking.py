"""Buttons, words and small forms: each does one thing, and says what came of it where it was clicked."""

from datetime import date

import pytest

from bot.core.errors import InvalidInput, NotAllowed, NotFound
from bot.outcomes import queries, service
from bot.outcomes.model import Outcome
from bot.outcomes.rules.lifecycle import Lifecycle, Status
from bot.people import service as people
from bot.slack.answers import Change, Clear, Open, Reply
from bot.slack.blocks import Click
from tests.outcomes.desk import DAY, TUE_15, Desk, field_of, fields_of, made, shown
from tests.support.world import World, slack_user


@pytest.fixture
def asked(world: World) -> Outcome:
    with world.session() as session:
        return made(world, session, owner="dana", by="alice", done_sentence="Nobody waits")


@pytest.fixture
def mine(world: World) -> Outcome:
    with world.session() as session:
        return made(world, session)


def now(world: World, outcome: Outcome) -> Outcome:
    with world.session() as session:
        return queries.outcome(session, outcome.id)


class TestTheYes:
    def test_is_one_tap(self, world: World, desk: Desk, asked: Outcome) -> None:
        answer = desk.clicks("dana", "outcome.yes:1", id=asked.id)
        assert "*O-1 is yours now*, by Fri 11 Dec." in shown(answer)
        assert now(world, asked).lifecycle is Lifecycle.ACTIVE

    def test_says_nothing_where_the_message_itself_changes(self, desk: Desk, asked: Outcome) -> None:
        assert desk.clicks("dana", "outcome.yes", surface="home", id=asked.id) is None

    def test_asks_how_we_will_know_where_that_is_missing(self, world: World, desk: Desk) -> None:
        with world.session() as session:
            goal = made(world, session, owner="priya")
            leaf = made(world, session, owner="dana", by="alice", parent_id=goal.id)
        form = desk.clicks("dana", "outcome.yes", id=leaf.id)
        assert isinstance(form, Open)
        assert fields_of(form) == ["done"]
        assert now(world, leaf).lifecycle is Lifecycle.PROPOSED
        with pytest.raises(InvalidInput):
            desk.submits("dana", "outcome.yes", {"done": " "}, id=leaf.id)
        desk.submits("dana", "outcome.yes", {"done": "Nobody waits"}, id=leaf.id)
        assert now(world, leaf).done_sentence == "Nobody waits"

    def test_if_takes_a_day(self, world: World, desk: Desk, asked: Outcome) -> None:
        form = desk.clicks("dana", "outcome.yes_if", id=asked.id)
        assert fields_of(form) == ["kind", "day"]
        answer = desk.submits("dana", "outcome.yes_if", {"kind": "day", "day": TUE_15}, id=asked.id)
        assert "Alice is asked now" in shown(answer)
        agreed = desk.clicks("alice", "outcome.agree_day", id=asked.id)
        assert "Agreed: Dana owns it, by Tue 15 Dec." in shown(agreed)
        assert now(world, asked).due == TUE_15

    def test_if_takes_help(self, world: World, desk: Desk, asked: Outcome) -> None:
        form = desk.clicks("dana", "outcome.if_kind", {"kind": "need"}, id=asked.id)
        assert isinstance(form, Change)
        assert fields_of(form) == ["kind", "what", "from", "by_day"]
        fields = {"kind": "need", "what": "Access", "from": "UMARCUS", "by_day": DAY}
        answer = desk.submits("dana", "outcome.yes_if", fields, id=asked.id)
        assert "Marcus is asked for it, by Thu 26 Nov." in shown(answer)
        desk.clicks("grace", "outcome.waive", id=asked.id)
        assert now(world, asked).lifecycle is Lifecycle.ACTIVE

    def test_no_goes_to_the_one_who_asked(self, world: World, desk: Desk, asked: Outcome) -> None:
        form = desk.clicks("dana", "outcome.not_me", id=asked.id)
        assert "Alice reads this, and nobody else." in shown(form)
        desk.submits("dana", "outcome.not_me", {"why": "No time"}, id=asked.id)
        someone = desk.clicks("alice", "outcome.someone", id=asked.id)
        assert fields_of(someone) == ["owner"]
        answer = desk.submits("alice", "outcome.hand_over", {"owner": "UBOB"}, id=asked.id)
        assert "*O-1, asked of Bob.*" in shown(answer)

    def test_no_can_be_taken_over(self, world: World, desk: Desk, asked: Outcome) -> None:
        desk.submits("dana", "outcome.not_me", {"why": "No time"}, id=asked.id)
        desk.clicks("alice", "outcome.own_it", id=asked.id)
        assert now(world, asked).owner_id == world.ids["alice"]

    def test_a_kept_day_asks_again(self, desk: Desk, asked: Outcome) -> None:
        desk.submits("dana", "outcome.yes_if", {"kind": "day", "day": TUE_15}, id=asked.id)
        assert "Dana is asked again" in shown(desk.clicks("alice", "outcome.keep_day", id=asked.id))
        assert "Dana is asked once more" in shown(desk.clicks("alice", "outcome.ask_again", id=asked.id))

    def test_is_for_the_one_asked_alone(self, desk: Desk, asked: Outcome) -> None:
        for action in ("outcome.yes", "outcome.yes_if", "outcome.not_me"):
            with pytest.raises(NotAllowed, match="Only Dana can answer that"):
                desk.clicks("alice", action, id=asked.id)

    def test_a_guest_who_may_own_can_answer_and_other_guests_cannot(self, world: World, desk: Desk) -> None:
        with world.session() as session:
            world.person(session, "charlie").may_own_as_guest = True
            found = made(world, session, owner="charlie", by="alice", team_id=world.ids["support"])
        assert "_O-1_" in shown(desk.types("charlie", "list mine"))
        desk.clicks("charlie", "outcome.yes", id=found.id)
        assert now(world, found).lifecycle is Lifecycle.ACTIVE
        with world.session() as session:
            world.person(session, "charlie").may_own_as_guest = False
        with pytest.raises(NotAllowed, match="can't do that for guests"):
            desk.types("charlie", "list mine")
        with pytest.raises(NotAllowed, match="can't do that for guests"):
            desk.clicks("charlie", "outcome.show", id=found.id)

    def test_drafts_are_answered_one_by_one(self, world: World, desk: Desk) -> None:
        with world.session() as session:
            rows = [made(world, session, f"Row {n}", owner="dana", by="lena", as_draft=True) for n in (1, 2)]
            service.ask_about_drafts(session, world.ids["dana"], now=world.now)
        form = desk.clicks("dana", "outcome.drafts", id=rows[0].id)
        assert "Row 1" in shown(form)
        left = desk.clicks("dana", "outcome.yes:1", id=rows[0].id, list="1")
        assert isinstance(left, Change)
        assert "Row 1" not in shown(left)
        assert "Row 2" in shown(left)


class TestDone:
    def test_is_claimed_with_where_to_see_it_and_confirmed_with_a_word(
        self, world: World, desk: Desk, mine: Outcome
    ) -> None:
        form = desk.types("alice", "done O-1 https://x.test/report")
        assert field_of(form, "evidence") == "https://x.test/report"
        assert "Ana is asked to confirm it." in shown(form)
        answer = desk.submits("alice", "outcome.claim", {"evidence": "There"}, id=mine.id)
        assert "*O-1*: Ana is asked to confirm it." in shown(answer)
        words = desk.clicks("ana", "outcome.confirm_words", id=mine.id)
        assert "everybody in the channel of the team" in shown(words)
        desk.submits("ana", "outcome.confirm_words", {"words": "Well done"}, id=mine.id)
        assert now(world, mine).lifecycle is Lifecycle.DONE

    def test_is_confirmed_with_one_tap_or_returned_with_a_sentence(
        self, world: World, desk: Desk, mine: Outcome
    ) -> None:
        desk.submits("alice", "outcome.claim", {"evidence": "There"}, id=mine.id)
        desk.submits("ana", "outcome.not_yet", {"why": "Mondays"}, id=mine.id)
        assert now(world, mine).lifecycle is Lifecycle.ACTIVE
        desk.submits("alice", "outcome.claim", {"evidence": "There"}, id=mine.id)
        desk.clicks("ana", "outcome.confirm", id=mine.id)
        assert now(world, mine).lifecycle is Lifecycle.DONE

    def test_asks_who_confirms_where_nobody_leads_above(self, world: World, desk: Desk) -> None:
        with world.session() as session:
            made(world, session, owner="lena")
        assert fields_of(desk.types("lena", "done O-1")) == ["evidence", "confirmer"]


class TestChange:
    def test_is_agreed_to_or_kept(self, world: World, desk: Desk, mine: Outcome) -> None:
        for verb in ("outcome.change_no", "outcome.change_yes"):
            with world.session() as session:
                wanted = service.propose_change(
                    session, queries.outcome(session, mine.id), due=TUE_15, why="Bank", by=world.ids["alice"],
                    now=world.now,
                )  # fmt: skip
            assert wanted is not None
            value = {"id": mine.id, "change": wanted.id}
            opened = desk.clicks("ana", verb, **value)
            if verb == "outcome.change_no":
                assert isinstance(opened, Open)
                desk.submits("ana", verb, {"words": "Friday it is"}, **value)
                assert now(world, mine).due != TUE_15
        assert now(world, mine).due == TUE_15

    def test_of_another_outcome_is_not_found(self, world: World, desk: Desk, mine: Outcome) -> None:
        with pytest.raises(NotFound):
            desk.clicks("ana", "outcome.change_yes", id=mine.id, change="nope")

    def test_handing_over_ones_own_is_agreed_to(self, world: World, desk: Desk, mine: Outcome) -> None:
        form = desk.types("alice", "hand over O-1 <@UBOB|bob>")
        assert field_of(form, "owner") == "UBOB"
        assert "Ana is asked to agree" in shown(form)
        answer = desk.submits("alice", "outcome.hand_over", {"owner": "UBOB", "reason": "Leave"}, id=mine.id)
        assert "Ana is asked to agree. Until then O-1 stays as it was." in shown(answer)
        assert now(world, mine).owner_id == world.ids["alice"]

    def test_a_leader_hands_over_with_a_reason(self, world: World, desk: Desk, mine: Outcome) -> None:
        with pytest.raises(InvalidInput, match="Say why"):
            desk.submits("ana", "outcome.hand_over", {"owner": "UBOB", "reason": ""}, id=mine.id)
        desk.submits("ana", "outcome.hand_over", {"owner": "UBOB", "reason": "Leave"}, id=mine.id)
        assert now(world, mine).owner_id == world.ids["bob"]

    def test_a_new_owner_in_no_team_lets_choose(self, world: World, desk: Desk, asked: Outcome) -> None:
        with world.session() as session:
            people.keep(session, slack_user("zoe"), now=world.now)
        form = desk.submits("alice", "outcome.hand_over", {"owner": "UZOE"}, id=asked.id)
        assert fields_of(form) == ["owner", "team"]
        assert field_of(form, "owner") == "UZOE"
        desk.submits(
            "alice", "outcome.hand_over", {"owner": "UZOE", "team": world.ids["platform"]}, id=asked.id
        )
        assert now(world, asked).team_id == world.ids["platform"]


class TestStatus:
    @pytest.mark.parametrize(
        ("typed", "fields"),
        [
            ("", ["status"]),
            (" on track", ["status"]),
            (" at risk", ["status", "note", "expected"]),
            (
                " blocked",
                [
                    "status",
                    "note",
                    "waiting_for",
                    "needed_by",
                    "since",
                    "tried",
                    "otherwise",
                    "otherwise_on",
                    "ask",
                ],
            ),
        ],
    )
    def test_asks_for_what_the_word_obliges_to(
        self, desk: Desk, mine: Outcome, typed: str, fields: list[str]
    ) -> None:
        assert fields_of(desk.types("alice", f"status O-1{typed}")) == fields

    def test_changes_with_the_choice(self, desk: Desk, mine: Outcome) -> None:
        form = desk.clicks("alice", "outcome.status_kind", {"status": "at_risk"}, id=mine.id)
        assert isinstance(form, Change)
        assert "note" in fields_of(form)

    def test_is_kept_with_all_that_was_said(self, world: World, desk: Desk, mine: Outcome) -> None:
        fields = {
            "status": "blocked",
            "note": "Legal's yes",
            "waiting_for": "UOMAR",
            "needed_by": DAY,
            "since": date(2026, 11, 16),
            "tried": "Asked twice",
            "otherwise": "go on without it",
            "otherwise_on": DAY,
            "ask": "both",
        }
        answer = desk.submits("alice", "outcome.status", fields, id=mine.id)
        assert "*O-1*: 🔴 Blocked" in shown(answer)
        with world.session() as session:
            said = queries.last_change(session, queries.outcome(session, mine.id))
        assert said is not None
        assert (said.waiting_for_id, said.tried, said.with_leader, said.source) == (
            world.ids["omar"],
            "Asked twice",
            True,
            "command",
        )
        form = desk.types("alice", "status O-1")
        assert field_of(form, "note") == "Legal's yes"
        assert field_of(form, "waiting_for") == "UOMAR"

    def test_says_who_reads_it_and_on_whose_behalf(self, desk: Desk, mine: Outcome) -> None:
        form = shown(desk.types("ana", "status O-1 at risk"))
        assert "You say this on behalf of Alice" in form
        assert "Read by Support (3 people), the leaders above" in form

    @pytest.mark.parametrize(("due", "chosen"), [(date(2026, 11, 24), "both"), (date(2026, 12, 11), "them")])
    def test_asks_the_leader_at_once_when_it_is_due_soon(
        self, world: World, desk: Desk, due: date, chosen: str
    ) -> None:
        with world.session() as session:
            made(world, session, due=due)
        form = desk.types("alice", "status O-1 blocked")
        assert field_of(form, "ask") == chosen
        assert ("due within 5 working days" in shown(form)) is (chosen == "both")

    def test_of_a_parent_is_a_word(self, world: World, desk: Desk, mine: Outcome) -> None:
        with world.session() as session:
            made(world, session, parent_id=mine.id)
        assert fields_of(desk.types("alice", "status O-1")) == ["word"]
        desk.submits("alice", "outcome.word", {"word": "The pilot decides"}, id=mine.id)
        assert "“The pilot decides”" in shown(desk.types("alice", "show O-1"))


class TestCourse:
    def test_pausing_and_going_on(self, world: World, desk: Desk, mine: Outcome) -> None:
        assert isinstance(desk.clicks("alice", "outcome.pause", id=mine.id), Open)
        desk.submits("alice", "outcome.pause", {"why": "Freeze"}, id=mine.id)
        assert "Paused: “Freeze”" in shown(desk.types("alice", "show O-1"))
        desk.clicks("alice", "outcome.resume", id=mine.id)
        assert now(world, mine).lifecycle is Lifecycle.ACTIVE

    def test_dropping(self, world: World, desk: Desk, mine: Outcome) -> None:
        assert isinstance(desk.types("alice", "drop O-1"), Open)
        with pytest.raises(InvalidInput, match="Say why"):
            desk.submits("alice", "outcome.drop", {"why": ""}, id=mine.id)
        answer = desk.submits("alice", "outcome.drop", {"why": "The bank does it"}, id=mine.id)
        assert "*O-1 is dropped.*" in shown(answer)
        assert "You own no outcome yet" in shown(desk.types("alice", "list"))


class TestLooking:
    @pytest.fixture(autouse=True)
    def many(self, world: World) -> None:
        with world.session() as session:
            for n in range(12):
                made(world, session, f"Macro {n}", done_sentence="So")
            risky = made(world, session, "Router access", owner="dana", by="grace")
            service.agree(session, risky, by=world.ids["dana"], now=world.now)
            service.report_status(
                session, risky, status=Status.AT_RISK, by=world.ids["dana"], note="Help", now=world.now
            )

    def test_a_list_comes_in_pages(self, desk: Desk) -> None:
        first = desk.types("alice", "list mine")
        assert isinstance(first, Reply)
        assert "*Yours*: 12 outcomes" in shown(first)
        assert shown(first).count("Macro") == 10
        assert len(first.message.blocks) <= 50
        more = first.message.blocks[-1]["elements"][0]
        assert more["text"]["text"] == "2 more"
        rest = desk.clicks("alice", "outcome.more", which="mine", of="", words="", start="10")
        assert shown(rest).count("Macro") == 2

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("list", "*Yours*: 12"),
            ("list team", "*Support*: 12"),
            ("list team billing", "*Billing*: 1"),
            ("list <@UDANA|dana>", "*Owned by Dana*: 1"),
            ("list at risk", "*At risk or blocked*: 1"),
            ("list all", "*Everything that is open*: 13"),
            ("list late", "Nothing is late."),
            ("list router", "*With “router”*: 1"),
            ("find ACCESS router", "*With “ACCESS router”*: 1"),
            ("find zebra <!channel>", "I find no outcome with “zebra &lt;!channel&gt;”"),
            ("find O-13", "*Router access* · _O-13_"),
            ("show router", "*Router access* · _O-13_"),
            ("show O-13", "*Router access* · _O-13_"),
            ("history o13", "wrote it down: Router access"),
            ("why 13", "*Router access* · _O-13_"),
        ],
    )
    def test_words_find_what_they_say(self, desk: Desk, line: str, expected: str) -> None:
        assert expected in shown(desk.types("alice", line))

    @pytest.mark.parametrize("line", ["show O-999", "edit 999", "history O-999", "done O-999", "why O-999",
                                      "status O-999", "drop O-999", "hand over O-999"])  # fmt: skip
    def test_an_unknown_number_is_not_an_outcome_here(self, desk: Desk, line: str) -> None:
        with pytest.raises(NotFound, match=r"^O-999 is not an outcome here\.$"):
            desk.types("alice", line)

    @pytest.mark.parametrize("line", ["show", "show macro", "edit", "done nothing like it"])
    def test_no_number_asks_which_one(self, desk: Desk, line: str) -> None:
        with pytest.raises(NotFound, match="Which one"):
            desk.types("alice", line)

    @pytest.mark.parametrize(
        ("line", "words"), [("list team zebra", "no team of that name"), ("find", "Find what")]
    )
    def test_what_is_not_there_is_said(self, desk: Desk, line: str, words: str) -> None:
        with pytest.raises(NotFound, match=words):
            desk.types("alice", line)

    def test_history_comes_in_pages_too(self, world: World, desk: Desk) -> None:
        with world.session() as session:
            found = queries.by_number(session, 1)
            assert found is not None
            for n in range(20):
                service.change(
                    session, found, by=world.ids["alice"], now=world.travel(hours=1), title=f"T {n}"
                )
        first = desk.types("alice", "history O-1")
        assert "T 18 → T 19" in shown(first)
        earlier = desk.clicks("alice", "outcome.history:earlier", id=found.id, start="15")
        assert "wrote it down: Macro 0" in shown(earlier)

    def test_another_workspaces_button_finds_nothing(self, desk: Desk) -> None:
        with pytest.raises(NotFound, match="not here"):
            desk.clicks("alice", "outcome.show", id="0" * 32)


def test_every_registration_states_its_rule(desk: Desk) -> None:
    assert all(entry.rule.name for entry in desk.on.entries.values())


def test_a_form_opened_from_a_message_closes_and_the_message_shows_it(world: World, desk: Desk) -> None:
    with world.session() as session:
        asked = made(world, session, owner="dana", by="alice")
    desk.opened_by = Click("D1", "1.2")
    answer = desk.submits("dana", "outcome.not_me", {"why": "No time"}, id=asked.id)
    assert isinstance(answer, Clear)
