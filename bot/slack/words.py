"""The words of slash commands: which one was meant, and what `help` says."""

import difflib
import re
from dataclasses import dataclass, field

from bot.core import dates
from bot.slack.templates import inert


@dataclass(frozen=True)
class Word:
    name: str
    help: str


@dataclass(frozen=True)
class Chosen:
    """A word with the rest of the line, or what to reply when none can be run."""

    word: str | None = None
    rest: str = ""
    reply: str | None = None


@dataclass
class Command:
    name: str
    about: str = ""
    usage: str = ""
    words: dict[str, Word] = field(default_factory=dict)

    def choose(self, text: str) -> Chosen:
        """Finds the word; several words may be one (`hand over`). Free text is left whole.

        A short line whose first word is nearly one of ours is asked about, not run.
        """
        line = dates.plain(text)
        lowered = line.lower()
        if lowered in ("help", "?"):
            return Chosen(reply=self.help())
        for name in sorted(self.words, key=len, reverse=True):
            if re.match(rf"{re.escape(name)}(\s|$)", lowered):
                return Chosen(name, line[len(name) :].strip())
        first = lowered.split(" ")[0] if lowered else ""
        near = difflib.get_close_matches(first, list(self.words), n=1, cutoff=0.7)
        if near and len(line.split()) <= 3:
            question = f"I don't know *{inert(first[:40])}*. Did you mean `{self.name} {near[0]}`?"
            return Chosen(reply=f"{question}\n{self.help()}")
        return Chosen(rest=line)

    def help(self) -> str:
        lines = [f"*{self.name}* {self.about}"]
        if self.usage:
            lines.append(f"`{self.name} {self.usage}`")
        lines += [f"• `{self.name} {word.name}` {word.help}" for word in self.words.values()]
        return "\n".join(lines)
