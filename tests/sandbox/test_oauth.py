"""Installing by OAuth: Slack's page, a code, a token; and tokens that rotate."""

import base64
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from bot.sandbox.server import start
from tests.sandbox.support import Json, Reply, Slack, config, send
from tests.sandbox.test_organization import DEPOT

SCOPES = ["chat:write", "commands", "team:read"]
BACK = "http://127.0.0.1:9/oauth"


def settings(**more: Any) -> Json:
    made = config("http://127.0.0.1:9/", events=[], scopes=SCOPES)
    made["manifest"]["oauth_config"]["redirect_urls"] = [BACK]
    made["manifest"]["settings"] |= more
    return {
        **made,
        "workspaces": [{**DEPOT, "channels": [], "is_installed": False}],
        "enterprise": {"name": "Globe"},
    }


def running(**more: Any) -> Iterator[Slack]:
    with start(settings(**more)) as sandbox:
        yield Slack(sandbox)


@pytest.fixture
def slack() -> Iterator[Slack]:
    yield from running()


def keys(slack: Slack) -> Json:
    return {name: slack.running.info[name] for name in ("client_id", "client_secret")}


def page(slack: Slack, **query: str) -> Reply:
    given = {"client_id": keys(slack)["client_id"], "scope": ",".join(SCOPES), "state": "s", **query}
    return send(f"{slack.url}/oauth/v2/authorize?{urlencode(given)}")


def pressed(slack: Slack, where: str, *, allow: str = "1", **query: str) -> dict[str, str]:
    """Presses a button of the page; what the app is told when the person comes back."""
    asked = page(slack, **query).text
    ticket = re.search("name='ticket' value='(.*?)'", asked)
    place = re.search(f"value='([^']*)'>{where}<", asked)
    assert ticket is not None, asked
    assert place is not None, asked
    form = {"ticket": ticket[1], "team": place[1], "user": slack.users["alice"], "allow": allow}
    reply = send(f"{slack.url}/oauth/v2/authorize", urlencode(form).encode(), follow=False)
    assert reply.status == 302, reply.text
    went = reply.headers["Location"]
    assert went.startswith(BACK)
    return dict(parse_qsl(urlsplit(went).query))


def test_an_allowed_app_gets_a_token_of_the_workspace(slack: Slack) -> None:
    back = pressed(slack, "Depot")
    assert back["state"] == "s"
    answer = slack.call("oauth.v2.access", token="", **keys(slack), code=back["code"]).json
    assert (answer["team"]["name"], answer["scope"]) == ("Depot", ",".join(SCOPES))
    assert answer["enterprise"]["name"] == "Globe"
    assert (answer["token_type"], answer["is_enterprise_install"]) == ("bot", False)
    assert answer["authed_user"]["id"] == slack.users["alice"]
    told = slack.call("auth.test", token=answer["access_token"]).json
    assert (told["team"], told["user_id"]) == ("Depot", answer["bot_user_id"])
    again = slack.call("oauth.v2.access", token="", **keys(slack), code=back["code"]).json
    assert again["error"] == "invalid_code"


def test_scopes_that_were_not_asked_for_are_not_granted_until_they_are(slack: Slack) -> None:
    code = pressed(slack, "Depot", scope="chat:write")["code"]
    token = slack.call("oauth.v2.access", token="", **keys(slack), code=code).json["access_token"]
    answer = slack.call("team.info", token=token).json
    assert (answer["error"], answer["provided"]) == ("missing_scope", "chat:write")
    code = pressed(slack, "Depot", scope="team:read")["code"]
    granted = slack.call("oauth.v2.access", token="", **keys(slack), code=code).json
    assert granted["scope"] == "chat:write,team:read"
    assert slack.call("team.info", token=granted["access_token"]).json["ok"]


