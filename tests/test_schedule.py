"""The table of what reacts to what holds together."""

from bot import schedule


def test_every_reaction_that_a_fact_owes_has_a_sweep_and_every_sweep_a_fact() -> None:
    owed = {consumer for consumers in schedule.CONSUMERS.values() for consumer in consumers}
    assert owed == {sweep.consumer for sweep in schedule.SWEEPS}


def test_what_falls_due_is_listed_once() -> None:
    names = [due.name for due in schedule.DUE]
    assert len(names) == len(set(names))
