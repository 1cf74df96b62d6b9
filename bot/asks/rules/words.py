"""What nobody may do just because nobody answered: a plain look at the words."""

import re
from collections.abc import Iterable

_MONEY = re.compile(
    r"[€$£¥]|\b(?:eur|usd|gbp|chf|budgets?|money|spend\w*|pay(?:s|ing|ment\w*)?|buy\w*|purchas\w*|invoic\w*|"
    r"contracts?|discounts?|refunds?|prices?|hir(?:e|es|ed|ing))\b",
    re.IGNORECASE,
)
_DATES = re.compile(
    r"\b(?:(?:mov|chang|shift|postpon|delay|push|slip|extend|miss)\w*\b.*\b(?:dates?|deadlines?|due|promise\w*)"
    r"|(?:later|new|another) (?:due )?date|postpone|break\w*\b.*\bpromise\w*)\b",
    re.IGNORECASE,
)
_MUST = re.compile(r"\bmust(?:n't| not)?\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{4,}")
# Words of four letters and more that carry no boundary by themselves.
_COMMON = """
    about after again also always because before between cannot could customer customers does each every
    from going have into keep less like make more most must need needs never nobody none only other over
    people same should some still such team teams than that their them then there these they thing things
    this those time under until wait waits when where which while will with within without work would your
    """

MUST = "This touches what must or must not happen. Leave it empty: that needs an answer from somebody."
PROMISED = "A promised date is not moved by silence. Leave it empty, and ask for another date instead."
MONEY = "Money is not decided by silence. Leave it empty, and let somebody decide."


def otherwise_problem(text: str, boundaries: Iterable[str | None] = ()) -> str | None:
    """What to tell somebody whose "If nobody answers, I will …" may not stand; None when it may.

    It may not touch money, promised dates, or what must (not) happen: `boundaries` are the texts of the goal
    above that say so; a word of theirs is enough.
    """
    if _MUST.search(text) or _stems(text) & {stem for one in boundaries if one for stem in _stems(one)}:
        return MUST
    if _DATES.search(text):
        return PROMISED
    if _MONEY.search(text):
        return MONEY
    return None


def _stems(text: str) -> set[str]:
    """The words that say something, cut so that "hire", "hired" and "hiring" are the same."""
    words = {word.casefold() for word in _WORD.findall(text)}
    return {re.sub(r"(?:ing|ed|es|e|s)$", "", word) for word in words - set(_COMMON.split())}
