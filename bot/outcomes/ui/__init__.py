"""Outcomes on screen: facts in, blocks and forms out."""

from bot.outcomes.ui.cards import card as card
from bot.outcomes.ui.items import item as item, items as items
from bot.outcomes.ui.labels import label as label
from bot.outcomes.ui.lists import history as history, page as page, why as why
from bot.outcomes.ui.marks import (
    ICONS as ICONS,
    agreed_line as agreed_line,
    confirmed_line as confirmed_line,
    counts as counts,
    flag_words as flag_words,
    line as line,
    standing as standing,
    status_word as status_word,
)
from bot.outcomes.ui.told import change_words as change_words, notice as notice
