"""`backup`, `restore`, `recovered` and `resume`, as an operator types them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from bot import schema
from bot.backups import backup as backups, restore as restores
from bot.backups.errors import Refused
from bot.backups.restore import Schema
from bot.core.db import Database
from bot.outbox import recovery

Url = Callable[[], str]

CONTENTS = """It contains people's names and what they wrote and answered, unencrypted, and no tokens.
Only you may read it; keep it where only those who run the bot can."""
LOST = """
Everything since {since} is lost: what people answered, wrote and
changed from then on, and what they have been asked. Tell them.

Nothing is sent yet. Start the bot, look at Home and at {check}, then let messages go out:
  {resume}
What was sent in the lost time is looked for in Slack first, so that nobody gets it twice."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@click.pass_obj
def backup(database_url: Url, file: Path, force: bool) -> None:
    """Write everything as it stands now to FILE, also while the bot runs."""
    with _told():
        about, rows = backups.write(database_url(), file, force=force)
    click.echo(
        f"{file} holds {sum(rows.values())} rows of {len(rows)} tables, as of {_moment(about.taken_at)}."
    )
    click.echo(CONTENTS)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--verify", is_flag=True, help="Only find out whether FILE could be restored. Touches nothing.")
@click.option("--replace", is_flag=True, help="Throw away what is in the database.")
@click.pass_obj
def restore(database_url: Url, file: Path, verify: bool, replace: bool) -> None:
    """Bring the database back to how it was when FILE was written. Nothing is sent until `resume`."""
    known = Schema(schema.newest(), schema.revisions(), schema.migrate)
    with _told():
        if verify:
            done = restores.verify(file, known)
        else:
            done = restores.restore(file, database_url(), known, replace=replace)
    what = f"{_size(done.rows)}, as of {_moment(done.about.taken_at)}"
    if verify:
        click.echo(f"{file} can be restored: {what}.")
    else:
        click.echo(f"Restored: {what}.")
        click.echo(_lost(done.about.taken_at))


@click.command()
@click.argument("taken_at", type=click.DateTime(["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%MZ"]), metavar="TIME")
@click.pass_obj
def recovered(database_url: Url, taken_at: datetime) -> None:
    """Say that the database was brought back to TIME (UTC, 2026-11-18T09:00Z) by other means than `restore`.

    From a snapshot, say, or by a failover that lost the last minutes. Nothing is sent until `resume`.
    """
    since = taken_at.replace(tzinfo=UTC)
    with _told(), _database(database_url()) as database, database.across() as session:
        recovery.stamp(session, since)
    click.echo(_lost(since))


@click.command()
@click.pass_obj
def resume(database_url: Url) -> None:
    """Let messages go out again after a restore."""
    with _told(), _database(database_url()) as database, database.across() as session:
        was_paused = recovery.resume(session)
    click.echo("Messages go out again." if was_paused else "Nothing was held back.")


@contextmanager
def _told() -> Iterator[None]:
    """What goes wrong ends in a sentence."""
    try:
        yield
    except Refused as error:
        raise click.ClickException(str(error)) from None
    except SQLAlchemyError as error:
        raise click.ClickException(schema.trouble(error)) from None


@contextmanager
def _database(url: str) -> Iterator[Database]:
    """The database, at the newest version."""
    behind = schema.behind(url)
    if behind:
        raise click.ClickException(behind)
    database = Database(url)
    try:
        yield database
    finally:
        database.engine.dispose()


def held_back(url: str) -> list[str]:
    """Why nothing is sent, if so."""
    with _database(url) as database, database.across(read_only=True) as session:
        found = recovery.paused(session)
        taken_at = found.taken_at if found is not None else None
    if taken_at is None:
        return []
    since, resume = _moment(taken_at), schema.command_line("resume")
    return [f"Nothing is sent: the database was restored to {since}. {resume} lets messages go out again."]


def _lost(since: datetime) -> str:
    return LOST.format(
        since=_moment(since),
        check=schema.command_line("check"),
        resume=schema.command_line("resume"),
    )


def _size(rows: Mapping[str, int]) -> str:
    return f"{sum(rows.values())} rows of {len(rows)} tables"


def _moment(at: datetime) -> str:
    return f"{at:%a %d %b %Y %H:%M:%S} UTC"
