from pathlib import Path

from tests.backups.rewinding import rewind


def test_after_a_restore_nothing_is_lost_and_nothing_is_sent_twice(
    empty_database_url: str, tmp_path: Path
) -> None:
    counts = rewind(empty_database_url, tmp_path)
    assert counts.cases >= 8
    assert (counts.lost, counts.doubled) == (0, 0)
