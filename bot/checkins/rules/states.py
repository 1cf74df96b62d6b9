"""The words that rounds and prompts keep."""

from enum import StrEnum


class Answer(StrEnum):
    """What an owner answered about one outcome; no answer is `None`, never on track."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    BLOCKED = "blocked"
    DONE = "done"


class Cause(StrEnum):
    """What has to change when something is at risk."""

    DECISION = "decision"
    PEOPLE = "people"
    INPUT = "input"
    SCOPE = "scope"
    TECHNICAL = "technical"
    INFORMATION = "information"
    OTHER = "other"


class Came(StrEnum):
    """What somebody got who came by themselves."""

    ASKED = "asked"
    AGAIN = "again"
    NOTHING = "nothing"


class Skipped(StrEnum):
    """Why somebody was not asked in a round."""

    AWAY = "away"
    FREE = "free"
    # No day is left that gives enough working time before the round closes.
    NO_TIME = "no_time"
    # They were asked a moment ago, by the rhythm that held before.
    TOO_SOON = "too_soon"
    # Their hour was over when the round was planned.
    PASSED = "passed"
    # The bot was not running when they should have been asked.
    MISSED = "missed"
    # Everything they own had its word within the last days.
    FRESH = "fresh"
    NOTHING = "nothing"
    GONE = "gone"
    PAUSED = "paused"
