"""What Home reads, and how often."""

from sqlalchemy import event

from bot.home import queries
from tests.outcomes.desk import made
from tests.support.world import World


def test_home_of_a_leader_reads_the_tree_once_whatever_hangs_in_it(world: World) -> None:
    with world.session() as session:
        parent = None
        for _ in range(4):
            owned = made(world, session, "Goal", owner="lena", parent_id=parent)
            made(world, session, "Another goal", owner="priya")
            parent = owned.id
        session.flush()
        statements: list[str] = []
        event.listen(session.connection(), "before_cursor_execute", lambda *call: statements.append(call[2]))
        page = queries.page(session, world.person(session, "lena"), world.now)
    assert [row.depth for row in page.board] == [0, 1, 2, 3, 0, 0, 0, 0]
    assert len(page.mine) == 4
    # A look-up for each level below what was asked for. All four of Lena's are among it, so there is one.
    looked_down = [one for one in statements if ".parent_id IN" in one and ".title" in one]
    assert len(looked_down) == 1
