"""How an ask stands, in one sentence, for whoever comes late."""

from bot.asks.model import Ask, AskState
from bot.core import dates
from bot.core.db import Session
from bot.core.errors import Outdated
from bot.people import queries as people


def standing(session: Session, ask: Ask) -> str:
    """How it stands now, for somebody whose button or form is out of date."""
    match ask.state:
        case AskState.ASKED if ask.is_unasked:
            return "Nobody is asked yet: it goes out as soon as the first team is started."
        case AskState.ASKED:
            return "It is open and waits for an answer."
        case AskState.PROMISED:
            day = ask.promised_for or ask.asked_at.date()
            return f"{_name(session, ask.promised_by_id)} gets it by {dates.spoken(day, day)}."
        case AskState.ANSWERED:
            return f"{_name(session, ask.answered_by_id)} has answered it: {_short(ask.answer)}"
        case AskState.DECLINED:
            return f"{_name(session, ask.answered_by_id)} has said no: {_short(ask.answer)}"
        case AskState.WITHDRAWN:
            return f"{_name(session, ask.asker_id)} does not need it any more."
        case AskState.WENT_AHEAD:
            return f"Nobody answered in time, and {_name(session, ask.asker_id)} went ahead."
        case AskState.SETTLED:
            return f"{_name(session, ask.asker_id)} can go on already."


def outdated(session: Session, ask: Ask) -> Outdated:
    return Outdated(standing(session, ask))


def _name(session: Session, person_id: str | None) -> str:
    return people.person(session, person_id).name if person_id else "Somebody"


def _short(text: str | None) -> str:
    words = " ".join((text or "").split())
    return words if len(words) <= 150 else words[:149] + "…"
