"""What holds across the whole tree, said once and checked by a machine."""

import ast
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint

from tests.support import databases
from tests.support.network import NetworkClosed

ROOT = Path(__file__).parent.parent
BOT = ROOT / "bot"

CLIENTS = {"WebClient", "WebhookClient", "AsyncWebClient", "AsyncWebhookClient"}
CLOCK_READINGS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}

# Imports every module of the bot and prints what it did besides defining things.
IMPORT_ALL = """
import importlib, pkgutil, sys, threading

WORK = {"socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.fork",
        "sqlite3.connect", "os.mkdir", "os.remove", "os.rename", "os.putenv"}

def watch(event, arguments):
    writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    if event in WORK or writes:
        print(event, arguments)

import bot
sys.addaudithook(watch)
for module in pkgutil.walk_packages(bot.__path__, "bot."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
for thread in threading.enumerate():
    if thread is not threading.main_thread():
        print("thread", thread.name)
"""


def modules() -> list[Path]:
    return sorted(BOT.rglob("*.py"))


def calls(module: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Call))


def place(module: Path, node: ast.expr) -> str:
    return f"{module.relative_to(ROOT)}:{node.lineno}"


def kept_files() -> list[Path]:
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in names.split("\0") if (ROOT / name).is_file()]


def test_imports_follow_the_contracts() -> None:
    # In a process of its own: the tool silences every logger that it finds.
    check = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    found = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout + found.stderr


def test_importing_the_bot_does_nothing_but_define() -> None:
    found = subprocess.run([sys.executable, "-B", "-c", IMPORT_ALL], cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    assert found.stdout == ""


def test_the_bot_knows_every_table() -> None:
    # In a process of its own, where no test has imported what the bot forgot.
    ask = "from bot import app; print(*app.metadata().tables)"
    known = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, check=True, capture_output=True, text=True)
    assert set(known.stdout.split()) == set(databases.every_table().tables)


def test_what_is_unique_is_so_within_a_workspace_which_comes_first() -> None:
    later = [
        f"{table.name}: {[column.name for column in key.columns]}"
        for table in databases.every_table().tables.values()
        if "workspace" in table.columns
        for key in table.constraints
        if isinstance(key, PrimaryKeyConstraint | UniqueConstraint)
        if next(iter(key.columns)).name != "workspace"
    ]
    assert later == []


def test_only_one_module_makes_slack_clients() -> None:
    makers = [
        place(module, call)
        for module in modules()
        if module != BOT / "slack" / "client.py"
        for call in calls(module)
        if ast.unparse(call.func).rpartition(".")[2] in CLIENTS
    ]
    assert makers == []


def test_only_the_clock_reads_the_time_of_day() -> None:
    readers = [
        place(module, call)
        for module in modules()
        if module != BOT / "core" / "clock.py" and BOT / "sandbox" not in module.parents
        for call in calls(module)
        if tuple(ast.unparse(call.func).split(".")[-2:]) in CLOCK_READINGS
    ]
    assert readers == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    # The brackets keep this line from being one that names them.
    folder = re.compile(rb"/(?:wor[k]|roo[t]|User[s])/")
    naming = [str(path.relative_to(ROOT)) for path in kept_files() if folder.search(path.read_bytes())]
    assert naming == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-build.txt"])
def test_lock_files_hold_versions_and_hashes_and_no_addresses(name: str) -> None:
    hashed = re.compile(r"[a-z0-9._-]+==\S+( ; .+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    lines = (ROOT / name).read_text().splitlines()
    assert lines
    assert [line for line in lines if not hashed.fullmatch(line)] == []


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
def test_tests_reach_no_other_machine(address: str) -> None:
    with pytest.raises(NetworkClosed):
        socket.create_connection((address, 443), timeout=1)


def test_tests_look_up_no_other_machine() -> None:
    with pytest.raises(NetworkClosed):
        socket.getaddrinfo("slack.com", 443)


def test_tests_reach_servers_on_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
