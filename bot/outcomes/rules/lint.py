"""What makes the words of an outcome hard to agree on, and what to write instead. Warns, never blocks.

English only: of any other language nothing is said. The checks are those that INCOSE's guide to writing
requirements recommends (one thought, measured, no vague words), with our own lists of words. They rather miss
something than blame a good sentence.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.core import dates
from bot.outcomes.rules import lintwords as words

MOST_WORDS = 30
BLANK = "…"


class Code(StrEnum):
    """In the order of importance."""

    ACTIVITY = "activity"
    WEAK_VERB = "weak_verb"
    NO_STATE = "no_state"
    HALF_DONE = "half_done"
    TWO_RESULTS = "two_results"
    VAGUE = "vague"
    GROUP_OWNER = "group_owner"
    SEVERAL_SENTENCES = "several_sentences"
    TOO_LONG = "too_long"
    NO_CONFIRMER = "no_confirmer"
    NO_DATE = "no_date"


@dataclass(frozen=True)
class Finding:
    """`found` are the words that caused it, as typed; none where something is missing."""

    code: Code
    found: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Advice:
    """`findings` by importance; `rewrite` is a better sentence with blanks, None when that is no help."""

    findings: tuple[Finding, ...] = ()
    rewrite: str | None = None


def check_outcome(text: str, *, confirmer: str | None = None, due: str | None = None) -> Advice:
    """Advice on what will be true. `confirmer` (a name) and `due` (a spoken date) only fill the rewrite."""
    plain = dates.plain(text)
    if not looks_english(plain):
        return Advice()
    return _advice(plain, _of_any_text(plain), confirmer, due)


def check_done(text: str, *, confirmer: str | None, due: str | None) -> Advice:
    """Advice on how people will know that it is done: who confirms it and the date belong to it."""
    plain = dates.plain(text)
    if not looks_english(plain):
        return Advice()
    findings = _of_any_text(plain)
    if half := _half_done(plain):
        findings.append(half)
    if not confirmer:
        findings.append(Finding(Code.NO_CONFIRMER, (), "Name the person who will say that it is done."))
    if not due:
        findings.append(Finding(Code.NO_DATE, (), "Add the day by which it is true."))
    return _advice(plain, findings, confirmer, due)


def looks_english(text: str) -> bool:
    """Whether the checks can be trusted: Latin letters, and not mostly another language's small words."""
    letters = [letter for letter in text if letter.isalpha()]
    latin = [letter for letter in letters if letter < "\u0250"]
    if not letters or len(latin) < 0.9 * len(letters):
        return False
    typed = re.findall(r"[^\W\d_]{2,}|a", text.casefold())
    english = sum(word in words.SMALL_ENGLISH for word in typed)
    foreign = sum(word in words.SMALL_FOREIGN for word in typed)
    return foreign <= english and (english > 0 or len(typed) < words.LONG_ENOUGH_FOR_SMALL_WORDS)


def _of_any_text(text: str) -> list[Finding]:
    checks = (_verbs, _two_results, _vague, _group_owner, _several_sentences, _too_long)
    return [finding for check in checks if (finding := check(text))]


def _advice(text: str, findings: list[Finding], confirmer: str | None, due: str | None) -> Advice:
    if not findings:
        return Advice()
    importance = list(Code)
    ordered = sorted(findings, key=lambda finding: importance.index(finding.code))
    return Advice(tuple(ordered), _rewrite(text, {finding.code for finding in findings}, confirmer, due))


def _rewrite(text: str, codes: set[Code], confirmer: str | None, due: str | None) -> str | None:
    """Keeps what is said already and leaves blanks for the rest. What has to be cut can't be filled in."""
    if codes & _TO_CUT:
        return None
    confirmed = f"confirmed by {confirmer or '[name]'}, by {due or '[date]'}"
    if not codes & _TO_FILL:
        return f"{text.rstrip(' .')}, {confirmed}" if codes & _MISSING else None
    verb = _leading_verb(text)
    said = text[text.index(verb) + len(verb) :].strip().removeprefix("that ") if verb else text
    finite = _FINITE.search(said, 1)
    if verb and finite and not codes & {Code.VAGUE, Code.HALF_DONE}:
        return f"{_capital(said.rstrip(' .'))}, {confirmed}"
    thing = _thing(said[: finite.start()] if finite else said)
    be = "are" if re.search(r"[^s]s$", thing) else "is"
    return f"{thing} {be} [state or number] for [whom], {confirmed}"


