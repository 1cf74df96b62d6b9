"""What Slack knows: its lists, page by page. Called outside of any transaction, with the reading client."""

from collections.abc import Iterator
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

PAGE = 200


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

    A public channel that the bot is not in is joined: what it posts there must be found again.
    """
    try:
        found: dict[str, Any] = slack.conversations_info(channel=id)["channel"]
        if not found.get("is_member") and not found.get("is_private") and not found.get("is_archived"):
            slack.conversations_join(channel=id)
            found["is_member"] = True
        return {**found, "members": list(_members(slack, id)) if found.get("is_member") else []}
    except SlackApiError:
        return None


def _members(slack: WebClient, id: str) -> Iterator[str]:
    cursor = ""
    while True:
        page = slack.conversations_members(channel=id, limit=PAGE, cursor=cursor)
        yield from page["members"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
