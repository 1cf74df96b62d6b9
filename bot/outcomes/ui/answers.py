"""The small forms in which people answer: yes if, not me, someone else, done, not yet, and their like."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.outcomes.model import Amendment, Outcome
from bot.outcomes.ui.labels import label
from bot.people.model import Team
from bot.slack import blocks
from bot.slack.blocks import Block, Modal, asks, context, section
from bot.slack.templates import Words

WORDS = Words("outcomes/answers")
ANOTHER_DAY, SOMETHING = "day", "need"


def _about(outcome: Outcome) -> Block:
    return section(WORDS("about", title=outcome.title, number=outcome.number))


def _carried(outcome: Outcome, **more: str) -> dict[str, str]:
    return {"id": outcome.id, **more}


def _reads(outcome: Outcome) -> str:
    return label("read_by_its_people" if outcome.is_private else "read_by_everybody")


def _done_sentence(outcome: Outcome) -> Block:
    return asks(
        "done",
        label("how_will_we_know"),
        blocks.line_input(multiline=True),
        hint=f"{label('done_with_yes_hint')} {_reads(outcome)}",
    )


def yes(outcome: Outcome) -> Modal:
    """The yes of an owner whose outcome does not say yet how we will know."""
    return Modal(
        "outcome.yes",
        label("yes_title"),
        [_about(outcome), _done_sentence(outcome)],
        submit=label("yes_i_own_it"),
        value=_carried(outcome),
    )


def own_it(outcome: Outcome) -> Modal:
    """The same for somebody who takes it over themselves."""
    return Modal(
        "outcome.own_it",
        label("yes_title"),
        [_about(outcome), _done_sentence(outcome)],
        submit=label("yes_i_own_it"),
        value=_carried(outcome),
    )


def yes_if(outcome: Outcome, *, kind: str, proposer: str, asks_done: bool, held: bool) -> Modal:
    """Yes, if it is by another day, or if somebody gives something; drawn anew when that choice changes.

    `held`: nobody is asked before a team is started.
    """
    options = [(ANOTHER_DAY, label("if_another_day")), (SOMETHING, label("if_something"))]
    chosen = blocks.choice(options, kind, kind="radio_buttons", action="outcome.if_kind")
    shown = [_about(outcome), asks("kind", label("yes_if_label"), chosen, dispatch=True)]
    if kind == ANOTHER_DAY:
        shown.append(asks("day", label("which_day"), blocks.date_input(), hint=label("if_day_hint")))
    else:
        hint = f"{label('if_what_hint')} {_reads(outcome)}"
        shown.append(asks("what", label("what_do_you_need"), blocks.line_input(), hint=hint))
        shown.append(asks("from", label("from_whom"), blocks.person_input()))
        shown.append(asks("by_day", label("by_when"), blocks.date_input()))
    if asks_done:
        shown.append(_done_sentence(outcome))
    if kind == ANOTHER_DAY:
        shown.append(context(WORDS("if_day", proposer=proposer)))
    else:
        shown.append(context(WORDS("if_need", proposer=proposer, held=held)))
    return Modal(
        "outcome.yes_if", label("yes_if_title"), shown, submit=label("send"), value=_carried(outcome)
    )


def not_me(outcome: Outcome, *, proposer: str) -> Modal:
    return _with_sentence(
        outcome, "outcome.not_me", "not_me_title", "why_not_you", label("only_reads", name=proposer)
    )


def someone(
    outcome: Outcome,
    *,
    with_reason: bool,
    agreed_by: str | None = None,
    reason: str = "",
    teams: Sequence[Team] = (),
    owner: str | None = None,
) -> Modal:
    """Who is asked instead. `agreed_by` has to agree, where the owner hands over."""
    person = blocks.person_input(owner)
    shown = [_about(outcome), asks("owner", label("who_owns_it"), person, hint=label("owner_hint"))]
    if teams:
        options = [(team.id, team.name) for team in teams]
        shown.append(asks("team", label("which_team"), blocks.choice(options), hint=label("team_hint")))
    if with_reason:
        hint = label("agreed_by_hint", confirmer=agreed_by) if agreed_by else label("kept_hint")
        shown.append(asks("reason", label("why_question"), blocks.line_input(reason), hint=hint))
    return Modal(
        "outcome.hand_over", label("hand_over_title"), shown, submit=label("ask"), value=_carried(outcome)
    )


def done(outcome: Outcome, *, confirmer: str | None, open_below: int, evidence: str = "") -> Modal:
    """Where to see it; and who confirms, where the rule finds nobody."""
    hint = f"{label('evidence_hint')} {_reads(outcome)}"
    shown = [
        _about(outcome),
        asks("evidence", label("where_to_see"), blocks.line_input(evidence, multiline=True), hint=hint),
    ]
    if outcome.done_sentence:
        shown.insert(1, context(WORDS("we_would_know", sentence=outcome.done_sentence)))
    if confirmer is None:
        shown.append(
            asks("confirmer", label("who_confirms"), blocks.person_input(), hint=label("nobody_above_hint"))
        )
    else:
        shown.append(context(WORDS("confirmer_asked", confirmer=confirmer)))
    if open_below:
        shown.append(context(WORDS("open_below", count=open_below)))
    return Modal(
        "outcome.claim", label("done_title"), shown, submit=label("it_is_done_short"), value=_carried(outcome)
    )


def with_words(outcome: Outcome, *, owner: str) -> Modal:
    """A yes to done, in the confirmer's own words."""
    hint = label("words_hint", owner=owner)
    return Modal(
        "outcome.confirm_words",
        label("confirm_title"),
        [
            _about(outcome),
            asks("words", label("in_your_words"), blocks.line_input(multiline=True), hint=hint),
        ],
        submit=label("yes_it_is_done"),
        value=_carried(outcome),
    )


