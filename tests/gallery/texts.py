"""What people type and are called: once as on any day, once as bad as Slack and our forms allow."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

# Whoever is named here was not meant by anybody: what of this reaches Slack as it stands was let through.
NOBODY = "U0NOBODY"
LINK = "http://evil.example"

CONTROLS = (
    "<!channel> <!here> <!everyone> <!subteam^S0LEADS|@leads> "
    f"<@{NOBODY}> <#C0SECRET|secret> <{LINK}|your bank> <!date^0^{{date}}|then>"
)
ENTITIES = "&lt;!here&gt; &amp;lt; R&D <b>html</b> <script>alert(1)</script>"
MARKS = "*bold* _italic_ ~gone~ `code` ```block``` > quote * _ ~ `"
LETTERS = "👩‍👩‍👧‍👦🏳️‍🌈🦄𝕏 שלום עולם مرحبا Z̸̡̛͈a̶l̷g̴o̵ 漢字 \u202egnp.exe\u202c \u2066x ﷽ {{ 7*7 }}"
PIECES = (CONTROLS, ENTITIES, MARKS, LETTERS)
# The most of a text field, of a team's name, and of a name in Slack.
LONGEST, LONGEST_TEAM, LONGEST_NAME = 3000, 80, 80


@dataclass
class Ordinary:
    """As on any day."""

    name = "ordinary"
    is_worst = False
    title_of: dict[str, str] = field(default_factory=dict)
    _titles: Iterator[str] = field(
        default_factory=lambda: itertools.cycle(
            (
                "Priority tickets are triaged within 15 minutes",
                "Billing tickets reach Billing without passing Support",
                "The macro library covers the twenty most frequent questions",
                "The weekly quality report is sent every Tuesday",
                "Customers get a first answer within 12 hours",
            )
        )
    )

    def person(self, name: str) -> str:
        return f"{name.title()} Meyer"

    def first_name(self, name: str) -> str:
        return name.title()

    def team(self, name: str) -> str:
        return {"cx": "Customer Experience"}.get(name, name.title())

    def channel(self, name: str) -> str:
        return name

    def title(self) -> str:
        return next(self._titles)

    def sentence(self) -> str:
        return "Legal says yes to storing phone numbers"

    def answer(self) -> str:
        return "Yes, store them for a week, and tell people so."

    def line(self) -> str:
        return "What about the phone numbers?"


@dataclass
class Worst:
    """As bad as it gets: every text is as long as its field takes, and each begins with another poison."""

    name = "worst"
    is_worst = True
    _turn: Iterator[int] = field(default_factory=itertools.count)

    def person(self, name: str) -> str:
        return self._filled(LONGEST_NAME)

    def first_name(self, name: str) -> str:
        return self._filled(LONGEST_NAME)

    def team(self, name: str) -> str:
        # Two teams may not be called the same.
        return f"{self._filled(LONGEST_TEAM - len(name) - 1)} {name}"

    def channel(self, name: str) -> str:
        return name.ljust(LONGEST_NAME, "x")

    def title(self) -> str:
        return self._filled(LONGEST)

    sentence = answer = title

    def line(self) -> str:
        return self._filled(LONGEST)

    def _filled(self, most: int) -> str:
        first = next(self._turn) % len(PIECES)
        pieces = itertools.cycle((*PIECES[first:], *PIECES[:first]))
        text = ""
        while len(text) < most:
            text += f"{next(pieces)} "
        return text[: most - 1] + "x"


Texts = Ordinary | Worst
