"""What happens to typed texts on their way into our sentences."""

from collections.abc import Callable

import pytest

from bot.slack.templates import escaped, unescaped


@pytest.mark.parametrize("show", [escaped, unescaped])
def test_no_typed_text_turns_the_words_after_it_around(show: Callable[[str], str]) -> None:
    assert show("\u202eevil\u2066 \u202dlive") == "evil live"
    assert show("שלום") == "שלום"
