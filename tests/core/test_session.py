"""A session of one workspace sees and changes the rows of no other, however it asks. On both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, event, func, select, update
from sqlalchemy.orm import aliased

from bot.core.db import Database, Session, lock
from bot.core.pending import Pending

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Two workspaces with a row each, both with the id `one`, and in each one named after it."""
    database = Database(database_url)
    for workspace in ("T1", "T2"):
        with database.transaction(workspace) as session:
            session.add_all([row("one", workspace), row(workspace, workspace)])
    yield database
    database.engine.dispose()


def row(id: str, subject: str) -> Pending:
    return Pending(id=id, consumer="c", kind="k", subject=subject, due_at=NOW)


def subjects(database: Database) -> list[str]:
    with database.across(read_only=True) as session:
        return sorted(session.scalars(select(Pending.subject)))


def test_every_way_of_asking_is_narrowed(database: Database) -> None:
    other = aliased(Pending)
    with database.transaction("T1") as session:
        assert {one.subject for one in session.scalars(select(Pending))} == {"T1"}
        assert session.scalar(select(func.count()).select_from(Pending)) == 2
        assert session.scalars(select(other.workspace).where(other.id == "one")).all() == ["T1"]
        pairs = select(Pending.workspace, other.workspace).join(other, other.id == Pending.id)
        assert {tuple(pair) for pair in session.execute(pairs)} == {("T1", "T1")}
        inner = select(Pending).where(Pending.id.in_(select(other.id).where(other.subject == "T2")))
        assert session.scalars(inner).all() == []


def test_the_same_statement_asks_another_workspace_in_another_session(database: Database) -> None:
    asked = select(Pending.subject).where(Pending.id == "one")
    for workspace in ("T1", "T2", "T1"):
        with database.transaction(workspace, read_only=True) as session:
            assert session.scalar(asked) == workspace


def test_what_is_made_from_a_statement_that_was_asked_already_asks_its_own_question(
    database: Database,
) -> None:
    all_of_them = select(Pending.subject)
    with database.transaction("T2", read_only=True) as session:
        assert len(session.scalars(all_of_them).all()) == 2
        assert session.scalars(all_of_them.where(Pending.id == "T2")).all() == ["T2"]


def test_looking_up_by_id_finds_no_other_workspace_s_row(database: Database) -> None:
    with database.transaction("T1") as session:
        mine = session.find(Pending, "one")
        assert mine is not None
        assert mine.subject == "T1"
        assert session.find(Pending, "T2") is None
        assert lock(session, Pending, "T2") is None
        assert session.find_all(Pending, ["one", "T1", "T2", "none"]).keys() == {"one", "T1"}


def test_changes_and_deletions_stay_inside(database: Database) -> None:
    with database.transaction("T1") as session:
        session.execute(update(Pending).values({Pending.subject: "changed"}))
    assert subjects(database) == ["T2", "T2", "changed", "changed"]
    with database.transaction("T1") as session:
        session.execute(delete(Pending))
    assert subjects(database) == ["T2", "T2"]


def test_a_row_that_was_read_is_not_read_again(database: Database) -> None:
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *facts: asked.append(facts[2]))
    with database.transaction("T1", read_only=True) as session:
        session.find(Pending, "one")
        before = len(asked)
        session.find(Pending, "one")
        assert session.find_all(Pending, ["one"]).keys() == {"one"}
        assert len(asked) == before


def test_a_session_across_workspaces_belongs_to_none(database: Database) -> None:
    with database.across(read_only=True) as session, pytest.raises(RuntimeError, match="belongs to none"):
        _ = session.workspace
    with pytest.raises(RuntimeError, match="needs a workspace"), database.across() as session:
        session.add(row("three", "nobody's"))


def test_an_error_keeps_nothing(database: Database) -> None:
    def fails(session: Session) -> None:
        session.add(row("three", "T1"))
        session.flush()
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"), database.transaction("T1") as session:
        fails(session)
    assert subjects(database) == ["T1", "T1", "T2", "T2"]
