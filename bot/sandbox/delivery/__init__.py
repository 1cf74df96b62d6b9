"""From Slack to the bot: over signed HTTP or over Socket Mode."""
