"""The channels that teams use."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.core.db import Session
from bot.people.model import Channel, Team, Workspace


def to_read(session: Session, limit: int) -> list[tuple[str, str]]:
    """(workspace, channel) of those that have to be read at Slack, in a session across workspaces.

    Where Slack refuses our token there is nothing to read.
    """
    used = select(Team.id).where(Team.workspace == Channel.workspace, Team.channel == Channel.id)
    refused = select(Workspace.id).where(Workspace.id == Channel.workspace, Workspace.revoked_at.is_not(None))
    found = session.execute(
        select(Channel.workspace, Channel.id)
        .where(Channel.checked_at.is_(None), used.exists(), ~refused.exists())
        .order_by(Channel.workspace, Channel.id)
        .limit(limit)
    )
    return [(workspace, id) for workspace, id in found]


def teams_using(session: Session, channel: str) -> Sequence[Team]:
    """The teams whose own channel it is, by name."""
    return session.scalars(select(Team).where(Team.channel == channel).order_by(Team.name)).all()


def is_lost(session: Session, id: str) -> bool:
    """Whether we know that we cannot post in the channel; False for what is no channel of a team."""
    found = session.find(Channel, id)
    return found is not None and found.lost_since is not None
