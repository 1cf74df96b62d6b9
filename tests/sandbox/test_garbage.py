"""What no bot should ever send: it gets an answer in Slack's form, and never a traceback."""

import copy
import http.client
import json
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.sandbox.blockkit.payloads import check_message_blocks, check_view
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
    views,
)
from tests.sandbox.support import FakeBot, Json, Slack, config, home, mrkdwn, plain, section, send

DEEP = b"[" * 10_000 + b"]" * 10_000


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    with start(config()) as running:
        yield Slack(running)


def nested(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


def post(slack: Slack, rest: bytes) -> Json:
    """A post whose body ends with `rest`, as it stands."""
    start = json.dumps({"channel": slack.channels["team"]}).encode().removesuffix(b"}")
    return slack.send_json("chat.postMessage", start + b"," + rest + b"}")


@pytest.mark.parametrize(
    "rest",
    [
        b'"text": NaN',
        b'"text": -Infinity',
        b'"text": 1e999',
        b'"text": 0x10',
        b'"text": 01',
        b'"text": "\\ud83d"',
        b'"text": "\xff"',
        b'"text": "\xed\xa0\xbd"',
        b'"text": "line\nline"',
        b'"text": ' + b"9" * 5000,
        b'"text": "x",',
        b'"text": "x", "blocks": ' + DEEP,
        b'"text": "x", "blocks": ' + b"[" * 10_000,
        b'"text": "x", "metadata": {"event_type": "a", "event_payload": ' + nested(99) + b"}",
    ],
)
def test_a_body_that_a_strict_reader_refuses_is_no_json(slack: Slack, rest: bytes) -> None:
    assert post(slack, rest) == {"ok": False, "error": "invalid_json"}


def test_what_is_nested_deeply_but_not_too_deeply_comes_back(slack: Slack) -> None:
    metadata = b'{"event_type": "a", "event_payload": ' + nested(98) + b"}"
    beside = b'"text": "x", "attachments": [{"text": "a"}], '
    message = post(slack, beside + b'"metadata": ' + metadata)["message"]
    assert message["metadata"] == json.loads(metadata)


@pytest.mark.parametrize(
    ("argument", "error"),
    [
        ("blocks", "invalid_blocks_format"),
        ("attachments", "invalid_attachments"),
        ("metadata", "invalid_metadata_format"),
    ],
)
@pytest.mark.parametrize("value", [DEEP.decode(), "[NaN]", '["\\udc00"]', "{nonsense", "[1e999]"])
def test_an_argument_that_cannot_be_read_is_named(
    slack: Slack, argument: str, error: str, value: str
) -> None:
    answer = slack.api("chat.postMessage", channel=slack.channels["team"], text="x", **{argument: value})
    assert answer == {"ok": False, "error": error}


def test_the_inspector_shows_what_could_not_be_read(slack: Slack) -> None:
    slack.api("chat.postMessage", channel=slack.channels["team"], text="x", blocks=DEEP.decode())
    assert slack.get("inspector")["entries"][-1]["request"]["blocks"] == DEEP.decode()


def test_five_megabytes_get_the_answer_that_is_theirs(slack: Slack) -> None:
    much = "x" * 5_000_000
    team, bob = slack.channels["team"], slack.users["bob"]
    posted = slack.send_json("chat.postMessage", {"channel": team, "text": much})
    assert posted["response_metadata"]["warnings"] == ["message_truncated"]
    assert len(posted["message"]["text"]) == 40_000
    refused = slack.send_json("chat.postMessage", {"channel": team, "blocks": [section(much)]})
    assert refused["errors"][-1] == "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    answer = slack.send_json("views.publish", {"user_id": bob, "view": home(private_metadata=much)})
    assert "/view/private_metadata" in answer["response_metadata"]["messages"][-1]


# Whatever is sent


GARBAGE: list[Any] = [
    None, True, False, 0, 1, -1, 10**30, 0.5, "", " ", "x", "x" * 5000, "🟢" * 100, "\u202e", "\x00",
    "\ud800", float("nan"), [], {}, [[]], [None], {"": {}}, {"type": ["section"]}, {"type": {}},
    plain("x"), mrkdwn(""), section(), {"type": "button"}, "[]", "null", "plain_text", "rich_text",
]  # fmt: skip
KEYS = ["type", "text", "blocks", "elements", "options", "value", "x", "", "__proto__", "block_id", "url"]
BLOCKS: list[Any] = [
    row.payload
    for table in (messages, blocks, compound, elements, fields, objects, figures)
    for row in table.ROWS
    if len(json.dumps(row.payload)) < 3000
]
VIEWS: list[Any] = [row.payload for row in views.ROWS if len(json.dumps(row.payload)) < 3000]
POSTS: list[Any] = [said.args for said in texts.ROWS if len(json.dumps(said.args)) < 3000]


def spoilt(payload: Any, chance: random.Random) -> Any:
    """The payload with one to three things in it changed, gone, or added."""
    root = [copy.deepcopy(payload)]
    for _ in range(chance.randint(1, 3)):
        place: Any = root
        while True:
            key = chance.choice(list(place) if type(place) is dict else range(len(place)))
            if type(place[key]) not in (dict, list) or not place[key] or chance.random() < 0.3:
                break
            place = place[key]
        _spoil(place, key, chance)
    return root[0]


def _spoil(place: Any, key: Any, chance: random.Random) -> None:
    garbage = copy.deepcopy(chance.choice(GARBAGE))
    if type(place) is dict and chance.random() < 0.5:
        if chance.random() < 0.5:
            del place[key]
        place[chance.choice(KEYS)] = garbage
    else:
        place[key] = garbage


def in_slacks_form(answer: Json) -> bool:
    if answer["ok"]:
        return True
    lines = [*answer.get("errors", ()), *answer.get("response_metadata", {}).get("messages", ())]
    named = answer["error"] not in ("invalid_blocks", "invalid_arguments") or bool(lines)
    return (
        named
        and re.fullmatch(r"[a-z_]+", answer["error"]) is not None
        and all(type(one) is str for one in lines)
    )


def test_the_engine_judges_whatever_is_in_a_payload() -> None:
    chance = random.Random(20261120)
    verdicts = set()
    for _ in range(1500):
        payload = spoilt(chance.choice(BLOCKS), chance)
        if type(payload) is list and all(type(block) is dict for block in payload):
            problems = check_message_blocks(payload)
            assert all(problem.message for problem in problems)
            verdicts.add(bool(problems))
        assert all(problem.message for problem in check_view(spoilt(chance.choice(VIEWS), chance)))
    assert verdicts == {True, False}


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update", "views.publish", "views.open"])
def test_whatever_is_sent_is_answered_in_slacks_form(slack: Slack, method: str) -> None:
    chance = random.Random(method)
    ts = slack.done("chat.postMessage", channel=slack.channels["team"], text="x")["ts"]
    fixed = {
        "channel": slack.channels["team"],
        "ts": ts,
        "user_id": slack.users["bob"],
        "trigger_id": "none",
    }
    connection = http.client.HTTPConnection(slack.url.removeprefix("http://"))
    headers = {"Authorization": f"Bearer {slack.token}", "Content-Type": "application/json"}
    seen = set()
    for _ in range(150):
        body = json.dumps({**fixed, **_arguments(method, chance)})
        connection.request("POST", f"/api/{method}", body, headers)
        response = connection.getresponse()
        answer = json.loads(response.read())
        assert response.status == 200, body
        assert in_slacks_form(answer), (body, answer)
        seen.add(answer.get("error"))
    connection.close()
    assert len(seen) > 1


def _arguments(method: str, chance: random.Random) -> Any:
    if method.startswith("views"):
        return {"view": spoilt(chance.choice(VIEWS), chance)}
    if chance.random() < 0.5:
        return {"text": "x", "blocks": spoilt(chance.choice(BLOCKS), chance)}
    said = spoilt(chance.choice(POSTS), chance)
    return said if type(said) is dict else {"text": said}


# Response URLs say it in plain text


def test_a_response_url_refuses_garbage_in_plain_text(workspace: Callable[..., Slack], bot: FakeBot) -> None:
    slack = workspace()
    slack.post("command", user=slack.users["bob"], channel=slack.channels["team"], text="/demo")
    url = bot.of("command")[0]["response_url"]
    json_type = {"Content-Type": "application/json"}

    def said(body: bytes) -> tuple[int, str]:
        reply = send(url, body, json_type)
        return reply.status, reply.text

    assert said(DEEP) == (400, "invalid_payload")
    assert said(b'{"text": NaN}') == (400, "invalid_payload")
    assert said(b'{"text": "x", "thread_ts": {}}') == (400, "cannot_reply_to_message")
    assert said(b'{"blocks": [{"type": "section", "text": null}]}') == (400, "invalid_blocks")
    assert said(b'{"blocks": "[{"}') == (400, "invalid_blocks_format")
