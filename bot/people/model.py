"""People, teams and who belongs where."""

from datetime import date, datetime, time

from sqlalchemy import Date, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.calendar import Cadence
from bot.core.db import Base, Identified, Scoped
from bot.people.rules import WORKING_DAYS


class Workspace(Base):
    """One Slack workspace that installed the bot; its id is Slack's team id.

    `revoked_at`: since then Slack refuses our token, until the app is installed again.
    """

    __tablename__ = "workspaces"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(300))
    bot_user: Mapped[str] = mapped_column(String(32))
    bot_id: Mapped[str] = mapped_column(String(32), default="")
    installed_by: Mapped[str | None] = mapped_column(String(32))
    next_number: Mapped[int] = mapped_column(default=1)
    synced_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Person(Identified, Base):
    """Somebody in the workspace, as Slack tells it and as they set it.

    `short_name` is the first name where nobody else here has it. Working days are digits, Monday is 0. Times
    are local in `zone`. `day_starts` and `day_ends` bound the working day; outside of it nothing new is
    posted to them. `country` is None while it is guessed from the zone (see `rules.countries`).
    """

    __tablename__ = "persons"
    __table_args__ = (UniqueConstraint("workspace", "slack_id"),)

    slack_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(200))
    full_name: Mapped[str] = mapped_column(String(200), default="")
    short_name: Mapped[str] = mapped_column(String(200), default="")
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    is_guest: Mapped[bool] = mapped_column(default=False)
    is_bot: Mapped[bool] = mapped_column(default=False)
    is_stranger: Mapped[bool] = mapped_column(default=False)
    is_gone: Mapped[bool] = mapped_column(default=False)
    is_admin: Mapped[bool] = mapped_column(default=False)
    runs_slack: Mapped[bool] = mapped_column(default=False)
    may_own_as_guest: Mapped[bool] = mapped_column(default=False)

    working_days: Mapped[str] = mapped_column(String(7), default=WORKING_DAYS)
    day_starts: Mapped[time] = mapped_column(default=time(9))
    day_ends: Mapped[time] = mapped_column(default=time(17, 30))
    country: Mapped[str | None] = mapped_column(String(2))
    region: Mapped[str | None] = mapped_column(String(60))
    asked_at: Mapped[time | None]
    paused_until: Mapped[date | None] = mapped_column(Date)
    speaker_id: Mapped[str | None] = mapped_column(String(32))
    met_at: Mapped[datetime | None]


class Team(Identified, Base):
    """A team in the tree. Its settings are None where the team above decides."""

    __tablename__ = "teams"
    __table_args__ = (
        UniqueConstraint("workspace", "name"),
        ForeignKeyConstraint(["workspace", "parent_id"], ["teams.workspace", "teams.id"]),
        ForeignKeyConstraint(["workspace", "leader_id"], ["persons.workspace", "persons.id"]),
        ForeignKeyConstraint(["workspace", "deputy_id"], ["persons.workspace", "persons.id"]),
        Index("ix_teams_workspace_parent_id", "workspace", "parent_id"),
        Index("ix_teams_workspace_channel", "workspace", "channel"),
    )

    name: Mapped[str] = mapped_column(String(120))
    parent_id: Mapped[str | None] = mapped_column(String(32))
    leader_id: Mapped[str | None] = mapped_column(String(32))
    deputy_id: Mapped[str | None] = mapped_column(String(32))
    channel: Mapped[str | None] = mapped_column(String(32))
    zone: Mapped[str | None] = mapped_column(String(64))
    is_private: Mapped[bool] = mapped_column(default=False)
    cadence: Mapped[Cadence | None]
    weekday: Mapped[int | None]
    at: Mapped[time | None]
    closes_weekday: Mapped[int | None]
    closes_at: Mapped[time | None]
    digest_weekday: Mapped[int | None]
    digest_at: Mapped[time | None]
    started_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    first_round_on: Mapped[date | None] = mapped_column(Date)
    rhythm_changed_at: Mapped[datetime | None]


class Membership(Scoped, Base):
    """A person in a team; one of a person's teams is their home."""

    __tablename__ = "memberships"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "team_id"], ["teams.workspace", "teams.id"]),
        ForeignKeyConstraint(["workspace", "person_id"], ["persons.workspace", "persons.id"]),
        Index("ix_memberships_workspace_person_id", "workspace", "person_id"),
    )

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    is_home: Mapped[bool] = mapped_column(default=True)


class Absence(Identified, Base):
    """Days on which somebody is away, both included, in their own zone. Why is not kept."""

    __tablename__ = "absences"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "person_id"], ["persons.workspace", "persons.id"]),
        Index("ix_absences_workspace_person_id_last", "workspace", "person_id", "last"),
    )

    person_id: Mapped[str] = mapped_column(String(32))
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    set_by: Mapped[str | None] = mapped_column(String(32))


class Channel(Identified, Base):
    """What we know of a channel that a team uses: who else reads it, and whether we may post there.

    `checked_at` is None while it has to be read at Slack (again). `lost_since`: we cannot post there, because
    it is archived or because we are not in it. `accepted_at`: a leader has said that those others may read.
    `readers` counts people, apps left out.
    """

    __tablename__ = "channels"
    __table_args__ = (Index("ix_channels_checked_at", "checked_at"),)

    name: Mapped[str] = mapped_column(String(120), default="")
    is_private: Mapped[bool] = mapped_column(default=False)
    is_archived: Mapped[bool] = mapped_column(default=False)
    is_member: Mapped[bool] = mapped_column(default=True)
    is_shared_outside: Mapped[bool] = mapped_column(default=False)
    has_guests: Mapped[bool] = mapped_column(default=False)
    readers: Mapped[int | None]
    checked_at: Mapped[datetime | None]
    lost_since: Mapped[datetime | None]
    shared_since: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]


class Notice(Identified, Base):
    """Something a person should hear that asks nothing of them; it shares two messages a day with its like.

    `kind` and `ref` name the message (see outbox kinds). `due_at` is business time: the next moment to try.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("workspace", "key"),
        ForeignKeyConstraint(["workspace", "person_id"], ["persons.workspace", "persons.id"]),
        Index("ix_notices_due_at", "due_at"),
        Index("ix_notices_workspace_person_id_sent_at", "workspace", "person_id", "sent_at"),
    )

    key: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(64))
    ref: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
