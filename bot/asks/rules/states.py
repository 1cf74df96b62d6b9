"""What an ask can be, what it may become, and what happens to it on the way."""

from enum import StrEnum


class AskState(StrEnum):
    """Where an ask stands. Asked and promised ones are open; an answer waits for the asker to go on."""

    ASKED = "asked"
    PROMISED = "promised"
    ANSWERED = "answered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    WENT_AHEAD = "went_ahead"
    SETTLED = "settled"


class Origin(StrEnum):
    """What made the ask: a block, a "Yes, if…", somebody who wants a decision, a question to an owner."""

    BLOCK = "block"
    CONDITION = "condition"
    DIRECT = "direct"
    QUESTION = "question"


class Passed(StrEnum):
    """Why somebody on the way up is not, or no longer, asked."""

    NOBODY_LEADS = "nobody_leads"
    # It is their own: they asked, or own what it is about.
    OWN = "own"
    ASKED_ALREADY = "asked_already"
    AWAY = "away"
    GONE = "gone"
    # The message could not be delivered.
    NOT_REACHED = "not_reached"
    PASSED_ON = "passed_on"
    # Somebody else leads the team now.
    REPLACED = "replaced"


class Happened(StrEnum):
    """One thing that happened to an ask."""

    ASKED = "asked"
    PROMISED = "promised"
    LAPSED = "lapsed"
    QUESTION = "question"
    REPLY = "reply"
    PASSED_ON = "passed_on"
    ANSWERED = "answered"
    DECLINED = "declined"
    NOT_ENOUGH = "not_enough"
    WENT_AHEAD = "went_ahead"
    STOPPED = "stopped"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    AMENDED = "amended"
    # Nobody is above any more, and the last one's time is over.
    ON_TOP = "on_top"
    # The team is new to this: it stays with the leader until a person sends it on.
    HELD = "held"
    # Somebody wants the next one to be asked now.
    SENT_ON = "sent_on"
    HELP = "help"


OPEN = frozenset({AskState.ASKED, AskState.PROMISED})
TO_LOOK_AT = frozenset({AskState.ANSWERED, AskState.DECLINED})
CLIMBING = frozenset({Origin.BLOCK, Origin.CONDITION, Origin.DIRECT})
"""What goes up when nobody answers. A question to an owner stays with the owner."""

_ENDS = {AskState.ANSWERED, AskState.DECLINED, AskState.WITHDRAWN, AskState.WENT_AHEAD, AskState.SETTLED}
_NEXT = {
    AskState.ASKED: _ENDS | {AskState.PROMISED},
    # Promised anew for another date; asked again when the date has lapsed or it is passed on.
    AskState.PROMISED: _ENDS | {AskState.PROMISED, AskState.ASKED},
    AskState.ANSWERED: {AskState.ASKED, AskState.SETTLED, AskState.WITHDRAWN},
    AskState.DECLINED: {AskState.ASKED, AskState.SETTLED, AskState.WITHDRAWN},
    # Somebody stops it, or answers late after all.
    AskState.WENT_AHEAD: {
        AskState.ASKED,
        AskState.ANSWERED,
        AskState.DECLINED,
        AskState.SETTLED,
        AskState.WITHDRAWN,
    },
    # The owner's last word was taken back, and they are blocked after all.
    AskState.WITHDRAWN: {AskState.ASKED},
    AskState.SETTLED: {AskState.ASKED},
}


def may_become(now: AskState, then: AskState) -> bool:
    return then in _NEXT[now]


def is_open(state: AskState) -> bool:
    return state in OPEN
