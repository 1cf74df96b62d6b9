"""Who runs the bot here."""

from collections.abc import Sequence

from bot.people.model import Person
from bot.people.ui.words import short
from bot.slack.blocks import Block, Message, Modal, actions, asks, button, people_input, section
from bot.slack.templates import Words

ADMINS = Words("people/admins")


def offer(admins: Sequence[Person]) -> list[Block]:
    """For somebody who administers Slack (see `queries.may_take_admin`): the button to be an admin here."""
    take = button("Take the admin role", "people.take_admin")
    return [section(ADMINS("offer", admins=[short(one) for one in admins])), actions(take)]


def taken() -> Message:
    text = ADMINS("taken")
    return Message(text, [section(text), actions(button("New team…", "team.new"))])


def admins_form(admins: Sequence[str]) -> Modal:
    """`admins` are Slack ids."""
    pick = asks("admins", "Admins", people_input(admins), hint=ADMINS("hint_admins"))
    return Modal("people.admins", "Admins", [pick], "Save")


def guests_form(guests: Sequence[str]) -> Modal:
    """`guests` are the Slack ids of those who may own."""
    hint = ADMINS("hint_guests")
    pick = asks("guests", "Guests who may own outcomes", people_input(guests), optional=True, hint=hint)
    return Modal("people.guests", "Guests as owners", [pick], "Save")


def saved_admins(admins: Sequence[Person]) -> str:
    return ADMINS("saved_admins", names=[short(one) for one in admins])


def saved_guests(guests: Sequence[Person]) -> str:
    return ADMINS("saved_guests", names=[short(one) for one in guests])
