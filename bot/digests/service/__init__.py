"""What becomes of digests and second looks, in the caller's transaction."""

from bot.digests.service.deciding import agree as agree, suggestion as suggestion
from bot.digests.service.editing import (
    ask_changed as ask_changed,
    outcome_changed as outcome_changed,
    round_closed as round_closed,
)
from bot.digests.service.looks import (
    confirm as confirm,
    evaluate as evaluate,
    evaluate_around as evaluate_around,
    open_look as open_look,
    show as show,
    told as told,
)
from bot.digests.service.planning import (
    leads as leads,
    person_changed as person_changed,
    plan_leader as plan_leader,
    plan_team as plan_team,
    posts as posts,
    team_changed as team_changed,
)
from bot.digests.service.posting import post_due as post_due
