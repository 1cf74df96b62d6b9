"""How people, teams and their settings look."""

from bot.people.ui.admins import offer as offer_admin
from bot.people.ui.settings import settings_button as settings_button, stored_button as stored_button
from bot.people.ui.teams import team_card as team_card, teams_page as teams_page
from bot.people.ui.words import (
    closing_words as closing_words,
    place_words as place_words,
    rhythm_words as rhythm_words,
    short as short,
    weekday_words as weekday_words,
)

__all__ = ["offer_admin"]
