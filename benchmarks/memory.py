"""What the two processes hold in memory once they have come to rest."""

import time

from benchmarks.figures import Measured, Spread
from benchmarks.harbor import Template

STARTS = 3
SETTLED = 1.0  # seconds
BOT, SANDBOX = 150.0, 80.0  # MiB


def measure(template: Template) -> list[Measured]:
    bots, sandboxes = [], []
    for _ in range(STARTS):
        with template.running() as harbor:
            harbor.rest()
            time.sleep(SETTLED)
            bots.append(harbor.bot.resident())
            sandboxes.append(harbor.sandbox.resident())
    bot, sandbox = Spread(bots), Spread(sandboxes)
    return [
        Measured("Memory of the bot at rest", bot.p50, "MiB", BOT, {"resident": bot}),
        Measured("Memory of the sandbox at rest", sandbox.p50, "MiB", SANDBOX, {"resident": sandbox}),
    ]
