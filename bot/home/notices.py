"""*Waiting for you*: what one person owes others, with the buttons to settle it."""

from datetime import datetime

from bot.core.db import Session
from bot.home import heard, ui
from bot.home.model import WaitingPost
from bot.home.waiting import waiting
from bot.outbox import service as outbox
from bot.outbox.kinds import Kind, Priority, Skip
from bot.people import queries as people
from bot.slack.blocks import Message
from bot.slack.listeners import Listeners


def _waiting(session: Session, ref: str, now: datetime) -> Message | Skip:
    post = session.find(WaitingPost, ref)
    if post is None:
        return Skip("the posting is not there any more")
    if not post.is_open:
        return ui.moved_down()
    who = people.person(session, post.person_id)
    return ui.waiting_message(waiting(session, who, now))


def _trouble(session: Session, ref: str, now: datetime) -> Message:
    place, _, reason = ref.partition(":")
    return ui.trouble(place, reason) if outbox.is_troubled(session, place, reason) else ui.mended(place)


def kinds(on: Listeners) -> tuple[Kind, ...]:
    """With the registered commands: typed text is understood by the same words."""
    return (
        Kind("home.waiting", _waiting, Priority.ASK, starts_clock=True),
        Kind("home.trouble", _trouble, Priority.REMINDER),
        heard.kind(on),
    )
