"""What the lint says, and of what it says nothing."""

import pytest
from hypothesis import given, strategies as st

from bot.outcomes.rules import lint
from bot.outcomes.rules.lint import Advice, Code

TAIL = ", confirmed by Grace, by Thu 29 Apr"
BLANKS = "[state or number] for [whom], confirmed by Grace, by Thu 29 Apr"


def codes(text: str) -> list[str]:
    return [finding.code.value for finding in lint.check_outcome(text).findings]


@pytest.mark.parametrize(
    "text",
    [
        "Priority tickets are triaged within 15 minutes",
        "The macro library covers the 40 most frequent questions",
        "First-response time from 24 h to 12 h",
        "Half of all how-to tickets are answered by a help page",
        "Customers get help before they lose patience",
        "Nobody is ever billed wrongly",
        "Billing tickets reach Billing without passing Support",
        "Improve first response time from 24 h to 12 h",
        "Reduce churn by 20%",
        "Launch in 3 countries",
        "Support answers within a day",
        "Help pages are found by everybody",
        "Research is published",
        "As soon as the contract is signed, the router is live",
        "Help pages load 20 % faster",
        "Terms and conditions are live",
        "Sales and Support have one queue",
        "Every customer who calls and is on hold gets an answer in 2 minutes",
        "Agents have time and tools when phones are down",
        "Everyone has access to the router",
        "Costs, e.g. Router and No. Five, are below 5 k",
    ],
)
def test_a_good_sentence_is_left_in_peace(text: str) -> None:
    assert lint.check_outcome(text) == Advice()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "1234",
        "🟢🟢",
        "Die Antwortzeit verbessern und die Kunden informieren",
        "Improve die Antwortzeit der Kunden",
        "Améliorer le temps de réponse des clients",
        "Mejorar el tiempo de respuesta",
        "שיפור זמן התגובה, etc.",
        "تحسين وقت الاستجابة soon",
        "改善する",
        "Улучшить время ответа",
    ],
)
def test_of_another_language_nothing_is_said(text: str) -> None:
    assert lint.check_outcome(text) == Advice()
    assert lint.check_done(text, confirmer=None, due=None) == Advice()


def test_a_short_text_that_could_be_any_language_is_no_topic() -> None:
    assert codes("Neue Website") == []
    assert codes("New website") == ["no_state"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Improve onboarding", ["weak_verb"]),
        ("improving onboarding", ["weak_verb"]),
        ("We want to improve onboarding", ["weak_verb"]),
        ("Improve Q3 reporting by 29 April 2027", ["weak_verb"]),
        ("Improve B2B sales, see O-14", ["weak_verb"]),
        ("Optimise costs in 2027", ["weak_verb"]),
        ("Support customers", ["weak_verb"]),
        ("Ensure that every customer has an owner", ["weak_verb"]),
        ("The library will help agents", ["weak_verb"]),
        ("Work on the pilot", ["activity"]),
        ("Continue with 3 pilots", ["activity"]),
        ("Keep improving the queue", ["activity"]),
        ("Research churn", ["activity"]),
        ("Launch the new website", ["no_state"]),
        ("Website relaunch", ["no_state"]),
        ("Better onboarding", ["no_state", "vague"]),
        ("Answers are sent soon, etc.", ["vague"]),
        ("Pages load faster for customers", ["vague"]),
        ("Tickets are closed in 2 h and the library covers 40 questions", ["two_results"]),
        ("Improve onboarding and reduce churn", ["weak_verb", "two_results"]),
        ("Tickets are closed in 2 h; the library covers 40 questions", ["two_results"]),
        ("Everyone owns the queue", ["group_owner"]),
        ("The queue is owned by the whole team", ["group_owner"]),
        ("The router is live. Everybody knows how to use it", ["several_sentences"]),
        ("it is " + "very " * 29 + "good", ["too_long"]),
        ("it is " + "very " * 27 + "good", []),
    ],
)
def test_what_makes_an_outcome_hard_to_agree_on(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_a_finding_quotes_what_was_typed_and_says_what_to_do() -> None:
    (finding,) = lint.check_outcome("We will ENHANCE the dashboard").findings
    assert finding.found == ("ENHANCE",)
    assert finding.sentence == (
        "“ENHANCE” leaves open how far. Give a number, from … to …, or a state that anybody can see."
    )


@pytest.mark.parametrize(
    ("text", "rewrite"),
    [
        ("Improve onboarding", f"Onboarding is {BLANKS}"),
        ("Work on the phone-triage pilot with Legal", f"The phone-triage pilot is {BLANKS}"),
        ("Support customers better", f"Customers are {BLANKS}"),
        ("Answers are sent soon", f"Answers are {BLANKS}"),
        ("Ensure that every customer has an owner", f"Every customer has an owner{TAIL}"),
        ("Help customers get answers", f"Customers get answers{TAIL}"),
        ("Improve", f"[What] is {BLANKS}"),
        ("Improve onboarding and reduce churn", None),
        ("The queue is owned by the team", None),
    ],
)
def test_the_rewrite_keeps_what_is_said_and_leaves_blanks(text: str, rewrite: str | None) -> None:
    assert lint.check_outcome(text, confirmer="Grace", due="Thu 29 Apr").rewrite == rewrite


def test_a_done_sentence_also_has_somebody_who_confirms_it_and_a_date() -> None:
    text = "Grace sees no unanswered ticket in the queue."
    advice = lint.check_done(text, confirmer=None, due=None)
    assert [finding.code for finding in advice.findings] == [Code.NO_CONFIRMER, Code.NO_DATE]
    assert advice.rewrite == ("Grace sees no unanswered ticket in the queue, confirmed by [name], by [date]")
    assert lint.check_done(text, confirmer="Grace", due="Thu 29 Apr") == Advice()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The page is almost ready", ("almost",)),
        ("The draft is mostly written and 80% complete", ("mostly", "80% complete")),
        ("90 % done", ("90 % done",)),
        ("100 % done", ()),
        ("Uptime is 90 %", ()),
    ],
)
def test_done_is_never_nearly(text: str, found: tuple[str, ...]) -> None:
    findings = lint.check_done(text, confirmer="Grace", due="Thu 29 Apr").findings
    assert (
        tuple(word for finding in findings if finding.code is Code.HALF_DONE for word in finding.found)
        == found
    )


@given(st.text(max_size=200))
def test_no_text_can_break_it(text: str) -> None:
    advice = lint.check_done(text, confirmer=None, due=None)
    assert len({finding.code for finding in advice.findings}) == len(advice.findings)


def test_a_very_long_text_is_no_trouble() -> None:
    assert "too_long" in codes("and the team will work on it, better, " * 500)
