"""The words that digests keep."""

from enum import StrEnum


class Skipped(StrEnum):
    """Why a digest did not go."""

    # Nothing is followed here, so that there is nothing to tell.
    NOTHING = "nothing"
    # No round has been held yet: everything would be news.
    NO_ROUND = "no_round"
    # The person leads one team only, whose channel tells the rest.
    NOTHING_OWED = "nothing_owed"
