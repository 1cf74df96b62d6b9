"""Home: what waits, mine, my teams, and for leaders the board. Made when somebody looks."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from markupsafe import Markup

from bot.checkins import queries as checkins
from bot.checkins.ui import prompt as prompt_ui
from bot.core.db import Session
from bot.home import queries
from bot.home.queries import BOARD, Page, Row, Setup, TeamRow
from bot.home.waiting import held_back, waiting
from bot.outcomes import ui as outcome_ui
from bot.people import service as people_service, ui as people_ui
from bot.people.model import Person, Team
from bot.slack.answers import Home
from bot.slack.blocks import (
    VIEW_BLOCKS,
    Block,
    Element,
    Item,
    actions,
    button,
    context,
    divider,
    header,
    section,
)
from bot.slack.templates import Words, unescaped

WORDS = Words("home/page")
# The board and the teams keep some room, however much waits.
FOR_WAITING = 40
NAMED = 5


def home(session: Session, who: Person, now: datetime, board_from: int = 0) -> Home:
    """Home of one person, within Slack's hundred blocks. Guests read who can help them."""
    if who.is_guest and not who.may_own_as_guest:
        return Home([section(people_service.NO_GUESTS)])
    facts = queries.page(session, who, now, board_from)
    held = held_back(session, now) if facts.setup is not None and who.is_admin else []
    return Home(blocks(facts, waiting(session, who, now), _question(session, who, now), held))


def _question(session: Session, who: Person, now: datetime) -> list[Block]:
    """What a check-in that has not closed still asks, as its reminder does."""
    for lead in checkins.current_leads(session, who.id):
        if checkins.waits_until(session, lead, now) is not None:
            return list(prompt_ui.prompt(checkins.ask(session, lead, now, again=True), again=True).blocks)
    return []


def blocks(
    facts: Page, items: Sequence[Item], question: Sequence[Block] = (), held: Sequence[Person] = ()
) -> list[Block]:
    """`question`: an open check-in; `held` hear something as soon as the first team is started."""
    parts = [
        *_paused(facts),
        *_admins(facts),
        *_setup(facts, held),
        *_waiting(items, question),
        *_mine(facts, items),
        *_teams(facts),
        *_board(facts),
        *_trouble(facts),
        _footer(facts),
    ]
    return parts[:VIEW_BLOCKS]


def _paused(facts: Page) -> Iterator[Block]:
    """After a restore nothing is sent until the operator says so."""
    if facts.restored_to is not None:
        yield section(WORDS("paused", since=facts.restored_to))
        yield divider()


def _admins(facts: Page) -> Iterator[Block]:
    """Whoever runs the Slack workspace may take the role."""
    if facts.may_take_admin:
        yield from people_ui.offer_admin(facts.admins)


def _setup(facts: Page, held: Sequence[Person]) -> Iterator[Block]:
    """Until the first team is started: the admin's way there, and for others whom to ask."""
    setup = facts.setup
    if setup is None:
        return
    if facts.viewer.is_admin:
        yield from _path(setup, held)
    elif setup.team is not None and setup.leads:
        yield section(WORDS("not_started", team=setup.team.name), _preview(setup.team))
    elif setup.helpers or not facts.may_take_admin:
        helpers = [people_ui.short(one) for one in setup.helpers]
        team = setup.team.name if setup.team and setup.is_member else None
        yield section(WORDS("new_here", helpers=helpers, has_team=setup.team is not None, team=team))
    yield context(WORDS("nobody_yet", has_answered=setup.has_answered))
    yield divider()


def _path(setup: Setup, held: Sequence[Person]) -> Iterator[Block]:
    """Step by step, with the button of the next one in colour."""
    team, is_written = setup.team, setup.has_outcome
    yield header(WORDS("setup_heading"))
    yield section(WORDS("setup_connected"))
    add = None if team else button("Set up a team", "team.new", {}, style="primary")
    yield section(WORDS("setup_team", name=team.name if team else None), add)
    write = button("Write one", "outcome.new", {}, style="primary" if team else None)
    yield section(WORDS("setup_outcome", done=is_written), None if is_written else write)
    ready = "primary" if is_written else None
    yield section(WORDS("setup_preview"), _preview(team, style=ready) if team else None)
    names = [people_ui.short(one) for one in held]
    start = button("Start", "checkin.start", {"team": team.id}, label=f"Start {team.name}") if team else None
    yield section(WORDS("setup_start", names=names[:NAMED], more=len(names) - NAMED), start)


