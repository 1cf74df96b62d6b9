"""Asking people for something by a day, and everything that may become of it."""

from bot.asks.service.answering import (
    answer as answer,
    decline as decline,
    go_on as go_on,
    help_out as help_out,
    not_enough as not_enough,
    pass_on as pass_on,
    promise as promise,
    question as question,
    reply as reply,
    require_asked as require_asked,
    require_asker as require_asker,
    stop as stop,
)
from bot.asks.service.asking import (
    amend as amend,
    ask as ask,
    check_otherwise as check_otherwise,
    hand_to as hand_to,
    held as held,
    revive as revive,
    withdraw as withdraw,
)
from bot.asks.service.moving import (
    begin_after_all as begin_after_all,
    go_up as go_up,
    inherit as inherit,
    leave as leave,
    miss as miss,
    move as move,
    next_at as next_at,
    pause as pause,
    release as release,
    reschedule as reschedule,
    resume as resume,
    tell as tell,
)
from bot.asks.service.standing import standing as standing
