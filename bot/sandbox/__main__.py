"""`python -m bot.sandbox`: a local Slack workspace until it is interrupted."""

from __future__ import annotations

import argparse
import asyncio
import errno
import json
import signal
import sys
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.server import serving
from bot.sandbox.slack import Slack
from bot.sandbox.wire import Refused, load


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    parser.add_argument("--port", type=_port, default=0, help="0 takes a free one and prints it")
    parser.add_argument("--config", type=Path, help="JSON file with team, users, channels and manifest")
    parser.add_argument("--clock-url", help="where the bot's clock is asked and moved")
    parser.add_argument("--clock-secret", help="the operator secret of that clock")
    parser.add_argument("--tour", type=Path, help="JSON file with a story that the page plays")
    parser.add_argument("--state", type=Path, help="file to keep the workspace in, and to go on from")
    options = parser.parse_args(arguments)
    try:
        config = _json_of(options.config) if options.config else {}
        if options.tour:
            config = {**config, "tour": _json_of(options.tour)}
        workspace = serving(
            config,
            port=options.port,
            clock_url=options.clock_url,
            clock_secret=options.clock_secret,
            state=options.state,
        )
        asyncio.run(_run(workspace))
    except (Refused, OSError, ValueError) as error:
        in_use = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        reason = f"Port {options.port} is in use." if in_use else error
        sys.stderr.write(f"The sandbox did not start: {reason}\n")
        return 1
    return 0


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: say a number from 0 to 65535")
    return int(text)


def _json_of(path: Path) -> Any:
    try:
        return load(path.read_bytes())
    except OSError as error:
        raise Refused("invalid_config", f"{path} can't be read: {error.strerror}.") from error
    except ValueError as error:
        raise Refused("invalid_config", f"{path} is not JSON: {error}.") from error


async def _run(workspace: AbstractAsyncContextManager[tuple[Slack, Json]]) -> None:
    async with workspace as (_, info):
        sys.stdout.write(json.dumps(info) + "\n")
        sys.stdout.flush()
        done = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, done.set)
        await done.wait()


if __name__ == "__main__":
    sys.exit(main())
