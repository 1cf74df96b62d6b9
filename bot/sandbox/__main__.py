"""`python -m bot.sandbox`: a local Slack workspace until it is interrupted."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from bot.sandbox.blockkit.engine import Json
from bot.sandbox.server import serving
from bot.sandbox.slack import Slack
from bot.sandbox.wire import Refused


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one and prints it")
    parser.add_argument("--config", type=Path, help="JSON file with team, users, channels and manifest")
    parser.add_argument("--clock-url", help="where the bot's clock is asked and moved")
    parser.add_argument("--clock-secret", help="the operator secret of that clock")
    parser.add_argument("--tour", type=Path, help="JSON file with a story that the page plays")
    parser.add_argument("--state", type=Path, help="file to keep the workspace in, and to go on from")
    options = parser.parse_args(arguments)
    try:
        config = json.loads(options.config.read_text()) if options.config else {}
        if options.tour:
            config["tour"] = json.loads(options.tour.read_text())
        workspace = serving(
            config,
            port=options.port,
            clock_url=options.clock_url,
            clock_secret=options.clock_secret,
            state=options.state,
        )
        asyncio.run(_run(workspace))
    except (Refused, OSError, ValueError) as error:
        sys.stderr.write(f"The sandbox did not start: {error}\n")
        return 1
    return 0


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
