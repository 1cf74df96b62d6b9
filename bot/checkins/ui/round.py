"""A round's message in the channel and the lines in its thread."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.checkins.queries import Claimed, Heading, Owned, Said
from bot.checkins.rules.states import Answer
from bot.checkins.ui.details import detail
from bot.outcomes.rules.lifecycle import Lifecycle, Status
from bot.outcomes.rules.states import ClaimState
from bot.outcomes.ui import agreed_line, confirmed_line, standing, status_word
from bot.people.ui import short
from bot.slack.blocks import Block, Message, context, fitted, section
from bot.slack.templates import Words

WORDS = Words("checkins/round")
MOST_LINES = 25


def heading(facts: Heading) -> Message:
    """How the round stands, in one line."""
    stands = facts.standing
    people = WORDS(
        "people",
        heard=stands.heard,
        asked=stands.asked,
        today=facts.today,
        another_day=facts.another_day,
    )
    text = WORDS(
        "heading",
        label=facts.label,
        team=stands.team.name if facts.is_borrowed else None,
        people=people,
        answers=_answers(facts),
        silent=stands.silent,
        ending=_ending(facts),
    )
    blocks: list[Block] = [section(text)]
    if stands.round.is_first:
        blocks.append(context(WORDS("first_round")))
    return Message(text.replace("*", ""), blocks)


def _answers(facts: Heading) -> str:
    count = facts.standing.answers
    return WORDS(
        "answers",
        blocked=count.get(Answer.BLOCKED, 0),
        at_risk=count.get(Answer.AT_RISK, 0),
        on_track=count.get(Answer.ON_TRACK, 0),
        done=count.get(Answer.DONE, 0),
    )


def _ending(facts: Heading) -> str | None:
    if facts.standing.round.closed_at is not None:
        return WORDS("closed")
    return WORDS("paused") if facts.is_paused else None


def said(facts: Said) -> Message:
    """One line about an outcome that isn't plain on track, or was not a moment ago."""
    return _line(_said(facts))


def _said(facts: Said) -> str:
    outcome, owner, word = facts.outcome, short(facts.owner), facts.said
    what = {"title": outcome.title, "owner": owner, "number": outcome.number}
    if outcome.lifecycle is not Lifecycle.ACTIVE:
        return WORDS("better", word=Markup(standing(outcome)), **what)
    if word is None:
        return WORDS("taken_back", **what)
    match word.status:
        case Status.ON_TRACK:
            return WORDS("better", word=Markup(status_word(word.status)), **what)
        case Status.AT_RISK:
            return WORDS("at_risk", detail=Markup(detail(facts, word, facts.today)), **what)
        case Status.BLOCKED:
            return WORDS(
                "blocked",
                detail=Markup(detail(facts, word, facts.today)),
                since=word.since,
                today=facts.today,
                tried=word.tried,
                **what,
            )


def on_track(found: Sequence[Owned]) -> Message:
    """What went well, in one message when the round closes."""
    lines = [
        Markup(
            WORDS("on_track_one", title=one.outcome.title, owner=short(one.owner), number=one.outcome.number)
        )
        for one in found[:MOST_LINES]
    ]
    return _line(WORDS("on_track", lines=lines, more=len(found) - len(lines)))


def agreed(found: Owned) -> Message:
    return _line(agreed_line(found.outcome, short(found.owner)))


def claimed(found: Claimed) -> Message:
    """Said to be done, and what became of that."""
    outcome, owner = found.outcome, short(found.owner)
    confirmer = short(found.confirmer) if found.confirmer else None
    if found.claim.state is ClaimState.RETURNED:
        return _line(
            WORDS(
                "returned",
                owner=owner,
                title=outcome.title,
                confirmer=confirmer,
                number=outcome.number,
            )
        )
    if found.claim.state is not ClaimState.OPEN:
        return _line(
            WORDS(
                "claim_over",
                title=outcome.title,
                standing=Markup(standing(outcome)),
                number=outcome.number,
            )
        )
    return _line(
        WORDS(
            "claimed",
            owner=owner,
            title=outcome.title,
            evidence=found.claim.evidence,
            confirmer=confirmer,
            number=outcome.number,
        )
    )


def confirmed(found: Sequence[Claimed]) -> Message:
    """What one person finished in a week, in the words of who confirmed it."""
    lines = [
        confirmed_line(
            one.outcome,
            owner=short(one.owner),
            confirmer=short(one.confirmer) if one.confirmer else "",
            words=one.claim.words,
        )
        for one in found
    ]
    return _line("\n".join(lines))


def _line(text: str) -> Message:
    return fitted(Message(text.replace("*", ""), [section(text)]))
