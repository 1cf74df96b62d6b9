"""A workspace in a file: what is there again after a stop, and what comes of a file that is broken."""

import json
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.__main__ import main
from bot.sandbox.server import start
from bot.sandbox.wire import Refused
from tests.sandbox.support import (
    FakeBot,
    Json,
    Slack,
    actions,
    button,
    config,
    field_of,
    home,
    manifest,
    option,
    section,
)

TICK = threading.Event()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "workspace.json"


@contextmanager
def opened(file: Path, settings: Json | None = None, **more: Any) -> Iterator[Slack]:
    with start(config() if settings is None else settings, state=file, **more) as running:
        yield Slack(running)


def posted(slack: Slack, **said: Any) -> Json:
    return slack.done("chat.postMessage", channel=slack.channels["team"], **{"text": "Hello", **said})


def until(holds: Callable[[], bool]) -> None:
    """Looks again and again, for ten seconds at most."""
    assert any(holds() or TICK.wait(0.01) for _ in range(1_000))


def test_people_and_conversations_are_there_again_as_everybody_saw_them(file: Path) -> None:
    with opened(file) as slack:
        team, bob = slack.channels["team"], slack.users["bob"]
        root = posted(slack, text="Root", metadata={"event_type": "said", "event_payload": {"key": "a"}})[
            "ts"
        ]
        slack.post("message", user=slack.users["alice"], channel=team, text="Reply @bob", thread_ts=root)
        slack.done("chat.postEphemeral", channel=team, user=bob, text="Only for Bob")
        slack.done("chat.postMessage", channel=bob, text="To Bob")
        slack.post("users", name="dora", real_name="Dora Lind", tz="Asia/Tokyo")
        slack.patch(f"users/{bob}", deleted=True, title="Was here")
        slack.patch(f"channels/{slack.channels['elsewhere']}", is_archived=True)
        slack.patch(f"channels/{slack.channels['leads']}", remove_bot=True)
        before = seen_by_everybody(slack)
    with opened(file) as slack:
        assert seen_by_everybody(slack) == before
        assert slack.get("conversation", user=bob, channel=team, thread_ts=root)["messages"][1]["text"]
        found = slack.done("conversations.history", channel=team, include_all_metadata=True)["messages"]
        assert found[0]["metadata"]["event_payload"] == {"key": "a"}


def seen_by_everybody(slack: Slack) -> Json:
    workspace = slack.get("workspace")
    people = [user for user in workspace["users"] if not user["is_bot"]]
    places = [(user["id"], place) for user in people for place in (user["dm"], *slack.channels.values())]
    return {
        "workspace": workspace,
        "conversations": [slack.get("conversation", user=user, channel=place) for user, place in places],
        "unread": [slack.get("unread", user=user["id"]) for user in people],
    }


def test_what_was_read_stays_read_and_the_rest_unread(file: Path) -> None:
    with opened(file) as slack:
        posted(slack)
        posted(slack)
        seen = slack.seen("bob", slack.channels["team"])
        slack.post("mark", user=slack.users["bob"], channel=slack.channels["team"], ts=seen[0]["ts"])
    with opened(file) as slack:
        counts = slack.get("unread", user=slack.users["bob"])["channels"]
        assert counts == {slack.channels["team"]: {"unread": 1, "mentions": 0}}


def test_the_apps_keys_stay_valid_and_so_do_its_home_pages(file: Path, bot: FakeBot) -> None:
    with opened(file, config(bot.url)) as slack:
        slack.done("views.publish", user_id=slack.users["bob"], view=home(section("Waiting for you")))
        keys = {key: slack.running.info[key] for key in ("bot_token", "app_token", "signing_secret")}
        kept = slack.get("home", user=slack.users["bob"])
    with opened(file, config(bot.url)) as slack:
        assert slack.running.info | keys == slack.running.info
        assert slack.call("auth.test", token=keys["bot_token"]).json["ok"]
        assert slack.get("home", user=slack.users["bob"]) == kept
        slack.done("views.publish", user_id=slack.users["bob"], view=home(section("Nothing any more")))
        again = slack.get("home", user=slack.users["bob"])
        assert again["view"]["id"] == kept["view"]["id"]


