"""A typed line becomes fields and a title, and nothing is lost. Today is Wednesday 18 November 2026."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies as st

from bot.core import dates
from bot.outcomes.rules import line
from bot.outcomes.rules.line import Line

TODAY = date(2026, 11, 18)
DANA = "<@U123|dana>"
BILLING = "Billing tickets reach Billing without passing Support"


def said(text: str) -> dict[str, Any]:
    """What the line says, fields that say nothing left out, the date as text with its doubt."""
    found = line.parse(text, today=TODAY, names={"U2": "Bob Roth"})
    facts: dict[str, Any] = {name: value for name, value in vars(found).items() if value}
    if found.due:
        facts["due"] = found.due.day.isoformat() + " ?" * found.due.is_doubtful
    return facts


@pytest.mark.parametrize(
    "text",
    [
        f"{BILLING} {DANA} by 29 April under O-12",
        f"{BILLING} by 29 April {DANA} under O-12",
        f"{BILLING} under O-12, {DANA}, by 29 April.",
        f"{BILLING} under o12 by 29 April {DANA}",
        f"{DANA} {BILLING}, by 29 April, part of #12",
        f"{DANA}: {BILLING} (due 29 April, under O-12)",
        f"Part of O-12: {BILLING}, owner {DANA}, due 29 April",
        f"“{BILLING}”  —  owned by {DANA}  by\u00a029 April under _O-12_",
        f"{BILLING} <@U123> until the 29th of April as part of O\u201112",
    ],
)
def test_in_whatever_order_a_line_says_the_same(text: str) -> None:
    assert said(text) == {"title": BILLING, "owners": ("U123",), "due": "2027-04-29", "parent": 12}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", {}, id="nothing"),
        pytest.param(" \u00a0\n ", {}, id="only spaces"),
        pytest.param("by Friday", {"due": "2026-11-20"}, id="only a date"),
        pytest.param("under O-12", {"parent": 12}, id="only a parent"),
        pytest.param(DANA, {"owners": ("U123",)}, id="only an owner"),
        pytest.param("Don’t bill  twice", {"title": "Don't bill twice"}, id="smart quotes and spaces"),
        pytest.param("“Soon” is gone", {"title": '"Soon" is gone'}, id="quotes around one word stay"),
        pytest.param(
            "Ship &lt;b&gt; &amp;amp; co", {"title": "Ship <b> &amp; co"}, id="escapes, undone once"
        ),
        pytest.param("&lt;!channel&gt; ships", {"title": "<!channel> ships"}, id="a typed mention is text"),
    ],
)
def test_odd_lines(text: str, expected: dict[str, Any]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Approved by Lena", {"title": "Approved by Lena"}),
        ("Done by Lena by Friday", {"title": "Done by Lena", "due": "2026-11-20"}),
        ("Reply by Friday to everybody", {"title": "Reply by Friday to everybody"}),
        ("Costs fall by 20 % by Q1", {"title": "Costs fall by 20 %", "due": "2027-03-31 ?"}),
        ("Ship by 03/04", {"title": "Ship", "due": "2027-04-03 ?"}),
        (
            f"Ship by 30 February {DANA}",
            {
                "title": "Ship by 30 February",
                "owners": ("U123",),
                "due_problem": "There is no 30 February. Which day do you mean?",
            },
        ),
        (
            "Ship by 9999-12-31",
            {
                "title": "Ship by 9999-12-31",
                "due_problem": "That is more than 5 years away. Please choose a day up to Tue 18 Nov 2031.",
            },
        ),
    ],
)
def test_a_date_is_taken_or_stays_in_the_title(text: str, expected: dict[str, Any]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"Ship {DANA} <@U2>", {"title": "Ship", "owners": ("U123", "U2")}, id="two owners"),
        pytest.param(f"Ship {DANA} and <@U2>", {"title": "Ship", "owners": ("U123", "U2")}, id="joined"),
        pytest.param(f"Ship {DANA} {DANA}", {"title": "Ship", "owners": ("U123",)}, id="the same twice"),
        pytest.param("Ship @dana", {"title": "Ship", "handles": ("dana",)}, id="not known to Slack"),
        pytest.param("Ship @dana.levi.", {"title": "Ship", "handles": ("dana.levi",)}, id="with a dot"),
        pytest.param("@channel ship it", {"title": "ship it", "groups": ("channel",)}, id="everybody"),
        pytest.param("Ship <!here|here>", {"title": "Ship", "groups": ("here",)}, id="who is here"),
        pytest.param("Ship <!subteam^S1|@cx>", {"title": "Ship", "groups": ("S1",)}, id="a group"),
        pytest.param(
            "Keys are handed over to <@U2> by Friday",
            {"title": "Keys are handed over to @Bob Roth", "owners": ("U2",), "due": "2026-11-20"},
            id="inside the sentence: stays, and owns if nobody else does",
        ),
        pytest.param(
            f"Keys are handed over to <@U2> by Friday {DANA}",
            {"title": "Keys are handed over to @Bob Roth", "owners": ("U123",), "due": "2026-11-20"},
            id="inside the sentence, with an owner beside",
        ),
        pytest.param(
            "<@U2> is trained", {"title": "@Bob Roth is trained", "owners": ("U2",)}, id="the subject"
        ),
        pytest.param(
            "Refunds are approved by <@U9>",
            {"title": "Refunds are approved by @U9", "owners": ("U9",)},
            id="without a name",
        ),
        pytest.param(
            "Mail dana@x.com at 50 @ night", {"title": "Mail dana@x.com at 50 @ night"}, id="no mention"
        ),
        pytest.param(
            "Mail <mailto:a@b.c|a@b.c> in <#C1|support>",
            {"title": "Mail a@b.c in #support"},
            id="mail, channel",
        ),
        pytest.param(
            "See <https://x.io/a?by=1&amp;c=2|the page>",
            {"title": "See the page (https://x.io/a?by=1&c=2)"},
            id="a link",
        ),
        pytest.param(
            "See <https://x.io/–|x.io/–> soon",
            {"title": "See https://x.io/– soon"},
            id="a link keeps its dash",
        ),
    ],
)
def test_people_and_links(text: str, expected: dict[str, Any]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Response time under 12 h", {"title": "Response time under 12 h"}),
        ("Ship under O-0", {"title": "Ship under O-0"}),
        ("Ship under O-99999999999", {"title": "Ship under O-99999999999"}),
        ("Tickets under O-12 reach Billing", {"title": "Tickets reach Billing", "parent": 12}),
        ("Ship under O-12 part of O-13", {"title": "Ship under O-12", "parent": 13}),
        ("Ship, needs O-14, #15 and O-14, under O-12", {"title": "Ship", "needs": (14, 15), "parent": 12}),
        ("The pilot needs 14 people", {"title": "The pilot needs 14 people"}),
    ],
)
def test_numbers_of_other_outcomes(text: str, expected: dict[str, Any]) -> None:
    assert said(text) == expected


@given(st.text(max_size=60))
def test_no_text_can_break_it(text: str) -> None:
    assert isinstance(line.parse(text, today=TODAY), Line)


PIECES = [
    "<@U1|x>",
    "@dana",
    "<!here>",
    "by",
    "29 April",
    "under O-1",
    "needs O-2",
    "owner",
    "(",
    ",",
    "<#C1|c>",
    "tickets",
]


@given(st.lists(st.sampled_from(PIECES), max_size=8))
def test_every_piece_is_in_a_field_or_in_the_title(pieces: list[str]) -> None:
    found = line.parse(" ".join(pieces), today=TODAY)
    assert found.title.count("tickets") == pieces.count("tickets")
    assert found.title.count("#c") == pieces.count("<#C1|c>")
    for piece, is_kept in [
        ("<@U1|x>", "U1" in found.owners or "@x" in found.title),
        ("@dana", "dana" in found.handles or "@dana" in found.title),
        ("29 April", found.due is not None or "29 April" in found.title),
        ("under O-1", found.parent == 1),
    ]:
        assert is_kept or piece not in pieces, piece


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"], max_codepoint=0xFFFF), max_size=40))
def test_plain_words_come_back_as_they_are(text: str) -> None:
    words = dates.plain(f"x{text}x").replace("@", "").replace("#", "").replace("&", "")
    found = line.parse(words, today=TODAY)
    assert found.title == words or found.due or found.parent or found.needs


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("O-142", 142),
        ("o142", 142),
        ("142", 142),
        ("#142", 142),
        (" _O-142_ ", 142),
        ("O\u2011142", 142),
        ("O 142", 142),
        ("O-007", 7),
        ("", None),
        ("0", None),
        ("O-0", None),
        ("O-1.5", None),
        ("O-142 and more", None),
        ("-1", None),
        ("٣", None),
        ("9" * 30, None),
    ],
)
def test_the_number_of_an_outcome(text: str, number: int | None) -> None:
    assert line.number_of(text) == number


def test_a_shown_number_is_read_again() -> None:
    assert line.shown(142) == "O-142"
    assert line.number_of(line.shown(142)) == 142


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("lst", "list"),
        ("LIST", "list"),
        ("hand ovr", "hand over"),
        ("mien", "mine"),
        ("zzz", None),
        ("", None),
    ],
)
def test_the_nearest_word(word: str, expected: str | None) -> None:
    assert line.nearest(word, ["list", "find", "hand over", "mine"]) == expected
