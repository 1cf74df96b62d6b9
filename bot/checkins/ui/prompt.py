"""The prompt: a question with buttons that edits itself as answers come, and ends as a summary."""

from collections.abc import Iterator

from markupsafe import Markup

from bot.checkins.queries import Ask, Line, Since
from bot.checkins.rules.states import Answer
from bot.checkins.ui.details import detail
from bot.checkins.ui.labels import label
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.outcomes.ui import flag_words, standing, status_word
from bot.people.queries import day_of
from bot.people.ui import short
from bot.slack.blocks import Block, Element, Message, actions, button, context, divider, fitted, section
from bot.slack.templates import Words

WORDS = Words("checkins/prompt")


def prompt(facts: Ask, *, again: bool = False) -> Message:
    """`again`: a reminder, or a copy that the person asked for."""
    if facts.waiting:
        return _question(facts, again)
    if facts.is_over:
        return _over(facts)
    return _summary(facts)


def _question(facts: Ask, again: bool) -> Message:
    count = facts.total if not again else len(facts.waiting)
    text = WORDS("lock_screen", total=count, title=facts.waiting[0].outcome.title, again=again)
    heading = WORDS("heading", total=count, again=again, closes_at=facts.closes_at)
    blocks: list[Block] = [*_introduction(facts), section(heading)]
    for line in facts.lines:
        blocks.extend(_line(line, facts))
    hidden = facts.total - len(facts.lines)
    if hidden > 0:
        blocks.append(context(WORDS("more", count=hidden)))
    blocks.append(actions(*_for_all(facts, hidden)))
    if facts.remind_at is not None:
        blocks.append(context(WORDS("later", at=facts.remind_at)))
    return fitted(Message(text, blocks))


def moved_down(facts: Ask) -> Message:
    """What its first message becomes once a newer one asks the same."""
    text = WORDS("moved_down")
    return Message(text, [*_introduction(facts), context(text)])


def _introduction(facts: Ask) -> Iterator[Block]:
    """What the first message to a person begins with, once in their life."""
    if facts.introduces:
        yield section(WORDS("introduction", channels=facts.channels))
        yield _about_me()
        yield divider()


def _introduced(facts: Ask) -> Iterator[Block]:
    """The same at the end, when there is nothing left to do but to read."""
    if facts.introduces:
        yield divider()
        yield context(WORDS("introduction", channels=facts.channels))
        yield _about_me()


def _about_me() -> Block:
    return actions(
        button(label("choose_when"), "people.settings", {}),
        button(label("what_i_store"), "people.stored", {}),
    )


def _line(line: Line, facts: Ask) -> Iterator[Block]:
    if line.is_open or line.is_editing:
        yield section(_asked(line, facts))
        yield actions(*_choices(line))
        return
    yield section(_how_it_stands(line, facts), _edit(line))


def _asked(line: Line, facts: Ask) -> str:
    last = line.last
    return WORDS(
        "asked",
        title=line.outcome.title,
        due=line.outcome.due,
        today=facts.today,
        word=status_word(last.status if last else None),
        when=_when(line, facts) if last else "",
        flags=flag_words(line.flags),
        number=line.outcome.number,
        now_word=status_word(line.said.status) if line.is_editing and line.said else None,
    )


def _when(line: Line, facts: Ask) -> str:
    if line.since is Since.EARLIER and line.last is not None:
        return WORDS("on_day", day=day_of(facts.person, line.last.at), today=facts.today)
    return WORDS(line.since)


def _choices(line: Line) -> list[Element]:
    return [
        _button(answer, f"checkin.{answer}", line)
        for answer in (Answer.ON_TRACK, Answer.AT_RISK, Answer.BLOCKED, Answer.DONE)
    ]


def _button(name: str, action: str, line: Line) -> Element:
    text, number = label(name), line.outcome.number
    spoken = label("of_outcome", text=text, number=number)
    return button(text, f"{action}:{number}", {"item": line.item_id}, label=spoken)


def _edit(line: Line) -> Element | None:
    is_mine = line.owner is None and line.outcome.lifecycle is Lifecycle.ACTIVE
    return _button("edit", "checkin.edit", line) if line.can_answer and is_mine else None


def _how_it_stands(line: Line, facts: Ask) -> str:
    outcome = line.outcome
    if line.owner is not None:
        return WORDS("not_mine", title=outcome.title, owner=short(line.owner), number=outcome.number)
    if outcome.lifecycle is Lifecycle.CLAIMED_DONE:
        who = WORDS("done_detail", confirmer=short(line.confirmer) if line.confirmer else None)
        return _answered(line, WORDS("done"), who)
    if outcome.lifecycle is not Lifecycle.ACTIVE:
        found = Markup(standing(outcome))
        return WORDS("stands", title=outcome.title, standing=found, number=outcome.number)
    if line.said is None:
        return WORDS("no_answer", title=outcome.title, number=outcome.number)
    return _answered(line, status_word(line.said.status), detail(line, line.said, facts.today))


def _answered(line: Line, word: str, detail: str) -> str:
    return WORDS(
        "answered",
        title=line.outcome.title,
        word=Markup(word),
        detail=Markup(detail) if detail else None,
        number=line.outcome.number,
    )


def _for_all(facts: Ask, hidden: int) -> Iterator[Element]:
    value = {"prompt": facts.lead_id}
    if facts.covered > 1:
        text = _cover_text(facts)
        yield button(text, "checkin.all", value, label=label("all_label", text=text))
    if hidden > 0:
        yield button(label("show_more", count=min(hidden, 5)), "checkin.more", value)
    if facts.can_snooze:
        yield button(label("ask_me_later"), "checkin.later", value)
    yield button(label("i_am_away"), "people.away", {})


def _cover_text(facts: Ask) -> str:
    if facts.covered == facts.total:
        return label("all_on_track", count=facts.covered)
    has_answers = any(line.said is not None for line in facts.lines)
    if has_answers and facts.covered == len(facts.waiting):
        return label("others_on_track", count=facts.covered)
    return label("far_on_track", count=facts.covered)


def _summary(facts: Ask) -> Message:
    thanks = WORDS("thanks", next_time=facts.next_time, today=facts.today)
    blocks: list[Block] = [section(thanks)]
    for line in facts.lines:
        blocks.extend(_line(line, facts))
    if facts.can_undo:
        blocks.append(actions(button(label("undo"), "checkin.undo", {"prompt": facts.lead_id})))
    blocks.extend(_introduced(facts))
    return fitted(Message(WORDS("thanks_text", next_time=facts.next_time, today=facts.today), blocks))


def _over(facts: Ask) -> Message:
    blocks: list[Block] = [section(WORDS("over", label=facts.label))]
    blocks += [section(_how_it_stands(line, facts)) for line in facts.lines]
    blocks.extend(_introduced(facts))
    return fitted(Message(WORDS("over_text", label=facts.label), blocks))