def test_a_token_that_was_revoked_stays_so(file: Path) -> None:
    with opened(file) as slack:
        first = slack.token
        slack.post("revoke")
        slack.post("reinstall")
        slack.post("revoke")
    with opened(file) as slack:
        assert slack.api("auth.test")["error"] == "token_revoked"
        assert slack.call("auth.test", token=first).json["error"] == "token_revoked"


def test_a_new_version_of_the_app_is_taken_over_under_the_old_keys(file: Path, bot: FakeBot) -> None:
    with opened(file) as slack:
        token = slack.token
    newer = manifest(events=["app_mention"])
    newer["features"]["slash_commands"] = [{"command": "/new", "description": "Newer"}]
    with opened(file, {"manifest": newer, "request_url": bot.url}) as slack:
        assert slack.call("auth.test", token=token).json["ok"]
        assert [one["command"] for one in slack.get("workspace")["app"]["commands"]] == ["/new"]
        slack.post("command", user=slack.users["bob"], channel=slack.channels["team"], text="/new")
        assert len(bot.of("command")) == 1


def test_without_a_configuration_everything_is_the_files(file: Path) -> None:
    with opened(file) as slack:
        before = slack.get("workspace")
    with opened(file, {}) as slack:
        assert slack.get("workspace") == before


def test_what_was_chosen_in_a_message_is_still_chosen(file: Path, bot: FakeBot) -> None:
    select = {"type": "static_select", "action_id": "size", "options": [option("s"), option("l")]}
    row = {"type": "actions", "block_id": "row", "elements": [select, button()]}
    with opened(file, config(bot.url)) as slack:
        where = {"channel": slack.channels["team"], "message_ts": posted(slack, blocks=[row])["ts"]}
        click = {"user": slack.users["bob"], "block_id": "row", **where}
        slack.post("action", **click, action_id="size", value="l")
    with opened(file, config(bot.url)) as slack:
        slack.post("action", **click, action_id="go")
        state = bot.of("block_actions")[-1]["state"]["values"]
        assert state["row"]["size"]["selected_option"]["value"] == "l"


def test_ids_and_timestamps_go_on_rising_and_none_comes_twice(file: Path, bot: FakeBot) -> None:
    with opened(file, config(bot.url)) as slack:
        slack.post("message", user=slack.users["bob"], channel=slack.dm("bob"), text="Hello")
        first = slack.post("users", name="dora", real_name="Dora")["user"]["id"]
        last = posted(slack)["ts"]
    kept = json.loads(file.read_text())
    kept["last_timestamp"] += 3_600_000_000  # the machine's clock was put back
    file.write_text(json.dumps(kept))
    with opened(file, config(bot.url)) as slack:
        slack.post("message", user=slack.users["bob"], channel=slack.dm("bob"), text="Hello again")
        assert slack.post("users", name="emil", real_name="Emil")["user"]["id"] != first
        assert float(posted(slack)["ts"]) > float(last) + 3_600
        events = [one["event_id"] for one in bot.of("event")]
        assert len(events) == len(set(events)) == 4


def test_ids_given_out_in_the_seconds_before_a_crash_are_not_given_out_again(file: Path) -> None:
    with opened(file) as slack:
        crashed = file.read_text()
        lost = slack.post("users", name="dora", real_name="Dora")["user"]["id"]
    file.write_text(crashed)
    with opened(file) as slack:
        assert slack.post("users", name="emil", real_name="Emil")["user"]["id"] != lost


def test_open_forms_are_closed_by_a_stop(file: Path, bot: FakeBot) -> None:
    bot.answer = lambda _: (200, b"")
    with opened(file, config(bot.url)) as slack:
        slack.post("command", user=slack.users["bob"], channel=slack.channels["team"], text="/demo")
        trigger = bot.of("command")[0]["trigger_id"]
        form = {"type": "plain_text_input", "action_id": "text"}
        view = {"type": "modal", "title": {"type": "plain_text", "text": "A"}, "blocks": [field_of(form)]}
        view["submit"] = view["title"]
        slack.done("views.open", trigger_id=trigger, view=view)
        assert len(slack.stack("bob")) == 1
    with opened(file, config(bot.url)) as slack:
        assert slack.stack("bob") == []


