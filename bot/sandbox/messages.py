"""Posting, editing and deleting: what every surface of the API and of the client does to messages."""

from __future__ import annotations

from typing import Any

from bot.sandbox import slack_files
from bot.sandbox.app import App
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.clock import BusinessClock
from bot.sandbox.content import Content, fallback_text
from bot.sandbox.events import Events
from bot.sandbox.records import Channel, Message
from bot.sandbox.stream import Stream
from bot.sandbox.wire import invalid_blocks
from bot.sandbox.workspace import SLACKBOT, Workspace, escape, linked, rich_text

_SUBSCRIPTIONS = {
    "im": ("message.im", "im"),
    "channel": ("message.channels", "channel"),
    "group": ("message.groups", "group"),
    "mpim": ("message.mpim", "mpim"),
}


class Messages:
    def __init__(self, workspace: Workspace, events: Events, stream: Stream, clock: BusinessClock):
        self._workspace = workspace
        self._events = events
        self._stream = stream
        self._clock = clock

    def post(
        self,
        channel: Channel,
        author: str,
        body: Json,
        *,
        thread_ts: str | None = None,
        metadata: Json | None = None,
        only_for: str | None = None,
        bot_user: str | None = None,
    ) -> Message:
        """Puts a message into the conversation, or shows it to one person only (`only_for`)."""
        ts = self._workspace.timestamps.new()
        body = {**body, "ts": ts}
        message = Message(
            ts, channel.id, author, body, thread_ts, metadata or None, only_for, self._clock.stamp()
        )
        if only_for is not None:
            channel.ephemerals[ts] = message
            self._stream.publish("message", user=only_for, channel=channel.id)
            return message
        channel.messages[ts] = message
        root = channel.messages.get(thread_ts or "")
        if root is not None and root is not message:
            root.replies.append(ts)
            body["parent_user_id"] = root.author
        self._announce(channel)
        self._emit_posted(channel, message)
        return message

    def say_as_bot(
        self,
        app: App,
        channel: Channel,
        content: Content,
        *,
        thread_ts: str | None = None,
        only_for: str | None = None,
        **extra: Any,
    ) -> Message:
        """A message of the app's, built as Slack builds it from a call."""
        self._demand_files(content)
        body: Json = {
            "user": app.bot_user_id,
            "type": "message",
            "bot_id": app.bot_id,
            "app_id": app.id,
            "team": self._workspace.team.id,
            "bot_profile": self.bot_profile(app),
            **extra,
            **_shown(content),
        }
        return self.post(
            channel, app.bot_user_id, body, thread_ts=thread_ts, metadata=content.metadata, only_for=only_for
        )

    def say_as_person(
        self, channel: Channel, user: str, typed: str, *, thread_ts: str | None = None, files: list[Json]
    ) -> Message:
        """What a person typed: names become mentions, and the rest is escaped."""
        text = self._workspace.link_names(escape(typed))
        body: Json = {
            "user": user,
            "type": "message",
            "client_msg_id": self._workspace.ids.new("m"),
            "text": text,
            "team": self._workspace.team.id,
            "blocks": rich_text(text),
        }
        if files:
            body |= {"files": files, "subtype": "file_share"}
        message = self.post(channel, user, body, thread_ts=thread_ts)
        self._workspace.mark(user, channel.id, message.ts)
        return message

    def say_as_slackbot(self, channel: Channel, text: str, only_for: str) -> Message:
        body = {"user": SLACKBOT, "type": "message", "text": text, "team": self._workspace.team.id}
        return self.post(channel, SLACKBOT, body, only_for=only_for)

    def edit(self, channel: Channel, message: Message, content: Content, editor: str) -> None:
        """Applies what was said; the rest stays, except that a text without blocks drops the old blocks."""
        self._demand_files(content)
        previous = dict(message.body)
        if content.text is not None:
            message.body["text"] = linked(content.text)
            if content.blocks is None:
                message.body.pop("blocks", None)
            if content.attachments is None:
                message.body.pop("attachments", None)
        for key, value in (("blocks", content.blocks), ("attachments", content.attachments)):
            if value:
                message.body[key] = value
            elif value is not None:
                message.body.pop(key, None)
        if content.text is None and content.blocks:
            message.body["text"] = fallback_text(content.blocks)
        if content.metadata is not None:
            message.metadata = content.metadata or None
        if not content.blocks:
            message.body["edited"] = {"user": editor, "ts": self._workspace.timestamps.new()}
        self._changed(channel, message, previous)

    def edit_as_person(self, channel: Channel, message: Message, typed: str) -> None:
        previous = dict(message.body)
        text = self._workspace.link_names(escape(typed))
        message.body |= {"text": text, "blocks": rich_text(text)}
        message.body["edited"] = {"user": message.author, "ts": self._workspace.timestamps.new()}
        self._changed(channel, message, previous)

    def broadcast(self, channel: Channel, message: Message) -> None:
        """Shows a reply in the channel too."""
        previous = dict(message.body)
        message.body["subtype"] = "thread_broadcast"
        self._changed(channel, message, previous)

    def delete(self, channel: Channel, message: Message) -> None:
        """Takes a message away; a parent with replies leaves a tombstone, so that the thread stays."""
        previous = dict(message.body)
        if message.replies:
            message.body = {
                "type": "message",
                "subtype": "tombstone",
                "text": "This message was deleted.",
                "user": SLACKBOT,
                "hidden": True,
                "ts": message.ts,
            }
            message.metadata = None
            self._changed(channel, message, previous)
            return
        del channel.messages[message.ts]
        root = channel.messages.get(message.thread_ts or "")
        if root is not None and message.ts in root.replies:
            root.replies.remove(message.ts)
        event = {
            "subtype": "message_deleted",
            "deleted_ts": message.ts,
            "previous_message": previous,
            "hidden": True,
        }
        self._emit_message(channel, event, user=None)
        self._announce(channel)

    def replace_ephemeral(self, channel: Channel, message: Message, content: Content) -> None:
        self._demand_files(content)
        kept = {
            key: value for key, value in message.body.items() if key not in ("text", "blocks", "attachments")
        }
        message.body = {**kept, **_shown(content)}
        self._stream.publish("message", user=message.only_for, channel=channel.id)

    def remove_ephemeral(self, channel: Channel, message: Message) -> None:
        channel.ephemerals.pop(message.ts, None)
        self._stream.publish("message", user=message.only_for, channel=channel.id)

    def forget_ephemerals(self, user: str) -> None:
        """Takes everything away that only this person sees."""
        for channel in self._workspace.channels.values():
            for message in [one for one in channel.ephemerals.values() if one.only_for == user]:
                self.remove_ephemeral(channel, message)

    def _demand_files(self, content: Content) -> None:
        """Uploaded images have to be here, and get the address at which they are shown."""
        if content.blocks:
            problems = slack_files.fill_in(self._workspace.files, content.blocks)
            if problems:
                raise invalid_blocks(problem.under("/blocks") for problem in problems)

    def bot_profile(self, app: App) -> Json:
        return {
            "id": app.bot_id,
            "app_id": app.id,
            "user_id": app.bot_user_id,
            "name": app.manifest.bot_name,
            "icons": {},
            "deleted": False,
            "updated": 0,
            "team_id": self._workspace.team.id,
        }

    def _announce(self, channel: Channel) -> None:
        self._stream.publish("message", channel=channel.id)
        self._stream.publish("unread", channel=channel.id)

    def _changed(self, channel: Channel, message: Message, previous: Json) -> None:
        self._stream.publish("message", channel=channel.id)
        shown = channel.shown(message)
        event = {"subtype": "message_changed", "message": shown, "previous_message": previous, "hidden": True}
        self._emit_message(channel, event, user=None)

    def _emit_posted(self, channel: Channel, message: Message) -> None:
        self._emit_message(channel, channel.shown(message), user=message.author)
        self._emit_mention(channel, message)

    def _emit_message(self, channel: Channel, event: Json, *, user: str | None) -> None:
        subscription, channel_type = _SUBSCRIPTIONS[channel.kind]
        if not self._bot_is_in(channel):
            return
        ts = event.get("ts") or self._workspace.timestamps.new()
        event = {"type": "message", **event, "channel": channel.id, "channel_type": channel_type}
        self._events.emit({**event, "ts": ts, "event_ts": ts}, subscription=subscription, user=user)

    def _emit_mention(self, channel: Channel, message: Message) -> None:
        bot = self._workspace.bot_user_id
        if bot is None or channel.is_dm or message.author == bot or not self._bot_is_in(channel):
            return
        if f"<@{bot}" in str(message.body.get("text")):
            event = {
                **channel.shown(message),
                "type": "app_mention",
                "channel": channel.id,
                "event_ts": message.ts,
            }
            self._events.emit(event, user=message.author)

    def _bot_is_in(self, channel: Channel) -> bool:
        return self._workspace.bot_user_id in channel.members


def _shown(content: Content) -> Json:
    text = content.text if content.text is not None else fallback_text(content.blocks or [])
    shown: Json = {"text": linked(text)}
    if content.blocks:
        shown["blocks"] = content.blocks
    if content.attachments:
        shown["attachments"] = content.attachments
    return shown
