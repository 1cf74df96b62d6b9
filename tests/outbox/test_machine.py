"""A few runs of the state machine here; thousands with `python -m faults long machine`."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from bot.core.db import Database
from tests.outbox.machine import machine_on


def test_in_whatever_order_things_happen_each_message_is_there_once(kept_sqlite: Database) -> None:
    run_state_machine_as_test(
        machine_on(kept_sqlite, 1),
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            database=None,
            suppress_health_check=[*HealthCheck],
        ),
    )
