"""Which version the tables are of, and bringing them to another: Alembic, as the command line uses it."""

from pathlib import Path
from typing import Any

import click
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from bot.core.db import make_engine

ROOT = Path(__file__).resolve().parent.parent
NEWEST = ("head", "heads")


def command_line(word: str) -> str:
    """As the operator types it here: after `python -m bot`, or `throughline` where that is installed."""
    return f"`{click.get_current_context().find_root().command_path} {word}`"


def _scripts() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["configure_logger"] = False
    return config


def migrate(url: str, revision: str = "head") -> None:
    engine = make_engine(url)
    config = _scripts()
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            down = _is_down(connection, config, revision)
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            (command.downgrade if down else command.upgrade)(config, revision)
    except SQLAlchemyError as error:
        raise click.ClickException(trouble(error)) from None
    except CommandError as error:
        raise click.ClickException(f"The database cannot be brought to {revision}: {error}.") from None
    finally:
        engine.dispose()


def _is_down(connection: Any, config: Config, revision: str) -> bool:
    if revision in NEWEST:
        return False
    here = MigrationContext.configure(connection).get_current_revision()
    connection.rollback()
    if revision == "base" or revision.startswith("-"):
        return True
    ancestors = {
        one.revision for one in ScriptDirectory.from_config(config).walk_revisions("base", here or "base")
    }
    return revision in ancestors and revision != here


def behind(url: str) -> str | None:
    """What is wrong with the database's schema, with what to do; None when it is the newest."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            here = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as error:
        return trouble(error)
    finally:
        engine.dispose()
    return (
        None if here == newest() else f"The database is not at this version. Run {command_line('migrate')}."
    )


def trouble(error: SQLAlchemyError) -> str:
    """The driver's own words, without the statement and SQLAlchemy's link."""
    said = str(getattr(error, "orig", None) or error)
    return f"There is trouble with the database: {' '.join(said.split())}"


def newest() -> str:
    found = ScriptDirectory.from_config(_scripts()).get_current_head()
    assert found is not None
    return found


def revisions() -> list[str]:
    """The versions that this code knows, newest first."""
    return [one.revision for one in ScriptDirectory.from_config(_scripts()).walk_revisions()]
