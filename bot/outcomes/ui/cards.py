"""The card of one outcome: everything there is to know, and what this person may do with it."""

from collections.abc import Iterator

from markupsafe import Markup

from bot.outcomes.model import Outcome
from bot.outcomes.queries import Card
from bot.outcomes.rules.lifecycle import Lifecycle
from bot.outcomes.rules.permissions import Action
from bot.outcomes.ui import marks
from bot.outcomes.ui.labels import label
from bot.people.queries import day_of
from bot.people.ui import short
from bot.slack.blocks import Block, Element, Message, actions, button, context, section
from bot.slack.templates import Words

WORDS = Words("outcomes/card")

CHILDREN = 8
_UNANSWERED = (Lifecycle.DRAFT, Lifecycle.PROPOSED)
_OPEN = (*_UNANSWERED, Lifecycle.ACTIVE, Lifecycle.PAUSED, Lifecycle.CLAIMED_DONE)


def card(facts: Card) -> Message:
    """The card as a message, or as what a small window shows."""
    blocks: list[Block] = [section("\n".join(_top(facts)))]
    for text in _middle(facts):
        blocks.append(section(text))
    small = [text for text in _bottom(facts) if text]
    if small:
        blocks.append(context(" · ".join(small)))
    buttons = list(_buttons(facts))
    if buttons:
        blocks.append(actions(*buttons))
    found = facts.outcome
    lock_screen = WORDS(
        "lock_screen",
        standing=Markup(_standing(facts)),
        title=found.title,
        owner=short(facts.owner),
        number=found.number,
    )
    return Message(lock_screen, blocks)


def _standing(facts: Card) -> str:
    rolled: marks.Rolled = marks.OWN if facts.is_leaf else facts.roll_up.status
    return marks.standing(facts.outcome, owner=short(facts.owner), rolled=rolled)


def _top(facts: Card) -> Iterator[str]:
    found = facts.outcome
    is_spoken = facts.is_leaf and found.lifecycle is Lifecycle.ACTIVE and found.status_at is not None
    yield WORDS("heading", title=found.title, number=found.number)
    yield WORDS(
        "standing",
        standing=Markup(_standing(facts)),
        at=day_of(facts.viewer, found.status_at) if is_spoken and found.status_at else None,
        flags=marks.flag_words(facts.flags) if found.lifecycle in marks.FLAGGED else [],
        counts=None if facts.is_leaf else Markup(marks.counts(facts.roll_up)),
        word=found.word,
        today=facts.today,
        by=short(facts.said_by)
        if is_spoken and facts.said and facts.said.on_behalf and facts.said_by
        else None,
    )
    yield WORDS(
        "who",
        owner=short(facts.owner),
        asked=found.lifecycle in _UNANSWERED,
        unasked=found.lifecycle is Lifecycle.PROPOSED and found.asked_at is None,
        team=facts.team.name,
        due=found.due,
        promised=found.promised_for,
        expected=found.expected,
        today=facts.today,
    )
    yield _part_of(facts)
    if found.done_sentence:
        yield WORDS("how_we_know", sentence=found.done_sentence)
    if found.deliverable:
        yield WORDS("handed_over", what=found.deliverable)


def _part_of(facts: Card) -> str:
    if facts.outcome.parent_id is None:
        return WORDS("intent")
    if facts.parent is None:
        return WORDS("private")
    return WORDS("part_of", title=facts.parent.title, number=facts.parent.number)


def _middle(facts: Card) -> Iterator[str]:
    found = facts.outcome
    goal = WORDS(
        "goal",
        why=found.why,
        must=found.must,
        must_not=found.must_not,
        not_included=found.not_included,
        decided_on=found.decided_on,
        review_by=found.review_by,
        today=facts.today,
    )
    if goal:
        yield goal
    said = _said(facts)
    if said:
        yield said
    yield from _open_matters(facts)
    if facts.children:
        shown = [
            Markup(marks.line(one, today=facts.today, rolled=facts.rolled.get(one.id, marks.OWN)))
            for one in facts.children[:CHILDREN]
        ]
        yield WORDS("children", lines=shown, more=len(facts.children) - len(shown))


def _said(facts: Card) -> str:
    said = facts.said
    if said is None or not facts.is_leaf or facts.outcome.lifecycle is not Lifecycle.ACTIVE:
        return ""
    return WORDS(
        "said",
        status=said.status,
        note=said.note,
        waiting_for=short(facts.waiting_for) if facts.waiting_for else said.waiting_for_text,
        since=said.since,
        needed_by=said.needed_by,
        otherwise=said.otherwise,
        otherwise_on=said.otherwise_on,
        today=facts.today,
    )


def _open_matters(facts: Card) -> Iterator[str]:
    found, owner = facts.outcome, short(facts.owner)
    match found.lifecycle:
        case Lifecycle.PROPOSED if facts.condition is not None:
            yield _condition(facts)
        case Lifecycle.PROPOSED if found.asked_at is not None:
            asked_at = day_of(facts.viewer, found.asked_at)
            yield WORDS("asked", owner=owner, proposer=short(facts.proposer), at=asked_at, today=facts.today)
        case Lifecycle.PROPOSED:
            yield WORDS("unasked", owner=owner)
        case Lifecycle.DRAFT if found.declined_at is not None:
            yield WORDS("declined", owner=owner)
        case Lifecycle.CLAIMED_DONE | Lifecycle.DONE:
            yield from _claim(facts)
        case Lifecycle.PAUSED:
            yield WORDS("paused", why=found.paused_why or "")
        case Lifecycle.DROPPED:
            yield WORDS("dropped", why=found.dropped_why or "")
        case Lifecycle.ACTIVE if facts.claim is not None and facts.claim.words:
            yield WORDS("returned", words=facts.claim.words)
    if facts.amendment is not None and facts.asked is not None:
        yield WORDS(
            "change",
            owner=owner,
            due=facts.amendment.due,
            done=facts.amendment.done_sentence,
            new_owner=short(facts.new_owner) if facts.new_owner else None,
            why=facts.amendment.why,
            asked=short(facts.asked),
            today=facts.today,
        )


