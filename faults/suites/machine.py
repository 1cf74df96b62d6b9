"""Every order of events that Hypothesis can think of (see `tests.outbox.machine`)."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from faults.judge import Finding
from faults.report import Report
from faults.stage import Stage
from tests.outbox.machine import machine_on


def play(stage: Stage, *, seed: int, examples: int) -> Report:
    database = stage.new_database()
    machine = machine_on(database, seed)
    report = Report("state machine", cases=examples, seed=seed)
    try:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=examples,
                stateful_step_count=25,
                deadline=None,
                database=None,
                phases=(Phase.explicit, Phase.generate, Phase.shrink),
                suppress_health_check=[*HealthCheck],
            ),
        )
    except AssertionError as error:
        report.finding = Finding(broken=[str(error)])
    report.faults = machine.faults
    return report
