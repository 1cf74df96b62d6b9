"""Who is here: what Slack says, who may use the bot, teams and absences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select

from bot.core import calendar, journal, pending
from bot.core.db import Session
from bot.core.errors import InvalidInput, NotAllowed, NotFound
from bot.people import queries, rules
from bot.people.model import Absence, Membership, Notice, Person, Team, Workspace

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
    """Keeps what Slack says of this workspace; the row is made at the first start."""
    found = session.get(Workspace, session.workspace)
    if found is None:
        found = Workspace(id=session.workspace, installed_by=installed_by, next_number=1)
        session.add(found)
    found.name, found.url, found.bot_user, found.bot_id = name, url, bot_user, bot_id
    return found


def keep(session: Session, user: SlackUser, *, now: datetime) -> Person:
    """Takes over what Slack says of one person; what they set here stays. Leaving and moving are facts."""
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


def keep_all(
    session: Session, users: Iterable[Mapping[str, Any]], *, admins: Iterable[str], now: datetime
) -> int:
    """Takes over a full list of the workspace's people; makes the named ones admins. How many there are."""
    count = 0
    for user in users:
        keep(session, SlackUser.read(user, session.workspace), now=now)
        count += 1
    for slack_id in admins:
        found = queries.by_slack(session, slack_id)
        if found is not None:
            found.is_admin = True
    queries.workspace(session).synced_at = now
    return count


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


def create_team(
    session: Session,
    *,
    name: str,
    parent_id: str | None = None,
    leader_id: str | None = None,
    deputy_id: str | None = None,
    channel: str | None = None,
    members: Iterable[str] = (),
    by: str | None,
    now: datetime,
) -> Team:
    """A new team; `members` are person ids, and a person without a home gets it here."""
    name = " ".join(name.split())
    if not name:
        raise InvalidInput("name", "Give the team a name.")
    if session.scalar(select(Team.id).where(Team.name == name)):
        raise InvalidInput("name", f"There is a team called {name} already. Choose another name.")
    made = Team(name=name, parent_id=parent_id, leader_id=leader_id, deputy_id=deputy_id, channel=channel)
    session.add(made)
    session.flush()
    journal.record(
        session, actor=by, subject=f"team:{made.id}", field="team", before=None, after=name, now=now
    )
    set_members(session, made, members, by=by, now=now)
    return made


def change_team(session: Session, changed: Team, *, by: str | None, now: datetime, **values: Any) -> None:
    """Sets columns of a team and keeps who changed what. A parent that would make a loop is refused."""
    if values.get("parent_id"):
        parents = {one.id: one.parent_id for one in queries.teams(session)}
        if rules.loops(parents, changed.id, values["parent_id"]):
            above = queries.team(session, values["parent_id"]).name
            raise InvalidInput("parent", f"{above} is below {changed.name} already. Choose a team above.")
    rhythm = ("cadence", "weekday", "at", "closes_weekday", "closes_at", "digest_weekday", "digest_at")
    if any(name in rhythm and getattr(changed, name) != value for name, value in values.items()):
        changed.rhythm_changed_at = now
    for name, value in values.items():
        journal.record(
            session,
            actor=by,
            subject=f"team:{changed.id}",
            field=name,
            before=_word(getattr(changed, name)),
            after=_word(value),
            now=now,
        )
        setattr(changed, name, value)
    pending.note(session, "team.changed", changed.id, now)


def _word(value: Any) -> str | None:
    return None if value is None else str(value)


def set_members(
    session: Session, of: Team, person_ids: Iterable[str], *, by: str | None, now: datetime
) -> None:
    """Makes exactly these people members; somebody's first team becomes their home."""
    wanted = dict.fromkeys(person_ids)
    present = {one.id for one in queries.members(session, of.id)}
    gone = present - set(wanted)
    if gone:
        session.execute(delete(Membership).where(Membership.team_id == of.id, Membership.person_id.in_(gone)))
    for id in wanted:
        if id not in present:
            has_home = session.scalar(
                select(Membership.team_id).where(Membership.person_id == id, Membership.is_home)
            )
            session.add(Membership(team_id=of.id, person_id=id, is_home=has_home is None))
    session.flush()
    if present != set(wanted):
        journal.record(
            session,
            actor=by,
            subject=f"team:{of.id}",
            field="members",
            before=", ".join(sorted(present)),
            after=", ".join(sorted(wanted)),
            now=now,
        )
        pending.note(session, "team.changed", of.id, now)


def go_away(
    session: Session, who: Person, first: date, last: date, *, by: str | None, now: datetime
) -> Absence:
    """Keeps an absence, both days included; overlapping ones are joined into one."""
    if last < first:
        raise InvalidInput("last", "The last day is before the first. Choose a later last day.")
    if last < queries.day_of(who, now):
        raise InvalidInput("last", "That is over already. Choose days from today on.")
    for other in queries.absences(session, who.id, first):
        if other.first <= last:
            first, last = min(first, other.first), max(last, other.last)
            session.delete(other)
    made = Absence(person_id=who.id, first=first, last=last, set_by=by)
    session.add(made)
    session.flush()
    pending.note(session, "person.away", who.id, now)
    return made


def come_back(session: Session, who: Person, absence_id: str, *, now: datetime) -> None:
    found = session.find(Absence, absence_id)
    if found is None or found.person_id != who.id:
        raise NotFound("That absence is not there any more.")
    session.delete(found)
    pending.note(session, "person.away", who.id, now)


def tell(session: Session, person_id: str, *, kind: str, ref: str, key: str, now: datetime) -> None:
    """Have something told to a person, in their working hours and within two such messages a day.

    `kind` is an outbox kind that renders the message from `ref`. The same `key` is told once.
    """
    if session.scalar(select(Notice.id).where(Notice.key == key)) is None:
        session.add(Notice(key=key, person_id=person_id, kind=kind, ref=ref, made_at=now, due_at=now))
        session.flush()


def find(session: Session, slack_id: str) -> Person | None:
    return queries.by_slack(session, slack_id)
