"""`make gallery`: everything that the bot shows, checked, and as a page to look at."""

import sys
import tempfile
from pathlib import Path

from tests.gallery import page, visit
from tests.support.databases import Sqlite, with_tables

PAGE = Path("build/gallery/index.html")


def main() -> int:
    """0 when all is well, 1 when something is wrong with anything, or is missing."""
    with tempfile.TemporaryDirectory() as folder:
        sqlite = Sqlite(Path(folder))
        companies = visit.both(sqlite, with_tables(sqlite.make()))
    found = visit.findings(*companies)
    for line in visit.table(found, *companies):
        sys.stdout.write(f"{line}\n")
    page.write(PAGE, *companies, found.problems)
    sys.stdout.write(f"\nTo look at: {PAGE.resolve().as_uri()}\n")
    return 0 if found.are_fine else 1


if __name__ == "__main__":
    sys.exit(main())