def _preview(team: Team, *, style: str | None = None) -> Element:
    label = f"Preview what {team.name} gets"
    return button("Preview", "checkin.preview", {"team": team.id}, style=style, label=label)


def _waiting(items: Sequence[Item], question: Sequence[Block]) -> Iterator[Block]:
    """What others wait for, then the check-in, which asks for a word only."""
    if not items and not question:
        yield section(WORDS("nothing_waits"))
        return
    yield header(WORDS("waiting_heading", count=len(items) + bool(question)))
    room = FOR_WAITING - len(question)
    for n, item in enumerate(items):
        room -= len(item.blocks) + 1
        if room < 0:
            yield context(WORDS("more_waits", count=len(items) - n))
            break
        if n:
            yield divider()
        yield from item.blocks
    if items and question:
        yield divider()
    yield from question


def _mine(facts: Page, items: Sequence[Item]) -> Iterator[Block]:
    """What is still to be answered stands above, with its buttons, and is not the person's own yet."""
    unanswered = {item.id for item in items}
    mine = [row for row in facts.mine if f"own:{row.outcome.id}" not in unanswered]
    if not mine:
        yield section(WORDS("owns_nothing"))
        return
    yield header(WORDS("mine_heading"))
    for row in mine:
        yield section(_line(row, facts, owner=None), _show(row))
    if facts.mine_in_all > len(facts.mine):
        yield actions(button("Show all of mine", "outcome.more", {"which": "mine"}))


def _teams(facts: Page) -> Iterator[Block]:
    if not facts.teams:
        return
    yield header(WORDS("teams_heading"))
    for row in facts.teams[:12]:
        yield section(
            WORDS(
                "team",
                name=row.team.name,
                sums=row.sums,
                is_started=row.is_started,
                is_paused=row.team.paused_at is not None,
            ),
            _team_button(row),
        )


def _team_button(row: TeamRow) -> Element:
    value = {"team": row.team.id}
    if row.leads:
        return button("Team…", "team.show", value, label=f"Settings of {row.team.name}")
    listed = {"which": "team", "of": row.team.id}
    return button("Show", "outcome.more", listed, label=f"Outcomes of {row.team.name}")


def _board(facts: Page) -> Iterator[Block]:
    if not facts.board:
        return
    yield header(WORDS("board_heading"))
    for row in facts.board:
        yield section(_depth(row.depth) + _line(row, facts, owner=row.owner), _show(row))
    last = facts.board_from + len(facts.board)
    if facts.board_in_all > len(facts.board):
        yield context(WORDS("board_part", first=facts.board_from + 1, last=last, total=facts.board_in_all))
        turns = []
        if facts.board_from > 0:
            turns.append(button("Back", "home.board:back", {"from": str(max(0, facts.board_from - BOARD))}))
        if last < facts.board_in_all:
            turns.append(button("More", "home.board:more", {"from": str(last)}))
        yield actions(*turns)


def _depth(depth: int) -> str:
    """An arrow in front of what is part of something; what stands deeper begins further in.

    Blanks at the beginning of a text are dropped, so something that cannot be seen goes before them.
    """
    return "" if not depth else "\u200b" + "\u2003" * (depth - 1) + "↳ "


def _trouble(facts: Page) -> Iterator[Block]:
    if facts.troubles:
        yield header(WORDS("trouble_heading"))
        lines = [WORDS("trouble", place=Markup(one.place), reason=one.reason) for one in facts.troubles[:10]]
        yield section("\n".join(lines))


def _footer(facts: Page) -> Block:
    buttons = [button("Write an outcome", "outcome.new", {})]
    if facts.teams and not facts.mine:
        first = facts.teams[0].team
        listed = {"which": "team", "of": first.id}
        buttons.append(button(f"See what {first.name} is after", "outcome.more:team", listed))
    buttons.append(button("My settings", "people.settings", {}))
    if facts.viewer.is_admin:
        buttons.append(button("Teams", "team.list", {}))
    return actions(*buttons)


def _line(row: Row, facts: Page, owner: str | None) -> str:
    return outcome_ui.line(row.outcome, today=facts.today, owner=owner, flags=row.flags, rolled=row.rolled)


def _show(row: Row) -> Element:
    title = unescaped(row.outcome.title)
    return button("Show", "outcome.show", {"id": row.outcome.id}, label=f"Show {title}")