def _thing(words_before_verb: str) -> str:
    """A guess at what the sentence is about: "First response time"."""
    plain = dates.plain(_VAGUE_OR_COMPARATIVE.sub(" ", words_before_verb))
    thing = _THING_ENDS.split(plain)[0].strip(" .,;:")
    return _capital(thing) if 0 < len(thing.split()) <= 6 else "[What]"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _leading_verb(text: str) -> str | None:
    verbs = f"{words.ACTIVITY}|{words.WEAK}|{words.ACTION}"
    return _leading(text, verbs, f"{words.WEAK_OR_NOUN}|{words.ACTIVITY_OR_NOUN}")


def _verbs(text: str) -> Finding | None:
    """Whether the sentence says a state or a measure. One finding at most, the gravest."""
    if busy := _leading(text, words.ACTIVITY, words.ACTIVITY_OR_NOUN):
        sentence = f"“{busy}” has no end. Say what will be true when it is over."
        return Finding(Code.ACTIVITY, (busy,), sentence)
    if _is_measured(text):
        return None
    first = _leading(text, words.WEAK, words.WEAK_OR_NOUN)
    weak = tuple(dict.fromkeys(filter(None, [first, *_WEAK_INSIDE.findall(text)])))
    if weak:
        sentence = (
            f"“{weak[0]}” leaves open how far. Give a number, from … to …, or a state that anybody can see."
        )
        return Finding(Code.WEAK_VERB, weak, sentence)
    if act := _leading(text, "(?!)", words.ACTION):
        sentence = f"“{act}” says what you will do. Say what will be true afterwards, and for whom."
        return Finding(Code.NO_STATE, (act,), sentence)
    if _is_topic(text):
        return Finding(Code.NO_STATE, (text,), f"“{text}” is a topic so far. Say what will be true about it.")
    return None


def _leading(text: str, verbs: str, verbs_or_nouns: str) -> str | None:
    """The verb that the text begins with, as typed. What can be a noun is none right before a verb."""
    found = re.match(
        rf"{_BEFORE_VERB}(?P<verb>{verbs}|(?:{verbs_or_nouns})(?!{_NOUN_GOES_ON}))\b", text, re.I
    )
    return found["verb"] if found else None


def _is_measured(text: str) -> bool:
    return bool(_MEASURE.search(_DATE.sub(" ", text)))


def _is_topic(text: str) -> bool:
    typed = re.findall(r"\w+", text.casefold())
    known = words.TOPICS | words.SMALL_ENGLISH
    return (
        len(typed) <= 5
        and bool(words.TOPICS & set(typed))
        and known >= set(typed)
        and not _STATE.search(text)
    )


def _two_results(text: str) -> Finding | None:
    """Two orders ("improve … and reduce …") or two sentences, each with its own subject."""
    is_order = _leading(text, f"{words.WEAK}|{words.ACTION}", words.WEAK_OR_NOUN) is not None
    finite = _FINITE.search(text)
    for joint in _JOINT.finditer(text):
        has_second_order = is_order and _leading(text[joint.end() :], f"{words.WEAK}|{words.ACTION}", "(?!)")
        is_after_verb = finite is not None and finite.end() <= joint.start()
        if has_second_order or (is_after_verb and _NEW_CLAUSE.match(text, joint.end())):
            sentence = (
                "These look like two results. Give each its own outcome, so that one can be done first."
            )
            return Finding(Code.TWO_RESULTS, (joint["word"],), sentence)
    return None


