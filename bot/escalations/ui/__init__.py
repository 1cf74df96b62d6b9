"""Escalations on screen: facts in, blocks and forms out."""

from bot.escalations.ui.channel import folded as folded, opened as opened, round_line as round_line
from bot.escalations.ui.forms import (
    decided as decided,
    escalate as escalate,
    open_already as open_already,
    which as which,
)
from bot.escalations.ui.items import item as item, items as items
from bot.escalations.ui.lines import line as line
from bot.escalations.ui.parts import said as said
