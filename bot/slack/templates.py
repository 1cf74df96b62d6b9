"""Words. A feature keeps its sentences as macros in `bot/<feature>/templates/*.j2`; `Words` calls them.

What people typed is made inert by default: `&`, `<` and `>` are escaped, so that no text can mention a
channel or make a link, and `*`, `_`, `~` and backticks that would format are letters that look like them (see
docs/decisions/0009). Fields of plain_text show what they are given, so they get it `unescaped`. Filters turn
dates, instants and outcome numbers into the one form we use.
"""

import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.core import dates, entities

FOLDERS = Path(__file__).resolve().parent.parent
# Embeddings, overrides and isolates: left open in a typed text, they would turn our own words around.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
LETTERS = str.maketrans("*_~`", "\u2217\u02cd\u223c\u02cb")
MARKS = str.maketrans("\u2217\u02cd\u223c\u02cb", "*_~`")
# Backticks anywhere; the others where a word begins or ends: a_name and 2*3 stay, and so do addresses.
FORMATTING = re.compile(r"https?://[^\s`]+|`|(?<![\w*~])[*_~]+|[*_~]+(?![\w*~])")


class Words:
    """The macros of one template: `Words("checkins/prompt")("title", count=3)`."""

    def __init__(self, name: str) -> None:
        feature, _, file = name.partition("/")
        self._path = f"{feature}/templates/{file}.j2"

    def __call__(self, macro: str, /, **facts: Any) -> str:
        """The sentence in Slack's mrkdwn, escaped; a fact that the macro does not know is an error."""
        found = getattr(environment().get_template(self._path).module, macro)
        return finished(str(found(**facts)))


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDERS),
        autoescape=True,
        finalize=_as_typed,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(
        day=spoken_day,
        time=clock_time,
        instant=clock_instant,
        ref=reference,
        one_line=one_line,
        clause=clause,
        plural=plural,
    )
    return made


def _as_typed(value: Any) -> Any:
    """What a macro is given becomes part of a sentence; what a macro has made is one already."""
    return inert(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def inert(typed: str) -> Markup:
    """One typed text, for mrkdwn: it is read as it was typed, and does nothing."""
    return Markup(FORMATTING.sub(_letters, escape(typed)))


def _letters(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith("http") else found[0].translate(LETTERS)


def finished(markup: str) -> str:
    """Jinja escapes quotes too, which Slack would show as typed. Typed entities have an `&amp;` by now."""
    return TURNING.sub("", markup).replace("&#34;", '"').replace("&#39;", "'").strip()


def escaped(text: str) -> str:
    """A sentence of ours with typed texts in it, safe to stand in mrkdwn; it may have marks of its own."""
    return finished(str(escape(text)))


def unescaped(text: str) -> str:
    """For plain_text fields, which show what they are given."""
    return entities.unescaped(TURNING.sub("", text)).translate(MARKS)


def spoken_day(day: date | None, today: date | None = None) -> str:
    """`Thu 26 Nov`, with the year when it is far; never converted between zones."""
    return dates.spoken(day, today or day) if day else "no date"


def clock_time(moment: datetime) -> Markup:
    """A time of day that every reader sees in their own zone, with UTC as fallback."""
    return _token(moment, "{time}", f"{moment:%H:%M} UTC")


def clock_instant(moment: datetime) -> Markup:
    return _token(moment, "{date_short_pretty}, {time}", f"{moment:%a %d %b %H:%M} UTC")


def _token(moment: datetime, form: str, fallback: str) -> Markup:
    return Markup(f"<!date^{int(moment.timestamp())}^{form}|{fallback}>")


def reference(number: int) -> Markup:
    """The number of an outcome, small, for the end of a line."""
    return Markup(f"_O-{int(number)}_")


def one_line(text: str, limit: int = 200) -> str:
    """A typed text as part of a sentence: on one line, shortened at the end."""
    joined = " ".join(text.split())
    return joined if len(joined) <= limit else joined[: limit - 1].rstrip() + "…"


def clause(text: str, limit: int = 200) -> str:
    """The same in the middle of a sentence, so without the full stop at its end."""
    short = one_line(text, limit)
    return short[:-1] if short.endswith(".") and not short.endswith("..") else short


def plural(count: int, one: str, many: str | None = None) -> str:
    """`3 people`: the count with the right word."""
    return f"{count} {one if count == 1 else many or one + 's'}"
