"""What can be done with check-ins. Each function is one use case, in the caller's transaction."""

from bot.checkins.queries.preview import preview as preview
from bot.checkins.service.answers import (
    all_on_track as all_on_track,
    at_risk as at_risk,
    blocked as blocked,
    done as done,
    edit as edit,
    heard as heard,
    on_track as on_track,
    still_asked as still_asked,
    undo as undo,
)
from bot.checkins.service.lines import agreed as agreed, claimed as claimed, confirmed as confirmed
from bot.checkins.service.planning import plan as plan
from bot.checkins.service.prompts import ask_due as ask_due
from bot.checkins.service.reactions import (
    outcome_changed as outcome_changed,
    person_changed as person_changed,
    team_changed as team_changed,
)
from bot.checkins.service.reminders import (
    asked_anew as asked_anew,
    come as come,
    copy as copy,
    remind_due as remind_due,
    show_more as show_more,
    snooze as snooze,
)
from bot.checkins.service.rounds import open_due as open_due
from bot.checkins.service.teams import (
    check_in_now as check_in_now,
    pause as pause,
    resume as resume,
    start as start,
)
