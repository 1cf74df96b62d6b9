"""The channels that teams use: who reads them, and whether we may post there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select, update

from bot.core import journal, pending
from bot.core.db import Session
from bot.outbox import service as outbox
from bot.people import queries
from bot.people.model import Channel, Notice, Person, Team
from bot.people.service.telling import tell, tell_again

READ_BY_OTHERS = "people.channel_read_by_others"
LOST = "people.channel_lost"
LEADER_LEFT = "people.leader_left"
AT_ONCE = 500


@dataclass(frozen=True)
class SlackChannel:
    """A channel as Slack's conversations.info tells it, with the user ids of its members."""

    name: str
    is_private: bool
    is_archived: bool
    is_member: bool
    is_shared_outside: bool
    members: Sequence[str]

    @classmethod
    def read(cls, channel: Mapping[str, Any]) -> "SlackChannel":
        return cls(
            name=str(channel.get("name") or "")[:120],
            is_private=bool(channel.get("is_private")),
            is_archived=bool(channel.get("is_archived")),
            is_member=bool(channel.get("is_member")),
            is_shared_outside=bool(channel.get("is_ext_shared")),
            members=tuple(channel.get("members") or ()),
        )


def watch(session: Session, id: str) -> Channel:
    """A team uses this channel from now on: it is read at Slack soon."""
    found = session.find(Channel, id)
    if found is None:
        found = Channel(id=id)
        session.add(found)
        session.flush()
    look_again(session, id)
    return found


def look_again(session: Session, id: str) -> None:
    """What we know of the channel may not hold any more."""
    session.execute(update(Channel).where(Channel.id == id).values(checked_at=None))
    # Lets the edge know that the commit leaves something to do.
    session.info.setdefault("noted", set()).add("people.channels")


def look_at_all_again(session: Session) -> None:
    """Slack tells us of most changes, but not while we are down, nor when somebody leaves."""
    session.execute(update(Channel).values(checked_at=None))


def keep_channel(session: Session, id: str, read: SlackChannel | None, *, now: datetime) -> None:
    """Takes over what Slack says of a channel; None: it does not let us see it.

    Leaders are told of what they should know (see `tell_leader`); what could not be posted goes on.
    """
    channel = session.find(Channel, id)
    if channel is None:
        return
    channel.checked_at = now
    if read is None:
        channel.is_member = False
    else:
        channel.name, channel.is_private = read.name, read.is_private
        channel.is_archived, channel.is_member = read.is_archived, read.is_member
        _keep_readers(session, channel, read, now)
    _settle(session, channel, now)


def _keep_readers(session: Session, channel: Channel, read: SlackChannel, now: datetime) -> None:
    if not read.is_shared_outside:
        channel.shared_since = None
    elif not channel.is_shared_outside:
        # Whoever agreed to guests, or to a company before this one, has not agreed to this.
        channel.shared_since, channel.accepted_at = now, None
    channel.is_shared_outside = read.is_shared_outside
    if read.is_member:
        channel.readers = len(read.members) - _count(session, read.members, Person.is_bot)
        channel.has_guests = _count(session, read.members, Person.is_guest) > 0


def _count(session: Session, slack_ids: Sequence[str], which: Any) -> int:
    chunks = [slack_ids[start : start + AT_ONCE] for start in range(0, len(slack_ids), AT_ONCE)]
    counts = select(func.count()).select_from(Person).where(which)
    return sum(session.scalar(counts.where(Person.slack_id.in_(chunk))) or 0 for chunk in chunks)


def _settle(session: Session, channel: Channel, now: datetime) -> None:
    """After a change: remembers since when we cannot post there, or lets go what waited; tells leaders."""
    is_lost = channel.is_archived or not channel.is_member
    if is_lost:
        channel.lost_since = channel.lost_since or now
    elif channel.lost_since is not None:
        channel.lost_since = None
        outbox.unpark(session, to=channel.id)
    session.flush()
    for team in queries.teams_using(session, channel.id):
        tell_leader(session, team, now=now)
        if not is_lost:
            tell_team_again(session, team)


def tell_team_again(session: Session, team: Team) -> None:
    """What was told about the team and its channel reads differently when it is over."""
    about = Notice.kind.in_((LOST, READ_BY_OTHERS, LEADER_LEFT))
    tell_again(session, and_(about, Notice.ref.startswith(f"{team.id}:")))


def tell_leader(session: Session, team: Team, *, now: datetime) -> None:
    """Tells whoever answers for a started team, once, what is wrong with its channel or who else reads it."""
    channel = session.find(Channel, team.channel)
    who = queries.answers_for(session, team.id)
    if channel is None or who is None or team.started_at is None:
        return
    ref = f"{team.id}:{channel.id}"
    if channel.lost_since is not None:
        key = f"channel:{ref}:lost:{int(channel.lost_since.timestamp())}"
        tell(session, who.id, kind=LOST, ref=ref, key=key, now=now)
    elif channel.accepted_at is None and (channel.has_guests or channel.is_shared_outside):
        since = int(channel.shared_since.timestamp()) if channel.shared_since else "guests"
        tell(session, who.id, kind=READ_BY_OTHERS, ref=ref, key=f"channel:{ref}:read:{since}", now=now)


def accept_readers(session: Session, team: Team, channel_id: str, *, by: Person, now: datetime) -> None:
    """Whoever else is in the channel may read what is posted there."""
    channel = session.find(Channel, channel_id)
    if channel is None or channel.accepted_at is not None:
        return
    channel.accepted_at = now
    journal.record(
        session,
        actor=by.id,
        subject=f"team:{team.id}",
        field="channel_accepted",
        before=None,
        after=channel.id,
        now=now,
    )
    for one in queries.teams_using(session, channel.id):
        pending.note(session, "team.changed", one.id, now)


# ---- what Slack tells of by itself ----


def archive(session: Session, id: str, is_archived: bool, *, now: datetime) -> None:
    channel = session.find(Channel, id)
    if channel is not None:
        channel.is_archived = is_archived
        _settle(session, channel, now)


def rename(session: Session, id: str, name: str) -> None:
    channel = session.find(Channel, id)
    if channel is not None:
        channel.name = name[:120]


def come_in(session: Session, id: str, slack_id: str, *, now: datetime) -> None:
    """Somebody has joined; when it is us, or somebody we do not know yet, the channel is read again."""
    channel = session.find(Channel, id)
    if channel is None:
        return
    who = queries.by_slack(session, slack_id)
    if slack_id == queries.workspace(session).bot_user:
        channel.is_member = True
    if who is None or who.is_bot:
        look_again(session, id)
    else:
        channel.readers = (channel.readers or 0) + 1
        channel.has_guests = channel.has_guests or who.is_guest
    _settle(session, channel, now)


def be_removed(session: Session, id: str, *, now: datetime) -> None:
    """We are not in the channel any more."""
    channel = session.find(Channel, id)
    if channel is not None:
        channel.is_member = False
        _settle(session, channel, now)


def get_new_id(session: Session, old: str, new: str, *, now: datetime) -> None:
    """Slack has given a channel another id (a private one, when it is shared): the teams go with it."""
    for team in queries.teams_using(session, old):
        team.channel = new
        pending.note(session, "team.changed", team.id, now)
    if session.find(Channel, old) is not None:
        watch(session, new)
