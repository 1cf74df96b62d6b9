"""Two demos in one folder would take each other's files away: the second one is told so."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.demo.stage import Occupied, Stage

ROOT = Path(__file__).resolve().parents[2]
PLAYS = """
import sys, time
from pathlib import Path
from bot.demo.stage import Stage
with Stage(Path(sys.argv[1])).alone() as tell:
    tell("http://127.0.0.1:8080")
    print("playing", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path / ".demo")


def starts_another(stage: Stage, *options: str) -> Result:
    return CliRunner().invoke(main, ["demo", "--folder", str(stage.folder), *options])


@pytest.mark.parametrize("options", [(), ("--keep",)])
def test_the_second_demo_in_a_folder_says_where_the_first_one_is_and_touches_nothing(
    stage: Stage, options: tuple[str, ...]
) -> None:
    with stage.alone() as tell:
        stage.goes_on()
        stage.database.write_text("the first one's")
        tell("http://127.0.0.1:8080")
        told = starts_another(stage, *options)
        assert stage.database.read_text() == "the first one's"
        assert stage.left_at is None
    assert told.exit_code != 0
    assert "A demo is running in this folder already, at http://127.0.0.1:8080." in told.output
    assert "make demo FOLDER=" in told.output


def test_while_the_first_demo_is_being_set_up_it_has_no_address_yet(stage: Stage) -> None:
    with stage.alone():
        told = starts_another(stage)
    assert told.exit_code != 0
    assert "A demo is running in this folder already.\n" in told.output


def test_another_folder_is_another_demo(stage: Stage) -> None:
    with stage.alone(), Stage(stage.folder.with_name("beside")).alone() as tell:
        tell("http://127.0.0.1:8081")


def test_a_demo_that_was_killed_keeps_nobody_out(stage: Stage) -> None:
    command = [sys.executable, "-c", PLAYS, str(stage.folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as other:
        try:
            assert other.stdout is not None
            assert other.stdout.readline() == "playing\n"
            with pytest.raises(Occupied, match=r"127\.0\.0\.1:8080"), stage.alone():
                pass
        finally:
            other.send_signal(signal.SIGKILL)
    # Its address is still in the file.
    with stage.alone(), pytest.raises(Occupied, match=r"^$"), stage.alone():
        pass
