"""`python -m bot.sandbox`: a local Slack workspace until it is interrupted."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.sandbox.server import serving
from bot.sandbox.wire import Refused


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one and prints it")
    parser.add_argument("--config", type=Path, help="JSON file with team, users, channels and manifest")
    parser.add_argument("--clock-url", help="where the bot's clock is asked and moved")
    parser.add_argument("--clock-secret", help="the operator secret of that clock")
    options = parser.parse_args(arguments)
    try:
        config = json.loads(options.config.read_text()) if options.config else {}
        asyncio.run(_serve(config, options.port, options.clock_url, options.clock_secret))
    except (Refused, OSError, ValueError) as error:
        sys.stderr.write(f"The sandbox did not start: {error}\n")
        return 1
    return 0


async def _serve(
    config: Mapping[str, Any], port: int, clock_url: str | None, clock_secret: str | None
) -> None:
    async with serving(config, port=port, clock_url=clock_url, clock_secret=clock_secret) as (_, info):
        sys.stdout.write(json.dumps(info) + "\n")
        sys.stdout.flush()
        done = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, done.set)
        await done.wait()


if __name__ == "__main__":
    sys.exit(main())
