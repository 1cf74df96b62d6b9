"""Teams: who leads and belongs to them, where they talk, and when they are asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from bot.core import journal, pending
from bot.core.db import Session, new_id
from bot.core.errors import InvalidInput, Marks, NotAllowed, NotFound
from bot.outbox import service as outbox
from bot.people import queries, rules
from bot.people.model import Channel, Membership, Person, Team
from bot.people.rules import permissions
from bot.people.rules.permissions import Action
from bot.people.service import channels
from bot.people.service.persons import accountable, full_member
from bot.people.service.telling import tell

LONGEST_NAME = 80
RHYTHM = ("cadence", "weekday", "at", "closes_weekday", "closes_at", "digest_weekday", "digest_at")


@dataclass(frozen=True)
class Draft:
    """A team as somebody filled it in. People are named by their Slack ids.

    `settings` are further columns of a team, only those that were asked for; None there: as the team above.
    """

    name: str
    leader: str | None
    members: Sequence[str]
    parent_id: str | None = None
    deputy: str | None = None
    channel: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


def draft_of(session: Session, team: Team) -> Draft:
    """The team as it is, to be filled in anew."""
    leader, deputy = session.find(Person, team.leader_id), session.find(Person, team.deputy_id)
    return Draft(
        name=team.name,
        leader=leader.slack_id if leader else None,
        members=[one.slack_id for one in queries.members(session, team.id)],
        parent_id=team.parent_id,
        deputy=deputy.slack_id if deputy else None,
        channel=team.channel,
        settings={name: getattr(team, name) for name in (*RHYTHM, "zone", "is_private")},
    )


def require_see(session: Session, by: Person, team: Team) -> None:
    """Raises `NotFound`, as if there were no such team, for whoever may not know of it."""
    if not queries.may_see(session, by, team):
        raise NotFound(permissions.instead(Action.SEE_PRIVATE_TEAM, ""))


def require_change(session: Session, by: Person, team: Team) -> None:
    """Raises `NotFound` for whoever may not know of the team, `NotAllowed` for who may not change it."""
    require_see(session, by, team)
    if not permissions.may(queries.roles(session, by, team.id), Action.CHANGE_TEAM):
        raise NotAllowed(permissions.instead(Action.CHANGE_TEAM, _whom_to_ask(session, team.id)))


def require_add(session: Session, by: Person, parent_id: str | None) -> None:
    """Raises `NotAllowed`, with whom to ask, unless the person may add a team there."""
    action = Action.ADD_TEAM_BELOW if parent_id else Action.ADD_TEAM_ON_TOP
    if not permissions.may(queries.roles(session, by, parent_id), action):
        raise NotAllowed(permissions.instead(action, _whom_to_ask(session, parent_id)))


def may_add_somewhere(session: Session, by: Person) -> bool:
    """Whether there is any place at which the person may add a team."""
    return by.is_admin or any(
        permissions.may(queries.roles(session, by, team.id), Action.ADD_TEAM_BELOW)
        for team in queries.my_teams(session, by)
    )


def _whom_to_ask(session: Session, team_id: str | None) -> str:
    found = queries.answers_for(session, team_id)
    return found.name if found else "whoever administers this Slack workspace: they can take the role on Home"


def add_team(session: Session, draft: Draft, *, by: Person, now: datetime) -> Team:
    """A new team from a form; marks every field that is wrong."""
    require_add(session, by, draft.parent_id)
    columns, members = _checked(session, None, draft)
    made = create_team(session, name=columns["name"], members=members, by=by.id, now=now)
    change_team(session, made, by=by.id, now=now, **columns)
    return made


def edit_team(session: Session, team: Team, draft: Draft, *, by: Person, now: datetime) -> None:
    """Takes over a form about a team; marks every field that is wrong. What did not change stays."""
    require_change(session, by, team)
    columns, members = _checked(session, team, draft)
    changed = {name: value for name, value in columns.items() if getattr(team, name) != value}
    if changed:
        change_team(session, team, by=by.id, now=now, **changed)
    set_members(session, team, members, by=by.id, now=now)


def _checked(session: Session, team: Team | None, draft: Draft) -> tuple[dict[str, Any], list[str]]:
    """The columns that the draft asks for, and the ids of the members."""
    marks, columns, members = Marks(), dict(draft.settings), list[str]()
    with marks.check():
        columns["name"] = _free_name(session, team, draft.name)
    with marks.check():
        columns["parent_id"] = _parent(session, team, draft.parent_id)
    with marks.check():
        columns["leader_id"] = _leader(session, draft.leader)
    with marks.check():
        columns["deputy_id"] = _deputy(session, draft)
    with marks.check():
        columns["channel"] = _channel(session, draft.channel)
    with marks.check():
        members = _members(session, draft.members)
    marks.settle()
    return columns, members


def _free_name(session: Session, team: Team | None, name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise InvalidInput("name", "Give the team a name.")
    if len(name) > LONGEST_NAME:
        raise InvalidInput("name", f"Use {LONGEST_NAME} characters at most.")
    for other in queries.teams(session):
        if other.name.casefold() == name.casefold() and (team is None or other.id != team.id):
            raise InvalidInput("name", f"There is a team called {other.name} already. Choose another name.")
    return name


def _parent(session: Session, team: Team | None, parent_id: str | None) -> str | None:
    if parent_id is None:
        return None
    found = session.find(Team, parent_id)
    if found is None:
        raise InvalidInput("parent", "That team is not there any more. Choose another one, or none.")
    if team is not None:
        _refuse_loop(session, team, found)
    return found.id


def _refuse_loop(session: Session, team: Team, parent: Team) -> None:
    parents = {one.id: one.parent_id for one in queries.teams(session)}
    if team.id == parent.id:
        raise InvalidInput("parent", "A team can't be part of itself. Choose a team above, or none.")
    if rules.loops(parents, team.id, parent.id):
        raise InvalidInput("parent", f"{parent.name} is below {team.name} already. Choose a team above.")


def _leader(session: Session, slack_id: str | None) -> str:
    if slack_id is None:
        raise InvalidInput("leader", "Name the person who leads the team.")
    return full_member(session, slack_id, "leader").id


def _deputy(session: Session, draft: Draft) -> str | None:
    if draft.deputy is None:
        return None
    if draft.deputy == draft.leader:
        raise InvalidInput("deputy", "The leader can't be the deputy too. Name another person, or nobody.")
    return full_member(session, draft.deputy, "deputy").id


def _channel(session: Session, id: str | None) -> str | None:
    known = session.find(Channel, id)
    if known is not None and known.is_archived:
        raise InvalidInput("channel", f"#{known.name} is archived. Choose another channel, or none.")
    return id


def _members(session: Session, slack_ids: Sequence[str]) -> list[str]:
    if not slack_ids:
        raise InvalidInput("members", "Name at least one person. The leader can be a member too.")
    found, wrong = list[str](), list[str]()
    for slack_id in slack_ids:
        try:
            found.append(accountable(session, slack_id, "members").id)
        except InvalidInput as error:
            wrong.append(error.text)
    if wrong:
        raise InvalidInput("members", " ".join(wrong[:3]))
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
    name = _free_name(session, None, name)
    made = Team(name=name, parent_id=parent_id, leader_id=leader_id, deputy_id=deputy_id, channel=channel)
    session.add(made)
    session.flush()
    journal.record(
        session, actor=by, subject=f"team:{made.id}", field="team", before=None, after=name, now=now
    )
    if channel:
        channels.watch(session, channel)
    set_members(session, made, members, by=by, now=now)
    return made


def change_team(session: Session, changed: Team, *, by: str | None, now: datetime, **values: Any) -> None:
    """Sets columns of a team and keeps who changed what. A parent that would make a loop is refused."""
    if values.get("parent_id"):
        _refuse_loop(session, changed, queries.team(session, values["parent_id"]))
    if any(name in RHYTHM and getattr(changed, name) != value for name, value in values.items()):
        changed.rhythm_changed_at = now
    if values.get("channel") and values["channel"] != changed.channel:
        channels.watch(session, values["channel"])
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
    """Makes exactly these people members; somebody's first team becomes their home.

    Whoever has left Slack stays in the team's past: they are not shown as members, and not taken out.
    """
    wanted = dict.fromkeys(person_ids)
    present = {one.id for one in queries.members(session, of.id)}
    gone = present - set(wanted)
    if gone:
        session.execute(delete(Membership).where(Membership.team_id == of.id, Membership.person_id.in_(gone)))
    for id in wanted:
        if id not in present:
            session.add(Membership(team_id=of.id, person_id=id, is_home=not _has_home(session, id)))
    session.flush()
    for id in gone:
        _find_home(session, id)
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


def _has_home(session: Session, person_id: str) -> bool:
    home = select(Membership.team_id).where(Membership.person_id == person_id, Membership.is_home)
    return session.scalar(home) is not None


def _find_home(session: Session, person_id: str) -> None:
    """Who was taken out of the home team is at home in the first of those that are left."""
    left = queries.teams_of(session, person_id)
    if left and not _has_home(session, person_id):
        set_home(session, person_id, left[0].id)


def set_home(session: Session, person_id: str, team_id: str) -> None:
    """From now on this one of the person's teams is where what they take on belongs."""
    of_person = update(Membership).where(Membership.person_id == person_id)
    session.execute(of_person.values(is_home=Membership.team_id == team_id))


def tell_of_leaving(session: Session, who: Person, *, now: datetime) -> None:
    """The account of somebody who leads is deactivated: whoever answers for their teams now is told."""
    for team in queries.teams_led_by(session, who.id):
        ear = queries.answers_for(session, team.id)
        if ear is not None and team.started_at is not None:
            ref = f"{team.id}:{who.id}"
            tell(session, ear.id, kind=channels.LEADER_LEFT, ref=ref, key=f"left:{ref}", now=now)


def ask_for_sample(session: Session, team: Team, *, by: Person) -> None:
    """Sends the person, in their own conversation with us, what the people of the team get."""
    outbox.say(session, key=f"sample:{new_id()}", to=by.slack_id, kind="people.sample", ref=team.id)
