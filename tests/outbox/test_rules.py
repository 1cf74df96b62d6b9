"""Decisions on values."""

import pytest

from bot.outbox import rules
from bot.outbox.rules import Verdict


@pytest.mark.parametrize(
    ("status", "error", "verdict"),
    [
        (429, "ratelimited", Verdict.LIMITED),
        (429, "", Verdict.LIMITED),
        (200, "rate_limited", Verdict.LIMITED),
        (500, "<html>", Verdict.UNCLEAR),
        (503, "is_archived", Verdict.UNCLEAR),
        (408, "", Verdict.UNCLEAR),
        (200, "fatal_error", Verdict.UNCLEAR),
        (200, "internal_error", Verdict.UNCLEAR),
        (200, "Received a response in a non-JSON format: {", Verdict.UNCLEAR),
        (200, "", Verdict.UNCLEAR),
        (200, "is_archived", Verdict.PARK),
        (401, "invalid_auth", Verdict.PARK),
        (200, "missing_scope", Verdict.PARK),
        (200, "invalid_blocks", Verdict.REFUSED),
        (200, "message_not_found", Verdict.GONE),
        (200, "something_new", Verdict.RETRY),
        (404, "<html>", Verdict.RETRY),
    ],
)
def test_what_follows_from_an_answer(status: int, error: str, verdict: Verdict) -> None:
    assert rules.verdict(status, error) is verdict


def test_no_error_has_two_meanings() -> None:
    tables = [rules.LIMITED, rules.UNCLEAR, rules.PARK, rules.REFUSED, rules.GONE]
    assert sum(len(table) for table in tables) == len(frozenset().union(*tables))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7), ("0", 1), ("-3", 1), (None, 30), ("", 30), ("soon", 30), ("nan", 30), ("999999", 3600)],
)
def test_slack_is_obeyed_within_reason(header: str | None, seconds: float) -> None:
    assert rules.retry_after(header) == seconds


def test_waits_double_up_to_an_hour() -> None:
    assert [rules.backoff(5, attempts) for attempts in (0, 1, 2, 3, 20)] == [5, 5, 10, 20, 3600]


def test_equal_renderings_have_equal_digests() -> None:
    assert rules.digest({"text": "a", "blocks": []}) == rules.digest({"blocks": [], "text": "a"})
    assert rules.digest({"text": "a", "blocks": []}) != rules.digest({"text": "b", "blocks": []})


def test_a_link_names_the_channel_and_the_digits_of_the_message() -> None:
    link = rules.permalink("https://acme.slack.com/", "C1", "1700000000.000100", None)
    assert link == "https://acme.slack.com/archives/C1/p1700000000000100"
