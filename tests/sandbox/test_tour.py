"""A tour as the server has it: what it may be, and where in it its visitors are."""

import json
from pathlib import Path

import pytest

from bot.sandbox.__main__ import main
from bot.sandbox.server import start
from bot.sandbox.wire import Refused
from tests.sandbox.support import Json, Slack, config

NOON = "2026-11-18T12:00:00+00:00"
COUNT: Json = {"message": ["How is it going?", "Thank you"], "for": ["alice", "bob"], "since": NOON}
STEP: Json = {"as": "bob", "in": "app", "say": "Bob reads."}
STORY: Json = {
    "minutes": 2,
    "welcome": {"title": "Harbor", "say": "See how Bob reads."},
    "chapters": [{"title": "Bob", "steps": [STEP]}],
    "end": {"title": "The end", "say": "Go on alone."},
}


def test_a_workspace_without_a_tour_has_no_button_for_it() -> None:
    with start(config()) as running:
        slack = Slack(running)
        assert slack.get("tour")["story"] is None
        assert slack.refused("tour", step=1, is_open=True) == "no_tour"
        assert slack.refused("start_over") == "no_start_over"


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"minutes": 0}, "/minutes"),
        ({"chapters": []}, "/chapters"),
        ({"subtitle": "x"}, "subtitle"),
        ({"chapters": [{"title": "x", "steps": [{"as": "zoe", "in": "team", "say": "x"}]}]}, "'zoe'"),
        ({"chapters": [{"title": "x", "steps": [{"as": "bob", "in": "support", "say": "x"}]}]}, "'support'"),
        ({"do": [{"sing": "x"}], "until": {"form": "x"}}, "must be one of: type, click"),
        ({"do": [{"click": "x", "far": "y"}], "until": {"form": "x"}}, "far"),
        ({"do": [{"click": "x"}]}, "until"),
        ({"do": [{"travel": "2026-11-18T09:02:00"}], "until": {"form": "x"}}, "a time with its zone"),
        ({"do": [{"travel": 3}], "until": {"time": "soon"}}, "a time with its zone"),
        ({"until": {"as": "bob"}}, "`message` or `form` or `time`"),
        ({"do": "x", "until": {"form": "x"}}, "must provide an array"),
        ({"do": [{"crash": 1, "travel": NOON}], "until": {"time": NOON}}, "missing required field: count"),
        ({"until": {"count": "after a crash"}}, "missing required field: count"),
        ({"count": {**COUNT, "for": ["zoe"]}}, "'zoe'"),
        ({"count": {**COUNT, "since": "today"}}, "a time with its zone"),
    ],
)
def test_a_tour_that_cannot_be_played_is_refused_with_what_is_wrong(changed: Json, complaint: str) -> None:
    is_of_step = changed.keys() & {"do", "until", "count"}
    chapters = [{"title": "Bob", "steps": [STEP | changed]}] if is_of_step else STORY["chapters"]
    story = {**STORY, "chapters": chapters, **({} if is_of_step else changed)}
    with pytest.raises(Refused, match=complaint):
        start({**config(), "tour": story})


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"step": 1},
        {"step": -1, "is_open": True},
        {"step": "1", "is_open": True},
        {"step": 1, "is_open": 1},
    ],
)
def test_a_place_in_the_tour_is_a_number_and_whether_it_is_open(order: Json) -> None:
    with start({**config(), "tour": STORY}) as running:
        assert Slack(running).refused("tour", **order) == "invalid_tour"


def test_where_one_is_in_the_tour_is_kept_with_the_workspace(tmp_path: Path) -> None:
    settings = {**config(), "tour": STORY}
    for before, after in ((0, 1), (1, 99)):
        with start(settings, state=tmp_path / "workspace.json") as running:
            slack = Slack(running)
            assert slack.get("tour")["step"] == before
            slack.post("tour", step=after, is_open=False)
    with start(settings, state=tmp_path / "workspace.json") as running:
        kept = Slack(running).get("tour")
    assert (kept["step"], kept["is_open"]) == (2, False)


def test_the_command_line_takes_a_tour_from_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "tour.json"
    file.write_text(json.dumps({**STORY, "minutes": 0}))
    assert main(["--tour", str(file)]) == 1
    assert "/minutes" in capsys.readouterr().err
