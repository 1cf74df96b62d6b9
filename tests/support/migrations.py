"""Moving a database from one revision to another, as the command line does."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

ROOT = Path(__file__).parent.parent.parent
MIGRATIONS = ROOT / "migrations"


def config(folder: Path = MIGRATIONS) -> Config:
    found = Config(ROOT / "alembic.ini")
    found.set_main_option("script_location", str(folder))
    return found


def upgrade(engine: Engine, revision: str = "head", folder: Path = MIGRATIONS) -> None:
    _move(command.upgrade, engine, revision, folder)


def downgrade(engine: Engine, revision: str, folder: Path = MIGRATIONS) -> None:
    _move(command.downgrade, engine, revision, folder)


def _move(way: Any, engine: Engine, revision: str, folder: Path) -> None:
    scripts = config(folder)
    with engine.connect() as connection:
        scripts.attributes["connection"] = connection
        way(scripts, revision)


def revisions() -> list[str]:
    """The project's own, oldest first."""
    return [script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()][::-1]
