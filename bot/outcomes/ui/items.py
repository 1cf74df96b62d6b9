"""What waits for a person, with the buttons that settle it."""

from datetime import datetime
from typing import assert_never

from markupsafe import Markup

from bot.core.db import Session
from bot.outcomes import queries
from bot.outcomes.queries import Waiting, WaitingFor
from bot.outcomes.ui.labels import label
from bot.people import queries as people
from bot.people.model import Person
from bot.people.ui import short
from bot.slack.blocks import Block, Element, Item, actions, button, context, section
from bot.slack.templates import Words

WORDS = Words("outcomes/items")
MOST_DRAFTS = 5


def items(session: Session, person: Person, now: datetime) -> list[Item]:
    """Everything about outcomes that waits for this person."""
    site = people.workspace(session).url
    return [item(one, site) for one in queries.waiting(session, person.id, now)]


def item(found: Waiting, site: str = "") -> Item:
    """One thing that waits, complete with its buttons. `site` is the workspace's address."""
    text, blocks = _shown(found, site)
    return Item(id=queries.item_name(found), text=text, blocks=blocks, since=found.since)


def _shown(found: Waiting, site: str) -> tuple[str, list[Block]]:
    match found.what:
        case WaitingFor.OWNING:
            return _owning(found)
        case WaitingFor.DRAFTS:
            return _drafts(found)
        case WaitingFor.ANOTHER_OWNER:
            return _another_owner(found)
        case WaitingFor.SILENT_OWNER:
            return _silent_owner(found, site)
        case WaitingFor.ANOTHER_DAY:
            return _another_day(found)
        case WaitingFor.DONE:
            return _done(found)
        case WaitingFor.CHANGE:
            return _change(found)
        case WaitingFor.OWNER_LEFT:
            return _left(found)
        case _:
            assert_never(found.what)


def _owning(found: Waiting) -> tuple[str, list[Block]]:
    one, proposer = found.outcome, short(found.other)
    text = WORDS("own_text", proposer=proposer, title=one.title, due=one.due, today=found.today)
    words = WORDS(
        "own",
        proposer=proposer,
        title=one.title,
        number=one.number,
        due=one.due,
        today=found.today,
        parent=found.parent.title if found.parent else None,
        done=one.done_sentence,
        kept=found.kept.day if found.kept else None,
    )
    buttons = actions(
        _button("yes_i_own_it", "outcome.yes", found, style="primary"),
        _button("yes_if", "outcome.yes_if", found),
        _button("not_me", "outcome.not_me", found),
    )
    return text, [section(words), buttons, context(WORDS("until_then"))]


def _drafts(found: Waiting) -> tuple[str, list[Block]]:
    shown = found.drafts[:MOST_DRAFTS]
    lines = [
        Markup(WORDS("draft", title=one.title, due=one.due, today=found.today, number=one.number))
        for one in shown
    ]
    count = len(found.drafts)
    text = WORDS("drafts_text", proposer=short(found.other), count=count)
    words = WORDS("drafts", proposer=short(found.other), lines=lines, more=count - len(shown))
    buttons = actions(
        _button("one_by_one", "outcome.drafts", found, style="primary"),
        _button("show_the_first", "outcome.show", found),
    )
    return text, [section(words), buttons, context(WORDS("until_then"))]


def _another_owner(found: Waiting) -> tuple[str, list[Block]]:
    one, owner = found.outcome, short(found.other)
    words = WORDS("declined", owner=owner, title=one.title, number=one.number, why=one.declined_why or "")
    buttons = actions(
        _button("someone_else", "outcome.someone", found, style="primary"),
        _button("own_it_myself", "outcome.own_it", found),
        _button("drop_it", "outcome.drop", found),
    )
    return WORDS("declined_text", owner=owner, title=one.title), [
        section(words),
        buttons,
        context(WORDS("only_you")),
    ]


