"""Breaks what the bot stands on, and counts what was lost or said twice: `python -m faults`."""
