"""Digests and second looks on screen."""

from bot.digests.ui.details import details as details
from bot.digests.ui.lines import WORDS as WORDS
from bot.digests.ui.looks import because as because, look_notice as look_notice
from bot.digests.ui.message import digest as digest
from bot.digests.ui.preview import (
    no_team as no_team,
    not_started as not_started,
    nothing_to_show as nothing_to_show,
    preview as preview,
    which_team as which_team,
)
from bot.digests.ui.size import MOST_WORDS as MOST_WORDS, words as words
