"""One line of text, as people type an outcome: `Tickets reach Billing @dana by 29 April under O-12`.

Nothing typed is lost: what is understood fills a field, everything else stays in the title.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from bot.core import dates
from bot.core.dates import NotUnderstood, Understood
from bot.outcomes.rules import slacktext
from bot.outcomes.rules.slacktext import MENTION, Kind, Mention


@dataclass(frozen=True)
class Line:
    """What a line says.

    `owners` are Slack ids of people, `groups` of user groups (or "here", "channel", "everyone"), `handles`
    the names after an @ that Slack did not turn into a person; in the order typed, each once. An outcome has
    one owner, so more than one of all these together needs a question. `due_problem` is a sentence about a
    date that was meant but isn't one; its words are still in the title. `parent` and `needs` are numbers.
    """

    title: str
    owners: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    due: Understood | None = None
    due_problem: str | None = None
    parent: int | None = None
    needs: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Clauses:
    """A line without what stands at its ends; `owners` are placeholders of mentions."""

    rest: str
    owners: str = ""
    due: Understood | None = None
    due_problem: str | None = None


def parse(
    text: str, *, today: date, month_first: bool = False, names: Mapping[str, str] | None = None
) -> Line:
    """What the line says, once the words of the command are gone.

    The owner is who is named at the end or else at the beginning. Who is named inside the sentence ("handed
    over to @dana") stays in the title by name (`names`, by Slack id) and is the owner if there is no other.
    Dates are read by `dates.find_due`. "Under" and "part of" before a number make that the parent, "needs"
    before one or several makes them needs.
    """
    marked = slacktext.mark(text)
    rest, parent = _take_parent(dates.plain(marked.text))
    rest, needs = _take_needs(rest)
    clauses = _take_ends(rest, today, month_first)
    mentions = [marked.mentions[place] for place in clauses.owners or re.findall(MENTION, clauses.rest)]
    return Line(
        title=_title(marked.written_out(clauses.rest, names or {})),
        owners=_ids(mentions, Kind.PERSON),
        groups=_ids(mentions, Kind.GROUP),
        handles=_ids(mentions, Kind.HANDLE),
        due=clauses.due,
        due_problem=clauses.due_problem,
        parent=parent,
        needs=needs,
    )


def number_of(text: str) -> int | None:
    """The number in "O-142", "o142", "#142" or "142"; None if it is none of these."""
    found = re.fullmatch(rf"(?:{_MARK})?{_DIGITS}", dates.plain(text).strip("_*"), _FLAGS)
    return int(found["number"]) if found else None


def shown(number: int) -> str:
    """An outcome's number as people see it: "O-142"."""
    return f"O-{number}"


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` that a mistyped `word` was probably meant to be, or None if none is close."""
    by_folded = {known.casefold(): known for known in words}
    found = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def _take_parent(text: str) -> tuple[str, int | None]:
    found = list(_PARENT.finditer(text))
    if not found:
        return text, None
    return _without(text, found[-1]), int(found[-1]["number"])


def _take_needs(text: str) -> tuple[str, tuple[int, ...]]:
    found = _NEEDS.search(text)
    if found is None:
        return text, ()
    numbers = [int(digits) for digits in re.findall(r"\d+", found["numbers"])]
    return _without(text, found), tuple(dict.fromkeys(numbers))


def _without(text: str, found: re.Match[str]) -> str:
    return dates.plain(f"{text[: found.start()]} {text[found.end() :]}")


def _take_ends(text: str, today: date, month_first: bool) -> _Clauses:
    """Takes owners and one date from the end, in any order, and else owners from the beginning."""
    text, owners = _take_owners_at_end(text)
    due = dates.find_due(text, today=today, month_first=month_first)
    if isinstance(due.found, NotUnderstood):
        problem = due.found.reason if due.found.looks_like_a_date else None
        return _take_owners_at_start(_Clauses(text, owners, due_problem=problem))
    if due.found is None:
        return _take_owners_at_start(_Clauses(text, owners))
    # A channel or link in the middle of a date is no part of it, and must not be lost with it.
    kept = "".join(re.findall(slacktext.PLACEHOLDER, due.found.as_typed))
    day = replace(due.found, as_typed=dates.plain(re.sub(slacktext.PLACEHOLDER, " ", due.found.as_typed)))
    text, earlier = _take_owners_at_end(f"{due.rest} {kept}".strip())
    return _take_owners_at_start(_Clauses(text, earlier + owners, day))


def _take_owners_at_end(text: str) -> tuple[str, str]:
    found = _OWNERS_AT_END.search(text)
    if found is None:
        return text, ""
    before = text[: found.start()].rstrip(_EDGES)
    without_label = _OWNER_LABEL.sub("", before)
    if without_label == before and _LEADS_TO_A_PERSON.fullmatch(before.rpartition(" ")[2]):
        return text, ""
    return without_label.rstrip(_EDGES), "".join(re.findall(MENTION, found[0]))


def _take_owners_at_start(clauses: _Clauses) -> _Clauses:
    found = None if clauses.owners else _OWNERS_AT_START.match(clauses.rest)
    if found is None or _FOLLOWS_A_SUBJECT.fullmatch(found["next"]):
        return clauses
    owners = "".join(re.findall(MENTION, found["owners"]))
    return _Clauses(clauses.rest[found.end("owners") :], owners, clauses.due, clauses.due_problem)


def _title(text: str) -> str:
    title = text.strip(" ,;:-").removesuffix("(").rstrip()
    is_quoted = len(title) > 2 and title[0] == title[-1] == '"' and title.count('"') == 2
    return title[1:-1].strip() if is_quoted else title


def _ids(mentions: Iterable[Mention], kind: Kind) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.id for mention in mentions if mention.kind is kind))


_FLAGS = re.IGNORECASE | re.ASCII
_MARK = r"O[- ]?|#"
_DIGITS = r"0*(?P<number>[1-9]\d{0,8})"
_END = r"(?![0-9A-Za-z])[_*]?"
_EDGES = " ,;:-("
_PARENT = re.compile(rf"(?<![\w-])(?:under|(?:as )?part of) [_*]?(?:{_MARK}){_DIGITS}{_END}[).,;:]*", _FLAGS)
_NUMBER = rf"[_*]?(?:{_MARK})[1-9]\d{{0,8}}{_END}"
_NEEDS = re.compile(
    rf"(?<![\w-])needs (?P<numbers>{_NUMBER}(?:(?:,? and |, ?| & ){_NUMBER})*)[).,;:]*", _FLAGS
)
_RUN = rf"{MENTION}(?:[ ,;&+]*(?:and )?{MENTION})*"
_OWNERS_AT_END = re.compile(rf"{_RUN}[ .,;:!)]*$")
_OWNERS_AT_START = re.compile(rf"(?:owner:? )?(?P<owners>{_RUN})[ ,;:-]+(?P<next>\S+)", re.IGNORECASE)
_OWNER_LABEL = re.compile(r"(?:^|[ ,;(-]+)(?:owner|owned by|assigned to)$", re.IGNORECASE)
# After these words a name belongs to the sentence: "handed over to @dana".
_LEADS_TO_A_PERSON = re.compile(
    "about|after|against|and|as|at|before|beside|between|by|for|from|in|into|like|of|on|or|than|through|to"
    "|towards?|via|while|with|without",
    _FLAGS,
)
# Before these words it is what the sentence is about: "@dana is trained".
_FOLLOWS_A_SUBJECT = re.compile("and|are|can|does|gets|has|have|is|knows|no|or|was|were|will", _FLAGS)
