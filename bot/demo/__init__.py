"""The whole product on one machine: the local workspace, the bot, and Harbor, a sample organization."""

from bot.demo.show import FOLDER, run

__all__ = ["FOLDER", "run"]