def not_yet(outcome: Outcome, *, owner: str) -> Modal:
    hint = f"{label('reads', name=owner)} {label('kept_hint')}"
    return _with_sentence(outcome, "outcome.not_yet", "not_yet_title", "what_is_missing", hint)


def keep_it(outcome: Outcome, amendment: Amendment, *, owner: str) -> Modal:
    """No to a change of what was promised."""
    return Modal(
        "outcome.change_no",
        label("keep_title"),
        [
            _about(outcome),
            asks("words", label("why_question"), blocks.line_input(), hint=label("reads", name=owner)),
        ],
        submit=label("keep_it_short"),
        value=_carried(outcome, change=amendment.id),
    )


def pause(outcome: Outcome) -> Modal:
    return _with_sentence(
        outcome, "outcome.pause", "pause_title", "why_question", label("kept_hint"), "pause_title"
    )


def drop(outcome: Outcome) -> Modal:
    return _with_sentence(
        outcome, "outcome.drop", "drop_title", "why_question", label("kept_hint"), "drop_title"
    )


def word(outcome: Outcome) -> Modal:
    """A word of the owner of a parent, whose colour comes from what is under it."""
    return Modal(
        "outcome.word",
        label("word_title"),
        [
            _about(outcome),
            asks(
                "word",
                label("a_word"),
                blocks.line_input(outcome.word, multiline=True),
                hint=_reads(outcome),
            ),
        ],
        submit=label("save"),
        value=_carried(outcome),
    )


def _with_sentence(
    outcome: Outcome, callback: str, title: str, question: str, hint: str, submit: str = "send"
) -> Modal:
    return Modal(
        callback,
        label(title),
        [_about(outcome), asks("why", label(question), blocks.line_input(), hint=hint)],
        submit=label(submit),
        value=_carried(outcome),
    )


def drafts(found: Sequence[Outcome], today: date) -> Modal:
    """What was written down with one's name, one by one; drawn anew after each answer."""
    return Modal("outcome.drafts", label("drafts_title"), list(_drafts(found, today)), close=label("close"))


def _drafts(found: Sequence[Outcome], today: date) -> Iterator[Block]:
    if not found:
        yield section(WORDS("no_drafts"))
    for one in found[:20]:
        yield section(WORDS("draft", title=one.title, number=one.number, due=one.due, today=today))
        yield blocks.actions(
            blocks.button(
                label("yes_i_own_it"),
                f"outcome.yes:{one.number}",
                {"id": one.id, "list": "1"},
                style="primary",
            ),
            blocks.button(label("yes_if"), f"outcome.yes_if:{one.number}", {"id": one.id}),
            blocks.button(label("not_me"), f"outcome.not_me:{one.number}", {"id": one.id}),
        )
    if len(found) > 20:
        yield context(WORDS("more_drafts", count=len(found) - 20))
