"""What happens to typed texts on their way into our sentences."""

from collections.abc import Callable

import pytest

from bot.slack.templates import Words, clause, escaped, inert, one_line, unescaped


@pytest.mark.parametrize("show", [escaped, unescaped])
def test_no_typed_text_turns_the_words_after_it_around(show: Callable[[str], str]) -> None:
    assert show("\u202eevil\u2066 \u202dlive") == "evil live"
    assert show("שלום") == "שלום"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("*bold* _it_ ~s~ `c` ```b```", "∗bold∗ ˍitˍ ∼s∼ ˋcˋ ˋˋˋbˋˋˋ"),
        ("Rate 5* hotels_", "Rate 5∗ hotelsˍ"),
        ("a_name, a__b and 2*3", "a_name, a__b and 2*3"),
        ("https://x.test/_a_/b*c?q=~d *now*", "https://x.test/_a_/b*c?q=~d ∗now∗"),
        ("https://x.test/`a` <b>", "https://x.test/ˋaˋ &lt;b&gt;"),
    ],
)
def test_typed_marks_are_read_and_format_nothing(typed: str, read: str) -> None:
    assert inert(typed) == read
    assert unescaped(inert(typed)) == typed


def test_a_sentence_keeps_its_own_marks_around_typed_ones() -> None:
    assert Words("needs/needs")("heading", title="*us* & `them`", number=3) == (
        "*What ∗us∗ &amp; ˋthemˋ needs* _O-3_"
    )


@pytest.mark.parametrize(
    ("typed", "inside"),
    [
        ("Legal agrees.", "Legal agrees"),
        ("This week, or next?", "This week, or next?"),
        ("Wait...", "Wait..."),
        ("Two\nlines. ", "Two lines"),
        ("", ""),
    ],
)
def test_in_the_middle_of_a_sentence_a_text_has_no_full_stop(typed: str, inside: str) -> None:
    assert clause(typed) == inside


def test_a_long_text_is_shortened_in_both_ways_alike() -> None:
    assert clause("word. " * 99, 20) == one_line("word. " * 99, 20)
    assert len(clause("word. " * 99, 20)) <= 20
