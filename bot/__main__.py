"""`throughline` = `python -m bot`: what an operator types."""

import json
import logging
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from bot import app, demo, settings
from bot.core import calendar
from bot.core.db import make_engine
from bot.settings import Settings, SettingsError
from bot.slack.manifest import manifest as make_manifest

ROOT = Path(__file__).resolve().parent.parent


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Throughline: from what leaders intend to what teams deliver, in Slack."""


@main.command()
def run() -> None:
    """Run the bot until it is told to stop (SIGTERM or Ctrl+C)."""
    chosen = _settings(complete=True)
    _log(chosen)
    behind = _behind(chosen)
    if behind:
        raise click.ClickException(behind)
    bot = app.build(chosen)
    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    _start(bot, stopping)
    if not stopping.is_set():
        logging.getLogger("bot").info("ready on port %s", bot.port)
    stopping.wait()
    bot.stop()


@main.command("demo")
@click.option("--port", default=8080, show_default=True, help="Port of the page; the next free one if taken.")
@click.option("--keep", is_flag=True, help="Go on where the last demo was stopped.")
def run_demo(port: int, keep: bool) -> None:
    """Show the whole product in the browser, without a Slack workspace."""
    demo.run(port=port, keep=keep, migrate=_migrate)


@main.command()
@click.argument("revision", default="head")
def migrate(revision: str) -> None:
    """Bring the database to the newest schema (or to REVISION). Run once, before the bot is started."""
    chosen = _settings()
    _migrate(chosen.database_url, revision)
    click.echo(f"The database is at {revision}.")


@main.command()
def check() -> None:
    """Say whether everything is in place: settings, database, Slack, zone data."""
    chosen = _settings()
    wrong = chosen.missing()
    calendar.use_packaged_zones()
    click.echo(f"zone data        {calendar.zone_data_version()}")
    click.echo(f"transport        {'Socket Mode' if chosen.uses_socket_mode else 'HTTP'}")
    click.echo(f"time travel      {'ON: business time can be moved' if chosen.time_travel else 'off'}")
    behind = _behind(chosen)
    click.echo(f"database         {'ok' if not behind else 'not ready'}")
    wrong += [behind] if behind else []
    if not chosen.missing():
        wrong += _greet(chosen)
    for line in wrong:
        click.echo(f"! {line}", err=True)
    sys.exit(1 if wrong else 0)


@main.command("settings")
def show_settings() -> None:
    """List every setting with what it means and its default."""
    for name, field in Settings.model_fields.items():
        default = field.default if field.default not in ("", None) else "not set"
        click.echo(f"{name.upper()}\n    {field.description}\n    default: {default}")
    click.echo("A secret may also be read from a file: SLACK_BOT_TOKEN_FILE=/run/secrets/token")


@main.command()
@click.option(
    "--prefix", default="", help="Puts a word before every command: x makes /x-outcome of /outcome."
)
@click.option("--http", is_flag=True, help="For HTTP at BASE_URL instead of Socket Mode.")
def manifest(prefix: str, http: bool) -> None:
    """Print the app manifest, to paste into Slack under "From a manifest"."""
    chosen = _settings()
    made = make_manifest(app.listeners(), prefix=prefix, socket_mode=not http, base_url=chosen.base_url)
    click.echo(json.dumps(made, indent=2, ensure_ascii=False))


def _settings(*, complete: bool = False) -> Settings:
    try:
        chosen = settings.load()
    except SettingsError as error:
        raise click.ClickException(str(error)) from None
    lacks = chosen.missing() if complete else []
    if lacks:
        raise click.ClickException("\n".join([*lacks, "`throughline settings` explains each of them."]))
    return chosen


def _start(bot: app.Bot, stopping: threading.Event) -> None:
    """Starts the bot, waiting for a Slack that cannot be reached; a refused token ends it."""
    pause = 1.0
    while not stopping.is_set():
        try:
            bot.start()
        except SlackApiError as error:
            raise click.ClickException(f"Slack refuses the token: {error.response['error']}") from None
        except OSError as error:
            logging.getLogger("bot").warning("Slack cannot be reached (%s); trying again", error)
            stopping.wait(pause)
            pause = min(pause * 2, 60.0)
        else:
            return


def _greet(chosen: Settings) -> list[str]:
    try:
        bot = app.build(chosen)
        bot.connect()
    except SlackApiError as error:
        return [f"Slack refuses the token: {error.response['error']}"]
    except (OSError, SQLAlchemyError) as error:
        return [f"Slack or the database cannot be reached: {error}"]
    click.echo(f"Slack            connected to {bot.workspace}")
    return []


def _alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["configure_logger"] = False
    return config


def _migrate(url: str, revision: str = "head") -> None:
    engine = make_engine(url)
    config = _alembic()
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            down = _is_down(connection, config, revision)
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            (command.downgrade if down else command.upgrade)(config, revision)
    finally:
        engine.dispose()


def _is_down(connection: Any, config: Config, revision: str) -> bool:
    if revision in ("head", "heads"):
        return False
    here = MigrationContext.configure(connection).get_current_revision()
    connection.rollback()
    if revision == "base" or revision.startswith("-"):
        return True
    ancestors = {
        one.revision for one in ScriptDirectory.from_config(config).walk_revisions("base", here or "base")
    }
    return revision in ancestors and revision != here


def _behind(chosen: Settings) -> str | None:
    """What is wrong with the database's schema, with what to do; None when it is the newest."""
    engine = make_engine(chosen.database_url)
    try:
        with engine.connect() as connection:
            here = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as error:
        return f"The database cannot be reached: {error}"
    finally:
        engine.dispose()
    newest = ScriptDirectory.from_config(_alembic()).get_current_head()
    return None if here == newest else "The database is not at this version. Run: throughline migrate"


def _log(chosen: Settings) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(_JsonLines() if chosen.log_format == "json" else logging.Formatter(LINE))
    logging.basicConfig(level=chosen.log_level, handlers=[handler], force=True)
    # Bolt and the scheduler tell every request and run; only what is wrong belongs into an operator's log.
    for noisy in ("slack_bolt", "slack_sdk", "apscheduler", "werkzeug", "waitress"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelName(chosen.log_level)))


LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"


class _JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "name": record.name,
            "text": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


if __name__ == "__main__":
    main()
