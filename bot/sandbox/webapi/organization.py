"""Which workspace of an organization a call with the organization's token is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.platform import Platform
from bot.sandbox.slack import Slack
from bot.sandbox.webapi.call import Method
from bot.sandbox.wire import SlackError

# Ids are unique across the organization, so that each of these says where it belongs.
_TELLING: Mapping[str, Callable[[Platform, str], bool]] = {
    "channel": lambda platform, value: (
        value in platform.workspace.channels or value in platform.workspace.users
    ),
    "channel_id": lambda platform, value: value in platform.workspace.channels,
    "usergroup": lambda platform, value: value in platform.workspace.usergroups,
    "file": lambda platform, value: value in platform.workspace.files,
    "user": lambda platform, value: value in platform.workspace.users,
    "user_id": lambda platform, value: value in platform.workspace.users,
    "users": lambda platform, value: value.split(",")[0].strip() in platform.workspace.users,
    "view_id": lambda platform, value: platform.views.find(value) is not None,
    "external_id": lambda platform, value: platform.views.find_external(value) is not None,
    "trigger_id": lambda platform, value: platform.triggers.knows(value),
}


def workspace_for(slack: Slack, method: Method, args: Mapping[str, Any]) -> Platform:
    """The workspace named by `team_id`, or the one to which what the arguments name belongs.

    Raises what Slack answers when that is none of the organization's, or when it has to be said and isn't.
    """
    team_id = args.get("team_id")
    if team_id:
        platform = slack.platforms.get(str(team_id))
        if platform is None:
            raise SlackError("team_not_found")
        return platform
    channel = args.get("channel")
    if type(channel) is str and channel.startswith("#"):
        raise SlackError("team_not_found")
    for name, belongs in _TELLING.items():
        value = args.get(name)
        if type(value) is str and value:
            found = (platform for platform in slack.platforms.values() if belongs(platform, value))
            return next(found, slack.home)
    if method.needs_team:
        raise SlackError("missing_argument")
    return slack.home
