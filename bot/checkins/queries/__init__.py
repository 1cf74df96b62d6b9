"""What others may ask about check-ins."""

from bot.checkins.queries.rounds import latest as latest
from bot.checkins.queries.rounds import message_key as message_key
from bot.checkins.queries.rounds import open_rounds as open_rounds
from bot.checkins.queries.rounds import planned as planned
from bot.checkins.queries.rounds import rounds_held as rounds_held
from bot.checkins.queries.rounds import thread_key as thread_key
