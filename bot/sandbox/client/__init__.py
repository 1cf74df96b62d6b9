"""Slack's client: what a person does, and what the bot is told of it."""
