"""What can be done with outcomes. Each function is one use case, in the caller's transaction.

`by` is a person or their id, `now` is business time. Every function checks for itself who may.
"""

from bot.outcomes.service.asking import (
    ask_about_drafts as ask_about_drafts,
    ask_again as ask_again,
    hand_over as hand_over,
    own_it as own_it,
    remind as remind,
    told as told,
)
from bot.outcomes.service.beginning import begin as begin
from bot.outcomes.service.changing import (
    answer_change as answer_change,
    change as change,
    propose_change as propose_change,
)
from bot.outcomes.service.checks import require as require, seen as seen
from bot.outcomes.service.course import drop as drop, pause as pause, resume as resume
from bot.outcomes.service.finishing import (
    claim_done as claim_done,
    confirm as confirm,
    give_back as give_back,
    pass_on_claim as pass_on_claim,
)
from bot.outcomes.service.flagging import (
    clear_flag as clear_flag,
    mark_late as mark_late,
    raise_flag as raise_flag,
)
from bot.outcomes.service.leaving import left as left, moved as moved
from bot.outcomes.service.owning import (
    agree as agree,
    agree_if_date as agree_if_date,
    agree_if_need as agree_if_need,
    answer_condition as answer_condition,
    needs_done_sentence as needs_done_sentence,
    refuse as refuse,
    settle_condition as settle_condition,
    waive as waive,
)
from bot.outcomes.service.registering import register as register
from bot.outcomes.service.reporting import (
    add_word as add_word,
    expect as expect,
    report_status as report_status,
    undo_status as undo_status,
)
