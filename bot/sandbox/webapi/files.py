"""`files.*`: an address to send the bytes to, and the file in conversations once they are there."""

from __future__ import annotations

import mimetypes

from bot.sandbox import content
from bot.sandbox.blockkit.engine import Json
from bot.sandbox.content import parsed
from bot.sandbox.items import File
from bot.sandbox.records import Channel
from bot.sandbox.webapi import chat
from bot.sandbox.webapi.call import Call
from bot.sandbox.wire import SlackError, invalid_arguments

LONGEST_ALT_TEXT = 1000
MOST_SNIPPET_BYTES = 1_000_000
MOST_CHANNELS = 100


def get_upload_url(call: Call) -> Json:
    length = call.number("length", 0)
    if length < 1:
        raise invalid_arguments(["must be greater than 0 [json-pointer:/length]"])
    if len(call.text("alt_txt")) > LONGEST_ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    if call.text("snippet_type") and length > MOST_SNIPPET_BYTES:
        raise SlackError("snippet_too_large")
    if length > call.platform.uploads.most_bytes:
        raise SlackError("file_upload_size_restricted")
    name = call.text("filename")
    platform = call.platform
    file_id = platform.workspace.ids.new("F")
    file = File(
        id=file_id,
        name=name,
        title=name,
        mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
        size=length,
        user=call.app.bot_user_id,
        created=call.moment(),
        url=platform.uploads.address_of(platform.address, file_id, name),
        alt_text=call.text("alt_txt"),
    )
    return {"ok": True, "upload_url": platform.uploads.expect(platform.address, file), "file_id": file_id}


def complete_upload(call: Call) -> Json:
    files = _uploaded(call)
    channels = _channels(call)
    for file, title in files:
        file.title = title or file.title
        call.platform.workspace.files[file.id] = file
        call.platform.uploads.forget(file.id)
    for channel in channels:
        _share(call, channel, [file for file, _ in files])
    return {"ok": True, "files": [file.as_json() for file, _ in files]}


def _uploaded(call: Call) -> list[tuple[File, str]]:
    """The files named, whose bytes have to be there, with the titles they are given."""
    named = parsed(call.args.get("files"), "invalid_arguments")
    if type(named) is not list or not named or not all(type(one) is dict and "id" in one for one in named):
        raise invalid_arguments(["must provide an array of objects with `id` [json-pointer:/files]"])
    found = []
    for one in named:
        file = call.platform.uploads.arrived(str(one["id"]), call.app.bot_user_id)
        if file is None:
            raise SlackError("file_not_found")
        found.append((file, str(one.get("title") or "")))
    return found


def _channels(call: Call) -> list[Channel]:
    wanted = list(dict.fromkeys([*call.words("channel_id"), *call.words("channels")]))
    if len(wanted) > MOST_CHANNELS:
        raise SlackError("channels_limit_exceeded")
    channels = [call.visible_channel(channel_id) for channel_id in wanted]
    if any(call.app.bot_user_id not in channel.members for channel in channels):
        raise SlackError("not_in_channel")
    return channels


def _share(call: Call, channel: Channel, files: list[File]) -> None:
    said = content.read({"text": call.text("initial_comment"), "blocks": call.args.get("blocks")})
    for file in files:
        file.shared_in.append(channel.id)
    shown = [file.as_json() for file in files]
    thread_ts = chat.thread(call, channel)
    call.platform.messages.say_as_bot(
        call.app, channel, said, thread_ts=thread_ts, files=shown, subtype="file_share", upload=True
    )


def info(call: Call) -> Json:
    file = _visible(call)
    return {"ok": True, "file": file.as_json(), "comments": []}


def list_all(call: Call) -> Json:
    count, number = call.number("count", 100), call.number("page", 1)
    if count < 1 or number < 1:
        raise invalid_arguments(["must be greater than 0"])
    user, channel = call.text("user"), call.text("channel")
    if user:
        call.person(user)
    found = [
        file
        for file in reversed(call.platform.workspace.files.values())
        if _is_visible(call, file) and user in ("", file.user) and (not channel or channel in file.shared_in)
    ]
    here = found[(number - 1) * count : number * count]
    pages = -(-len(found) // count)
    paging = {"count": count, "total": len(found), "page": number, "pages": pages}
    return {"ok": True, "files": [file.as_json() for file in here], "paging": paging}


def delete(call: Call) -> Json:
    file = _visible(call)
    if file.user != call.app.bot_user_id:
        raise SlackError("cant_delete_file")
    del call.platform.workspace.files[file.id]
    return {"ok": True}


def _visible(call: Call) -> File:
    file = call.platform.workspace.files.get(call.text("file"))
    if file is None or not _is_visible(call, file):
        raise SlackError("file_not_found")
    return file


def _is_visible(call: Call, file: File) -> bool:
    """The bot sees its own files and those in its conversations."""
    bot, channels = call.app.bot_user_id, call.platform.workspace.channels
    return file.user == bot or any(bot in channels[one].members for one in file.shared_in)
