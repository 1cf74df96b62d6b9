"""What the owner reads about a second look, and the form for their sentence."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.digests.queries import LookFacts, facts_of
from bot.digests.ui.lines import WORDS as FACTS
from bot.slack.blocks import Message, Modal, actions, asks, button, context, line_input, section
from bot.slack.templates import Words, unescaped

WORDS = Words("digests/looks")


def look_notice(found: LookFacts) -> Message:
    """The facts beside the report, and what the owner can do about it."""
    look, outcome = found.look, found.outcome
    if look.ended_at is not None:
        text = WORDS("over", title=outcome.title, number=outcome.number)
        return Message(text, [section(text)])
    words = WORDS("found", title=outcome.title, number=outcome.number, facts=_facts(found))
    blocks = [section(words)]
    if look.words:
        blocks.append(section(WORDS("said", words=look.words)))
    blocks.append(
        actions(
            button(_label("edit" if look.words else "because"), "digests.because", {"look": look.id}),
            button(_label("change"), "outcome.status", {"id": outcome.id}),
        )
    )
    blocks.append(context(WORDS("seen" if look.shown_at else "alone")))
    return Message(WORDS("text", title=outcome.title), blocks)


def because(found: LookFacts) -> Modal:
    """One sentence, shown beside the facts."""
    heading = WORDS("found", title=found.outcome.title, number=found.outcome.number, facts=_facts(found))
    field = asks("words", _label("question"), line_input(found.look.words), hint=_label("readers"))
    return Modal(
        "digests.because",
        _label("form_title"),
        [section(heading), field],
        submit=_label("save"),
        value={"look": found.look.id},
    )


def _facts(found: LookFacts) -> Sequence[Markup]:
    return [
        Markup(FACTS("fact", signal=fact.signal, n=fact.n, who=found.names.get(fact.who or "", "")))
        for fact in facts_of(found.look)
    ]


def _label(name: str) -> str:
    return unescaped(WORDS(name))
