"""The whole product on one machine: the local workspace, the bot, and Harbor, a sample organization."""
