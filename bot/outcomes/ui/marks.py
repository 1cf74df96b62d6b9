"""How an outcome stands, in an icon and a word, and the one line about it that every message uses."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, Literal, assert_never

from markupsafe import Markup

from bot.outcomes.model import Flag, Outcome
from bot.outcomes.queries import RollUp
from bot.outcomes.rules.lifecycle import Lifecycle, Status
from bot.outcomes.rules.states import FlagKind
from bot.slack.templates import Words

WORDS = Words("outcomes/standing")

ICONS: Mapping[Status | None, str] = {
    Status.ON_TRACK: "🟢",
    Status.AT_RISK: "🟠",
    Status.BLOCKED: "🔴",
    None: "⚪",
}
OWN: Final = "own"
Rolled = Status | Literal["own"] | None
"""What the children say, None included; or, for a leaf, that its own word counts."""
FLAGGED = (Lifecycle.PROPOSED, Lifecycle.ACTIVE, Lifecycle.CLAIMED_DONE)
"""Where what is worked out still says something to somebody."""


def status_word(status: Status | None) -> str:
    """Icon and word of a reported status; having none is a word too."""
    return WORDS(status or "no_word")


def standing(outcome: Outcome, *, owner: str = "", rolled: Rolled = OWN) -> str:
    """Icon and word for where the outcome is in its life, and for how it goes while it is active.

    `rolled` is what its children say, for one that has some: without a word of theirs it has none.
    """
    match outcome.lifecycle:
        case Lifecycle.ACTIVE:
            return status_word(outcome.status if rolled == OWN else rolled)
        case Lifecycle.DRAFT if outcome.declined_at is not None and owner:
            return WORDS("declined", owner=owner)
        case Lifecycle.PROPOSED if outcome.asked_at is None:
            return WORDS("unasked")
        case Lifecycle.DRAFT | Lifecycle.PROPOSED | Lifecycle.CLAIMED_DONE:
            return WORDS(outcome.lifecycle)
        case Lifecycle.DONE | Lifecycle.PAUSED | Lifecycle.DROPPED:
            return WORDS(outcome.lifecycle)
        case _:
            assert_never(outcome.lifecycle)


def flag_words(flags: Iterable[Flag]) -> list[Markup]:
    """What is worked out about it, in words (escaped); without icons, which are the owner's."""
    return [Markup(WORDS("flag", kind=flag.kind, why=flag.why)) for flag in flags]


def counts(found: RollUp) -> str:
    """`🔴 1 ⚪ 2 🟢 3`: the leaves under it, the weakest first."""
    return WORDS("counts", found=found)


def line(
    outcome: Outcome,
    *,
    today: date | None = None,
    owner: str | None = None,
    flags: Sequence[Flag] = (),
    rolled: Rolled = OWN,
) -> str:
    """The outcome in one line of mrkdwn: how it stands, title, owner, due day, flags, number.

    What was on track before its owner fell silent is shown as that, not as green.
    """
    stands = standing(outcome, rolled=rolled)
    is_silent = any(flag.kind is FlagKind.NO_WORD for flag in flags)
    if is_silent and outcome.lifecycle is Lifecycle.ACTIVE and outcome.status is Status.ON_TRACK:
        stands = WORDS("silent", before=Markup(status_word(outcome.status)))
        flags = [flag for flag in flags if flag.kind is not FlagKind.NO_WORD]
    return WORDS(
        "line",
        standing=Markup(stands),
        title=outcome.title,
        owner=owner,
        due=outcome.due,
        today=today,
        flags=flag_words(flags) if outcome.lifecycle in FLAGGED else [],
        number=outcome.number,
    )


def agreed_line(outcome: Outcome, owner: str) -> str:
    """One line for the round's thread when somebody has said yes to owning it."""
    return WORDS("agreed_line", owner=owner, title=outcome.title, due=outcome.due, number=outcome.number)


def confirmed_line(outcome: Outcome, *, owner: str, confirmer: str, words: str | None) -> str:
    """One line for the round's thread when something was confirmed, in the confirmer's words."""
    return WORDS(
        "confirmed_line",
        owner=owner,
        title=outcome.title,
        confirmer=confirmer,
        words=words,
        number=outcome.number,
    )