def test_who_says_no_is_sent_back_without_a_code(slack: Slack) -> None:
    assert pressed(slack, "Harbor", allow="") == {"state": "s", "error": "access_denied"}


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"scope": ""}, "no_scopes"),
        ({"scope": "chat:write,admin"}, "invalid_scope"),
        ({"redirect_uri": "http://127.0.0.1:9/elsewhere"}, "bad_redirect_uri"),
        ({"redirect_uri": BACK + "#top"}, "bad_redirect_uri"),
        ({"redirect_uri": BACK + "-evil"}, "bad_redirect_uri"),
        ({"team": "T0"}, "invalid_team"),
    ],
)
def test_a_link_that_slack_would_not_follow_says_what_is_wrong(
    slack: Slack, query: dict[str, str], error: str
) -> None:
    reply = page(slack, **query)
    assert (reply.status, error in reply.text) == (400, True)


def test_the_page_escapes_what_it_is_told_and_its_button_works_once(slack: Slack) -> None:
    assert "<script>" not in page(slack, scope="<script>").text
    form = urlencode({"ticket": "made up", "team": "T1", "user": "U1", "allow": "1"}).encode()
    assert send(f"{slack.url}/oauth/v2/authorize", form).status == 400


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"client_secret": "wrong"}, "bad_client_secret"),
        ({"code": "wrong"}, "invalid_code"),
        ({"grant_type": "password"}, "invalid_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, "invalid_refresh_token"),
        ({"redirect_uri": BACK + "/other"}, "bad_redirect_uri"),
    ],
)
def test_a_code_is_changed_by_its_app_only(slack: Slack, changes: dict[str, str], error: str) -> None:
    given = {**keys(slack), "code": pressed(slack, "Depot")["code"], **changes}
    assert slack.call("oauth.v2.access", token="", **given).json["error"] == error


def test_the_apps_keys_may_come_as_basic_authorization(slack: Slack) -> None:
    pair = ":".join(keys(slack).values()).encode()
    headers = {"Authorization": "Basic " + base64.b64encode(pair).decode()}
    form = urlencode({"code": pressed(slack, "Depot")["code"]}).encode()
    assert send(f"{slack.url}/api/oauth.v2.access", form, headers).json["ok"]


def test_an_organization_is_installed_into_as_a_whole() -> None:
    for slack in running(org_deploy_enabled=True):
        code = pressed(slack, "Everywhere in Globe")["code"]
        answer = slack.call("oauth.v2.access", token="", **keys(slack), code=code).json
        assert (answer["team"], answer["enterprise"]["name"]) == (None, "Globe")
        assert answer["is_enterprise_install"] is True
        assert slack.call("auth.test", token=answer["access_token"]).json["is_enterprise_install"]


def test_a_rotating_token_is_renewed_with_a_token_that_works_once() -> None:
    for slack in running(token_rotation_enabled=True):
        code = pressed(slack, "Depot")["code"]
        first = slack.call("oauth.v2.access", token="", **keys(slack), code=code).json
        assert (first["access_token"][:12], first["expires_in"]) == ("xoxe.xoxb-1-", 43_200)
        renewal = {**keys(slack), "grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
        second = slack.call("oauth.v2.access", token="", **renewal).json
        assert second["access_token"] != first["access_token"]
        for token in (first["access_token"], second["access_token"]):
            assert slack.call("auth.test", token=token).json["ok"]
        assert slack.call("oauth.v2.access", token="", **renewal).json["error"] == "invalid_refresh_token"


def test_an_app_uninstalls_itself_with_its_own_keys(slack: Slack) -> None:
    wrong = {**keys(slack), "client_secret": "wrong"}
    assert slack.api("apps.uninstall", **wrong)["error"] == "bad_client_secret"
    assert slack.api("apps.uninstall", client_id="1.2", client_secret="x")["error"] == "invalid_client_id"
    assert slack.done("apps.uninstall", **keys(slack))["ok"]
    assert slack.api("auth.test")["error"] == "token_revoked"
