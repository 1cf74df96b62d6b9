"""Who is here, as Slack tells it, and who may use the bot."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.core import calendar, pending
from bot.core.db import Session
from bot.core.errors import InvalidInput, NotAllowed
from bot.outbox import service as outbox
from bot.people import queries
from bot.people.model import Person, Workspace
from bot.people.rules import names

log = logging.getLogger(__name__)

NO_GUESTS = (
    "I can't do that for guests. Ask a full member of this workspace to do it with you, "
    "or an admin to let you own outcomes."
)
NO_STRANGERS = "I only work for people of this workspace. Ask your contact here to do it for you."
NOT_MET = "I am just getting to know you. Please try again in a few seconds."


@dataclass(frozen=True)
class SlackUser:
    """A person as Slack's users.list or user_change tells it (`zone` is an IANA name or None)."""

    slack_id: str
    name: str
    full_name: str
    zone: str | None
    is_guest: bool
    is_bot: bool
    is_stranger: bool
    is_gone: bool
    runs_slack: bool

    @classmethod
    def read(cls, user: Mapping[str, Any], workspace: str) -> "SlackUser":
        """From a user object of Slack's; every field but the id may be missing."""
        profile = user.get("profile") or {}
        name = (
            profile.get("display_name")
            or user.get("real_name")
            or profile.get("real_name")
            or user.get("name")
        )
        return cls(
            slack_id=user["id"],
            name=(name or user["id"])[:200],
            full_name=(user.get("real_name") or profile.get("real_name") or name or "")[:200],
            zone=user.get("tz"),
            is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
            # Slackbot says of itself that it is not a bot.
            is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
            is_stranger=bool(user.get("is_stranger")) or user.get("team_id", workspace) != workspace,
            is_gone=bool(user.get("deleted")),
            runs_slack=bool(user.get("is_admin") or user.get("is_owner")),
        )


def welcome(
    session: Session, *, name: str, url: str, bot_user: str, bot_id: str, installed_by: str | None = None
) -> Workspace:
    """Keeps what Slack says of this workspace; the row is made at the first start.

    Slack has just taken our token: whatever waited because it had been revoked goes on.
    """
    found = session.get(Workspace, session.workspace)
    if found is None:
        found = Workspace(id=session.workspace, installed_by=installed_by, next_number=1)
        session.add(found)
    elif found.revoked_at is not None:
        log.info("Slack takes our token again; what waited goes on")
        found.revoked_at = None
        outbox.unpark(session)
    found.name, found.url, found.bot_user, found.bot_id = name, url, bot_user, bot_id
    return found


def lose_access(session: Session, *, why: str, now: datetime) -> None:
    """Slack has taken our token away; `why` is its word. What has to be said waits until it takes one again.

    Nobody can be told of it in Slack: the log says it once, and readiness as long as it lasts.
    """
    found = queries.workspace(session)
    if found.revoked_at is None:
        log.error("Slack refuses our token (%s): install the app again. What has to be said waits.", why)
        found.revoked_at = now


def keep(session: Session, user: SlackUser, *, now: datetime) -> Person:
    """Takes over what Slack says of one person; what they set here stays. Leaving and moving are facts."""
    found = _take_over(session, user, now)
    session.flush()
    first = names.first_name(found.name)
    alike = select(Person).where(Person.name.istartswith(first, autoescape=True), ~Person.is_gone)
    _shorten([found, *session.scalars(alike.where(Person.id != found.id))])
    return found


def keep_all(
    session: Session, users: Iterable[Mapping[str, Any]], *, admins: Iterable[str], now: datetime
) -> int:
    """Takes over a full list of the workspace's people; makes the named ones admins. How many there are.

    While there is no admin at all, whoever installed the app is one.
    """
    people = [_take_over(session, SlackUser.read(user, session.workspace), now) for user in users]
    _shorten([one for one in people if not one.is_gone and not one.is_bot])
    workspace = queries.workspace(session)
    workspace.synced_at = now
    for slack_id in admins:
        _make_admin(session, slack_id)
    if workspace.installed_by and not queries.admins(session):
        _make_admin(session, workspace.installed_by)
    return len(people)


def _make_admin(session: Session, slack_id: str) -> None:
    found = queries.by_slack(session, slack_id)
    if found is not None:
        found.is_admin = True


def _take_over(session: Session, user: SlackUser, now: datetime) -> Person:
    found = queries.by_slack(session, user.slack_id)
    if found is None:
        found = Person(slack_id=user.slack_id, name=user.name)
        session.add(found)
        session.flush()
    was_gone, old_zone = bool(found.is_gone), found.zone
    found.name, found.full_name = user.name, user.full_name
    if user.zone and calendar.is_zone(user.zone):
        found.zone = user.zone
    found.is_guest, found.is_bot, found.is_stranger = user.is_guest, user.is_bot, user.is_stranger
    found.is_gone, found.runs_slack = user.is_gone, user.runs_slack
    if user.is_gone and not was_gone:
        pending.note(session, "person.left", found.id, now)
    if old_zone and found.zone != old_zone:
        pending.note(session, "person.moved", found.id, now)
    return found


def _shorten(people: Iterable[Person]) -> None:
    known = {one.id: one for one in people}
    for id, short in names.short_names({one.id: one.name for one in known.values()}).items():
        known[id].short_name = short


def admit(session: Session, slack_id: str, home: str | None, *, guests: bool, now: datetime) -> Person:
    """The person who acts. Raises `NotAllowed` for whoever may not use the bot, with what to do instead."""
    found = queries.by_slack(session, slack_id)
    if home is not None and home != session.workspace:
        raise NotAllowed(NO_STRANGERS)
    if found is None:
        raise NotAllowed(NOT_MET)
    if found.is_stranger or found.is_bot:
        raise NotAllowed(NO_STRANGERS)
    if found.is_gone:
        raise NotAllowed("Your account in this workspace is deactivated.")
    if found.is_guest and not guests:
        raise NotAllowed(NO_GUESTS)
    return found


def require_own_part(session: Session, person_id: str) -> Person:
    """For what a guest may do once an admin lets them own outcomes; raises `NotAllowed` for other guests."""
    found = queries.person(session, person_id)
    if found.is_guest and not found.may_own_as_guest:
        raise NotAllowed(NO_GUESTS)
    return found


def accountable(session: Session, slack_id: str, field: str) -> Person:
    """Somebody who can be named as owner, provider or leader; marks `field` with the reason when not."""
    found = queries.by_slack(session, slack_id)
    if found is None:
        raise InvalidInput(field, "I don't know this person yet. Try again in a minute.")
    if found.is_bot:
        raise InvalidInput(field, f"{found.name} is an app. Name a person who can answer for it.")
    if found.is_gone:
        raise InvalidInput(field, f"{found.name}'s account is deactivated. Name somebody who is here.")
    if found.is_stranger:
        raise InvalidInput(
            field, f"{found.name} belongs to another organization. Name somebody of this workspace."
        )
    if found.is_guest and not found.may_own_as_guest:
        raise InvalidInput(
            field,
            f"{found.name} is a guest here and can help, but not own. Name a full member, or ask an admin.",
        )
    return found


def full_member(session: Session, slack_id: str, field: str) -> Person:
    """Somebody who can lead, speak for others or be an admin; marks `field` with the reason when not."""
    found = queries.by_slack(session, slack_id)
    if found is not None and found.is_guest and not found.is_gone:
        raise InvalidInput(field, f"{found.name} is a guest here. Name a full member of this workspace.")
    return accountable(session, slack_id, field)


def find(session: Session, slack_id: str) -> Person | None:
    return queries.by_slack(session, slack_id)
