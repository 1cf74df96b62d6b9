"""The demo's bot as a process of its own: `python -m bot.demo.worker`, started and ended by the demo.

Its settings are the first line of its standard input, so that it can load its code before there are any. It
says `READY` when it is at work, and stops when its input ends, so that it never outlives who started it.
"""

import json
import logging
import sys

import click
from slack_sdk.errors import SlackApiError

from bot import app
from bot.app import Bot
from bot.demo import colleagues
from bot.outbox.setup import Timings
from bot.settings import Settings

READY = "ready"
LOG = "%(levelname)s %(name)s %(message)s"
# The sandbox shows a message as soon as it has it, and no answer of its own is later than three seconds.
TIMINGS = Timings(settle=4.0)


def build(settings: Settings) -> Bot:
    """The bot among colleagues who answer it."""
    return app.build(settings, dues=[colleagues.DUE], timings=TIMINGS)


def work() -> None:
    """Until the input ends. What a bot that died here had in hand is taken up at once."""
    logging.basicConfig(level=logging.WARNING, format=LOG)
    line = sys.stdin.readline()
    if not line:
        return
    bot = build(Settings(**json.loads(line)))
    try:
        bot.sender.inherit()
        bot.start()
        click.echo(READY)
        sys.stdin.read()
    except (SlackApiError, OSError) as error:
        sys.exit(f"The bot cannot begin: {error}")
    finally:
        bot.stop()


if __name__ == "__main__":
    work()
