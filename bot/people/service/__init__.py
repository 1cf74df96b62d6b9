"""Who is here, who leads and belongs where, who is away, and what we know of their channels."""

from bot.people.service.absences import come_back as come_back, go_away as go_away, require_say as require_say
from bot.people.service.admins import (
    allow_guests as allow_guests,
    name_admins as name_admins,
    require_admin as require_admin,
    take_admin as take_admin,
)
from bot.people.service.channels import (
    SlackChannel as SlackChannel,
    accept_readers as accept_readers,
    archive as archive,
    be_removed as be_removed,
    come_in as come_in,
    get_new_id as get_new_id,
    keep_channel as keep_channel,
    look_again as look_again,
    look_at_all_again as look_at_all_again,
    rename as rename,
    tell_leader as tell_leader,
    tell_team_again as tell_team_again,
    watch as watch,
)
from bot.people.service.persons import (
    NO_GUESTS as NO_GUESTS,
    NO_STRANGERS as NO_STRANGERS,
    NOT_MET as NOT_MET,
    SlackUser as SlackUser,
    accountable as accountable,
    admit as admit,
    find as find,
    full_member as full_member,
    keep as keep,
    keep_all as keep_all,
    lose_access as lose_access,
    require_own_part as require_own_part,
    welcome as welcome,
)
from bot.people.service.settings import Chosen as Chosen, change_settings as change_settings
from bot.people.service.teams import (
    Draft as Draft,
    add_team as add_team,
    ask_for_sample as ask_for_sample,
    change_team as change_team,
    create_team as create_team,
    draft_of as draft_of,
    edit_team as edit_team,
    may_add_somewhere as may_add_somewhere,
    require_add as require_add,
    require_change as require_change,
    require_see as require_see,
    set_home as set_home,
    set_members as set_members,
    tell_of_leaving as tell_of_leaving,
)
from bot.people.service.telling import (
    is_under_way as is_under_way,
    key_of as key_of,
    tell as tell,
    tell_again as tell_again,
)
