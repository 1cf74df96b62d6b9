"""Writing an outcome down. It is Wednesday 18 November 2026."""

from datetime import date

import pytest

from bot.core import journal
from bot.core.errors import InvalidInput, InvalidInputs, NotAllowed
from bot.outcomes import queries, service
from bot.outcomes.model import Outcome
from bot.outcomes.rules.lifecycle import Level, Lifecycle
from bot.people import service as people
from tests.outcomes.desk import FRI_11, TUE_15, made
from tests.support.world import World, slack_user


def test_numbers_begin_at_one_and_are_the_workspaces_own(world: World) -> None:
    with world.session() as session:
        assert [made(world, session).number for _ in range(3)] == [1, 2, 3]
    with world.session("T0OTHER") as session:
        people.welcome(session, name="Other", url="https://o.slack.test/", bot_user="U", bot_id="B")
        zoe = people.keep(session, slack_user("zoe"), now=world.now).id
        team = people.create_team(session, name="Any", leader_id=zoe, by=None, now=world.now)
        other = service.register(session, title="Ours", owner_id=zoe, due=FRI_11, by=zoe, now=world.now)
        assert (other.number, other.team_id) == (1, team.id)
        assert queries.by_number(session, 2) is None


def test_a_number_is_not_used_up_by_what_is_refused(world: World) -> None:
    with world.session() as session:
        made(world, session)
    with pytest.raises(InvalidInput), world.session() as session:
        made(world, session, due=date(2026, 11, 17))
    with world.session() as session:
        assert made(world, session).number == 2


def test_saving_ones_own_is_the_yes(world: World) -> None:
    with world.session() as session:
        mine = made(world, session)
    assert (mine.lifecycle, mine.promised_for, mine.expected) == (Lifecycle.ACTIVE, FRI_11, FRI_11)
    assert mine.agreed_at == world.now


def test_somebody_elses_waits_for_their_yes_in_their_home_team(world: World) -> None:
    with world.session() as session:
        asked = made(world, session, owner="dana", by="alice")
        assert asked.team_id == world.ids["billing"]
    assert (asked.lifecycle, asked.promised_for, asked.agreed_at) == (Lifecycle.PROPOSED, None, None)


def test_the_level_follows_from_what_it_is_part_of(world: World) -> None:
    with world.session() as session:
        goal = made(world, session, owner="priya")
        child = made(world, session, parent_id=goal.id)
        leaf = made(world, session, parent_id=child.id, level=Level.INDIVIDUAL)
        assert [goal.level, child.level, leaf.level] == [
            Level.ORGANIZATION,
            Level.DEPARTMENT,
            Level.INDIVIDUAL,
        ]


def test_a_title_of_any_length_is_kept_whole_on_one_line(world: World) -> None:
    title = "Refunds  are\npaid " + "soon " * 1000
    with world.session() as session:
        assert made(world, session, title).title == " ".join(title.split())


def test_a_goal_may_go_without_a_date_and_anything_else_may_not(world: World) -> None:
    with world.session() as session:
        goal = made(world, session, due=None)
        with pytest.raises(InvalidInput, match="By when"):
            made(world, session, due=None, parent_id=goal.id)


@pytest.mark.parametrize(
    ("name", "changes", "words"),
    [
        ("dana", {"is_gone": True}, "deactivated"),
        ("dana", {"is_bot": True}, "app"),
        ("dana", {"is_stranger": True}, "another organization"),
        ("charlie", {}, "guest"),
    ],
)
def test_an_owner_is_one_present_full_member(
    world: World, name: str, changes: dict[str, bool], words: str
) -> None:
    with world.session() as session:
        people.keep(session, slack_user(name, **changes), now=world.now)
        with pytest.raises(InvalidInput, match=words) as refused:
            made(world, session, owner=name, by="alice")
    assert refused.value.field == "owner"


def test_a_guest_whom_an_admin_allows_may_own(world: World) -> None:
    with world.session() as session:
        world.person(session, "charlie").may_own_as_guest = True
        asked = made(world, session, owner="charlie", by="alice", team_id=world.ids["support"])
        assert queries.roles(session, world.person(session, "charlie"), asked)
        assert queries.is_visible(session, world.person(session, "charlie"), asked)


def test_all_that_is_wrong_is_marked_at_once(world: World) -> None:
    with world.session() as session, pytest.raises(InvalidInputs) as refused:
        service.register(
            session,
            title="  ",
            owner_id=None,
            due=None,
            parent_id="nope",
            by=world.ids["alice"],
            now=world.now,
        )
    assert set(refused.value.errors) == {"title", "owner", "parent"}


@pytest.mark.parametrize(
    ("day", "words"), [(date(2026, 11, 17), "has passed"), (date(2032, 1, 1), "5 years")]
)
def test_a_day_that_has_passed_or_is_too_far_is_refused(world: World, day: date, words: str) -> None:
    with world.session() as session, pytest.raises(InvalidInput, match=words) as refused:
        made(world, session, due=day)
    assert refused.value.field == "due"


