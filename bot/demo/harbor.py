"""The sample organization: Harbor, a small software company. Data only.

The story begins on Wednesday 18 November 2026, 09:30 in Berlin; five weeks came before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bot.checkins.rules.states import Cause

START = datetime(2026, 11, 18, 8, 30, tzinfo=UTC)
BEGAN = datetime(2026, 10, 14, 7, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Someone:
    """`answers_after`: minutes from being asked how it is going to the answer; None: not by themselves."""

    name: str
    title: str
    zone: str
    answers_after: int | None = None
    is_guest: bool = False


# Alice is the visitor's. Chen answers when he is reminded.
PEOPLE: Mapping[str, Someone] = {
    "lena": Someone("Lena Fischer", "Chief operating officer", "Europe/Berlin", 50),
    "omar": Someone("Omar Haddad", "General counsel", "Europe/London", 50),
    "priya": Someone("Priya Nair", "Head of Customer Experience", "Asia/Kolkata", 20),
    "nadia": Someone("Nadia Rossi", "Customer Experience", "Europe/Rome", 20),
    "ana": Someone("Ana Silva", "Lead of Support", "Europe/Lisbon", 50),
    "alice": Someone("Alice Moreau", "Support", "Europe/Paris"),
    "bob": Someone("Bob Roth", "Support", "America/Chicago", 50),
    "mara": Someone("Mara Jansen", "Support", "Europe/Amsterdam", 50),
    "kofi": Someone("Kofi Mensah", "Support", "Africa/Accra", 20),
    "ishaan": Someone("Ishaan Rao", "Support", "Asia/Kolkata", 20),
    "elif": Someone("Elif Kaya", "Support", "Europe/Istanbul", 50),
    "joao": Someone("João Pinto", "Support", "Europe/Lisbon", 50),
    "yuki": Someone("Yuki Tanaka", "Lead of Documentation", "Asia/Tokyo", 20),
    "chen": Someone("Chen Wei", "Documentation", "Asia/Shanghai", 1460),
    "marcus": Someone("Marcus Webb", "Head of Platform", "America/New_York", 50),
    "grace": Someone("Grace Okafor", "Lead of Billing", "Africa/Lagos", 20),
    "dana": Someone("Dana Levi", "Billing", "Asia/Jerusalem", 20),
    "miguel": Someone("Miguel Torres", "Billing", "Europe/Madrid", 20),
    "aisha": Someone("Aisha Bello", "Billing", "Africa/Lagos", 50),
    "peter": Someone("Peter Novák", "Billing", "Europe/Prague", 80),
    "hana": Someone("Hana Sato", "Billing", "Asia/Tokyo", 20),
    "tom": Someone("Tom Becker", "Lead of Infrastructure", "America/Los_Angeles", 20),
    "noor": Someone("Noor Rahman", "Infrastructure", "Australia/Sydney", 20),
    "charlie": Someone("Charlie Moss", "Agency", "Europe/London", is_guest=True),
}


@dataclass(frozen=True)
class Group:
    parent: str | None
    leader: str
    deputy: str | None
    members: tuple[str, ...]
    channel: str


TEAMS: Mapping[str, Group] = {
    "Harbor": Group(None, "lena", "omar", ("lena", "omar"), "harbor"),
    "Customer Experience": Group("Harbor", "priya", "nadia", ("priya", "nadia"), "cx"),
    "Support": Group(
        "Customer Experience",
        "ana",
        None,
        ("ana", "alice", "bob", "mara", "kofi", "ishaan", "elif", "joao"),
        "support",
    ),
    "Documentation": Group("Customer Experience", "yuki", None, ("yuki", "chen"), "documentation"),
    "Platform": Group("Harbor", "marcus", None, ("marcus",), "platform"),
    "Billing": Group(
        "Platform", "grace", None, ("grace", "dana", "miguel", "aisha", "peter", "hana"), "billing"
    ),
    "Infrastructure": Group("Platform", "tom", None, ("tom", "noor"), "infrastructure"),
}


@dataclass(frozen=True)
class Goal:
    """One outcome. `weeks` has a letter for each week before the story: g on track, a at risk, - silent.

    `then` goes on from the story's week; its last letter holds for all that follow. `cause` and `note` are
    what is said with every a. `moved` are earlier due days, oldest first.
    """

    title: str
    owner: str
    due: date | None
    parent: int | None
    done: str | None = None
    weeks: str = ""
    cause: Cause = Cause.OTHER
    note: str = ""
    then: str = "g"
    moved: tuple[date, ...] = ()
    finished_on: date | None = None


def _dec(day: int) -> date:
    return date(2026, 12, day)


# In the order of their numbers, from O-1 on.
OUTCOMES: tuple[Goal, ...] = (
    Goal("Customers get help before they lose patience", "lena", None, None),
    Goal("Nobody is ever billed wrongly", "lena", None, None),
    Goal("Half of all how-to tickets are answered by a help page", "yuki", _dec(17), 1),
    Goal("Every invoice is right the first time", "marcus", _dec(18), 2),
    Goal("Refund requests are settled within two working days", "grace", _dec(15), 4,
         "The median of a week is two working days or less, twice in a row", "ggggg"),
    Goal("The invoice run finishes without manual fixes", "miguel", _dec(10), 4,
         "Two month-end runs in a row need no fix by hand", "gggag",
         Cause.INPUT, "the test data for December"),
    Goal("VAT numbers are checked before the first invoice", "aisha", _dec(7), 4,
         "No customer with a wrong VAT number gets an invoice in a week", "ggggg"),
    Goal("Plan changes are billed to the day", "peter", _dec(16), 4,
         "A change on any day of the month is billed to the cent in the test set", "ggaag",
         Cause.INPUT, "the price list for yearly plans"),
    Goal("Customers see every charge in their own currency", "hana", _dec(11), 4,
         "Invoices in seven currencies match the bank's rate of the day", "ggggg"),
    Goal("The billing archive can be searched by customer", "dana", _dec(10), 4,
         "Support finds any invoice of the last five years in ten seconds", "ggggg"),
    Goal("Customers are answered in their own language", "elif", _dec(14), 1,
         "Nine of ten first answers are in the language of the question", "ggggg",
         Cause.PEOPLE, "a second Turkish speaker", "aag"),
    Goal("First-response time from 24 h to 12 h", "ana", _dec(15), 1),
    Goal("Night tickets wait in one queue, the longest wait first", "mara", _dec(4), 12,
         "The morning shift opens one list and nothing else", "ggggg"),
    Goal("Priority tickets are triaged within 15 minutes", "alice", _dec(11), 12,
         "Nineteen of twenty priority tickets have an owner after 15 minutes, two weeks running", "ggggg"),
    Goal("The macro library covers the 40 most frequent questions", "bob", _dec(11), 12,
         "Each of the 40 has a macro that Ana has read", "ggggg",
         moved=(date(2026, 11, 20), date(2026, 11, 27))),
    Goal("The queue forecast is right within ten percent", "kofi", _dec(9), 12,
         "Three weeks of forecasts are within ten percent of what came", "gggaa",
         Cause.PEOPLE, "a reviewer for the model", "aag"),
    Goal("The phone-triage pilot has run with ten customers", "chen", _dec(22), 1,
         "Ten customers were triaged by phone and said what they think", "ggggg"),
    Goal("The 20 most read help pages are up to date", "yuki", _dec(7), 3,
         "Each of the 20 was checked by the team that it is about", "ggggg"),
    Goal("Every help page says when it was last checked", "chen", _dec(3), 3,
         "A page without a date cannot be published", "ggggg"),
    Goal("The queue report goes out by itself", "chen", date(2026, 11, 17), 3,
         "It arrived on three Tuesdays without anybody touching it", "ggggg", finished_on=date(2026, 11, 17)),
    Goal("Support can restart the ticket router", "joao", _dec(2), 12,
         "João restarts it in a drill while Tom only watches", "ggg--", then="-g"),
    Goal("Duplicate tickets are merged before anybody reads them", "ishaan", _dec(14), 12,
         "Fewer than one in a hundred tickets read is a duplicate", "ggggg"),
    Goal("The triage rota covers every working hour", "alice", _dec(18), 12,
         "Four weeks are filled, holidays included", "ggggg"),
    Goal("New colleagues triage alone after one week", "alice", _dec(23), 12,
         "Two new colleagues did it, and their choices were right", "ggggg"),
    Goal("The ticket router is replaced without losing a ticket", "tom", _dec(9), 2,
         "A week on the new router, and every ticket is in both lists", "gggga",
         Cause.PEOPLE, "a contractor for three weeks, or a later day", "a"),
    Goal("Invoices are stored in two places", "noor", _dec(15), 4,
         "A restore from the second place was tried and timed", "ggggg"),
    Goal("The status page tells of trouble within five minutes", "tom", _dec(21), 1,
         "Three drills were on the page within five minutes", "ggggg"),
    Goal("Answers are measured by what customers say", "priya", _dec(18), 1,
         "Every team sees last week's words of its customers on Monday", "ggggg"),
    Goal("Partner tickets reach partners on the same day", "nadia", _dec(10), 1,
         "Five days running, no partner ticket is older than a day", "ggggg"),
    Goal("Standard answers to refund questions are approved", "omar", _dec(8), 2,
         "Legal has signed the ten answers that are used most", "ggggg"),
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What one outcome needs from another one, by their numbers; its owner has promised it."""

    consumer: int
    provider: int
    what: str
    by: date


NEEDS: tuple[Wanted, ...] = (
    Wanted(17, 14, "triage that we can call customers from", _dec(16)),
    Wanted(29, 25, "a rule that sends partner tickets to partners", _dec(10)),
    Wanted(22, 25, "one number for a ticket, however it comes in", _dec(11)),
)

EVIDENCE = "Written up in the channel, with the figures"
"""Where to see that something is done."""

INTENTS: Mapping[int, Mapping[str, str]] = {
    1: {
        "why": "Customers who wait longer than a day leave three times as often.",
        "must": "Every customer hears from a person on the same working day.",
        "must_not": "Hire.",
        "not_included": "Phone support. Night shifts.",
    },
    2: {
        "why": "One wrong invoice costs more trust than ten late ones.",
        "must": "A customer who finds a mistake gets the money back first, and the explanation second.",
        "must_not": "Stop billing anybody for more than a week.",
        "not_included": "New prices.",
    },
}
