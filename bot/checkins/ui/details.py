"""What an owner said besides the colour, in the words that the prompt and the thread share."""

from datetime import date

from bot.checkins.queries import Line, Said
from bot.checkins.ui.labels import label
from bot.outcomes.model import StatusChange
from bot.outcomes.rules.lifecycle import Status
from bot.people.ui import short
from bot.slack.templates import Words

WORDS = Words("checkins/details")


def detail(line: Line | Said, said: StatusChange, today: date) -> str:
    """What has to change, or what is needed and from whom; nothing when it is on track."""
    match said.status:
        case Status.ON_TRACK:
            return ""
        case Status.AT_RISK:
            cause = label(line.cause) if line.cause else None
            return WORDS("at_risk", cause=cause, note=said.note or "")
        case Status.BLOCKED:
            return WORDS(
                "blocked",
                helper=short(line.helper) if line.helper else None,
                leader=short(line.leader) if line.leader else None,
                other=said.waiting_for_text,
                note=said.note or "",
                needed_by=said.needed_by,
                today=today,
                otherwise=said.otherwise,
            )
