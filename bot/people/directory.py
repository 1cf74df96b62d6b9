"""What Slack knows: its lists, page by page. Called outside of any transaction, with the reading client."""

from collections.abc import Iterator
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

PAGE = 200

# Slack's ways of saying that the bot may not see a channel, or not come in. Any other word (too many
# requests, trouble at Slack) says nothing about the channel.
UNSEEN = frozenset({"channel_not_found", "method_not_supported_for_channel_type", "not_in_channel"})
SHUT = UNSEEN | {"is_archived", "restricted_action", "team_access_not_granted", "user_is_restricted"}


def everybody(slack: WebClient) -> Iterator[dict[str, Any]]:
    """Every user object of the workspace; a page may be empty while there are more."""
    cursor = ""
    while True:
        page = slack.users_list(limit=PAGE, cursor=cursor)
        yield from page["members"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


def channel(slack: WebClient, id: str) -> dict[str, Any] | None:
    """Slack's object of a channel with `members` (user ids) added; None when the bot may not see it.

    A public channel that the bot is not in is joined: what it posts there must be found again. Raises
    `SlackApiError` when Slack does not say how the channel stands.
    """
    try:
        found: dict[str, Any] = slack.conversations_info(channel=id)["channel"]
    except SlackApiError as error:
        if error.response["error"] in UNSEEN:
            return None
        raise
    if not found.get("is_member") and not found.get("is_private") and not found.get("is_archived"):
        found["is_member"] = _joined(slack, id)
    return {**found, "members": list(_members(slack, id)) if found.get("is_member") else []}


def _joined(slack: WebClient, id: str) -> bool:
    try:
        slack.conversations_join(channel=id)
    except SlackApiError as error:
        if error.response["error"] in SHUT:
            return False
        raise
    return True


def _members(slack: WebClient, id: str) -> Iterator[str]:
    cursor = ""
    while True:
        page = slack.conversations_members(channel=id, limit=PAGE, cursor=cursor)
        yield from page["members"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
