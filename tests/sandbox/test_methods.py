"""What holds for every method of the Web API, asked of each one in the table: a new method is asked, too."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.sandbox.server import start
from bot.sandbox.webapi.call import Method
from bot.sandbox.webapi.methods import METHODS
from tests.sandbox.support import Reply, Slack, config, manifest, modal, section, send

EVERY_SCOPE = sorted({"commands", *(scope for method in METHODS.values() for scope in method.scopes)})
BOTS = {name: method for name, method in METHODS.items() if method.token == "bot"}
TEXT = "text/plain; charset=utf-8"


def running(**changes: Any) -> Iterator[Slack]:
    changes = {"events": [], "scopes": EVERY_SCOPE, **changes}
    with start(config("http://127.0.0.1:9/", **changes)) as sandbox:
        yield Slack(sandbox)


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    yield from running()


@pytest.fixture(scope="module")
def bare() -> Iterator[Slack]:
    """The app with no scope that a method asks for."""
    yield from running(scopes=["commands"])


@pytest.fixture(scope="module")
def arguments(slack: Slack) -> Mapping[str, Any]:
    """Something that Slack would take for each argument that any method requires."""
    team = slack.channels["team"]
    ts = slack.done("chat.postMessage", channel=team, text="Hello")["ts"]
    group = slack.done("usergroups.create", name="Designers")["usergroup"]["id"]
    mark = slack.done("bookmarks.add", channel_id=team, title="T", type="link", link="https://a.example/")
    return {
        "bookmark_id": mark["bookmark"]["id"],
        "channel": team,
        "channel_id": team,
        "client_id": "1.2",
        "client_secret": "x",
        "email": "bob@harbor.example",
        "file": "F1",
        "filename": "a.png",
        "files": [{"id": "F1"}],
        "length": "3",
        "link": "https://a.example/",
        "message_ts": ts,
        "name": "thumbsup",
        "post_at": "4000000000",
        "purpose": "p",
        "scheduled_message_id": "Q1",
        "text": "Hello",
        "timestamp": ts,
        "title": "t",
        "topic": "t",
        "ts": ts,
        "type": "link",
        "user": slack.users["bob"],
        "user_id": slack.users["bob"],
        "usergroup": group,
        "users": slack.users["bob"],
        "view": modal(),
    }


def errors(methods: Mapping[str, Method], ask: Callable[[str, Method], Reply]) -> dict[str, Any]:
    return {name: ask(name, method).json.get("error") for name, method in methods.items()}


def each(methods: Mapping[str, Method], error: str) -> dict[str, str]:
    return dict.fromkeys(methods, error)


def picked(method: Method, arguments: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    names = dict.fromkeys((*method.required, *(["timestamp"] if method.where else [])))
    return {name: arguments[name] for name in names} | changes


@pytest.mark.parametrize(
    ("token", "error"),
    [("", "not_authed"), ("xoxb-wrong", "invalid_auth"), ("xapp-1-A0-wrong", "invalid_auth")],
)
def test_nothing_is_answered_without_a_token_that_opens_something(
    slack: Slack, token: str, error: str
) -> None:
    asked = {name: method for name, method in METHODS.items() if method.token != "none"}
    assert errors(asked, lambda name, _: slack.call(name, token=token)) == each(asked, error)


def test_an_app_level_token_is_for_one_method_and_a_bot_token_for_the_others(slack: Slack) -> None:
    token = slack.running.info["app_token"]
    assert errors(BOTS, lambda name, _: slack.call(name, token=token)) == each(BOTS, "not_allowed_token_type")
    assert slack.api("apps.connections.open")["error"] == "not_allowed_token_type"


def test_a_method_without_its_scope_names_what_is_needed_and_what_there_is(bare: Slack) -> None:
    asked = {name: method for name, method in BOTS.items() if method.scopes}
    answers = {name: bare.api(name) for name in asked}
    assert answers == {
        name: {
            "ok": False,
            "error": "missing_scope",
            "needed": ",".join(method.scopes),
            "provided": "commands",
        }
        for name, method in asked.items()
    }


def test_what_only_reads_takes_no_json_and_nothing_takes_plain_text(slack: Slack) -> None:
    def ask(content_type: str) -> Callable[[str, Method], Reply]:
        headers = {"Authorization": f"Bearer {slack.token}", "Content-Type": content_type}
        return lambda name, _: send(f"{slack.url}/api/{name}", b"{}", headers)

    readers = {name: method for name, method in METHODS.items() if not method.json}
    assert errors(readers, ask("application/json")) == each(readers, "invalid_post_type")
    assert errors(METHODS, ask(TEXT)) == each(METHODS, "invalid_post_type")
    foreign = "application/x-www-form-urlencoded; charset=utf-16"
    assert errors(METHODS, ask(foreign)) == each(METHODS, "invalid_charset")


def test_json_is_as_good_as_a_form_where_it_is_taken(slack: Slack, arguments: Mapping[str, Any]) -> None:
    wrong = {}
    for name in ("chat.postMessage", "conversations.mark", "reactions.add", "bookmarks.list", "team.info"):
        body = json.dumps(picked(METHODS[name], arguments, channel=arguments["channel"])).encode()
        headers = {"Authorization": f"Bearer {slack.token}", "Content-Type": "application/json"}
        answer = send(f"{slack.url}/api/{name}", body, headers).json
        if answer.get("error") not in (None, "no_text"):
            wrong[name] = answer
    assert wrong == {}


def test_a_required_argument_is_missed_by_name(slack: Slack, arguments: Mapping[str, Any]) -> None:
    missed, expected = {}, {}
    for name, method in BOTS.items():
        for argument in method.required:
            given = {one: arguments[one] for one in method.required if one != argument}
            answer = slack.api(name, **given)
            missed[name, argument] = answer.get("error"), answer.get("response_metadata")
            message = f"[ERROR] missing required field: {argument}"
            expected[name, argument] = "invalid_arguments", {"messages": [message]}
    assert missed == expected


def in_a_conversation(quality: Callable[[Method], str]) -> dict[str, Method]:
    return {name: one for name, one in METHODS.items() if one.where is not None and quality(one)}


def asked_about(
    slack: Slack, arguments: Mapping[str, Any], channel: str, methods: Mapping[str, Method]
) -> dict[str, Any]:
    def ask(name: str, method: Method) -> Reply:
        assert method.where is not None
        return slack.call(name, **picked(method, arguments, **{method.where.argument: channel}))

    return errors(methods, ask)


def test_a_conversation_that_the_bot_cannot_see_is_not_found(
    slack: Slack, arguments: Mapping[str, Any]
) -> None:
    asked = in_a_conversation(lambda _: "any")
    for channel in ("C0NOWHERE", slack.channels["secret"]):
        assert asked_about(slack, arguments, channel, asked) == each(asked, "channel_not_found")


def test_where_the_bot_has_to_be_a_member_it_is_refused_from_outside(
    slack: Slack, arguments: Mapping[str, Any]
) -> None:
    asked = in_a_conversation(lambda method: method.where.outside if method.where else "")
    expected = {name: method.where.outside for name, method in asked.items() if method.where}
    assert asked_about(slack, arguments, slack.channels["elsewhere"], asked) == expected


def test_an_archived_channel_is_only_read(slack: Slack, arguments: Mapping[str, Any]) -> None:
    old = slack.post("channels", name="old", members=["demo", "alice"])["channel"]["id"]
    slack.patch(f"channels/{old}", is_archived=True)
    asked = in_a_conversation(lambda method: method.where.archived if method.where else "")
    expected = {name: method.where.archived for name, method in asked.items() if method.where}
    assert asked_about(slack, arguments, old, asked) == expected


def test_a_direct_message_is_no_channel(slack: Slack, arguments: Mapping[str, Any]) -> None:
    asked = in_a_conversation(lambda method: "yes" if method.where and "im" not in method.where.kinds else "")
    dm = slack.dm("bob")
    assert asked_about(slack, arguments, dm, asked) == each(asked, "method_not_supported_for_channel_type")


def test_a_scope_for_public_channels_does_not_open_private_ones() -> None:
    of_public = [scope for scope in EVERY_SCOPE if not scope.startswith(("groups:", "im:", "mpim:"))]
    for public in running(scopes=of_public):
        asked = {
            name: method
            for name, method in METHODS.items()
            if method.by_kind is not None and method.where and "group" in method.where.kinds
        }
        given = {"ts": "1.0", "users": "U1", "user": "U1", "name": "x"}
        leads = public.channels["leads"]
        answers = {
            name: public.api(
                name, channel=leads, **{one: given[one] for one in method.required if one in given}
            )
            for name, method in asked.items()
        }
        needed = {name: answer.get("needed") for name, answer in answers.items()}
        assert needed == {
            name: ",".join(method.by_kind["group"]) for name, method in asked.items() if method.by_kind
        }


@pytest.mark.parametrize("cursor", ["nonsense", "bmV4dDotMQ==", "bmV4dDo5OTk5OTk="])
def test_a_cursor_that_was_not_given_out_is_invalid(
    slack: Slack, arguments: Mapping[str, Any], cursor: str
) -> None:
    paged = {name: method for name, method in METHODS.items() if method.page is not None}
    answers = errors(paged, lambda name, method: slack.call(name, **picked(method, arguments, cursor=cursor)))
    assert answers == each(paged, "invalid_cursor")


def test_a_limit_has_its_bounds(slack: Slack, arguments: Mapping[str, Any]) -> None:
    paged = {name: method for name, method in METHODS.items() if method.page is not None}

    def ask(limit: Callable[[int], Any]) -> dict[str, Any]:
        return errors(
            paged,
            lambda name, method: slack.call(
                name, **picked(method, arguments, limit=str(limit(method.page[1] if method.page else 0)))
            ),
        )

    for limit in (lambda _: -1, lambda most: most + 1, lambda _: "many"):
        assert ask(limit) == each(paged, "invalid_limit")
    assert ask(lambda most: most) == dict.fromkeys(paged)


def test_every_method_has_a_budget_of_its_own() -> None:
    # Slower than any test: the second call of each method comes too early.
    for limited in running(rate_limits=dict.fromkeys(METHODS, 1)):
        app_token = limited.running.info["app_token"]
        for name, method in METHODS.items():
            token = app_token if method.token == "app" else limited.token
            assert limited.call(name, token=token).json.get("error") != "ratelimited", name
            if name in ("auth.revoke", "apps.uninstall"):
                limited.token = limited.post("reinstall")["bot_token"]
                token = limited.token
            reply = limited.call(name, token=token)
            assert (name, reply.status, reply.json.get("error")) == (name, 429, "ratelimited")
            assert 1 <= int(reply.headers["Retry-After"]) <= 60


def test_a_method_says_in_its_headers_which_scopes_it_takes(slack: Slack) -> None:
    for name, method in BOTS.items():
        if not method.scopes:
            continue
        headers = {key.lower(): value for key, value in slack.call(name).headers.items()}
        assert headers["x-accepted-oauth-scopes"] == ",".join(method.scopes), name
        assert headers["x-oauth-scopes"] == ",".join(EVERY_SCOPE), name


@pytest.mark.parametrize(
    ("body", "content_type", "error"),
    [
        (b"{", "application/json", "invalid_json"),
        (b"[]", "application/json", "json_not_object"),
        (b"\xff\xfe", "application/x-www-form-urlencoded", "invalid_form_data"),
        (b"no multipart", "multipart/form-data; boundary=x", "invalid_form_data"),
        (b"no multipart", "multipart/form-data", "invalid_form_data"),
    ],
)
def test_a_body_that_cannot_be_read_is_said_to_be_so(
    slack: Slack, body: bytes, content_type: str, error: str
) -> None:
    headers = {"Authorization": f"Bearer {slack.token}", "Content-Type": content_type}
    assert send(f"{slack.url}/api/chat.postMessage", body, headers).json["error"] == error


def test_a_form_may_come_in_parts_with_a_query(slack: Slack) -> None:
    part = b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nHi\r\n--b--\r\n'
    headers = {"Authorization": f"Bearer {slack.token}", "Content-Type": "multipart/form-data; boundary=b"}
    query = urlencode({"channel": slack.channels["team"]})
    assert send(f"{slack.url}/api/chat.postMessage?{query}", part, headers).json["message"]["text"] == "Hi"


def test_the_app_of_the_manifest_is_served_and_no_other(slack: Slack) -> None:
    newer = slack.post("install", manifest=manifest(events=[], scopes=EVERY_SCOPE))
    try:
        assert slack.api("auth.test")["error"] == "invalid_auth"
        assert slack.call("auth.test", token=newer["bot_token"]).json["ok"]
    finally:
        slack.token = newer["bot_token"]
        slack.running.info["app_token"] = newer["app_token"]
    assert slack.api("chat.postMessage", channel=slack.channels["team"], blocks=[section()])["ok"]
