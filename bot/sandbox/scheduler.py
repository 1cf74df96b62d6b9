"""Posts scheduled messages when their time has come, by business time."""

from __future__ import annotations

import asyncio
import logging

from bot.sandbox import content
from bot.sandbox.items import Scheduled
from bot.sandbox.platform import Platform
from bot.sandbox.slack import Slack
from bot.sandbox.wire import SlackError

_LOG = logging.getLogger(__name__)
_LOOK_SECONDS = 0.5


async def watch(slack: Slack) -> None:
    """Looks again and again, as business time may be moved."""
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        for platform in slack.platforms.values():
            post_due(platform)


def post_due(platform: Platform) -> None:
    """Posts what is due, the earliest first."""
    waiting = platform.workspace.scheduled
    if not waiting:
        return
    now = platform.clock.now()
    for planned in sorted(waiting.values(), key=lambda one: one.post_at):
        if planned.post_at <= now:
            del waiting[planned.id]
            _post(platform, planned)


def _post(platform: Platform, planned: Scheduled) -> None:
    """As in Slack, nobody is told when it can't be posted any more; and with metadata, it never is."""
    channel = platform.workspace.channels[planned.channel]
    app = platform.app if planned.author == platform.workspace.bot_user_id else platform.other_app
    if app is None or app.is_revoked or channel.is_archived or planned.args.get("metadata"):
        _LOG.info("The scheduled message %s is dropped.", planned.id)
        return
    try:
        said = content.read(planned.args)
        platform.messages.say_as_bot(app, channel, said, thread_ts=planned.thread_ts)
    except SlackError as error:
        _LOG.info("The scheduled message %s is dropped: %s", planned.id, error.code)
