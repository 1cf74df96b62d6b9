"""What Slack tells of by itself: people who come, change and leave; channels; our own access."""

from collections.abc import Mapping
from typing import Any

from bot.people import service
from bot.people.service import SlackUser
from bot.slack.answers import Answer
from bot.slack.listeners import SLACK_ITSELF, Handler, Listeners, Work


def register(on: Listeners) -> None:
    heard: dict[str, Handler] = {
        "team_join": learn,
        "user_change": learn,
        "channel_archive": archive,
        "group_archive": archive,
        "channel_unarchive": unarchive,
        "group_unarchive": unarchive,
        "channel_rename": rename,
        "group_rename": rename,
        "channel_id_changed": get_new_id,
        "member_joined_channel": come_in,
        "channel_left": be_removed,
        "group_left": be_removed,
        "tokens_revoked": lose_tokens,
        "app_uninstalled": be_uninstalled,
    }
    for event, handler in heard.items():
        on.event(event, handler, rule=SLACK_ITSELF)


def learn(work: Work) -> Answer | None:
    user = SlackUser.read(_event(work)["user"], work.session.workspace)
    service.keep(work.session, user, now=work.now)
    return None


def archive(work: Work) -> Answer | None:
    service.archive(work.session, _channel(work), True, now=work.now)
    return None


def unarchive(work: Work) -> Answer | None:
    service.archive(work.session, _channel(work), False, now=work.now)
    return None


def rename(work: Work) -> Answer | None:
    service.rename(work.session, _channel(work), _event(work)["channel"]["name"])
    return None


def get_new_id(work: Work) -> Answer | None:
    event = _event(work)
    service.get_new_id(work.session, event["old_channel_id"], event["new_channel_id"], now=work.now)
    return None


def come_in(work: Work) -> Answer | None:
    service.come_in(work.session, _channel(work), _event(work)["user"], now=work.now)
    return None


def be_removed(work: Work) -> Answer | None:
    service.be_removed(work.session, _channel(work), now=work.now)
    return None


def lose_tokens(work: Work) -> Answer | None:
    if _event(work).get("tokens", {}).get("bot"):
        service.lose_access(work.session, why="tokens_revoked", now=work.now)
    return None


def be_uninstalled(work: Work) -> Answer | None:
    service.lose_access(work.session, why="app_uninstalled", now=work.now)
    return None


def _event(work: Work) -> Mapping[str, Any]:
    found: Mapping[str, Any] = work.payload["event"]
    return found


def _channel(work: Work) -> str:
    """The channel's id: some events name it, others describe it."""
    found = _event(work)["channel"]
    return str(found["id"] if isinstance(found, Mapping) else found)