def test_messages_have_business_time_before_the_clock_answers_again(file: Path) -> None:
    with opened(file):
        pass
    kept = json.loads(file.read_text())
    file.write_text(json.dumps(kept | {"business_time": "2031-05-04T09:00:00+00:00"}))
    with opened(file, clock_url="http://127.0.0.1:9/clock") as slack:
        posted(slack)
        assert slack.seen("bob", slack.channels["team"])[-1]["business_time"].startswith("2031-05-04T09:00")
    with opened(file) as slack:
        posted(slack)
        assert slack.seen("bob", slack.channels["team"])[-1]["business_time"] is None


def test_a_change_is_in_the_file_before_the_workspace_stops(file: Path) -> None:
    with opened(file, config(timings={"save_seconds": 0.01})) as slack:
        posted(slack, text="In case of a crash")
        until(lambda: "In case of a crash" in file.read_text())


def test_nothing_is_written_while_nothing_changes(file: Path) -> None:
    with opened(file, config(timings={"save_seconds": 0.01})) as slack:
        posted(slack, text="The last change")
        until(lambda: "The last change" in file.read_text())
        file.unlink()
        TICK.wait(0.1)
        assert not file.exists()
    assert file.exists()


def test_a_disk_that_is_full_for_a_while_stops_nothing(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    draft = file.with_name("workspace.json.new")
    with opened(file, config(timings={"save_seconds": 0.01})) as slack:
        draft.mkdir()
        posted(slack, text="In between")
        until(lambda: "could not be kept" in caplog.text)
        draft.rmdir()
        until(lambda: "In between" in file.read_text())


def test_nobody_else_may_read_the_file_and_no_draft_is_left(file: Path) -> None:
    with opened(file):
        pass
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir()] == ["workspace.json"]


def whole(file: Path) -> Json:
    with opened(file):
        pass
    kept: Json = json.loads(file.read_text())
    return kept


@pytest.mark.parametrize("damage", ["half", "empty", "list", "users", "version", "field"])
def test_a_damaged_file_is_named_in_one_sentence_and_left_alone(
    file: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = whole(file)
    (workspace,) = kept["workspaces"]
    user = workspace["users"][0] | {"shoe_size": 43}
    without_users = {key: value for key, value in workspace.items() if key != "users"}
    broken = {
        "half": json.dumps(kept)[:500],
        "empty": "",
        "list": "[]",
        "users": json.dumps(kept | {"workspaces": [without_users]}),
        "version": json.dumps(kept | {"version": 99}),
        "field": json.dumps(kept | {"workspaces": [workspace | {"users": [user]}]}),
    }[damage]
    file.write_text(broken)
    assert main(["--state", str(file)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert f"The sandbox did not start: {file} holds no workspace to go on with" in said.err
    assert file.read_text() == broken


def test_in_a_thread_a_damaged_file_is_refused(file: Path) -> None:
    file.write_text("{")
    with pytest.raises(Refused, match="holds no workspace"):
        start({}, state=file)


def test_a_folder_that_is_not_there_is_an_error_at_the_start(file: Path) -> None:
    with pytest.raises(FileNotFoundError):
        start({}, state=file / "nowhere" / "workspace.json")


def test_buttons_in_old_messages_still_work(file: Path, bot: FakeBot) -> None:
    with opened(file, config(bot.url)) as slack:
        ts = posted(slack, blocks=[actions(button())])["ts"]
    with opened(file, config(bot.url)) as slack:
        slack.post(
            "action",
            user=slack.users["bob"],
            channel=slack.channels["team"],
            message_ts=ts,
            block_id="row",
            action_id="go",
        )
        assert bot.of("block_actions")[0]["message"]["ts"] == ts
