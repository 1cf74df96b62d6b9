"""Goes through everything once: two companies, the same stories, another language."""

from collections import Counter as Tally
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.db import Database
from tests.gallery import checks, complete
from tests.gallery.company import Company
from tests.gallery.explore import Explorer
from tests.gallery.scenes import SCENES
from tests.gallery.texts import Ordinary, Texts, Worst
from tests.support.databases import Sqlite


def both(sqlite: Sqlite, template: str) -> tuple[Company, Company]:
    """As on any day, and at its worst, in one database after the other: what it has learnt of statements is
    half of the time. `template` is the URL of one with all tables and no rows."""
    url = sqlite.make()
    database = Database(url)
    companies = []
    for texts in (Ordinary(), Worst()):
        database.engine.dispose()
        sqlite.renew(url, template)
        companies.append(_played(database, texts))
    database.engine.dispose()
    return companies[0], companies[1]


def _played(database: Database, texts: Texts) -> Company:
    """A company in an empty database, after all that happens; behind every button somebody has looked."""
    company = Company(database, texts)
    explorer = Explorer(company)
    for scene in SCENES:
        scene(company)
        explorer.explore()
    return company


@dataclass(frozen=True)
class Findings:
    """`problems` are by the id() of what is shown; `missing` are sentences."""

    problems: Mapping[int, Sequence[str]]
    missing: Sequence[str]

    @property
    def are_fine(self) -> bool:
        return not self.problems and not self.missing


def findings(*companies: Company) -> Findings:
    problems = {
        id(one): found
        for company in companies
        for one in company.shown
        if (found := checks.problems(one, company.listeners, is_worst=company.texts.is_worst))
    }
    missing = [
        sentence
        for company in companies
        for sentence in complete.missing(company.shown, company.kinds, company.listeners)
    ]
    return Findings(problems, list(dict.fromkeys(missing)))


def table(found: Findings, *companies: Company) -> Iterator[str]:
    """A line for each kind: how many were looked at, and what is wrong with them."""
    cases: Tally[str] = Tally(one.name for company in companies for one in company.shown)
    wrong = [
        (one.name, problem, f"{company.texts.name}: {one.how}")
        for company in companies
        for one in company.shown
        for problem in found.problems.get(id(one), ())
    ]
    for name, count in sorted(cases.items()):
        mine = [(problem, how) for kind, problem, how in wrong if kind == name]
        yield f"{name:44} {count:5} {'ok' if not mine else f'{len(mine)} problems'}"
        yield from (f"    ✗ {problem} ({how})" for problem, how in dict(mine).items())
    yield from (f"✗ {sentence}" for sentence in found.missing)
