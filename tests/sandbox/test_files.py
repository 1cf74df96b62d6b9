"""Files: announced, sent, completed; then in conversations, in blocks and on the page."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.sandbox.server import start
from tests.sandbox.support import Reply, Slack, config, modal, section, send

SCOPES = ["chat:write", "commands", "files:read", "files:write", "channels:history"]
PIXEL = bytes.fromhex("89504e470d0a1a0a") + b"not a picture, but nobody looks"


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    with start(config("http://127.0.0.1:9/", events=[], scopes=SCOPES)) as sandbox:
        yield Slack(sandbox)


def sent(slack: Slack, body: bytes = PIXEL, **more: Any) -> tuple[str, Reply]:
    """The file's id, and what was answered to its bytes."""
    given = {"filename": "chart.png", "length": str(len(PIXEL)), **more}
    answer = slack.done("files.getUploadURLExternal", **given)
    return answer["file_id"], send(answer["upload_url"], body, {"Content-Type": "image/png"})


def uploaded(slack: Slack, **more: Any) -> str:
    file, reply = sent(slack)
    assert (reply.status, reply.text) == (200, f"OK - {len(PIXEL)}")
    slack.done("files.completeUploadExternal", files=[{"id": file, "title": "Chart"}], **more)
    return file


def test_a_file_is_shown_where_it_was_shared_and_read_by_its_address(slack: Slack) -> None:
    team = slack.channels["team"]
    file = uploaded(slack, channel_id=team, initial_comment="Look")
    message = slack.seen("alice", team)[-1]
    assert (message["text"], message["files"][0]["id"]) == ("Look", file)
    shown = slack.done("files.info", file=file)["file"]
    assert (shown["title"], shown["mimetype"], shown["channels"]) == ("Chart", "image/png", [team])
    read = send(shown["url_private"])
    assert (read.body, read.headers["Content-Type"]) == (PIXEL, "image/png")
    assert slack.done("files.list", channel=team)["files"][0]["id"] == file
    slack.done("files.delete", file=file)
    assert slack.api("files.info", file=file)["error"] == "file_not_found"
    assert send(shown["url_private"]).status == 404


def test_an_uploaded_image_stands_in_blocks_by_id_or_address(slack: Slack) -> None:
    file = uploaded(slack)
    url = slack.done("files.info", file=file)["file"]["url_private"]
    for named in ({"id": file}, {"url": url}):
        image = {"type": "image", "slack_file": named, "alt_text": "A chart"}
        accessory = section(accessory=image)
        posted = slack.done("chat.postMessage", channel=slack.channels["team"], blocks=[image, accessory])
        first, second = posted["message"]["blocks"]
        assert first["slack_file"] == second["accessory"]["slack_file"] == {"id": file, "url": url}


def test_an_image_that_is_not_here_stops_a_message_and_a_view(slack: Slack) -> None:
    image = {"type": "image", "slack_file": {"id": "F0NONE"}, "alt_text": "A chart"}
    answer = slack.api("chat.postMessage", channel=slack.channels["team"], blocks=[section(), image])
    assert answer["errors"] == ["invalid slack file [json-pointer:/blocks/1/slack_file]"]
    view = modal(section(), image)
    answer = slack.api("views.open", trigger_id="1.2.3", view=view)
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] invalid slack file [json-pointer:/view/blocks/1/slack_file]"
    ]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"length": "0"}, "invalid_arguments"),
        ({"length": "many"}, "invalid_arguments"),
        ({"length": "30000000"}, "file_upload_size_restricted"),
        ({"alt_txt": "x" * 1001}, "alt_txt_too_large"),
        ({"snippet_type": "text", "length": "1000001"}, "snippet_too_large"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_before_it_is_sent(
    slack: Slack, changes: dict[str, str], error: str
) -> None:
    given = {"filename": "a.png", "length": "3", **changes}
    assert slack.api("files.getUploadURLExternal", **given)["error"] == error


def test_nothing_is_completed_before_all_of_its_bytes_are_here(slack: Slack) -> None:
    file, reply = sent(slack, PIXEL + b"more")
    assert reply.status == 400
    answer = slack.api("files.completeUploadExternal", files=[{"id": file}])
    assert answer["error"] == "file_not_found"
    assert send(f"{slack.url}/upload/v1/{file}/wrong", PIXEL).status == 404


def test_an_uploaded_form_is_read_too(slack: Slack) -> None:
    answer = slack.done("files.getUploadURLExternal", filename="a.txt", length="2")
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nHi\r\n--b--\r\n'
    reply = send(answer["upload_url"], part, {"Content-Type": "multipart/form-data; boundary=b"})
    assert reply.text == "OK - 2"


@pytest.mark.parametrize(
    ("where", "error"),
    [("elsewhere", "not_in_channel"), ("secret", "channel_not_found")],
)
def test_a_file_is_shared_only_where_the_bot_is(slack: Slack, where: str, error: str) -> None:
    file, _ = sent(slack)
    answer = slack.api("files.completeUploadExternal", files=[{"id": file}], channel_id=slack.channels[where])
    assert answer["error"] == error


@pytest.mark.parametrize("files", ["nonsense", "[]", "{}", '["F1"]', '[{"title": "x"}]'])
def test_what_names_no_files_completes_nothing(slack: Slack, files: str) -> None:
    assert slack.api("files.completeUploadExternal", files=files)["error"] == "invalid_arguments"