def _silent_owner(found: Waiting, site: str) -> tuple[str, list[Block]]:
    one, owner = found.outcome, short(found.other)
    words = WORDS(
        "silent",
        owner=owner,
        title=one.title,
        number=one.number,
        at=people.day_of(found.person, found.since),
        today=found.today,
    )
    talk = button(label("talk"), "outcome.talk", url=f"{site.rstrip('/')}/team/{found.other.slack_id}")
    buttons = actions(
        _button("ask_again", "outcome.ask_again", found),
        _button("someone_else", "outcome.someone", found),
        talk,
    )
    return WORDS("silent_text", owner=owner, title=one.title), [section(words), buttons]


def _another_day(found: Waiting) -> tuple[str, list[Block]]:
    one, owner = found.outcome, short(found.other)
    day = found.condition.day if found.condition else None
    text = WORDS("day_text", owner=owner, title=one.title, day=day, today=found.today)
    words = WORDS(
        "day", owner=owner, title=one.title, number=one.number, day=day, due=one.due, today=found.today
    )
    agree, keep = label("agree_to", day=day, today=found.today), label("keep", due=one.due, today=found.today)
    buttons = actions(
        _labelled(agree, "outcome.agree_day", found, style="primary"),
        _labelled(keep, "outcome.keep_day", found),
    )
    return text, [section(words), buttons]


def _done(found: Waiting) -> tuple[str, list[Block]]:
    one, owner = found.outcome, short(found.other)
    words = WORDS(
        "done",
        owner=owner,
        title=one.title,
        number=one.number,
        sentence=one.done_sentence,
        evidence=found.claim.evidence if found.claim else "",
    )
    buttons = actions(
        _button("yes_it_is_done", "outcome.confirm", found, style="primary"),
        _button("yes_with_a_word", "outcome.confirm_words", found),
        _button("not_yet", "outcome.not_yet", found),
    )
    return WORDS("done_text", owner=owner, title=one.title), [
        section(words),
        buttons,
        context(WORDS("nobody_assumes")),
    ]


def _change(found: Waiting) -> tuple[str, list[Block]]:
    one, owner, wanted = found.outcome, short(found.other), found.amendment
    assert wanted is not None
    words = WORDS(
        "change",
        owner=owner,
        title=one.title,
        number=one.number,
        due=wanted.due,
        old_due=one.due,
        done=wanted.done_sentence,
        old_done=one.done_sentence,
        new_owner=short(found.new_owner) if found.new_owner else None,
        why=wanted.why,
        today=found.today,
    )
    which = {"change": wanted.id}
    buttons = actions(
        _button("agree", "outcome.change_yes", found, style="primary", more=which),
        _button("keep_it_as_it_is", "outcome.change_no", found, more=which),
    )
    return WORDS("change_text", owner=owner, title=one.title), [
        section(words),
        buttons,
        context(WORDS("until_you_agree")),
    ]


def _left(found: Waiting) -> tuple[str, list[Block]]:
    one, owner = found.outcome, short(found.other)
    words = WORDS("left", owner=owner, title=one.title, number=one.number, due=one.due, today=found.today)
    buttons = actions(
        _button("choose", "outcome.hand_over", found, style="primary"),
        _button("drop_it", "outcome.drop", found),
    )
    return WORDS("left_text", owner=owner, title=one.title), [section(words), buttons]


def _button(
    name: str,
    action: str,
    found: Waiting,
    *,
    style: str | None = None,
    more: dict[str, str] | None = None,
) -> Element:
    return _labelled(label(name), action, found, style=style, more=more)


def _labelled(
    text: str,
    action: str,
    found: Waiting,
    *,
    style: str | None = None,
    more: dict[str, str] | None = None,
) -> Element:
    """The id ends in the number, so that several items may stand in one message."""
    number = found.outcome.number
    value = {"id": found.outcome.id, **(more or {})}
    return button(text, f"{action}:{number}", value, style=style, label=f"{text} O-{number}")
