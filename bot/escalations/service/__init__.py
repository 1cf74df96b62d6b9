"""What becomes of asks: blocks ask, leaders are reached, channels hear of it. In the caller's transaction."""

from bot.escalations.service.blocks import follow_outcome as follow_outcome
from bot.escalations.service.climbing import (
    away as away,
    climb as climb,
    leaders_changed as leaders_changed,
    round_opened as round_opened,
    team_paused as team_paused,
)
from bot.escalations.service.deciding import (
    decided as decided,
    escalate as escalate,
    go_on as go_on,
    go_up as go_up,
    require_ask as require_ask,
    withdraw as withdraw,
)
from bot.escalations.service.following import follow as follow, start as start
from bot.escalations.service.silence import round_closed as round_closed
