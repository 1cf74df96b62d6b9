"""Who may do what with people and teams. One row for each action; nothing else grants anything."""

from collections.abc import Set
from enum import StrEnum

from bot.people.rules import Role


class Action(StrEnum):
    SEE_TEAM = "see a team"
    SEE_PRIVATE_TEAM = "see a private team"
    CHANGE_TEAM = "change a team"
    ADD_TEAM_BELOW = "add a team below one"
    ADD_TEAM_ON_TOP = "add a team below no other"
    NOTE_ABSENCE = "say that somebody is away"
    NAME_ADMINS = "name admins"
    ALLOW_GUESTS = "let a guest own outcomes"


_LEADERS = frozenset({Role.LEADER, Role.DEPUTY, Role.LEADER_ABOVE})

# The roles are those to the team in question; for an absence, those to whoever is away.
_MATRIX: dict[Action, frozenset[Role]] = {
    Action.SEE_TEAM: frozenset({Role.MEMBER}),
    Action.SEE_PRIVATE_TEAM: _LEADERS | {Role.TEAM_MEMBER, Role.ADMIN},
    Action.CHANGE_TEAM: _LEADERS | {Role.ADMIN},
    Action.ADD_TEAM_BELOW: _LEADERS | {Role.ADMIN},
    Action.ADD_TEAM_ON_TOP: frozenset({Role.ADMIN}),
    Action.NOTE_ABSENCE: frozenset({Role.OWNER, Role.LEADER, Role.DEPUTY, Role.ADMIN}),
    Action.NAME_ADMINS: frozenset({Role.ADMIN}),
    Action.ALLOW_GUESTS: frozenset({Role.ADMIN}),
}

_INSTEAD: dict[Action, str] = {
    Action.SEE_TEAM: "Only full members of this workspace see teams. Ask one to look for you.",
    Action.SEE_PRIVATE_TEAM: "There is no such team.",
    Action.CHANGE_TEAM: "Only the leaders of the team, those above and admins change it. Ask {who}.",
    Action.ADD_TEAM_BELOW: "Only the leaders there and above, and admins, add a team to it. Ask {who}.",
    Action.ADD_TEAM_ON_TOP: "A team that is part of no other is added by an admin. Ask {who}.",
    Action.NOTE_ABSENCE: "Only their leader, their deputy or an admin can note that for others. Ask {who}.",
    Action.NAME_ADMINS: "Only an admin names admins. Ask {who}.",
    Action.ALLOW_GUESTS: "Only an admin lets guests own outcomes. Ask {who}.",
}


def who_may(action: Action) -> frozenset[Role]:
    """The roles of which one is enough."""
    return _MATRIX[action]


def may(roles: Set[Role], action: Action) -> bool:
    return not _MATRIX[action].isdisjoint(roles)


def instead(action: Action, who: str) -> str:
    """What to say to somebody who may not. `who` is the name of somebody who can."""
    return _INSTEAD[action].format(who=who)
