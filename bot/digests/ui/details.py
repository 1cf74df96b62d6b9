"""Everything that a digest counts, in a line each: the reply under it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from bot.digests.queries import Facts, Leaf
from bot.digests.ui import lines
from bot.outcomes import ui as outcomes
from bot.outcomes.rules.lifecycle import Status
from bot.slack.blocks import Block, Message, context, section
from bot.slack.templates import Words

WORDS = Words("digests/details")

MOST = 50
"""Outcomes that are listed: beyond that nobody reads on, and Slack may refuse the message."""
TOGETHER = 8
"""Lines in one block, which may hold three thousand characters."""

_WEIGHT = {Status.BLOCKED: 0, Status.AT_RISK: 1, None: 2, Status.ON_TRACK: 3}


def details(facts: Facts, teams: dict[str, str]) -> Message:
    """All of them by team, the weakest first; `teams` are the names of the teams, by id."""
    found = sorted(facts.leaves, key=_weight)
    title, count = lines.title(facts), len(found)
    blocks: list[Block] = [section(WORDS("heading", title=title, n=count))]
    for name, leaves in _by_team(found[:MOST], teams):
        heading = [WORDS("team", name=name)] if len(teams) > 1 else []
        blocks += _blocks([*heading, *(_line(leaf, facts) for leaf in leaves)])
    if count > MOST:
        blocks.append(context(WORDS("more", n=count - MOST)))
    return Message(WORDS("lock_screen", title=title, n=count), blocks)


def _weight(leaf: Leaf) -> tuple[bool, bool, int]:
    return not leaf.is_active, not leaf.flags, _WEIGHT[leaf.picture.status]


def _by_team(found: Sequence[Leaf], teams: dict[str, str]) -> Iterator[tuple[str, list[Leaf]]]:
    """The team with the weakest outcome first."""
    own: dict[str, list[Leaf]] = defaultdict(list)
    for leaf in found:
        own[leaf.outcome.team_id].append(leaf)
    for id, leaves in own.items():
        yield teams.get(id, ""), leaves


def _blocks(texts: Sequence[str]) -> list[Block]:
    return [section("\n".join(texts[start : start + TOGETHER])) for start in range(0, len(texts), TOGETHER)]


def _line(leaf: Leaf, facts: Facts) -> str:
    owner = facts.names.get(leaf.outcome.owner_id)
    return outcomes.line(leaf.outcome, today=facts.today, owner=owner, flags=leaf.flags)
