"""Who runs the bot here: admins, and the guests they make an exception for."""

from collections.abc import Iterable
from datetime import datetime

from bot.core import journal
from bot.core.db import Session
from bot.core.errors import InvalidInput, Marks, NotAllowed
from bot.people import queries
from bot.people.model import Person
from bot.people.rules import permissions
from bot.people.rules.permissions import Action
from bot.people.service.persons import full_member
from bot.people.service.telling import tell


def require_admin(session: Session, who: Person, action: Action) -> None:
    """Raises `NotAllowed`, with whom to ask, for whoever is no admin."""
    if permissions.may(queries.roles(session, who, None), action):
        return
    raise NotAllowed(permissions.instead(action, _whom_to_ask(session)))


def _whom_to_ask(session: Session) -> str:
    found = queries.answers_for(session, None)
    return found.name if found else "whoever administers this Slack workspace: they can take the role on Home"


def take_admin(session: Session, who: Person, *, now: datetime) -> None:
    """Somebody who administers this Slack workspace becomes an admin here too; the other admins are told."""
    if who.is_admin:
        return
    if not queries.may_take_admin(who):
        raise NotAllowed(
            "Only whoever administers this Slack workspace can take this role. "
            f"Ask {_whom_to_ask(session)} to name you."
        )
    others = queries.admins(session)
    _set_admin(session, who, True, by=who, now=now)
    for other in others:
        key = f"admin:{who.id}:{other.id}:{int(now.timestamp())}"
        tell(session, other.id, kind="people.admin_taken", ref=who.id, key=key, now=now)


def name_admins(session: Session, slack_ids: Iterable[str], *, by: Person, now: datetime) -> None:
    """Makes exactly these people admins; marks `admins` with what is wrong. The new ones are told."""
    require_admin(session, by, Action.NAME_ADMINS)
    wanted = _named(session, slack_ids)
    if not wanted:
        raise InvalidInput("admins", "Somebody has to be an admin. Name at least one person.")
    before = {one.id: one for one in queries.admins(session)}
    for gone in [one for id, one in before.items() if id not in wanted]:
        _set_admin(session, gone, False, by=by, now=now)
    for made in [one for id, one in wanted.items() if id not in before]:
        _set_admin(session, made, True, by=by, now=now)
        if made.id != by.id:
            key = f"admin:{made.id}:{int(now.timestamp())}"
            tell(session, made.id, kind="people.admin_named", ref=f"{made.id}:{by.id}", key=key, now=now)


def _named(session: Session, slack_ids: Iterable[str]) -> dict[str, Person]:
    marks, found = Marks(), {}
    for slack_id in slack_ids:
        with marks.check():
            one = full_member(session, slack_id, "admins")
            found[one.id] = one
    marks.settle()
    return found


def _set_admin(session: Session, who: Person, is_admin: bool, *, by: Person, now: datetime) -> None:
    journal.record(
        session,
        actor=by.id,
        subject=f"person:{who.id}",
        field="is_admin",
        before=who.is_admin,
        after=is_admin,
        now=now,
    )
    who.is_admin = is_admin


def allow_guests(session: Session, slack_ids: Iterable[str], *, by: Person, now: datetime) -> None:
    """Lets exactly these guests own outcomes; marks `guests` with what is wrong."""
    require_admin(session, by, Action.ALLOW_GUESTS)
    marks, wanted = Marks(), {}
    for slack_id in slack_ids:
        with marks.check():
            one = _guest(session, slack_id)
            wanted[one.id] = one
    marks.settle()
    before = {one.id: one for one in queries.guest_owners(session)}
    for id, one in {**before, **wanted}.items():
        journal.record(
            session,
            actor=by.id,
            subject=f"person:{id}",
            field="may_own_as_guest",
            before=id in before,
            after=id in wanted,
            now=now,
        )
        one.may_own_as_guest = id in wanted


def _guest(session: Session, slack_id: str) -> Person:
    found = queries.by_slack(session, slack_id)
    if found is None:
        raise InvalidInput("guests", "I don't know this person yet. Try again in a minute.")
    if found.is_stranger or found.is_gone or found.is_bot:
        raise InvalidInput("guests", f"{found.name} is no guest of this workspace. Name a guest of it.")
    if not found.is_guest:
        raise InvalidInput("guests", f"{found.name} is a full member and may own outcomes anyway.")
    return found