def _vague(text: str) -> Finding | None:
    pattern = _VAGUE if _is_measured(text) else _VAGUE_OR_COMPARATIVE
    found = tuple(dict.fromkeys(pattern.findall(text)))
    if not found:
        return None
    quoted = " and ".join(f"“{word}”" for word in found[:2])
    return Finding(
        Code.VAGUE, found, f"People read {quoted} in different ways. A number or a name would settle it."
    )


def _group_owner(text: str) -> Finding | None:
    found = _GROUP.search(text)
    if found is None:
        return None
    group = found["does"] or found["by"]
    return Finding(Code.GROUP_OWNER, (group,), f"Not “{group}”: name the one person who answers for it.")


def _several_sentences(text: str) -> Finding | None:
    if not _SENTENCE_END.search(text):
        return None
    return Finding(Code.SEVERAL_SENTENCES, (), "Say it in one sentence. The rest has room in the notes.")


def _too_long(text: str) -> Finding | None:
    count = len(text.split())
    if count <= MOST_WORDS:
        return None
    sentence = f"These are {count} words. With {MOST_WORDS} at most, people will remember it."
    return Finding(Code.TOO_LONG, (), sentence)


def _half_done(text: str) -> Finding | None:
    found = tuple(_HALF_DONE.findall(text))
    if not found:
        return None
    return Finding(Code.HALF_DONE, found, "Done is yes or no. Say how it is when nothing is left to do.")


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_TO_FILL = {Code.ACTIVITY, Code.WEAK_VERB, Code.NO_STATE, Code.HALF_DONE, Code.VAGUE}
_TO_CUT = {Code.TWO_RESULTS, Code.SEVERAL_SENTENCES, Code.TOO_LONG}
_MISSING = {Code.NO_CONFIRMER, Code.NO_DATE}
_BEFORE_VERB = (
    r"(?:(?:we|i|let's|to)(?: (?:will|want to|should|must|need to|are going to|aim to|plan to|have to))? )?"
)
_NOUN_GOES_ON = rf" (?:(?:\w+ )?(?:{words.FINITE})|{words.STATE})\b"
_WEAK_INSIDE = _pattern(
    rf"(?:(?<=\band )|(?<=; )|(?<=\bwill ))(?:{words.WEAK})\b|(?<=\bwill )(?:{words.WEAK_OR_NOUN})\b"
)
_STATE = _pattern(rf"\b(?:{words.STATE})\b")
_FINITE = _pattern(rf"\b(?:{words.FINITE})\b")
_JOINT = _pattern(r",? ?(?P<word>\band\b|\bas well as\b|;) ")
_NEW_CLAUSE = _pattern(
    rf"(?!(?:{words.FINITE})\b)(?:(?!(?:{words.SUBORDINATES})\b)\S+ ){{1,5}}?(?:{words.FINITE})\b"
)
_VAGUE = _pattern(rf"\b(?:{words.VAGUE})\b")
_VAGUE_OR_COMPARATIVE = _pattern(rf"\b(?:{words.VAGUE}|{words.COMPARATIVE})\b")
_GROUP = _pattern(
    rf"\b(?P<does>{words.EVERYBODY}) (?:{words.ANSWER_FOR_IT})\b"
    rf"|\b(?:{words.DONE_BY}) by (?P<by>{words.EVERYBODY})\b"
)
_HALF_DONE = _pattern(rf"\b(?:{words.HALF_DONE})\b")
_SENTENCE_END = re.compile(r"(?<!\b[EeIi]\.[GgEe])(?<!\b[Nn]o)(?<!\betc)(?<!\bvs)(?<!\bapprox)[.!?] +[A-Z]")
_DATE = _pattern(words.DATE)
_MEASURE = _pattern(rf"{words.NUMBER}|\b(?:{words.FRACTION})\b")
_THING_ENDS = _pattern(
    r"\b(?:by|for|in|with|to|so|before|after|from|within|and|until|on|at|through|via|without)\b|[,;:(.]"
)
