"""The command and the form: what is understood, what is kept, what is said about it."""

from datetime import date
from typing import Any

import pytest

from bot.core.errors import InvalidInput, NotAllowed
from bot.outcomes import queries, service
from bot.outcomes.model import Outcome
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.people import service as people
from bot.slack.answers import Change, Open, Options
from bot.slack.blocks import modal_view
from tests.outcomes.desk import FRI_11, TUE_15, Desk, field_of, fields_of, made, modal, shown
from tests.support.world import World, slack_user

FIELDS = {
    "title": "Refunds are paid in two days",
    "owner": "UDANA",
    "due": FRI_11,
    "parent": None,
    "done": "",
}


def only(world: World) -> Outcome:
    with world.session() as session:
        found = queries.by_number(session, 1)
        assert found is not None
        return found


class TestTheLine:
    def test_nothing_opens_an_empty_form_of_three_questions(self, desk: Desk) -> None:
        form = desk.types("alice", "add")
        assert isinstance(form, Open)
        assert fields_of(form) == ["title", "owner", "due", "parent", "done"]
        assert [field_of(form, name) for name in fields_of(form)] == [None] * 5

    @pytest.mark.parametrize("words", ["", "add "])
    def test_everything_understood_is_filled_in(self, world: World, desk: Desk, words: str) -> None:
        with world.session() as session:
            goal = made(world, session, "Goal", owner="priya", due=date(2027, 5, 31))
        form = desk.types(
            "alice", f"{words}Billing tickets reach Billing <@UDANA|dana> by 29 April under O-1"
        )
        assert field_of(form, "title") == "Billing tickets reach Billing"
        assert field_of(form, "owner") == "UDANA"
        assert field_of(form, "due") == "2027-04-29"
        assert field_of(form, "parent") == goal.id
        assert "⚠️" not in shown(form)

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ("Tickets go <@UDANA> <@UOMAR>", "More than one is named: Dana, Omar"),
            ("Tickets go <!subteam^S1|@billing>", "A group cannot answer for it"),
            ("Tickets go @zebra", "I know nobody called @zebra"),
            ("Tickets go <@UCHARLIE>", "Charlie is a guest here"),
            ("Tickets go <@USTRANGE>", "I don't know this person yet"),
        ],
    )
    def test_an_owner_who_cannot_be_leaves_the_field_empty_and_says_why(
        self, desk: Desk, line: str, words: str
    ) -> None:
        form = desk.types("alice", line)
        assert field_of(form, "owner") is None
        assert words in shown(form)

    def test_a_name_that_one_person_has_is_that_person(self, desk: Desk) -> None:
        assert field_of(desk.types("alice", "Tickets go @dana"), "owner") == "UDANA"
        assert field_of(desk.types("alice", "Tickets go @dana.levi"), "owner") == "UDANA"

    def test_two_people_who_match_a_name_are_never_guessed(self, world: World, desk: Desk) -> None:
        with world.session() as session:
            people.keep(session, slack_user("dana2", name="Dana", full_name="Dana Roth"), now=world.now)
        form = desk.types("alice", "Tickets go @dana")
        assert field_of(form, "owner") is None
        assert "Dana Levi, Dana Roth" in shown(form)

    def test_a_date_with_two_meanings_shows_how_it_was_read(self, desk: Desk) -> None:
        form = desk.types("alice", "Tickets go by 03/04")
        assert field_of(form, "due") == "2027-04-03"
        assert "Is Sat 3 Apr 2027 the day you mean? I read it from “03/04”." in shown(form)

    @pytest.mark.parametrize(
        ("typed", "words"),
        [("31 February", "There is no 31 February"), ("2026-11-02", "has passed"), ("2040-01-01", "5 years")],
    )
    def test_a_day_that_cannot_be_leaves_the_field_empty_and_says_why(
        self, desk: Desk, typed: str, words: str
    ) -> None:
        form = desk.types("alice", f"Tickets go by {typed}")
        assert field_of(form, "due") is None
        assert words in shown(form)

    def test_what_it_needs_is_kept_for_later(self, desk: Desk) -> None:
        form = desk.types("alice", "Tickets go needs O-7")
        assert (field_of(form, "title"), modal(form).value) == ("Tickets go", {"needs": "O-7"})
        saved = desk.submits("alice", "outcome.save", FIELDS, needs="O-7")
        assert "`/outcome needs O-1`" in shown(saved)

    @pytest.mark.parametrize("number", [9, 1])
    def test_a_parent_that_is_not_here_is_said_so(self, world: World, desk: Desk, number: int) -> None:
        with world.session() as session:
            made(world, session, "Secret", owner="alice", is_private=True)
        form = desk.types("marcus", f"Tickets go under O-{number}")
        assert field_of(form, "parent") is None
        assert f"O-{number} is not an outcome here." in shown(form)

    def test_the_lint_speaks_at_once(self, desk: Desk) -> None:
        assert "💡" in shown(desk.types("alice", "Improve support <@UDANA>"))
        assert "💡" not in shown(desk.types("alice", "Refunds are paid in two days <@UDANA>"))

    def test_a_slip_in_a_word_is_asked_about(self, desk: Desk) -> None:
        chosen = desk.on.commands["/outcome"].choose("lsit mine")
        assert chosen.reply is not None
        assert "`/outcome list`" in chosen.reply

    def test_help_lists_every_word(self, desk: Desk) -> None:
        help = desk.on.commands["/outcome"].help()
        for word in (
            "add",
            "list",
            "find",
            "show",
            "edit",
            "status",
            "hand over",
            "history",
            "done",
            "drop",
            "why",
        ):
            assert f"`/outcome {word}`" in help

    def test_the_shortcut_opens_the_same_form(self, desk: Desk) -> None:
        entry = desk.on.find("shortcut", "outcome.new")
        assert entry is not None
        assert desk.on.shortcuts[0].name == "New outcome"
        assert isinstance(desk.clicks("alice", "outcome.new"), Open)

    def test_guests_are_refused_and_told_what_to_do(self, desk: Desk) -> None:
        with pytest.raises(NotAllowed, match="Ask a full member"):
            desk.types("charlie", "Tickets go")


