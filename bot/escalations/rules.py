"""When an escalation stands alone, and when it stays with the leader, on values."""

FOLD_AFTER = 3
"""So many open ones stand alone in a channel; further ones fold into one message."""

NEW_TO_THIS = 2
"""Rounds in which nothing goes beyond a team's leader by itself."""


def is_settling(rounds_held: int) -> bool:
    """Whether the team is in its first rounds, the open one included."""
    return rounds_held <= NEW_TO_THIS


def folds(standing_alone: int) -> bool:
    """Whether the next one folds, when so many open ones stand alone in the channel."""
    return standing_alone >= FOLD_AFTER
