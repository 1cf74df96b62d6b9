"""What can be done with outcomes. Each function is one use case, in the caller's transaction.

`by` is a person or their id, `now` is business time. Every function checks for itself who may.
"""

from bot.outcomes.service.asking import ask_about_drafts as ask_about_drafts
from bot.outcomes.service.asking import ask_again as ask_again
from bot.outcomes.service.asking import hand_over as hand_over
from bot.outcomes.service.asking import own_it as own_it
from bot.outcomes.service.asking import remind as remind
from bot.outcomes.service.asking import told as told
from bot.outcomes.service.changing import answer_change as answer_change
from bot.outcomes.service.changing import change as change
from bot.outcomes.service.changing import propose_change as propose_change
from bot.outcomes.service.checks import require as require
from bot.outcomes.service.checks import seen as seen
from bot.outcomes.service.course import drop as drop
from bot.outcomes.service.course import pause as pause
from bot.outcomes.service.course import resume as resume
from bot.outcomes.service.finishing import claim_done as claim_done
from bot.outcomes.service.finishing import confirm as confirm
from bot.outcomes.service.finishing import give_back as give_back
from bot.outcomes.service.finishing import pass_on_claim as pass_on_claim
from bot.outcomes.service.flagging import clear_flag as clear_flag
from bot.outcomes.service.flagging import mark_late as mark_late
from bot.outcomes.service.flagging import raise_flag as raise_flag
from bot.outcomes.service.leaving import left as left
from bot.outcomes.service.leaving import moved as moved
from bot.outcomes.service.owning import agree as agree
from bot.outcomes.service.owning import agree_if_date as agree_if_date
from bot.outcomes.service.owning import agree_if_need as agree_if_need
from bot.outcomes.service.owning import answer_condition as answer_condition
from bot.outcomes.service.owning import needs_done_sentence as needs_done_sentence
from bot.outcomes.service.owning import refuse as refuse
from bot.outcomes.service.owning import settle_condition as settle_condition
from bot.outcomes.service.owning import waive as waive
from bot.outcomes.service.registering import register as register
from bot.outcomes.service.reporting import add_word as add_word
from bot.outcomes.service.reporting import expect as expect
from bot.outcomes.service.reporting import report_status as report_status
from bot.outcomes.service.reporting import undo_status as undo_status