class TestTheOpenForm:
    def test_a_free_day_is_said_before_saving_and_another_offered(self, desk: Desk) -> None:
        form = desk.clicks("alice", "outcome.due", {**FIELDS, "due": date(2026, 12, 12)})
        assert isinstance(form, Change)
        assert "Sat 12 Dec is not a working day for Dana. Fri 11 Dec?" in shown(form)
        assert "Take Fri 11 Dec" in shown(form)
        taken = desk.clicks(
            "alice", "outcome.take_day", {**FIELDS, "due": date(2026, 12, 12)}, day="2026-12-11"
        )
        assert field_of(taken, "due") == "2026-12-11"
        assert "not a working day" not in shown(taken)

    def test_the_day_put_in_by_a_button_has_a_field_of_its_own(self, desk: Desk) -> None:
        """Slack keeps what was chosen in a field of the same name."""
        before = desk.clicks("alice", "outcome.due", {**FIELDS, "due": date(2026, 12, 12)})
        after = desk.clicks("alice", "outcome.take_day", FIELDS, day="2026-12-11")
        again = desk.clicks("alice", "outcome.owner", FIELDS, **modal(after).value)
        names = [
            next(
                block["element"]["action_id"]
                for block in modal(form).blocks
                if block.get("block_id") == "due"
            )
            for form in (before, after, again)
        ]
        assert names == ["outcome.due", "outcome.due:2026-12-11", "outcome.due:2026-12-11"]

    def test_typed_values_stay_when_more_is_shown(self, desk: Desk) -> None:
        form = desk.clicks("alice", "outcome.more_fields", FIELDS)
        assert {"deliverable", "confirmer", "contributors", "private", "why", "review_by"} <= set(
            fields_of(form)
        )
        assert field_of(form, "title") == FIELDS["title"]
        assert field_of(form, "owner") == "UDANA"
        again = desk.clicks("alice", "outcome.owner", FIELDS, **modal(form).value)
        assert "deliverable" in fields_of(again)

    def test_boundaries_are_asked_of_goals_only(self, world: World, desk: Desk) -> None:
        with world.session() as session:
            goal = made(world, session, owner="priya")
        form = desk.clicks("alice", "outcome.more_fields", {**FIELDS, "parent": goal.id})
        assert "must_not" not in fields_of(form)
        assert "deliverable" in fields_of(form)

    def test_a_day_after_that_of_the_parent_is_worth_a_look(self, world: World, desk: Desk) -> None:
        with world.session() as session:
            goal = made(world, session, owner="priya")
        form = desk.clicks("alice", "outcome.due", {**FIELDS, "parent": goal.id, "due": TUE_15})
        assert "That is later than O-1" in shown(form)

    def test_an_owner_who_cannot_be_is_marked_when_chosen(self, desk: Desk) -> None:
        assert "Charlie is a guest" in shown(
            desk.clicks("alice", "outcome.owner", {**FIELDS, "owner": "UCHARLIE"})
        )

    def test_an_owner_in_no_team_or_in_several_lets_choose(self, world: World, desk: Desk) -> None:
        with world.session() as session:
            world.ids["zoe"] = people.keep(session, slack_user("zoe"), now=world.now).id
            people.set_members(
                session,
                world.team(session, "cx"),
                [world.ids["priya"], world.ids["dana"]],
                by=None,
                now=world.now,
            )
        assert "team" not in fields_of(desk.clicks("alice", "outcome.owner", {**FIELDS, "owner": "UBOB"}))
        several = desk.clicks("alice", "outcome.owner", FIELDS)
        assert "team" in fields_of(several)
        none = desk.clicks("alice", "outcome.owner", {**FIELDS, "owner": "UZOE"})
        assert "Zoe is in no team yet" in shown(none)
        saved = desk.submits(
            "alice", "outcome.save", {**FIELDS, "owner": "UZOE", "team": world.ids["platform"]}
        )
        assert isinstance(saved, Change)
        assert only(world).team_id == world.ids["platform"]

    def test_every_text_field_says_who_reads_it(self, desk: Desk) -> None:
        form = desk.clicks("alice", "outcome.more_fields", {**FIELDS, "parent": None})
        for block in modal(form).blocks:
            if block["type"] == "input" and block["element"]["type"] == "plain_text_input":
                assert "can read it" in block["hint"]["text"], block["block_id"]

    def test_parents_are_found_by_words_and_by_number(self, world: World, desk: Desk) -> None:
        with world.session() as session:
            made(world, session, "Macro library covers 40 questions")
            made(world, session, "Refunds are quick")
            made(world, session, "Macro secrets", owner="dana", by="grace", is_private=True)
        for text, expected in [("MACRO", ["O-1"]), ("o-2", ["O-2"]), ("2", ["O-2"]), ("", ["O-1", "O-2"])]:
            answer = desk.searches("alice", text)
            assert isinstance(answer, Options)
            assert [one["text"]["text"].split()[0] for one in answer.options] == expected, text

    def test_fits_slack(self, world: World, desk: Desk) -> None:
        with world.session() as session:
            made(world, session, "Goal " * 200, why="w" * 2900, must="m" * 2900)
        view = modal_view(modal(desk.types("alice", "edit O-1")))
        assert len(view["private_metadata"]) < 3000
        assert len(view["title"]["text"]) <= 24


