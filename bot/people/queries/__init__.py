"""Looking people and teams up, and what their cards show."""

from bot.people.queries.channels import is_lost as is_lost, teams_using as teams_using, to_read as to_read
from bot.people.queries.lookup import (
    Rung as Rung,
    absences as absences,
    absences_of as absences_of,
    admins as admins,
    away as away,
    below as below,
    by_slack as by_slack,
    channel_of as channel_of,
    day_of as day_of,
    has_begun as has_begun,
    home_team as home_team,
    hours as hours,
    is_away as is_away,
    line_of as line_of,
    members as members,
    person as person,
    rhythm as rhythm,
    roles as roles,
    rungs as rungs,
    team as team,
    teams as teams,
    teams_led_by as teams_led_by,
    teams_of as teams_of,
    workspace as workspace,
    zone_of as zone_of,
    zones_used as zones_used,
)
from bot.people.queries.standing import (
    answers_for as answers_for,
    guest_owners as guest_owners,
    may_take_admin as may_take_admin,
    roles_over as roles_over,
)
from bot.people.queries.views import (
    Stored as Stored,
    TeamFacts as TeamFacts,
    absences_ahead as absences_ahead,
    find_teams as find_teams,
    may_see as may_see,
    my_teams as my_teams,
    seen_teams as seen_teams,
    stored as stored,
    team_facts as team_facts,
)
