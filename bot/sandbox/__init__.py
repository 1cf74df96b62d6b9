"""A local Slack workspace: the Web API, Socket Mode, delivery over HTTP, and a client to click in.

It speaks Slack's protocol and nothing else: it imports nothing of the bot it serves.
"""
