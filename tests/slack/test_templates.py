"""What happens to typed texts on their way into our sentences."""

from collections.abc import Callable

import pytest

from bot.slack.templates import clause, escaped, one_line, unescaped


@pytest.mark.parametrize("show", [escaped, unescaped])
def test_no_typed_text_turns_the_words_after_it_around(show: Callable[[str], str]) -> None:
    assert show("\u202eevil\u2066 \u202dlive") == "evil live"
    assert show("שלום") == "שלום"


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
