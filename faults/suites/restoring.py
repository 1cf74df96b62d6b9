"""An older backup is restored: what was sent in the lost time is known again in Slack, and not sent twice."""

import tempfile
from pathlib import Path

from faults.judge import Finding
from faults.report import Report
from faults.stage import Stage
from tests.backups.rewinding import rewind


def play(stage: Stage) -> Report:
    """Each case is a message that was sent in the lost time. The judge is a sandbox of its own."""
    with tempfile.TemporaryDirectory() as folder:
        counts = rewind(stage.server.empty(), Path(folder))
    finding = Finding(lost=counts.lost, doubled=counts.doubled)
    if not counts.cases:
        finding.broken.append("nothing was sent in the lost time")
    return Report("restore", cases=counts.cases, faults=1, finding=finding)
