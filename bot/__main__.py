"""`throughline` = `python -m bot`: what an operator types."""

import json
import logging
import signal
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click
from slack_sdk.errors import SlackApiError

from bot import app, schema, settings
from bot.backups import commands
from bot.core import calendar
from bot.demo import show
from bot.outbox import rules as outbox
from bot.settings import Settings, SettingsError
from bot.slack import client
from bot.slack.manifest import SCOPES, manifest as make_manifest

log = logging.getLogger("bot")

SOCKET_METHOD = "apps.connections.open"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(context: click.Context) -> None:
    """Throughline: from what leaders intend to what teams deliver, in Slack."""
    context.obj = lambda: _settings().database_url


for _command in (commands.backup, commands.restore, commands.recovered, commands.resume):
    main.add_command(_command)


@main.command()
def run() -> None:
    """Run the bot until it is told to stop (SIGTERM or Ctrl+C)."""
    chosen = _settings(complete=True)
    _log(chosen)
    behind = schema.behind(chosen.database_url)
    if behind:
        raise click.ClickException(behind)
    bot = app.build(chosen)
    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    try:
        _start(bot, stopping)
        if not stopping.is_set():
            log.info("ready on port %s", bot.port)
        stopping.wait()
    finally:
        bot.stop()


@main.command("demo")
@click.option("--port", default=8080, show_default=True, help="Port of the page; the next free one if taken.")
@click.option("--keep", is_flag=True, help="Go on where the last demo was stopped.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=show.FOLDER,
    show_default=True,
    help="Where it keeps its files. Another folder is another demo.",
)
def run_demo(port: int, keep: bool, folder: Path) -> None:
    """Show the whole product in the browser, without a Slack workspace."""
    show.run(port=port, keep=keep, folder=folder, migrate=schema.migrate)


@main.command()
@click.argument("revision", default="head")
def migrate(revision: str) -> None:
    """Bring the database to the newest schema (or to REVISION). Run once, before the bot is started."""
    chosen = _settings()
    schema.migrate(chosen.database_url, revision)
    where = "the newest version" if revision in schema.NEWEST else revision
    click.echo(f"The database is at {where}.")


@main.command()
def check() -> None:
    """Say whether everything is in place: settings, database, Slack, zone data."""
    chosen = _settings()
    wrong = chosen.missing()
    calendar.use_packaged_zones()
    click.echo(f"zone data        {calendar.zone_data_version()}")
    click.echo(f"transport        {'Socket Mode' if chosen.uses_socket_mode else 'HTTP'}")
    click.echo(f"time travel      {'ON: business time can be moved' if chosen.time_travel else 'off'}")
    behind = schema.behind(chosen.database_url)
    click.echo(f"database         {'ok' if not behind else 'not ready'}")
    wrong += [behind] if behind else commands.held_back(chosen.database_url)
    wrong += _greet(chosen)
    for line in wrong:
        click.echo(f"! {line}", err=True)
    sys.exit(1 if wrong else 0)


@main.command("settings")
def show_settings() -> None:
    """List every setting with what it means and its default."""
    for name, field in Settings.model_fields.items():
        default = {"": "not set", False: "off"}.get(field.default, field.default)
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
        raise click.ClickException(
            "\n".join([*lacks, f"{schema.command_line('settings')} explains each of them."])
        )
    return chosen


def _start(bot: app.Bot, stopping: threading.Event) -> None:
    """Starts the bot, waiting for a Slack that cannot be reached; a refused token ends it."""
    try:
        bot.serve()
    except OSError as error:
        port = bot.settings.port
        raise click.ClickException(f"PORT: {port} cannot be had here ({error.strerror}).") from None
    pause = 1.0
    while not stopping.is_set():
        try:
            bot.start()
        except (SlackApiError, OSError) as error:
            if _is_refusal(error):
                raise click.ClickException(_trouble(error)) from None
            log.warning("%s Trying again.", _trouble(error))
            stopping.wait(pause)
            pause = min(pause * 2, 60.0)
        else:
            return


def _is_refusal(error: Exception) -> bool:
    """Whether Slack will say the same until a person mends the app or its tokens."""
    return isinstance(error, SlackApiError) and error.response["error"] in outbox.WORKSPACE_WIDE


def _trouble(error: SlackApiError | OSError) -> str:
    if not isinstance(error, SlackApiError):
        return f"Slack cannot be reached: {getattr(error, 'reason', error)}."
    word = error.response["error"]
    if not _is_refusal(error):
        return f"Slack is not well: {word}."
    is_socket = error.response.api_url.endswith(SOCKET_METHOD)
    return f"Slack refuses {'SLACK_APP_TOKEN' if is_socket else 'SLACK_BOT_TOKEN'}: {word}."


def _greet(chosen: Settings) -> list[str]:
    """Says who we are in Slack, changing nothing; what is wrong with the tokens there."""
    wrong = []
    try:
        if chosen.slack_bot_token:
            me = client.reading(chosen.slack_bot_token, chosen.slack_api_url).auth_test()
            click.echo(f"Slack            {me['team']} ({me['url']}), as {me['user']}")
            wrong += _lacking(me.headers)
        if chosen.uses_socket_mode:
            client.reading("", chosen.slack_api_url).apps_connections_open(app_token=chosen.slack_app_token)
            click.echo("socket           may be opened")
    except (SlackApiError, OSError) as error:
        wrong.append(_trouble(error))
    return wrong


def _lacking(headers: Mapping[str, str]) -> list[str]:
    """The scopes that the app was installed without."""
    granted = next((value for name, value in headers.items() if name.lower() == "x-oauth-scopes"), None)
    lacking = set() if granted is None else {*SCOPES} - {one.strip() for one in granted.split(",")}
    if not lacking:
        return []
    return [
        f"The app lacks {', '.join(sorted(lacking))}. Give it the manifest of this version and reinstall it."
    ]


def _log(chosen: Settings) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(_JsonLines() if chosen.log_format == "json" else logging.Formatter(LINE))
    logging.basicConfig(level=chosen.log_level, handlers=[handler], force=True)
    # Libraries tell every request and run; only what is wrong belongs into an operator's log.
    for noisy in ("alembic", "slack_bolt", "slack_sdk", "apscheduler", "werkzeug", "waitress"):
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
