"""What people are told about their teams and channels without having asked."""

from datetime import datetime

from bot.core import calendar
from bot.core.db import Session
from bot.outbox.kinds import Kind, Priority, Skip
from bot.people import queries
from bot.people.model import Absence, Channel, Person, Team
from bot.people.ui import short, told
from bot.slack.blocks import Message

SAMPLE_DAYS = 8


def _read_by_others(session: Session, ref: str, now: datetime) -> Message | Skip:
    team, channel = _team_and_channel(session, ref)
    if team is None or channel is None:
        return Skip("the team or the channel is not there any more")
    if team.channel != channel.id:
        return told.over("channel_left", team=team.name)
    if channel.accepted_at is not None:
        return told.over("read_by_accepted", id=channel.id, team=team.name)
    if not (channel.has_guests or channel.is_shared_outside):
        return told.over("read_by_over", id=channel.id, team=team.name)
    return told.read_by_others(team, channel)


def _lost(session: Session, ref: str, now: datetime) -> Message | Skip:
    team, channel = _team_and_channel(session, ref)
    if team is None or channel is None:
        return Skip("the team or the channel is not there any more")
    if team.channel != channel.id:
        return told.over("channel_left", team=team.name)
    if channel.lost_since is None:
        return told.over("lost_over", id=channel.id, team=team.name)
    return told.channel_lost(team, channel)


def _team_and_channel(session: Session, ref: str) -> tuple[Team | None, Channel | None]:
    team_id, _, channel_id = ref.partition(":")
    return session.find(Team, team_id), session.find(Channel, channel_id)


def _leader_left(session: Session, ref: str, now: datetime) -> Message | Skip:
    team_id, _, person_id = ref.partition(":")
    team, who = queries.team(session, team_id), queries.person(session, person_id)
    leader = queries.rungs(session, team_id)[0].leader
    if leader is not None:
        return told.over("leader_named", team=team.name, leader=short(leader))
    following = queries.answers_for(session, team_id)
    return (
        Skip("nobody leads or runs anything") if following is None else told.leader_left(who, team, following)
    )


def _admin_taken(session: Session, ref: str, now: datetime) -> Message | Skip:
    who = queries.person(session, ref)
    return told.admin_taken(who) if who.is_admin else told.over("admin_over", name=short(who))


def _admin_named(session: Session, ref: str, now: datetime) -> Message | Skip:
    named, by = (queries.person(session, id) for id in ref.split(":"))
    if not named.is_admin:
        return Skip("is no admin any more")
    return told.plainly("admin_named", by=short(by))


def _away_noted(session: Session, ref: str, now: datetime) -> Message | Skip:
    found = session.find(Absence, ref)
    by = session.find(Person, found.set_by) if found else None
    if found is None or by is None:
        return told.over("away_over")
    whom = queries.person(session, found.person_id)
    return told.away_noted(found, by, queries.day_of(whom, now))


def _sample(session: Session, ref: str, now: datetime) -> Message | Skip:
    team = session.find(Team, ref)
    if team is None:
        return Skip("the team is not there any more")
    week = calendar.WorkingHours(queries.zone_of(session, team))
    today = calendar.local_day(now, calendar.zone(week.zone))
    due = calendar.nth_working_day_after(week, today, SAMPLE_DAYS)
    return told.sample(team, queries.rhythm(session, team), due, today)


KINDS = (
    Kind("people.channel_read_by_others", _read_by_others, Priority.REMINDER),
    Kind("people.channel_lost", _lost, Priority.REMINDER),
    Kind("people.leader_left", _leader_left, Priority.REMINDER),
    Kind("people.admin_taken", _admin_taken, Priority.REMINDER),
    Kind("people.admin_named", _admin_named, Priority.REMINDER),
    Kind("people.away_noted", _away_noted, Priority.REMINDER),
    Kind("people.sample", _sample, Priority.ASK),
)
