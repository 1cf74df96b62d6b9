"""`make demo`: starts the sandbox and the bot, and says what to try."""

import logging
import secrets
import signal
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from enum import Enum, auto
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import click

from bot import app
from bot.app import Bot
from bot.demo import harbor, history, tour, worker
from bot.demo.stage import Occupied, Stage
from bot.demo.supervisor import Supervisor
from bot.sandbox import server as sandbox
from bot.sandbox.wire import Refused
from bot.settings import Settings
from bot.slack.manifest import manifest

FOLDER = Path(".demo")
PORTS_TRIED = 20

BEGINNING = "Harbor's last five weeks are being set up. The first time, this takes a minute or two."
NOTHING_KEPT = "There is no demo to go on with, so the story begins."
STOP = "Ctrl+C stops it. `{again} KEEP=1` then goes on from there, `{again}` begins the story again."
OCCUPIED = """A demo is running in this folder already{where}.
Ctrl+C stops it where it was started. This starts another one beside it: make demo FOLDER=.demo-2"""

WELCOME = """
  Harbor is open:  {url}

  It is Wednesday, half an hour before Alice's check-in, and a tour begins: one week in five minutes.
  Or leave it, and look around alone:
    1. You are Alice, in #support. Write down an outcome:
       /outcome Billing tickets reach Billing without passing Support @dana by 29 April under O-12
    2. Open the time machine and go on until Alice is asked how it is going. Tap Blocked.
       Then switch to Omar: he has been asked already.
    3. Let a day pass without an answer and see who is asked next. On Friday, read Lena's digest.

  {stop}
"""

AGAIN = "The story begins again, at the same address."

WELCOME_BACK = """
  Harbor is open again:  {url}

  It is {now:%A %-d %B, %H:%M} in Berlin, and everything is as you left it. Three things to try:
    1. Open Home: what waits for the person you are is on top.
    2. Open the time machine and go on to the next thing that happens.
    3. Switch to Lena and ask what may not come in time: /outcome list at risk

  {stop}
"""


class Wish(Enum):
    """What the people at the page and at the terminal want while the demo runs."""

    END = auto()
    START_OVER = auto()


def run(*, port: int, keep: bool, folder: Path, migrate: Callable[[str], None]) -> None:
    """Shows the demo until Ctrl+C, from where the last one in `folder` was left if `keep` and there is one.

    `migrate(url)` makes or renews the tables of the database at that address.
    """
    logging.basicConfig(level=logging.WARNING, format=worker.LOG)
    stage = Stage(folder)
    try:
        with stage.alone() as tell:
            _show(stage, port=port, keep=keep, migrate=migrate, tell=tell)
    except Occupied as other:
        raise click.ClickException(OCCUPIED.format(where=f", at {other}" if str(other) else "")) from None


def _show(
    stage: Stage, *, port: int, keep: bool, migrate: Callable[[str], None], tell: Callable[[str], None]
) -> None:
    goes_on = keep and stage.can_go_on
    if keep and not goes_on:
        click.echo(NOTHING_KEPT)
    if not goes_on:
        click.echo(BEGINNING)
    wishes: SimpleQueue[Wish] = SimpleQueue()

    def greet(running: sandbox.Running, bot: Bot) -> None:
        tell(running.url)
        now = bot.now().astimezone(ZoneInfo("Europe/Berlin"))
        url = running.url if goes_on else entrance(running)
        stop = STOP.format(again=_command(stage))
        click.echo((WELCOME_BACK if goes_on else WELCOME).format(url=url, now=now, stop=stop))
        _stop_by_signal(wishes)

    play_until_the_end(partial(playing, stage, migrate=migrate), wishes, greet, port=port, goes_on=goes_on)


def play_until_the_end(
    play: Callable[..., AbstractContextManager[tuple[sandbox.Running, Bot]]],
    wishes: SimpleQueue[Wish],
    greet: Callable[[sandbox.Running, Bot], None],
    *,
    port: int,
    goes_on: bool,
) -> None:
    """Plays, and from the start again at the same address as often as that is wished."""
    play = partial(play, start_over=lambda: wishes.put(Wish.START_OVER))
    with play(port=port, goes_on=goes_on) as (running, bot):
        greet(running, bot)
        wish = wishes.get()
    while wish is Wish.START_OVER:
        click.echo(AGAIN)
        with play(port=urlsplit(running.url).port, goes_on=False):
            wish = wishes.get()


def entrance(running: sandbox.Running) -> str:
    """Where the story begins: the page as Alice sees it, in #support."""
    return f"{running.url}/#/{running.info['users']['alice']}/{running.info['channels']['support']}"


def _command(stage: Stage) -> str:
    """What starts this demo."""
    return "make demo" if stage.folder == FOLDER else f"make demo FOLDER={stage.folder}"