def _condition(facts: Card) -> str:
    assert facts.condition is not None
    return WORDS(
        "condition",
        owner=short(facts.owner),
        day=facts.condition.day,
        what=facts.condition.what,
        helper=short(facts.helper) if facts.helper else "",
        needed_by=facts.condition.needed_by,
        today=facts.today,
    )


def _claim(facts: Card) -> Iterator[str]:
    claim = facts.claim
    if claim is None:
        return
    asked = short(facts.asked) if facts.asked else None
    if facts.outcome.lifecycle is Lifecycle.DONE:
        yield WORDS("confirmed", asked=asked, words=claim.words, evidence=claim.evidence)
    else:
        yield WORDS(
            "claim",
            owner=short(facts.owner),
            at=day_of(facts.viewer, claim.at),
            evidence=claim.evidence,
            asked=asked,
            unasked=asked is not None and claim.asked_at is None,
            today=facts.today,
        )


def _bottom(facts: Card) -> Iterator[str]:
    if facts.outcome.lifecycle in _OPEN:
        yield (
            WORDS("confirms", name=short(facts.confirmer)) if facts.confirmer else WORDS("nobody_confirms")
        )
    if facts.contributors:
        yield WORDS("helps", names=", ".join(short(one) for one in facts.contributors))
    if facts.is_private:
        yield WORDS("private")
    if facts.missing:
        yield WORDS("missing", lacks=facts.missing)


def _buttons(facts: Card) -> Iterator[Element]:
    found, may = facts.outcome, facts.may
    if found.lifecycle in _UNANSWERED:
        yield from _of_unanswered(facts)
    if found.lifecycle is Lifecycle.ACTIVE:
        yield from _of_active(facts)
    if found.lifecycle is Lifecycle.CLAIMED_DONE and Action.CONFIRM in may:
        yield _button("yes_it_is_done", "outcome.confirm", found, style="primary")
        yield _button("not_yet", "outcome.not_yet", found)
    if facts.amendment is not None and Action.ANSWER_CHANGE in may:
        which = {"change": facts.amendment.id}
        yield _labelled(label("agree"), "outcome.change_yes", found, more=which)
        yield _labelled(label("keep_it_as_it_is"), "outcome.change_no", found, more=which)
    if found.lifecycle in (Lifecycle.PAUSED, Lifecycle.DROPPED) and Action.PAUSE in may:
        yield _button("resume", "outcome.resume", found)
    if found.lifecycle in _OPEN:
        if (Action.EDIT_PROPOSAL if found.agreed_at is None else Action.EDIT) in may:
            yield _button("edit", "outcome.edit", found)
        if (Action.WITHDRAW if found.agreed_at is None else Action.DROP) in may:
            yield _button("drop", "outcome.drop", found)
    yield _button("history", "outcome.history", found)


def _of_unanswered(facts: Card) -> Iterator[Element]:
    found, may = facts.outcome, facts.may
    if Action.ANSWER in may:
        yield _button("yes_i_own_it", "outcome.yes", found, style="primary")
        yield _button("yes_if", "outcome.yes_if", found)
        yield _button("not_me", "outcome.not_me", found)
    if found.declined_at is not None and Action.REASSIGN in may:
        yield _button("own_it_myself", "outcome.own_it", found)
    if facts.condition is not None and facts.condition.day is not None and Action.ANSWER_CONDITION in may:
        day, today = facts.condition.day, facts.today
        yield _labelled(label("agree_to", day=day, today=today), "outcome.agree_day", found)
        yield _labelled(label("keep", due=found.due, today=today), "outcome.keep_day", found)
    if facts.condition is not None and facts.condition.what is not None and Action.WAIVE in may:
        yield _button("start_without_it", "outcome.waive", found)
    if Action.REASSIGN in may:
        yield _button("someone_else", "outcome.someone", found)


def _of_active(facts: Card) -> Iterator[Element]:
    found, may = facts.outcome, facts.may
    if Action.REPORT in may:
        yield (
            _button("how_is_it_going", "outcome.status", found)
            if facts.is_leaf
            else _button("add_a_word", "outcome.word", found)
        )
    if Action.CLAIM in may:
        yield _button("it_is_done", "outcome.claim", found)
    if Action.CHANGE in may or Action.PROPOSE_CHANGE in may:
        yield _button("hand_over", "outcome.hand_over", found)
    if Action.PAUSE in may:
        yield _button("pause", "outcome.pause", found)


def _button(name: str, action: str, outcome: Outcome, *, style: str | None = None) -> Element:
    return _labelled(label(name), action, outcome, style=style)


def _labelled(
    text: str,
    action: str,
    outcome: Outcome,
    *,
    style: str | None = None,
    more: dict[str, str] | None = None,
) -> Element:
    value = {"id": outcome.id, **(more or {})}
    return button(text, action, value, style=style, label=f"{text} O-{outcome.number}")
