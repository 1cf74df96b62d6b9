"""Reading channels at Slack: what counts as not visible, and what says nothing."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.people import directory


@dataclass
class FakeSlack:
    """Slack's answers about one channel; `refuses` names the error of a method."""

    channel: dict[str, Any] = field(default_factory=lambda: {"id": "C1", "name": "x", "is_member": True})
    refuses: dict[str, str] = field(default_factory=dict)
    joined: bool = False

    def conversations_info(self, channel: str) -> dict[str, Any]:
        self._refuse("info")
        return {"channel": dict(self.channel)}

    def conversations_join(self, channel: str) -> None:
        self._refuse("join")
        self.joined = True

    def conversations_members(self, channel: str, limit: int, cursor: str) -> dict[str, Any]:
        if cursor:
            return {"members": ["U3"]}
        return {"members": ["U1", "U2"], "response_metadata": {"next_cursor": "2"}}

    def _refuse(self, method: str) -> None:
        if method in self.refuses:
            raise SlackApiError("refused", {"ok": False, "error": self.refuses[method]})


def read(slack: FakeSlack) -> dict[str, Any] | None:
    found: Any = slack
    return directory.channel(found, "C1")


def test_members_are_read_page_by_page() -> None:
    found = read(FakeSlack())
    assert found is not None
    assert found["members"] == ["U1", "U2", "U3"]


def test_a_public_channel_is_joined_and_a_private_or_archived_one_is_not() -> None:
    public = FakeSlack({"id": "C1", "is_member": False})
    found = read(public)
    assert found is not None
    assert (public.joined, found["is_member"], found["members"]) == (True, True, ["U1", "U2", "U3"])
    for shut in ({"is_private": True}, {"is_archived": True}):
        slack = FakeSlack({"id": "C1", "is_member": False, **shut})
        found = read(slack)
        assert found is not None
        assert (slack.joined, found["is_member"], found["members"]) == (False, False, [])


def test_a_channel_we_may_not_see_is_none() -> None:
    assert read(FakeSlack(refuses={"info": "channel_not_found"})) is None


def test_a_channel_we_may_not_join_is_known_without_us() -> None:
    found = read(FakeSlack({"id": "C1", "is_member": False}, refuses={"join": "restricted_action"}))
    assert found is not None
    assert found["is_member"] is False


@pytest.mark.parametrize("method", ["info", "join"])
def test_trouble_at_slack_says_nothing_about_the_channel(method: str) -> None:
    slack = FakeSlack({"id": "C1", "is_member": False}, refuses={method: "ratelimited"})
    with pytest.raises(SlackApiError):
        read(slack)