def test_today_is_the_owners_today(world: World) -> None:
    """At 23:30 UTC on Tuesday it is Wednesday in Tel Aviv."""
    world.travel(hours=15)
    with world.session() as session:
        with pytest.raises(InvalidInput, match="Wed 18 Nov has passed"):
            made(world, session, owner="dana", due=date(2026, 11, 18))
        assert made(world, session, owner="bob", due=date(2026, 11, 18)).due == date(2026, 11, 18)


def test_who_is_in_no_team_needs_one_to_be_chosen(world: World) -> None:
    with world.session() as session:
        people.keep(session, slack_user("zoe"), now=world.now)
        world.ids["zoe"] = people.keep(session, slack_user("zoe"), now=world.now).id
        with pytest.raises(InvalidInput, match="no team yet") as refused:
            made(world, session, owner="zoe", by="alice")
        assert refused.value.field == "team"
        chosen = made(world, session, owner="zoe", by="alice", team_id=world.ids["cx"])
        assert chosen.team_id == world.ids["cx"]


def test_a_loop_is_refused_and_named(world: World) -> None:
    with world.session() as session:
        top = made(world, session)
        middle = made(world, session, parent_id=top.id)
        low = made(world, session, parent_id=middle.id)
        alice = world.person(session, "alice")
        with pytest.raises(InvalidInput, match="O-1 → O-2 → O-3 → O-1") as refused:
            service.change(session, top, by=alice, now=world.now, parent_id=low.id)
        with pytest.raises(InvalidInput, match="O-1 → O-1"):
            service.change(session, top, by=alice, now=world.now, parent_id=top.id)
    assert refused.value.field == "parent"


def test_a_tree_that_is_too_deep_is_refused_when_written_and_when_moved(world: World) -> None:
    with world.session() as session:
        chain = [made(world, session)]
        for _ in range(9):
            chain.append(made(world, session, parent_id=chain[-1].id))
        with pytest.raises(InvalidInput, match="level 11"):
            made(world, session, parent_id=chain[-1].id)
        tall = made(world, session)
        made(world, session, parent_id=tall.id)
        with pytest.raises(InvalidInput, match="level 11"):
            service.change(session, tall, by=world.ids["alice"], now=world.now, parent_id=chain[-2].id)
        service.change(session, tall, by=world.ids["alice"], now=world.now, parent_id=chain[-3].id)
        assert tall.level is Level.INDIVIDUAL


def test_what_is_over_takes_nothing_under_it(world: World) -> None:
    with world.session() as session:
        over = made(world, session)
        service.drop(session, over, by=world.ids["alice"], why="Not needed", now=world.now)
        with pytest.raises(InvalidInput, match="O-1 is over"):
            made(world, session, parent_id=over.id)


def test_the_confirmer_is_somebody_else(world: World) -> None:
    with world.session() as session:
        with pytest.raises(InvalidInput, match="Somebody else than the owner"):
            made(world, session, confirmer="alice")
        assert made(world, session, confirmer="bob").confirmer_id == world.ids["bob"]


def test_guests_help_and_apps_do_not(world: World) -> None:
    with world.session() as session:
        helped = made(world, session, contributors=[world.ids["charlie"], world.ids["alice"]])
        assert [one.name for one in queries.contributors(session, helped.id)] == ["Charlie"]
        people.keep(session, slack_user("bob", is_bot=True), now=world.now)
        with pytest.raises(InvalidInput, match="is an app"):
            made(world, session, contributors=[world.ids["bob"]])


def test_guests_write_nothing_down(world: World) -> None:
    with world.session() as session, pytest.raises(NotAllowed, match="full members"):
        made(world, session, by="charlie")


def test_who_wrote_it_down_is_kept(world: World) -> None:
    with world.session() as session:
        asked = made(world, session, owner="dana", by="alice")
        first = queries.events(session, asked)[-1]
        assert (first.who, first.field, first.after) == ("Alice", "outcome", asked.title)
        assert journal.history(session, f"outcome:{asked.id}")


def test_a_new_child_makes_its_parent_read_differently(world: World) -> None:
    with world.session() as session:
        goal = made(world, session)
        version = goal.version
        made(world, session, parent_id=goal.id)
        assert goal.version == version + 1
        assert not queries.is_leaf(session, goal.id)


def test_two_titles_are_the_same_in_whatever_capitals(world: World) -> None:
    with world.session() as session:
        first = made(world, session, "Überweisungen KOMMEN an", due=TUE_15)
        alice = world.person(session, "alice")
        assert queries.similar(session, "überweisungen kommen AN", alice) is first
        assert session.find(Outcome, first.id) is first
