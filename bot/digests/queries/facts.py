"""Everything that a digest tells, as facts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.digests.model import SecondLook
from bot.digests.queries.heard import Heard
from bot.digests.queries.leaves import Leaf
from bot.digests.queries.owed import Owed
from bot.digests.queries.scope import Scope
from bot.digests.rules import pictures
from bot.digests.rules.promises import OnTime
from bot.outcomes.model import Outcome, StatusChange
from bot.outcomes.rules.lifecycle import Status
from bot.people.model import Team


@dataclass(frozen=True)
class Worse:
    """Trouble that is new. `waits_for` is a name; `day` counts working days, the first one included.

    `asked` is who is to answer since `asked_on`, when that is not who is waited for; `promised_for` is the
    day by which an answer was promised.
    """

    leaf: Leaf
    said: StatusChange | None
    day: int
    waits_for: str | None = None
    asked: str | None = None
    asked_on: date | None = None
    promised_for: date | None = None
    is_answered: bool = False


@dataclass(frozen=True)
class Look:
    """A report of on track, the facts that speak against it, and its owner's words: about them, or else
    those of the report."""

    leaf: Leaf
    look: SecondLook
    owner: str
    words: str | None


@dataclass(frozen=True)
class Still:
    """Trouble that was there before: the same for so many weeks (`weeks`), or else different from `was`."""

    leaf: Leaf
    weeks: int | None
    was: Status | None = None

    @property
    def asks(self) -> bool:
        return self.weeks is not None and pictures.asks(self.weeks)


@dataclass(frozen=True)
class Finished:
    """What was confirmed since the last digest; `late` counts working days after the promised one."""

    outcome: Outcome
    owner: str
    late: int


@dataclass(frozen=True)
class Counts:
    """How many stand how."""

    total: int = 0
    on_track: int = 0
    at_risk: int = 0
    blocked: int = 0
    no_word: int = 0


@dataclass(frozen=True)
class Line:
    """A team below, in one line."""

    team: Team
    counts: Counts


@dataclass(frozen=True)
class Facts:
    """One digest. `standing` counts all that runs, `soon` what is due within four weeks.

    `posted_on` is None while it has not gone. `names` are those of people, by id, as short as can be.
    """

    scope: Scope
    period: str
    today: date
    posted_on: date | None
    owed: Sequence[Owed]
    worse: Sequence[Worse]
    looks: Sequence[Look]
    still: Sequence[Still]
    soon: Counts
    standing: Counts
    finished: Sequence[Finished]
    next_due: Leaf | None
    on_time: OnTime | None
    heard: Heard | None
    lines: Sequence[Line]
    leaves: Sequence[Leaf]
    names: Mapping[str, str]

    @property
    def is_for_leader(self) -> bool:
        return self.scope.leader is not None

    @property
    def is_quiet(self) -> bool:
        """Nothing to decide, nothing in trouble, and a word on everything."""
        every = (self.standing, *(line.counts for line in self.lines))
        all_well = all(counts.on_track == counts.total for counts in every)
        return all_well and not (self.owed or self.worse or self.looks or self.still)

    @property
    def is_empty(self) -> bool:
        """Nothing is followed here, and nothing is owed."""
        return not (self.owed or self.leaves or any(line.counts.total for line in self.lines))


def counts(leaves: Iterable[Leaf]) -> Counts:
    found = [leaf.picture.status for leaf in leaves]
    return Counts(
        total=len(found),
        on_track=found.count(Status.ON_TRACK),
        at_risk=found.count(Status.AT_RISK),
        blocked=found.count(Status.BLOCKED),
        no_word=found.count(None),
    )
