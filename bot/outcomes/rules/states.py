"""What the records around an outcome can be: flags, claims, conditions and proposed changes."""

from enum import StrEnum


class FlagKind(StrEnum):
    """What is worked out and shown beside the owner's word, never instead of it."""

    LATE = "late"
    AFFECTED = "affected"
    NO_WORD = "no_word"
    SECOND_LOOK = "second_look"
    NOT_CONFIRMED = "not_confirmed"


class ClaimState(StrEnum):
    """Where a claim that something is done stands."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    # The outcome was dropped or opened again before anybody looked.
    LAPSED = "lapsed"


class ConditionState(StrEnum):
    """Where a "Yes, if…" stands."""

    OPEN = "open"
    # The proposer took the other date, or the help was given.
    MET = "met"
    # The proposer keeps the date.
    KEPT = "kept"
    # A leader above let it go, by name.
    WAIVED = "waived"
    # The owner answered otherwise, or the proposal changed.
    LAPSED = "lapsed"


class AmendmentState(StrEnum):
    """Where a change stands that the owner wants after their yes."""

    OPEN = "open"
    AGREED = "agreed"
    REFUSED = "refused"
    LAPSED = "lapsed"
