"""Escalations: where they stand, the facts that every message is made of, and whose turn it is."""

from bot.escalations.queries.facts import (
    Asked as Asked,
    Facts as Facts,
    HeldUp as HeldUp,
    Why as Why,
    facts as facts,
    held_up as held_up,
)
from bot.escalations.queries.lookup import (
    about as about,
    escalation as escalation,
    folded_key as folded_key,
    in_message as in_message,
    is_settling as is_settling,
    line_key as line_key,
    message_key as message_key,
    open_fold as open_fold,
    outcome_of as outcome_of,
    round_line_key as round_line_key,
    said_as as said_as,
    standing_alone as standing_alone,
    thread_of as thread_of,
    warning_key as warning_key,
)
from bot.escalations.queries.quiet import Quiet as Quiet, Worry as Worry, quiet as quiet
from bot.escalations.queries.waiting import (
    Turn as Turn,
    Waiting as Waiting,
    owed_by as owed_by,
    waiting_for as waiting_for,
)
