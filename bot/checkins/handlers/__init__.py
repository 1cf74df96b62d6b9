"""What people click and type about check-ins."""

from bot.checkins.handlers import answering, commands, teams
from bot.slack.listeners import Listeners


def register(on: Listeners) -> None:
    answering.register(on)
    commands.register(on)
    teams.register(on)
