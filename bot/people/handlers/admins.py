"""Who runs the bot: taking the role, naming others, and guests who may own."""

from bot.people import queries, service
from bot.people.handlers.common import actor
from bot.people.rules.permissions import Action
from bot.people.ui import admins as ui
from bot.slack.answers import Answer, Change, Open, Reply
from bot.slack.listeners import MEMBERS, Listeners, Rule, Work, notice


def register(on: Listeners) -> None:
    names = Rule("admins", _may_name)
    allows = Rule("admins", _may_allow)
    on.action("people.take_admin", take, rule=MEMBERS)
    on.word("/team", "admins", open_admins, rule=names, help="– who runs me here (for admins)", reads=True)
    on.submit("people.admins", save_admins, rule=names)
    on.word("/team", "guests", open_guests, rule=allows, help="– guests who may own (for admins)", reads=True)
    on.submit("people.guests", save_guests, rule=allows)


def take(work: Work) -> Answer | None:
    """`service.take_admin` refuses whoever does not administer this Slack workspace."""
    service.take_admin(work.session, actor(work), now=work.now)
    return Reply(ui.taken())


def open_admins(work: Work) -> Answer | None:
    return Open(ui.admins_form([one.slack_id for one in queries.admins(work.session)]))


def save_admins(work: Work) -> Answer | None:
    service.name_admins(work.session, work.form.people("admins"), by=actor(work), now=work.now)
    return Change(notice(ui.saved_admins(queries.admins(work.session)), title="Saved"))


def open_guests(work: Work) -> Answer | None:
    return Open(ui.guests_form([one.slack_id for one in queries.guest_owners(work.session)]))


def save_guests(work: Work) -> Answer | None:
    service.allow_guests(work.session, work.form.people("guests"), by=actor(work), now=work.now)
    return Change(notice(ui.saved_guests(queries.guest_owners(work.session)), title="Saved"))


def _may_name(work: Work) -> None:
    service.require_admin(work.session, actor(work), Action.NAME_ADMINS)


def _may_allow(work: Work) -> None:
    service.require_admin(work.session, actor(work), Action.ALLOW_GUESTS)
