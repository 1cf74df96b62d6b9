"""When something needed is urgent, on values."""

from datetime import date

from bot.core.calendar import WorkingHours, working_days_between

DUE_WITHIN = 5
NEEDED_WITHIN = 2


def is_urgent(
    hours: WorkingHours, today: date, *, due: date | None, needed_by: date | None, to_spare: int | None = None
) -> bool:
    """Whether the outcome is due within 5 working days, or it is needed within 2, or nothing is to spare.

    `to_spare` is in working days, where somebody knows it. The days of `hours` count.
    """
    return (
        (due is not None and working_days_between(hours, today, due) <= DUE_WITHIN)
        or (needed_by is not None and working_days_between(hours, today, needed_by) <= NEEDED_WITHIN)
        or (to_spare is not None and to_spare <= 0)
    )
