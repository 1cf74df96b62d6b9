"""A few hundred runs of the state machine here; thousands with `python -m faults long machine`."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.outbox.machine import OutboxMachine


def test_in_whatever_order_things_happen_each_message_is_there_once() -> None:
    run_state_machine_as_test(
        OutboxMachine,
        settings=settings(
            max_examples=100,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[*HealthCheck],
            print_blob=True,
        ),
    )
