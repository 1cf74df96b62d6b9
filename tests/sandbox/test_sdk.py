"""The public SDK against the sandbox, as a stranger would use it."""

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.server import start
from bot.sandbox.webapi.methods import METHODS
from tests.sandbox.support import Slack, config, section

EVERY_SCOPE = sorted({"commands", *(scope for method in METHODS.values() for scope in method.scopes)})


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    with start(config("http://127.0.0.1:9/", events=[], scopes=EVERY_SCOPE)) as sandbox:
        yield Slack(sandbox)


@pytest.fixture(scope="module")
def client(slack: Slack) -> WebClient:
    return WebClient(slack.token, base_url=f"{slack.url}/api/")


def test_a_file_goes_up_with_one_call_and_is_shown(slack: Slack, client: WebClient) -> None:
    team = slack.channels["team"]
    answer = client.files_upload_v2(
        channel=team, filename="notes.txt", title="Notes", content="Hello", initial_comment="Look"
    )
    file = answer["files"][0]
    assert (file["title"], file["size"]) == ("Notes", 5)
    assert [one["name"] for one in slack.seen("alice", team)[-1]["files"]] == ["notes.txt"]


def test_the_life_of_a_message(slack: Slack, client: WebClient) -> None:
    team = slack.channels["team"]
    posted = client.chat_postMessage(channel=team, text="One", blocks=[section("One")])
    client.reactions_add(channel=team, timestamp=posted["ts"], name="eyes")
    client.pins_add(channel=team, timestamp=posted["ts"])
    client.chat_postMessage(channel=team, text="Answer", thread_ts=posted["ts"])
    client.chat_update(channel=team, ts=posted["ts"], text="Two")
    (root, reply) = client.conversations_replies(channel=team, ts=posted["ts"])["messages"]
    assert (root["text"], root["reactions"][0]["name"], reply["text"]) == ("Two", "eyes", "Answer")
    assert client.chat_getPermalink(channel=team, message_ts=reply["ts"])["permalink"].startswith(slack.url)
    client.chat_delete(channel=team, ts=reply["ts"])
    assert len(client.conversations_replies(channel=team, ts=posted["ts"])["messages"]) == 1


def test_pages_are_walked_by_iterating(slack: Slack, client: WebClient) -> None:
    found = [user["name"] for page in client.users_list(limit=2) for user in page["members"]]
    assert sorted(found) == sorted(["slackbot", *slack.users.keys() - {"slackbot"}])


def test_a_refusal_is_an_error_with_slacks_answer(slack: Slack, client: WebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=slack.channels["elsewhere"], text="x")
    assert refused.value.response["error"] == "not_in_channel"
    with pytest.raises(SlackApiError) as unknown:
        client.api_call("chat.whisper")
    assert unknown.value.response["error"] == "unknown_method"


def test_who_asks_too_often_is_told_how_long_to_wait() -> None:
    with start(config("http://127.0.0.1:9/", rate_limits={"auth.test": 2})) as sandbox:
        hasty = WebClient(sandbox.info["bot_token"], base_url=sandbox.info["api_url"])
        hasty.auth_test()
        hasty.auth_test()
        with pytest.raises(SlackApiError) as refused:
            hasty.auth_test()
        assert refused.value.response.status_code == 429
        assert 20 <= int(refused.value.response.headers["Retry-After"]) <= 30