class TestSaving:
    def test_asks_the_owner_and_says_so_to_the_author_alone(self, world: World, desk: Desk) -> None:
        saved = desk.submits("alice", "outcome.save", FIELDS)
        assert isinstance(saved, Change)
        assert "*O-1, asked of Dana*, by Fri 11 Dec" in shown(saved)
        assert (only(world).lifecycle, only(world).form_id) == (Lifecycle.PROPOSED, "V1")

    def test_keeps_everything_that_was_filled_in(self, world: World, desk: Desk) -> None:
        more: dict[str, Any] = {
            "deliverable": "A report",
            "confirmer": "UGRACE",
            "contributors": ["UBOB", "UCHARLIE"],
            "private": True,
            "why": "They leave",
            "must": "no night shifts",
            "must_not": "hire",
            "not_included": "phone",
            "decided_on": date(2026, 10, 14),
            "review_by": date(2027, 1, 15),
        }
        desk.submits("alice", "outcome.save", {**FIELDS, **more})
        found = only(world)
        assert (found.deliverable, found.confirmer_id, found.is_private) == (
            "A report",
            world.ids["grace"],
            True,
        )
        assert (found.why, found.must, found.must_not, found.not_included) == (
            "They leave",
            "no night shifts",
            "hire",
            "phone",
        )
        assert (found.decided_on, found.review_by) == (date(2026, 10, 14), date(2027, 1, 15))
        with world.session() as session:
            assert {one.name for one in queries.contributors(session, found.id)} == {"Bob", "Charlie"}

    def test_ones_own_needs_to_say_how_we_will_know(self, world: World, desk: Desk) -> None:
        with world.session() as session:
            goal = made(world, session, owner="priya")
        own = {**FIELDS, "owner": "UALICE", "parent": goal.id}
        with pytest.raises(InvalidInput, match="How will we know") as refused:
            desk.submits("alice", "outcome.save", own)
        assert refused.value.field == "done"
        saved = desk.submits("alice", "outcome.save", {**own, "done": "Nobody waits"})
        assert "*O-2 is yours*" in shown(saved)

    def test_the_lint_warns_and_never_blocks(self, world: World, desk: Desk) -> None:
        saved = desk.submits("alice", "outcome.save", {**FIELDS, "title": "Improve support"})
        assert "💡" in shown(saved)
        assert "Reword…" in shown(saved)
        reworded = desk.clicks("alice", "outcome.reword", id=only(world).id)
        assert isinstance(reworded, Change)
        assert field_of(reworded, "title") == "Improve support"

    def test_the_same_form_sent_again_with_other_values_is_an_edit_and_says_so(
        self, world: World, desk: Desk
    ) -> None:
        desk.submits("alice", "outcome.save", FIELDS)
        saved = desk.submits(
            "alice", "outcome.save", {**FIELDS, "title": "Refunds are quick", "owner": "UBOB"}
        )
        assert "Saved before, changed now: *O-1, asked of Bob*" in shown(saved)
        assert (only(world).title, only(world).owner_id) == ("Refunds are quick", world.ids["bob"])
        with world.session() as session:
            assert queries.by_number(session, 2) is None

    def test_another_one_with_the_same_words_is_mentioned(self, desk: Desk) -> None:
        desk.submits("alice", "outcome.save", FIELDS)
        saved = desk.submits(
            "bob", "outcome.save", {**FIELDS, "title": " refunds ARE paid in two days"}, view="V2"
        )
        assert "There is an open one with the same words" in shown(saved)
        assert "_O-1_" in shown(saved)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"title": " "}, "title"),
            ({"owner": None}, "owner"),
            ({"owner": "UCHARLIE"}, "owner"),
            ({"due": date(2026, 11, 2)}, "due"),
            ({"confirmer": "UDANA"}, "confirmer"),
        ],
    )
    def test_what_cannot_be_is_marked(self, desk: Desk, changes: dict[str, Any], field: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            desk.submits("alice", "outcome.save", {**FIELDS, **changes})
        assert refused.value.field == field


class TestEditing:
    @pytest.fixture
    def mine(self, world: World) -> Outcome:
        with world.session() as session:
            return made(world, session, done_sentence="Nobody waits")

    def edited(self, found: Outcome, **changes: Any) -> dict[str, Any]:
        return {
            "title": found.title,
            "due": found.due,
            "parent": found.parent_id,
            "done": found.done_sentence,
            "reason": "",
            **changes,
        }

    def test_the_form_holds_what_is(self, desk: Desk, mine: Outcome) -> None:
        form = desk.types("alice", "edit O-1")
        assert fields_of(form) == ["title", "due", "parent", "done", "reason"]
        assert (field_of(form, "title"), field_of(form, "done")) == (mine.title, "Nobody waits")
        assert "Ana is asked to agree" in shown(form)
        assert "Ana is asked to agree" not in shown(desk.types("ana", "edit O-1"))

    def test_a_new_title_is_saved_and_a_new_day_asked_for(
        self, world: World, desk: Desk, mine: Outcome
    ) -> None:
        value = dict(modal(desk.types("alice", "edit O-1")).value)
        fields = self.edited(mine, title="Refunds are quick", due=TUE_15, reason="Slow bank")
        saved = desk.submits("alice", "outcome.save", fields, **value)
        assert "*O-1 is saved.*" in shown(saved)
        assert "Ana is asked to agree" in shown(saved)
        assert (only(world).title, only(world).due) == ("Refunds are quick", FRI_11)

    def test_nothing_different_says_so(self, world: World, desk: Desk, mine: Outcome) -> None:
        value = dict(modal(desk.types("alice", "edit O-1")).value)
        assert "Nothing was different" in shown(
            desk.submits("alice", "outcome.save", self.edited(mine), **value)
        )
        assert only(world).version == mine.version

    def test_fields_that_are_not_shown_stay_as_they_are(
        self, world: World, desk: Desk, mine: Outcome
    ) -> None:
        with world.session() as session:
            service.change(
                session,
                queries.outcome(session, mine.id),
                by=world.ids["alice"],
                now=world.now,
                deliverable="A report",
                why="They leave",
                contributors=[world.ids["bob"]],
            )
        value = dict(modal(desk.types("alice", "edit O-1")).value)
        desk.submits("alice", "outcome.save", self.edited(mine, title="Else"), **value)
        assert (only(world).deliverable, only(world).why) == ("A report", "They leave")
        with world.session() as session:
            assert len(queries.contributors(session, mine.id)) == 1

    def test_a_newer_version_is_shown_above_what_was_typed(
        self, world: World, desk: Desk, mine: Outcome
    ) -> None:
        value = dict(modal(desk.types("alice", "edit O-1")).value)
        with world.session() as session:
            service.change(
                session,
                queries.outcome(session, mine.id),
                by=world.ids["ana"],
                now=world.now,
                title="Ana's words",
            )
        again = desk.submits("alice", "outcome.save", self.edited(mine, title="My words"), **value)
        assert isinstance(again, Change)
        assert "This was changed while you were writing" in shown(again)
        assert "*Ana's words*" in shown(again)
        assert field_of(again, "title") == "My words"
        assert only(world).title == "Ana's words"
        desk.submits("alice", "outcome.save", self.edited(mine, title="My words"), **modal(again).value)
        assert only(world).title == "My words"

    def test_more_shows_the_stored_values(self, world: World, desk: Desk, mine: Outcome) -> None:
        with world.session() as session:
            service.change(
                session,
                queries.outcome(session, mine.id),
                by=world.ids["alice"],
                now=world.now,
                deliverable="A report",
                confirmer_id=world.ids["bob"],
            )
        value = dict(modal(desk.types("alice", "edit O-1")).value)
        form = desk.clicks("alice", "outcome.more_fields", self.edited(mine, title="Typed"), **value)
        assert field_of(form, "deliverable") == "A report"
        assert field_of(form, "confirmer") == "UBOB"
        assert field_of(form, "title") == "Typed"

    def test_others_are_told_whom_to_ask(self, desk: Desk, mine: Outcome) -> None:
        with pytest.raises(NotAllowed, match="Tell Alice what should change"):
            desk.types("marcus", "edit O-1")
