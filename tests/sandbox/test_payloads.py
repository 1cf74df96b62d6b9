"""Every payload of the tables gets Slack's answer, over HTTP, in each of Slack's forms.

It is sent as JSON, and as a form to `blocks.validate`, which says the same in a form of its own.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.sandbox.server import start
from tests.sandbox.payloads import (
    blocks,
    compound,
    elements,
    fields,
    figures,
    messages,
    objects,
    texts,
    updates,
    views,
)
from tests.sandbox.payloads.row import Row, Said, beside_text
from tests.sandbox.support import SCOPES, Json, Slack, config, home, send

_SUBJECTS = (messages, blocks, compound, elements, fields, objects, figures)
MESSAGES = [row for subject in _SUBJECTS for row in subject.ROWS]
BROKEN_VIEWS = [row for row in views.ROWS if row.lines]
GOOD_VIEWS = [row for row in views.ROWS if not row.lines]


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    with start(config(scopes=[*SCOPES, "files:read", "files:write"])) as running:
        yield Slack(running)


def rows(table: list[Row]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", table, ids=[row.name for row in table])


def under(prefix: str, row: Row) -> list[str]:
    """The row's lines as Slack writes them about an argument of this name."""
    return [re.sub(r"\[([^\[]*)\]$", rf"[json-pointer:{prefix}\1]", line) for line in row.lines]


def marked(lines: list[str]) -> Json:
    return {"messages": [f"[ERROR] {line}" for line in lines]}


def validated(slack: Slack, **payload: object) -> list[str]:
    """What `blocks.validate` says, in the wording of the other methods."""
    answer = slack.api("blocks.validate", **payload)
    assert answer["ok"] or answer["error"] == f"invalid_{next(iter(payload))}"
    return [f"{one['message']} [json-pointer:{one['pointer']}]" for one in answer.get("errors", ())]


@rows(MESSAGES)
def test_a_message(slack: Slack, row: Row) -> None:
    post = {"channel": slack.channels["team"], "text": "x", "blocks": row.payload}
    answer = slack.send_json("chat.postMessage", post)
    lines = under("/blocks", row)
    if lines:
        error = {"ok": False, "error": "invalid_blocks", "errors": lines}
        assert answer == {**error, "response_metadata": marked(lines)}
    else:
        assert answer["ok"], answer
    assert not row.payload or validated(slack, blocks=row.payload) == under("", row)


@rows(BROKEN_VIEWS)
def test_a_view_that_is_broken(slack: Slack, row: Row) -> None:
    method = (
        "views.publish" if type(row.payload) is dict and row.payload.get("type") == "home" else "views.open"
    )
    order = {"trigger_id": "none", "user_id": slack.users["bob"], "view": row.payload}
    answer = slack.send_json(method, order)
    error = {"ok": False, "error": "invalid_arguments"}
    assert answer == {**error, "response_metadata": marked(under("/view", row))}
    assert validated(slack, view=row.payload) == under("", row)


@rows(GOOD_VIEWS)
def test_a_view_that_is_fine(slack: Slack, row: Row) -> None:
    if row.payload["type"] == "home":
        assert slack.api("views.publish", user_id=slack.users["bob"], view=row.payload)["ok"]
    else:
        answer = slack.api("views.open", trigger_id="none", view=row.payload)
        assert answer["error"] == "invalid_trigger_id"
    assert validated(slack, view=row.payload) == []


def test_a_picture_that_was_uploaded_by_its_id_and_by_its_address(slack: Slack) -> None:
    """@slack/types 3.2.0 block-kit/composition-objects"""
    asked = slack.done("files.getUploadURLExternal", filename="a.png", length="4")
    send(asked["upload_url"], b"\x89PNG", {"Content-Type": "application/octet-stream"})
    slack.done("files.completeUploadExternal", files=[{"id": asked["file_id"]}])
    address = slack.done("files.info", file=asked["file_id"])["file"]["url_private"]
    for named in ({"id": asked["file_id"]}, {"url": address}):
        picture = {"type": "image", "alt_text": "x", "slack_file": named}
        for shown in ([picture], beside_text(picture), [{"type": "context", "elements": [picture]}]):
            slack.done("chat.postMessage", channel=slack.channels["team"], text="x", blocks=shown)


def test_a_picture_that_nobody_uploaded(slack: Slack) -> None:
    picture = {"type": "image", "alt_text": "x", "slack_file": {"id": "F1"}}
    answer = slack.api("chat.postMessage", channel=slack.channels["team"], text="x", blocks=[picture])
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == ["invalid slack file [json-pointer:/blocks/0/slack_file]"]


def demand(answer: Json, said: Said) -> None:
    assert answer.get("error") == said.error, answer
    assert (
        tuple(answer.get("response_metadata", {}).get("messages", ())) == said.messages or not said.messages
    )


@pytest.mark.parametrize("said", texts.ROWS, ids=[said.name for said in texts.ROWS])
def test_a_post(slack: Slack, said: Said) -> None:
    team = slack.channels["team"]
    before = slack.seen("alice", team)[-1:]
    demand(slack.send_json("chat.postMessage", {"channel": team, **said.args}), said)
    assert (slack.seen("alice", team)[-1:] == before) is bool(said.error)


@pytest.mark.parametrize("said", texts.EPHEMERALS, ids=[said.name for said in texts.EPHEMERALS])
def test_a_post_to_one_person(slack: Slack, said: Said) -> None:
    where = {"channel": slack.channels["team"], "user": slack.users["bob"]}
    demand(slack.send_json("chat.postEphemeral", {**where, **said.args}), said)


@pytest.mark.parametrize(("before", "said"), updates.ROWS, ids=[said.name for _, said in updates.ROWS])
def test_an_edit(slack: Slack, before: Json, said: Said) -> None:
    posted = slack.done("chat.postMessage", channel=slack.channels["team"], **before)
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    demand(slack.send_json("chat.update", {**where, **said.args}), said)
    now = slack.done("conversations.replies", **where)["messages"][0]
    assert (now == posted["message"]) is bool(said.error)


def test_every_row_cites_a_public_page_and_has_a_name_of_its_own() -> None:
    page = re.compile(r"https://\S+|[\w-]+/[\w-]+(#\d+| \S.+)|@slack/types \d\S+ \S+|slack-sdk \d\S+ \S+")
    edits = [said for _, said in updates.ROWS]
    tables: list[list[Any]] = [MESSAGES, views.ROWS, texts.ROWS, texts.EPHEMERALS, edits]
    for table in tables:
        assert len({row.name for row in table}) == len(table)
        assert [row.source for row in table if not page.fullmatch(row.source)] == []


def test_a_view_that_was_encoded_twice_or_cannot_be_read_is_no_object(slack: Slack) -> None:
    for view in (json.dumps(json.dumps(home())), "{nonsense"):
        answer = slack.api("views.publish", user_id=slack.users["bob"], view=view)
        assert answer["response_metadata"]["messages"] == [
            "[ERROR] failed to match all allowed schemas [json-pointer:/view]",
            "[ERROR] must provide an object [json-pointer:/view]",
        ]
