"""`python -m benchmarks.client FILE`: one client in a process of its own. Delivers what the file lists, and
writes how long each took.
"""

import json
import sys
from pathlib import Path

from benchmarks import postbox


def main() -> None:
    work = json.loads(Path(sys.argv[1]).read_text())
    with postbox.postman(work["port"], work["secret"]) as to:
        took = [to.deliver(body.encode()) for body in work["bodies"]]
    sys.stdout.write(json.dumps(took))


if __name__ == "__main__":
    main()