@contextmanager
def playing(
    stage: Stage,
    *,
    port: int,
    goes_on: bool,
    migrate: Callable[[str], None],
    start_over: Callable[[], None] | None = None,
    begin: Callable[[Bot, Mapping[str, str], Mapping[str, str], Path], None] = history.begin,
) -> Iterator[tuple[sandbox.Running, Bot]]:
    """The workspace, and the bot at work in a process of its own; yields the bot that keeps the story's time.

    At the end, both are left so that the story can go on.

    `start_over` is told when a visitor wants the story from its start, and returns at once.
    `begin` brings the bot of a new story to its start, given the ids of users and channels by name, and a
    folder to keep things in from one story to the next.
    """
    if not goes_on:
        stage.clear()
    # Whatever fails here, no process is left behind.
    with Supervisor(click.echo) as supervisor:
        url = f"sqlite:///{stage.database}"
        migrate(url)
        bot_port, secret = free_port(0), secrets.token_hex(16)
        hooks: dict[str, Any] = {
            "clock_url": f"http://127.0.0.1:{bot_port}/clock",
            "clock_secret": secret,
            "start_over": start_over,
            "process": supervisor,
        }
        with _workspace_of(stage, free_port(port), hooks) as running:
            chosen = settings(running.info, url, bot_port, secret)
            # It begins the story and keeps its time; at work is another one like it.
            bot = worker.build(chosen)
            if goes_on:
                _set_clock_back(bot, stage)
            else:
                begin(bot, running.info["users"], running.info["channels"], stage.history)
            stage.goes_on()
            try:
                supervisor.start(chosen)
                yield running, bot
            finally:
                supervisor.stop()
                stage.left(bot.now())
                bot.stop()


def _workspace_of(stage: Stage, port: int, hooks: Mapping[str, Any]) -> sandbox.Running:
    try:
        return sandbox.start(workspace(), port=port, state=stage.workspace, **hooks)
    except Refused as error:
        raise click.ClickException(f"{error}\n`{_command(stage)}` begins the story again.") from None


def _set_clock_back(bot: Bot, stage: Stage) -> None:
    """Business time ran on while nothing was running; the story goes on when it was left."""
    left_at = stage.left_at
    if left_at is not None:
        bot.set_clock(left_at)


def workspace(address: str | None = None) -> dict[str, Any]:
    """Harbor as the sandbox wants it: people, channels, and the app from its manifest.

    Over Socket Mode, or over HTTP when the bot is reached at `address`.
    """
    everybody = [name for name, one in harbor.PEOPLE.items() if not one.is_guest]
    return {
        "team": {"name": "Harbor", "domain": "harbor"},
        "users": [
            {
                "name": name,
                "real_name": one.name,
                "display_name": one.name.split(" ")[0],
                "title": one.title,
                "tz": one.zone,
                "is_restricted": one.is_guest,
                "is_owner": name == "lena",
            }
            for name, one in harbor.PEOPLE.items()
        ],
        "channels": [
            {"name": group.channel, "members": everybody if group.parent is None else _readers(name)}
            for name, group in harbor.TEAMS.items()
        ],
        "manifest": manifest(app.listeners(), socket_mode=address is None, base_url=address or ""),
        "request_url": f"{address}/slack/events" if address else None,
        "rate_limits": "off",
        "tour": tour.TOUR,
    }


def settings(info: Mapping[str, Any], database_url: str, port: int, secret: str) -> Settings:
    return Settings(
        slack_bot_token=info["bot_token"],
        slack_app_token=info["app_token"],
        slack_api_url=info["api_url"],
        database_url=database_url,
        admins=info["users"]["lena"],
        host="127.0.0.1",
        port=port,
        # The sandbox sets no limits here, so that a week can pass in seconds.
        posts_per_minute=600_000,
        updates_per_minute=600_000,
        time_travel=True,
        operator_secret=secret,
    )


def _readers(team: str) -> list[str]:
    """The people of the team, of those below it, and its leaders above."""
    below = [name for name, group in harbor.TEAMS.items() if team in _line(name)]
    found = [one for name in below for one in harbor.TEAMS[name].members]
    for above in _line(team):
        group = harbor.TEAMS[above]
        found += [one for one in (group.leader, group.deputy) if one]
    return list(dict.fromkeys(found))


def _line(team: str) -> list[str]:
    parent = harbor.TEAMS[team].parent
    return [team, *(_line(parent) if parent else [])]


def free_port(wanted: int) -> int:
    """The port itself, or the next free one after it; 0 means any."""
    for port in range(wanted, wanted + PORTS_TRIED) if wanted else (0,):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(trial.getsockname()[1])
    raise click.ClickException(f"No port is free from {wanted} on. Choose another one: --port 9000")


def _stop_by_signal(wishes: SimpleQueue[Wish]) -> None:
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: wishes.put(Wish.END))
