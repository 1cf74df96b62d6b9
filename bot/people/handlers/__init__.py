"""What people do with teams, with their own settings, and what Slack tells of them."""

from bot.people.handlers import admins, away, events, settings, teams
from bot.slack.listeners import Listeners


def register(on: Listeners) -> None:
    teams.register(on)
    settings.register(on)
    away.register(on)
    admins.register(on)
    events.register(on)
