"""What others may ask about check-ins."""

from bot.checkins.queries.history import (
    Move as Move,
    Running as Running,
    at_risk_running as at_risk_running,
    changes_since as changes_since,
    running as running,
    silent_rounds as silent_rounds,
)
from bot.checkins.queries.outlook import (
    Outlook as Outlook,
    Part as Part,
    Setting as Setting,
    at_once as at_once,
    diary as diary,
    moment_again as moment_again,
    next_round as next_round,
    parts_of as parts_of,
    setting as setting,
)
from bot.checkins.queries.preview import Mend as Mend, Preview as Preview, preview as preview
from bot.checkins.queries.prompts import (
    Entry as Entry,
    askable as askable,
    copies as copies,
    copy_key as copy_key,
    covered as covered,
    current_item as current_item,
    current_leads as current_leads,
    entries as entries,
    followers as followers,
    is_current as is_current,
    items_of as items_of,
    items_of_round as items_of_round,
    last_answers as last_answers,
    leads_of as leads_of,
    next_time as next_time,
    prompt_key as prompt_key,
    prompts_of as prompts_of,
    reminder_key as reminder_key,
    rounds_in as rounds_in,
    shown as shown,
    to_ask as to_ask,
    unanswered as unanswered,
)
from bot.checkins.queries.rounds import (
    latest as latest,
    message_key as message_key,
    on_track_key as on_track_key,
    open_rounds as open_rounds,
    planned as planned,
    rounds_asking as rounds_asking,
    rounds_held as rounds_held,
    said_key as said_key,
    thread_channel as thread_channel,
    thread_key as thread_key,
    unopened as unopened,
)
from bot.checkins.queries.standing import (
    Share as Share,
    Standing as Standing,
    heard_from as heard_from,
    missed as missed,
    on_track as on_track,
    standing as standing,
)
