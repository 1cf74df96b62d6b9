"""What people see. Everything typed is escaped, cut only on screen, and has icon and word."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.outbox.kinds import Skip
from bot.outcomes import notices, queries, service, ui
from bot.outcomes.model import Outcome
from bot.outcomes.rules.lifecycle import Status
from bot.outcomes.rules.states import FlagKind
from bot.outcomes.ui import answers
from bot.slack.blocks import Item, Message, Modal
from tests.outcomes.desk import DAY, TUE_15, Desk, as_slack_takes_it, buttons, made, shown
from tests.support.world import World

EVIL = "Refunds <!channel> & *bold* <https://evil.test|here>"
ESCAPED = "Refunds &lt;!channel&gt; &amp; ∗bold∗ &lt;https://evil.test|here&gt;"


def items(world: World, name: str) -> list[Item]:
    with world.session() as session:
        found = ui.items(session, world.person(session, name), world.now)
    for one in found:
        as_slack_takes_it(one.blocks)
    return found


def item(world: World, name: str) -> Item:
    (found,) = items(world, name)
    return found


def labels(found: Item | Message) -> list[str]:
    return buttons(found.blocks)


def text_of(found: Item | Message) -> str:
    return "\n".join(block["text"]["text"] for block in found.blocks if block["type"] == "section")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.ON_TRACK, "🟢 On track"),
        (Status.AT_RISK, "🟠 At risk"),
        (Status.BLOCKED, "🔴 Blocked"),
        (None, "⚪ No word yet"),
    ],
)
def test_a_status_is_icon_and_word(status: Status | None, words: str) -> None:
    assert ui.status_word(status) == words
    assert words.startswith(ui.ICONS[status])


def test_a_line_says_how_it_stands_what_it_is_whose_and_by_when(world: World) -> None:
    with world.session() as session:
        leaf = made(world, session, EVIL)
        service.raise_flag(session, leaf.id, FlagKind.LATE, why="was due", now=world.now)
        flags = queries.flags(session, [leaf.id])[leaf.id]
        line = ui.line(leaf, today=date(2026, 11, 18), owner="Alice", flags=flags)
    assert line == f"⚪ No word yet · *{ESCAPED}* · Alice · due Fri 11 Dec · _late_ · _O-1_"


def test_a_parent_without_a_word_of_its_children_has_none(world: World) -> None:
    with world.session() as session:
        leaf = made(world, session)
        service.report_status(session, leaf, status=Status.ON_TRACK, by=leaf.owner_id, now=world.now)
        assert ui.line(leaf).startswith("🟢 On track")
        assert ui.line(leaf, rolled=None).startswith("⚪ No word yet")


def test_a_long_title_is_cut_on_screen_only(world: World) -> None:
    with world.session() as session:
        leaf = made(world, session, "so " * 2000)
        assert len(ui.line(leaf)) < 250
        assert len(leaf.title) > 5000
        message = ui.card(queries.card(session, leaf, world.person(session, "alice"), world.now))
    assert all(len(block["text"]["text"]) <= 3000 for block in message.blocks if block["type"] == "section")


def test_the_question_to_own_says_all_that_the_answer_needs(world: World) -> None:
    with world.session() as session:
        goal = made(world, session, "Nobody waits", owner="priya")
        made(world, session, EVIL, owner="dana", by="alice", parent_id=goal.id)
    found = item(world, "dana")
    assert found.text == f"Alice asks: will you own “{ESCAPED}”, by Fri 11 Dec?"
    assert f"*{ESCAPED}*, by Fri 11 Dec, part of *Nobody waits* · _O-2_" in text_of(found)
    assert labels(found) == ["Yes, I own it", "Yes, if…", "Not me…"]
    assert found.id.startswith("own:")


def test_the_one_who_asked_reads_the_reason_and_chooses(world: World) -> None:
    with world.session() as session:
        asked = made(world, session, owner="dana", by="alice")
        service.refuse(session, asked, by=world.ids["dana"], why="I <leave>", now=world.now)
    found = item(world, "alice")
    assert "Dana: “I &lt;leave&gt;”" in text_of(found)
    assert labels(found) == ["Someone else…", "Own it myself", "Drop it…"]


def test_another_day_is_agreed_to_or_kept_by_its_name(world: World) -> None:
    with world.session() as session:
        asked = made(world, session, owner="dana", by="alice")
        service.agree_if_date(session, asked, by=world.ids["dana"], day=TUE_15, now=world.now)
    found = item(world, "alice")
    assert labels(found) == ["Agree to Tue 15 Dec", "Keep Fri 11 Dec"]
    with world.session() as session:
        service.answer_condition(
            session, queries.outcome(session, asked.id), agree=False, by=world.ids["alice"], now=world.now
        )
    assert "Alice keeps Fri 11 Dec, not Tue 15 Dec." in text_of(item(world, "dana"))


def test_a_silent_owner_can_be_asked_again_replaced_or_talked_to(world: World) -> None:
    with world.session() as session:
        made(world, session, owner="dana", by="alice").nudges = 2
    found = item(world, "alice")
    assert labels(found) == ["Ask again", "Someone else…", "Talk to them"]
    talk = found.blocks[1]["elements"][2]
    assert talk["url"] == "https://harbor.slack.test/team/UDANA"


def test_a_claim_shows_where_to_see_it(world: World) -> None:
    with world.session() as session:
        mine = made(world, session, done_sentence="Nobody waits")
        service.claim_done(session, mine, evidence="https://x.test/<a>", by=mine.owner_id, now=world.now)
    found = item(world, "ana")
    assert "We would know when: Nobody waits" in text_of(found)
    assert "To be seen here: https://x.test/&lt;a&gt;" in text_of(found)
    assert labels(found) == ["Yes, it is done", "Yes, with a word…", "Not yet…"]


def test_a_wanted_change_shows_before_and_after(world: World) -> None:
    with world.session() as session:
        mine = made(world, session, done_sentence="Nobody waits")
        service.propose_change(
            session,
            mine,
            due=TUE_15,
            done_sentence="Few wait",
            why="Slow bank",
            by=mine.owner_id,
            now=world.now,
        )
    words = text_of(item(world, "ana"))
    assert "By Tue 15 Dec instead of Fri 11 Dec" in words
    assert "We will know when: Few wait (so far: Nobody waits)" in words
    assert "Why: “Slow bank”" in words


def test_drafts_come_as_one(world: World) -> None:
    with world.session() as session:
        for n in range(7):
            made(world, session, f"Row {n}", owner="dana", by="lena", as_draft=True)
        service.ask_about_drafts(session, world.ids["dana"], now=world.now)
    found = item(world, "dana")
    assert found.text == "Lena wrote down 7 outcomes with your name. Are they yours?"
    assert "… and 2 more" in text_of(found)


def test_what_somebody_who_left_owned_asks_for_a_new_owner(world: World) -> None:
    with world.session() as session:
        made(world, session, owner="bob")
        world.person(session, "bob").is_gone = True
    assert item(world, "ana").text.startswith("Bob has left: who owns")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("alice", ["How is it going?…", "It is done…", "Hand over…", "Pause…", "Edit…", "Drop…", "History"]),
        ("ana", ["How is it going?…", "Hand over…", "Pause…", "Edit…", "Drop…", "History"]),
        ("marcus", ["History"]),
    ],
)
def test_a_card_offers_what_its_reader_may_do(world: World, name: str, expected: list[str]) -> None:
    with world.session() as session:
        leaf = made(world, session)
        message = ui.card(queries.card(session, leaf, world.person(session, name), world.now))
    assert labels(message) == expected


def test_a_card_says_who_what_when_and_what_is_missing(world: World) -> None:
    with world.session() as session:
        goal = made(world, session, "Nobody waits", owner="priya", why="They leave", must_not="hire")
        leaf = made(world, session, EVIL, parent_id=goal.id, contributors=[world.ids["bob"]])
        service.report_status(
            session,
            leaf,
            status=Status.BLOCKED,
            by=world.ids["ana"],
            note="Legal's yes",
            waiting_for_id=world.ids["omar"],
            needed_by=DAY,
            now=world.now,
        )
        alice = world.person(session, "alice")
        card = shown_card(ui.card(queries.card(session, leaf, alice, world.now)))
        above = shown_card(ui.card(queries.card(session, goal, alice, world.now)))
    assert "🔴 Blocked, Wed 18 Nov (said by Ana)" in card
    assert "Needs: Legal's yes, from Omar, by Thu 26 Nov. Stuck since Wed 18 Nov" in card
    assert "Part of *Nobody waits* · _O-1_" in card
    assert "Priya confirms · Bob helps · Not ready yet: how we will know, what will be handed over" in card
    assert "Under it: 🔴 1" in above
    assert "Why: They leave\nMust not: hire" in above
    assert f"• 🔴 Blocked · *{ESCAPED}* · due Fri 11 Dec · _O-2_" in above


def shown_card(message: Message) -> str:
    as_slack_takes_it(message.blocks)
    return "\n".join(
        element["text"]
        for block in message.blocks
        for element in (block.get("elements", []) if block["type"] == "context" else [block.get("text")])
        if element
    )


def test_the_chain_to_the_goal_takes_four_lines_at_most(world: World, desk: Desk) -> None:
    with world.session() as session:
        chain = [made(world, session, "The goal", why="They leave")]
        for n in range(5):
            chain.append(made(world, session, f"Step {n}", parent_id=chain[-1].id))
    lines = shown(desk.types("alice", "why O-6")).split("\n")[:4]
    assert lines == [
        "*The goal* · _O-1_: They leave",
        "↳ … 3 between",
        "↳ *Step 3* · _O-5_",
        "↳ *Step 4* · _O-6_",
    ]


def test_above_what_may_not_be_seen_is_only_a_lock(world: World, desk: Desk) -> None:
    with world.session() as session:
        goal = made(world, session, "Secret", is_private=True)
        made(world, session, owner="dana", by="alice", parent_id=goal.id)
    assert shown(desk.types("dana", "why O-2")).startswith("🔒 *Refunds")


class TestNotices:
    """Each tells what is so when it is sent, and nothing when it is not so any more."""

    def rendered(self, world: World, kind: str, ref: str) -> Message | Skip:
        found = {one.name: one for one in notices.KINDS}[f"outcomes.{kind}"]
        with world.session() as session:
            return found.render(session, ref, world.now)

    def says(self, world: World, kind: str, ref: str) -> str:
        message = self.rendered(world, kind, ref)
        assert isinstance(message, Message), message
        as_slack_takes_it(message.blocks)
        assert buttons(message.blocks)
        return message.text

    @pytest.fixture
    def asked(self, world: World) -> Outcome:
        with world.session() as session:
            return made(world, session, EVIL, owner="dana", by="alice")

    def test_nothing_is_said_of_what_is_not_so(self, world: World, asked: Outcome) -> None:
        for kind in notices.KINDS:
            if kind.name != "outcomes.reminder":
                with world.session() as session:
                    assert isinstance(kind.render(session, asked.id, world.now), Skip), kind.name
                    assert isinstance(kind.render(session, "gone", world.now), Skip), kind.name

    def test_the_yes(self, world: World, asked: Outcome) -> None:
        with world.session() as session:
            service.agree(session, queries.outcome(session, asked.id), by=world.ids["dana"], now=world.now)
        said = self.says(world, "agreed", asked.id)
        assert said == f"*Dana says yes* to *{ESCAPED}*, by Fri 11 Dec · _O-1_"

    def test_the_reminder_brings_the_buttons_again(self, world: World, asked: Outcome) -> None:
        message = self.rendered(world, "reminder", asked.id)
        assert isinstance(message, Message)
        assert message.text.startswith("*Alice still waits for your answer:*")
        assert buttons(message.blocks) == ["Yes, I own it", "Yes, if…", "Not me…"]
        assert message.covers == (f"own:{asked.id}",)
        with world.session() as session:
            service.agree(session, queries.outcome(session, asked.id), by=world.ids["dana"], now=world.now)
        assert isinstance(self.rendered(world, "reminder", asked.id), Skip)

    @pytest.mark.parametrize(
        ("kind", "words"),
        [("confirmed", "*Ana confirms: it is done.*"), ("returned", "*Ana says: not yet.*")],
    )
    def test_the_confirmers_words(self, world: World, kind: str, words: str) -> None:
        with world.session() as session:
            mine = made(world, session)
            service.claim_done(session, mine, evidence="There", by=mine.owner_id, now=world.now)
            if kind == "confirmed":
                service.confirm(session, mine, by=world.ids["ana"], words="Look & <see>", now=world.now)
            else:
                service.give_back(session, mine, by=world.ids["ana"], why="Look & <see>", now=world.now)
        said = self.says(world, kind, mine.id)
        assert words in said
        assert "“Look &amp; &lt;see&gt;”" in said

    def test_another_day_agreed_to(self, world: World, asked: Outcome) -> None:
        with world.session() as session:
            found = queries.outcome(session, asked.id)
            service.agree_if_date(session, found, by=world.ids["dana"], day=TUE_15, now=world.now)
            service.answer_condition(session, found, agree=True, by=world.ids["alice"], now=world.now)
        said = self.says(world, "settled", asked.id)
        assert said.startswith("*It is yours now, by Tue 15 Dec:* Alice agrees to your day.")

    def test_a_leaders_changes(self, world: World) -> None:
        with world.session() as session:
            mine = made(world, session)
            service.change(session, mine, by=world.ids["ana"], due=TUE_15, reason="The audit", now=world.now)
        said = self.says(world, "changed", mine.id)
        assert "*Ana changed what you promised:*" in said
        assert "By Tue 15 Dec instead of Fri 11 Dec: “The audit”" in said

    def test_the_answer_to_a_change(self, world: World) -> None:
        with world.session() as session:
            mine = made(world, session)
            wanted = service.propose_change(
                session, mine, due=TUE_15, why="Bank", by=mine.owner_id, now=world.now
            )
            assert wanted is not None
            service.answer_change(
                session, wanted, agree=False, words="No", by=world.ids["ana"], now=world.now
            )
        assert "*Ana wants to keep it as it is:*" in self.says(world, "change_answered", wanted.id)

    @pytest.mark.parametrize("kind", ["paused", "dropped", "handed_over"])
    def test_what_leaders_do(self, world: World, kind: str) -> None:
        with world.session() as session:
            mine, ana = made(world, session), world.ids["ana"]
            match kind:
                case "paused":
                    service.pause(session, mine, by=ana, why="Freeze", now=world.now)
                case "dropped":
                    service.drop(session, mine, by=ana, why="Freeze", now=world.now)
                case _:
                    service.hand_over(
                        session, mine, to_id=world.ids["bob"], by=ana, why="Freeze", now=world.now
                    )
        said = self.says(world, kind, mine.id)
        assert said.startswith("*Ana")
        assert "“Freeze”" in said


def test_lines_for_the_rounds_thread(world: World) -> None:
    with world.session() as session:
        mine = made(world, session, EVIL)
    assert ui.agreed_line(mine, "Alice") == f"*Alice* owns *{ESCAPED}*, by Fri 11 Dec · _O-1_"
    with_words = ui.confirmed_line(mine, owner="Alice", confirmer="Ana", words="Well <done>")
    assert with_words == f"✅ *{ESCAPED}* is done, thank you Alice. Ana: “Well &lt;done&gt;” · _O-1_"
    assert "Ana confirmed it." in ui.confirmed_line(mine, owner="Alice", confirmer="Ana", words=None)


@pytest.mark.parametrize(("form", "act"), [(answers.drop, "Drop it"), (answers.pause, "Pause it")])
def test_the_button_of_a_form_says_what_it_does(
    world: World, form: Callable[[Outcome], Modal], act: str
) -> None:
    with world.session() as session:
        assert form(made(world, session)).submit == act
