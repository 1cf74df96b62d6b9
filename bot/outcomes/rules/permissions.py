"""Who may do what with an outcome. One row for each action; nothing else grants anything."""

from collections.abc import Collection
from enum import StrEnum

from bot.people.rules import Role

_CONCERNED = frozenset({Role.OWNER, Role.PROPOSED_OWNER, Role.PROPOSER, Role.CONTRIBUTOR, Role.CONFIRMER})
_LEADERS = frozenset({Role.LEADER, Role.DEPUTY, Role.LEADER_ABOVE})


class Action(StrEnum):
    SEE = "see it"
    SEE_PRIVATE = "see it although it is for its people only"
    REGISTER = "write down an outcome"
    SAY_NEED = "say what is needed"
    ASK_OWNER = "ask the owner a question"
    ANSWER = "say yes or no to owning it"
    ANSWER_CONDITION = "answer the owner's condition"
    WAIVE = "let a condition go"
    REASSIGN = "ask somebody else to own it"
    REPORT = "say how it is going"
    GO_ON = "go on"
    CLAIM = "say that it is done"
    CONFIRM = "confirm that it is done"
    EDIT_PROPOSAL = "edit it before the owner's yes"
    EDIT = "edit it"
    PROPOSE_CHANGE = "propose another date, done sentence or owner"
    ANSWER_CHANGE = "agree to a change"
    CHANGE = "change date, done sentence or owner"
    PAUSE = "pause or resume it"
    WITHDRAW = "drop it before the owner's yes"
    DROP = "drop it"
    ASK_DECISION = "ask for a decision"
    WITHDRAW_DECISION = "withdraw the question for a decision"


_MATRIX: dict[Action, frozenset[Role]] = {
    # A guest who owns by an admin's leave sees what they own, and nothing else.
    Action.SEE: frozenset({Role.MEMBER}) | _CONCERNED,
    Action.SEE_PRIVATE: _CONCERNED | _LEADERS | {Role.TEAM_MEMBER, Role.ADMIN},
    Action.REGISTER: frozenset({Role.MEMBER}),
    Action.SAY_NEED: frozenset({Role.MEMBER}),
    Action.ASK_OWNER: frozenset({Role.MEMBER}),
    Action.ANSWER: frozenset({Role.PROPOSED_OWNER}),
    Action.ANSWER_CONDITION: frozenset({Role.PROPOSER}),
    Action.WAIVE: _LEADERS,
    Action.REASSIGN: frozenset({Role.PROPOSER, Role.ADMIN}) | _LEADERS,
    Action.REPORT: frozenset({Role.OWNER, Role.LEADER, Role.DEPUTY}),
    Action.GO_ON: frozenset({Role.OWNER}),
    Action.CLAIM: frozenset({Role.OWNER}),
    Action.CONFIRM: frozenset({Role.CONFIRMER}),
    Action.EDIT_PROPOSAL: frozenset({Role.PROPOSER, Role.ADMIN}) | _LEADERS,
    Action.EDIT: frozenset({Role.OWNER, Role.ADMIN}) | _LEADERS,
    Action.PROPOSE_CHANGE: frozenset({Role.OWNER}),
    Action.ANSWER_CHANGE: frozenset({Role.CONFIRMER}),
    Action.CHANGE: frozenset({Role.ADMIN}) | _LEADERS,
    Action.PAUSE: frozenset({Role.OWNER}) | _LEADERS,
    Action.WITHDRAW: frozenset({Role.PROPOSER}) | _LEADERS,
    Action.DROP: frozenset({Role.OWNER}) | _LEADERS,
    Action.ASK_DECISION: frozenset({Role.OWNER, Role.CONTRIBUTOR, Role.LEADER, Role.DEPUTY}),
    # Besides whoever asked, which the ask itself knows.
    Action.WITHDRAW_DECISION: frozenset({Role.OWNER}),
}

_INSTEAD: dict[Action, str] = {
    Action.ANSWER: "Only {owner} can answer that. Suggest somebody else to whoever asked.",
    Action.ANSWER_CONDITION: "Only {proposer}, who asked, can answer that. Talk to {proposer}.",
    Action.WAIVE: "Only a leader of the team or above can let a condition go. Ask {leader}.",
    Action.REASSIGN: "Only who wrote it down and the leaders can ask somebody else. Talk to {leader}.",
    Action.REPORT: "Only {owner} says how it is going, or {leader} on their behalf. Ask {owner}.",
    Action.GO_ON: "Only {owner} can say that. Tell {owner}.",
    Action.CLAIM: "Only {owner} can say that it is done. Tell {owner} what you saw.",
    Action.CONFIRM: "Only {confirmer} can confirm this one. Tell {confirmer} what you saw.",
    Action.EDIT_PROPOSAL: "Only {proposer} and the leaders above can edit it now. Tell {proposer} about it.",
    Action.EDIT: "Only {owner} and the leaders above can change it. Tell {owner} what should change.",
    Action.PROPOSE_CHANGE: "Only {owner} can propose that. Tell {owner} what should change.",
    Action.ANSWER_CHANGE: "Only {confirmer} can agree to this change. Talk to {confirmer}.",
    Action.CHANGE: "Only the leaders above can change it by themselves. Ask {leader}.",
    Action.PAUSE: "Only {owner} and the leaders above can pause it. Ask {owner}.",
    Action.WITHDRAW: "Only {proposer} and the leaders above can drop it. Ask {proposer}.",
    Action.DROP: "Only {owner} and the leaders above can drop it. Ask {owner}.",
    Action.ASK_DECISION: "Only {owner}, those who help and {leader} can ask for a decision. Tell {owner}.",
    Action.WITHDRAW_DECISION: "Only who asked and {owner} can withdraw it. Tell {owner}.",
}
FOR_MEMBERS = "Only full members of this workspace can do that. Ask one to do it with you."


def who_may(action: Action) -> frozenset[Role]:
    """The roles of which one is enough."""
    return _MATRIX[action]


def may(roles: Collection[Role], action: Action) -> bool:
    return not _MATRIX[action].isdisjoint(roles)


def instead(action: Action, *, owner: str, proposer: str, confirmer: str, leader: str) -> str:
    """What to say to somebody who may not: who may, and what to do. The arguments are names."""
    sentence = _INSTEAD.get(action, FOR_MEMBERS)
    return sentence.format(owner=owner, proposer=proposer, confirmer=confirmer, leader=leader)
